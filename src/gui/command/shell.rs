//! The window's own commands: files, editing, views, model, help.

use eframe::egui::{Key, Modifiers};

use super::{ALT, CTRL, CTRL_SHIFT, Command, Menu, NONE, Row, SHIFT, keyed, row};

pub(super) const COMMANDS: &[Row] = &[
    keyed(Command::NewText, "New text…", "Paste or type a text and analyse it", CTRL, Key::N).at(&[(Menu::File, 10)]),
    keyed(
        Command::Open,
        "Open…",
        "A text (.txt, .md, .html, .docx, .pdf) or a brat document (.txt + .ann)",
        CTRL,
        Key::O,
    )
    .at(&[(Menu::File, 11)]),
    keyed(Command::OpenFolder, "Open folder…", "All documents of a folder", CTRL_SHIFT, Key::O).at(&[(Menu::File, 12)]),
    row(
        Command::CloseFolder,
        "Close folder",
        "And its open documents; what is in no file yet is kept and there again when the folder is opened",
    )
    .at(&[(Menu::File, 13)]),
    row(Command::OpenSamples, "Open the samples", "The English and the Russian text that come with relata")
        .at(&[(Menu::File, 14), (Menu::Help, 12)]),
    row(
        Command::ReadEncoding,
        "Read in another encoding…",
        "For a text that came out garbled; shows what each encoding would make of it",
    )
    .at(&[(Menu::File, 15)]),
    keyed(Command::Save, "Save", "Writes the .ann file beside its text", CTRL, Key::S).at(&[(Menu::File, 20)]),
    keyed(Command::SaveAs, "Save as…", "Text and annotations to a new place", CTRL_SHIFT, Key::S)
        .at(&[(Menu::File, 21)]),
    row(Command::SaveAll, "Save all", "Every document with unsaved changes, open or not").at(&[(Menu::File, 22)]),
    row(
        Command::SaveByItself,
        "Save by itself after every change",
        "Files follow your work; without it, unsaved changes are kept all the same",
    )
    .at(&[(Menu::File, 23)]),
    row(
        Command::PredictionsInFiles,
        "Predictions in saved files…",
        "Whether files hold what the model said and nobody has reviewed, marked as such or not",
    )
    .at(&[(Menu::File, 24)]),
    keyed(Command::CloseDocument, "Close document", "", CTRL, Key::W).at(&[(Menu::File, 40)]),
    keyed(Command::NextDocument, "Next document", "", ALT, Key::ArrowDown),
    keyed(Command::PreviousDocument, "Previous document", "", ALT, Key::ArrowUp),
    keyed(Command::NextPane, "Next pane", "Takes the keyboard to text, map, menus, documents in turn", CTRL, Key::Tab),
    keyed(Command::Undo, "Undo", "", CTRL, Key::Z).at(&[(Menu::Edit, 10)]),
    keyed(Command::Redo, "Redo", "", CTRL_SHIFT, Key::Z).at(&[(Menu::Edit, 11)]),
    keyed(Command::Analyse, "Analyse", "Lets the model read this document; your own work stays", NONE, Key::F5)
        .at(&[(Menu::Model, 10)]),
    keyed(Command::CancelAnalysis, "Cancel the analysis", "", ALT, Key::Period).at(&[(Menu::Model, 11)]),
    row(
        Command::ToggleOffers,
        "Offer relations after a correction",
        "The model reads a corrected sentence again and offers relations between the entities that are there",
    )
    .at(&[(Menu::Model, 12)]),
    row(Command::ChooseModel, "Use another model…", "The folder of a checkpoint or of a training run")
        .at(&[(Menu::Model, 50)]),
    row(Command::BundledModel, "Use the bundled model", "The one that comes with relata").at(&[(Menu::Model, 51)]),
    keyed(
        Command::AnalyseFolder,
        "Analyse the folder",
        "Lets the model read all documents of the folder in the background; nothing is written",
        Modifiers::SHIFT,
        Key::F5,
    )
    .at(&[(Menu::Model, 30)]),
    keyed(Command::NextUncertain, "Next uncertain", "The open prediction the model is least sure of", NONE, Key::N)
        .at(&[(Menu::Edit, 22)]),
    row(Command::AcceptAll, "Accept all shown predictions", "One step, one undo").at(&[(Menu::Edit, 20)]),
    row(
        Command::DiscardPredictions,
        "Discard predictions",
        "Takes out what the model says here and nobody has decided about; one undo brings it back",
    )
    .at(&[(Menu::Edit, 21)]),
    keyed(
        Command::FoldSelected,
        "Fold to the selection",
        "Shows only the sentences of the selected entity or relation",
        ALT,
        Key::F,
    )
    .at(&[(Menu::View, 31)]),
    keyed(Command::ExportMap, "Export the map…", "As picture, page, graph or table", CTRL, Key::E)
        .at(&[(Menu::File, 30)]),
    keyed(Command::ExportPng, "Export map as PNG…", "A picture at print quality", CTRL_SHIFT, Key::E)
        .at(&[(Menu::File, 31)]),
    row(Command::ExportSvg, "Export map as SVG…", "A drawing, sharp at any size"),
    row(Command::ExportHtml, "Export map as a web page…", "Interactive, in one file for any browser")
        .at(&[(Menu::File, 32)]),
    row(Command::ExportCsv, "Export triples as CSV…", "One row for each quotation, with document and place")
        .at(&[(Menu::File, 33)]),
    row(Command::ExportJson, "Export map as JSON…", "Concepts, mentions, relations and quotations"),
    row(Command::ExportGraphMl, "Export map as GraphML…", "For yEd, Gephi, Cytoscape and networkx"),
    row(Command::ExportDot, "Export map as DOT…", "For Graphviz"),
    keyed(Command::Present, "Present", "Full screen: quotations and map, step by step", NONE, Key::F11)
        .at(&[(Menu::View, 20)]),
    row(Command::MapOfSentence, "Map of the sentence", "Only the sentence of the selection").at(&[(Menu::View, 21)]),
    row(Command::MapOfDocument, "Map of the document", "").at(&[(Menu::View, 22)]),
    row(
        Command::MapOfFolder,
        "Map of the folder",
        "All documents of the opened folder in one map; without a folder, all open ones",
    )
    .at(&[(Menu::View, 23)]),
    keyed(Command::ToggleFold, "Fold to evidence", "Shows only sentences with annotations", NONE, Key::F4)
        .at(&[(Menu::View, 30)]),
    keyed(
        Command::RelationsSelected,
        "Relations of the selection",
        "Draws the selected entity's relations",
        CTRL,
        Key::Num1,
    )
    .at(&[(Menu::View, 32)]),
    keyed(Command::RelationsSentence, "Relations of the sentence", "", CTRL, Key::Num2).at(&[(Menu::View, 33)]),
    keyed(Command::RelationsAll, "All relations", "", CTRL, Key::Num3).at(&[(Menu::View, 34)]),
    keyed(Command::ToggleDocuments, "Documents and types", "Shows or hides the left pane", NONE, Key::F7)
        .at(&[(Menu::View, 10)]),
    keyed(Command::ToggleMap, "Map", "Shows or hides the map", NONE, Key::F8).at(&[(Menu::View, 11)]),
    keyed(Command::ToggleInspector, "Inspector", "Shows or hides the details of the selection", NONE, Key::F9)
        .at(&[(Menu::View, 12)]),
    keyed(Command::SwapPanes, "Swap text and map", "Puts the map on the other side of the text", SHIFT, Key::F8)
        .at(&[(Menu::View, 13)]),
    keyed(Command::DividerLeft, "Move the divider left", "Between text and map", ALT, Key::ArrowLeft),
    keyed(Command::DividerRight, "Move the divider right", "Between text and map", ALT, Key::ArrowRight),
    keyed(Command::ToggleTheme, "Light or dark", "", NONE, Key::F10).at(&[(Menu::View, 14)]),
    keyed(Command::TextLarger, "Larger text", "", CTRL, Key::Plus).at(&[(Menu::View, 40)]),
    keyed(Command::TextSmaller, "Smaller text", "", CTRL, Key::Minus).at(&[(Menu::View, 41)]),
    keyed(Command::TextNormal, "Normal text size", "", CTRL, Key::Num0).at(&[(Menu::View, 42)]),
    keyed(Command::ScaleLarger, "Larger window contents", "Scales everything, to 200 %", ALT, Key::Plus)
        .at(&[(Menu::View, 50)]),
    keyed(Command::ScaleSmaller, "Smaller window contents", "Scales everything, to 75 %", ALT, Key::Minus)
        .at(&[(Menu::View, 51)]),
    keyed(Command::ScaleNormal, "Window contents at 100 %", "", ALT, Key::Num0).at(&[(Menu::View, 52)]),
    keyed(Command::Settings, "Settings…", "Theme, scale, panes, model", CTRL, Key::Comma).at(&[(Menu::Edit, 50)]),
    keyed(Command::Palette, "Command palette", "Finds every command by name", CTRL, Key::P).at(&[(Menu::Edit, 40)]),
    keyed(Command::Help, "Keys and help", "", NONE, Key::F1).at(&[(Menu::Help, 10)]),
    row(Command::ChangeKeys, "Change keys…", "Every command and every key of the views").at(&[(Menu::Help, 11)]),
    keyed(Command::Quit, "Quit", "", CTRL, Key::Q).at(&[(Menu::File, 41)]),
];
