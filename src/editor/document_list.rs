//! The documents there are, in the order in which they are listed and stepped through.

use std::collections::HashMap;
use std::path::Path;

use super::State;
use crate::session::DocumentId;

/// A document of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    Open(DocumentId),
    /// By its place among the files of the folder.
    Closed(usize),
    /// By its place among the folder's files of other kinds.
    Source(usize),
}

impl State {
    /// Documents from elsewhere in the order in which they were opened, then those of the folder in its order, open or
    /// not: nothing moves when a document is opened.
    pub fn stops(&self) -> Vec<Stop> {
        let mut open: HashMap<&Path, DocumentId> =
            self.documents.iter().filter_map(|d| Some((d.path().or(d.source())?, d.id))).collect();
        let files = self.folder.iter().flat_map(|(_, files)| files).enumerate();
        let files = files.map(|(at, path)| open.remove(path.as_path()).map_or(Stop::Closed(at), Stop::Open));
        let mut inside: Vec<Stop> = files.collect();
        let sources = self.sources.iter().enumerate();
        inside.extend(sources.map(|(at, path)| open.remove(path.as_path()).map_or(Stop::Source(at), Stop::Open)));
        let seen: Vec<DocumentId> =
            inside.iter().filter_map(|stop| if let Stop::Open(id) = stop { Some(*id) } else { None }).collect();
        let outside = self.documents.iter().map(|d| d.id).filter(|id| !seen.contains(id));
        outside.map(Stop::Open).chain(inside.iter().copied()).collect()
    }
}
