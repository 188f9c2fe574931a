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
        "נועה כהן גרה בתל אביב ועובדת בחברת Acme מאז 1998, אמר דני (בן 40). ".repeat(4),
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
                let inside = layout.offset_at(&text, row, x + if layout.runs_left(&text, at) { -0.3 } else { 0.3 });
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

#[test]
fn text_that_runs_to_the_left_begins_at_the_right_and_goes_on_below() {
    let text = "נועה כהן גרה בתל אביב, ועובדת בחברת Acme Ltd מאז 1998. ".repeat(4);
    let mut maker = Maker::new(&text);
    let (name, firm) = (maker.find("נועה כהן"), maker.find("Acme Ltd"));
    let person = maker.mention_at("Peop", vec![name], None);
    maker.mention_at("Org", vec![firm], None);
    let harness = World::new(maker.document).harness();
    let layout = harness.state().view.layouts.get(&0).expect("the only paragraph");
    let left = |word: Span| layout.rects(&text, word).first().map(|rect| rect.left()).expect("on the first row");
    let words = ["נועה", "כהן", "גרה", "בתל", "Acme", "מאז"].map(|word| {
        let start = text.find(word).expect("there");
        Span::new(start, start + word.len())
    });
    let sides = words.map(left);
    assert!(layout.rows.len() > 1 && layout.rows[0].span.end > words[5].end, "{:?}", layout.rows[0].span);
    assert!(sides.windows(2).all(|pair| pair[0] > pair[1]), "words follow to the left: {sides:?}");
    let ltd = text.find("Ltd").expect("there");
    assert!(left(Span::new(ltd, ltd + 3)) > sides[4], "what runs to the right does so inside");
    let box_of = layout.pieces.iter().find(|piece| piece.mention == person).expect("on the first row");
    assert!(box_of.rtl && box_of.rect.right() > layout.rows[0].cells[0].right);
    let width = harness.state().view.metrics.width;
    assert!((layout.rows[0].cells[0].right - width).abs() < 8.0, "the first word stands at the right edge");
    assert!((layout.rows[1].cells[0].right - width).abs() < 8.0);
    // The picture follows: every glyph lies within its row.
    for row in &layout.placed.rows {
        let bounds = row.row.visuals.mesh_bounds;
        assert!(bounds.left() > -1.0 && bounds.right() < width + 8.0, "{bounds:?}");
    }
}

#[test]
fn a_selection_that_crosses_directions_has_a_rectangle_for_each_stretch() {
    let text = "abc נועה כהן def";
    let mut maker = Maker::new(text);
    let first = maker.find("abc");
    maker.mention_at("X", vec![first], None);
    let harness = World::new(maker.document).harness();
    let layout = harness.state().view.layouts.get(&0).expect("the only paragraph");
    let start = text.find("כהן").expect("there");
    // The second Hebrew word stands before the first.
    assert_eq!(layout.rects(text, Span::new(start, text.len())).len(), 2);
    assert_eq!(layout.rects(text, Span::new(0, text.len())).len(), 1);
}
