//! What an annotator does with a text all day.

use eframe::egui::{Event, Key, Modifiers, Pos2, Rect, vec2};

use super::FRAMES;
use super::driver::{Driver, button, key, wheel};

/// Every scene with the milliseconds of its frames.
pub fn scenes(driver: &mut Driver) -> Vec<(&'static str, Vec<f64>)> {
    driver.settle();
    let Some(text) = driver.find("Text") else { return Vec::new() };
    vec![
        ("scroll", scroll(driver, text)),
        ("page", page(driver, text)),
        ("hover", hover(driver, text)),
        ("select", select(driver, text)),
        ("edit", edit(driver, text)),
        ("threshold", threshold(driver)),
    ]
}

/// The wheel turns in every frame.
fn scroll(driver: &mut Driver, text: Rect) -> Vec<f64> {
    driver.frame(vec![Event::PointerMoved(text.center())]);
    (0..FRAMES).map(|_| driver.frame(vec![wheel(vec2(0.0, -60.0))])).collect()
}

/// Page Down is held: the keyboard repeats it about thirty times a second.
fn page(driver: &mut Driver, text: Rect) -> Vec<f64> {
    focus(driver, text);
    let down = |i: usize| if i.is_multiple_of(2) { key(Key::PageDown, Modifiers::NONE) } else { Vec::new() };
    (0..FRAMES).map(|i| driver.frame(down(i))).collect()
}

/// The pointer crosses the lines in zigzag, as one who reads along.
fn hover(driver: &mut Driver, text: Rect) -> Vec<f64> {
    driver.settle();
    let at = |i: usize| {
        let across = (i % 40) as f32 / 40.0;
        let down = i as f32 / FRAMES as f32;
        text.lerp_inside(vec2(0.1 + 0.8 * across, 0.1 + 0.8 * down))
    };
    (0..FRAMES).map(|i| driver.frame(vec![Event::PointerMoved(at(i))])).collect()
}

/// Stretches of text are drawn over with the pointer, then entities are stepped through with the keyboard.
fn select(driver: &mut Driver, text: Rect) -> Vec<f64> {
    let mut frames = Vec::with_capacity(FRAMES);
    for row in 0..3 {
        let at = |i: usize| text.lerp_inside(vec2(0.15 + i as f32 * 0.02, 0.2 + row as f32 * 0.2));
        frames.push(driver.frame(vec![Event::PointerMoved(at(0)), button(at(0), true)]));
        frames.extend((1..20).map(|i| driver.frame(vec![Event::PointerMoved(at(i))])));
        frames.push(driver.frame(vec![button(at(19), false)]));
        // The type picker is open now.
        frames.push(driver.frame(Vec::new()));
        frames.push(driver.frame(key(Key::Escape, Modifiers::NONE)));
    }
    let step = |i: usize| if i.is_multiple_of(2) { key(Key::Tab, Modifiers::NONE) } else { Vec::new() };
    frames.extend((frames.len()..FRAMES).map(|i| driver.frame(step(i))));
    frames
}

/// Resizing, deleting, accepting and taking back, about thirty a second: a key held down.
fn edit(driver: &mut Driver, text: Rect) -> Vec<f64> {
    focus(driver, text);
    let steps = [
        (Key::Tab, Modifiers::NONE),
        (Key::CloseBracket, Modifiers::NONE),
        (Key::OpenBracket, Modifiers::NONE),
        (Key::Delete, Modifiers::NONE),
        (Key::Z, Modifiers::COMMAND),
    ];
    (0..FRAMES)
        .map(|i| {
            let (pressed, modifiers) = steps[i / 2 % steps.len()];
            driver.frame(if i.is_multiple_of(2) { key(pressed, modifiers) } else { Vec::new() })
        })
        .collect()
}

/// The threshold's handle follows the pointer.
pub fn threshold(driver: &mut Driver) -> Vec<f64> {
    let Some(slider) = driver.find("Threshold of Entities") else { return Vec::new() };
    let at = |share: f32| Pos2::new(slider.left() + slider.width() * share, slider.center().y);
    driver.frame(vec![Event::PointerMoved(at(0.4))]);
    driver.frame(vec![button(at(0.4), true)]);
    let share = |i: usize| 0.4 + 0.5 * (i as f32 / FRAMES as f32);
    let frames = (0..FRAMES).map(|i| driver.frame(vec![Event::PointerMoved(at(share(i)))])).collect();
    driver.frame(vec![button(at(0.9), false)]);
    frames
}

/// A click beside all entities gives the text the keyboard.
fn focus(driver: &mut Driver, text: Rect) {
    driver.click(text.left_top() + vec2(8.0, 8.0));
    driver.settle();
}
