//! brat's own ids (`T1`, `R7` …): which are taken, and the next free one.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::line::number;
use crate::domain::ItemId;

/// Numbers above this are taken note of one by one instead of raising the counter to where no room is left.
const LARGEST_COUNTED: u64 = 1 << 53;

/// The ids of a file. One that was ever seen, also in a line that could not be understood or as the target of a
/// missing one, is never given out again.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// Shared with the names before the last save, until one is added.
    of: Arc<HashMap<ItemId, Arc<str>>>,
    /// The largest number behind each letter.
    largest: HashMap<String, u64>,
    huge: HashSet<String>,
}

impl Names {
    pub(super) fn get(&self, id: ItemId) -> Option<&Arc<str>> {
        self.of.get(&id)
    }

    pub(super) fn bind(&mut self, id: ItemId, name: &str) {
        self.see(name);
        Arc::make_mut(&mut self.of).insert(id, Arc::from(name));
    }

    /// Takes note of an id that stands somewhere in the file.
    pub(super) fn see(&mut self, name: &str) {
        let Some((letters, digits)) = number(name) else { return };
        match digits.parse::<u64>() {
            Ok(number) if number <= LARGEST_COUNTED => match self.largest.get_mut(letters) {
                Some(largest) => *largest = number.max(*largest),
                None => drop(self.largest.insert(letters.to_owned(), number)),
            },
            _ => drop(self.huge.insert(name.to_owned())),
        }
    }

    /// Takes note of all that looks like an id in a line that could not be understood.
    pub(super) fn see_all(&mut self, content: &str) {
        for word in content.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '#' | '*'))) {
            self.see(word);
        }
    }

    /// The same names for items that go by other numbers now.
    pub(super) fn renamed(&self, rename: &mut impl FnMut(ItemId) -> ItemId) -> Self {
        let of: HashMap<ItemId, Arc<str>> = self.of.iter().map(|(id, name)| (rename(*id), name.clone())).collect();
        Self { of: Arc::new(of), ..self.clone() }
    }

    /// The item's id; a fresh one with this letter if it has none yet.
    pub(super) fn assign(&mut self, id: ItemId, letter: &str) {
        if !self.of.contains_key(&id) {
            let name = self.fresh(letter);
            Arc::make_mut(&mut self.of).insert(id, Arc::from(name));
        }
    }

    /// An id that is nobody's yet.
    pub(super) fn fresh(&mut self, letter: &str) -> String {
        let largest = self.largest.entry(letter.to_owned()).or_default();
        loop {
            *largest += 1;
            let name = format!("{letter}{largest}");
            if !self.huge.contains(&name) {
                break name;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::MentionId;

    #[test]
    fn a_fresh_id_is_above_all_that_was_seen() {
        let mut names = Names::default();
        names.see("T4");
        names.see_all("R2\tNear Arg1:T9x Arg2:T007 T99999999999999999999999");
        names.bind(MentionId(1).into(), "T5");
        names.assign(MentionId(1).into(), "T");
        names.assign(MentionId(2).into(), "T");
        assert_eq!(names.get(MentionId(1).into()).map(|n| &**n), Some("T5"));
        assert_eq!(names.get(MentionId(2).into()).map(|n| &**n), Some("T10"));
    }
}
