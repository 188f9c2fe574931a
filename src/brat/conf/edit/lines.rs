//! A file as its lines.

use crate::brat::conf::{is_silent, section};

/// Lines with their ends.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    pub lines: Vec<String>,
    eol: &'static str,
}

impl Lines {
    pub fn new(text: &str) -> Self {
        let lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
        let eol = if lines.iter().any(|line| line.ends_with("\r\n")) { "\r\n" } else { "\n" };
        Self { lines, eol }
    }

    pub fn text(&self) -> String {
        self.lines.concat()
    }

    /// A line without its end, and without a byte order mark.
    pub fn content(&self, at: usize) -> &str {
        content(self.lines.get(at).map_or("", String::as_str))
    }

    /// Whether a line says nothing.
    pub fn is_silent(&self, at: usize) -> bool {
        is_silent(self.content(at))
    }

    pub fn set(&mut self, at: usize, content: &str) {
        let Some(line) = self.lines.get_mut(at) else { return };
        let mark = if line.starts_with('\u{feff}') { "\u{feff}" } else { "" };
        let end = line.len() - line.trim_end_matches(['\r', '\n']).len();
        let end = line.split_off(line.len() - end);
        *line = format!("{mark}{content}{end}");
    }

    pub fn insert(&mut self, at: usize, content: &str) {
        if let Some(before) = at.checked_sub(1).and_then(|before| self.lines.get_mut(before))
            && !before.ends_with('\n')
        {
            before.push_str(self.eol);
        }
        self.lines.insert(at.min(self.lines.len()), format!("{content}{}", self.eol));
    }

    /// The lines of the sections of these names (lower case) that say something, with the section's name.
    pub fn of_sections(&self, names: &[&str]) -> Vec<usize> {
        let mut found = Vec::new();
        let mut inside = false;
        for at in 0..self.lines.len() {
            if self.is_silent(at) {
                continue;
            }
            match section(self.content(at).trim()) {
                Some(name) => inside = names.contains(&name.to_lowercase().as_str()),
                None if inside => found.push(at),
                None => {}
            }
        }
        found
    }

    /// Makes the section, empty, where none of these names is there.
    pub fn ensure(&mut self, names: &[&str]) {
        let is_one =
            |line: &str| section(line.trim()).is_some_and(|name| names.contains(&name.to_lowercase().as_str()));
        if !(0..self.lines.len()).any(|at| is_one(self.content(at))) {
            self.begin(names);
        }
    }

    fn begin(&mut self, names: &[&str]) {
        let last = self.lines.len();
        if last > 0 && !self.content(last - 1).trim().is_empty() {
            self.insert(last, "");
        }
        if let Some(name) = names.first() {
            self.insert(self.lines.len(), &format!("[{name}]"));
        }
    }

    /// Appends to the first section of these names, behind its last line that says something; makes the section where
    /// there is none.
    pub fn append(&mut self, names: &[&str], content: &str) {
        let mut end = None;
        let mut inside = false;
        for at in 0..self.lines.len() {
            if self.is_silent(at) {
                continue;
            }
            match section(self.content(at).trim()) {
                Some(_) if inside => break,
                Some(name) => inside = names.contains(&name.to_lowercase().as_str()),
                None => {}
            }
            if inside {
                end = Some(at + 1);
            }
        }
        match end {
            Some(at) => self.insert(at, content),
            None => {
                self.begin(names);
                self.insert(self.lines.len(), content);
            }
        }
    }
}

fn content(line: &str) -> &str {
    line.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n'])
}
