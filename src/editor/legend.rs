//! The legend: the types that documents are offered, which of them are hidden, and what is shown of predictions.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::shared_types::OfferedTypes;

#[derive(Default)]
pub struct Legend {
    pub offered: OfferedTypes,
    /// Entity types that are not shown.
    pub hidden: BTreeSet<Arc<str>>,
    pub hidden_relations: BTreeSet<Arc<str>>,
    /// Whether there is a threshold for every type.
    pub by_type: bool,
    /// Whether text and map show what the model nearly said, too.
    pub nearly: bool,
    /// Grows when types are hidden or shown, or others are offered.
    pub revision: u64,
    /// Grows when a person moves a threshold.
    pub thresholds_moved: u64,
}

impl Legend {
    /// Shows or hides a type in text and map.
    pub fn show_type(&mut self, is_entity: bool, kind: Arc<str>, shown: bool) {
        let set = if is_entity { &mut self.hidden } else { &mut self.hidden_relations };
        let changed = if shown { set.remove(&kind) } else { set.insert(kind) };
        self.revision += u64::from(changed);
    }
}
