use std::sync::atomic::AtomicBool;

use proptest::prelude::*;

use super::*;
use crate::domain::{Document, Fragments, MentionId, Visibility, change};
use crate::eval::Task;
use crate::text::Span;

/// A document with mentions (`kind start end`) and relations (`kind head tail`, numbers of mentions).
fn document(text: &str, mentions: &[(&str, usize, usize)], relations: &[(&str, usize, usize)]) -> Document {
    let mut document = Document::new("d", text);
    let mut ids: Vec<MentionId> = Vec::new();
    for (kind, start, end) in mentions {
        let fragments = Fragments::one(Span::new(*start, *end));
        let (id, edits) = change::add_mention(&mut document.annotations, (*kind).into(), fragments);
        document.apply(edits).expect("in the text");
        ids.push(id);
    }
    for (kind, head, tail) in relations {
        let (_, edits) = change::add_relation(&mut document.annotations, (*kind).into(), ids[*head], ids[*tail]);
        document.apply(edits).expect("both exist");
    }
    document.schema.complete(&document.annotations);
    document
}

fn compared(left: &Document, right: &Document) -> Compared {
    let all = Visibility::default();
    let layer = |document| Layer { document, visibility: &all };
    compare_documents(layer(left), layer(right), 0)
}

fn classes(compared: &Compared, task: Task) -> Vec<&'static str> {
    compared.cases.iter().filter(|c| c.task == task).map(|c| c.class.name()).collect()
}

#[test]
fn kappa_by_hand() {
    // Cohen's own kind of table: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no. p_o = 0.7, p_e = 0.5, κ = 0.4.
    let mut kappa = Kappa::default();
    for (left, right, count) in [("yes", "yes", 20), ("yes", "no", 5), ("no", "yes", 10), ("no", "no", 15)] {
        (0..count).for_each(|_| kappa.add(left.into(), right.into()));
    }
    assert_eq!((kappa.units(), kappa.observed()), (50, Some(0.7)));
    assert!((kappa.value().expect("units") - 0.4).abs() < 1e-12);
}

#[test]
fn kappa_at_its_edges() {
    assert_eq!((Kappa::default().value(), Kappa::default().observed()), (None, None));
    let mut one_class = Kappa::default();
    one_class.add("A".into(), "A".into());
    one_class.add("A".into(), "A".into());
    assert_eq!(one_class.value(), Some(1.0), "one class only, and no disagreement");
    let mut crossed = Kappa::default();
    crossed.add("A".into(), "B".into());
    crossed.add("B".into(), "A".into());
    assert_eq!(crossed.value(), Some(-1.0), "always the other one");
    let mut constant = Kappa::default();
    constant.add("A".into(), "A".into());
    constant.add("A".into(), "B".into());
    assert_eq!(constant.value(), Some(0.0), "who always says the same agrees by chance");
}

#[test]
fn pieces_with_a_blank_between_them_are_the_place_that_they_cover() {
    let text = "Anna left New York.";
    let whole = document(text, &[("Peop", 0, 4), ("Loc", 10, 18)], &[("Left", 0, 1)]);
    let mut split = document(text, &[("Peop", 0, 4), ("Loc", 10, 13)], &[("Left", 0, 1)]);
    let city = split.annotations.mentions().last().expect("the city").id;
    let pieces = Fragments::new(vec![Span::new(10, 13), Span::new(14, 18)]).expect("ascending");
    let edits = change::resize_mention(&split.annotations, city, pieces);
    split.apply(edits).expect("in the text");
    assert_eq!(classes(&compared(&whole, &split), Task::Entities), ["same", "same"]);
    assert_eq!(classes(&compared(&whole, &split), Task::Relations), ["same"]);
}

#[test]
fn words_and_figures_by_hand() {
    // Words: Anna met Boris in Paris .  (6)
    let text = "Anna met Boris in Paris.";
    let left = document(text, &[("Peop", 0, 4), ("Peop", 9, 14), ("Loc", 18, 23)], &[("Knows", 0, 1), ("In", 1, 2)]);
    let right = document(text, &[("Peop", 0, 4), ("Org", 9, 14)], &[("Knows", 0, 1)]);
    let compared = compared(&left, &right);
    // left:  Peop – Peop – Loc –     right: Peop – Org – – –
    // p_o = 4/6; left Peop 2, Loc 1, none 3; right Peop 1, Org 1, none 4: p_e = (2·1 + 3·4)/36 = 14/36; κ = 10/22.
    assert_eq!(compared.tally.kappa.units(), 6);
    assert!((compared.tally.kappa.value().expect("words") - 10.0 / 22.0).abs() < 1e-12);
    let scores = compared.tally.scores(&left.schema);
    let counts = |at: usize| {
        let c = scores.tasks()[at].1.counts;
        (c.gold, c.predicted, c.correct)
    };
    assert_eq!((counts(0), counts(1), counts(2)), ((2, 3, 1), (1, 2, 1), (1, 2, 0)));
    assert_eq!(classes(&compared, Task::Entities), ["same", "type", "left_only"]);
    assert_eq!(classes(&compared, Task::Relations), ["ends", "left_only"]);
    let cells: Vec<CellKey> = compared.cases.iter().flat_map(ComparedCase::cells).collect();
    assert!(cells.contains(&[Some("Org".into()), Some("Peop".into())]), "right is the row, left the column");
}

#[test]
fn boundaries_directions_and_far_relations() {
    let text = "Анна 🎉 Петрова спит. Борис ушёл.";
    let at = |word: &str| {
        let start = text.find(word).expect("there");
        (start, start + word.len())
    };
    let (anna, full, boris) = (at("Анна"), at("Анна 🎉 Петрова"), at("Борис"));
    let left = document(text, &[("P", anna.0, anna.1), ("P", boris.0, boris.1)], &[("Likes", 0, 1)]);
    let right = document(text, &[("P", full.0, full.1), ("P", boris.0, boris.1)], &[("Likes", 1, 0)]);
    let compared = compared(&left, &right);
    assert_eq!(classes(&compared, Task::Entities), ["boundary", "same"]);
    assert_eq!(classes(&compared, Task::Relations), ["direction"], "a relation between sentences counts too");
    let case = &compared.cases[0].found;
    let said = |side: &Option<crate::eval::FoundSide>| side.as_ref().and_then(|s| s.spans[0].slice(text));
    assert_eq!((said(&case.pred), said(&case.gold)), (Some("Анна"), Some("Анна 🎉 Петрова")));
    assert_eq!(compared.cases[2].found.sentence.slice(text), Some(text), "both sentences");
}

#[test]
fn nested_and_discontinuous_mentions_are_compared_as_they_are() {
    let text = "Bank of Spain and Italy";
    let mut left = document(text, &[("Org", 0, 13), ("Loc", 8, 13)], &[]);
    let right = left.clone();
    let fragments = Fragments::new(vec![Span::new(0, 7), Span::new(18, 23)]).expect("ascending");
    let (_, edits) = change::add_mention(&mut left.annotations, "Org".into(), fragments);
    left.apply(edits).expect("in the text");
    let compared = compared(&left, &right);
    assert_eq!(classes(&compared, Task::Entities), ["same", "left_only", "same"]);
    // Of five words two are Org, one is Org within Loc; the left side calls Italy an Org, too.
    assert_eq!(compared.tally.kappa.observed(), Some(0.8));
}

#[test]
fn a_symmetric_relation_may_be_written_either_way_round() {
    let text = "Anna met Boris.";
    let mentions = [("P", 0, 4), ("P", 9, 14)];
    let mut left = document(text, &mentions, &[("Met", 0, 1)]);
    let right = document(text, &mentions, &[("Met", 1, 0)]);
    assert_eq!(classes(&compared(&left, &right), Task::Relations), ["direction"]);
    left.schema.relations[0].symmetric = true;
    assert_eq!(classes(&compared(&left, &right), Task::Relations), ["same"]);
}

#[test]
fn empty_documents_agree_on_nothing() {
    let compared = compared(&document("", &[], &[]), &document("", &[], &[]));
    assert_eq!((compared.tally.kappa.value(), compared.cases.len()), (None, 0));
    let group = Group::new(vec!["a".into(), "b".into()], &[([0, 1], compared.tally)], &Default::default());
    assert_eq!((group.mean_kappa, group.mean_ner_f1, group.mean_re_f1), (None, None, None));
}

#[test]
fn what_nobody_has_reviewed_is_no_persons_annotation_and_counts_on_a_models_side() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, body: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        std::fs::write(path, body).expect("writable");
    };
    let marked = |t: &str| format!("#{t}\tAnnotatorNotes T{t}\trelata: model m score 0.4, open\n");
    write("person/x.txt", "Anna met Boris.");
    write("person/x.ann", &format!("T1\tPeop 0 4\tAnna\nT2\tPeop 9 14\tBoris\n{}", marked("2")));
    write("model/x.ann", &format!("T1\tPeop 0 4\tAnna\nT2\tPeop 9 14\tBoris\n{}{}", marked("1"), marked("2")));
    let paths = ["person", "model"].map(|name| folder.path().join(name));
    let folders = read_folders(&paths, None).expect("readable");
    let names = ["person", "model"].map(str::to_owned).to_vec();
    let found = compare_folders(&folders, names, &mut |_, _| {}, &AtomicBool::new(false)).expect("runs");
    let counts = found.group.pairs[0].scores.ner.counts;
    assert_eq!((counts.predicted, counts.gold, counts.correct), (1, 2, 1));
    assert_eq!(found.notes.len(), 1);
    assert!(found.notes[0].contains("person: 1 prediction that nobody has reviewed is left out"), "{:?}", found.notes);
}

#[test]
fn three_folders_have_three_pairs_and_their_mean() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, body: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        std::fs::write(path, body).expect("writable");
    };
    let text = "Anna met Boris in Paris.";
    write("a/x/one.txt", text);
    write("a/x/one.ann", "T1\tPeop 0 4\tAnna\nT2\tPeop 9 14\tBoris\n");
    write("b/x/one.ann", "T7\tPeop 0 4\tAnna\nT9\tPeop 9 14\tBoris\n");
    write("c/x/one.txt", text);
    write("c/x/one.ann", "T1\tPeop 0 4\tAnna\n");
    write("a/two.txt", "Other");
    write("a/two.ann", "");
    write("b/bad.txt", "One text");
    write("b/bad.ann", "");
    write("c/bad.txt", "Another text");
    write("c/bad.ann", "");
    let paths: Vec<_> = ["a", "b", "c"].iter().map(|name| folder.path().join(name)).collect();
    let folders = read_folders(&paths, None).expect("readable");
    let names: Vec<&str> = folders.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!((names.as_slice(), folders.alone), (["bad", "x/one"].as_slice(), 1));
    let mut heard = Vec::new();
    let all = ["a", "b", "c"].map(str::to_owned).to_vec();
    let found = compare_folders(&folders, all, &mut |done, total| heard.push((done, total)), &AtomicBool::new(false))
        .expect("not cancelled");
    assert_eq!(heard, [(0, 2), (1, 2), (2, 2)]);
    assert_eq!(found.problems.len(), 1, "{:?}", found.problems);
    assert!(found.problems[0].contains("another text"));
    let f1: Vec<f64> = found.group.pairs.iter().map(|pair| pair.scores.ner.micro.f1.round()).collect();
    assert_eq!(f1, [100.0, 67.0, 67.0]);
    // κ of (a, c): p_o = 5/6, p_e = (2·1 + 4·5)/36 = 22/36, κ = 8/14.
    let kappas: Vec<Option<f64>> = found.group.pairs.iter().map(|pair| pair.kappa).collect();
    assert_eq!(kappas, [Some(1.0), Some(8.0 / 14.0), Some(8.0 / 14.0)]);
    assert!((found.group.mean_kappa.expect("words") - (1.0 + 16.0 / 14.0) / 3.0).abs() < 1e-12);
    assert_eq!(found.comparison.documents[0].name, "x/one");
    let stop = AtomicBool::new(true);
    assert!(matches!(compare_folders(&folders, Vec::new(), &mut |_, _| {}, &stop), Err(FolderError::Cancelled)));
    std::fs::create_dir(folder.path().join("empty")).expect("writable");
    let nothing = read_folders(&[folder.path().join("a"), folder.path().join("empty")], None);
    assert!(matches!(nothing, Err(FolderError::NothingShared(..))));
}

type Numbers = (usize, usize, usize);

fn layers() -> impl Strategy<Value = [Document; 2]> {
    let text = "Анна met Boris 🎉 in Paris. Then e\u{301}lan left for Rome, и всё.";
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let kinds = ["P", "L", "O"];
    let count = ends.len();
    let mention = (0..kinds.len(), 0..count - 1, 1..8_usize);
    let relation = (0..2_usize, 0..6_usize, 0..6_usize);
    let one = (proptest::collection::vec(mention, 0..6), proptest::collection::vec(relation, 0..5));
    (one.clone(), one).prop_map(move |sides| {
        let make = |(mentions, relations): (Vec<Numbers>, Vec<Numbers>)| {
            let mentions: Vec<(&str, usize, usize)> = mentions
                .iter()
                .map(|(kind, at, len)| (kinds[*kind], ends[*at], ends[(at + len).min(count - 1)]))
                .collect();
            let fits = |(_, head, tail): &(usize, usize, usize)| *head < mentions.len() && *tail < mentions.len();
            let relations: Vec<(&str, usize, usize)> =
                relations.into_iter().filter(fits).map(|(kind, head, tail)| (["R", "S"][kind], head, tail)).collect();
            let mut made = document(text, &mentions, &relations);
            made.schema.relations.iter_mut().for_each(|t| t.symmetric = &*t.name == "S");
            made
        };
        [make(sides.0), make(sides.1)]
    })
}

proptest! {
    #[test]
    fn agreement_is_symmetric_and_whole_with_itself([left, right] in layers()) {
        let (there, back) = (compared(&left, &right), compared(&right, &left));
        prop_assert_eq!(there.tally.kappa.value(), back.tally.kappa.value());
        let kappa = there.tally.kappa.value().expect("words");
        prop_assert!((-1.0..=1.0).contains(&kappa));
        let f1 = |c: &Compared| c.tally.scores(&left.schema).tasks().map(|(_, t)| (t.micro.f1 * 1e9).round());
        prop_assert_eq!(f1(&there), f1(&back));
        for document in [&left, &right] {
            let with_itself = compared(document, document);
            prop_assert_eq!(with_itself.tally.kappa.value(), Some(1.0));
            prop_assert!(with_itself.cases.iter().all(|case| case.class == Class::Same));
            for (_, task) in with_itself.tally.scores(&document.schema).tasks() {
                prop_assert!(!task.counts.is_present() || task.micro.f1 == 100.0);
            }
        }
    }

    #[test]
    fn every_item_stands_in_one_case([left, right] in layers()) {
        let all = Visibility::default();
        let layer = |document| Layer { document, visibility: &all };
        let joint = Joint::new(layer(&left), layer(&right));
        let cases = cases(&joint);
        for (task, sides) in [
            (Task::Entities, joint.mentions.iter().map(|m| m.sides.map(|s| s.is_some())).collect::<Vec<_>>()),
            (Task::Relations, joint.relations.iter().map(|r| r.sides.map(|s| s.is_some())).collect()),
        ] {
            let mut seen = vec![[0, 0]; sides.len()];
            for case in cases.iter().filter(|c| c.task == task) {
                for (side, at) in [case.left, case.right].into_iter().enumerate() {
                    at.into_iter().for_each(|at| seen[at][side] += 1);
                }
            }
            let wanted: Vec<[i32; 2]> = sides.iter().map(|s| s.map(i32::from)).collect();
            prop_assert_eq!(seen, wanted);
        }
    }
}
