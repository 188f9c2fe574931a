//! The commands of `docs/guide/keys.md` are those of the window's table.

use std::path::Path;

use relata::gui::command::{Command, TABLE, key_text};

const BEGIN: &str =
    "<!-- made from src/gui/command.rs; RELATA_WRITE=1 cargo test --test it the_guide_lists writes it anew -->\n";

/// Every command with a key, as the page groups them.
const GROUPS: [(&str, &[Command]); 7] = [
    (
        "Files",
        &[
            Command::NewText,
            Command::Open,
            Command::OpenFolder,
            Command::Save,
            Command::SaveAs,
            Command::CheckAndRepair,
            Command::CloseDocument,
            Command::Quit,
        ],
    ),
    (
        "Getting about",
        &[
            Command::NextDocument,
            Command::PreviousDocument,
            Command::NextPane,
            Command::Palette,
            Command::Settings,
            Command::Help,
        ],
    ),
    (
        "Model and review",
        &[
            Command::Analyse,
            Command::AnalyseFolder,
            Command::CancelAnalysis,
            Command::NextUncertain,
            Command::ReviewQueue,
            Command::MarkReviewed,
            Command::Evaluate,
            Command::OpenErrorReport,
            Command::ImproveModel,
        ],
    ),
    (
        "Correcting",
        &[
            Command::Undo,
            Command::Redo,
            Command::Propagate,
            Command::EditTypes,
            Command::CompareAnnotations,
            Command::CompareFolder,
        ],
    ),
    (
        "Finding",
        &[
            Command::Find,
            Command::FindInFolder,
            Command::NextHit,
            Command::PreviousHit,
            Command::FindSimilar,
            Command::Concordance,
            Command::Statistics,
        ],
    ),
    ("Map", &[Command::ExportMap, Command::ExportPng, Command::Present]),
    (
        "What is shown",
        &[
            Command::ToggleFold,
            Command::FoldSelected,
            Command::RelationsSelected,
            Command::RelationsSentence,
            Command::RelationsAll,
            Command::ToggleDocuments,
            Command::ToggleMap,
            Command::ToggleInspector,
            Command::SwapPanes,
            Command::DividerLeft,
            Command::DividerRight,
            Command::ToggleTheme,
            Command::TextLarger,
            Command::TextSmaller,
            Command::TextNormal,
            Command::ScaleLarger,
            Command::ScaleSmaller,
            Command::ScaleNormal,
        ],
    ),
];

/// The signs that the window's own font has, as any font has them.
const SIGNS: [(&str, &str); 5] = [("⏷", "↓"), ("⏶", "↑"), ("⏴", "←"), ("⏵", "→"), ("−", "-")];

fn row(command: Command) -> String {
    let row = command.row();
    let mut key = key_text(row.shortcut.as_ref());
    for (here, there) in SIGNS {
        key = key.replace(here, there);
    }
    let mut hint = row.hint.chars();
    let hint = hint.next().map(|first| format!(": {}{}", first.to_lowercase(), hint.as_str())).unwrap_or_default();
    format!("| `{key}` | {}{hint} |\n", row.label.trim_end_matches('…'))
}

#[test]
fn the_guide_lists_the_keys_of_all_commands() {
    let mut grouped: Vec<Command> = GROUPS.iter().flat_map(|(_, commands)| commands.iter().copied()).collect();
    let mut keyed: Vec<Command> = TABLE.iter().filter(|row| row.shortcut.is_some()).map(|row| row.command).collect();
    grouped.sort_unstable();
    keyed.sort_unstable();
    assert_eq!(grouped, keyed, "every command with a key stands in one of GROUPS");

    let mut table = "| key | does |\n|---|---|\n".to_owned();
    for (title, commands) in GROUPS {
        table.push_str(&format!("| | **{title}** |\n"));
        table.extend(commands.iter().map(|command| row(*command)));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide/keys.md");
    let page = std::fs::read_to_string(&path).expect("the guide is there");
    let begin = page.find(BEGIN).expect("the table's first line") + BEGIN.len();
    let end = begin + page[begin..].find("<!-- end -->").expect("the table's last line");
    if std::env::var_os("RELATA_WRITE").is_some() {
        std::fs::write(&path, format!("{}{table}{}", &page[..begin], &page[end..])).expect("writable");
    } else {
        assert_eq!(&page[begin..end], table, "RELATA_WRITE=1 cargo test --features kittest --test it the_guide_lists");
    }
}
