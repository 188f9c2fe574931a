//! The graph of a large map, built on a thread: the one before is shown until it is there.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use eframe::egui::Context;

use super::GraphViewInput;
use super::sync::Built;
use crate::domain::Schema;
use crate::map::Source;
use crate::map::model::{MapModel, MapScope, Piece};

/// Maps of fewer mentions and relations are built within a frame.
const LARGE: usize = 2_500;

/// Whether building a map of these documents takes longer than a frame may.
pub fn is_large(sources: &[Source<'_>]) -> bool {
    let items = |source: &Source<'_>| {
        source.document.annotations.mention_count() + source.document.annotations.relation_count()
    };
    sources.iter().map(items).sum::<usize>() > LARGE
}

/// A graph that is being built.
pub struct Making {
    built: Built,
    answer: Receiver<MapModel>,
}

/// What a scope is about, for another thread.
struct Scope {
    schema: Schema,
    hidden: BTreeSet<Arc<str>>,
    hidden_relations: BTreeSet<Arc<str>>,
    single_mentions: bool,
    unconnected: bool,
}

impl Making {
    /// Starts from the graph that there is; wakes the window at the end. `None` when there is no thread to be had.
    pub fn start(built: Built, before: &Arc<MapModel>, input: &GraphViewInput<'_>, ctx: &Context) -> Option<Self> {
        let pieces: Vec<Piece> = before.pieces(&Source::narrowed(input.sources, input.current, built.within));
        let scope = Scope {
            schema: input.schema.clone(),
            hidden: input.hidden.clone(),
            hidden_relations: input.hidden_relations.clone(),
            single_mentions: built.single_mentions,
            unconnected: built.unconnected,
        };
        let (sender, answer) = channel();
        let (before, wake) = (before.clone(), ctx.clone());
        let work = move || {
            let mut model = MapModel::clone(&before);
            drop(before);
            let Scope { schema, hidden, hidden_relations, single_mentions, unconnected } = &scope;
            let (single_mentions, unconnected) = (*single_mentions, *unconnected);
            model.sync_pieces(pieces, MapScope { schema, hidden, hidden_relations, single_mentions, unconnected });
            // A window that has closed, or wants another map by now, does not listen.
            let _ = sender.send(model);
            wake.request_repaint();
        };
        let started = std::thread::Builder::new().name("map".into()).spawn(work);
        started.is_ok().then_some(Self { built, answer })
    }

    /// What it is the graph of.
    pub fn built(&self) -> Built {
        self.built
    }

    /// The graph once it is there; an error when it never will be.
    pub fn poll(&self) -> Result<Option<MapModel>, ()> {
        match self.answer.try_recv() {
            Ok(model) => Ok(Some(model)),
            Err(TryRecvError::Empty) => Ok(None),
            Err(TryRecvError::Disconnected) => Err(()),
        }
    }
}

/// Frees a large graph where nobody waits for it.
pub fn free(model: Arc<MapModel>) {
    if model.graph.edge_count() > LARGE {
        // Without a thread it is freed here, when the closure is dropped.
        let _ = std::thread::Builder::new().name("map".into()).spawn(move || drop(model));
    }
}
