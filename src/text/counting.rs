//! Numbers with the words behind them.

/// `1 entity`, `2 entities`: a number and what is counted, given in the singular.
pub fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {}", many(one)) }
}

/// The plural of regular English nouns; of several words the last is inflected.
fn many(one: &str) -> String {
    match one.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if one.ends_with(['s', 'x']) || one.ends_with("ch") || one.ends_with("sh") => format!("{one}es"),
        _ => format!("{one}s"),
    }
}

/// The form of a verb or pronoun that goes with a number: `agreed(1, "is", "are")`.
pub fn agreed(count: usize, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_singular_and_all_else_is_not() {
        assert_eq!(counted(1, "entity"), "1 entity");
        assert_eq!(counted(0, "entity"), "0 entities");
        assert_eq!(counted(2, "held-out document"), "2 held-out documents");
        assert_eq!(counted(2, "key"), "2 keys");
        assert_eq!(counted(3, "match"), "3 matches");
        assert_eq!(agreed(1, "is", "are"), "is");
    }
}
