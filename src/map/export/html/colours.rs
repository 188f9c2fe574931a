//! The types' colours for both themes.

use std::fmt::Write as _;

use super::super::Sheet;
use super::super::xml::hex;
use super::Kinds;
use crate::palette::{Theme, mix};

/// Rules for the light theme, and the same for the dark one: where the reader's system asks for it, and where the page's
/// button does.
pub fn write(style: &mut String, sheet: &Sheet<'_>, kinds: &Kinds) {
    for rule in rules(sheet, kinds, Theme::LIGHT) {
        let _ = writeln!(style, "{rule}");
    }
    let dark = rules(sheet, kinds, Theme::DARK);
    style.push_str("@media screen and (prefers-color-scheme: dark) {\n");
    for rule in &dark {
        let _ = writeln!(style, ":root:not([data-theme=light]) {rule}");
    }
    style.push_str("}\n@media screen {\n");
    for rule in &dark {
        let _ = writeln!(style, ":root[data-theme=dark] {rule}");
    }
    style.push_str("}\n");
}

fn rules(sheet: &Sheet<'_>, kinds: &Kinds, theme: Theme) -> Vec<String> {
    let entities = kinds.entities.iter().map(|kind| {
        let chip = theme.entity(sheet.schema, kind);
        format!(
            ".{}{{--fill:{};--border:{};--ink:{};--strong:{}}}",
            kinds.entity(kind),
            hex(chip.fill),
            hex(chip.border),
            hex(chip.text),
            hex(chip.strong)
        )
    });
    let relations = kinds.relations.iter().map(|kind| {
        let colour = theme.relation(sheet.schema, kind);
        let (pill, ink) = (mix(theme.background(), colour, 0.07), mix(colour, theme.text(), 0.45));
        format!(
            ".{}{{--strong:{};--fill:{};--ink:{};--border:{}}}",
            kinds.relation(kind),
            hex(colour),
            hex(pill),
            hex(ink),
            hex(mix(colour, theme.background(), 0.18))
        )
    });
    entities.chain(relations).collect()
}
