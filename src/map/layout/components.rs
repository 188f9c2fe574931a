//! Parts of the map that nothing connects, and their places side by side.

use emath::{Pos2, Rect, Vec2, pos2, vec2};
use petgraph::unionfind::UnionFind;

use super::{Body, Problem};

/// Room between two parts.
const GAP: f32 = 56.0;

/// Places of the bodies of each part; the largest part first, equal ones by their first body.
pub fn components(problem: &Problem) -> Vec<Vec<usize>> {
    let mut sets = UnionFind::<usize>::new(problem.bodies.len());
    for spring in &problem.springs {
        sets.union(spring.head, spring.tail);
    }
    let mut parts: Vec<Vec<usize>> = vec![Vec::new(); problem.bodies.len()];
    for (body, part) in sets.into_labeling().into_iter().enumerate() {
        parts[part].push(body);
    }
    parts.retain(|part| !part.is_empty());
    parts.sort_by_key(|part| (std::cmp::Reverse(part.len()), part.first().copied()));
    parts
}

pub fn bounds(problem: &Problem, part: &[usize]) -> Rect {
    part.iter().fold(Rect::NOTHING, |bounds, body| bounds.union(problem.bodies[*body].rect()))
}

/// Centres for boxes of these sizes in rows, the whole about `aspect` times as wide as high and centred on the origin.
pub fn pack(sizes: &[Vec2], aspect: f32) -> Vec<Pos2> {
    let area: f32 = sizes.iter().map(|s| (s.x + GAP) * (s.y + GAP)).sum();
    let widest = sizes.iter().map(|s| s.x + GAP).fold(0.0, f32::max);
    let limit = (area * aspect).sqrt().max(widest) * 1.05;
    let mut rows: Vec<(Vec<usize>, Vec2)> = Vec::new();
    for (place, size) in sizes.iter().enumerate() {
        let fits = rows.last().is_some_and(|(_, row)| row.x + size.x + GAP <= limit);
        if !fits {
            rows.push((Vec::new(), Vec2::ZERO));
        }
        if let Some((places, row)) = rows.last_mut() {
            places.push(place);
            row.x += size.x + GAP;
            row.y = row.y.max(size.y + GAP);
        }
    }
    let height: f32 = rows.iter().map(|(_, row)| row.y).sum();
    let mut centres = vec![Pos2::ZERO; sizes.len()];
    let mut top = -height / 2.0;
    for (places, row) in rows {
        let mut left = -row.x / 2.0;
        for place in places {
            let width = sizes[place].x + GAP;
            centres[place] = pos2(left + width / 2.0, top + row.y / 2.0);
            left += width;
        }
        top += row.y;
    }
    centres
}

/// Moves each part towards its packed place by `share` of the way; parts with a held body stay, and the others are packed
/// beside them. Returns the longest way.
pub fn gather(problem: &mut Problem, parts: &[Vec<usize>], share: f32) -> f32 {
    if !problem.packs {
        return 0.0;
    }
    let is_held = |part: &&Vec<usize>| part.iter().any(|body| problem.bodies[*body].held);
    let taken = parts.iter().filter(is_held).fold(Rect::NOTHING, |all, part| all.union(bounds(problem, part)));
    let free: Vec<&Vec<usize>> = parts.iter().filter(|part| !is_held(part)).collect();
    if free.is_empty() || parts.len() < 2 {
        return 0.0;
    }
    let boxes: Vec<Rect> = free.iter().map(|part| bounds(problem, part)).collect();
    let sizes: Vec<Vec2> = boxes.iter().map(|b| b.size()).collect();
    let places = pack(&sizes, problem.aspect);
    let aside = beside(taken, &sizes, &places, problem.aspect);
    let mut farthest = 0.0_f32;
    for ((part, from), to) in free.into_iter().zip(boxes).zip(places) {
        let way = to + aside - from.center();
        farthest = farthest.max(way.length());
        for body in part {
            problem.bodies[*body].pos += way * share;
        }
    }
    farthest
}

/// By how much packed boxes must move so that they stand beside what is taken: on the side where all together come
/// nearest to the aspect. Nothing where nothing is taken.
fn beside(taken: Rect, sizes: &[Vec2], places: &[Pos2], aspect: f32) -> Vec2 {
    if !taken.is_positive() {
        return Vec2::ZERO;
    }
    let boxes = places.iter().zip(sizes).map(|(place, size)| Rect::from_center_size(*place, *size));
    let all = boxes.fold(Rect::NOTHING, Rect::union);
    let away = (taken.size() + all.size()) / 2.0 + Vec2::splat(GAP);
    let sides = [vec2(away.x, 0.0), vec2(-away.x, 0.0), vec2(0.0, away.y), vec2(0.0, -away.y)];
    // What the whole would need of a room of this aspect.
    let needs = |side: &Vec2| {
        let whole = taken.union(all.translate(taken.center() + *side - all.center()));
        (whole.width() / aspect).max(whole.height())
    };
    let nearest = sides.into_iter().min_by(|a, b| needs(a).total_cmp(&needs(b)));
    nearest.map_or(Vec2::ZERO, |side| taken.center() + side - all.center())
}

/// Brings each part with held bodies to where those are: the part moves as a whole, as far as one held body says, and
/// the held ones stand where they stood in `before`.
pub fn keep_held(problem: &mut Problem, parts: &[Vec<usize>], before: &[Body]) {
    for part in parts {
        let held: Vec<usize> = part.iter().copied().filter(|body| before[*body].held).collect();
        let ways = held.iter().map(|body| before[*body].pos - problem.bodies[*body].pos);
        let way = ways.fold(Vec2::ZERO, |sum, way| sum + way) / held.len().max(1) as f32;
        for body in part {
            problem.bodies[*body].pos += way;
        }
        for body in held {
            problem.bodies[body].pos = before[body].pos;
        }
    }
}
