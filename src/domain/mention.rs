//! A mention: one entity at one place of the text.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use smallvec::{SmallVec, smallvec};

use super::MentionId;
use crate::text::Span;

/// Who made an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A person, in this application.
    Human,
    /// The model: its name and the probability it gave.
    Model {
        /// The name of its checkpoint, or `unknown` where a file tells a score only.
        model: Arc<str>,
        /// From 0 to 1, as models give it.
        score: f32,
    },
    /// Read from a file that does not say.
    File,
    /// One of two annotations that are being compared says so: its name, and which of the two it is (0 or 1).
    Proposal {
        /// The name of that annotation.
        by: Arc<str>,
        /// 0 or 1.
        layer: u8,
    },
}

impl Origin {
    /// Of an item in a file that tells predictions by their scores alone: whose they are, it does not say.
    pub fn of_score(score: Option<f64>) -> Self {
        score.map_or(Self::File, |score| Self::Model { model: "unknown".into(), score: score as f32 })
    }

    /// The model's probability, where a model made the item.
    pub fn score(&self) -> Option<f32> {
        match self {
            Self::Model { score, .. } => Some(*score),
            Self::Human | Self::File | Self::Proposal { .. } => None,
        }
    }
}

/// What a person has decided about an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Review {
    /// Nobody has decided; what a file says counts all the same.
    #[default]
    Open,
    /// A person says that it is right.
    Accepted,
    /// Kept so that the same prediction is not offered again; never shown as an annotation, never saved.
    Rejected,
}

/// The pieces of text a mention covers: at least one, ascending, not overlapping.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<Span>", into = "Vec<Span>")]
pub struct Fragments(SmallVec<[Span; 1]>);

impl Fragments {
    /// A single piece. Its end must not lie before its start.
    pub fn one(span: Span) -> Self {
        Self(smallvec![span])
    }

    /// `None` unless there is at least one and they ascend without overlap. An empty span (`start == end`) is legal in
    /// brat and kept.
    pub fn new(spans: Vec<Span>) -> Option<Self> {
        let ordered = spans.iter().all(|s| s.start <= s.end) && spans.windows(2).all(|w| w[0].end <= w[1].start);
        (!spans.is_empty() && ordered).then(|| Self(spans.into()))
    }

    /// The pieces in the order of the text, at least one.
    pub fn as_slice(&self) -> &[Span] {
        &self.0
    }

    /// As [`Fragments::as_slice`].
    pub fn iter(&self) -> impl Iterator<Item = Span> + '_ {
        self.0.iter().copied()
    }

    /// From the start of the first to the end of the last fragment.
    pub fn cover(&self) -> Span {
        let first = self.0.first().copied().unwrap_or(Span::new(0, 0));
        let last = self.0.last().copied().unwrap_or(first);
        Span::new(first.start, last.end)
    }

    /// Whether there are several pieces; those that a line break parts count, see [`Fragments::joined`].
    pub fn is_discontinuous(&self) -> bool {
        self.0.len() > 1
    }

    /// The same place with pieces made one that only white space separates: what is one entity over two lines stands as
    /// two pieces in a file, whose lines hold no line break.
    #[must_use]
    pub fn joined(&self, text: &str) -> Self {
        let mut joined: SmallVec<[Span; 1]> = SmallVec::new();
        for span in self.iter() {
            match joined.last_mut() {
                Some(last) if Span::new(last.end, span.start).slice(text).is_some_and(|gap| gap.trim().is_empty()) => {
                    last.end = span.end;
                }
                _ => joined.push(span),
            }
        }
        Self(joined)
    }

    /// The covered texts joined by one space, as brat writes them.
    pub fn text(&self, text: &str) -> String {
        let parts: Vec<&str> = self.iter().map(|span| span.slice(text).unwrap_or_default()).collect();
        parts.join(" ")
    }
}

impl TryFrom<Vec<Span>> for Fragments {
    type Error = &'static str;

    fn try_from(spans: Vec<Span>) -> Result<Self, Self::Error> {
        Self::new(spans).ok_or("fragments must ascend and not overlap, and there must be at least one")
    }
}

impl From<Fragments> for Vec<Span> {
    fn from(fragments: Fragments) -> Self {
        fragments.0.into_vec()
    }
}

/// One entity at one place; which of them are one thing, the layer `resolve` says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// Its own, never given out again.
    pub id: MentionId,
    /// The stored name of its type; the schema need not know it.
    pub kind: Arc<str>,
    /// What of the text it covers.
    pub fragments: Fragments,
    /// Who made it, or corrected it last.
    pub origin: Origin,
    /// What a person has decided about it.
    #[serde(default)]
    pub review: Review,
}

impl Mention {
    /// From its first to its last byte, gaps between pieces included.
    pub fn cover(&self) -> Span {
        self.fragments.cover()
    }

    /// Its pieces of the document's text, joined by one space.
    pub fn text(&self, text: &str) -> String {
        self.fragments.text(text)
    }

    /// A person or a file vouches for it, as opposed to an open prediction, and nobody has rejected it.
    pub fn is_confirmed(&self) -> bool {
        is_confirmed(&self.origin, self.review)
    }

    /// A model says so, with a score, and nobody has decided: a threshold shows or hides it.
    pub fn is_prediction(&self) -> bool {
        self.review == Review::Open && self.origin.score().is_some()
    }

    /// Which of two compared annotations (0 or 1) proposes it, while that is undecided.
    pub fn proposed_by(&self) -> Option<u8> {
        match self.origin {
            Origin::Proposal { layer, .. } if self.is_undecided() => Some(layer),
            _ => None,
        }
    }

    /// Offered by one of two compared annotations, and not decided about yet.
    pub fn is_undecided(&self) -> bool {
        is_undecided(&self.origin, self.review)
    }
}

pub(super) fn is_confirmed(origin: &Origin, review: Review) -> bool {
    match review {
        Review::Accepted => true,
        Review::Rejected => false,
        Review::Open => matches!(origin, Origin::Human | Origin::File),
    }
}

/// Whether nobody has decided yet between this and what the other annotation says. Shown, and never written to a file.
pub(super) fn is_undecided(origin: &Origin, review: Review) -> bool {
    review == Review::Open && matches!(origin, Origin::Proposal { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_ascend_and_are_never_empty() {
        assert!(Fragments::new(vec![]).is_none());
        assert!(Fragments::new(vec![Span::new(5, 6), Span::new(0, 3)]).is_none());
        assert!(Fragments::new(vec![Span::new(0, 4), Span::new(3, 6)]).is_none());
        let fragments = Fragments::new(vec![Span::new(0, 4), Span::new(10, 14)]).expect("ascending");
        assert_eq!(fragments.text("left and right"), "left ight");
        assert_eq!(fragments.cover(), Span::new(0, 14));
    }

    #[test]
    fn pieces_with_nothing_but_white_space_between_them_are_one() {
        let text = "New\r\n  York and, Paris";
        let pieces = |spans: &[(usize, usize)]| {
            Fragments::new(spans.iter().map(|(start, end)| Span::new(*start, *end)).collect()).expect("ascending")
        };
        assert_eq!(pieces(&[(0, 3), (7, 11)]).joined(text), pieces(&[(0, 11)]));
        assert_eq!(pieces(&[(0, 1), (1, 3), (7, 11), (17, 22)]).joined(text), pieces(&[(0, 11), (17, 22)]));
        assert_eq!(pieces(&[(12, 15), (17, 22)]).joined(text), pieces(&[(12, 15), (17, 22)]), "a comma is between");
    }
}
