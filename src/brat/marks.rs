//! Lines that say which annotations a model made. They are read as the origin of what they are about, are no annotations
//! themselves, and are written anew when that changes.

use serde::{Deserialize, Serialize};

use super::breaks::content;
use super::provenance;
use crate::domain::{Annotations, Edit, Extra, ExtraBody, Item, ItemId, Mention, Origin, Relation, Review, Visibility};

/// brat's name for a person's note, which every brat shows.
const NAME: &str = "AnnotatorNotes";

/// What is written of a model's share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Marks {
    /// The notes that the file has, kept up to date.
    #[default]
    Keep,
    /// A note at everything a model made.
    Add,
    /// None.
    Drop,
}

/// What is saved of the predictions that nobody has reviewed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Predictions {
    /// With a note each, so that they come back as predictions.
    #[default]
    Marked,
    /// Like all else: nothing tells them from what people have said.
    Unmarked,
    /// Only what a person or a file vouches for is saved.
    None,
}

impl Predictions {
    pub fn marks(self) -> Marks {
        match self {
            Self::Marked => Marks::Add,
            Self::Unmarked => Marks::Drop,
            Self::None => Marks::Keep,
        }
    }

    /// What is saved of what `shown` lets through.
    pub fn of(self, shown: &Visibility) -> Visibility {
        match self {
            Self::Marked | Self::Unmarked => shown.clone(),
            Self::None => Visibility::confirmed_only(),
        }
    }
}

/// Takes the notes out of the items that were read, and gives what they are about its origin. By the place of the line:
/// the item that it is about.
pub(super) fn take_marks(annotations: &mut Annotations, text: &str, items: &mut [Option<Item>]) -> Vec<Option<ItemId>> {
    let mut marks = vec![None; items.len()];
    for (place, mark) in items.iter_mut().zip(&mut marks) {
        let Some(Item::Extra(extra)) = place else { continue };
        let Some((target, edit)) = told(annotations, extra) else { continue };
        let edits = edit.into_iter().chain([Edit::Remove(extra.id.into())]).collect();
        // Refused where something refers to the note: it stays a note then.
        if annotations.apply_group(text, edits).is_ok() {
            (*place, *mark) = (None, Some(target));
        }
    }
    marks
}

/// What a note is about, and the edit that gives it its origin unless another note has done so. A second note that says
/// something else is no provenance.
fn told(annotations: &Annotations, note: &Extra) -> Option<(ItemId, Option<Edit>)> {
    let (ExtraBody::Note { text, .. }, [target]) = (&note.body, note.targets.as_slice()) else { return None };
    let (origin, review) = provenance::parse(text)?;
    let id = target.item()?;
    let (was, now): ((Origin, Review), Item) = match annotations.item(id)? {
        Item::Mention(m) => ((m.origin.clone(), m.review), Mention { origin: origin.clone(), review, ..m }.into()),
        Item::Relation(r) => ((r.origin.clone(), r.review), Relation { origin: origin.clone(), review, ..r }.into()),
        Item::Extra(_) => return None,
    };
    match was {
        (Origin::File, _) => Some((id, Some(Edit::Replace(now)))),
        same if same == (origin, review) => Some((id, None)),
        _ => None,
    }
}

/// A new line, without its line end.
pub(super) fn line(name: &str, target: &str, note: &str) -> String {
    format!("{name}\t{NAME} {target}\t{note}")
}

/// A line of the file with what is to be noted now: `Some(None)` where it says so already, `None` where it is no such line.
pub(super) fn marked_again(raw: &[u8], note: &str) -> Option<Option<Vec<u8>>> {
    let content = content(raw)?;
    let (head, said) = content.rsplit_once('\t')?;
    let (origin, review) = provenance::parse(said)?;
    // Other spellings of the same are left alone.
    if provenance::note(&origin, review).as_deref() == Some(note) {
        return Some(None);
    }
    let start = raw.len() - raw.strip_prefix("\u{feff}".as_bytes()).unwrap_or(raw).len();
    let mut line = raw.get(..start + head.len() + 1)?.to_vec();
    line.extend_from_slice(note.as_bytes());
    line.extend_from_slice(raw.get(start + content.len()..)?);
    Some(Some(line))
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::brat::{Reading, Standoff, read};
    use crate::domain::{Document, Fragments, Roles, change};
    use crate::text::Span;

    const TEXT: &str = "Anna met Boris.";

    fn predicted() -> Document {
        let mut document = Document::new("a", TEXT);
        let origin = |score| Origin::Model { model: "conll04 mini".into(), score };
        let mut ids = Vec::new();
        let mut edits = Vec::new();
        for (start, end, score, review) in [(0, 4, 0.93, Review::Accepted), (9, 14, 0.512_345, Review::Open)] {
            let id = document.annotations.fresh_mention();
            let fragments = Fragments::one(Span::new(start, end));
            let mention = Mention { id, kind: "Peop".into(), fragments, origin: origin(score), review };
            edits.push(Edit::Insert(mention.into()));
            ids.push(id);
        }
        let id = document.annotations.fresh_relation();
        let (head, tail) = (ids[0], ids[1]);
        let relation = Relation { id, kind: "Knows".into(), head, tail, origin: origin(0.3), review: Review::Open };
        edits.push(Edit::Insert(relation.into()));
        document.apply(edits).expect("fits");
        document
    }

    fn reading(ann: &str) -> Reading {
        read(&Arc::from(TEXT), ann.as_bytes(), Path::new("a.ann"), &Roles::default())
    }

    fn written(reading: &Reading, marks: Marks) -> String {
        let shown = provenance::shows_all(&reading.annotations, Visibility::default());
        let (bytes, _) = reading.standoff.write_marking(&Arc::from(TEXT), &reading.annotations, &shown, marks);
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn a_file_with_notes_comes_back_as_predictions_and_byte_for_byte() {
        let document = predicted();
        let visibility = Visibility { relation: 0.25, ..Visibility::default() };
        let (ann, standoff) =
            Standoff::default().write_marking(&document.text, &document.annotations, &visibility, Marks::Add);
        let said = String::from_utf8(ann).expect("text");
        assert!(said.contains("#1\tAnnotatorNotes T1\trelata: model conll04 mini score 0.93, accepted\n"), "{said}");
        assert!(said.contains("AnnotatorNotes R1\trelata: model conll04 mini score 0.3, open\n"), "{said}");
        let again = standoff.write_marking(&document.text, &document.annotations, &visibility, Marks::Add).0;
        assert_eq!(String::from_utf8_lossy(&again), said, "once is enough");
        let reading = reading(&said);
        let states: Vec<_> = reading.annotations.mentions().map(|m| (m.origin.score(), m.review)).collect();
        assert_eq!(states, [(Some(0.93), Review::Accepted), (Some(0.5123), Review::Open)]);
        assert_eq!(reading.annotations.extras().count(), 0, "no note of a person");
        assert_eq!((reading.standoff.unread(), reading.standoff.annotation_lines()), (0, 3));
        assert_eq!(written(&reading, Marks::Keep), said);
        assert_eq!(written(&reading, Marks::Add), said);
        let plain = "T1\tPeop 0 4\tAnna\nT2\tPeop 9 14\tBoris\nR1\tKnows Arg1:T1 Arg2:T2\n";
        assert_eq!(written(&reading, Marks::Drop), plain);
    }

    #[test]
    fn notes_follow_what_people_decide_and_other_notes_stay() {
        let ann = "T1\tPeop 0 4\tAnna\n#1\tAnnotatorNotes T1\trelata: model m score 0.5, open\r\n#2\tAnnotatorNotes T1\tmine\n";
        let mut reading = reading(ann);
        assert_eq!(reading.annotations.extras().count(), 1);
        let anna = reading.annotations.mentions().next().expect("Anna").id;
        let edits = change::review_mention(&reading.annotations, anna, Review::Accepted);
        let inverse = reading.annotations.apply_group(TEXT, edits).expect("there");
        assert_eq!(written(&reading, Marks::Keep), ann.replace("open", "accepted"));
        reading.annotations.apply_group(TEXT, inverse).expect("there");
        // What a person has corrected is that person's.
        let edits = change::retag_mention(&reading.annotations, anna, "Org".into());
        reading.annotations.apply_group(TEXT, edits).expect("there");
        assert_eq!(written(&reading, Marks::Add), "T1\tOrg 0 4\tAnna\n#2\tAnnotatorNotes T1\tmine\n");
    }

    #[test]
    fn untouched_notes_are_the_same_bytes_however_they_are_spelled() {
        for ann in [
            "T1\tPeop 0 4\tAnna\n#1\tAnnotatorNotes T1\trelata: model m score 0.50000, open",
            "#1\tNote T1\trelata: model m score 0.5, open \nT1\tPeop 0 4\tAnna\n",
            "T1\tPeop 0 4\tAnna\n#1\tAnnotatorNotes T1\trelata: model m score 0.5, open\n#2\tAnnotatorNotes T1\trelata: model m score 0.5, open\n",
            "T1\tPeop 0 4\tAnna\n#1\tAnnotatorNotes T1\trelata: model m score 0.5, open\n#2\tAnnotatorNotes T1\trelata: model n score 0.7, accepted\n",
            "#1\tAnnotatorNotes T9\trelata: model m score 0.5, open\n",
            "T1\tPeop 0 4\tAnna\n#1\tAnnotatorNotes T1\trelata: model m score 0.5, open\nA1\tSure #1\n",
        ] {
            assert_eq!(written(&reading(ann), Marks::Keep), ann);
        }
    }

    #[test]
    fn a_new_note_takes_a_number_that_is_free() {
        let mut reading = reading("T1\tPeop 0 4\tAnna\n#7\tAnnotatorNotes T1\tmine\n");
        let id = reading.annotations.fresh_mention();
        let (fragments, origin) = (Fragments::one(Span::new(9, 14)), Origin::Model { model: "m".into(), score: 0.5 });
        let boris = Mention { id, kind: "Peop".into(), fragments, origin, review: Review::Open };
        reading.annotations.apply(TEXT, Edit::Insert(boris.into())).expect("fits");
        let said = written(&reading, Marks::Add);
        assert!(
            said.ends_with("T2\tPeop 9 14\tBoris\n#8\tAnnotatorNotes T2\trelata: model m score 0.5, open\n"),
            "{said}"
        );
    }
}
