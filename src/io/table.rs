//! Tables for spreadsheets. A text decides what stands in a cell, and must not decide what the spreadsheet does.

use std::borrow::Cow;

/// A cell that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe in front, which
/// spreadsheets show as "this is text". Numbers stay numbers, and a hyphen alone, as standard input is called, a hyphen.
pub fn cell(text: &str) -> Cow<'_, str> {
    let begins_a_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let is_number = || text.parse::<f64>().is_ok_and(f64::is_finite);
    if begins_a_formula && text != "-" && !is_number() { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Rows of comma-separated values (RFC 4180), every cell through [`cell`].
pub struct Table(csv::Writer<Vec<u8>>);

impl Table {
    /// Without any row; a heading is a row, too.
    pub fn new() -> Self {
        Self(csv::Writer::from_writer(Vec::new()))
    }

    /// # Errors
    /// When rows are of different lengths; never for memory.
    pub fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) -> Result<(), csv::Error> {
        for text in cells {
            self.0.write_field(cell(text.as_ref()).as_bytes())?;
        }
        self.0.write_record(None::<&[u8]>)
    }

    /// # Errors
    /// Never in practice: the table is written to memory.
    pub fn into_bytes(self) -> Result<Vec<u8>, csv::Error> {
        self.0.into_inner().map_err(|error| csv::Error::from(error.into_error()))
    }
}

impl Default for Table {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_never_begins_a_formula_and_numbers_stay_numbers() {
        for text in ["=1+1", "+7 495 1", "-a", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "-1+1", "--", "-inf"] {
            assert_eq!(cell(text), format!("'{text}"), "{text:?}");
        }
        for text in ["", "Anna", "-0.5", "-", "+7", "1=1", "a@b", "'=1"] {
            assert_eq!(cell(text), text);
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut table = Table::new();
        table.row(["a", "b, \"c\"", ""]).expect("written");
        table.row(["=x", "1\n2", "-3"]).expect("written");
        let bytes = table.into_bytes().expect("written");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        let rows: Vec<Vec<String>> =
            reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect();
        assert_eq!(rows, [["a", "b, \"c\"", ""], ["'=x", "1\n2", "-3"]]);
    }

    proptest::proptest! {
        #[test]
        fn no_cell_of_a_table_begins_a_formula(texts in proptest::collection::vec(".*", 1..5)) {
            let mut table = Table::new();
            // The reader takes a byte order mark at the very beginning for none of the text.
            table.row(texts.iter().map(|_| "header")).expect("written");
            table.row(&texts).expect("written");
            let bytes = table.into_bytes().expect("written");
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
            let row = reader.records().nth(1).expect("a row").expect("readable");
            for (cell, text) in row.iter().zip(&texts) {
                let begins_a_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                proptest::prop_assert!(!begins_a_formula || cell == "-" || cell.parse::<f64>().is_ok());
                proptest::prop_assert!(cell == text || cell.strip_prefix('\'') == Some(text));
            }
        }
    }
}
