//! What is wrong with a document: how its file is written, and what its types or other annotations do not allow.

use super::OpenDocument;
use crate::domain::check::{self, Finding};
use crate::domain::{Document, ItemId, Mention, Relation};

/// What the checker finds in what people or files vouch for; a guess that nobody has taken is no mistake of the document.
pub fn findings(document: &Document) -> Vec<Finding> {
    let annotations = &document.annotations;
    let is_vouched = |finding: &Finding| match finding.item {
        ItemId::Mention(id) => annotations.mention(id).is_some_and(Mention::is_confirmed),
        ItemId::Relation(id) => annotations.relation(id).is_some_and(Relation::is_confirmed),
        ItemId::Extra(_) => true,
    };
    let mut found = check::findings(annotations, &document.schema, &document.text);
    found.retain(is_vouched);
    found
}

impl OpenDocument {
    /// Looks for what is wrong, where something has changed since the last look.
    pub fn check(&mut self) {
        if self.checked == Some(self.content) {
            return;
        }
        let before = self.problems();
        self.checked = Some(self.content);
        self.findings = findings(&self.document);
        if before != self.problems() {
            self.record_facts();
        }
    }

    /// What the last look of the checker has found.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How many things were wrong at the last look.
    pub fn problems(&self) -> usize {
        self.issues.len() + self.findings.len()
    }
}
