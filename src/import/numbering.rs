//! Numbers and bullets of a Word document's lists: which paragraph has which.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

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
    styles: HashMap<String, Place>,
    counters: HashMap<String, Vec<usize>>,
}

/// The attribute of an element, whatever its prefix is.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|a| a.key.local_name().as_ref() == name.as_bytes())?;
    Some(String::from_utf8_lossy(&found.value).into_owned())
}

fn events(xml: &str, mut each: impl FnMut(&BytesStart<'_>)) {
    let mut reader = Reader::from_str(xml);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(element) | Event::Empty(element) => each(&element),
            Event::Eof => break,
            _ => {}
        }
    }
}

impl Numbering {
    pub(super) fn new(numbering: &str, styles: &str) -> Self {
        let mut this = Self::default();
        let (mut definition, mut level, mut list) = (String::new(), 0, None);
        events(numbering, |element| {
            let value = |name| attribute(element, name).unwrap_or_default();
            match element.local_name().as_ref() {
                b"abstractNum" => definition = value("abstractNumId"),
                b"lvl" => level = value("ilvl").parse().unwrap_or(0),
                b"numFmt" => drop(this.forms.insert((definition.clone(), level), value("val"))),
                b"num" => list = Some(value("numId")),
                b"abstractNumId" => {
                    if let Some(list) = list.take() {
                        this.lists.insert(list, value("val"));
                    }
                }
                _ => {}
            }
        });
        let mut style = String::new();
        events(styles, |element| {
            let value = |name| attribute(element, name).unwrap_or_default();
            match element.local_name().as_ref() {
                b"style" => style = value("styleId"),
                b"numId" => this.styles.entry(style.clone()).or_default().list = Some(value("val")),
                b"ilvl" => this.styles.entry(style.clone()).or_default().level = value("val").parse().unwrap_or(0),
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
        let form = self.forms.get(&(definition, place.level)).map_or("bullet", String::as_str);
        if form == "none" {
            return None;
        }
        let counters = self.counters.entry(list.clone()).or_default();
        counters.resize(counters.len().max(place.level + 1), 0);
        counters.truncate(place.level + 1);
        let number = counters.last_mut()?;
        *number += 1;
        Some(match form {
            "decimal" | "decimalZero" => format!("{number}."),
            "lowerLetter" | "upperLetter" => {
                let letter = char::from(b'a' + u8::try_from((*number - 1) % 26).unwrap_or(0));
                if form == "upperLetter" { format!("{})", letter.to_ascii_uppercase()) } else { format!("{letter})") }
            }
            "lowerRoman" => format!("{})", roman(*number)),
            "upperRoman" => format!("{})", roman(*number).to_uppercase()),
            _ => "•".to_owned(),
        })
    }
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
