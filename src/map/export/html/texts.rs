//! The texts with their entities marked.

use std::fmt::Write as _;

use super::super::Sheet;
use super::super::facts::Facts;
use super::super::xml::{escape, escape_lines};
use super::Kinds;
use crate::domain::MentionId;
use crate::text::Span;

/// A stretch of text that belongs to a concept.
struct Mark {
    span: Span,
    mention: MentionId,
    /// The first piece of its mention, the one that is linked to.
    first: bool,
    class: String,
    concept: String,
    title: String,
}

pub fn write(sheet: &Sheet<'_>, facts: &Facts, kinds: &Kinds) -> String {
    let mut html = String::new();
    for (number, source) in sheet.sources.iter().enumerate() {
        let annotations = &source.document.annotations;
        let mut marks: Vec<Mark> = Vec::new();
        for concept in &facts.concepts {
            for place in concept.mentions.iter().filter(|place| place.document == number) {
                let Some(mention) = annotations.mention(place.mention) else { continue };
                marks.extend(mention.fragments.iter().enumerate().map(|(piece, span)| Mark {
                    span,
                    mention: mention.id,
                    first: piece == 0,
                    class: kinds.entity(&concept.kind),
                    concept: concept.id.clone(),
                    title: format!("{}: {}", concept.kind_label, concept.label),
                }));
            }
        }
        if marks.is_empty() {
            continue;
        }
        let _ = write!(html, "<article><h3>{}</h3><div class=\"text\" dir=\"auto\">", escape(&source.document.name));
        body(&mut html, &source.document.text, number, marks);
        html.push_str("</div></article>\n");
    }
    html
}

/// Nested marks nest; of two that cross, the later one is cut where the earlier one ends.
fn body(html: &mut String, text: &str, document: usize, mut marks: Vec<Mark>) {
    marks.retain(|mark| !mark.span.is_empty() && mark.span.slice(text).is_some());
    marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end), mark.mention));
    let mut open: Vec<&Mark> = Vec::new();
    let mut at = 0;
    let mut close_until = |html: &mut String, open: &mut Vec<&Mark>, until: usize| {
        while let Some(next) = open.iter().map(|mark| mark.span.end).min().filter(|end| *end <= until) {
            html.push_str(&escape_lines(text.get(at..next).unwrap_or_default()));
            at = next;
            let from = open.iter().position(|mark| mark.span.end <= next).unwrap_or(open.len());
            (from..open.len()).for_each(|_| html.push_str("</mark>"));
            let again: Vec<&Mark> = open.drain(from..).filter(|mark| mark.span.end > next).collect();
            for mark in again {
                begin(html, mark, None);
                open.push(mark);
            }
        }
        html.push_str(&escape_lines(text.get(at..until).unwrap_or_default()));
        at = until;
    };
    for mark in &marks {
        close_until(html, &mut open, mark.span.start);
        begin(html, mark, Some(document));
        open.push(mark);
    }
    close_until(html, &mut open, text.len());
}

/// `document`: where the mark can be linked to.
fn begin(html: &mut String, mark: &Mark, document: Option<usize>) {
    let id = document.filter(|_| mark.first).map(|document| format!(" id=\"m{document}-{}\"", mark.mention.0));
    let _ = write!(
        html,
        "<mark class=\"{}\" data-c=\"{}\" title=\"{}\"{}>",
        mark.class,
        mark.concept,
        escape(&mark.title),
        id.unwrap_or_default()
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, spans: &[(usize, usize)]) -> String {
        let mark = |(number, (start, end)): (usize, &(usize, usize))| Mark {
            span: Span::new(*start, *end),
            mention: MentionId(number as u32),
            first: true,
            class: "n".into(),
            concept: format!("c{number}"),
            title: "t".into(),
        };
        let mut html = String::new();
        body(&mut html, text, 0, spans.iter().enumerate().map(mark).collect());
        let html = html.replace(" title=\"t\"", "").replace("class=\"n\" ", "").replace("data-c=", "");
        html.replace(" id=", "#").replace('"', "")
    }

    #[test]
    fn nested_and_crossing_marks_are_well_formed() {
        assert_eq!(marked("a & b", &[]), "a &amp; b");
        assert_eq!(
            marked("University of Rome.", &[(0, 18), (14, 18)]),
            "<mark c0#m0-0>University of <mark c1#m0-1>Rome</mark></mark>."
        );
        assert_eq!(
            marked("one two three", &[(0, 7), (4, 13)]),
            "<mark c0#m0-0>one <mark c1#m0-1>two</mark></mark><mark c1> three</mark>"
        );
        assert_eq!(marked("я и ты", &[(0, 2), (5, 10)]), "<mark c0#m0-0>я</mark> и<mark c1#m0-1> ты</mark>");
    }

    proptest::proptest! {
        #[test]
        fn every_mark_is_closed_and_no_letter_is_lost(spans in proptest::collection::vec((0usize..40, 1usize..15), 0..12)) {
            let text: String = ('a'..='z').cycle().take(60).collect();
            let spans: Vec<(usize, usize)> = spans.into_iter().map(|(start, len)| (start, start + len)).collect();
            let html = marked(&text, &spans);
            let mut depth = 0;
            let mut plain = String::new();
            let mut rest = html.as_str();
            while let Some((before, after)) = rest.split_once('<') {
                plain.push_str(before);
                let (tag, after) = after.split_once('>').expect("a whole tag");
                depth += if tag.starts_with('/') { -1 } else { 1 };
                proptest::prop_assert!(depth >= 0);
                rest = after;
            }
            plain.push_str(rest);
            proptest::prop_assert_eq!(depth, 0);
            proptest::prop_assert_eq!(plain, text);
        }
    }
}
