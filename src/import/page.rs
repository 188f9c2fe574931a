//! A readable plain text from pieces: paragraphs with a blank line between, list items with a bullet, a table's row on
//! a line.

/// What stands between the text so far and what comes next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    Nothing,
    Space,
    Line,
    Blank,
}

#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
    gap: Gap,
    /// Bullet or number of an item that has no text yet.
    marker: Option<String>,
    row: Option<Row>,
}

/// The row that is being written; everything in it stays on one line.
#[derive(Debug, Default)]
struct Row {
    cells: usize,
    /// Separators that no text has followed yet.
    owed: usize,
}

impl Page {
    /// Running text: white space of any length is one space.
    pub(super) fn inline(&mut self, text: &str) {
        for (place, word) in text.split(is_space).enumerate() {
            if place > 0 {
                self.gap = self.gap.max(Gap::Space);
            }
            if word.contains(is_invisible) {
                self.word(&word.replace(is_invisible, ""));
            } else {
                self.word(word);
            }
        }
    }

    fn word(&mut self, word: &str) {
        if !word.is_empty() {
            self.flush();
            self.text.push_str(word);
        }
    }

    /// Text whose white space counts; its line breaks are lines.
    pub(super) fn verbatim(&mut self, text: &str) {
        if self.row.is_some() {
            self.inline(text);
            return;
        }
        for (place, line) in text.split('\n').enumerate() {
            if place > 0 {
                self.gap = match self.gap {
                    Gap::Line | Gap::Blank => Gap::Blank,
                    Gap::Nothing | Gap::Space => Gap::Line,
                };
            }
            let line = line.trim_end().replace('\t', "    ").replace(is_invisible, "");
            if !line.is_empty() {
                self.flush();
                self.text.push_str(&line);
            }
        }
    }

    /// What follows starts on a line of its own.
    pub(super) fn line(&mut self) {
        self.gap = self.gap.max(if self.row.is_some() { Gap::Space } else { Gap::Line });
    }

    /// What follows starts a paragraph.
    pub(super) fn blank(&mut self) {
        // The first paragraph of an item stays on the item's line.
        if self.marker.is_none() {
            self.gap = self.gap.max(if self.row.is_some() { Gap::Space } else { Gap::Blank });
        }
    }

    /// The item of a list, `depth` lists deep (0: not inside another).
    pub(super) fn item(&mut self, marker: &str, depth: usize) {
        self.line();
        self.marker = Some(format!("{}{marker} ", "  ".repeat(depth.min(8))));
    }

    pub(super) fn start_row(&mut self) {
        self.end_row();
        self.line();
        self.row = Some(Row::default());
    }

    pub(super) fn cell(&mut self) {
        if let Some(row) = &mut self.row {
            row.owed += usize::from(row.cells > 0);
            row.cells += 1;
            self.gap = if self.gap == Gap::Space { Gap::Nothing } else { self.gap };
        }
    }

    pub(super) fn end_row(&mut self) {
        if self.row.take().is_some() {
            self.gap = self.gap.max(Gap::Line);
        }
    }

    fn flush(&mut self) {
        let gap = std::mem::take(&mut self.gap);
        if let Some(row) = &mut self.row
            && row.owed > 0
        {
            // A row that begins with empty cells begins on its own line all the same.
            if gap >= Gap::Line && !self.text.is_empty() {
                self.text.push_str(gap.as_str());
            }
            let start = self.text.is_empty() || self.text.ends_with('\n');
            for place in 0..std::mem::take(&mut row.owed) {
                self.text.push_str(if place == 0 && start { "| " } else { " | " });
            }
        } else if !self.text.is_empty() {
            self.text.push_str(gap.as_str());
        }
        if let Some(marker) = self.marker.take() {
            self.text.push_str(&marker);
        }
    }

    pub(super) fn finish(mut self) -> String {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text
    }
}

impl Gap {
    fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Space => " ",
            Self::Line => "\n",
            Self::Blank => "\n\n",
        }
    }
}

fn is_space(char: char) -> bool {
    matches!(char, ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{a0}' | '\u{202f}')
}

/// Characters that only tell a typesetter where a line may break. They would hide inside names.
fn is_invisible(char: char) -> bool {
    matches!(char, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}
