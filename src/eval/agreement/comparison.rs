//! Two annotations compared, with every case in its place of the text.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Case, Class, Joint, JointMention, JointRelation, Layer, Tally, cases, words};
use crate::domain::OfEvents;
use crate::eval::{Found, FoundSide, Task};
use crate::text::{Sentence, Span, split};

/// One text with two annotations.
#[derive(Clone, Debug)]
pub struct Compared {
    pub name: String,
    pub text: Arc<str>,
    pub tally: Tally,
    /// In the order of the text, entities first; what is the same on both sides is there, too.
    pub cases: Vec<ComparedCase>,
}

/// A case in bytes of its text. In [`Found`], gold is the right side and the prediction the left one.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedCase {
    pub task: Task,
    pub class: Class,
    pub found: Found,
}

/// One text or a folder of them.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// What people call the left and the right side.
    pub names: [String; 2],
    pub tally: Tally,
    pub documents: Vec<Compared>,
}

/// A cell of the confusion matrix: types on the right (rows) and on the left side (columns), `None` for nothing there.
pub type CellKey = [Option<Arc<str>>; 2];

/// Compares two annotations of one text; `document` is the number that its cases carry.
///
/// Both must be of the same text; time grows with the number of items times its logarithm.
pub fn compare_documents(left: Layer, right: Layer, document: usize) -> Compared {
    let text = left.document.text.clone();
    let sentences = split(&text);
    let joint = Joint::new(left, right);
    let mut tally = Tally::of(&joint, words::kappa(left, right, &sentences));
    for side in [left, right] {
        tally.of_events += OfEvents::of(&side.document.annotations);
    }
    let cases = cases(&joint).into_iter().map(|case| found(&joint, &case, &sentences, document)).collect();
    Compared { name: left.document.name.clone(), text, tally, cases }
}

fn found(joint: &Joint, case: &Case, sentences: &[Sentence], document: usize) -> ComparedCase {
    let side = |at: Option<usize>| match case.task {
        Task::Entities => at.and_then(|at| joint.mentions.get(at)).map(mention_side),
        Task::Relations => at.and_then(|at| joint.relations.get(at)).map(|r| relation_side(joint, r)),
    };
    let (gold, pred) = (side(case.right), side(case.left));
    let spans = || gold.iter().chain(&pred).flat_map(|side| &side.spans).copied();
    let whole = spans().reduce(Span::cover).unwrap_or_default();
    let first = sentences.partition_point(|s| s.span.end <= whole.start);
    let holding = sentences.iter().skip(first).take_while(|s| s.span.start < whole.end.max(whole.start + 1));
    let sentence = holding.map(|s| s.span).reduce(Span::cover).unwrap_or(whole).cover(whole);
    ComparedCase { task: case.task, class: case.class, found: Found { document, sentence, gold, pred } }
}

fn mention_side(mention: &JointMention) -> FoundSide {
    FoundSide { kind: mention.kind.to_string(), spans: mention.place.clone(), ends: Vec::new(), score: None }
}

fn relation_side(joint: &Joint, relation: &JointRelation) -> FoundSide {
    let ends: Vec<&JointMention> =
        [relation.head, relation.tail].iter().filter_map(|at| joint.mentions.get(*at)).collect();
    FoundSide {
        kind: relation.kind.to_string(),
        spans: ends.iter().map(|end| end.cover()).collect(),
        ends: ends.iter().map(|end| end.kind.to_string()).collect(),
        score: None,
    }
}

impl ComparedCase {
    /// Where it stands in the confusion matrix. Only what stands in the same place can be taken for each other; of a
    /// pair with other boundaries each side stands alone, as in the matrix of a model's errors.
    pub fn cells(&self) -> Vec<CellKey> {
        let kind = |side: &Option<FoundSide>| side.as_ref().map(|s| Arc::from(s.kind.as_str()));
        let (right, left) = (kind(&self.found.gold), kind(&self.found.pred));
        match self.class {
            Class::Boundary | Class::Both | Class::Direction => vec![[right, None], [None, left]],
            _ => vec![[right, left]],
        }
    }
}

impl Comparison {
    /// A comparison of a single text.
    pub fn of_one(names: [String; 2], left: Layer, right: Layer) -> Self {
        let compared = compare_documents(left, right, 0);
        Self { names, tally: compared.tally.clone(), documents: vec![compared] }
    }

    pub fn cases(&self, task: Task) -> impl Iterator<Item = &ComparedCase> {
        self.documents.iter().flat_map(|d| &d.cases).filter(move |case| case.task == task)
    }

    /// How often each class occurs; those that do not are left out.
    pub fn classes(&self, task: Task) -> Vec<(Class, usize)> {
        let mut counts: BTreeMap<Class, usize> = BTreeMap::new();
        self.cases(task).for_each(|case| *counts.entry(case.class).or_default() += 1);
        Class::ALL.iter().filter_map(|class| Some((*class, counts.get(class).copied()?))).collect()
    }

    /// The confusion matrix: how many cases stand in each cell that is not empty.
    pub fn matrix(&self, task: Task) -> BTreeMap<CellKey, usize> {
        let mut matrix = BTreeMap::new();
        for cell in self.cases(task).flat_map(ComparedCase::cells) {
            *matrix.entry(cell).or_default() += 1;
        }
        matrix
    }

    /// What stands in a cell of the matrix.
    pub fn in_cell(&self, task: Task, cell: &CellKey) -> Vec<ComparedCase> {
        self.cases(task).filter(|case| case.cells().contains(cell)).cloned().collect()
    }

    pub fn in_class(&self, task: Task, class: Class) -> Vec<ComparedCase> {
        self.cases(task).filter(|case| case.class == class).cloned().collect()
    }
}
