//! The variants of the relation head and its loss: gradients against differences, slices against burn, training against
//! prediction. The toy's heads are drawn anew; nothing here has numbers of PyTorch's.

use super::golden_tests::{examples, golden, rate, toy};
use super::params::Params;
use super::*;
use crate::model::{EncoderConfig, read_types};

/// Neighbours two by two as windows, with pairs across them; the second of every pair is of data that lack some types.
fn windows(batch: &[Example]) -> Vec<Example> {
    let joined = |pair: &[Example]| {
        let (a, b) = (&pair[0], &pair[1]);
        let (subwords, words, spans) = (a.ids.len() - 2, a.words.len(), a.spans.len());
        let mut both = a.clone();
        both.ids.pop();
        both.ids.extend(&b.ids[1..]);
        both.words.extend(b.words.iter().map(|word| word.start + subwords..word.end + subwords));
        both.sentences = vec![0..words, words..words + b.words.len()];
        let moved = |span: &SpanSample| SpanSample { start: span.start + words, end: span.end + words, ..*span };
        both.spans.extend(b.spans.iter().map(moved));
        let moved = |pair: &PairSample| PairSample { head: pair.head + spans, tail: pair.tail + spans, ..pair.clone() };
        both.pairs.extend(b.pairs.iter().map(moved));
        let across = [(0, spans, vec![0]), (spans + 1, 0, vec![]), (1, spans + 1, vec![1])];
        both.pairs.extend(across.map(|(head, tail, labels)| PairSample { head, tail, labels }));
        both
    };
    let mut windows: Vec<Example> = batch.chunks_exact(2).map(joined).collect();
    let open = OpenTypes { entities: vec![false, true, false, true], relations: vec![false, true] };
    if let Some(last) = windows.last_mut() {
        last.open = Some(std::sync::Arc::new(open));
    }
    windows
}

/// What a variant learns from.
fn batch(options: &HeadOptions) -> Vec<Example> {
    let alone = examples(&golden("spert"));
    if options.window_words > 0 { windows(&alone) } else { alone }
}

fn variants() -> Vec<(&'static str, HeadOptions, f32)> {
    let plain = HeadOptions::default;
    let (sum, adaptive) = (RelationLoss::Sum, RelationLoss::Adaptive);
    vec![
        ("sum", HeadOptions { relation_loss: sum, ..plain() }, 1.0),
        ("weight and a rate of its own", HeadOptions { relation_weight: 7.0, ..plain() }, 3.0),
        ("focal mean", HeadOptions { relation_focus: 2.0, ..plain() }, 1.0),
        ("focal sum", HeadOptions { relation_loss: sum, relation_focus: 1.5, relation_weight: 0.5, ..plain() }, 1.0),
        ("adaptive", HeadOptions { relation_loss: adaptive, ..plain() }, 1.0),
        ("hidden", HeadOptions { relation_hidden: 12, relation_places: true, relation_loss: adaptive, ..plain() }, 2.0),
        ("places", HeadOptions { relation_places: true, relation_loss: adaptive, ..plain() }, 1.0),
        ("hidden with types", HeadOptions { relation_hidden: 12, entity_logits: true, ..plain() }, 1.0),
        (
            "hidden, several tasks",
            HeadOptions { relation_hidden: 12, multi_task: true, entity_logits: true, relation_weight: 2.0, ..plain() },
            1.0,
        ),
        ("across", HeadOptions { window_words: 99, max_distance: 1, relation_places: true, ..plain() }, 1.0),
        (
            "across, full context",
            HeadOptions {
                window_words: 99,
                max_distance: 2,
                relation_hidden: 12,
                relation_loss: adaptive,
                context: crate::model::Context::Full,
                ..plain()
            },
            1.0,
        ),
        (
            "across, several tasks",
            HeadOptions { window_words: 99, max_distance: 1, multi_task: true, entity_logits: true, ..plain() },
            1.0,
        ),
    ]
}

fn trainer(options: &HeadOptions, relation: f32) -> Trainer {
    let mut config = EncoderConfig::read(&toy().join("config.json")).expect("committed");
    options.write_into(&mut config);
    let types = read_types(&toy()).expect("committed");
    let (mut params, _) = Params::load(&toy().join("spert"), &config, &types, options, Initial::Pretrained, 5).unwrap();
    // Weights as small as those that training begins with say nothing about gradients.
    let start = params.layout.heads_start();
    params.flat[start..].iter_mut().for_each(|value| *value *= 8.0);
    let rates = Rates { relation, heads: 2.0, ..Rates::default() };
    Trainer::new(config, params, options.clone(), AdamW::default(), rates, [0.0; 3], 1, 1)
}

fn minimised(losses: &Losses, options: &HeadOptions) -> f64 {
    let weight = f64::from(options.relation_weight);
    losses.entity + losses.entity_identification + weight * (losses.relation + losses.relation_identification)
}

#[test]
fn the_gradient_of_every_tensor_equals_the_difference_along_it() {
    for (name, options, relation) in variants() {
        let batch = batch(&options);
        let mut trainer = trainer(&options, relation);
        trainer.update(&batch, 0.0);
        let gradient = trainer.gradient.clone();
        let start = trainer.params.flat.clone();
        for slot in trainer.params.layout.slots.clone() {
            let along = &gradient[slot.range.clone()];
            let norm = along.iter().map(|g| f64::from(*g).powi(2)).sum::<f64>().sqrt();
            let tensor = &slot.parts[0].0;
            if norm < 1e-3 {
                assert!(!tensor.starts_with("rel_"), "{name}: {tensor} has no gradient");
                continue;
            }
            // Rankings of several sentences have more corners.
            let step = if options.multi_task && options.window_words > 0 { 1e-3 } else { 4e-3 };
            let mut at = |by: f64| {
                trainer.params.flat.copy_from_slice(&start);
                for (value, g) in trainer.params.flat[slot.range.clone()].iter_mut().zip(along) {
                    *value += (by * f64::from(*g) / norm) as f32;
                }
                minimised(&trainer.update(&batch, 0.0).losses, &options)
            };
            let difference = (at(step) - at(-step)) / (2.0 * step);
            assert!((difference - norm).abs() < 0.02 * norm + 1e-3, "{name}, {tensor}: {norm}, measured {difference}");
        }
    }
}

#[test]
fn slices_and_burn_learn_the_same() {
    use burn::backend::Autodiff;
    use burn_flex::{Flex, FlexDevice};
    let types = read_types(&toy()).expect("committed");
    for (name, options, relation) in variants() {
        let batch = batch(&options);
        let mut host = trainer(&options, relation);
        let mut device = autodiff::AutodiffTrainer::<Autodiff<Flex>>::new(trainer(&options, relation), FlexDevice);
        for index in 0..4 {
            let (a, b) = (host.update(&batch, rate(index)), device.update(&batch, rate(index)));
            let close = |a: f64, b: f64| (a - b).abs() < 1e-4 * a.abs().max(1e-2);
            assert!(close(a.losses.total(), b.losses.total()), "{name}: {a:?}, {b:?}");
            assert!(close(a.gradient_norm, b.gradient_norm), "{name}: {a:?}, {b:?}");
        }
        let read = |dir: &std::path::Path| crate::model::checkpoint::Checkpoint::open(dir).expect("complete");
        let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        host.save(a.path(), &toy(), &types).unwrap();
        device.save(b.path(), &toy(), &types).unwrap();
        let (a, b) = (read(a.path()), read(b.path()));
        for tensor in host.params.layout.slots.iter().flat_map(|slot| &slot.parts) {
            if !tensor.0.starts_with("rel_") {
                continue;
            }
            let pairs = a.read(&tensor.0).unwrap().into_iter().zip(b.read(&tensor.0).unwrap());
            pairs.for_each(|(a, b)| assert!((a - b).abs() < 2e-4, "{name}, {}: {a}, {b}", tensor.0));
        }
    }
}

/// The loss of the pairs, computed from what prediction says of them, is the loss of training.
#[test]
fn what_was_trained_predicts() {
    let types = read_types(&toy()).expect("committed");
    for (name, options, relation) in variants().into_iter().filter(|(_, options, _)| !options.multi_task) {
        let batch = batch(&options);
        let mut trainer = trainer(&options, relation);
        let trained = trainer.update(&batch, 0.0).losses.relation;
        let dir = tempfile::tempdir().expect("a folder");
        trainer.save(dir.path(), &toy(), &types).expect("writable");
        let mut model =
            crate::model::families::spert::Spert::load(dir.path(), &crate::model::DeviceChoice::CPU).expect("complete");
        let (_, encoder, heads) = model.parts();
        let (mut loss, mut pairs) = (0.0, 0);
        for example in &batch {
            let cases: Vec<u8> = vec![0; example.ids.len()];
            let input = crate::model::encoder::Input { ids: &example.ids, types: &cases };
            let hidden = encoder.states(&[input]).expect("runs");
            let states = crate::model::heads::spert::States {
                hidden: &hidden,
                words: &example.words,
                sentences: &example.sentences,
            };
            let place = |span: usize| (example.spans[span].start, example.spans[span].end);
            let places: Vec<_> = example.pairs.iter().map(|pair| [place(pair.head), place(pair.tail)]).collect();
            for (pair, mut logits) in example.pairs.iter().zip(heads.relation_logits(states, &places)) {
                loss += f64::from(options.relation_loss.of(
                    &mut logits,
                    &pair.labels,
                    options.relation_focus,
                    example.open_relations(),
                ));
                pairs += 1;
            }
        }
        let predicted = loss / f64::from(pairs);
        assert!((predicted - trained).abs() < 1e-4 * trained.max(1.0), "{name}: {trained}, predicted {predicted}");
    }
}

/// A model that has read sentences one by one says at first the same of them when it learns relations across sentences.
#[test]
fn a_model_goes_on_with_context() {
    let before = HeadOptions { relation_places: true, relation_hidden: 12, ..HeadOptions::default() };
    let after = HeadOptions { window_words: 99, max_distance: 2, ..before.clone() };
    let types = read_types(&toy()).expect("committed");
    let dir = tempfile::tempdir().expect("a folder");
    let alone = batch(&before);
    let mut trainer = trainer(&before, 1.0);
    let wanted = trainer.update(&alone, 0.0).losses;
    trainer.save(dir.path(), &toy(), &types).expect("writable");
    let mut config = EncoderConfig::read(&dir.path().join("config.json")).expect("just written");
    after.write_into(&mut config);
    let (params, read) = Params::load(dir.path(), &config, &types, &after, Initial::Pretrained, 7).expect("fits");
    assert!(read, "the heads were drawn anew");
    let mut trainer = Trainer::new(config, params, after, AdamW::default(), Rates::default(), [0.0; 3], 1, 1);
    let found = trainer.update(&alone, 0.0).losses;
    assert!((found.total() - wanted.total()).abs() < 1e-6 * wanted.total(), "{wanted:?}, {found:?}");
}
