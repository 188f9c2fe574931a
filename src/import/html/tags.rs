//! Markup cut into its parts, for what has to be known before a page is parsed.

/// A part of a page, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Text(&'a str),
    /// `<name …>` or `</name>`, with its brackets.
    Tag(&'a str),
    /// What stands in `<![CDATA[…]]>`.
    Literal(&'a str),
    /// Comments, declarations and instructions.
    Other(&'a str),
}

/// The parts of a page, in order; together they are all of it.
pub(super) fn parts(source: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = source;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (part, after) = first(rest);
        rest = after;
        Some(part)
    })
}

/// The first part, and what comes after it.
pub(super) fn first(source: &str) -> (Part<'_>, &str) {
    let upto = |mark: &str, from: usize| {
        let end = source.get(from..).and_then(|rest| rest.find(mark)).map_or(source.len(), |at| from + at + mark.len());
        source.split_at_checked(end).unwrap_or((source, ""))
    };
    if let Some(literal) = source.strip_prefix("<![CDATA[") {
        let (literal, after) = literal.split_once("]]>").unwrap_or((literal, ""));
        return (Part::Literal(literal), after);
    }
    for (start, end) in [("<!--", "-->"), ("<!", ">"), ("<?", ">")] {
        if source.starts_with(start) {
            let (other, after) = upto(end, start.len());
            return (Part::Other(other), after);
        }
    }
    if is_tag(source) {
        let mut quote = None;
        let end = source.char_indices().find(|(_, char)| {
            match quote {
                Some(open) if open == *char => quote = None,
                None if matches!(char, '"' | '\'') => quote = Some(*char),
                _ => {}
            }
            quote.is_none() && *char == '>'
        });
        // A tag without an end is text, for want of anything better.
        let end = end.map_or(source.len(), |(at, _)| at + 1);
        let (tag, after) = source.split_at_checked(end).unwrap_or((source, ""));
        return (Part::Tag(tag), after);
    }
    let starts = |at: &usize| {
        source.get(*at..).is_some_and(|rest| is_tag(rest) || rest.starts_with("<!") || rest.starts_with("<?"))
    };
    let end = source.match_indices('<').map(|(at, _)| at).filter(|at| *at > 0).find(starts).unwrap_or(source.len());
    let (text, after) = source.split_at_checked(end).unwrap_or((source, ""));
    (Part::Text(text), after)
}

fn is_tag(source: &str) -> bool {
    let name = source.strip_prefix("</").or_else(|| source.strip_prefix('<'));
    name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// The name of a tag that opens an element, in small letters.
pub(super) fn opened(tag: &str) -> Option<String> {
    let name = tag.strip_prefix('<').filter(|name| !name.starts_with('/'))?;
    name.split(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).next().map(str::to_ascii_lowercase)
}

/// The attributes of a tag, names in small letters.
pub(super) fn attributes(tag: &str) -> Vec<(String, &str)> {
    let inner = tag.trim_start_matches('<').trim_end_matches('>');
    let mut rest =
        inner.find(|c: char| c.is_ascii_whitespace() || c == '/').and_then(|at| inner.get(at..)).unwrap_or("");
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/')).unwrap_or(rest.len());
        let Some((name, after)) = rest.split_at_checked(end.max(1)).filter(|(name, _)| !name.is_empty()) else {
            return found;
        };
        let after = after.trim_start();
        let (value, after) = match after.strip_prefix('=').map(str::trim_start) {
            None => ("", after),
            Some(value) => match value.strip_prefix(['"', '\'']) {
                Some(quoted) => {
                    let quote = value.get(..1).unwrap_or("\"");
                    quoted.split_once(quote).unwrap_or((quoted, ""))
                }
                None => value
                    .split_at_checked(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len()))
                    .unwrap_or((value, "")),
            },
        };
        found.push((name.to_ascii_lowercase(), value));
        rest = after;
    }
}
