//! The lines between nodes.

use emath::{Pos2, Rect, Vec2, vec2};

pub const ARROW_LENGTH: f32 = 9.5;
const ARROW_HALF: f32 = 4.4;
/// Distance between parallel edges in their middle.
const FAN: f32 = 34.0;

/// A cubic Bézier curve in map units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curve(pub [Pos2; 4]);

impl Curve {
    pub fn at(&self, t: f32) -> Pos2 {
        let [a, b, c, d] = self.0;
        let u = 1.0 - t;
        let sum = a.to_vec2() * (u * u * u)
            + b.to_vec2() * (3.0 * u * u * t)
            + c.to_vec2() * (3.0 * u * t * t)
            + d.to_vec2() * (t * t * t);
        sum.to_pos2()
    }

    /// The piece from `from` to `to` (de Casteljau, twice).
    pub fn piece(&self, from: f32, to: f32) -> Self {
        let split = |[a, b, c, d]: [Pos2; 4], t: f32| {
            let (ab, bc, cd) = (a.lerp(b, t), b.lerp(c, t), c.lerp(d, t));
            let (abc, bcd) = (ab.lerp(bc, t), bc.lerp(cd, t));
            let middle = abc.lerp(bcd, t);
            ([a, ab, abc, middle], [middle, bcd, cd, d])
        };
        let (first, _) = split(self.0, to);
        let (_, second) = split(first, if to > 0.0 { from / to } else { 0.0 });
        Self(second)
    }

    pub fn bounds(&self) -> Rect {
        Rect::from_points(&self.0)
    }

    /// `count` + 1 points along the curve.
    pub fn points(&self, count: usize) -> impl Iterator<Item = Pos2> + '_ {
        (0..=count).map(move |i| self.at(i as f32 / count.max(1) as f32))
    }

    pub fn distance(&self, pos: Pos2) -> f32 {
        let points: Vec<Pos2> = self.points(16).collect();
        points.windows(2).map(|pair| segment_distance(pos, pair[0], pair[1])).fold(f32::INFINITY, f32::min)
    }

    fn length(&self) -> f32 {
        let points: Vec<Pos2> = self.points(6).collect();
        points.windows(2).map(|pair| pair[0].distance(pair[1])).sum()
    }
}

fn segment_distance(pos: Pos2, a: Pos2, b: Pos2) -> f32 {
    let along = b - a;
    let t = ((pos - a).dot(along) / along.length_sq().max(1e-6)).clamp(0.0, 1.0);
    pos.distance(a + along * t)
}

/// A drawn edge: the line, and the arrow head if it has a direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Path {
    pub line: Curve,
    pub arrow: Option<[Pos2; 3]>,
}

/// Distance from the border of a node's rounded rectangle; negative inside.
pub fn outside(rect: Rect, radius: f32, pos: Pos2) -> f32 {
    let radius = radius.min(rect.height() / 2.0).min(rect.width() / 2.0);
    let q = (pos - rect.center()).abs() - (rect.size() / 2.0 - Vec2::splat(radius));
    q.max(Vec2::ZERO).length() + q.max_elem().min(0.0) - radius
}

/// From one node to another, border to border. `lane` fans parallel edges out; 0 is the middle one.
/// `None` where the nodes lie on each other.
pub fn between(head: (Rect, f32), tail: (Rect, f32), lane: f32, arrow: bool) -> Option<Path> {
    let (from, to) = (head.0.center(), tail.0.center());
    let way = to - from;
    let distance = way.length();
    if distance < 1.0 {
        return None;
    }
    let whole = bent(from, to, lane);
    let start = crossing(&whole, head, 1.0, true);
    let tip = crossing(&whole, tail, 2.5, false);
    (start < tip).then(|| finish(&whole, start, tip, arrow))
}

/// From middle to middle, without an arrow head.
pub fn rough(from: Pos2, to: Pos2, lane: f32) -> Path {
    Path { line: bent(from, to, lane), arrow: None }
}

fn bent(from: Pos2, to: Pos2, lane: f32) -> Curve {
    let way = to - from;
    let distance = way.length().max(1e-3);
    let bend = if lane == 0.0 { (distance * 0.05).min(18.0) } else { lane * FAN.min(distance * 0.3) };
    let lift = way.rot90() / distance * bend * (4.0 / 3.0);
    Curve([from, from + way * 0.33 + lift, from + way * 0.67 + lift, to])
}

/// A loop over the node's upper right; further ones are larger.
pub fn around(node: (Rect, f32), turn: f32, arrow: bool) -> Path {
    let (rect, _) = node;
    let grow = 1.0 + turn * 0.4;
    let reach = (rect.width() / 2.0).min(34.0);
    let (from, to) = (rect.center_top() - vec2(reach, -4.0), rect.center_top() + vec2(reach, 4.0));
    let up = vec2(0.0, -58.0 * grow);
    let whole = Curve([from, from + up - vec2(18.0 * grow, 0.0), to + up + vec2(18.0 * grow, 0.0), to]);
    finish(&whole, crossing(&whole, node, 1.0, true), crossing(&whole, node, 2.5, false), arrow)
}

/// Where the curve leaves (first half) or enters (second half) a node, by bisection.
fn crossing(curve: &Curve, (rect, radius): (Rect, f32), gap: f32, leaves: bool) -> f32 {
    let (mut inside, mut out) = if leaves { (0.0, 0.5) } else { (1.0, 0.5) };
    for _ in 0..9 {
        let middle = (inside + out) / 2.0;
        if outside(rect, radius, curve.at(middle)) < gap {
            inside = middle;
        } else {
            out = middle;
        }
    }
    out
}

fn finish(whole: &Curve, start: f32, tip: f32, arrow: bool) -> Path {
    let line = whole.piece(start, tip);
    let length = line.length();
    if !arrow || length < ARROW_LENGTH * 0.8 {
        return Path { line, arrow: None };
    }
    let base = (1.0 - ARROW_LENGTH / length).clamp(0.0, 1.0);
    let (from, to) = (line.at(base), line.0[3]);
    let side = (to - from).normalized().rot90() * ARROW_HALF;
    // The line ends inside the head, so that its butt does not show beside the tip.
    let line = line.piece(0.0, (base + (1.0 - base) * 0.3).max(0.01));
    Path { line, arrow: Some([to, from + side, from - side]) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emath::pos2;

    fn node(x: f32, y: f32) -> (Rect, f32) {
        (Rect::from_center_size(pos2(x, y), vec2(100.0, 30.0)), 15.0)
    }

    #[test]
    fn arrows_end_on_the_border() {
        for (x, y) in [(300.0, 0.0), (0.0, 200.0), (-220.0, 140.0), (160.0, -90.0)] {
            for lane in [-1.0, 0.0, 1.5] {
                let path = between(node(0.0, 0.0), node(x, y), lane, true).expect("apart");
                let tip = path.arrow.expect("directed")[0];
                let gap = outside(node(x, y).0, 15.0, tip);
                assert!((1.0..4.0).contains(&gap), "{gap} at {x} {y} {lane}");
                assert!(outside(node(0.0, 0.0).0, 15.0, path.line.0[0]) < 3.0);
            }
        }
    }

    #[test]
    fn nodes_on_each_other_have_no_line() {
        assert_eq!(between(node(0.0, 0.0), node(0.0, 0.0), 0.0, true), None);
    }

    #[test]
    fn loops_stay_outside_their_node() {
        let path = around(node(0.0, 0.0), 0.0, true);
        assert!(path.line.at(0.5).y < -40.0);
        assert!(outside(node(0.0, 0.0).0, 15.0, path.arrow.expect("directed")[0]) < 4.0);
    }

    #[test]
    fn a_piece_lies_on_the_whole() {
        let whole = Curve([pos2(0.0, 0.0), pos2(10.0, 40.0), pos2(60.0, -20.0), pos2(90.0, 10.0)]);
        let piece = whole.piece(0.25, 0.75);
        assert!(piece.at(0.0).distance(whole.at(0.25)) < 1e-3);
        assert!(piece.at(0.5).distance(whole.at(0.5)) < 1e-3);
        assert!(piece.at(1.0).distance(whole.at(0.75)) < 1e-3);
        assert!(whole.distance(whole.at(0.4)) < 0.5);
    }
}
