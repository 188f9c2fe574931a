//! The commands of `docs/guide/keys.md` are those of the window's table.

use std::path::Path;

use relata::gui::command::{Command, Menu, TABLE, key_text};

const BEGIN: &str =
    "<!-- made from the commands of src/gui; RELATA_WRITE=1 cargo test --test it the_guide_lists writes it anew -->\n";

/// Every command with a key, under the menu in which it stands.
fn groups() -> Vec<(&'static str, Vec<Command>)> {
    let keyed = || TABLE.iter().filter(|row| row.shortcut.is_some());
    let of =
        |menu| keyed().filter(move |row| row.places.first().map(|(first, _)| *first) == menu).map(|row| row.command);
    let menus = Menu::ALL.into_iter().map(|menu| (menu.title(), of(Some(menu)).collect()));
    menus.chain([("In no menu", of(None).collect())]).collect()
}

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
    let grouped: usize = groups().iter().map(|(_, commands)| commands.len()).sum();
    assert_eq!(grouped, TABLE.iter().filter(|row| row.shortcut.is_some()).count(), "each stands in one group");

    let mut table = "| key | does |\n|---|---|\n".to_owned();
    for (title, commands) in groups() {
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
