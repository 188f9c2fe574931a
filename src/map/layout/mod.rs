//! Where the nodes stand. Plain geometry over dense arrays: no graph library, no drawing, no clock, no chance.

mod collide;
mod components;
mod force;
mod layered;
mod quadtree;
mod radial;
#[cfg(test)]
mod tests;

use emath::{Pos2, Rect, Vec2};

#[cfg(test)]
pub use collide::overlaps;
#[cfg(test)]
pub use components::components;
pub use force::Force;
pub use layered::layered;
pub use radial::radial;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LayoutKind {
    #[default]
    Force,
    Radial,
    Layered,
}

impl LayoutKind {
    pub const ALL: [Self; 3] = [Self::Force, Self::Radial, Self::Layered];

    pub fn name(self) -> &'static str {
        match self {
            Self::Force => "Force",
            Self::Radial => "Radial",
            Self::Layered => "Layered",
        }
    }

    pub fn help(self) -> &'static str {
        match self {
            Self::Force => "Related concepts attract each other until the map comes to rest",
            Self::Radial => "Rings around the selected concept, by distance",
            Self::Layered => "From heads on the left to tails on the right",
        }
    }
}

/// A node: a rectangle around `pos`, in map units (points at zoom 1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Body {
    pub pos: Pos2,
    pub size: Vec2,
    /// Stays where it is, whatever pulls.
    pub held: bool,
    /// Spreads equal nodes; derived from the concept's name, so that a map looks the same in every run.
    pub seed: u32,
}

impl Body {
    pub fn rect(&self) -> Rect {
        Rect::from_center_size(self.pos, self.size)
    }
}

/// An edge from `head` to `tail` (places in [`Problem::bodies`]).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spring {
    pub head: usize,
    pub tail: usize,
    /// Room that the label on the edge needs.
    pub label: f32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    pub bodies: Vec<Body>,
    /// Without self-loops.
    pub springs: Vec<Spring>,
    /// Width by height of the room that the map should fill.
    pub aspect: f32,
    /// Whether parts that nothing connects are put side by side. Not where a few bodies are given places among others
    /// that stay.
    pub packs: bool,
}

impl Problem {
    fn degrees(&self) -> Vec<usize> {
        let mut degrees = vec![0; self.bodies.len()];
        for spring in &self.springs {
            degrees[spring.head] += 1;
            degrees[spring.tail] += 1;
        }
        degrees
    }

    fn neighbours(&self) -> Vec<Vec<usize>> {
        let mut neighbours = vec![Vec::new(); self.bodies.len()];
        for spring in &self.springs {
            neighbours[spring.head].push(spring.tail);
            neighbours[spring.tail].push(spring.head);
        }
        neighbours
    }
}
