//! Who made an annotation, as brat notes: for files that leave this computer and come back.
//!
//! A note reads `relata: model NAME score 0.93, accepted` (or `…, open` for what nobody has looked at). Other programs
//! show it as a note; relata reads it back as the annotation's origin.

use std::sync::Arc;

use crate::domain::{Annotations, Origin, Review, Visibility};

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

/// Whether a file may hold such a note.
pub fn is_in(ann: &[u8]) -> bool {
    memchr::memmem::find(ann, START.as_bytes()).is_some()
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
