//! References between lines: who refers to whom, and lines with other references or without some.

use std::collections::{HashMap, HashSet};

use super::Edit;
use super::sheet::Sheet;
use crate::brat::line::{self, Body};

/// The ids that a line refers to, in order.
pub(super) fn targets<'s>(body: &Body<'s>) -> Vec<&'s str> {
    match body {
        Body::Mention { .. } => Vec::new(),
        Body::Relation { args, .. } => args.iter().map(|(_, target)| *target).collect(),
        Body::Event { trigger, args, .. } => trigger.iter().copied().chain(args.iter().map(|(_, t)| *t)).collect(),
        Body::Attribute { target, .. } | Body::Normalization { target, .. } | Body::Note { target, .. } => {
            vec![*target]
        }
        Body::Equiv { targets, .. } => targets.clone(),
    }
}

/// Rows that refer to an id.
pub(super) struct Users<'s>(HashMap<&'s str, Vec<usize>>);

impl<'s> Users<'s> {
    pub(super) fn new(sheet: &'s Sheet<'_>) -> Self {
        let mut users: HashMap<&str, Vec<usize>> = HashMap::new();
        for (row, line) in sheet.readable() {
            for target in targets(&line.body) {
                let rows = users.entry(target).or_default();
                if rows.last() != Some(&row) {
                    rows.push(row);
                }
            }
        }
        Self(users)
    }

    pub(super) fn of(&self, name: &str) -> &[usize] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }
}

/// Every word of a text that could be an id.
pub(super) fn ids(content: &str) -> impl Iterator<Item = &str> {
    content.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '#' | '*')))
}

/// The line with its references passed through `change`, which gives the new id, or the old one.
pub(super) fn redirected(content: &str, change: &dyn Fn(&str) -> String) -> String {
    rewritten(content, &|target| Some(change(target)))
}

/// The line without its references to `gone`; `None` where it says nothing without them.
pub(super) fn without(content: &str, gone: &dyn Fn(&str) -> bool) -> Option<String> {
    let parsed = line::parse(content).ok()?;
    let stays = match &parsed.body {
        Body::Event { trigger, .. } => !trigger.is_some_and(gone),
        Body::Equiv { targets, .. } => targets.iter().filter(|target| !gone(target)).count() >= 2,
        body => !targets(body).iter().any(|target| gone(target)),
    };
    stays.then(|| rewritten(content, &|target| (!gone(target)).then(|| target.to_owned())))
}

/// The line with other references; words whose reference is `None` go. All else stays as it is.
fn rewritten(content: &str, change: &dyn Fn(&str) -> Option<String>) -> String {
    let (Ok(parsed), Some((name, fields))) = (line::parse(content), content.split_once('\t')) else {
        return content.to_owned();
    };
    let (what, rest) = fields.split_at(fields.find('\t').unwrap_or(fields.len()));
    let mut place = 0;
    let words = what.split(' ').filter_map(|word| {
        if word.is_empty() {
            return Some(String::new());
        }
        place += 1;
        let with_role = |word: &str| match word.split_once(':') {
            Some((role, target)) if !target.is_empty() => Some(format!("{role}:{}", change(target)?)),
            _ => Some(word.to_owned()),
        };
        match (&parsed.body, place) {
            (Body::Mention { .. }, _) => Some(word.to_owned()),
            (Body::Relation { .. }, 2..) | (Body::Event { .. }, _) => with_role(word),
            (Body::Equiv { .. }, 2..) => change(word),
            (Body::Attribute { .. } | Body::Normalization { .. } | Body::Note { .. }, 2) => change(word),
            _ => Some(word.to_owned()),
        }
    });
    let words: Vec<String> = words.collect();
    format!("{name}\t{}{rest}", words.join(" "))
}

/// Takes a row out, and with it what makes no sense without it.
pub(super) fn removal(sheet: &Sheet<'_>, users: &Users<'_>, row: usize) -> Vec<Edit> {
    let mut edits: HashMap<usize, Option<String>> = HashMap::from([(row, None)]);
    let mut gone: HashSet<&str> = HashSet::new();
    let mut names: Vec<&str> = name_of(sheet, row).into_iter().collect();
    while let Some(name) = names.pop() {
        if !gone.insert(name) {
            continue;
        }
        for user in users.of(name) {
            let before = match edits.get(user) {
                Some(None) => continue,
                Some(Some(content)) => content.clone(),
                None => sheet.content(*user).unwrap_or_default().to_owned(),
            };
            let after = without(&before, &|target| gone.contains(target));
            if after.is_none() {
                names.extend(name_of(sheet, *user).filter(|name| *name != "*"));
            }
            edits.insert(*user, after);
        }
    }
    let mut edits: Vec<Edit> = edits.into_iter().collect();
    edits.sort_by_key(|(row, _)| *row);
    edits
}

fn name_of<'s>(sheet: &'s Sheet<'_>, row: usize) -> Option<&'s str> {
    Some(line::parse(sheet.content(row)?).ok()?.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_change_and_nothing_else() {
        let change = |target: &str| if target == "T1" { "T9".to_owned() } else { target.to_owned() };
        for (before, after) in [
            ("R1\tT1 Arg1:T1 Arg2:T2\t", "R1\tT1 Arg1:T9 Arg2:T2\t"),
            ("E1\tMeet:T1 Who:T1  With:T2", "E1\tMeet:T9 Who:T9  With:T2"),
            ("A1\tT1 T1 T1", "A1\tT1 T9 T1"),
            ("N1\tReference T1 Cell:T1\tT1", "N1\tReference T9 Cell:T1\tT1"),
            ("#1\tAnnotatorNotes T1\tT1 is odd", "#1\tAnnotatorNotes T9\tT1 is odd"),
            ("*\tEquiv T2 T1", "*\tEquiv T2 T9"),
            ("T1\tP 0 4\tT1", "T1\tP 0 4\tT1"),
            ("no line", "no line"),
        ] {
            assert_eq!(redirected(before, &change), after);
        }
        let without = |content| without(content, &|target| target == "T1");
        assert_eq!(without("E1\tMeet:T2 Who:T1 With:T2\t"), Some("E1\tMeet:T2 With:T2\t".to_owned()));
        assert_eq!(without("*\tEquiv T2 T1 T3"), Some("*\tEquiv T2 T3".to_owned()));
        for line in ["E1\tMeet:T1 Who:T2", "*\tEquiv T2 T1", "R1\tK Arg1:T1 Arg2:T2", "#1\tN T1\tx"] {
            assert_eq!(without(line), None, "{line}");
        }
    }
}
