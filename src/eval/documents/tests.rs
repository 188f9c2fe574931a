use proptest::prelude::*;

use super::*;
use crate::domain::{Fragments, MentionId, Origin, Review, change};
use crate::nlp::{PairScore, SpanScore};
use crate::text::split;

fn types() -> Types {
    Types::from_json(
        r#"{"entities": {"Peop": {"verbose": "People"}, "Loc": {}}, "relations": {"Knows": {}, "Kin": {"symmetric": true}}}"#,
    )
    .expect("types")
}

fn add(document: &mut Document, kind: &str, place: &str) -> MentionId {
    let start = document.text.find(place).expect("in the text");
    let fragments = Fragments::one(Span::new(start, start + place.len()));
    let (id, edits) = change::add_mention(&mut document.annotations, kind.into(), fragments);
    document.apply(edits).expect("in the text");
    id
}

fn span(start: u32, end: u32, class: u16, score: f32) -> SpanScore {
    SpanScore { start, end, class, score, probs: Vec::new() }
}

/// Evaluates one document; `scores` by sentence, missing ones are empty.
fn evaluate(document: &Document, scores: &[SentenceScores], visibility: &Visibility) -> Evaluation {
    let splits = split(&document.text);
    let nothing = SentenceScores::default();
    let sentences = splits.iter().enumerate().map(|(i, s)| (s.words.as_slice(), scores.get(i).unwrap_or(&nothing)));
    let types = types();
    let source = Source { document, visibility, types: &types, sentences: sentences.collect() };
    Evaluation::new(&[source], "fake").expect("the same words")
}

#[test]
fn instances_quote_the_text_in_english_and_russian_and_with_emoji() {
    for (text, missed, wrong) in [
        ("It rains. Then “Anna Smith” met Boris.", "Anna Smith", "Boris"),
        ("Идёт дождь. Потом Анна-Мария встретила Бориса 👩‍👩‍👧 в Твери.", "Анна-Мария", "Твери"),
        ("😀😀 wow! 🎉 Zoë met Bob 🇷🇺.", "Zoë", "Bob"),
    ] {
        let mut document = Document::new("d", text);
        add(&mut document, "Peop", missed);
        add(&mut document, "Peop", wrong);
        let splits = split(text);
        let words = &splits[1].words;
        let at = words.iter().position(|w| w.slice(text) == Some(wrong)).expect("a word");
        let at = u32::try_from(at).expect("few words");
        let scores = SentenceScores { spans: vec![span(at, at + 1, 2, 0.7)], pairs: vec![] };
        let evaluation = evaluate(&document, &[SentenceScores::default(), scores], &Visibility::default());
        let in_missed = evaluation.in_class(Task::Entities, "missed");
        assert_eq!(in_missed.len(), 1);
        assert_eq!(document.slice(in_missed[0].place()), missed);
        let in_cell = evaluation.in_cell(Task::Entities, "Peop", "Loc");
        assert_eq!(in_cell.len(), 1);
        assert_eq!(document.slice(in_cell[0].place()), wrong);
        assert!(in_cell[0].sentence.contains(in_cell[0].place()));
        assert!(in_cell[0].score().is_some_and(|score| (score - 0.7).abs() < 1e-6));
    }
}

#[test]
fn relations_mark_both_ends_and_thresholds_decide() {
    let mut document = Document::new("d", "Anna met Boris and Vera.");
    let (anna, boris) = (add(&mut document, "Peop", "Anna"), add(&mut document, "Peop", "Boris"));
    let (_, edits) = change::add_relation(&mut document.annotations, "Knows".into(), anna, boris);
    document.apply(edits).expect("both exist");
    let scores = SentenceScores {
        spans: vec![span(0, 1, 1, 0.9), span(2, 3, 2, 0.8), span(4, 5, 1, 0.6)],
        pairs: vec![
            PairScore { head: 0, tail: 1, probs: vec![0.5, 0.0] },
            PairScore { head: 0, tail: 2, probs: vec![0.9, 0.0] },
        ],
    };
    let at = |relation| {
        let visibility = Visibility { relation, ..Visibility::default() };
        evaluate(&document, std::slice::from_ref(&scores), &visibility)
    };
    let evaluation = at(0.4);
    assert_eq!((evaluation.report.scores.re.counts.correct, evaluation.report.scores.re_plus.counts.correct), (1, 0));
    let end_type = &evaluation.in_class(Task::Relations, "end_type")[0];
    let quoted = |side: &FoundSide| side.spans.iter().map(|s| document.slice(*s).to_owned()).collect::<Vec<_>>();
    assert_eq!(end_type.pred.as_ref().map(quoted), Some(vec!["Anna".to_owned(), "Boris".to_owned()]));
    assert_eq!(end_type.pred.as_ref().map(|s| s.ends.clone()), Some(vec!["Peop".to_owned(), "Loc".to_owned()]));
    let spurious = evaluation.in_cell(Task::Relations, "none", "Knows");
    assert_eq!(document.slice(spurious[0].place()), "Anna met Boris and Vera");
    assert_eq!(at(0.95).in_class(Task::Relations, "missed").len(), 1);
    assert_eq!(evaluation.label(Task::Entities, "Peop"), "People");
    assert!(evaluation.page().expect("serialisable").contains("\"id\":\"d:0\""));
}

#[test]
fn open_and_rejected_predictions_are_no_gold_and_accepted_ones_are() {
    let mut document = Document::new("d", "Anna met Boris.");
    let origin = |score| Origin::Model { model: "m".into(), score };
    for (place, review) in [("Anna", Review::Open), ("Boris", Review::Rejected)] {
        let id = add(&mut document, "Peop", place);
        let mention = document.annotations.mention(id).cloned().expect("added");
        let edit =
            crate::domain::Edit::Replace(crate::domain::Mention { origin: origin(0.9), review, ..mention }.into());
        document.apply(vec![edit]).expect("exists");
    }
    assert!(!has_gold(&document));
    let id = document.annotations.mentions().next().map(|m| m.id).expect("Anna");
    let edits = change::review_mention(&document.annotations, id, Review::Accepted);
    document.apply(edits).expect("exists");
    assert!(has_gold(&document));
    let scores = SentenceScores { spans: vec![span(0, 1, 1, 0.9), span(2, 3, 1, 0.8)], pairs: vec![] };
    let evaluation = evaluate(&document, &[scores], &Visibility::default());
    let counts = evaluation.report.scores.ner.counts;
    assert_eq!((counts.gold, counts.predicted, counts.correct), (1, 2, 1));
    assert_eq!(evaluation.in_class(Task::Entities, "correct")[0].gold.as_ref().and_then(|g| g.score), None);
}

#[test]
fn scores_of_another_text_are_refused() {
    let document = Document::new("d", "Anna met Boris.");
    let (types, visibility) = (types(), Visibility::default());
    let other = split("Vera met nobody at all.");
    let nothing = SentenceScores::default();
    let sentences = other.iter().map(|s| (s.words.as_slice(), &nothing)).collect();
    let source = Source { document: &document, visibility: &visibility, types: &types, sentences };
    let refused = Evaluation::new(&[source], "fake").expect_err("another text");
    assert_eq!(refused, OtherWords::Document("d".into()));
}

proptest! {
    /// Every gold mention of whole words is found again at exactly its bytes, whatever the text is made of.
    #[test]
    fn every_missed_mention_comes_back_at_its_bytes(
        words in prop::collection::vec(
            prop::sample::select(vec!["Анна", "met", "👩‍👧", "Zoë", "e\u{301}te", "Москва", "x.", "U.S.", "(", "«ы»", "7%"]),
            1..30,
        ),
        breaks in prop::collection::vec(prop::sample::select(vec![" ", "\n", "  ", " \u{a0}"]), 30),
        chosen in prop::collection::vec((0usize..40, 0usize..40, 1usize..4), 1..6),
    ) {
        let text: String = words.iter().zip(&breaks).flat_map(|(word, gap)| [*word, *gap]).collect();
        let splits = split(&text);
        let mut document = Document::new("d", text.as_str());
        let mut expected = std::collections::BTreeSet::new();
        for (sentence, first, width) in chosen {
            let words = &splits[sentence % splits.len()].words;
            let first = first % words.len();
            let last = (first + width).min(words.len()) - 1;
            let cover = words[first].cover(words[last]);
            let (_, edits) = change::add_mention(&mut document.annotations, "Peop".into(), Fragments::one(cover));
            document.apply(edits).expect("in the text");
            expected.insert(cover);
        }
        let evaluation = evaluate(&document, &[], &Visibility::default());
        let found: std::collections::BTreeSet<Span> =
            evaluation.in_class(Task::Entities, "missed").iter().map(Found::place).collect();
        prop_assert_eq!(found, expected);
    }
}
