//! Going from document to document.

use super::app::App;
pub use crate::editor::Stop;

impl App {
    /// Shows a document of the list, and reads it where that was not done yet.
    pub(super) fn go_to(&mut self, stop: Stop) {
        let path = match stop {
            Stop::Open(id) => {
                self.state.show(id);
                None
            }
            Stop::Closed(at) => self.state.folder.as_ref().and_then(|(_, files)| files.get(at)),
            Stop::Source(at) => self.state.sources.get(at),
        };
        if let Some(path) = path.cloned() {
            self.open_path(&path);
        }
        let wake = self.wake.clone();
        self.text_view.request_focus(&wake);
    }

    /// The document after (or before) the shown one in the list, going round at its ends.
    pub(super) fn step_document(&mut self, step: isize) {
        let stops = self.state.stops();
        let at = stops.iter().position(|stop| matches!(stop, Stop::Open(id) if Some(*id) == self.state.current));
        if let Some(at) = at
            && let Some(next) = stops.get((at + stops.len()).wrapping_add_signed(step) % stops.len())
        {
            self.go_to(*next);
        }
    }
}
