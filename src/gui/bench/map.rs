//! What is done to a large map, while it moves and when it rests.

use eframe::egui::{Event, Pos2, Rect, vec2};

use super::FRAMES;
use super::driver::{Driver, button, wheel};
use super::text::threshold;

/// Every scene with the milliseconds of its frames.
pub fn scenes(driver: &mut Driver) -> Vec<(&'static str, Vec<f64>)> {
    let Some(map) = driver.find("Mind map") else { return Vec::new() };
    let moving = moving(driver, |_| Vec::new());
    let hover_moving = self::moving(driver, |i| vec![Event::PointerMoved(circle(map, i, 0.35))]);
    driver.settle();
    vec![
        ("moving", moving),
        ("hover_moving", hover_moving),
        ("hover", hover(driver, map)),
        ("drag", drag(driver, map)),
        ("zoom", zoom(driver, map)),
        ("pan", pan(driver, map)),
        ("threshold", threshold(driver)),
    ]
}

/// Frames in which the concepts are on their way. What a thread does before is waited for and not counted.
fn moving(driver: &mut Driver, events: impl Fn(usize) -> Vec<Event>) -> Vec<f64> {
    let mut frames = Vec::with_capacity(FRAMES);
    // A glide is short; more of them follow until there are as many frames as of everything else.
    for _ in 0..FRAMES {
        driver.app.views.map.arrange_anew();
        driver.frame(Vec::new());
        while driver.app.views.map.is_waiting() {
            std::thread::sleep(std::time::Duration::from_millis(2));
            driver.frame(Vec::new());
        }
        while driver.app.views.map.is_moving() && frames.len() < FRAMES {
            frames.push(driver.frame(events(frames.len())));
        }
        if frames.len() >= FRAMES {
            break;
        }
    }
    frames
}

fn hover(driver: &mut Driver, map: Rect) -> Vec<f64> {
    (0..FRAMES).map(|i| driver.frame(vec![Event::PointerMoved(circle(map, i, 0.35))])).collect()
}

/// A concept is taken by the pointer and carried around.
fn drag(driver: &mut Driver, map: Rect) -> Vec<f64> {
    let start = driver.concept(map).unwrap_or(map.center());
    driver.frame(vec![Event::PointerMoved(start)]);
    driver.frame(vec![button(start, true)]);
    let at = |i: usize| start + (circle(map, i, 0.2) - circle(map, 0, 0.2));
    let frames = (0..FRAMES).map(|i| driver.frame(vec![Event::PointerMoved(at(i))])).collect();
    driver.frame(vec![button(at(FRAMES), false)]);
    frames
}

fn zoom(driver: &mut Driver, map: Rect) -> Vec<f64> {
    driver.frame(vec![Event::PointerMoved(map.center())]);
    let turn = |i: usize| if i < FRAMES / 2 { 12.0 } else { -12.0 };
    (0..FRAMES).map(|i| driver.frame(vec![wheel(vec2(0.0, turn(i)))])).collect()
}

/// From the map's corner, where no concept is.
fn pan(driver: &mut Driver, map: Rect) -> Vec<f64> {
    driver.settle();
    let start = map.right_top() + vec2(-6.0, 6.0);
    driver.frame(vec![Event::PointerMoved(start)]);
    driver.frame(vec![button(start, true)]);
    let at = |i: usize| start + vec2(-2.0 * i as f32, 1.5 * i as f32);
    let frames = (0..FRAMES).map(|i| driver.frame(vec![Event::PointerMoved(at(i))])).collect();
    driver.frame(vec![button(at(FRAMES), false)]);
    frames
}

/// Two rounds in the time of a scene; `radius` as a share of the smaller side.
fn circle(map: Rect, i: usize, radius: f32) -> Pos2 {
    let angle = i as f32 / FRAMES as f32 * 4.0 * std::f32::consts::PI;
    map.center() + radius * map.size().min_elem() * vec2(angle.cos(), angle.sin())
}

impl Driver {
    /// The middle of some concept in view.
    fn concept(&mut self, map: Rect) -> Option<Pos2> {
        super::generate::kinds()
            .find_map(|kind| self.find(&format!("{kind}: ")))
            .map(|rect| rect.center())
            .filter(|at| map.contains(*at))
    }
}
