//! One table of commands feeds menus, palette, tooltips, keys and the list behind `F1`.

use eframe::egui::{Key, KeyboardShortcut, Modifiers};

pub use crate::editor::Command;

pub struct Row {
    pub command: Command,
    pub label: &'static str,
    /// What it does, where the label does not say enough.
    pub hint: &'static str,
    pub shortcut: Option<KeyboardShortcut>,
}

const fn row(command: Command, label: &'static str, hint: &'static str) -> Row {
    Row { command, label, hint, shortcut: None }
}

const fn keyed(command: Command, label: &'static str, hint: &'static str, modifiers: Modifiers, key: Key) -> Row {
    Row { command, label, hint, shortcut: Some(KeyboardShortcut::new(modifiers, key)) }
}

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const ALT: Modifiers = Modifiers::ALT;
const SHIFT: Modifiers = Modifiers::SHIFT;

pub const TABLE: &[Row] = &[
    keyed(Command::NewText, "New text…", "Paste or type a text and analyse it", CTRL, Key::N),
    keyed(
        Command::Open,
        "Open…",
        "A text (.txt, .md, .html, .docx, .pdf) or a brat document (.txt + .ann)",
        CTRL,
        Key::O,
    ),
    keyed(Command::OpenFolder, "Open folder…", "All documents of a folder", CTRL_SHIFT, Key::O),
    row(
        Command::CloseFolder,
        "Close folder",
        "And its open documents; what is in no file yet is kept and there again when the folder is opened",
    ),
    row(Command::OpenSamples, "Open the samples", "The English and the Russian text that come with relata"),
    row(
        Command::ReadEncoding,
        "Read in another encoding…",
        "For a text that came out garbled; shows what each encoding would make of it",
    ),
    keyed(Command::Save, "Save", "Writes the .ann file beside its text", CTRL, Key::S),
    keyed(Command::SaveAs, "Save as…", "Text and annotations to a new place", CTRL_SHIFT, Key::S),
    row(Command::SaveAll, "Save all", "Every document with unsaved changes, open or not"),
    row(
        Command::SaveByItself,
        "Save by itself after every change",
        "Files follow your work; without it, unsaved changes are kept all the same",
    ),
    row(
        Command::PredictionsInFiles,
        "Predictions in saved files…",
        "Whether files hold what the model said and nobody has reviewed, marked as such or not",
    ),
    keyed(
        Command::CheckAndRepair,
        "Check and repair the file…",
        "Finds what is wrong with the .ann, and shows every repair before it is made",
        CTRL_SHIFT,
        Key::D,
    ),
    keyed(Command::CloseDocument, "Close document", "", CTRL, Key::W),
    keyed(Command::NextDocument, "Next document", "", ALT, Key::ArrowDown),
    keyed(Command::PreviousDocument, "Previous document", "", ALT, Key::ArrowUp),
    keyed(Command::NextPane, "Next pane", "Takes the keyboard to text, map, menus, documents in turn", CTRL, Key::Tab),
    keyed(Command::Undo, "Undo", "", CTRL, Key::Z),
    keyed(Command::Redo, "Redo", "", CTRL_SHIFT, Key::Z),
    keyed(Command::Analyse, "Analyse", "Lets the model read this document; your own work stays", NONE, Key::F5),
    keyed(Command::CancelAnalysis, "Cancel the analysis", "", ALT, Key::Period),
    row(
        Command::ToggleOffers,
        "Offer relations after a correction",
        "The model reads a corrected sentence again and offers relations between the entities that are there",
    ),
    keyed(
        Command::ImproveModel,
        "Improve the model…",
        "Learns from corrected documents, and says whether that made it better",
        CTRL,
        Key::I,
    ),
    row(Command::ChooseModel, "Use another model…", "The folder of a checkpoint or of a training run"),
    row(Command::BundledModel, "Use the bundled model", "The one that comes with relata"),
    keyed(Command::Find, "Find…", "Text, regular expressions, entities and relations of this document", CTRL, Key::F),
    keyed(
        Command::FindInFolder,
        "Find in folder…",
        "The same in all documents of the folder, or in all open ones",
        CTRL_SHIFT,
        Key::F,
    ),
    keyed(Command::NextHit, "Next hit", "Goes to the next thing that was found", NONE, Key::F3),
    keyed(Command::PreviousHit, "Previous hit", "", Modifiers::SHIFT, Key::F3),
    keyed(
        Command::FindSimilar,
        "Find similar",
        "Entities spelled like the selected one; relations between the same types",
        CTRL,
        Key::L,
    ),
    keyed(
        Command::Concordance,
        "Concordance",
        "Keywords in context: of the selected entity's type, or of a search",
        CTRL,
        Key::K,
    ),
    keyed(
        Command::Propagate,
        "Do this everywhere…",
        "Annotates, retypes or deletes every occurrence of the selected text, in one step",
        CTRL,
        Key::D,
    ),
    keyed(
        Command::AnalyseFolder,
        "Analyse the folder",
        "Lets the model read all documents of the folder in the background; nothing is written",
        Modifiers::SHIFT,
        Key::F5,
    ),
    keyed(
        Command::ReviewQueue,
        "Review queue",
        "What nobody has reviewed, the least certain first, over the document or the folder",
        CTRL,
        Key::R,
    ),
    keyed(
        Command::Statistics,
        "Statistics",
        "Types, concepts, triples, lengths and the state of the review, over the document or the folder",
        CTRL,
        Key::T,
    ),
    keyed(
        Command::MarkReviewed,
        "Mark as reviewed",
        "You are through with this document; the next one that is not reviewed comes",
        CTRL,
        Key::Enter,
    ),
    row(Command::MarkUnreviewed, "Mark as not reviewed", "To be looked at again"),
    keyed(Command::NextUncertain, "Next uncertain", "The open prediction the model is least sure of", NONE, Key::N),
    row(Command::AcceptAll, "Accept all shown predictions", "One step, one undo"),
    row(
        Command::DiscardPredictions,
        "Discard predictions",
        "Takes out what the model says here and nobody has decided about; one undo brings it back",
    ),
    keyed(
        Command::Evaluate,
        "Evaluate the model here…",
        "Compares what the model says with this document's confirmed annotations",
        NONE,
        Key::F6,
    ),
    keyed(
        Command::CompareAnnotations,
        "Compare annotations…",
        "Opens another annotation of this text beside this one: where the two differ, κ and F1, and a third made of them",
        CTRL,
        Key::M,
    ),
    keyed(
        Command::CompareFolder,
        "Compare folders…",
        "Compares every document of this folder with the one of the same name in another annotator's folder",
        CTRL_SHIFT,
        Key::M,
    ),
    row(
        Command::CompareModel,
        "Compare with the model",
        "What people said beside what the loaded model says, in text and map; load another model to compare with that",
    ),
    row(Command::ShowComparison, "Show the comparison", "Figures and questions of the comparison, in the map's place"),
    row(
        Command::CompareWith,
        "Evaluate against another file…",
        "Takes the .ann of somebody else, or of another program, for the right answers to this text",
    ),
    row(
        Command::CompareWithFolder,
        "Evaluate against a folder…",
        "Takes the annotations of a folder for the right answers to the open documents of the same names",
    ),
    keyed(
        Command::EditTypes,
        "Types and constraints…",
        "Adds, renames, merges and deletes types, says what may be related to what, and writes annotation.conf",
        CTRL_SHIFT,
        Key::T,
    ),
    keyed(
        Command::OpenErrorReport,
        "Open error report",
        "The evaluation's cases as a page in the browser",
        CTRL_SHIFT,
        Key::R,
    ),
    row(Command::SaveErrorReport, "Save error report as…", "The same page at a place of your choice"),
    keyed(
        Command::FoldSelected,
        "Fold to the selection",
        "Shows only the sentences of the selected entity or relation",
        ALT,
        Key::F,
    ),
    keyed(Command::ExportMap, "Export the map…", "As picture, page, graph or table", CTRL, Key::E),
    keyed(Command::ExportPng, "Export map as PNG…", "A picture at print quality", CTRL_SHIFT, Key::E),
    row(Command::ExportSvg, "Export map as SVG…", "A drawing, sharp at any size"),
    row(Command::ExportHtml, "Export map as a web page…", "Interactive, in one file for any browser"),
    row(Command::ExportCsv, "Export triples as CSV…", "One row for each quotation, with document and place"),
    row(Command::ExportJson, "Export map as JSON…", "Concepts, mentions, relations and quotations"),
    row(Command::ExportGraphMl, "Export map as GraphML…", "For yEd, Gephi, Cytoscape and networkx"),
    row(Command::ExportDot, "Export map as DOT…", "For Graphviz"),
    keyed(Command::Present, "Present", "Full screen: quotations and map, step by step", NONE, Key::F11),
    row(Command::MapOfSentence, "Map of the sentence", "Only the sentence of the selection"),
    row(Command::MapOfDocument, "Map of the document", ""),
    row(
        Command::MapOfFolder,
        "Map of the folder",
        "All documents of the opened folder in one map; without a folder, all open ones",
    ),
    keyed(Command::ToggleFold, "Fold to evidence", "Shows only sentences with annotations", NONE, Key::F4),
    keyed(
        Command::RelationsSelected,
        "Relations of the selection",
        "Draws the selected entity's relations",
        CTRL,
        Key::Num1,
    ),
    keyed(Command::RelationsSentence, "Relations of the sentence", "", CTRL, Key::Num2),
    keyed(Command::RelationsAll, "All relations", "", CTRL, Key::Num3),
    keyed(Command::ToggleDocuments, "Documents and types", "Shows or hides the left pane", NONE, Key::F7),
    keyed(Command::ToggleMap, "Map", "Shows or hides the map", NONE, Key::F8),
    keyed(Command::ToggleInspector, "Inspector", "Shows or hides the details of the selection", NONE, Key::F9),
    keyed(Command::SwapPanes, "Swap text and map", "Puts the map on the other side of the text", SHIFT, Key::F8),
    keyed(Command::DividerLeft, "Move the divider left", "Between text and map", ALT, Key::ArrowLeft),
    keyed(Command::DividerRight, "Move the divider right", "Between text and map", ALT, Key::ArrowRight),
    keyed(Command::ToggleTheme, "Light or dark", "", NONE, Key::F10),
    keyed(Command::TextLarger, "Larger text", "", CTRL, Key::Plus),
    keyed(Command::TextSmaller, "Smaller text", "", CTRL, Key::Minus),
    keyed(Command::TextNormal, "Normal text size", "", CTRL, Key::Num0),
    keyed(Command::ScaleLarger, "Larger window contents", "Scales everything, to 200 %", ALT, Key::Plus),
    keyed(Command::ScaleSmaller, "Smaller window contents", "Scales everything, to 75 %", ALT, Key::Minus),
    keyed(Command::ScaleNormal, "Window contents at 100 %", "", ALT, Key::Num0),
    keyed(Command::Settings, "Settings…", "Theme, scale, panes, model", CTRL, Key::Comma),
    keyed(Command::Palette, "Command palette", "Finds every command by name", CTRL, Key::P),
    keyed(Command::Help, "Keys and help", "", NONE, Key::F1),
    row(Command::ChangeKeys, "Change keys…", "Every command and every key of the views"),
    keyed(Command::Quit, "Quit", "", CTRL, Key::Q),
];

impl Command {
    pub fn row(self) -> &'static Row {
        TABLE.iter().find(|row| row.command == self).unwrap_or(&TABLE[0])
    }

    pub fn label(self) -> &'static str {
        self.row().label
    }
}

/// `Ctrl+Shift+S`, or nothing.
pub fn key_text(shortcut: Option<&KeyboardShortcut>) -> String {
    let Some(shortcut) = shortcut else { return String::new() };
    let mut text = String::new();
    let modifiers = shortcut.modifiers;
    for (held, name) in
        [(modifiers.command || modifiers.ctrl, "Ctrl+"), (modifiers.alt, "Alt+"), (modifiers.shift, "Shift+")]
    {
        if held {
            text.push_str(name);
        }
    }
    text.push_str(shortcut.logical_key.symbol_or_name());
    text
}

/// Whether `needle`'s letters occur in `name` in this order; the better the closer together. Both in lower case inside.
pub fn fuzzy(needle: &str, name: &str) -> Option<usize> {
    let name: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    let mut at = 0;
    let mut cost = 0;
    for wanted in needle.chars().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()) {
        let step = name.get(at..)?.iter().position(|c| *c == wanted)?;
        cost += step;
        at += step + 1;
    }
    Some(cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_stands_in_the_table_once() {
        let mut commands: Vec<Command> = TABLE.iter().map(|row| row.command).collect();
        commands.sort();
        commands.dedup();
        assert_eq!(commands.len(), TABLE.len());
        assert_eq!(commands.last(), Some(&Command::Quit), "Quit is the last of the enum");
        assert_eq!(TABLE.len(), Command::Quit as usize + 1, "a command lacks its row");
    }

    #[test]
    fn fuzzy_finds_letters_in_order() {
        assert!(fuzzy("expng", "Export map as PNG…").is_some());
        assert!(fuzzy("gnp", "Export map as PNG…").is_none());
        assert!(fuzzy("org", "Org") < fuzzy("org", "Occurring"));
    }
}
