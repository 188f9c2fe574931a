//! From the search line to hits, and from a hit to its text.

use std::sync::mpsc::{TryRecvError, channel};

use super::{FindTool, LIMIT, Question, View};
use crate::corpus::{Concordance, Depth, Matcher, Order, Place, Query, Scan, Step, Text, Wake, parse};
use crate::editor::{self, Scope, Tone};
use crate::gui::Selection;
use crate::gui::tools::ToolContext;

/// Seconds without a key after which a folder is read.
const PAUSE: f64 = 0.25;
/// Hits that are ordered within a frame.
const AT_ONCE: usize = 1_000;

impl FindTool {
    /// Opens the search, with the selected text in its line where some is selected.
    pub(in crate::gui) fn open_find(&mut self, context: &mut ToolContext, scope: Scope) {
        let chosen = match (&context.editor.selection, context.editor.current()) {
            (Selection::Text(span), Some(open)) => open.document.slice(*span).trim().to_owned(),
            _ => String::new(),
        };
        let tool = &mut *self;
        if !chosen.is_empty() && chosen.chars().count() <= 80 {
            let query = Query { text: Some(Text::Phrase(chosen)), ..Query::default() };
            tool.ask(&query);
        }
        tool.scope = scope;
        tool.focus = true;
        context.open();
    }

    /// Opens the search on a query.
    pub(super) fn look_for(&mut self, context: &mut ToolContext, query: &Query, scope: Scope) {
        self.ask(query);
        self.scope = scope;
        context.open();
    }

    /// Keywords in context of the selected entity's type, or of what is in the search line.
    pub(in crate::gui) fn open_concordance(&mut self, context: &mut ToolContext) {
        self.view = View::Concordance;
        let kind = context.editor.current().and_then(|open| {
            let id = context.editor.selection.mentions(&open.document.annotations).into_iter().next()?;
            Some(open.document.annotations.mention(id)?.kind.clone())
        });
        match kind {
            Some(kind) => self.look_for(context, &Query { kinds: vec![kind], ..Query::default() }, self.scope),
            None => self.open_find(context, self.scope),
        }
    }

    /// Looks for what is like the selection: the same concept, or a relation of the same type between the same types.
    pub(in crate::gui) fn find_similar(&mut self, context: &mut ToolContext) {
        let Some(query) = self.likeness(context) else {
            context.editor.notify(Tone::Info, "Select an entity, a relation or some text first");
            return;
        };
        let scope = self.scope;
        self.view = View::List;
        self.look_for(context, &query, scope);
    }

    fn likeness(&self, context: &ToolContext) -> Option<Query> {
        let open = context.editor.current()?;
        let annotations = &open.document.annotations;
        if let Selection::Text(span) = context.editor.selection {
            let text = open.document.slice(span).trim().to_owned();
            return (!text.is_empty()).then(|| Query { near: Some(text), ..Query::default() });
        }
        if let Some(relation) =
            context.editor.selection.relations().into_iter().next().and_then(|id| annotations.relation(id))
        {
            let kind = |id| annotations.mention(id).map(|m| m.kind.clone());
            return Some(Query {
                kinds: vec![relation.kind.clone()],
                heads: kind(relation.head).into_iter().collect(),
                tails: kind(relation.tail).into_iter().collect(),
                ..Query::default()
            });
        }
        let id = context.editor.selection.mentions(annotations).into_iter().next()?;
        let text = annotations.mention(id)?.text(&open.document.text);
        Some(Query { near: Some(text), ..Query::default() })
    }

    /// Starts a search where the question has changed, and takes in what was found. Once a frame.
    pub(in crate::gui) fn find_tick(&mut self, context: &mut ToolContext) {
        if !context.is_open && self.scan.is_none() {
            return;
        }
        if !Scope::all(context.editor).contains(&self.scope) {
            self.scope = Scope::Document;
        }
        if context.is_open {
            self.start_search(context);
        }
        self.collect();
        self.sort(&context.editor.host.wake);
    }

    fn start_search(&mut self, context: &mut ToolContext) {
        let query = match parse(&self.line) {
            Ok(query) => query,
            Err(error) => {
                // While a quotation is being typed, what was found before stays in sight.
                self.error = Some(error.to_string());
                (self.asked, self.typed) = (None, None);
                return;
            }
        };
        let scope = self.scope;
        let document =
            (scope == Scope::Document).then(|| context.editor.current().map(|d| (d.id, d.content()))).flatten();
        let moved = (scope != Scope::Document).then_some(context.editor.legend.thresholds_moved);
        let asked = Question { query, scope, document, moved };
        if self.asked.as_ref() == Some(&asked) {
            self.typed = None;
            return;
        }
        if scope == Scope::Folder
            && let Some(typed) = self.typed
        {
            let left = typed + PAUSE - context.egui.input(|i| i.time);
            if left > 0.0 {
                context.egui.request_repaint_after(std::time::Duration::from_secs_f64(left));
                return;
            }
        }
        let matcher = match Matcher::new(asked.query.clone()) {
            Ok(matcher) => matcher,
            Err(error) => {
                self.error = Some(error.to_string());
                (self.asked, self.typed) = (Some(asked), None);
                return;
            }
        };
        self.typed = None;
        // The same question about a changed document: the place in the list is kept.
        let before = self.asked.as_ref().filter(|a| a.query == asked.query && a.scope == scope);
        let is_held = context.egui.input(|i| i.pointer.any_down());
        if before.is_some() && (is_held || !context.is_quiet()) {
            return;
        }
        let before = self.asked.as_ref().filter(|a| a.query == asked.query && a.scope == scope);
        let active = before.and(self.active);
        self.clear();
        self.active = active;
        let empty = asked.query.is_empty();
        self.asked = Some(asked);
        if empty {
            return;
        }
        let depth = if matcher.needs_annotations() { Depth::Predictions } else { Depth::Text };
        let sources = scope.sources(context.editor);
        let mut left = LIMIT;
        let reader = editor::reader(context.editor);
        let theirs = reader.clone();
        let started = Scan::start(sources, depth, reader, context.editor.host.wake.clone(), move |source, read| {
            let mut hits = matcher.hits(&read.document, &read.visibility, left);
            // Of the few closed documents that hold the text, the annotations say what stands there.
            if depth == Depth::Text
                && !hits.is_empty()
                && matches!(source.place, Place::File(_))
                && let Ok(whole) = source.read(Depth::Predictions, &theirs)
            {
                hits = matcher.hits(&whole.document, &whole.visibility, left);
            }
            left -= hits.len();
            (!hits.is_empty()).then_some(hits)
        });
        match started {
            Ok(scan) => self.scan = Some(scan),
            Err(error) => self.error = Some(format!("The search could not start: {error}. Try again")),
        }
    }

    /// Goes to the next or the previous hit.
    pub(in crate::gui) fn step_hit(&mut self, context: &mut ToolContext, step: isize) {
        match self.step(step) {
            Some(hit) => self.jump_to_hit(context, hit),
            // The tool itself says what it found.
            None if context.is_open => {}
            None => context.editor.notify(Tone::Info, "There is nothing to go to. Ctrl+F searches"),
        }
    }

    pub(super) fn jump_to_hit(&mut self, context: &mut ToolContext, at: usize) {
        let (Some(group), Some(hit)) = (self.found.group_of(at), self.found.hits.get(at)) else { return };
        let (place, hit) = (group.place.clone(), hit.clone());
        self.active = Some(at);
        self.follow = true;
        context.show_hit(&place, &hit);
    }
}

impl FindTool {
    /// Takes in what the thread has found, some at a time so that a frame stays short.
    fn collect(&mut self) {
        let Some(mut scan) = self.scan.take() else { return };
        let mut taken = 0;
        while taken < 2_000
            && let Some(step) = scan.poll()
        {
            match step {
                Step::Found(at, hits) => {
                    taken += hits.len();
                    if let Some(source) = scan.sources().get(at) {
                        self.found.add(source, hits);
                    }
                }
                Step::Failed(_, message) => self.found.failed.push(message),
            }
        }
        self.found.full = self.found.hits.len() >= LIMIT;
        if self.found.full {
            scan.cancel();
        }
        if scan.is_running() {
            self.scan = Some(scan);
        } else {
            self.active = self.active.filter(|at| *at < self.found.hits.len());
        }
    }

    /// Orders the concordance anew once everything is there, or another order is chosen; a long one on a thread.
    fn sort(&mut self, wake: &Wake) {
        if let Some(ordering) = &self.found.ordering {
            match ordering.try_recv() {
                Ok(ordered) => (self.found.ordered, self.found.ordering) = (ordered, None),
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => self.found.ordering = None,
            }
        }
        let is_there = self.found.ordered.0 == self.order && self.found.ordered.1.len() == self.found.hits.len();
        if self.view != View::Concordance || self.scan.is_some() || is_there {
            return;
        }
        let (hits, order) = (self.found.hits.clone(), self.order);
        if hits.len() > AT_ONCE {
            let (sender, ordering) = channel();
            let (theirs, wake) = (hits.clone(), wake.clone());
            let spawned = std::thread::Builder::new().name("order".into()).spawn(move || {
                let _ = sender.send((order, Concordance::order(&theirs, order)));
                wake();
            });
            if spawned.is_ok() {
                self.found.ordering = Some(ordering);
                return;
            }
        }
        self.found.ordered = (order, Concordance::order(&hits, order));
    }

    pub(super) fn order_by(&mut self, order: Order) {
        self.order = order;
    }
}
