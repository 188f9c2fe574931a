//! Names that were meant.

/// The known name that is spelled most like this one, and whether they differ in case and signs only.
pub fn nearest_name<'a>(name: &str, known: &[&'a str]) -> Option<(&'a str, bool)> {
    /// Shorter names are all alike.
    const SHORTEST: usize = 4;
    let bare = |name: &str| name.replace(['-', '_', '.'], "").to_lowercase();
    let wanted = bare(name);
    let mut same = known.iter().filter(|name| bare(name) == wanted);
    if let (Some(only), None) = (same.next(), same.next()) {
        return Some((only, true));
    }
    if wanted.chars().count() < SHORTEST {
        return None;
    }
    let mut near: Vec<(usize, &str)> = known.iter().map(|name| (edit_distance(&bare(name), &wanted), *name)).collect();
    near.sort_unstable();
    match near.as_slice() {
        [(cost, name)] if *cost <= 2 => Some((name, false)),
        [(cost, name), (next, _), ..] if *cost <= 2 && cost < next => Some((name, false)),
        _ => None,
    }
}

/// Letters to change, add or take away (Levenshtein).
pub fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(left != *right);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_known_from_another_name() {
        let known = ["Negation", "Speculation", "PERSON", "CITY"];
        assert_eq!(nearest_name("Negatoin", &known), Some(("Negation", false)));
        assert_eq!(nearest_name("Person", &known), Some(("PERSON", true)));
        assert_eq!(nearest_name("Place", &known), None);
    }
}
