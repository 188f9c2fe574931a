//! TABs that became spaces, or spaces that became TABs, as editors and copying do: the fields are still told apart, and
//! the covered text proves it.

use std::collections::HashSet;

use super::refs::targets;
use super::sheet::{MentionRow, Sheet};
use super::{Damage, Proposal, shift};
use crate::brat::base::Positions;
use crate::brat::breaks::one_line;
use crate::brat::line::{self, Body, number};

const BLANKS: [char; 2] = [' ', '\t'];

/// A line as it was meant.
struct Guess<'s> {
    row: usize,
    name: &'s str,
    line: String,
    /// The parts of an entity's line.
    mention: Option<MentionRow<'s>>,
    is_proved: bool,
}

pub(super) fn find(sheet: &Sheet<'_>) -> Vec<Proposal> {
    let torn = sheet.contents().filter(|(_, content)| is_torn(content));
    let mut guesses: Vec<Guess<'_>> = torn.filter_map(|(row, content)| guess(row, content)).collect();
    if guesses.is_empty() {
        return Vec::new();
    }
    prove(sheet, &mut guesses);
    let (sure, doubtful): (Vec<&Guess<'_>>, Vec<&Guess<'_>>) = guesses.iter().partition(|guess| guess.is_proved);
    let names: HashSet<&str> = guesses.iter().map(|guess| guess.name).collect();
    let users = sheet.readable().filter(|(_, line)| targets(&line.body).iter().any(|target| names.contains(target)));
    let users: Vec<usize> = users.map(|(row, _)| row).collect();
    let mut proposals = Vec::new();
    if let Some(first) = sure.first() {
        let edits = sure.iter().map(|guess| (guess.row, Some(guess.line.clone()))).collect();
        let proof = match sure.iter().filter(|guess| guess.mention.is_some()).count() {
            0 => "as their form shows",
            _ => "as the covered text proves",
        };
        let whose = match sure.len() {
            1 => format!("the TABs of {}", first.name),
            count => format!("the TABs of {count} lines"),
        };
        let reason = format!("{whose} became spaces, or spaces TABs: they are put back, {proof}");
        let key = sheet.key(Damage::Tabs, first.row);
        proposals.push(Proposal::new(key, reason, true, edits).explaining(users.iter().copied()));
    }
    proposals.extend(doubtful.into_iter().map(|guess| {
        let reason = format!("the TABs of {} became something else, as it seems: they are put back", guess.name);
        let edits = vec![(guess.row, Some(guess.line.clone()))];
        Proposal::new(sheet.key(Damage::Tabs, guess.row), reason, false, edits).explaining(users.iter().copied())
    }));
    proposals
}

/// Whether a line cannot be read, or only by losing what stands behind a TAB too many.
fn is_torn(content: &str) -> bool {
    let Ok(parsed) = line::parse(content) else { return true };
    let behind = content.splitn(3, '\t').nth(2).unwrap_or_default().trim();
    match parsed.body {
        Body::Mention { offsets, .. } => line::offsets(parsed.name, offsets).is_err(),
        Body::Event { .. } => !behind.is_empty() && behind.split(BLANKS).all(is_argument),
        Body::Attribute { value: None, .. } => !behind.is_empty(),
        Body::Normalization { reference, .. } => reference.is_empty() && !behind.is_empty(),
        _ => false,
    }
}

fn is_argument(word: &str) -> bool {
    word.split_once(':').is_some_and(|(role, target)| !role.is_empty() && number(target).is_some())
}

/// The next word, and what follows it.
fn word(rest: &str) -> Option<(&str, &str)> {
    let rest = rest.trim_start_matches(BLANKS);
    let end = rest.find(BLANKS).unwrap_or(rest.len());
    (end > 0).then(|| rest.split_at(end))
}

fn guess(row: usize, content: &str) -> Option<Guess<'_>> {
    let (name, rest) = word(content)?;
    let (kind, rest) = word(rest)?;
    let behind = rest.trim_matches(BLANKS);
    let all = || behind.split(BLANKS).filter(|word| !word.is_empty());
    let joined = || all().collect::<Vec<_>>().join(" ");
    let make = |line: String| Guess { row, name, line, mention: None, is_proved: false };
    if name == "*" {
        let is_group = all().count() > 0 && all().all(|target| number(target).is_some());
        return is_group.then(|| make(format!("*\t{kind} {}", joined())));
    }
    number(name)?;
    match name.as_bytes().first()? {
        b'T' => {
            let (ranges, rest) = offsets(rest)?;
            let said = Some(rest.trim_start_matches(BLANKS)).filter(|said| !said.is_empty());
            let mention = MentionRow { row, name, kind, said, ranges };
            let line = mention.with(&mention.ranges, said);
            Some(Guess { mention: Some(mention), ..make(line) })
        }
        b'R' => (all().count() >= 2 && all().all(is_argument)).then(|| make(format!("{name}\t{kind} {}", joined()))),
        b'E' => {
            let line = format!("{name}\t{kind} {}", joined());
            (!behind.is_empty() || kind.contains(':')).then_some(())?;
            all().all(is_argument).then(|| make(line.trim_end().to_owned()))
        }
        b'A' | b'M' => {
            let (target, rest) = word(rest).filter(|(target, _)| number(target).is_some())?;
            let line = format!("{name}\t{kind} {target} {}", rest.trim_matches(BLANKS));
            Some(make(line.trim_end().to_owned()))
        }
        b'N' => {
            let (target, rest) = word(rest).filter(|(target, _)| number(target).is_some())?;
            let (reference, rest) = word(rest).filter(|(reference, _)| reference.contains(':'))?;
            Some(make(format!("{name}\t{kind} {target} {reference}\t{}", rest.trim_start_matches(BLANKS))))
        }
        b'#' => {
            let (target, rest) = word(rest).filter(|(target, _)| number(target).is_some())?;
            Some(make(format!("{name}\t{kind} {target}\t{}", rest.trim_start_matches(BLANKS))))
        }
        _ => None,
    }
}

/// Pairs of numbers with `;` between them, and what follows.
fn offsets(rest: &str) -> Option<(Vec<(usize, usize)>, &str)> {
    let mut rest = rest;
    let mut ranges = Vec::new();
    loop {
        let mut next = || {
            let bare = rest.trim_start_matches(BLANKS);
            let (digits, behind) = bare.split_at(bare.find(|c: char| !c.is_ascii_digit()).unwrap_or(bare.len()));
            rest = behind;
            digits.parse::<usize>().ok()
        };
        let start = next()?;
        let end = next()?;
        ranges.push((start, end));
        match rest.strip_prefix(';') {
            Some(more) => rest = more,
            None => break,
        }
    }
    (rest.is_empty() || rest.starts_with(BLANKS)).then_some((ranges, rest))
}

/// Says of every guess whether the file proves it.
fn prove(sheet: &Sheet<'_>, guesses: &mut [Guess<'_>]) {
    let readable: Vec<MentionRow<'_>> = sheet.mentions().collect();
    let told = guesses.iter().filter_map(|guess| guess.mention.as_ref());
    let base = sheet.base_of(&readable.iter().chain(told).collect::<Vec<_>>()).0;
    let positions = Positions::new(sheet.text, base);
    for guess in guesses.iter_mut() {
        let Some(mention) = &guess.mention else { continue };
        guess.is_proved = mention.words().is_some() && !mention.is_misplaced(&positions);
        if !guess.is_proved
            && let Some(covered) = with_other_blanks(sheet, mention, &positions)
        {
            guess.line = mention.with(&mention.ranges, Some(&covered));
            guess.is_proved = true;
        }
    }
    let proved = guesses.iter().filter(|guess| guess.is_proved).count();
    let open: Vec<MentionRow<'_>> = guesses
        .iter()
        .filter(|guess| !guess.is_proved)
        .filter_map(|guess| guess.mention.as_ref())
        .map(|m| MentionRow { ranges: m.ranges.clone(), ..*m })
        .collect();
    // Most texts prove the form of all lines; offsets that are wrong as well are another matter.
    let is_form_known = proved > 0 && proved >= open.len() || shift::explains_all(sheet.text, open.iter(), &positions);
    let defined: HashSet<String> =
        sheet.lines().map(|(_, line)| line.name).chain(guesses.iter().map(|g| g.name)).map(str::to_owned).collect();
    for guess in guesses.iter_mut().filter(|guess| !guess.is_proved) {
        guess.is_proved = match (&guess.mention, line::parse(&guess.line)) {
            (Some(_), _) => is_form_known,
            (None, Ok(line)) => targets(&line.body).iter().all(|target| defined.contains(*target)),
            (None, Err(_)) => false,
        };
    }
}

/// The text that a mention covers, where only its white space is another than the one it says.
fn with_other_blanks(sheet: &Sheet<'_>, mention: &MentionRow<'_>, positions: &Positions) -> Option<String> {
    let spans = mention.spans(positions)?;
    let pieces: Vec<&str> = spans.iter().map(|span| span.slice(sheet.text).unwrap_or_default()).collect();
    let covered = one_line(&pieces.join(" "));
    let is_same = mention.words()?.split_whitespace().eq(covered.split_whitespace());
    is_same.then_some(covered)
}
