use super::*;
use crate::domain::{Edit, Fragments, change};
use crate::text::Span;

struct Desk {
    folder: tempfile::TempDir,
    home: tempfile::TempDir,
}

/// One run of the program.
struct Run {
    workspace: Workspace,
    documents: Vec<OpenDocument>,
    next: u64,
}

impl Desk {
    fn new(names: &[&str]) -> Self {
        let desk =
            Self { folder: tempfile::tempdir().expect("a folder"), home: tempfile::tempdir().expect("a folder") };
        for name in names {
            std::fs::write(desk.path(name), "Anna met Boris.").expect("writable");
        }
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.txt"))
    }

    fn run(&self) -> Run {
        let mut workspace = Workspace::in_home(self.home.path());
        workspace.open_folder(self.folder.path());
        Run { workspace, documents: Vec::new(), next: 0 }
    }
}

impl Run {
    fn open(&mut self, path: &Path) -> DocumentId {
        self.next += 1;
        let id = DocumentId(self.next);
        let (document, _) = self.workspace.read(id, path).expect("readable");
        self.documents.push(document);
        id
    }

    fn document(&mut self, id: DocumentId) -> &mut OpenDocument {
        self.documents.iter_mut().find(|d| d.id == id).expect("open")
    }

    fn insertion(&mut self, id: DocumentId, start: usize, end: usize) -> Vec<Edit> {
        let annotations = &mut self.document(id).document.annotations;
        change::add_mention(annotations, "Peop".into(), Fragments::one(Span::new(start, end))).1
    }

    fn add(&mut self, id: DocumentId, label: &str) {
        let edits = self.insertion(id, 0, 4);
        self.document(id).perform(label, edits).expect("fits");
    }

    fn close(&mut self, id: DocumentId) {
        let place = self.documents.iter().position(|d| d.id == id).expect("open");
        let mut document = self.documents.remove(place);
        self.workspace.closing(&mut document, false);
    }

    fn undo(&mut self, shown: DocumentId) -> Option<(String, String, usize)> {
        let next = &mut self.next;
        let mut fresh = || {
            *next += 1;
            DocumentId(*next)
        };
        let moved = self.workspace.undo(&mut self.documents, Some(shown), &mut fresh).expect("applies")?;
        let name = self.document(moved.document).document.name.clone();
        Some((name, moved.label, moved.documents))
    }

    fn redo(&mut self, shown: DocumentId) -> Option<String> {
        let next = &mut self.next;
        let mut fresh = || {
            *next += 1;
            DocumentId(*next)
        };
        let moved = self.workspace.redo(&mut self.documents, Some(shown), &mut fresh).expect("applies");
        moved.map(|moved| moved.label)
    }

    fn everywhere(&mut self, label: &str, paths: &[PathBuf]) -> Result<Option<Moved>, AcrossError> {
        let places = self.workspace.places().clone();
        let parts = paths.iter().map(|path| {
            // As another thread would: read, make edits, let go.
            let (mut document, _) = places.read(DocumentId(u64::MAX), path).expect("readable");
            let fragments = Fragments::one(Span::new(9, 14));
            let (_, edits) = change::add_mention(&mut document.document.annotations, "Peop".into(), fragments);
            (Target::Path(path.clone()), edits)
        });
        let parts: Vec<_> = parts.collect();
        let next = &mut self.next;
        let mut fresh = || {
            *next += 1;
            DocumentId(*next)
        };
        self.workspace.perform_many(&mut self.documents, label, parts, &mut fresh)
    }
}

fn counts(run: &Run) -> Vec<(String, usize)> {
    let count = |d: &OpenDocument| (d.document.name.clone(), d.document.annotations.mention_count());
    let mut counts: Vec<_> = run.documents.iter().map(count).collect();
    counts.sort();
    counts
}

#[test]
fn undo_follows_the_work_across_documents_also_closed_ones() {
    let desk = Desk::new(&["a", "b"]);
    let mut run = desk.run();
    let (a, b) = (run.open(&desk.path("a")), run.open(&desk.path("b")));
    run.add(a, "one");
    run.add(b, "two");
    run.add(a, "three");
    run.close(b);
    assert_eq!(run.undo(a), Some(("a".into(), "three".into(), 1)));
    assert_eq!(run.undo(a), Some(("b".into(), "two".into(), 1)), "opened again for it");
    assert_eq!(run.undo(a), Some(("a".into(), "one".into(), 1)));
    assert_eq!(run.undo(a), None);
    assert_eq!(
        [run.redo(a), run.redo(a), run.redo(a), run.redo(a)].map(Option::unwrap_or_default),
        ["one", "two", "three", ""]
    );
}

#[test]
fn steps_of_an_earlier_run_are_undone_in_the_shown_document_alone() {
    let desk = Desk::new(&["a", "b"]);
    let mut run = desk.run();
    let (a, b) = (run.open(&desk.path("a")), run.open(&desk.path("b")));
    run.add(a, "one");
    run.add(b, "two");
    drop(run);
    let mut run = desk.run();
    let (a, b) = (run.open(&desk.path("a")), run.open(&desk.path("b")));
    assert_eq!(run.undo(a), Some(("a".into(), "one".into(), 1)));
    assert_eq!(run.undo(a), None);
    assert_eq!(run.undo(b), Some(("b".into(), "two".into(), 1)));
}

#[test]
fn a_step_over_many_documents_goes_and_comes_as_one_also_after_a_restart() {
    let names = ["a", "b", "c"];
    let desk = Desk::new(&names);
    let mut run = desk.run();
    let a = run.open(&desk.path("a"));
    let paths: Vec<PathBuf> = names.iter().map(|name| desk.path(name)).collect();
    let moved = run.everywhere("Apply to all", &paths).expect("fits").expect("something");
    assert_eq!((moved.document, moved.documents), (a, 3));
    drop(run);
    let mut run = desk.run();
    let b = run.open(&desk.path("b"));
    assert_eq!(counts(&run), [("b".to_owned(), 1)]);
    assert_eq!(run.undo(b), Some(("b".into(), "Apply to all".into(), 3)));
    assert_eq!(counts(&run), names.map(|name| (name.to_owned(), 0)));
    assert_eq!(run.redo(b).as_deref(), Some("Apply to all"));
    assert_eq!(counts(&run), names.map(|name| (name.to_owned(), 1)));
}

#[test]
fn a_step_over_many_documents_is_all_or_nothing() {
    let desk = Desk::new(&["a", "b"]);
    let mut run = desk.run();
    let (a, b) = (run.open(&desk.path("a")), run.open(&desk.path("b")));
    let (fits, not) = (run.insertion(a, 0, 4), run.insertion(b, 0, 4000));
    let parts = vec![(Target::Open(a), fits), (Target::Open(b), not)];
    let failed = run.workspace.perform_many(&mut run.documents, "x", parts, &mut || DocumentId(9));
    assert!(failed.is_err());
    assert_eq!(counts(&run), [("a".to_owned(), 0), ("b".to_owned(), 0)]);
    assert_eq!(run.undo(a), None);
}

#[test]
fn a_later_change_on_top_of_a_shared_step_is_not_torn_out() {
    let desk = Desk::new(&["a", "b"]);
    let mut run = desk.run();
    let a = run.open(&desk.path("a"));
    run.everywhere("Apply to all", &[desk.path("a"), desk.path("b")]).expect("fits");
    let b = run.documents.iter().find(|d| d.document.name == "b").expect("opened").id;
    run.add(b, "later");
    drop(run);
    let mut run = desk.run();
    let a2 = run.open(&desk.path("a"));
    assert_eq!(a, a2);
    let refused = run.workspace.undo(&mut run.documents, Some(a2), &mut || DocumentId(9));
    assert!(refused.expect_err("b has changed since").to_string().contains("undo that first"));
}

#[test]
fn a_second_window_looks_and_does_not_touch() {
    let desk = Desk::new(&["a"]);
    let first = desk.run();
    let mut second = desk.run();
    let said = second.workspace.take_notices();
    assert!(said.iter().any(|text| text.contains("Another relata window")), "{said:?}");
    let a = second.open(&desk.path("a"));
    let edits = second.insertion(a, 0, 4);
    assert!(second.document(a).perform("add", edits).is_err());
    drop(first);
    second.workspace.open_folder(desk.folder.path());
    second.documents.clear();
    let a = second.open(&desk.path("a"));
    second.add(a, "now it may");
}

#[test]
fn a_text_without_a_file_is_left_over_until_it_is_saved_or_thrown_away() {
    let desk = Desk::new(&[]);
    let mut run = desk.run();
    let mut open = OpenDocument::from_text(DocumentId(1), "note", "Anna met Boris.", false);
    run.workspace.attach(&mut open);
    open.keep_now();
    run.documents.push(open);
    run.add(DocumentId(1), "add");
    drop(run);
    let run = desk.run();
    let left = run.workspace.left_over();
    assert_eq!(left.len(), 1);
    let mut open = left[0].open(DocumentId(1)).expect("stored");
    assert_eq!((open.document.name.as_str(), open.document.annotations.mention_count()), ("note", 1));
    let target = desk.path("saved");
    open.save_as(&target).expect("writable");
    run.workspace.attach_saved(&mut open);
    assert!(run.workspace.left_over().is_empty());
    assert_eq!(open.undo().expect("applies").as_deref(), Some("add"));
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_kept_elsewhere_and_that_is_said() {
    let desk = Desk::new(&["a"]);
    // A file where the folder would be: refuses everyone, also the system's administrator.
    std::fs::write(desk.folder.path().join(".relata"), "").expect("writable");
    let mut run = desk.run();
    assert!(run.workspace.take_notices().iter().any(|text| text.contains("instead")));
    let a = run.open(&desk.path("a"));
    run.add(a, "add");
    drop(run);
    let mut run = desk.run();
    let a = run.open(&desk.path("a"));
    assert_eq!(run.undo(a), Some(("a".into(), "add".into(), 1)));
}

#[test]
fn a_file_opened_alone_keeps_its_changes_when_its_folder_is_opened() {
    let desk = Desk::new(&["a"]);
    let mut alone = Run { workspace: Workspace::in_home(desk.home.path()), documents: Vec::new(), next: 0 };
    let a = alone.open(&desk.path("a"));
    alone.add(a, "add");
    assert!(!desk.folder.path().join(".relata").exists(), "no folder was opened");
    drop(alone);
    let mut run = desk.run();
    run.open(&desk.path("a"));
    assert_eq!(counts(&run), [("a".to_owned(), 1)]);
}
