//! The text cut into blocks: the pieces that are laid out, cached and dropped one by one.

use std::collections::BTreeSet;

use super::words::floor_grapheme;
use crate::text::Span;

/// A paragraph longer than this is cut at white space, so that one endless line costs no more than many short ones.
pub const MAX_BLOCK_BYTES: usize = 2_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// A stretch without a line feed; may be empty (an empty line).
    Text(Span),
    /// Folded away: so many sentences (or paragraphs, where the text has none).
    Fold { span: Span, units: usize },
}

impl Block {
    pub fn span(self) -> Span {
        match self {
            Self::Text(span) | Self::Fold { span, .. } => span,
        }
    }
}

/// Blocks of all of the text between two offsets, in order; only line feeds are in none of them.
pub fn split(text: &str, range: Span, out: &mut Vec<Block>) {
    let mut start = range.start;
    let slice = range.slice(text).unwrap_or_default();
    for line in slice.split('\n') {
        let end = start + line.len();
        let shown = line.strip_suffix('\r').unwrap_or(line);
        cut(text, Span::new(start, start + shown.len()), out);
        start = end + 1;
    }
}

fn cut(text: &str, mut rest: Span, out: &mut Vec<Block>) {
    while rest.len() > MAX_BLOCK_BYTES {
        let limit = text.floor_char_boundary(rest.start + MAX_BLOCK_BYTES);
        let window = text.get(rest.start..limit).unwrap_or_default();
        let after_space = window.rfind(char::is_whitespace).map(|i| {
            let width = window[i..].chars().next().map_or(1, char::len_utf8);
            rest.start + i + width
        });
        // Without any white space, a grapheme boundary; without that either, the limit itself.
        let at =
            after_space.or_else(|| Some(floor_grapheme(text, limit))).filter(|at| *at > rest.start).unwrap_or(limit);
        out.push(Block::Text(Span::new(rest.start, at)));
        rest.start = at;
    }
    out.push(Block::Text(rest));
}

/// What a fold keeps or hides: sentences, or paragraphs where there are none.
pub fn units(text: &str, sentences: &[Span]) -> Vec<Span> {
    let valid = |s: &Span| s.start < s.end && s.slice(text).is_some();
    if sentences.iter().any(valid) {
        let mut units: Vec<Span> = sentences.iter().copied().filter(valid).collect();
        units.sort();
        return units;
    }
    let mut start = 0;
    text.split('\n')
        .map(|line| {
            let span = Span::new(start, start + line.len());
            start = span.end + 1;
            span
        })
        .filter(|span| !span.is_empty())
        .collect()
}

/// Blocks of the units to keep, with a divider for each gap. `unfolded` holds the starts of gaps that were opened.
pub fn fold(text: &str, units: &[Span], keep: impl Fn(Span) -> bool, unfolded: &BTreeSet<usize>, out: &mut Vec<Block>) {
    let mut i = 0;
    while i < units.len() {
        let kept = keep(units[i]);
        let run = units[i..].iter().take_while(|u| keep(**u) == kept).count();
        let span = units[i].cover(units[i + run - 1]);
        if kept || unfolded.contains(&span.start) {
            split(text, span, out);
        } else {
            out.push(Block::Fold { span, units: run });
        }
        i += run;
    }
}

/// The block that holds an offset; an offset between blocks (a line feed) belongs to the one before it.
pub fn block_at(blocks: &[Block], offset: usize) -> Option<usize> {
    let after = blocks.partition_point(|b| b.span().start <= offset);
    if blocks.is_empty() { None } else { Some(after.saturating_sub(1)) }
}

/// The blocks that hold any of a stretch of text, its edges included.
pub fn touched_by(blocks: &[Block], place: Span) -> std::ops::Range<usize> {
    let from = blocks.partition_point(|b| b.span().end < place.start);
    let until = blocks.partition_point(|b| b.span().start <= place.end);
    from..until.max(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts<'a>(text: &'a str, blocks: &[Block]) -> Vec<&'a str> {
        blocks.iter().map(|b| &text[b.span().start..b.span().end]).collect()
    }

    #[test]
    fn lines_are_blocks_and_carriage_returns_are_not_shown() {
        let text = "a\r\n\nbc\n";
        let mut blocks = Vec::new();
        split(text, Span::new(0, text.len()), &mut blocks);
        assert_eq!(texts(text, &blocks), ["a", "", "bc", ""]);
        assert_eq!(block_at(&blocks, 0), Some(0));
        assert_eq!(block_at(&blocks, 2), Some(0));
        assert_eq!(block_at(&blocks, 4), Some(2));
        assert_eq!(block_at(&blocks, 99), Some(3));
        assert_eq!(block_at(&[], 0), None);
        assert_eq!(touched_by(&blocks, Span::new(4, 5)), 2..3);
        assert_eq!(touched_by(&blocks, Span::new(0, 9)), 0..4);
    }

    #[test]
    fn an_endless_line_is_cut_at_spaces_and_nothing_is_lost() {
        let text = "слово ".repeat(4_000);
        let mut blocks = Vec::new();
        split(&text, Span::new(0, text.len()), &mut blocks);
        assert!(blocks.len() >= text.len() / MAX_BLOCK_BYTES);
        assert!(blocks.iter().all(|b| b.span().len() <= MAX_BLOCK_BYTES));
        assert!(texts(&text, &blocks)[..3].iter().all(|t| t.ends_with(' ')));
        assert_eq!(texts(&text, &blocks).concat(), text);
    }

    #[test]
    fn folding_keeps_what_is_asked_and_counts_the_rest() {
        let text = "One. Two. Three. Four.";
        let sentences = [Span::new(0, 4), Span::new(5, 9), Span::new(10, 16), Span::new(17, 22)];
        let keep = |s: Span| s.start == 10;
        let mut blocks = Vec::new();
        fold(text, &units(text, &sentences), keep, &BTreeSet::new(), &mut blocks);
        assert_eq!(
            blocks,
            [
                Block::Fold { span: Span::new(0, 9), units: 2 },
                Block::Text(Span::new(10, 16)),
                Block::Fold { span: Span::new(17, 22), units: 1 },
            ]
        );
        blocks.clear();
        fold(text, &units(text, &sentences), keep, &BTreeSet::from([0]), &mut blocks);
        assert_eq!(texts(text, &blocks), ["One. Two.", "Three.", "Four."]);
        assert_eq!(units("a\n\nb", &[]), [Span::new(0, 1), Span::new(3, 4)]);
    }

    proptest::proptest! {
        #[test]
        fn blocks_tile_any_text(text in "(\\PC|\n){0,300}", repeat in 1_usize..20) {
            let text = text.repeat(repeat);
            let mut blocks = Vec::new();
            split(&text, Span::new(0, text.len()), &mut blocks);
            let joined: String = texts(&text, &blocks).concat();
            proptest::prop_assert_eq!(joined, text.replace("\r\n", "").replace('\n', ""));
        }
    }
}
