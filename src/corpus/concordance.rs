//! Hits as a concordance: keywords in context, ordered by what stands around them.

use super::{Hit, Line};
use crate::io::Table;

/// Words that are compared; after so many, the order of the text does.
const COMPARED: usize = 6;

/// By what a concordance is ordered; equals stay in the order of documents and texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Text,
    /// The words before the keyword, the nearest first.
    Left,
    Keyword,
    /// The words after the keyword.
    Right,
    Kind,
}

impl Order {
    pub const ALL: [Self; 5] = [Self::Text, Self::Left, Self::Keyword, Self::Right, Self::Kind];

    pub fn label(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Left => "Left context",
            Self::Keyword => "Keyword",
            Self::Right => "Right context",
            Self::Kind => "Type",
        }
    }
}

/// An order of hits and their table.
pub struct Concordance;

impl Concordance {
    /// The places of `hits` in this order.
    pub fn order(hits: &[Hit], order: Order) -> Vec<usize> {
        let mut places: Vec<usize> = (0..hits.len()).collect();
        let key = |at: &usize| -> String {
            let Some(Hit { line, kind, .. }) = hits.get(*at) else { return String::new() };
            match order {
                Order::Text => String::new(),
                Order::Left => words(line.left.split_whitespace().rev()),
                Order::Keyword => words(line.key.split_whitespace()),
                Order::Right => words(line.right.split_whitespace()),
                Order::Kind => kind.as_deref().unwrap_or_default().to_owned(),
            }
        };
        if order != Order::Text {
            places.sort_by_cached_key(key);
        }
        places
    }

    /// A table for a spreadsheet: one hit a row, in the order given by `places`.
    ///
    /// # Errors
    /// Never in practice: the table is written to memory.
    pub fn csv<'a>(rows: impl Iterator<Item = (&'a str, &'a Hit)>) -> Result<Vec<u8>, csv::Error> {
        let mut table = Table::new();
        table.row(["document", "left", "keyword", "right", "type", "item", "score"])?;
        for (document, hit) in rows {
            let Line { left, key, right, .. } = &hit.line;
            let score = hit.score.map(|score| format!("{score:.4}")).unwrap_or_default();
            let kind = hit.kind.as_deref().unwrap_or_default();
            table.row([document, left.trim(), key, right.trim(), kind, &hit.title, &score])?;
        }
        table.into_bytes()
    }
}

/// The first words in lower case, without the signs around them: a comma must not part what belongs together. A sign that
/// is below all letters stands between them, so that shorter words come first.
fn words<'a>(text: impl Iterator<Item = &'a str>) -> String {
    let mut key = String::new();
    let bare = text.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).filter(|word| !word.is_empty());
    for word in bare.take(COMPARED) {
        key.extend(word.chars().flat_map(char::to_lowercase));
        key.push('\u{1}');
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn hits(text: &str, word: &str) -> Vec<Hit> {
        text.match_indices(word).map(|(at, _)| Hit::text(text, Span::new(at, at + word.len()))).collect()
    }

    fn ordered(text: &str, word: &str, order: Order) -> Vec<usize> {
        Concordance::order(&hits(text, word), order)
    }

    #[test]
    fn neighbours_decide_the_nearest_first() {
        let text = "of old Anna wept. So young Anna, Anna slept";
        assert_eq!(ordered(text, "Anna", Order::Text), [0, 1, 2]);
        // anna < old < young: a comma is no word.
        assert_eq!(ordered(text, "Anna", Order::Left), [2, 0, 1]);
        assert_eq!(ordered(text, "Anna", Order::Right), [1, 2, 0]);
        assert_eq!(ordered("б Анна, а Анна", "Анна", Order::Left), [1, 0]);
    }

    #[test]
    fn the_table_survives_commas_and_quotation_marks() {
        let found = hits("Say \"Anna\", then go.", "Anna");
        let table = Concordance::csv(found.iter().map(|hit| ("a,b", hit))).expect("in memory");
        let mut read = csv::Reader::from_reader(table.as_slice());
        let row = read.records().next().expect("a row").expect("readable");
        assert_eq!(row.iter().collect::<Vec<_>>(), ["a,b", "Say \"", "Anna", "\", then go.", "", "", ""]);
    }
}
