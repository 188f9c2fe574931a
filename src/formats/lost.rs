//! What a format has no place for, counted by kind.

use std::fmt;

use crate::dataset::LeftOut;

/// Kinds of things that were left out or changed, with how many there were, in the order in which they were met first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lost(Vec<(String, usize)>);

impl Lost {
    /// So many more of a kind; the kind is a plural that says why (`relations: columns have none`).
    pub fn add(&mut self, count: usize, kind: impl Into<String>) {
        if count == 0 {
            return;
        }
        let kind = kind.into();
        match self.0.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, so_far)) => *so_far += count,
            None => self.0.push((kind, count)),
        }
    }

    /// Adds what another counted; kinds that both have are counted together.
    pub fn append(&mut self, other: Self) {
        for (kind, count) in other.0 {
            self.add(count, kind);
        }
    }

    /// Adds the entities that sentences of words could not take as they were.
    pub(super) fn add_entities(&mut self, left_out: &LeftOut) {
        self.add(left_out.crossing_mentions, "entities that cross a sentence's end");
        self.add(left_out.wordless_mentions, "entities that cover no word");
        self.add(left_out.discontinuous, "entities of several pieces");
        self.add(left_out.widened, "entities that begin or end inside a word, written as whole words");
    }

    /// Whether nothing was lost.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Kinds with their counts, each at least 1.
    pub fn iter(&self) -> impl Iterator<Item = (&str, usize)> {
        self.0.iter().map(|(kind, count)| (kind.as_str(), *count))
    }
}

impl fmt::Display for Lost {
    /// `3 × relations: columns have none; 1 × notes`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (kind, count)) in self.iter().enumerate() {
            let separator = if at == 0 { "" } else { "; " };
            write!(f, "{separator}{count} × {kind}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_counted_together() {
        let mut lost = Lost::default();
        lost.add(2, "notes");
        lost.add(0, "events");
        lost.add(1, "relations: columns have none");
        let mut more = Lost::default();
        more.add(3, "notes");
        lost.append(more);
        assert_eq!(lost.to_string(), "5 × notes; 1 × relations: columns have none");
        assert!(Lost::default().is_empty() && !lost.is_empty());
    }
}
