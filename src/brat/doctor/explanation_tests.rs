//! What one explanation makes of many findings, and what no repair that is sure may do.

use std::path::Path;
use std::sync::Arc;

use super::{Damage, Plan, plan};

fn look(text: &str, ann: &str) -> Plan {
    plan(&Arc::from(text), ann.as_bytes(), Path::new("a.ann"), None, &|_, _| false)
}

fn heal(text: &str, ann: &str) -> Plan {
    plan(&Arc::from(text), ann.as_bytes(), Path::new("a.ann"), None, &|_, sure| sure)
}

fn heal_all(text: &str, ann: &str) -> Plan {
    plan(&Arc::from(text), ann.as_bytes(), Path::new("a.ann"), None, &|_, _| true)
}

fn after(plan: &Plan) -> &str {
    std::str::from_utf8(&plan.after).expect("UTF-8")
}

fn damages(plan: &Plan) -> Vec<(Damage, bool)> {
    plan.findings.iter().map(|finding| (finding.key.damage, finding.is_sure)).collect()
}

/// The one finding of a file, which is sure, and what becomes of the file.
fn one_explanation(text: &str, ann: &str, damage: Damage, expected: &str) {
    let seen = look(text, ann);
    assert_eq!(damages(&seen), [(damage, true)], "{:#?}", seen.findings);
    assert_eq!(after(&seen), ann, "looking changes nothing");
    let healed = heal(text, ann);
    assert_eq!(after(&healed), expected, "{:#?}", healed.findings);
    assert_eq!(after(&heal_all(text, ann)), expected);
}

const MEETING: &str = "Anna met Boris in Paris. Later Anna wrote to Boris, and Anna left Paris for good.";

#[test]
fn a_constant_shift_moves_all_entities_together_and_past_nearer_places_of_their_words() {
    // The text lost its first 31 characters: "Anna" of the second sentence was marked at its old place.
    let text = "Anna wrote. Anna met Boris. Anna wrote again.";
    let ann = "T1\tP 14 18\tAnna\nT2\tP 23 28\tBoris\nT3\tP 30 34\tAnna\nR1\tKnows Arg1:T1 Arg2:T2\n";
    let right = "T1\tP 12 16\tAnna\nT2\tP 21 26\tBoris\nT3\tP 28 32\tAnna\nR1\tKnows Arg1:T1 Arg2:T2\n";
    one_explanation(text, ann, Damage::Shifted, right);
    // Far from their texts, where every single one would go to the nearest place of its words.
    let ann = "T1\tP 25 29\tAnna\nT2\tP 45 50\tBoris\nT3\tP 56 60\tAnna\n";
    let right = "T1\tP 31 35\tAnna\nT2\tP 45 50\tBoris\nT3\tP 56 60\tAnna\n";
    let healed = heal(MEETING, ann);
    assert_eq!(after(&healed), ann, "one entity alone has three places: {:#?}", healed.findings);
    assert_eq!(after(&heal_all(MEETING, ann)), right);
}

#[test]
fn an_entity_without_a_text_goes_along_with_those_around_it() {
    let text = "New. Anna met Boris and Vera.";
    let ann = "T1\tP 0 4\tAnna\nT2\tP 9 14\nT3\tP 19 23\tVera\n";
    assert_eq!(after(&heal(text, ann)), "T1\tP 5 9\tAnna\nT2\tP 14 19\tBoris\nT3\tP 24 28\tVera\n");
}

#[test]
fn a_text_that_changed_in_two_places_has_two_shifts() {
    let text = "Anna met Boris. NEW Vera saw Grisha. NEWER Dora left Egor. The end.";
    let ann = "T1\tP 0 4\tAnna\nT2\tP 9 14\tBoris\nT3\tP 16 20\tVera\nT4\tP 25 31\tGrisha\nT5\tP 33 37\tDora\nT6\tP 43 47\tEgor\n";
    let right = "T1\tP 0 4\tAnna\nT2\tP 9 14\tBoris\nT3\tP 20 24\tVera\nT4\tP 29 35\tGrisha\nT5\tP 43 47\tDora\nT6\tP 53 57\tEgor\n";
    let healed = heal(text, ann);
    assert_eq!(after(&healed), right, "{:#?}", healed.findings);
    assert_eq!(damages(&healed), [(Damage::Shifted, true), (Damage::Shifted, true)]);
}

#[test]
fn two_distances_that_explain_the_same_are_no_proof() {
    let text = "on Anna Anna Anna on";
    let seen = look(text, "T1\tP 6 10\tAnna\nT2\tP 11 15\tAnna\n");
    assert!(seen.findings.iter().all(|finding| !finding.is_sure), "{:#?}", seen.findings);
}

#[test]
fn nothing_moves_into_a_word_or_onto_another_or_to_one_place_twice() {
    // "Art" stands in "Party" alone.
    let text = "The Party met. Anna came.";
    let ann = "T1\tP 15 19\tAnna\nT2\tW 1 4\tart\n";
    let healed = heal_all(text, ann);
    assert!(!after(&healed).contains("T2\tW 5 8"), "{}", after(&healed));
    // The only Anna is taken by T1, of whatever type.
    let ann = "T1\tQ 15 19\tAnna\nT2\tP 16 20\tAnna\n";
    for healed in [heal(text, ann), heal_all(text, ann)] {
        assert!(!after(&healed).contains("T2\tP 15 19"), "{}", after(&healed));
    }
    // Two that belong to one place: neither is sure, and only one may go there.
    let ann = "T1\tP 40 44\tAnna\nT2\tP 50 54\tAnna\n";
    assert_eq!(after(&heal(text, ann)), ann);
    assert_eq!(after(&heal_all(text, ann)).matches("15 19").count(), 1, "{}", after(&heal_all(text, ann)));
    // An end before its start, where the right place is another's.
    let ann = "T1\tP 15 19\tAnna\nT2\tP 19 15\tAnna\n";
    assert_eq!(after(&heal(text, ann)), ann);
}

#[test]
fn offsets_that_cover_another_word_may_be_right() {
    let text = "Olga met Boris. Anna left.";
    let ann = "T1\tP 0 4\tAnna\n";
    assert_eq!(after(&heal(text, ann)), ann, "the name was changed in the text, or the entity is that of the end");
    let swapped = "T1\tP 9 14\tOlga\nT2\tP 0 4\tBoris\n";
    assert_eq!(after(&heal(text, swapped)), swapped);
}

#[test]
fn joined_files_keep_their_relations_attributes_and_notes() {
    let ann =
        "T1\tP 0 4\tAnna\nT2\tP 9 14\tBoris\nR1\tKnows Arg1:T1 Arg2:T2\nA1\tSure R1\n#1\tAnnotatorNotes T1\tfirst\n";
    let text = "Anna met Boris. Vera lives in Paris.";
    let second = "T1\tP 16 20\tVera\nT2\tL 30 35\tParis\nR1\tLive_In Arg1:T1 Arg2:T2\nA1\tSure T1\nN1\tReference T2 Wikidata:Q90\tParis\n\
        #1\tAnnotatorNotes R1\tT1 is meant\nE1\tLive:T1 Where:T2\n*\tAlias T1 T2\n";
    let renamed = "T3\tP 16 20\tVera\nT4\tL 30 35\tParis\nR2\tLive_In Arg1:T3 Arg2:T4\nA2\tSure T3\nN1\tReference T4 Wikidata:Q90\tParis\n\
        #2\tAnnotatorNotes R2\tT1 is meant\nE1\tLive:T3 Where:T4\n*\tAlias T3 T4\n";
    one_explanation(text, &format!("{ann}{second}"), Damage::IdTwice, &format!("{ann}{renamed}"));
}

#[test]
fn joined_files_whose_texts_were_joined_too_are_shifted_as_well() {
    let text = "Anna met Boris.\nVera saw Boris near Anna.\n";
    let ann = "T1\tP 0 4\tAnna\nT2\tP 9 14\tBoris\nR1\tKnows Arg1:T1 Arg2:T2\n\
        T1\tP 0 4\tVera\nT2\tP 9 14\tBoris\nT3\tP 20 24\tAnna\nR1\tKnows Arg1:T1 Arg2:T2\n";
    let healed = heal(text, ann);
    let right = "T1\tP 0 4\tAnna\nT2\tP 9 14\tBoris\nR1\tKnows Arg1:T1 Arg2:T2\n\
        T4\tP 16 20\tVera\nT5\tP 25 30\tBoris\nT3\tP 36 40\tAnna\nR2\tKnows Arg1:T4 Arg2:T5\n";
    // The second T2 reads as the first, and is another Boris all the same.
    assert_eq!(after(&healed), right, "{:#?}", healed.findings);
    assert_eq!(damages(&look(text, ann)), [(Damage::IdTwice, true)]);
}

#[test]
fn two_annotators_in_one_file_keep_what_each_said() {
    // The second says the same of Anna, and means another by T2: its R1 is no copy.
    let text = "Anna met Boris and Vera.";
    let ann = "T1\tP 0 4\tAnna\nT2\tP 9 14\tBoris\nR1\tKnows Arg1:T1 Arg2:T2\n\
        T1\tP 0 4\tAnna\nT2\tP 19 23\tVera\nR1\tKnows Arg1:T1 Arg2:T2\n";
    let healed = heal(text, ann);
    let right =
        "T1\tP 0 4\tAnna\nT2\tP 9 14\tBoris\nR1\tKnows Arg1:T1 Arg2:T2\nT3\tP 19 23\tVera\nR2\tKnows Arg1:T1 Arg2:T3\n";
    assert_eq!(after(&healed), right, "{:#?}", healed.findings);
    // A file joined with itself says everything once.
    let one = "T1\tP 0 4\tAnna\nT2\tP 9 14\tBoris\nR1\tKnows Arg1:T1 Arg2:T2\n#1\tAnnotatorNotes R1\tx\n";
    assert_eq!(after(&heal(text, &format!("{one}{one}"))), one);
}

#[test]
fn an_id_that_a_person_wrote_twice_is_no_joined_file() {
    let text = "Anna met Boris and Vera.";
    // Which T2 is meant?
    let ann = "T1\tP 0 4\tAnna\nT2\tP 9 14\tBoris\nT2\tP 19 23\tVera\nR1\tKnows Arg1:T1 Arg2:T2\n";
    assert_eq!(after(&heal(text, ann)), ann);
    // Nobody refers to it: a new id changes nothing.
    let ann = "T1\tP 0 4\tAnna\nT1\tP 19 23\tVera\nT2\tP 9 14\tBoris\n#1\tAnnotatorNotes T2\tx\n";
    assert_eq!(after(&heal(text, ann)), ann.replace("T1\tP 19", "T3\tP 19"));
    // Copied lines before relations that go on counting.
    let ann = "T1\tP 0 4\tAnna\nT2\tP 9 14\tBoris\nR1\tKnows Arg1:T1 Arg2:T2\n\
        T1\tP 19 23\tVera\nT2\tP 5 8\tmet\nR2\tKnows Arg1:T1 Arg2:T2\n";
    assert_eq!(after(&heal(text, ann)), ann);
}

#[test]
fn lost_tabs_are_put_back_where_the_covered_text_proves_them() {
    let text = "Anna Weber works for Nordbank in Kiel.\n";
    let right = "T1\tPeop 0 10\tAnna Weber\nT2\tOrg 21 29\tNordbank\nT3\tLoc 33 37\tKiel\nR1\tWork_For Arg1:T1 Arg2:T2\n\
        A1\tSure T1\nE1\tWork:T2 Who:T1\nN1\tReference T3 Wikidata:Q1\tKiel\n#1\tAnnotatorNotes T1\tthe  boss\n*\tEquiv T1 T2\n";
    let spaces = |n: usize| right.replace('\t', &" ".repeat(n));
    for ann in [spaces(1), spaces(4), spaces(8)] {
        one_explanation(text, &ann, Damage::Tabs, right);
    }
    // Every blank between fields became a TAB, as a table does.
    let all_tabs = "T1\tPeop\t0\t10\tAnna Weber\nT2\tOrg\t21\t29\tNordbank\nR1\tWork_For\tArg1:T1\tArg2:T2\nE1\tWork:T2\tWho:T1\n\
        A1\tDegree\tT1\tHigh\nN1\tReference\tT2\tWikidata:Q1\tNordbank\n#1\tAnnotatorNotes\tT1\tthe boss\n*\tEquiv\tT1\tT2\n";
    let meant = "T1\tPeop 0 10\tAnna Weber\nT2\tOrg 21 29\tNordbank\nR1\tWork_For Arg1:T1 Arg2:T2\nE1\tWork:T2 Who:T1\n\
        A1\tDegree T1 High\nN1\tReference T2 Wikidata:Q1\tNordbank\n#1\tAnnotatorNotes T1\tthe boss\n*\tEquiv T1 T2\n";
    one_explanation(text, all_tabs, Damage::Tabs, meant);
    // In one line alone, in its second field alone, and where the text has a TAB of its own.
    one_explanation(text, "T1\tPeop 0 10 Anna Weber\n", Damage::Tabs, "T1\tPeop 0 10\tAnna Weber\n");
    let pieces = "T1 Peop 0 4;21 29 Anna Nordbank\n";
    one_explanation(text, pieces, Damage::Tabs, "T1\tPeop 0 4;21 29\tAnna Nordbank\n");
    one_explanation("a:\tAnna\tWeber\n", "T1 Peop 3 13 Anna    Weber\n", Damage::Tabs, "T1\tPeop 3 13\tAnna\tWeber\n");
    // CRLF and the order of lines stay.
    one_explanation(
        text,
        "T2 Org 21 29 Nordbank\r\nT1\tPeop 0 10\tAnna Weber\r\n",
        Damage::Tabs,
        "T2\tOrg 21 29\tNordbank\r\nT1\tPeop 0 10\tAnna Weber\r\n",
    );
}

#[test]
fn lines_with_other_words_than_the_text_are_not_proved() {
    let text = "Anna Weber works for Nordbank in Kiel.\n";
    let ann = "T1 Peop 0 10 Boris Maier\n";
    assert_eq!(after(&heal(text, ann)), ann);
    // Without TABs, and on another version of the text: both are explained, one after the other.
    let ann = "T1 Peop 3 13 Anna Weber\nT2 Org 24 32 Nordbank\nT3 Loc 36 40 Kiel\n";
    assert_eq!(after(&heal(text, ann)), "T1\tPeop 0 10\tAnna Weber\nT2\tOrg 21 29\tNordbank\nT3\tLoc 33 37\tKiel\n");
}

#[test]
fn no_repair_empties_a_file() {
    let text = "Anna Weber works for Nordbank in Kiel.\n";
    for ann in [
        "nothing of this\nis an annotation\n",
        "T1 Peop\nT2 Org\nR1 Work_For\n",
        "T1\tPeop 4 4\t\n",
        "T1\tPeop 4 4\t\nT2\tPeop 4 4\t\nR1\tKnows Arg1:T1 Arg2:T2\n#1\tAnnotatorNotes T1\tmy words\n",
        "R1\tKnows Arg1:T1 Arg2:T2\n",
        "<html>\n<body>\nT1\tPeop 0 4\tAnna\n</body>\n</html>\n",
        "{\"text\": \"Anna\"}\n",
    ] {
        let healed = heal_all(text, ann);
        assert!(!after(&healed).trim().is_empty(), "{ann:?}: {:#?}", healed.findings);
        for line in ann.lines().filter(|line| !line.contains('\t')) {
            assert!(after(&healed).contains(line), "{line:?} is lost from {ann:?}");
        }
    }
}

#[test]
fn what_is_sure_loses_no_reference_no_note_and_no_statement() {
    let text = "Anna met Boris.";
    let start = "T1\tP 0 4\tAnna\nT2\tP 9 14\tBoris\n";
    for more in [
        "R1\tKnows Arg1:T1 Arg2:T9\n",
        "N1\tReference T9 Wikidata:Q1\tx\n",
        "E1\tMeet:T1 Who:T2 Where:T9\n",
        "*\tEquiv T1 T2 T9\n",
        "A1\tSure R9\n",
        "R1\tKnows Arg1:T1 Arg2:T2\nR2\tKnows Arg1:T1 Arg2:T2\nA1\tNegated R2\n",
        "R1\tKnows Arg1:T1 Arg2:T2\nR2\tKnows Arg1:T1 Arg2:T2\n#1\tAnnotatorNotes R2\trelata: model m score 0.5, open\n",
        "R1\tKnows Arg1:T1 Arg2:T2\nR2\tKnows Arg1:T1 Arg2:T2\tseen twice\n",
        "#1\tAnnotatorNotes T1\tx\n<<<<<<< mine\n",
    ] {
        let ann = format!("{start}{more}");
        let healed = heal(text, &ann);
        assert_eq!(after(&healed), ann, "{:#?}", healed.findings);
        assert!(healed.repairable() > 0, "{more}");
    }
}

#[test]
fn overlapping_pieces_become_their_union_in_doubt() {
    let text = "Only the left valve and the left/right valve units passed the second test.\n";
    let ann = "T40\tPart 28 44;39 44\tleft/right valve valve\nT41\tPart 9 13;13 19\tleft  valve\nT42\tPart 39 44;9 13\tvalve left\n\
        T43\tPart 9 13;9 13\tleft left\nR1\tPart_of Arg1:T40 Arg2:T41\n";
    let seen = look(text, ann);
    let found: Vec<_> = seen.findings.iter().map(|f| (f.key.damage, f.key.line, f.is_sure)).collect();
    assert_eq!(found, [(Damage::Overlap, 1, false), (Damage::Edges, 2, true), (Damage::Overlap, 4, false)]);
    let healed = heal_all(text, ann);
    assert_eq!(
        after(&healed),
        "T40\tPart 28 44\tleft/right valve\nT41\tPart 9 13;14 19\tleft valve\nT42\tPart 39 44;9 13\tvalve left\nT43\tPart 9 13\tleft\n\
         R1\tPart_of Arg1:T40 Arg2:T41\n"
    );
}

#[test]
fn relations_behind_copied_entities_are_not_moved_unasked() {
    let text = "Anna Kiel Bob Kiel.";
    let entities = "T1\tP 0 4\tAnna\nT2\tL 5 9\tKiel\nT1\tP 10 13\tBob\nT2\tL 14 18\tKiel\n";
    let relations = "R1\tx Arg1:T1 Arg2:T2\nR2\ty Arg1:T1 Arg2:T2\n";
    for ann in [
        format!("{entities}{relations}"),
        format!("{}{relations}", entities.replace("T1\tP 10", "#1\tNote T1\tx\nT1\tP 10")),
        // A third part that is whole says nothing of the first.
        format!("{entities}{relations}T1\tP 0 3\tAnn\nT2\tL 14 18\tKiel\n{relations}"),
    ] {
        let healed = heal(text, &ann);
        assert_eq!(after(&healed), ann, "{:#?}", healed.findings);
        assert_ne!(after(&heal_all(text, &ann)), ann);
    }
}

#[test]
fn words_and_offsets_that_contradict_each_other_wait_for_a_person() {
    let text = "Anna Weber, of Kiel";
    for ann in ["T1\tP 0 10\tAnna\n", "T1\tP 0 4\tAnna Weber\n", "T1\tP 0 11\tAnna\n", "T1\tP 0 5\tAnna Weber\n"] {
        assert_eq!(after(&heal(text, ann)), ann);
        assert_ne!(after(&heal_all(text, ann)), ann);
    }
    // An end that nobody can have meant proves the words.
    for ann in ["T1\tP 0 7\tAnna\n", "T1\tP 0 900\tAnna\n", "T1\tP 0 0\tAnna\n"] {
        assert_eq!(after(&heal(text, ann)), "T1\tP 0 4\tAnna\n");
    }
    // The line of the file was cut where the text breaks.
    let (text, ann) = ("Anna Weber\nof Kiel. Anna Weber.", "T1\tP 0 18\tAnna Weber\n");
    let seen = look(text, ann);
    assert_eq!(damages(&seen), [(Damage::Misplaced, false)], "{:#?}", seen.findings);
    let offered = seen.findings.first().and_then(|finding| finding.changes.first()?.after.as_deref());
    assert_eq!(offered, Some("T1\tP 0 18\tAnna Weber of Kiel"));
}

#[test]
fn lines_in_one_are_divided_and_no_entity_goes() {
    let text = "Anna Weber met Bob Stone near Kiel.";
    let relation = "R1\tK Arg1:T1 Arg2:T2";
    let (anna, bob, kiel) = ("T1\tP 0 10\tAnna Weber", "T2\tP 15 24\tBob Stone", "T3\tL 30 34\tKiel");
    for between in [" ", "", "\t"] {
        for end in ["\n", "\r\n"] {
            let ann = format!("{anna}{between}{bob}{end}{relation}{end}{kiel}{end}");
            let right = format!("{anna}{end}{bob}{end}{relation}{end}{kiel}{end}");
            one_explanation(text, &ann, Damage::Glued, &right);
        }
    }
    one_explanation(text, &format!("{anna}{bob}{kiel}"), Damage::Glued, &format!("{anna}\n{bob}\n{kiel}"));
    // Findings behind it name the lines of the file as it is.
    let ann = format!("{anna} {bob}\n{relation}\nT3\tL 29 34\t Kiel\n");
    let healed = heal(text, &ann);
    assert_eq!(after(&healed), format!("{anna}\n{bob}\n{relation}\n{kiel}\n"));
    let lines: Vec<_> = healed.findings.iter().map(|f| (f.key.damage, f.key.line)).collect();
    assert_eq!(lines, [(Damage::Glued, 1), (Damage::Edges, 3)]);
    // In doubt it is offered, and nothing else beside it.
    for ann in [
        format!("{anna} {}\n{relation}\n", bob.replace("Bob", "Rob")),
        format!("{anna} {bob} {relation}\n"),
        format!("{relation}{bob}\n{anna}\n"),
    ] {
        let seen = look(text, &ann);
        assert_eq!(damages(&seen), [(Damage::Glued, false)], "{:#?}", seen.findings);
        assert_eq!(after(&heal(text, &ann)), ann);
        let all = heal_all(text, &ann);
        assert!(after(&all).lines().any(|line| line.starts_with("T2\tP 15 24\t")), "{}", after(&all));
        assert!(after(&all).lines().any(|line| line == relation), "{}", after(&all));
    }
    // Without its TABs the second line is kept as well.
    let ann = format!("{anna} {}\n", bob.replace('\t', " "));
    assert_eq!(after(&heal_all(text, &ann)), ann);
    // A note may quote a line.
    let ann = format!("{anna}\n#1\tNote T1\tsee {bob}\n");
    assert!(look(text, &ann).findings.is_empty());
}
