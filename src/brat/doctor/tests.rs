use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::brat::{conf, load_document};

const TEXT: &str = "Anna 🙂 met Boris in\nParis. Вера saw Anna and Boris, but not Grisha.\r\nThen Anna left.";

fn text() -> Arc<str> {
    Arc::from(TEXT)
}

fn heal(ann: &str) -> Plan {
    plan(&text(), ann.as_bytes(), Path::new("a.ann"), None, &|_, sure| sure)
}

fn heal_all(ann: &str) -> Plan {
    plan(&text(), ann.as_bytes(), Path::new("a.ann"), None, &|_, _| true)
}

fn after(plan: &Plan) -> &str {
    std::str::from_utf8(&plan.after).expect("UTF-8")
}

/// A file with one kind of damage, what becomes of it, and what kind it is.
fn healed(ann: &str, expected: &str, damage: Damage) {
    let plan = heal(ann);
    assert_eq!(after(&plan), expected, "{:#?}", plan.findings);
    assert!(plan.findings.iter().any(|f| f.key.damage == damage && f.is_chosen), "{:#?}", plan.findings);
    assert_eq!(heal(after(&plan)).chosen(), 0, "its own output is healthy");
}

#[test]
fn every_damage_has_its_repair() {
    use Damage as D;
    healed("T1\tLoc 11 25\tBoris in\nParis\n", "T1\tLoc 11 19;20 25\tBoris in Paris\n", D::Stray);
    healed(
        "T1\tP 0 4\tAnna\n#1\tAnnotatorNotes T1\tlong\nnote\n",
        "T1\tP 0 4\tAnna\n#1\tAnnotatorNotes T1\tlong note\n",
        D::Stray,
    );
    healed("T1\tP 0 4\tAnna\nT1\tP 11 16\tBoris\n", "T1\tP 0 4\tAnna\nT2\tP 11 16\tBoris\n", D::IdTwice);
    healed("T1\tP 0 4\tAnna\nT1\tP 0 4\tAnna\n", "T1\tP 0 4\tAnna\n", D::IdTwice);
    healed("T1\tP 63 69\tGrisha\r\n", "T1\tP 60 66\tGrisha\r\n", D::Misplaced);
    healed("T1\tP 16 11\tBoris\n", "T1\tP 11 16\tBoris\n", D::Misplaced);
    healed("T1\tP 0 4\n", "T1\tP 0 4\tAnna\n", D::Misplaced);
    healed("T1\tP 9999 10003\tВера\n", "T1\tP 27 31\tВера\n", D::Misplaced);
    healed("T1\tP 10 17\t Boris \n", "T1\tP 11 16\tBoris\n", D::Edges);
    healed("T1\tP 17 25\tin Paris\n", "T1\tP 17 19;20 25\tin Paris\n", D::LineBreak);
    healed("T1\tP 11 11\tBoris\n", "T1\tP 11 16\tBoris\n", D::Misplaced);
    healed(
        "T1\tP 0 4\tAnna\nT2\tP 11 16\tBoris\nR1\tK Arg1:T1 Arg2:T2\nR2\tK Arg1:T1 Arg2:T2\t\n#1\tNote R2\tmine\n",
        "T1\tP 0 4\tAnna\nT2\tP 11 16\tBoris\nR1\tK Arg1:T1 Arg2:T2\n#1\tNote R1\tmine\n",
        D::Duplicate,
    );
}

#[test]
fn offsets_on_every_other_base_are_counted_again() {
    let text: Arc<str> = Arc::from("\u{feff}🙂 Анна\r\nmet Bob\r\nand Вера");
    for (name, ann) in [
        ("UTF-16", "T1\tP 4 8\tАнна\nT2\tP 14 17\tBob\nT3\tP 23 27\tВера\n"),
        ("bytes", "T1\tP 8 16\tАнна\nT2\tP 22 25\tBob\nT3\tP 31 39\tВера\n"),
        ("CRLF", "T1\tP 3 7\tАнна\nT2\tP 12 15\tBob\nT3\tP 20 24\tВера\n"),
        ("BOM", "T1\tP 2 6\tАнна\nT2\tP 12 15\tBob\nT3\tP 21 25\tВера\n"),
    ] {
        let plan = plan(&text, ann.as_bytes(), Path::new("a.ann"), None, &|_, sure| sure);
        assert_eq!(
            after(&plan),
            "T1\tP 3 7\tАнна\nT2\tP 13 16\tBob\nT3\tP 22 26\tВера\n",
            "{name}: {:#?}",
            plan.findings
        );
        assert!(plan.left.is_empty(), "{name}: {:?}", plan.left);
    }
}

#[test]
fn what_is_not_sure_waits_for_a_person() {
    for ann in [
        "T1\tP 0 4\tAnna\nsomething else\n",
        "T1\tP 0 4\tAnna\nT2\tP 4 4\t\n",
        "T1\tP 0 4\tOlga\n",
        "T1\tP 0 4\tAnna\n#1\tAnnotatorNotes T7\tmy words\n",
        "T1\tP 0 4\tAnna\nT2 broken line\nR1\tK Arg1:T1 Arg2:T2\n",
        "T1\tP 0 4\tAnna\nN1\tReference T1 Wiki\tx\n",
        "T1\tP 0 4\tAnna\nN1\tReference T9 Wikidata:Q1\tx\n",
        "T1\tP 0 4\tAnna\nT1\tP 11 16\tBoris\nR1\tK Arg1:T1 Arg2:T1\n",
    ] {
        let plan = heal(ann);
        assert_eq!((after(&plan), plan.chosen()), (ann, 0), "{:#?}", plan.findings);
        assert!(plan.repairable() > 0, "{ann} {:#?}", plan.findings);
        assert_ne!(after(&heal_all(ann)), ann);
    }
}

#[test]
fn a_text_in_two_places_equally_far_is_left_alone() {
    let text: Arc<str> = Arc::from("Anna xx Anna");
    let found = plan(&text, b"T1\tP 4 8\tAnna\n", Path::new("a.ann"), None, &|_, _| false);
    assert!(found.findings.iter().all(|f| !f.is_sure), "{:#?}", found.findings);
}

#[test]
fn types_are_compared_with_the_schema() {
    let folder = tempfile::tempdir().expect("a folder");
    let types = "[entities]\nPerson\nLocation\n[relations]\nLives_In\tArg1:Person, Arg2:Location\n";
    std::fs::write(folder.path().join("annotation.conf"), types).expect("writable");
    let schema = conf::nearest(&folder.path().join("a.txt")).expect("there").schema;
    let ann = "T1\tperson 0 4\tAnna\nT2\tLocatoin 11 16\tBoris\nT3\tXyz 27 31\tВера\nR1\tlives-in Arg1:T1 Arg2:T2\n";
    let found = plan(&text(), ann.as_bytes(), Path::new("a.ann"), Some(&schema), &|_, _| true);
    let sure: Vec<bool> = found.findings.iter().map(|f| f.is_sure).collect();
    assert_eq!(sure, [true, false, false, true], "{:#?}", found.findings);
    assert_eq!(
        after(&found),
        "T1\tPerson 0 4\tAnna\nT2\tLocation 11 16\tBoris\nT3\tXyz 27 31\tВера\nR1\tLives_In Arg1:T1 Arg2:T2\n"
    );
}

#[test]
fn a_line_with_several_things_wrong_has_all_of_them_said() {
    let text: Arc<str> = "Hello Anna\tWeber is the boss.".into();
    let ann = "T1\tPeop 6 16\tAnna\tWeber\nT2\tPer 24 28\tboss\nR1\tIs Arg1:T1 Arg2:T2\nR2\tIs Arg1:T1 Arg2:T2\n";
    for (conf, spoken) in [
        ("[entities]\nPer\n", [1, 3, 4].as_slice()),
        ("[entities]\nPer\n[relations]\nKnows\tArg1:Per, Arg2:Per\n", &[1]),
        ("[entities]\nPeop\nPer\n[relations]\nIs\tArg1:Per, Arg2:Per\n", &[1, 3, 4]),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("annotation.conf"), conf).expect("writable");
        let schema = conf::nearest(&folder.path().join("a.txt")).expect("there").schema;
        let plan = plan(&text, ann.as_bytes(), Path::new("a.ann"), Some(&schema), &|_, _| false);
        let said: Vec<String> = plan.unspoken.iter().map(ToString::to_string).collect();
        assert_eq!(plan.unspoken.iter().map(|issue| issue.line).collect::<Vec<_>>(), spoken, "{conf}: {said:#?}");
        assert!(said[0].contains("covers a TAB"), "{said:?}");
    }
}

#[test]
fn a_deleted_entity_takes_what_refers_to_it_along() {
    let ann = "T1\tP 4 4\t\nT2\tP 0 4\tAnna\nR1\tK Arg1:T1 Arg2:T2\nA1\tSure R1\n";
    assert_eq!(after(&heal_all(ann)), "T2\tP 0 4\tAnna\n");
}

#[test]
fn references_to_nothing_are_taken_out_in_doubt() {
    for (ann, expected) in [
        ("T1\tP 0 4\tAnna\nE1\tGo:T1 Who:T1 To:T7\n", "T1\tP 0 4\tAnna\nE1\tGo:T1 Who:T1\n"),
        (
            "T1\tP 0 4\tAnna\nT2\tP 11 16\tBoris\n*\tEquiv T1 T2 T3\n",
            "T1\tP 0 4\tAnna\nT2\tP 11 16\tBoris\n*\tEquiv T1 T2\n",
        ),
    ] {
        assert_eq!(after(&heal(ann)), ann, "what the reference said would be lost");
        assert_eq!(after(&heal_all(ann)), expected);
    }
}

/// Lines of a file, good and bad, as they are found.
fn line() -> impl Strategy<Value = String> {
    let id = 1..6_u32;
    let span = (0..80_usize, 0..14_usize);
    prop_oneof![
        4 => prop::sample::select(vec![(0, 4), (11, 16), (27, 31), (36, 40), (45, 50)]).prop_flat_map(|(s, e)| {
            (1..9_u32).prop_map(move |id| {
                let said: String = TEXT.chars().skip(s).take(e - s).collect();
                format!("T{id}\tPerson {s} {e}\t{said}")
            })
        }),
        3 => (id.clone(), span, prop::sample::select(vec!["Anna", "Boris", " Вера ", "nobody", ""])).prop_map(|(id, (s, l), said)| {
            format!("T{id}\tPerson {s} {}\t{said}", s + l)
        }),
        2 => (id.clone(), 1..9_u32, 1..9_u32).prop_map(|(id, a, b)| format!("R{id}\tKnows Arg1:T{a} Arg2:T{b}")),
        1 => (id.clone(), 1..9_u32).prop_map(|(id, a)| format!("#{id}\tAnnotatorNotes T{a}\tfree text")),
        1 => (id.clone(), 1..9_u32).prop_map(|(id, a)| format!("N{id}\tReference T{a} Wikidata:Q1\tx")),
        1 => (id, 1..9_u32, 1..9_u32).prop_map(|(id, a, b)| format!("E{id}\tMeet:T{a} Who:T{b}")),
        1 => (1..9_u32, 1..9_u32, 1..9_u32).prop_map(|(a, b, c)| format!("*\tEquiv T{a} T{b} T{c}")),
        1 => prop::sample::select(vec!["in Paris", "stray", "", "T5 broken", "T4\tPerson\t"]).prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn lines_that_no_chosen_repair_names_stay_byte_for_byte(
        lines in prop::collection::vec(line(), 0..14), all in any::<bool>(), crlf in any::<bool>(),
    ) {
        let eol = if crlf { "\r\n" } else { "\n" };
        let ann: String = lines.iter().map(|line| format!("{line}{eol}")).collect();
        let plan = if all { heal_all(&ann) } else { heal(&ann) };
        let touched: Vec<usize> =
            plan.findings.iter().filter(|f| f.is_chosen).flat_map(|f| f.changes.iter().map(|c| c.line)).collect();
        let mut rest = after(&plan);
        for (number, line) in (1..).zip(&lines) {
            if !touched.contains(&number) {
                let whole = format!("{line}{eol}");
                let at = rest.find(&whole);
                prop_assert!(at.is_some(), "line {number} {line:?} is lost from {:?}", after(&plan));
                rest = &rest[at.unwrap_or(0) + whole.len()..];
            }
        }
    }

    #[test]
    fn what_is_sure_loses_no_word(lines in prop::collection::vec(line(), 0..14), torn in any::<bool>()) {
        let ann: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let ann = if torn { ann.replace('\t', "  ") } else { ann };
        let healed = heal(&ann);
        let kept: Vec<&str> = after(&healed).split_whitespace().collect();
        let is_word = |word: &&str| word.chars().all(char::is_alphabetic);
        for word in ann.split_whitespace().filter(is_word) {
            prop_assert!(kept.contains(&word), "{word} is lost: {ann:?} became {:?}", after(&healed));
        }
        let notes = |file: &str| file.lines().filter(|line| line.starts_with('#')).collect::<std::collections::BTreeSet<_>>().len();
        prop_assert!(notes(after(&healed)) >= notes(&ann), "{ann:?} became {:?}", after(&healed));
    }

    #[test]
    fn repaired_files_need_no_repair(lines in prop::collection::vec(line(), 0..14)) {
        let ann: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let once = heal_all(&ann);
        let twice = heal_all(after(&once));
        prop_assert_eq!(twice.chosen(), 0, "{:?} became {:?}: {:#?}", ann, after(&once), twice.findings);
        let sure = heal(&ann);
        prop_assert_eq!(heal(after(&sure)).chosen(), 0, "{:?} became {:?}", ann, after(&sure));
    }

    #[test]
    fn a_healthy_file_is_left_alone(picks in prop::collection::vec((0..5_usize, any::<bool>()), 0..8)) {
        let spots = [(0, 4), (11, 16), (27, 31), (36, 40), (45, 50)];
        let mut ann = String::new();
        // An entity that is there twice is a finding.
        let mut picks = picks;
        let mut seen = std::collections::HashSet::new();
        picks.retain(|(pick, _)| seen.insert(*pick));
        for (number, (pick, related)) in (1..).zip(&picks) {
            let (s, e) = spots[*pick];
            let said: String = TEXT.chars().skip(s).take(e - s).collect();
            ann.push_str(&format!("T{number}\tPerson {s} {e}\t{said}\t\n"));
            if *related && number > 1 {
                ann.push_str(&format!("R{number}\tKnows Arg1:T{number} Arg2:T{}\t\n", number - 1));
            }
        }
        let plan = heal_all(&ann);
        prop_assert!(plan.findings.is_empty(), "{:#?}", plan.findings);
        prop_assert_eq!(after(&plan), ann);
    }
}

#[test]
fn an_entity_that_a_repair_makes_equal_to_another_is_joined_by_the_same_repair() {
    let ann = "N2\tReference T1 Wikidata:Q1\tx\nT2\tPerson 0 0\t Вера \nN2\tReference T2 Wikidata:Q1\tx\n\
               T2\tPerson 27 31\tВера\nT1\tPerson 0 4\tAnna\n";
    let once = heal(ann);
    let twice = heal(after(&once));
    assert_eq!(twice.chosen(), 0, "{:?} became {:?}: {:#?}", ann, after(&once), twice.findings);
}

#[test]
fn an_entity_that_is_there_twice_is_offered_to_be_joined() {
    let ann = "T1\tPerson 0 4\tAnna\nT2\tPerson 0 4\tAnna\nT3\tPerson 11 16\tBoris\nT4\tPlace 0 4\tAnna\n\
               R1\tKnows Arg1:T2 Arg2:T3\nR2\tKnows Arg1:T1 Arg2:T3\nA1\tNegation T2\n#1\tAnnotatorNotes T2\tmine\n\
               E1\tPerson:T2 Who:T3\n*\tEquiv T1 T2\n*\tEquiv T1 T2 T3\n";
    let plan = heal(ann);
    let found: Vec<(usize, bool)> =
        plan.findings.iter().filter(|f| f.key.damage == Damage::Double).map(|f| (f.key.line, f.is_sure)).collect();
    assert_eq!(found, [(2, false)], "a person decides");
    assert_eq!(after(&plan), ann);
    assert_eq!(
        after(&heal_all(ann)),
        "T1\tPerson 0 4\tAnna\nT3\tPerson 11 16\tBoris\nT4\tPlace 0 4\tAnna\nR1\tKnows Arg1:T1 Arg2:T3\n\
         A1\tNegation T1\n#1\tAnnotatorNotes T1\tmine\nE1\tPerson:T1 Who:T3\n*\tEquiv T1 T3\n"
    );
}

/// Corpora that people made, as they are: nothing crashes, and repaired documents read with fewer problems.
#[test]
#[ignore = "needs RELATA_DATA"]
fn real_corpora_get_no_worse() {
    let data = crate::test_data().join("data/nerel");
    let files = crate::brat::list_tree(&data).expect("NEREL is there");
    let (mut findings, mut before, mut after) = (0, 0, 0);
    for txt in files {
        let Ok(loaded) = load_document(&txt) else { continue };
        let Ok(ann) = std::fs::read(&loaded.ann) else { continue };
        let looked = plan(&loaded.document.text, &ann, &loaded.ann, None, &|_, _| false);
        let plan = plan(&loaded.document.text, &ann, &loaded.ann, None, &|_, sure| sure);
        findings += plan.findings.len();
        before += looked.left.len();
        after += plan.left.len();
        if plan.chosen() == 0 {
            assert_eq!(plan.after, ann, "{}", txt.display());
        }
    }
    println!("{findings} findings; {before} problems before, {after} after the sure repairs");
    assert!(after <= before);
}
