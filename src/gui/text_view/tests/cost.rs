//! What a frame costs, counted rather than timed.

use super::*;

/// A text of `bytes` bytes with a mention in about every twentieth byte.
fn large(bytes: usize, separator: &str) -> Document {
    let unit = format!("Alpha beta gamma, delta{separator}");
    let text = unit.repeat(bytes / unit.len());
    let mut document = Document::new("large", text);
    let edits = (0..bytes / unit.len()).map(|i| {
        let id = document.annotations.fresh_mention();
        let fragments = Fragments::one(Span::new(i * unit.len(), i * unit.len() + 5));
        let mention = Mention { id, kind: "Word".into(), fragments, origin: Origin::File, review: Review::Open };
        Edit::Insert(mention.into())
    });
    let edits: Vec<Edit> = edits.collect();
    document.apply(edits).expect("mentions of the text");
    document
}

#[test]
fn only_what_is_near_the_view_is_laid_out() {
    for separator in [". ", ".\n"] {
        let mut harness = World::new(large(1_000_000, separator)).harness();
        assert!(harness.state().view.blocks.len() >= 500);
        for place in [0, 400_000, 999_000, 20] {
            harness.state_mut().view.reveal(Span::new(place, place));
            harness.run();
            let view = &harness.state().view;
            let shown = view.visible_layouts().any(|(_, layout)| layout.span.contains_offset(place));
            assert!(shown, "{place} is not in view");
            assert!(view.visible.len() <= 40, "{} blocks in view", view.visible.len());
            assert!(view.laid_out() <= 200, "{} blocks laid out", view.laid_out());
        }
    }
}

#[test]
fn nothing_is_repainted_when_nothing_changes() {
    let mut harness = World::new(large(20_000, ".\n")).harness();
    harness.run();
    let repaints = harness.output().viewport_output.values().map(|v| v.repaint_delay).min();
    assert!(repaints.is_some_and(|delay| delay > std::time::Duration::from_secs(1)), "{repaints:?}");
}

#[test]
fn what_is_in_view_stays_in_place_while_estimates_are_corrected() {
    let mut harness = World::new(large(200_000, ".\n")).harness();
    harness.state_mut().view.reveal(Span::new(100_000, 100_000));
    harness.run();
    for _ in 0..20 {
        let top = |h: &Harness<'_, World>| {
            let (block, layout) = h.state().view.visible_layouts().nth(2).expect("blocks in view");
            (layout.span, h.state().view.block_corner(block).y)
        };
        let (span, before) = top(&harness);
        let offset = harness.state().view.offset;
        harness.state_mut().view.jump = Some(offset - 40.0);
        harness.run();
        let view = &harness.state().view;
        let block = super::super::blocks::block_at(&view.blocks, span.start).expect("still there");
        assert!((view.block_corner(block).y - before - 40.0).abs() <= 1.5, "the text jumped");
    }
}
