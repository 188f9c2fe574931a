//! `annotation.conf`, `visual.conf` and `kb_shortcuts.conf`.

use std::path::Path;

use super::Issue;
use crate::domain::Schema;

/// The types that the `.conf` files define.
#[derive(Clone, Debug, Default)]
pub struct Conf {
    pub schema: Schema,
    pub issues: Vec<Issue>,
}

pub fn nearest(_txt: &Path) -> Option<Conf> {
    None
}
