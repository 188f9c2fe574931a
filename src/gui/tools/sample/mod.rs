//! A tool that is built with the tests alone: this folder and its line in the list of tools are all it takes.

#[cfg(all(test, feature = "kittest"))]
mod tests;

use std::collections::BTreeMap;

use eframe::egui::{self, Key, ScrollArea};

use crate::corpus::{Query, Text};
use crate::editor::Scope;
use crate::gui::command::{ALT, Command, Menu, keyed};
use crate::gui::tools::{Entry, Tool, ToolContext};

pub const COUNT_WORDS: Command = Command::Tool("CountWords");

pub static ENTRY: Entry = Entry {
    id: "sample",
    title: "Words",
    commands: &[keyed(COUNT_WORDS, "Count words", "How often each word occurs in the document", ALT, Key::W)
        .at(&[(Menu::Find, 90)])],
    make: || Box::new(WordCounts::default()),
};

#[derive(Default)]
struct WordCounts {
    /// Words in lower case with how often they occur, the most frequent first.
    counts: Vec<(String, usize)>,
}

impl Tool for WordCounts {
    fn run(&mut self, _: Command, context: &mut ToolContext) {
        let Some(open) = context.editor.current() else { return };
        let mut counts = BTreeMap::<String, usize>::new();
        for word in open.document.text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            *counts.entry(word.to_lowercase()).or_default() += 1;
        }
        self.counts = counts.into_iter().collect();
        self.counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        context.open();
    }

    fn ui(&mut self, ui: &mut egui::Ui, context: &mut ToolContext) {
        ScrollArea::vertical().show(ui, |ui| {
            for (word, count) in &self.counts {
                if ui.button(format!("{word}: {count}")).clicked() {
                    let text = Some(Text::Phrase(word.clone()));
                    context.search(Query { text, words: true, ..Query::default() }, Scope::Document);
                }
            }
        });
    }
}
