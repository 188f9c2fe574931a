//! "Do this everywhere": every occurrence of a text in one list, to be annotated, retyped or deleted in one step.

mod pane;
mod rows;
mod run;
#[cfg(all(test, feature = "kittest"))]
mod tests;
mod tool;

pub use tool::{ENTRY, PROPAGATE};

use std::ops::Range;
use std::sync::Arc;

use crate::corpus::{Deed, Lost, Occurrence, Place, Read, Scan, Source};
use crate::editor::Scope;
use crate::session::DocumentId;

/// What all occurrences are to be, chosen before the type is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Plan {
    #[default]
    Annotate,
    Retag,
    Delete,
}

/// From what it began.
#[derive(Clone, Debug, PartialEq)]
struct Subject {
    text: String,
    /// The entity's type; `None` where bare text was selected.
    kind: Option<Arc<str>>,
}

struct Group {
    place: Place,
    name: String,
    rows: Range<usize>,
    /// A closed document as it was read, from which the edits are made.
    read: Option<Arc<Read>>,
}

/// What was found in one document, and a closed document itself.
type FoundIn = (Vec<Occurrence>, Option<Arc<Read>>);

#[derive(Clone, Debug, PartialEq)]
struct Question {
    subject: Subject,
    deed: Deed,
    case: bool,
    words: bool,
    scope: Scope,
    /// The shown document, or all open ones, with their revisions: they are looked at again when they change.
    documents: Vec<(DocumentId, u64)>,
    /// How often the deed was done.
    done: u64,
    /// How often the model has said something new.
    readings: u64,
}

/// What was found, in the order of the documents.
#[derive(Default)]
struct Found {
    groups: Vec<Group>,
    /// Each with whether it is chosen.
    rows: Vec<(Occurrence, bool)>,
    /// What goes along with what is chosen, once that was counted.
    lost: Option<Lost>,
    /// Documents that could not be read.
    failed: Vec<String>,
}

impl Found {
    fn group_of(&self, row: usize) -> Option<&Group> {
        let at = self.groups.partition_point(|group| group.rows.end <= row);
        self.groups.get(at).filter(|group| group.rows.contains(&row))
    }

    fn chosen(&self) -> usize {
        self.rows.iter().filter(|(_, chosen)| *chosen).count()
    }
}

pub struct OccurrencesTool {
    subject: Option<Subject>,
    plan: Plan,
    /// Whether new entities stand in place of open predictions that overlap them.
    replace: bool,
    /// The type that occurrences get.
    kind: Arc<str>,
    case: bool,
    words: bool,
    scope: Scope,
    asked: Option<Question>,
    scan: Option<Scan<FoundIn>>,
    found: Found,
    active: Option<usize>,
    error: Option<String>,
    /// How often the deed was done; what was found before is out of date then.
    done: u64,
}

impl Default for OccurrencesTool {
    fn default() -> Self {
        Self {
            subject: None,
            plan: Plan::default(),
            replace: false,
            kind: Arc::from(""),
            case: true,
            words: true,
            scope: Scope::default(),
            asked: None,
            scan: None,
            found: Found::default(),
            active: None,
            error: None,
            done: 0,
        }
    }
}

impl OccurrencesTool {
    fn deed(&self) -> Deed {
        match self.plan {
            Plan::Annotate if self.replace => Deed::Replace(self.kind.clone()),
            Plan::Annotate => Deed::Annotate(self.kind.clone()),
            Plan::Retag => Deed::Retag(self.kind.clone()),
            Plan::Delete => Deed::Delete,
        }
    }

    /// The type that it is about: of the entity it began at, else the one occurrences get.
    fn of(&self) -> Arc<str> {
        let began = self.subject.as_ref().and_then(|subject| subject.kind.clone());
        began.unwrap_or_else(|| self.kind.clone())
    }

    fn clear(&mut self) {
        self.scan = None;
        self.found = Found::default();
        self.active = None;
        self.error = None;
    }

    fn add(&mut self, source: &Source, (found, read): FoundIn) {
        let (deed, of) = (self.deed(), self.of());
        let start = self.found.rows.len();
        self.found.rows.extend(found.into_iter().map(|occurrence| {
            let chosen = deed.chosen_at_first(&occurrence, &of);
            (occurrence, chosen)
        }));
        let rows = start..self.found.rows.len();
        self.found.lost = None;
        self.found.groups.push(Group { place: source.place.clone(), name: source.name.clone(), rows, read });
    }

    /// Chooses everything that there is something to do at, or nothing.
    fn choose_all(&mut self, all: bool) {
        let deed = self.deed();
        self.found.lost = None;
        for (occurrence, chosen) in &mut self.found.rows {
            *chosen = all && deed.applies(occurrence);
        }
    }
}
