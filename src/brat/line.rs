//! One line of an `.ann` file, taken apart.

use super::issue::quote;

/// What a line says. Everything borrows from the line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Body<'a> {
    /// `T1⇥Type 0 4;6 9⇥text`; `said` is all that follows the second TAB.
    Mention { kind: &'a str, offsets: &'a str, said: Option<&'a str> },
    /// `R1⇥Type Arg1:T1 Arg2:T2`; `tail` is what follows the arguments, its TAB included.
    Relation { kind: &'a str, args: Vec<(&'a str, &'a str)>, tail: &'a str },
    /// `E1⇥Type:T2 Role:T3`.
    Event { kind: &'a str, trigger: Option<&'a str>, args: Vec<(&'a str, &'a str)> },
    /// `A1⇥Name T1 [Value]`.
    Attribute { name: &'a str, target: &'a str, value: Option<&'a str> },
    /// `N1⇥Reference T1 DB:ID⇥text`.
    Normalization { name: &'a str, target: &'a str, reference: &'a str, text: &'a str },
    /// `#1⇥AnnotatorNotes T1⇥text`.
    Note { name: &'a str, target: &'a str, text: &'a str },
    /// `*⇥Equiv T1 T2 …`.
    Equiv { name: &'a str, targets: Vec<&'a str> },
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// The line's own id; `*` for the lines that have none.
    pub name: &'a str,
    pub body: Body<'a>,
}

/// Why a line says nothing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub message: String,
    pub remedy: &'static str,
}

impl Fault {
    fn new(message: impl Into<String>, remedy: &'static str) -> Self {
        Self { message: message.into(), remedy }
    }
}

/// Takes a line apart (without its line end).
pub(super) fn parse(content: &str) -> Result<Line<'_>, Fault> {
    let (name, fields) = content.split_once('\t').ok_or_else(|| {
        Fault::new(
            format!("not an annotation: no TAB behind an id in {}", quote(content)),
            "a piece of the line above, perhaps: join the two or delete this one",
        )
    })?;
    if name != "*" && number(name).is_none() {
        return Err(Fault::new(
            format!("{} is not an id: letters and a number are expected, such as T1", quote(name)),
            "give the line an id or delete it",
        ));
    }
    let (what, rest) = match fields.split_once('\t') {
        Some((what, rest)) => (what, Some(rest)),
        None => (fields, None),
    };
    let body = match name.as_bytes().first() {
        Some(b'T') => mention(name, what, rest),
        Some(b'R') => relation(name, what, fields),
        Some(b'E') => event(name, what),
        Some(b'A' | b'M') => attribute(name, what),
        Some(b'N') => normalization(name, what, rest),
        Some(b'#') => note(name, what, rest),
        Some(b'*') => equiv(name, what),
        _ => Err(Fault::new(
            format!("{} is no kind of annotation that brat knows (T, R, E, A, M, N, # or *)", quote(name)),
            "correct its first letter",
        )),
    }?;
    Ok(Line { name, body })
}

/// The letters and the digits of an id such as `T12`; an odd suffix (`T12x`) is left out.
pub(super) fn number(name: &str) -> Option<(&str, &str)> {
    let digits_at = name.find(|c: char| !(c.is_ascii_alphabetic() || c == '#' || c == '*'))?;
    let (letters, rest) = name.split_at_checked(digits_at)?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let digits = rest.get(..end)?;
    let legal = !letters.is_empty() && !digits.is_empty() && !rest.contains(char::is_whitespace);
    legal.then_some((letters, digits))
}

fn words(what: &str) -> impl Iterator<Item = &str> {
    what.split(' ').filter(|word| !word.is_empty())
}

fn mention<'a>(name: &str, what: &'a str, said: Option<&'a str>) -> Result<Body<'a>, Fault> {
    let (kind, offsets) = what.split_once(' ').ok_or_else(|| {
        Fault::new(format!("{name}: no offsets behind the type {}", quote(what)), "write it as T1⇥Type 0 4⇥text")
    })?;
    if kind.is_empty() {
        return Err(Fault::new(format!("{name} has no type"), "write it as T1⇥Type 0 4⇥text"));
    }
    Ok(Body::Mention { kind, offsets, said })
}

/// `0 4;6 9` as ranges.
pub(super) fn offsets(name: &str, offsets: &str) -> Result<Vec<(usize, usize)>, Fault> {
    let bad = |piece: &str| {
        Fault::new(
            format!("{name}: {} is not a pair of offsets", quote(piece)),
            "offsets are two numbers, start and end; pieces are divided by ;",
        )
    };
    offsets
        .split(';')
        .map(|piece| {
            let mut numbers = words(piece);
            match (numbers.next(), numbers.next(), numbers.next()) {
                (Some(start), Some(end), None) => match (start.parse(), end.parse()) {
                    (Ok(start), Ok(end)) => Ok((start, end)),
                    _ => Err(bad(piece)),
                },
                _ => Err(bad(piece)),
            }
        })
        .collect()
}

fn args<'a>(name: &str, words: impl Iterator<Item = &'a str>) -> Result<Vec<(&'a str, &'a str)>, Fault> {
    words
        .map(|word| match word.split_once(':') {
            Some((role, target)) if !role.is_empty() && !target.is_empty() => Ok((role, target)),
            _ => Err(Fault::new(
                format!("{name}: {} is not an argument", quote(word)),
                "arguments are a role and an id, such as Arg1:T1",
            )),
        })
        .collect()
}

fn relation<'a>(name: &str, what: &'a str, fields: &'a str) -> Result<Body<'a>, Fault> {
    const REMEDY: &str = "write it as R1⇥Type Arg1:T1 Arg2:T2";
    let mut parts = words(what);
    let kind = parts.next().ok_or_else(|| Fault::new(format!("{name} has no type"), REMEDY))?;
    let args = args(name, parts)?;
    if args.len() < 2 {
        return Err(Fault::new(format!("{name}: a relation needs two arguments, {} found", args.len()), REMEDY));
    }
    Ok(Body::Relation { kind, args, tail: fields.get(what.len()..).unwrap_or_default() })
}

fn event<'a>(name: &str, what: &'a str) -> Result<Body<'a>, Fault> {
    let mut parts = words(what);
    let first = parts.next().ok_or_else(|| Fault::new(format!("{name} has no type"), "write it as E1⇥Type:T1"))?;
    let (kind, trigger) = match first.split_once(':') {
        Some((kind, trigger)) if !trigger.is_empty() => (kind, Some(trigger)),
        Some((kind, _)) => (kind, None),
        None => (first, None),
    };
    Ok(Body::Event { kind, trigger, args: args(name, parts)? })
}

fn attribute<'a>(name: &str, what: &'a str) -> Result<Body<'a>, Fault> {
    let mut parts = what.splitn(3, ' ');
    match (parts.next(), parts.next()) {
        (Some(kind), Some(target)) if !kind.is_empty() && !target.is_empty() => {
            Ok(Body::Attribute { name: kind, target, value: parts.next().filter(|value| !value.is_empty()) })
        }
        _ => Err(Fault::new(format!("{name}: an attribute needs a name and a target"), "write it as A1⇥Name T1")),
    }
}

fn normalization<'a>(name: &str, what: &'a str, rest: Option<&'a str>) -> Result<Body<'a>, Fault> {
    let mut parts = what.splitn(3, ' ');
    match (parts.next(), parts.next()) {
        (Some(kind), Some(target)) if !kind.is_empty() && !target.is_empty() => Ok(Body::Normalization {
            name: kind,
            target,
            reference: parts.next().unwrap_or_default(),
            text: rest.unwrap_or_default(),
        }),
        _ => Err(Fault::new(
            format!("{name}: a normalization needs a name and a target"),
            "write it as N1⇥Reference T1 DB:ID⇥text",
        )),
    }
}

fn note<'a>(name: &str, what: &'a str, rest: Option<&'a str>) -> Result<Body<'a>, Fault> {
    let mut parts = words(what);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(kind), Some(target), None) => Ok(Body::Note { name: kind, target, text: rest.unwrap_or_default() }),
        _ => Err(Fault::new(
            format!("{name}: a note needs a name and a target"),
            "write it as #1⇥AnnotatorNotes T1⇥text",
        )),
    }
}

fn equiv<'a>(name: &str, what: &'a str) -> Result<Body<'a>, Fault> {
    let mut parts = words(what);
    let kind = parts.next();
    let targets: Vec<&str> = parts.collect();
    match kind {
        Some(kind) if name == "*" && !targets.is_empty() => Ok(Body::Equiv { name: kind, targets }),
        _ => Err(Fault::new("a * line needs a name and its members".to_owned(), "write it as *⇥Equiv T1 T2")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(content: &str) -> Body<'_> {
        parse(content).unwrap().body
    }

    #[test]
    fn every_kind_of_line_is_taken_apart() {
        let said = Some("left hand\t");
        assert_eq!(body("T1\tPart 0 4;9 13\tleft hand\t"), Body::Mention { kind: "Part", offsets: "0 4;9 13", said });
        let args = vec![("Arg1", "T1"), ("Arg2", "E2")];
        assert_eq!(body("R1\tKill Arg1:T1 Arg2:E2\t"), Body::Relation { kind: "Kill", args, tail: "\t" });
        let args = vec![("Agent", "T1")];
        assert_eq!(body("E1\tShoot:T3 Agent:T1"), Body::Event { kind: "Shoot", trigger: Some("T3"), args });
        assert_eq!(body("M2\tNegation E1"), Body::Attribute { name: "Negation", target: "E1", value: None });
        let value = Some("very sure");
        assert_eq!(body("A2\tDegree E1 very sure"), Body::Attribute { name: "Degree", target: "E1", value });
        assert_eq!(
            body("N1\tReference T1 Wikidata:Q42\tD.\tAdams"),
            Body::Normalization { name: "Reference", target: "T1", reference: "Wikidata:Q42", text: "D.\tAdams" }
        );
        assert_eq!(body("#1\tMine T1\t"), Body::Note { name: "Mine", target: "T1", text: "" });
        assert_eq!(body("*\tAlias T1 T2"), Body::Equiv { name: "Alias", targets: vec!["T1", "T2"] });
    }

    #[test]
    fn what_is_no_annotation_says_why() {
        for line in ["stray words", "T1", "x\ty", "Q1\tA T1", "T1\tPart", "R1\tKill Arg1:T1", "R1\tK a b", "*\tEquiv"] {
            let fault = parse(line).unwrap_err();
            assert!(!fault.message.is_empty() && !fault.remedy.is_empty(), "{line}");
        }
        for bad in ["", "1", "1 2 3", "1 2;", "a b", "1 99999999999999999999999999", "-1 2"] {
            assert!(offsets("T1", bad).is_err(), "{bad}");
        }
        assert_eq!(offsets("T1", "0 1;2 3"), Ok(vec![(0, 1), (2, 3)]));
    }

    #[test]
    fn ids_have_letters_a_number_and_perhaps_a_suffix() {
        assert_eq!(number("T12"), Some(("T", "12")));
        assert_eq!(number("#7"), Some(("#", "7")));
        assert_eq!(number("T9x"), Some(("T", "9")));
        for bad in ["", "T", "12", "*", "T 1", "Тест1"] {
            assert_eq!(number(bad), None, "{bad}");
        }
    }
}
