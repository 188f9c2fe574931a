//! What a file is called that is made for a document.

/// A document's name as a file's, without an extension: what no file system takes becomes `_`.
pub fn file_name_of(document: &str) -> String {
    let clean: String =
        document.chars().map(|c| if c.is_alphanumeric() || "-_. ".contains(c) { c } else { '_' }).collect();
    let clean = clean.trim_matches(['.', ' ', '_']).to_owned();
    if clean.is_empty() { "text".to_owned() } else { clean }
}

#[cfg(test)]
mod tests {
    use super::file_name_of;

    #[test]
    fn what_no_file_system_takes_is_replaced() {
        assert_eq!(file_name_of("note: anna | boris"), "note_ anna _ boris");
        assert_eq!(file_name_of("Дневник 1/2"), "Дневник 1_2");
        assert_eq!(file_name_of(" ../.. "), "text");
        assert_eq!(file_name_of(""), "text");
    }
}
