//! Figures in columns, for people.

use std::fmt;

/// Columns side by side before the next block begins.
const ACROSS: usize = 6;

enum Row {
    Title(&'static str),
    Cells(String, Vec<String>),
}

/// A table with a column for each of several things of one kind.
pub struct Table {
    columns: Vec<String>,
    rows: Vec<Row>,
}

impl Table {
    pub fn new(columns: Vec<String>) -> Self {
        Self { columns, rows: Vec::new() }
    }

    /// A heading of the rows that follow; without any it is not shown.
    pub fn title(&mut self, title: &'static str) {
        if matches!(self.rows.last(), Some(Row::Title(_))) {
            self.rows.pop();
        }
        self.rows.push(Row::Title(title));
    }

    pub fn row(&mut self, name: impl Into<String>, cells: Vec<String>) {
        self.rows.push(Row::Cells(name.into(), cells));
    }
}

/// A count with commas between its thousands.
pub fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |text: &str| text.chars().count();
        let names =
            self.rows.iter().filter_map(|row| if let Row::Cells(name, _) = row { Some(width(name)) } else { None });
        let first = names.max().unwrap_or(0);
        for start in (0..self.columns.len()).step_by(ACROSS) {
            let block = start..(start + ACROSS).min(self.columns.len());
            let widths: Vec<usize> = block
                .clone()
                .map(|at| {
                    let cells =
                        self.rows.iter().filter_map(|row| if let Row::Cells(_, c) = row { c.get(at) } else { None });
                    cells.chain(self.columns.get(at)).map(|cell| width(cell)).max().unwrap_or(0)
                })
                .collect();
            if start > 0 {
                writeln!(f)?;
            }
            let mut line = |name: &str, cells: &[String]| {
                let mut text = format!("{name:first$}");
                for (cell, wide) in cells.get(block.clone()).unwrap_or_default().iter().zip(&widths) {
                    text += &format!("  {cell:>wide$}");
                }
                writeln!(f, "{}", text.trim_end())
            };
            line("", &self.columns)?;
            for (at, row) in self.rows.iter().enumerate() {
                match row {
                    Row::Title(_) if at + 1 == self.rows.len() => {}
                    Row::Title(title) => line(&format!("\n{title}"), &[])?,
                    Row::Cells(name, cells) => line(name, cells)?,
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_wrapped() {
        let mut table = Table::new((0..7).map(|n| format!("c{n}")).collect());
        table.title("empty");
        table.title("full");
        table.row("имя", (0..7).map(|n| thousands(10usize.pow(n))).collect());
        table.title("last");
        let said = table.to_string();
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines[..3], ["     c0  c1   c2     c3      c4       c5", "", "full"]);
        assert_eq!(lines[3], "имя   1  10  100  1,000  10,000  100,000");
        assert_eq!(lines[5..], ["            c6", "", "full", "имя  1,000,000"]);
    }
}
