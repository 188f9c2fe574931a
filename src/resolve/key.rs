//! The key of a name: what mentions of one concept have in common without anybody saying so.

use unicode_normalization::UnicodeNormalization;

/// The key under which mentions of one type are one concept: the text in NFKC, lower case, white space collapsed,
/// quotes and brackets around it dropped, an English possessive dropped.
pub fn concept_key(text: &str) -> String {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let joined = folded.split_whitespace().collect::<Vec<_>>().join(" ");
    let edges: &[char] = &['"', '\'', '«', '»', '“', '”', '„', '‘', '’', '(', ')', '[', ']', ',', '.', ';', ':'];
    let bare = joined.trim_start_matches(edges).trim_end_matches([',', ';', ':', '"', '»', '”', ')', ']']);
    let bare = bare.strip_suffix("'s").or_else(|| bare.strip_suffix("’s")).unwrap_or(bare);
    if bare.is_empty() { joined } else { bare.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_variants_share_a_key() {
        assert_eq!(concept_key("  Lee\nHarvey  Oswald"), "lee harvey oswald");
        assert_eq!(concept_key("«Газпром»"), "газпром");
        assert_eq!(concept_key("Oswald's"), "oswald");
        assert_eq!(concept_key("U.S."), "u.s.");
        assert_eq!(concept_key("..."), "...");
    }
}
