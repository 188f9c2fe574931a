//! How much CPU a frame of the window costs, measured without a window: input events → views → shapes → triangles, as
//! the desktop would ask for them. No GPU and no model take part; texts and graphs are made from a seed, so that two
//! runs do the same work.

mod clock;
mod driver;
mod figures;
mod generate;
mod idle;
mod map;
mod save;
mod text;

#[cfg(test)]
mod tests;

use std::time::Duration;

use serde::Serialize;

pub use figures::Figures;
pub use idle::Idle;
pub use save::Save;

use driver::Driver;
use generate::Size;

/// Frames of a scene; ten seconds of work at 60 frames a second, over all scenes of a case.
const FRAMES: usize = 120;

/// One document with the panes of one arrangement, and what was done to it.
#[derive(Debug, Serialize)]
pub struct Case {
    #[serde(skip)]
    pub name: &'static str,
    /// All frames of all scenes.
    #[serde(flatten)]
    pub all: Figures,
    /// From an open document to its first picture.
    pub first_frame_ms: f64,
    pub scenes: Vec<Scene>,
}

#[derive(Debug, Serialize)]
pub struct Scene {
    pub name: &'static str,
    #[serde(flatten)]
    pub figures: Figures,
}

#[derive(Debug)]
pub struct Report {
    pub cases: Vec<Case>,
    pub idle: Idle,
    pub save_1mb: Option<Save>,
}

/// The names of the cases, in the order in which they are measured.
pub const CASES: [&str; 5] = ["text_68k", "text_68k_map", "text_1mb", "text_1mb_map", "map_1000"];

/// Measures the cases whose names `wanted` holds (all when it is empty), and how still an idle window is for `quiet`.
pub fn run(wanted: &[String], quiet: Duration) -> Report {
    let cases = CASES.into_iter().filter(|name| wanted.is_empty() || wanted.iter().any(|w| w == name)).map(case);
    let cases = cases.collect();
    let save_1mb = wanted.is_empty().then(|| save::measure(Size::TEXT_1MB, 20)).flatten();
    Report { cases, idle: idle::measure(quiet), save_1mb }
}

fn case(name: &'static str) -> Case {
    let with_map = name.contains("map");
    let size = match name {
        "text_68k" | "text_68k_map" => Size::TEXT_68K,
        "text_1mb" | "text_1mb_map" => Size::TEXT_1MB,
        _ => Size::MAP_1000,
    };
    let (mut driver, first_frame_ms) = Driver::open(&generate::document(size), with_map);
    let scenes = if name == "map_1000" { map::scenes(&mut driver) } else { text::scenes(&mut driver) };
    let all = Figures::of(scenes.iter().flat_map(|(_, frames)| frames.iter().copied()).collect());
    let scenes = scenes.into_iter().map(|(name, frames)| Scene { name, figures: Figures::of(frames) }).collect();
    Case { name, all, first_frame_ms, scenes }
}

impl Report {
    /// `{"text_68k": {"p50_ms": …, "p95_ms": …, "scenes": …}, …, "idle": …}`.
    ///
    /// # Errors
    /// None that numbers and names could cause; serde_json's signature.
    pub fn json(&self) -> serde_json::Result<serde_json::Value> {
        let mut all = serde_json::Map::new();
        for case in &self.cases {
            all.insert(case.name.to_owned(), serde_json::to_value(case)?);
        }
        all.insert("idle".to_owned(), serde_json::to_value(self.idle)?);
        all.insert("save_1mb".to_owned(), serde_json::to_value(self.save_1mb)?);
        Ok(all.into())
    }
}
