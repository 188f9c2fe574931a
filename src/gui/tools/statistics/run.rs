//! Counting on a thread, and the figures that are shown of it.

use std::collections::BTreeSet;

use super::bars::Bar;
use super::{Column, Figures, Listed, Page, Question, StatisticsTool, TOP};
use crate::corpus::{Depth, DocumentStatistics, Place, Query, Scan, Statistics, Step, What};
use crate::editor::{self, Scope};
use crate::gui::tools::ToolContext;
use crate::session::DocumentId;
use crate::session::store::Progress;

impl StatisticsTool {
    pub(in crate::gui) fn open_statistics(&mut self, context: &mut ToolContext) {
        if !context.is_open {
            self.scope = Scope::widest(context.editor);
            context.open();
        }
    }

    /// Counts again where the scope or an open document has changed. Once a frame.
    pub(in crate::gui) fn statistics_tick(&mut self, context: &mut ToolContext) {
        if !context.is_open {
            return;
        }
        if !Scope::all(context.editor).contains(&self.scope) {
            self.scope = Scope::Document;
        }
        self.collect();
        self.list();
        // A correction must not start five thousand readings a second: what runs is let finish.
        if self.scan.is_some() || context.egui.input(|i| i.pointer.any_down()) {
            return;
        }
        let scope = self.scope;
        let current = context.editor.current;
        let counted = |id| scope != Scope::Document || Some(id) == current;
        let documents =
            context.editor.documents.iter().filter(|d| counted(d.id)).map(|d| (d.id, d.content(), d.progress()));
        // What a running reading of the folder adds is counted when it is through.
        let readings = match &self.asked {
            Some(asked) if context.editor.corpus.analysis.is_running() => asked.readings,
            _ => context.editor.analyses.revision,
        };
        let asked = Question { scope, documents: documents.collect(), readings };
        let begun = self.asked.is_some();
        if self.asked.as_ref() == Some(&asked) || (begun && !context.is_quiet()) {
            return;
        }
        self.asked = Some(asked);
        self.failed.clear();
        let sources = scope.sources(context.editor);
        let reader = editor::reader(context.editor);
        let reviewed = |open: &&crate::session::OpenDocument| open.progress() == Progress::Reviewed;
        let reviewed: BTreeSet<DocumentId> =
            context.editor.documents.iter().filter(reviewed).map(|open| open.id).collect();
        let places = context.editor.workspace.places().clone();
        let started =
            Scan::start(sources, Depth::Predictions, reader, context.editor.host.wake.clone(), move |source, read| {
                let reviewed = match &source.place {
                    Place::Open(id) => reviewed.contains(id),
                    Place::File(path) => places.record(path).is_some_and(|known| known.progress == Progress::Reviewed),
                };
                let mut counted = DocumentStatistics::of(read);
                counted.reviewed = reviewed;
                Some(counted)
            });
        match started {
            Ok(scan) => self.scan = Some(scan),
            Err(error) => self.error = Some(format!("The count could not start: {error}. Try again")),
        }
    }
}

impl StatisticsTool {
    fn collect(&mut self) {
        let Some(mut scan) = self.scan.take() else { return };
        let mut taken = 0;
        while taken < 200
            && let Some(step) = scan.poll()
        {
            taken += 1;
            match step {
                Step::Found(at, counted) => {
                    if let Some(source) = scan.sources().get(at) {
                        self.coming.add(source.place.clone(), source.name.clone(), counted);
                    }
                }
                Step::Failed(_, message) => self.failed.push(message),
            }
        }
        if scan.is_running() {
            self.scan = Some(scan);
            return;
        }
        self.all = std::mem::take(&mut self.coming);
        self.figures = Figures::of(&self.all);
        self.rows_of = None;
    }

    /// Orders the table of documents anew.
    fn list(&mut self) {
        let of = (self.listed, self.column, self.all.documents.len());
        if self.page != Page::Documents || self.rows_of == Some(of) {
            return;
        }
        self.rows_of = Some(of);
        let documents = &self.all.documents;
        self.rows = (0..documents.len())
            .filter(|at| match self.listed {
                Listed::All => true,
                Listed::Stage(stage) => documents[*at].stage == stage,
                Listed::Length(from, to) => (from..to).contains(&documents[*at].characters),
            })
            .collect();
        let value = |at: &usize| {
            let row = &documents[*at];
            match self.column {
                Column::Name => 0,
                Column::Characters => row.characters,
                Column::Entities => row.entities,
                Column::Relations => row.relations,
                Column::Open => row.open,
            }
        };
        self.rows.sort_by(|a, b| value(b).cmp(&value(a)).then_with(|| documents[*a].name.cmp(&documents[*b].name)));
    }
}

impl Figures {
    fn of(all: &Statistics) -> Self {
        let types = |entities: bool| {
            let bar = |(kind, count): (std::sync::Arc<str>, usize)| Bar {
                label: kind.to_string(),
                note: String::new(),
                kind: kind.clone(),
                is_entity: entities,
                count,
                query: Query {
                    kinds: vec![kind],
                    what: if entities { What::Entities } else { What::Relations },
                    ..Query::default()
                },
            };
            all.types(entities).into_iter().map(bar).collect()
        };
        let concepts = all.concepts(TOP).into_iter().map(|(concept, count)| Bar {
            label: concept.key.to_string(),
            note: concept.kind.to_string(),
            kind: concept.kind.clone(),
            is_entity: true,
            count,
            query: Query {
                same: all.names(&concept),
                kinds: vec![concept.kind],
                what: What::Entities,
                ..Query::default()
            },
        });
        let triples = all.triples(TOP).into_iter().map(|(triple, count)| Bar {
            label: format!("{} → {}", triple.head.key, triple.tail.key),
            note: triple.relation.to_string(),
            kind: triple.relation.clone(),
            is_entity: false,
            count,
            query: Query {
                from: all.names(&triple.head),
                to: all.names(&triple.tail),
                kinds: vec![triple.relation],
                heads: vec![triple.head.kind],
                tails: vec![triple.tail.kind],
                ..Query::default()
            },
        });
        Self {
            totals: all.totals(),
            stages: all.stages().to_vec(),
            lengths: all.lengths(),
            entity_types: types(true),
            relation_types: types(false),
            concepts: concepts.collect(),
            triples: triples.collect(),
        }
    }
}
