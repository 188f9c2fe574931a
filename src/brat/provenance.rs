//! Who made an annotation, as brat notes: for files that leave this computer and come back.
//!
//! A note reads `relata: model NAME score 0.93, accepted` (or `…, open` for what nobody has looked at). Other programs
//! show it as a note; relata reads it back as the annotation's origin.

use std::sync::Arc;

use crate::domain::{
    Annotations, Edit, Extra, ExtraBody, Item, ItemId, Mention, Origin, Relation, Review, Target, Visibility,
};

/// brat's name for a person's note, which every brat shows.
const NAME: &str = "AnnotatorNotes";
const START: &str = "relata: model ";

/// The note of an origin; `None` for what no model made, and for what was rejected.
pub fn note(origin: &Origin, review: Review) -> Option<String> {
    let Origin::Model { model, score } = origin else { return None };
    let review = match review {
        Review::Accepted => "accepted",
        Review::Open => "open",
        Review::Rejected => return None,
    };
    // As few digits as tell this score from its neighbours at the fourth place.
    let score = (f64::from(*score) * 1e4).round() / 1e4;
    let model: String = model.split(char::is_whitespace).collect::<Vec<_>>().join(" ");
    Some(format!("{START}{model} score {score}, {review}"))
}

/// Reads a note back; `None` for any other note.
pub fn parse(text: &str) -> Option<(Origin, Review)> {
    let rest = text.trim_end().strip_prefix(START)?;
    let (rest, review) = rest.rsplit_once(", ")?;
    let review = match review {
        "accepted" => Review::Accepted,
        "open" => Review::Open,
        _ => return None,
    };
    let (model, score) = rest.rsplit_once(" score ")?;
    let score: f32 = score.parse().ok().filter(|score| (0.0..=1.0).contains(score))?;
    Some((Origin::Model { model: Arc::from(model), score }, review))
}

/// Edits that bring the notes up to date. Notes that are there already follow the review; others are added where `add`
/// asks for them, to what `visibility` lets into the file.
pub fn notes(annotations: &mut Annotations, visibility: &Visibility, add: bool) -> Vec<Edit> {
    let mentions =
        annotations.mentions().map(|m| (ItemId::from(m.id), note(&m.origin, m.review), visibility.mention(m)));
    let relations = annotations
        .relations()
        .map(|r| (ItemId::from(r.id), note(&r.origin, r.review), visibility.relation(annotations, r)));
    let all: Vec<_> = mentions.chain(relations).collect();
    let mut edits = Vec::new();
    for (id, wanted, is_visible) in all {
        let known = annotations.extras_of(id).find_map(|extra| Some((extra.clone(), text_of(extra)?.to_owned())));
        match (known, wanted) {
            (Some((mut extra, was)), Some(now)) if was.trim_end() != now => {
                extra.body = ExtraBody::Note { name: name_of(&extra), text: now };
                edits.push(Edit::Replace(extra.into()));
            }
            (None, Some(text)) if add && is_visible => {
                let body = ExtraBody::Note { name: NAME.to_owned(), text };
                let id_of_note = annotations.fresh_extra();
                edits.push(Edit::Insert(Extra { id: id_of_note, targets: vec![Target::Item(id)], body }.into()));
            }
            _ => {}
        }
    }
    edits
}

/// The provenance that a note holds.
fn text_of(extra: &Extra) -> Option<&str> {
    match &extra.body {
        ExtraBody::Note { text, .. } if extra.targets.len() == 1 && parse(text).is_some() => Some(text),
        _ => None,
    }
}

fn name_of(extra: &Extra) -> String {
    match &extra.body {
        ExtraBody::Note { name, .. } => name.clone(),
        _ => NAME.to_owned(),
    }
}

/// Edits that give annotations of a file the origin that their notes tell.
pub fn origins(annotations: &Annotations) -> Vec<Edit> {
    let told = annotations.extras().filter_map(|extra| {
        let (origin, review) = parse(text_of(extra)?)?;
        let item = annotations.item(extra.targets.first()?.item()?)?;
        Some(Edit::Replace(match item {
            Item::Mention(mention) if mention.origin == Origin::File => Mention { origin, review, ..mention }.into(),
            Item::Relation(relation) if relation.origin == Origin::File => {
                Relation { origin, review, ..relation }.into()
            }
            _ => return None,
        }))
    });
    told.collect()
}

/// Thresholds that show every open prediction of a file: what was good enough to be saved must not be lost by the next
/// saving.
pub fn shows_all(annotations: &Annotations, mut visibility: Visibility) -> Visibility {
    let scores = |origin: &Origin, review: Review| if review == Review::Open { origin.score() } else { None };
    let lowest = |scores: &mut dyn Iterator<Item = f32>, limit: f32| scores.fold(limit, f32::min);
    visibility.entity =
        lowest(&mut annotations.mentions().filter_map(|m| scores(&m.origin, m.review)), visibility.entity);
    visibility.relation =
        lowest(&mut annotations.relations().filter_map(|r| scores(&r.origin, r.review)), visibility.relation);
    visibility
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::brat::{Standoff, read};
    use crate::domain::{Document, Fragments, Roles};
    use crate::text::Span;

    fn predicted() -> Document {
        let mut document = Document::new("a", "Anna met Boris.");
        let origin = |score| Origin::Model { model: "conll04 mini".into(), score };
        let mut ids = Vec::new();
        let mut edits = Vec::new();
        for (start, end, score, review) in [(0, 4, 0.93, Review::Accepted), (9, 14, 0.512_345, Review::Open)] {
            let id = document.annotations.fresh_mention();
            let fragments = Fragments::one(Span::new(start, end));
            edits.push(Edit::Insert(
                Mention { id, kind: "Peop".into(), fragments, origin: origin(score), review }.into(),
            ));
            ids.push(id);
        }
        let id = document.annotations.fresh_relation();
        let relation = Relation {
            id,
            kind: "Knows".into(),
            head: ids[0],
            tail: ids[1],
            origin: origin(0.3),
            review: Review::Open,
        };
        edits.push(Edit::Insert(relation.into()));
        document.apply(edits).expect("fits");
        document
    }

    #[test]
    fn a_file_with_notes_comes_back_as_predictions_and_byte_for_byte() {
        let mut document = predicted();
        let visibility = Visibility { relation: 0.25, ..Visibility::default() };
        let edits = notes(&mut document.annotations, &visibility, true);
        document.apply(edits).expect("fits");
        assert!(notes(&mut document.annotations, &visibility, true).is_empty(), "once is enough");
        let (ann, _) = Standoff::default().write(&document.text, &document.annotations, &visibility);
        let said = String::from_utf8_lossy(&ann).into_owned();
        assert!(said.contains("#1\tAnnotatorNotes T1\trelata: model conll04 mini score 0.93, accepted\n"), "{said}");
        assert!(said.contains("AnnotatorNotes R1\trelata: model conll04 mini score 0.3, open\n"), "{said}");
        let mut reading = read(&document.text, &ann, std::path::Path::new("a.ann"), &Roles::default());
        for edit in origins(&reading.annotations) {
            reading.annotations.apply(&document.text, edit).expect("there");
        }
        let states: Vec<_> = reading.annotations.mentions().map(|m| (m.origin.score(), m.review)).collect();
        assert_eq!(states, [(Some(0.93), Review::Accepted), (Some(0.5123), Review::Open)]);
        let shown = shows_all(&reading.annotations, Visibility::default());
        let (again, _) = reading.standoff.write(&document.text, &reading.annotations, &shown);
        assert_eq!(String::from_utf8_lossy(&again), said);
    }

    #[test]
    fn notes_follow_what_people_decide_and_other_notes_stay() {
        let text: Arc<str> = Arc::from("Anna met Boris.");
        let ann =
            "T1\tPeop 0 4\tAnna\n#1\tAnnotatorNotes T1\trelata: model m score 0.5, open\n#2\tAnnotatorNotes T1\tmine\n";
        let mut reading = read(&text, ann.as_bytes(), std::path::Path::new("a.ann"), &Roles::default());
        for edit in origins(&reading.annotations) {
            reading.annotations.apply(&text, edit).expect("there");
        }
        let mut mention = reading.annotations.mentions().next().expect("Anna").clone();
        mention.review = Review::Accepted;
        reading.annotations.apply(&text, Edit::Replace(mention.into())).expect("there");
        for edit in notes(&mut reading.annotations, &Visibility::default(), false) {
            reading.annotations.apply(&text, edit).expect("fits");
        }
        let (after, _) = reading.standoff.write(&text, &reading.annotations, &Visibility::default());
        assert_eq!(String::from_utf8_lossy(&after), ann.replace("open", "accepted"));
    }

    proptest! {
        #[test]
        fn a_note_reads_as_it_was_written(model in "[a-z0-9 ,._/-]{1,30}", score in 0.0_f32..=1.0, open in any::<bool>()) {
            let review = if open { Review::Open } else { Review::Accepted };
            let written = note(&Origin::Model { model: model.as_str().into(), score }, review).expect("a model's");
            let (origin, read_review) = parse(&written).expect("readable");
            prop_assert_eq!(read_review, review);
            prop_assert!((origin.score().expect("a model's") - score).abs() <= 5.1e-5);
            prop_assert_eq!(note(&origin, review), Some(written));
        }
    }

    #[test]
    fn other_notes_are_no_provenance() {
        for text in
            ["", "relata: model", "relata: model x score 2, open", "relata: model x score 0.5, maybe", "my note"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
