//! A map at rest, made without a window.

use std::collections::BTreeSet;

use super::{Board, FontWidths, Motion};
use crate::domain::Schema;
use crate::map::Source;
use crate::map::layout::LayoutKind;
use crate::map::model::{Folded, MapModel, MapScope};

/// What is wanted of a map that is drawn for the first time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    pub layout: LayoutKind,
    pub single_mentions: bool,
    pub unconnected: bool,
}

/// A graph with a place for every node.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    pub model: MapModel,
    pub board: Board,
    pub folded: Folded,
}

impl Drawn {
    /// Builds and lays out the map of these documents; the same documents always give the same picture.
    pub fn new(sources: &[Source<'_>], schema: &Schema, wanted: Wanted) -> Self {
        let none = BTreeSet::new();
        let mut drawn = Self::default();
        let scope = MapScope {
            schema,
            hidden: &none,
            hidden_relations: &none,
            single_mentions: wanted.single_mentions,
            unconnected: wanted.unconnected,
        };
        drawn.model.sync(sources, scope);
        drawn.board.settle_in(&drawn.model, schema, &mut FontWidths::new());
        let Self { model, board, folded } = &mut drawn;
        Motion::arrange(board, model, wanted.layout, None, true, &folded.hidden).finish(board);
        drawn.board.grow_for_picture(&drawn.model);
        drawn
    }
}
