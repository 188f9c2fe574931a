//! Names of a map that is seen from far away: the best connected concepts are named in letters of one size wherever
//! there is room, so that a map of thousands can be read at first sight.

use eframe::egui::{Align2, Rect, StrokeKind, vec2};

use super::{Canvas, PROMINENT};
use crate::gui::picker::clip;
use crate::gui::text_view::one_line;
use crate::gui::theme::mix;
use crate::map::picture::{NodeShape, Weight};

/// Names smaller than this are read by nobody.
const READABLE: f32 = 7.0;
/// Letters of a landmark, and how many of its name are shown.
const SIZE: f32 = 10.0;
const LETTERS: usize = 26;
/// How many are tried, and how many are painted at most: at rest, and while the map moves.
const CANDIDATES: usize = 160;
const MOST: [usize; 2] = [60, 14];

/// Paints names over nodes whose own are too small to be read.
pub fn landmarks(canvas: &Canvas<'_>, nodes: &[NodeShape<'_>]) {
    let Canvas { painter, view, camera, theme, .. } = *canvas;
    let is_small = |node: &&NodeShape<'_>| node.font * camera.zoom < READABLE;
    let mut small: Vec<&NodeShape<'_>> = nodes.iter().filter(is_small).filter(|n| n.weight != Weight::Dim).collect();
    if small.is_empty() {
        return;
    }
    // What stands out has its name in large letters already, which nothing may cover.
    let mut taken: Vec<Rect> = Vec::new();
    small.retain(|node| {
        if node.weight == Weight::Core {
            let size = node.rect.size() * camera.zoom.max(PROMINENT / node.font);
            taken.push(Rect::from_center_size(camera.to_screen(view, node.rect.center()), size));
        }
        node.weight != Weight::Core
    });
    let rank =
        |node: &&NodeShape<'_>| (node.weight == Weight::Near, node.degree, node.mentions, std::cmp::Reverse(node.node));
    small.sort_by_key(|node| std::cmp::Reverse(rank(node)));
    let most = MOST[usize::from(!canvas.fine)];
    let mut painted = 0;
    for node in small.into_iter().take(CANDIDATES) {
        let centre = camera.to_screen(view, node.rect.center());
        if !view.contains(centre) {
            continue;
        }
        let name = clip(&node.lines.join(" "), LETTERS);
        let galley = painter.layout_no_wrap(one_line(&name).into_owned(), canvas.font(SIZE), node.ink);
        let mut rect = Rect::from_center_size(centre, galley.size() + vec2(10.0, 3.0));
        // At the edge of the view a name moves inwards rather than being cut.
        let room = view.shrink(2.0);
        let inwards = (room.left() - rect.left()).max(0.0) - (rect.right() - room.right()).max(0.0);
        rect = rect.translate(vec2(inwards, 0.0));
        if taken.iter().any(|other| other.expand(2.0).intersects(rect)) {
            continue;
        }
        taken.push(rect);
        let fill = mix(node.fill, theme.background(), 0.35);
        painter.rect(rect, rect.height() / 2.0, fill, (1.0, node.border), StrokeKind::Inside);
        painter.galley(Align2::CENTER_CENTER.align_size_within_rect(galley.size(), rect).min, galley, node.ink);
        painted += 1;
        if painted == most {
            break;
        }
    }
}
