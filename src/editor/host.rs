//! What the editor is lent by whatever shows it: a window, or a test without one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Command;
use crate::find::Wake;
use crate::session::Recovery;

pub struct Host {
    /// Called by threads that have something to show. The default does nothing: whoever has no window polls.
    pub wake: Wake,
    /// The key of each command, as a person would read it.
    pub keys: BTreeMap<Command, String>,
    /// Where journals of earlier versions may lie.
    pub recovery: Option<Recovery>,
}

impl Default for Host {
    fn default() -> Self {
        Self { wake: Arc::new(|| ()), keys: BTreeMap::new(), recovery: None }
    }
}

impl Host {
    /// The key of a command; its name where there are no keys at all.
    pub fn key(&self, command: Command) -> String {
        self.keys.get(&command).cloned().unwrap_or_else(|| format!("{command:?}"))
    }
}
