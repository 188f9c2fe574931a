//! Letters that stand for chips while another entity is chosen: the target of a new relation, say.

use eframe::egui::Key;

use crate::domain::MentionId;
use crate::gui::Action;

/// Home row first.
const LETTERS: &[u8] = b"ASDFGHJKLQWERTYUIOPZXCVBNM";

/// What the letters are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The tail of a new relation.
    Relation,
    /// An entity to be made a part of this one.
    Join,
    /// Another mention of the same thing.
    Same,
}

impl Purpose {
    pub fn action(self, mention: MentionId, other: MentionId) -> Action {
        match self {
            Self::Relation => Action::PickRelationType { head: mention, tail: other },
            Self::Join => Action::Join { mention, other },
            Self::Same => Action::SameAs { mention, other },
        }
    }
}

/// Hints that wait for letters.
pub struct Hints {
    pub purpose: Purpose,
    pub head: MentionId,
    pub typed: String,
    /// Targets with their letters, in reading order.
    pub targets: Vec<(MentionId, String)>,
}

pub enum Typed {
    Waiting,
    Chosen(MentionId),
    Unknown,
}

impl Hints {
    pub fn new(purpose: Purpose, head: MentionId, targets: Vec<MentionId>) -> Self {
        let labels = labels(targets.len());
        Self { purpose, head, typed: String::new(), targets: targets.into_iter().zip(labels).collect() }
    }

    pub fn letter(&self, mention: MentionId) -> Option<&str> {
        self.targets.iter().find(|(id, _)| *id == mention).map(|(_, label)| label.as_str())
    }

    pub fn push(&mut self, letter: &str) -> Typed {
        self.typed.push_str(letter);
        if let Some((id, _)) = self.targets.iter().find(|(_, label)| *label == self.typed) {
            return Typed::Chosen(*id);
        }
        let possible = self.targets.iter().any(|(_, label)| label.starts_with(&self.typed));
        if possible { Typed::Waiting } else { Typed::Unknown }
    }
}

/// `n` different labels of equal length, so that none begins another.
pub fn labels(n: usize) -> Vec<String> {
    let mut length = 1;
    let mut room = LETTERS.len();
    while room < n {
        length += 1;
        room *= LETTERS.len();
    }
    (0..n)
        .map(|mut i| {
            let mut label = vec![b'A'; length];
            for slot in label.iter_mut().rev() {
                *slot = LETTERS[i % LETTERS.len()];
                i /= LETTERS.len();
            }
            String::from_utf8(label).unwrap_or_default()
        })
        .collect()
}

/// The letter of a key, or `None` for any other key.
pub fn letter(key: Key) -> Option<&'static str> {
    let name = key.name();
    (name.len() == 1 && name.bytes().all(|b| b.is_ascii_uppercase())).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn labels_differ_and_none_begins_another() {
        for n in [0, 1, 26, 27, 700] {
            let labels = labels(n);
            assert_eq!(labels.iter().collect::<BTreeSet<_>>().len(), n);
            assert!(labels.windows(2).all(|w| w[0].len() == w[1].len()));
        }
        assert_eq!(labels(2), ["A", "S"]);
    }

    #[test]
    fn typing_narrows_and_chooses() {
        let mut hints = Hints::new(Purpose::Relation, MentionId(0), (1..=30).map(MentionId).collect());
        assert!(matches!(hints.push("A"), Typed::Waiting));
        assert!(matches!(hints.push("S"), Typed::Chosen(MentionId(2))));
        let mut hints = Hints::new(Purpose::Relation, MentionId(0), vec![MentionId(5)]);
        assert!(matches!(hints.push("Z"), Typed::Unknown));
        assert_eq!(letter(Key::R), Some("R"));
        assert_eq!(letter(Key::Enter), None);
    }
}
