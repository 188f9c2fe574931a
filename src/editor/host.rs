//! What the editor is lent by whatever shows it: a window, or a test without one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::importing::Clipboard;
use super::{Command, Editor, Notice};
use crate::corpus::Wake;
use crate::session::{Recovery, Settings};

/// What the editor and its host have of each other.
pub struct Host {
    /// Called by threads that have something to show. The default does nothing: whoever has no window polls.
    pub wake: Wake,
    /// The key of each command, as a person would read it.
    pub keys: BTreeMap<Command, String>,
    /// Where journals of earlier versions may lie.
    pub recovery: Option<Recovery>,
    /// Where formatted clippings come from; `None` takes their plain text.
    pub clipboard: Option<Clipboard>,
    /// What the person has not been told yet; see [`Editor::take_notices`].
    pub(super) notices: Vec<Notice>,
    /// The settings as their file holds them.
    pub(super) settings_written: Settings,
}

impl Default for Host {
    fn default() -> Self {
        Self {
            wake: Arc::new(|| ()),
            keys: BTreeMap::new(),
            recovery: None,
            clipboard: None,
            notices: Vec::new(),
            settings_written: Settings::default(),
        }
    }
}

impl Host {
    /// The key of a command; its name where there are no keys at all.
    pub fn key(&self, command: Command) -> String {
        self.keys.get(&command).cloned().unwrap_or_else(|| format!("{command:?}"))
    }
}

/// Writes the settings to their file, where they have changed.
pub fn write_settings(editor: &mut Editor) {
    if editor.host.settings_written != editor.settings && editor.settings.save().is_ok() {
        editor.host.settings_written = editor.settings.clone();
    }
}
