//! The lists of types in `Arg1:A|B, Arg2:C` and in macros.

/// What becomes of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Listed {
    Same,
    Changed(String),
    /// A list would be left with nothing in it.
    Emptied,
}

/// Replaces types in all lists of a line's arguments. `becomes` says what stands for a type; `None` leaves it.
pub(super) fn replace(arguments: &str, becomes: &dyn Fn(&str) -> Option<Vec<String>>) -> Listed {
    let mut changed = false;
    let mut parts = Vec::new();
    for part in arguments.split(',') {
        let (role, list) = part.split_once(':').map_or(("", part), |(role, list)| (role, list));
        // `Value` lists what an attribute may say, which are no types.
        if role.trim_start().starts_with('<') || role.trim() == "Value" {
            parts.push(part.to_owned());
            continue;
        }
        let mut types: Vec<String> = Vec::new();
        let mut touched = false;
        for piece in list.split('|') {
            match becomes(piece.trim()) {
                Some(new) => {
                    touched = true;
                    types.extend(new);
                }
                None => types.push(piece.trim().to_owned()),
            }
        }
        if !touched {
            parts.push(part.to_owned());
            continue;
        }
        let mut seen: Vec<String> = Vec::new();
        types.retain(|name| {
            let fresh = !seen.contains(name);
            seen.push(name.clone());
            fresh
        });
        if types.is_empty() {
            return Listed::Emptied;
        }
        changed = true;
        let before = &list[..list.len() - list.trim_start().len()];
        let behind = &list[list.trim_end().len()..];
        let role = if part.contains(':') { format!("{role}:") } else { String::new() };
        parts.push(format!("{role}{before}{}{behind}", types.join("|")));
    }
    if changed { Listed::Changed(parts.join(",")) } else { Listed::Same }
}
