//! Carets stand where the text is, in every script, on every row.

use super::*;

#[test]
fn a_click_on_a_caret_finds_its_offset_again() {
    let texts = [
        "Lee Harvey Oswald was arrested in Dallas, Texas, two hours after the assassination of the President. "
            .repeat(4),
        "Президент Российской Федерации подписал указ о назначении министра иностранных дел. ".repeat(4),
        "東京大学の山田太郎教授は京都で講演した。".repeat(6),
        "e\u{301}tude 👩‍👩‍👧 Zu\u{308}rich 🇨🇭 done ".repeat(8),
        "abc נועה כהן def القاهرة ghi".to_owned(),
    ];
    for text in texts {
        let mut maker = Maker::new(&text);
        let first = super::super::words::word_at(&text, 0);
        maker.mention_at("X", vec![first], None);
        let harness = World::new(maker.document).harness();
        let view = &harness.state().view;
        let layout = view.layouts.get(&0).expect("the only paragraph");
        let mut at = 0;
        let mut checked = 0;
        while at < text.len() {
            let (row, x) = layout.caret(&text, at).expect("a caret for each offset");
            let space = text[at..].starts_with(' ') || text[..at].ends_with(' ');
            // Beside a space the neighbour may be as near: the space gives room to boxes, and rows break there.
            if !space {
                let inside = layout.offset_at(&text, row, x + if is_hebrew_or_arabic(&text, at) { -0.3 } else { 0.3 });
                assert_eq!(
                    inside,
                    at,
                    "{:?} in {text:?}",
                    &text[at..at + text[at..].chars().next().map_or(0, char::len_utf8)]
                );
                checked += 1;
            }
            at = super::super::words::next_grapheme(&text, at);
        }
        assert!(checked > 10);
        let rows = &layout.rows;
        assert_eq!(rows.first().map(|r| r.span.start), Some(0));
        assert_eq!(rows.last().map(|r| r.span.end), Some(text.len()), "no character is lost");
        assert!(rows.windows(2).all(|w| w[0].span.end == w[1].span.start && w[0].bottom <= w[1].top));
    }
}

fn is_hebrew_or_arabic(text: &str, at: usize) -> bool {
    text[at..].chars().next().is_some_and(|c| ('\u{590}'..'\u{700}').contains(&c))
}

#[test]
fn boxes_enclose_their_text_and_what_is_nested_in_them() {
    let harness = World::new(russian()).harness();
    let state = harness.state();
    for (_, layout) in state.view.visible_layouts() {
        for piece in &layout.pieces {
            let fragments = &state.document.annotations.mention(piece.mention).expect("of the document").fragments;
            let span = fragments.as_slice()[piece.number];
            let row = &layout.rows[piece.row];
            let part = Span::new(span.start.max(row.span.start), span.end.min(row.span.end));
            let inked = layout.rects(&state.document.text, part);
            assert!(inked.iter().any(|r| piece.rect.left() <= r.left() + 0.1), "{:?}", state.document.slice(span));
            let nested = layout.pieces.iter().filter(|inner| {
                let all = state.document.annotations.mention(inner.mention).map(|m| m.cover());
                inner.row == piece.row && all.is_some_and(|all| span.contains(all) && all != span)
            });
            for inner in nested {
                assert!(piece.rect.contains_rect(inner.rect), "{:?} is not inside {:?}", inner.rect, piece.rect);
            }
        }
    }
}
