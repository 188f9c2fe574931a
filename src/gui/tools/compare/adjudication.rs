//! One comparison: its questions, which of them is asked, how many are answered.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::path::PathBuf;

use crate::domain::Annotations;
use crate::editor::Editor;
use crate::eval::Task;
use crate::eval::adjudication::{Choice, Decision, decision};
use crate::eval::agreement::{Class, ComparedCase, Comparison};
use crate::session::DocumentId;
use crate::text::Span;

/// Where the right side comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Other {
    /// Its `.ann`.
    File(PathBuf),
    /// What the loaded model says.
    #[default]
    Model,
}

/// What belongs to a third document.
pub(super) struct Adjudication {
    pub names: [String; 2],
    pub comparison: Comparison,
    pub choices: Vec<Choice>,
    /// The question that is asked.
    pub at: usize,
    /// The open document on the left side, and its content when it was compared.
    pub own: Option<(DocumentId, u64)>,
    pub other: Other,
    /// Where the third annotation should go.
    pub folder: Option<PathBuf>,
    pub stem: String,
    /// Content of the third document, and how many questions were answered then.
    counted: Option<(u64, usize)>,
    /// For each question its case in the comparison.
    cases: Vec<Option<usize>>,
    questions: HashMap<Key, usize>,
}

impl Adjudication {
    pub fn new(names: [String; 2], comparison: Comparison, choices: Vec<Choice>) -> Self {
        let (own, other, folder, stem) = (None, Other::default(), None, String::new());
        // Several may share a key (crossing mentions of one type); each takes the next one.
        let mut at_key: HashMap<Key, VecDeque<usize>> = HashMap::new();
        let cases = comparison.documents.iter().flat_map(|d| &d.cases).enumerate();
        for (at, key) in cases.filter_map(|(at, case)| Some((at, key_of(case)?))) {
            at_key.entry(key).or_default().push_back(at);
        }
        let key = |choice: &Choice| (choice.task, choice.class, choice.place);
        let cases = choices.iter().map(|choice| at_key.get_mut(&key(choice))?.pop_front()).collect();
        let questions = choices.iter().enumerate().rev().map(|(at, choice)| (key(choice), at)).collect();
        Self { names, comparison, choices, at: 0, own, other, folder, stem, counted: None, cases, questions }
    }

    /// How many questions are answered; counted once per change.
    pub fn answered(&mut self, content: u64, annotations: &Annotations) -> usize {
        match self.counted {
            Some((of, count)) if of == content => count,
            _ => {
                let count = self.choices.iter().filter(|c| decision(annotations, c).is_some()).count();
                self.counted = Some((content, count));
                count
            }
        }
    }

    pub fn question(&self) -> Option<&Choice> {
        self.choices.get(self.at)
    }

    /// The next open question behind this one, from the start again after the last; `None` when all are answered.
    pub fn next(&self, annotations: &Annotations) -> Option<usize> {
        let count = self.choices.len();
        (1..=count).map(|step| (self.at + step) % count).find(|at| decision(annotations, &self.choices[*at]).is_none())
    }

    pub fn decision(&self, annotations: &Annotations) -> Option<Decision> {
        decision(annotations, self.question()?)
    }

    /// The question about a case of the comparison.
    pub fn question_of(&self, case: &ComparedCase) -> Option<usize> {
        self.questions.get(&key_of(case)?).copied()
    }

    /// The case that is asked about, for its words.
    pub fn case(&self) -> Option<&ComparedCase> {
        let at = (*self.cases.get(self.at)?)?;
        self.comparison.documents.first()?.cases.get(at)
    }
}

/// The comparisons that are open, by their third document.
#[derive(Default)]
pub(super) struct Adjudications(pub BTreeMap<DocumentId, Adjudication>);

impl Adjudications {
    /// That of the current document.
    pub fn current(&self, editor: &Editor) -> Option<&Adjudication> {
        self.0.get(&editor.current?)
    }
}

type Key = (Task, Class, Span);

fn key_of(case: &ComparedCase) -> Option<Key> {
    let sides = [&case.found.gold, &case.found.pred].into_iter().flatten();
    let place = sides.flat_map(|side| &side.spans).copied().reduce(Span::cover)?;
    Some((case.task, case.class, place))
}
