//! The search line: from words to a [`Query`] and back.
//!
//! `Oswald type:Peop score<0.6` – words are a phrase, `/…/` is a regular expression, `key:value` filters. A value with
//! white space stands in quotation marks. What no filter is called is text: `http://x` finds itself.

use std::fmt;
use std::sync::Arc;

use super::query::{Bound, By, Decision, Query, Text, What};

/// Every filter with an example and what it does: for the help beside the search line.
pub const FILTERS: &[(&str, &str)] = &[
    ("Lee Oswald", "These words, in capital or small letters"),
    ("\"score<0.6\"", "Exactly this, though it looks like a filter"),
    ("/19[0-9]{2}/", "A regular expression"),
    ("type:Peop", "Entities or relations of a type (several: type:Peop,Org)"),
    ("head:Peop tail:Loc", "Relations from a person to a place"),
    ("from:Anna to:Moscow", "Relations from one concept to another"),
    ("score<0.6", "Less sure than 60 % (also >, <=, >=, score:0.3..0.6)"),
    ("by:human", "Made by hand (also by:file, by:model, or a model's name)"),
    ("is:open", "Not reviewed yet (also is:confirmed, is:rejected, is:hidden)"),
    ("is:entity", "Entities only (also is:relation, is:text)"),
    ("note:check", "With a note that holds this word (note:* for any)"),
    ("same:\"U.S.\"", "Entities that are the same concept; several are any of them; same:Wikidata:Q30 by a reference"),
    ("near:Tchaikovsky", "Entities that are spelled alike"),
    ("case:yes words:yes", "Capital letters count; whole words only"),
];

/// Why a search line says nothing that can be looked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    #[error("“{0}” begins with a quotation mark that is never closed")]
    Quote(String),
    #[error("“{value}” is no number from 0 to 1. Write score<0.6, say, or score:0.3..0.6")]
    Score { value: String },
    #[error(
        "is:{0} is not known. There are is:open, is:confirmed, is:rejected, is:hidden, is:entity, is:relation, is:text"
    )]
    Is(String),
    #[error("{key}:{value} is not known. Write {key}:yes or {key}:no")]
    YesNo { key: String, value: String },
    #[error("{0}: needs a value, such as {0}:Peop")]
    NoValue(String),
    #[error("There can be only one regular expression, and no words beside it. Put the words into it")]
    TwoTexts,
}

/// Reads a search line.
///
/// # Errors
/// In words that a person can act on.
pub fn parse(line: &str) -> Result<Query, QueryError> {
    let mut query = Query::default();
    let mut words: Vec<String> = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        if let Some((regex, after)) = regex_at(rest) {
            if query.text.replace(Text::Regex(regex)).is_some() {
                return Err(QueryError::TwoTexts);
            }
            rest = after.trim_start();
            continue;
        }
        if let Some((phrase, after)) = quoted(rest)? {
            words.push(phrase);
            rest = after.trim_start();
            continue;
        }
        let (word, after) = term(rest)?;
        if !filter(&mut query, &word)? {
            words.push(word);
        }
        rest = after.trim_start();
    }
    let phrase = words.join(" ");
    if !phrase.trim().is_empty() && query.text.replace(Text::Phrase(phrase)).is_some() {
        return Err(QueryError::TwoTexts);
    }
    Ok(query)
}

/// `/…/` up to a slash that ends a term; `\/` is a slash.
fn regex_at(rest: &str) -> Option<(String, &str)> {
    let body = rest.strip_prefix('/')?;
    let mut pattern = String::new();
    let mut chars = body.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some((_, '/')) => pattern.push('/'),
                Some((_, next)) => pattern.extend(['\\', next]),
                None => return None,
            },
            '/' => {
                let after = body.get(at + 1..)?;
                let ends = after.chars().next().is_none_or(char::is_whitespace);
                return (ends && !pattern.is_empty()).then_some((pattern, after));
            }
            c => pattern.push(c),
        }
    }
    None
}

/// `"…"`, in which `\"` is a quotation mark and `\\` a backslash.
fn quoted(rest: &str) -> Result<Option<(String, &str)>, QueryError> {
    let Some(body) = rest.strip_prefix('"') else { return Ok(None) };
    let mut value = String::new();
    let mut chars = body.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some((_, next @ ('"' | '\\'))) => value.push(next),
                Some((_, next)) => value.extend(['\\', next]),
                None => break,
            },
            '"' => return Ok(Some((value, body.get(at + 1..).unwrap_or_default()))),
            c => value.push(c),
        }
    }
    Err(QueryError::Quote(rest.to_owned()))
}

/// Up to the next white space; a quotation after the first colon belongs to it.
fn term(rest: &str) -> Result<(String, &str), QueryError> {
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let head = rest.get(..end).unwrap_or(rest);
    if let Some(colon) = head.find(':')
        && is_key(&head[..colon])
        && let Some((value, after)) = quoted(rest.get(colon + 1..).unwrap_or_default())?
    {
        return Ok((format!("{}:{value}", &head[..colon]), after));
    }
    Ok((head.to_owned(), rest.get(end..).unwrap_or_default()))
}

const KEYS: [&str; 15] = [
    "type", "entity", "relation", "head", "tail", "from", "to", "score", "by", "is", "note", "same", "near", "case",
    "words",
];

fn is_key(word: &str) -> bool {
    KEYS.iter().any(|key| key.eq_ignore_ascii_case(word))
}

/// Takes a term up as a filter; false where it is none.
fn filter(query: &mut Query, word: &str) -> Result<bool, QueryError> {
    if let Some(limits) = word.get(..5).filter(|head| head.eq_ignore_ascii_case("score")).and_then(|_| word.get(5..))
        && limits.starts_with(['<', '>', '='])
    {
        score_limit(query, limits)?;
        return Ok(true);
    }
    let Some((key, value)) = word.split_once(':') else { return Ok(false) };
    if !is_key(key) {
        return Ok(false);
    }
    let key = key.to_ascii_lowercase();
    if value.is_empty() {
        return Err(QueryError::NoValue(key));
    }
    let names = || value.split(',').map(str::trim).filter(|n| !n.is_empty()).map(Arc::from);
    match key.as_str() {
        "type" => query.kinds.extend(names()),
        "entity" => {
            query.what = What::Entities;
            query.kinds.extend(names());
        }
        "relation" => {
            query.what = What::Relations;
            query.kinds.extend(names());
        }
        "head" => query.heads.extend(names()),
        "tail" => query.tails.extend(names()),
        "score" => score_range(query, value)?,
        "by" => {
            query.by = Some(match value.to_lowercase().as_str() {
                "human" | "hand" | "me" => By::Human,
                "file" => By::File,
                "model" => By::Model,
                _ => By::Named(value.to_owned()),
            });
        }
        "is" => is(query, value)?,
        "note" => query.note = Some(if value == "*" { String::new() } else { value.to_owned() }),
        "same" => query.same.push(value.to_owned()),
        "near" => query.near = Some(value.to_owned()),
        "from" => query.from.push(value.to_owned()),
        "to" => query.to.push(value.to_owned()),
        "case" => query.case = yes(&key, value)?,
        _ => query.words = yes(&key, value)?,
    }
    Ok(true)
}

fn is(query: &mut Query, value: &str) -> Result<(), QueryError> {
    match value.to_lowercase().as_str() {
        "open" => query.decision = Some(Decision::Open),
        "confirmed" | "accepted" => query.decision = Some(Decision::Confirmed),
        "rejected" => query.decision = Some(Decision::Rejected),
        "hidden" => query.decision = Some(Decision::Hidden),
        "entity" => query.what = What::Entities,
        "relation" => query.what = What::Relations,
        "text" => query.what = What::Text,
        _ => return Err(QueryError::Is(value.to_owned())),
    }
    Ok(())
}

fn yes(key: &str, value: &str) -> Result<bool, QueryError> {
    match value.to_lowercase().as_str() {
        "yes" | "on" | "true" => Ok(true),
        "no" | "off" | "false" => Ok(false),
        _ => Err(QueryError::YesNo { key: key.to_owned(), value: value.to_owned() }),
    }
}

fn score_limit(query: &mut Query, limits: &str) -> Result<(), QueryError> {
    let number = limits.trim_start_matches(['<', '>', '=']);
    let sign = &limits[..limits.len() - number.len()];
    let bound = |inclusive| Ok(Some(Bound { value: number_of(number)?, inclusive }));
    match sign {
        "<" => query.scores.high = bound(false)?,
        "<=" => query.scores.high = bound(true)?,
        ">" => query.scores.low = bound(false)?,
        ">=" => query.scores.low = bound(true)?,
        "=" => (query.scores.low, query.scores.high) = (bound(true)?, bound(true)?),
        _ => return Err(QueryError::Score { value: limits.to_owned() }),
    }
    Ok(())
}

/// `0.3..0.6`, or one number.
fn score_range(query: &mut Query, value: &str) -> Result<(), QueryError> {
    let (low, high) = value.split_once("..").unwrap_or((value, value));
    let bound = |value: &str| -> Result<Option<Bound>, QueryError> {
        if value.is_empty() {
            return Ok(None);
        }
        Ok(Some(Bound { value: number_of(value)?, inclusive: true }))
    };
    (query.scores.low, query.scores.high) = (bound(low)?, bound(high)?);
    Ok(())
}

fn number_of(value: &str) -> Result<f32, QueryError> {
    let error = || QueryError::Score { value: value.to_owned() };
    let (digits, scale) = value.strip_suffix('%').map_or((value, 1.0), |digits| (digits, 100.0));
    let number: f32 = digits.replace(',', ".").parse().map_err(|_| error())?;
    let number = number / scale;
    if (0.0..=1.0).contains(&number) { Ok(number) } else { Err(error()) }
}

/// The search line that reads as this query.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = Vec::new();
        match &self.text {
            Some(Text::Phrase(phrase)) => parts.push(phrase_line(phrase)),
            Some(Text::Regex(regex)) => parts.push(format!("/{}/", regex.replace('/', "\\/"))),
            None => {}
        }
        let names =
            |key: &str, names: &[Arc<str>]| (!names.is_empty()).then(|| format!("{key}:{}", value(&names.join(","))));
        parts.extend(names("type", &self.kinds));
        parts.extend(names("head", &self.heads));
        parts.extend(names("tail", &self.tails));
        let sign =
            |bound: Bound, sign: &str| format!("score{sign}{}{}", if bound.inclusive { "=" } else { "" }, bound.value);
        parts.extend(self.scores.low.map(|b| sign(b, ">")));
        parts.extend(self.scores.high.map(|b| sign(b, "<")));
        parts.extend(self.by.as_ref().map(|by| match by {
            By::Human => "by:human".to_owned(),
            By::File => "by:file".to_owned(),
            By::Model => "by:model".to_owned(),
            By::Named(name) => format!("by:{}", value(name)),
        }));
        parts.extend(self.decision.map(|d| {
            let name = match d {
                Decision::Open => "open",
                Decision::Confirmed => "confirmed",
                Decision::Rejected => "rejected",
                Decision::Hidden => "hidden",
            };
            format!("is:{name}")
        }));
        parts.extend(match self.what {
            What::Fitting => None,
            What::Text => Some("is:text".to_owned()),
            What::Entities => Some("is:entity".to_owned()),
            What::Relations => Some("is:relation".to_owned()),
        });
        parts
            .extend(self.note.as_ref().map(|note| format!("note:{}", value(if note.is_empty() { "*" } else { note }))));
        parts.extend(self.same.iter().map(|text| format!("same:{}", value(text))));
        parts.extend(self.near.as_ref().map(|text| format!("near:{}", value(text))));
        parts.extend(self.from.iter().map(|text| format!("from:{}", value(text))));
        parts.extend(self.to.iter().map(|text| format!("to:{}", value(text))));
        parts.extend(self.case.then(|| "case:yes".to_owned()));
        parts.extend(self.words.then(|| "words:yes".to_owned()));
        f.write_str(&parts.join(" "))
    }
}

/// A phrase bare where it reads back as itself, else in quotation marks.
fn phrase_line(phrase: &str) -> String {
    let alone = Ok(Query { text: Some(Text::Phrase(phrase.to_owned())), ..Query::default() });
    // Behind a bare phrase other terms may follow, so that it must also end where it ends.
    if parse(phrase) == alone && !phrase.contains(['"', '/']) { phrase.to_owned() } else { quote(phrase) }
}

fn value(text: &str) -> String {
    let plain = !text.is_empty() && !text.contains(char::is_whitespace) && !text.starts_with('"');
    if plain { text.to_owned() } else { quote(text) }
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
#[path = "syntax_tests.rs"]
mod tests;
