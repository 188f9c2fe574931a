//! Keys of the presentation; clickers send PageUp and PageDown.

use eframe::egui::{Key, Modifiers, Ui};

use super::steps::Course;
use super::{Blank, Presenter};
use crate::gui::keys::{ViewKey, fixed, plain};

/// For the list of all keys.
pub const KEYS: &[ViewKey] = &[
    fixed(
        "→, Space, Page Down, click",
        &[plain(Key::ArrowRight), plain(Key::Space), plain(Key::PageDown)],
        "Next step",
    ),
    fixed(
        "←, Backspace, Page Up, right click",
        &[plain(Key::ArrowLeft), plain(Key::Backspace), plain(Key::PageUp)],
        "Previous step",
    ),
    fixed("Home / End", &[plain(Key::Home), plain(Key::End)], "The whole map; the last step"),
    fixed("C", &[plain(Key::C)], "Go through concepts, or through relations again"),
    fixed("B / W", &[plain(Key::B), plain(Key::W)], "Black or white screen"),
    fixed("Escape, F11", &[plain(Key::Escape)], "Leave the presentation"),
];

/// What was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub step: isize,
    pub leave: bool,
}

impl Presenter {
    pub(super) fn keys(&mut self, ui: &Ui) -> Asked {
        let pressed = |keys: &[Key]| {
            let mut any = false;
            ui.input_mut(|input| {
                for key in keys {
                    any |= input.consume_key(Modifiers::NONE, *key);
                }
            });
            any
        };
        let mut asked = Asked::default();
        if pressed(&[Key::Escape, Key::F11]) {
            // Escape from a blank screen shows the step again; a second one leaves.
            asked.leave = self.blank.take().is_none();
            return asked;
        }
        for (key, blank) in [(Key::B, Blank::Black), (Key::Period, Blank::Black), (Key::W, Blank::White)] {
            if pressed(&[key]) {
                self.blank = if self.blank == Some(blank) { None } else { Some(blank) };
                return asked;
            }
        }
        if pressed(&[Key::ArrowRight, Key::ArrowDown, Key::Space, Key::PageDown, Key::Enter, Key::N]) {
            asked.step = 1;
        } else if pressed(&[Key::ArrowLeft, Key::ArrowUp, Key::Backspace, Key::PageUp, Key::P]) {
            asked.step = -1;
        } else if pressed(&[Key::Home]) {
            asked.step = -(self.at as isize);
        } else if pressed(&[Key::End]) {
            asked.step = (self.steps().len() as isize - 1) - self.at as isize;
        } else if pressed(&[Key::C]) {
            self.change_course(match self.course {
                Course::Relations => Course::Concepts,
                Course::Concepts => Course::Relations,
            });
        }
        asked
    }

    pub(super) fn change_course(&mut self, course: Course) {
        if self.course != course {
            (self.course, self.at) = (course, 0);
        }
    }

    /// Moves on; the ends are ends. A blank screen is lifted first.
    pub(super) fn move_by(&mut self, step: isize) {
        if step != 0 && self.blank.take().is_none() {
            let last = self.steps().len().saturating_sub(1);
            self.at = self.at.saturating_add_signed(step).min(last);
        }
    }
}
