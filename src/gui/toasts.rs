//! What is said in passing: small windows in the corner, above the status bar.

use eframe::egui;

use crate::editor::{Editor, Tone};

/// Characters of a line of a toast.
const TOAST_LINE: usize = 64;

/// A text in lines of at most so many characters, broken between words; what the text itself breaks stays broken.
fn folded(text: &str, most: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            let length = line.chars().count();
            if length > 0 && length + 1 + word.chars().count() > most {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines.join("\n")
}

pub struct Toasts {
    shown: egui_notify::Toasts,
    /// The latest one may be replaced by the next.
    passing: bool,
    /// Everything the window has told the person, newest last.
    pub said: Vec<String>,
}

impl Default for Toasts {
    fn default() -> Self {
        let shown = egui_notify::Toasts::default()
            .with_anchor(egui_notify::Anchor::BottomRight)
            // Above the status bar, which says what is saved.
            .with_margin(egui::vec2(10.0, 38.0));
        Self { shown, passing: false, said: Vec::new() }
    }
}

impl Toasts {
    #[cfg(test)]
    pub fn dismiss(&mut self) {
        self.shown = egui_notify::Toasts::default();
    }

    pub fn ui(&mut self, ctx: &egui::Context, editor: &mut Editor) {
        for notice in editor.take_notices() {
            if self.said.len() >= 200 {
                self.said.remove(0);
            }
            self.said.push(notice.text.clone());
            let text = folded(&notice.text, TOAST_LINE);
            // What is only said for information makes room for the next, so that ten undos do not cover the window.
            let passing = matches!(notice.tone, Tone::Good | Tone::Info);
            if std::mem::replace(&mut self.passing, passing) && passing {
                self.shown.dismiss_latest_toast();
            }
            let toast = match notice.tone {
                Tone::Good => self.shown.success(text),
                Tone::Info => self.shown.info(text),
                Tone::Warning => self.shown.warning(text),
                Tone::Error => self.shown.error(text),
            };
            let seconds = match notice.tone {
                Tone::Good | Tone::Info => 3,
                Tone::Warning => 9,
                Tone::Error => 20,
            };
            toast.duration(std::time::Duration::from_secs(seconds)).closable(true).show_progress_bar(false);
        }
        if !self.shown.is_empty() {
            self.shown.show(ctx);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn long_texts_are_broken_between_words() {
        assert_eq!(folded("one two three", 7), "one two\nthree");
        assert_eq!(folded("first\nsecond line", 6), "first\nsecond\nline");
        assert_eq!(folded("averylongword of text", 5), "averylongword\nof\ntext");
        assert_eq!(folded("", 5), "");
    }
}
