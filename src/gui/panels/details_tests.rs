//! Attributes, notes, pieces and equal mentions as a person makes them, down to the bytes of the file.

use std::path::PathBuf;

use eframe::egui::{self, Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::Queryable;

use crate::domain::MentionId;
use crate::gui::app::Start;
use crate::gui::app::tests::{Window, act, window_with};
use crate::gui::{Action, Selection};
use crate::text::Span;

const TEXT: &str = "Anna Petrova met Boris in Paris; she likes left and right lungs.\n";
const ANN: &str =
    "T1\tPerson 0 12\tAnna Petrova\nT2\tPerson 17 22\tBoris\nT3\tPerson 33 36\tshe\nR1\tMet Arg1:T1 Arg2:T2\n";
const CONF: &str = "[entities]\nPerson\nPlace\n[relations]\nMet\tArg1:Person, Arg2:Person\n[events]\nMeeting\n[attributes]\n\
                    Certainty\tArg:Person, Value:High|Low\nFictional\tArg:Person\nNegated\tArg:<EVENT>\nSure\tArg:<RELATION>\n";

struct Folder {
    _folder: tempfile::TempDir,
    txt: PathBuf,
}

fn open() -> (Folder, Window) {
    let folder = tempfile::tempdir().expect("a folder");
    let txt = folder.path().join("note.txt");
    std::fs::write(&txt, TEXT).expect("writable");
    std::fs::write(txt.with_extension("ann"), ANN).expect("writable");
    std::fs::write(folder.path().join("annotation.conf"), CONF).expect("writable");
    let mut harness = window_with([1280.0, 900.0], Start { paths: vec![txt.clone()], ..Start::default() });
    harness.state_mut().dismiss_toasts();
    harness.run_ok();
    (Folder { _folder: folder, txt }, harness)
}

fn ids(harness: &Window) -> Vec<MentionId> {
    let open = harness.state().editor.current().expect("open");
    open.document.annotations.mentions().map(|m| m.id).collect()
}

fn select(harness: &mut Window, at: usize) {
    let id = ids(harness)[at];
    act(harness, Action::Select(Selection::Mention(id)));
}

fn press(harness: &mut Window, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_ok();
}

fn click(harness: &mut Window, label: &str) {
    harness.get_by_role_and_label(Role::Button, label).click();
    harness.run_ok();
}

/// What the file holds beyond the lines it began with, after saving.
fn saved(folder: &Folder, harness: &mut Window) -> String {
    press(harness, Modifiers::COMMAND, Key::S);
    let ann = std::fs::read_to_string(folder.txt.with_extension("ann")).expect("written");
    ann.strip_prefix(ANN).unwrap_or_else(|| panic!("old lines have changed: {ann}")).to_owned()
}

#[test]
fn a_note_is_written_changed_and_removed() {
    let (folder, mut harness) = open();
    select(&mut harness, 0);
    click(&mut harness, "Add note");
    harness.event(egui::Event::Text("the director, см. стр. 5".into()));
    harness.run_ok();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(saved(&folder, &mut harness), "#1\tAnnotatorNotes T1\tthe director, см. стр. 5\n");
    click(&mut harness, "Edit note");
    press(&mut harness, Modifiers::NONE, Key::End);
    harness.event(egui::Event::Text("!".into()));
    harness.run_ok();
    // Going elsewhere keeps what was typed.
    select(&mut harness, 1);
    assert_eq!(saved(&folder, &mut harness), "#1\tAnnotatorNotes T1\tthe director, см. стр. 5!\n");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(saved(&folder, &mut harness), "#1\tAnnotatorNotes T1\tthe director, см. стр. 5\n");
    select(&mut harness, 0);
    click(&mut harness, "Remove note");
    assert_eq!(saved(&folder, &mut harness), "");
    click(&mut harness, "Add note");
    harness.event(egui::Event::Text("never mind".into()));
    harness.run_ok();
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(saved(&folder, &mut harness), "", "Escape throws it away");
}

#[test]
fn saving_while_a_note_is_written_saves_it() {
    let (folder, mut harness) = open();
    select(&mut harness, 1);
    click(&mut harness, "Add note");
    harness.event(egui::Event::Text("half a sent".into()));
    harness.run_ok();
    assert_eq!(saved(&folder, &mut harness), "#1\tAnnotatorNotes T2\thalf a sent\n");
}

#[test]
fn attributes_of_the_schema_and_free_ones() {
    let (folder, mut harness) = open();
    select(&mut harness, 0);
    click(&mut harness, "Add attribute");
    assert!(harness.query_by_label("Negated").is_none(), "that one is for events");
    click(&mut harness, "Fictional");
    click(&mut harness, "Add attribute");
    assert!(harness.query_by_role_and_label(Role::Button, "Fictional").is_none(), "it is there already");
    click(&mut harness, "Another…");
    harness.event(egui::Event::Text("Role in text: main hero".into()));
    harness.run_ok();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(saved(&folder, &mut harness), "A1\tFictional T1\nA2\tRole_in_text T1 main hero\n");
    click(&mut harness, "Remove Fictional");
    assert_eq!(saved(&folder, &mut harness), "A2\tRole_in_text T1 main hero\n");
    let relation =
        harness.state().editor.current().and_then(|d| d.document.annotations.relations().next().map(|r| r.id));
    act(&mut harness, Action::Select(Selection::Relation(relation.expect("Met"))));
    click(&mut harness, "Add attribute");
    click(&mut harness, "Sure");
    assert_eq!(saved(&folder, &mut harness), "A2\tRole_in_text T1 main hero\nA3\tSure R1\n");
}

#[test]
fn a_valued_attribute_gets_one_of_its_values() {
    let (folder, mut harness) = open();
    select(&mut harness, 1);
    click(&mut harness, "Add attribute");
    harness.get_by_label_contains("Certainty").click();
    harness.run_ok();
    click(&mut harness, "Low");
    assert_eq!(saved(&folder, &mut harness), "A1\tCertainty T2 Low\n");
    harness.get_by_label("Value of Certainty").click();
    harness.run_ok();
    harness.get_by_label("High").click();
    harness.run_ok();
    assert_eq!(saved(&folder, &mut harness), "A1\tCertainty T2 High\n");
}

#[test]
fn equal_mentions_are_linked_listed_and_separated() {
    let (folder, mut harness) = open();
    let m = ids(&harness);
    act(&mut harness, Action::SameAs { mention: m[0], other: m[2] });
    select(&mut harness, 2);
    assert!(harness.query_by_label("Same as").is_some());
    assert_eq!(saved(&folder, &mut harness), "*\tEquiv T1 T3\n");
    act(&mut harness, Action::SameAs { mention: m[2], other: m[0] });
    assert!(harness.state().shell.toasts.said.iter().any(|text| text.contains("same already")));
    click(&mut harness, "Not the same");
    assert_eq!(saved(&folder, &mut harness), "");
}

#[test]
fn pieces_are_added_from_the_picker_removed_split_and_joined() {
    let (folder, mut harness) = open();
    let at = |words: &str| {
        let start = TEXT.find(words).expect("in the text");
        Span::new(start, start + words.len())
    };
    act(&mut harness, Action::AddMention { span: at("left"), kind: "Organ".into() });
    act(&mut harness, Action::Select(Selection::Text(at("lungs"))));
    act(&mut harness, Action::PickMentionType(at("lungs")));
    // In the picker, and in the inspector.
    assert_eq!(harness.get_all_by_role_and_label(Role::Button, "Add this piece to “left”   +").count(), 2);
    harness.event(egui::Event::Text("+".into()));
    harness.run_ok();
    assert_eq!(saved(&folder, &mut harness), "T4\tOrgan 43 47;58 63\tleft lungs\n");
    assert!(harness.query_by_label("Remove piece left").is_some());
    let m = ids(&harness);
    act(&mut harness, Action::AddRelation { head: m[3], tail: m[0], kind: "Met".into() });
    act(&mut harness, Action::Select(Selection::Mention(m[3])));
    click(&mut harness, "Split into entities");
    assert_eq!(
        saved(&folder, &mut harness),
        "T4\tOrgan 43 47\tleft\nT5\tOrgan 58 63\tlungs\nR2\tMet Arg1:T4 Arg2:T1\n"
    );
    let m = ids(&harness);
    act(&mut harness, Action::Join { mention: m[4], other: m[3] });
    assert_eq!(saved(&folder, &mut harness), "T5\tOrgan 43 47;58 63\tleft lungs\nR2\tMet Arg1:T5 Arg2:T1\n");
    assert!(
        harness.state().shell.toasts.said.iter().any(|s| s.contains("The schema allows no")),
        "an organ meets nobody"
    );
    act(&mut harness, Action::Delete(m[4].into()));
    let said = harness.state().shell.toasts.said.last().cloned().unwrap_or_default();
    assert!(said.contains("1 relation"), "{said}");
}

/// Pictures of the inspector; with `RELATA_PICTURES` set they are saved there.
#[test]
fn pictures_of_what_is_said_of_an_entity() {
    for dark in [false, true] {
        let (_folder, mut harness) = open();
        let settings = &mut harness.state_mut().editor.settings;
        settings.dark = Some(dark);
        let ctx = harness.ctx.clone();
        harness.state().apply_theme(&ctx);
        let m = ids(&harness);
        use crate::domain::ExtraBody;
        let target = m[0].into();
        let said = [
            ExtraBody::Attribute { name: "Certainty".into(), value: Some("High".into()) },
            ExtraBody::Attribute { name: "Fictional".into(), value: None },
            ExtraBody::Note {
                name: "AnnotatorNotes".into(), text: "Директор театра, см. стр. 5".into()
            },
            ExtraBody::Normalization {
                name: "Reference".into(),
                reference: "Wikidata:Q42".into(),
                text: "Anna Petrova".into(),
            },
        ];
        for body in said {
            act(&mut harness, Action::Describe { target, body });
        }
        act(&mut harness, Action::SameAs { mention: m[0], other: m[2] });
        act(&mut harness, Action::Select(Selection::Mention(m[0])));
        harness.state_mut().dismiss_toasts();
        harness.run_ok();
        assert!(harness.query_by_label("Remove Certainty").is_some());
        let Ok(image) = harness.render() else { return };
        assert!(image.width() >= 1280);
        if let Ok(folder) = std::env::var("RELATA_PICTURES") {
            let name = if dark { "details_dark.png" } else { "details_light.png" };
            image.save(std::path::Path::new(&folder).join(name)).expect("the picture can be saved");
        }
    }
}
