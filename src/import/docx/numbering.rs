//! Numbers and bullets of a Word document's lists: which paragraph has which.

use std::collections::HashMap;

use super::{Tag, attribute, walk};

/// Word has nine levels; a damaged file may say anything.
const DEEPEST: usize = 8;

/// The list that a paragraph belongs to, and how deep in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub list: Option<String>,
    pub level: usize,
}

/// What the files `numbering.xml` and `styles.xml` say, and the numbers given out so far.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// List → its abstract definition.
    lists: HashMap<String, String>,
    /// (Definition, level) → form of the number, such as `decimal` or `bullet`.
    forms: HashMap<(String, usize), String>,
    /// (Definition, level) → first number, where it is not 1.
    starts: HashMap<(String, usize), usize>,
    styles: HashMap<String, Place>,
    counters: HashMap<String, Vec<usize>>,
}

impl Numbering {
    pub(super) fn new(numbering: &str, styles: &str) -> Self {
        let mut this = Self::default();
        let (mut definition, mut level, mut list) = (String::new(), 0, None);
        walk(numbering, |tag| {
            let Tag::Start(element, _) = tag else { return };
            let value = |name| attribute(element, name).unwrap_or_default();
            match element.local_name().as_ref() {
                b"abstractNum" => definition = value("abstractNumId"),
                b"lvl" => level = level_of(&value("ilvl")),
                b"start" => {
                    let first = value("val").parse().unwrap_or(1).min(1 << 20);
                    this.starts.insert((definition.clone(), level), first);
                }
                b"numFmt" => drop(this.forms.insert((definition.clone(), level), value("val"))),
                // What a list overrides of its definition is not followed.
                b"num" => (list, definition) = (Some(value("numId")), "overridden".to_owned()),
                b"abstractNumId" => {
                    if let Some(list) = list.take() {
                        this.lists.insert(list, value("val"));
                    }
                }
                _ => {}
            }
        });
        let mut style = String::new();
        walk(styles, |tag| {
            let Tag::Start(element, _) = tag else { return };
            let value = |name| attribute(element, name).unwrap_or_default();
            match element.local_name().as_ref() {
                b"style" => style = value("styleId"),
                b"numId" => this.styles.entry(style.clone()).or_default().list = Some(value("val")),
                b"ilvl" => this.styles.entry(style.clone()).or_default().level = level_of(&value("val")),
                _ => {}
            }
        });
        this
    }

    pub(super) fn of_style(&self, style: &str) -> Option<Place> {
        self.styles.get(style).cloned()
    }

    /// The bullet or number of the next paragraph at a place; `None` where the list has been taken off it.
    pub(super) fn next(&mut self, place: &Place) -> Option<String> {
        let list = place.list.as_ref().filter(|list| *list != "0")?;
        let definition = self.lists.get(list).cloned().unwrap_or_default();
        let form = self.forms.get(&(definition.clone(), place.level)).map_or("bullet", String::as_str);
        if form == "none" {
            return None;
        }
        let level = place.level.min(DEEPEST);
        let counters = self.counters.entry(list.clone()).or_default();
        while counters.len() <= level {
            let first = self.starts.get(&(definition.clone(), counters.len())).copied().unwrap_or(1);
            counters.push(first.saturating_sub(1));
        }
        counters.truncate(level + 1);
        let number = counters.last_mut()?;
        *number += 1;
        Some(match figure(form, *number) {
            Some(figure) if form.starts_with("decimal") => format!("{figure}."),
            Some(figure) => format!("{figure})"),
            None => "•".to_owned(),
        })
    }
}

/// The level that a file names.
pub(super) fn level_of(value: &str) -> usize {
    value.parse().unwrap_or(0).min(DEEPEST)
}

/// A number as Word writes it in one of its forms; `None` for forms that are no figures.
pub(super) fn figure(form: &str, number: usize) -> Option<String> {
    const MARKS: [&str; 4] = ["*", "†", "‡", "§"];
    let again = |of: usize| (number.saturating_sub(1) / of + 1).min(4);
    Some(match form {
        "decimal" | "decimalZero" => number.to_string(),
        "lowerLetter" | "upperLetter" => {
            let letter = char::from(b'a' + u8::try_from(number.saturating_sub(1) % 26).unwrap_or(0));
            let letter = if form == "upperLetter" { letter.to_ascii_uppercase() } else { letter };
            String::from(letter).repeat(again(26))
        }
        "lowerRoman" => roman(number),
        "upperRoman" => roman(number).to_uppercase(),
        "chicago" => MARKS.get(number.saturating_sub(1) % 4)?.repeat(again(4)),
        _ => return None,
    })
}

fn roman(mut number: usize) -> String {
    const SIGNS: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while number >= value && text.len() < 20 {
            text.push_str(sign);
            number -= value;
        }
    }
    text
}
