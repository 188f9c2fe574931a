//! Columns of words and tags: CoNLL-2003's four (word, part of speech, chunk, entity) and the two of most IOB files.
//!
//! A blank line ends a sentence, `-DOCSTART-` begins a document. Tags are read in IOB1, IOB2, BIOES and BILOU alike and
//! written in IOB2. One layer of entities fits, and no relations.

use super::{AnnotationReader, AnnotationWriter, Lost, Parsed, Place, Problem, ReadError};
use crate::dataset::{self, Sentence};
use crate::domain::{Document, Visibility};

/// How many columns are written; any number is read, the first holding the word and the last the tag.
pub enum Conll {
    /// Word, part of speech, chunk, entity; the middle two are written as `_`.
    Four,
    /// Word, entity.
    Two,
}

const BREAK: &str = "-DOCSTART-";

impl AnnotationReader for Conll {
    fn read(&self, text: &str, stem: &str) -> Result<Parsed, ReadError> {
        let mut parsed = Parsed::default();
        let mut reading = Reading::default();
        for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            reading.line(line, Place::Line(at + 1), &mut parsed.problems);
        }
        reading.end_document();
        if reading.documents.is_empty() {
            return Err(ReadError("there is no line of a word and a tag in it".to_owned()));
        }
        parsed.lost.add(reading.columns, "words whose other columns (part of speech, chunk) are not kept");
        let many = reading.documents.len() > 1;
        for (at, sentences) in reading.documents.iter().enumerate() {
            let name = if many { format!("{stem}-{}", at + 1) } else { stem.to_owned() };
            let document = dataset::document(&name, sentences).map_err(|error| ReadError(error.to_string()))?;
            parsed.documents.push(document);
        }
        Ok(parsed)
    }
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    documents: Vec<Vec<Sentence>>,
    sentences: Vec<Sentence>,
    sentence: Sentence,
    /// The type of the entity that the next word may continue.
    open: Option<String>,
    /// Words with more columns than a word and its tag.
    columns: usize,
}

impl Reading {
    fn line(&mut self, line: &str, place: Place, problems: &mut Vec<Problem>) {
        let columns: Vec<&str> = if line.contains('\t') {
            line.split('\t').map(str::trim).collect()
        } else {
            line.split_whitespace().collect()
        };
        match columns.as_slice() {
            [] | [""] => self.end_sentence(),
            [first, ..] if *first == BREAK => self.end_document(),
            [word, .., tag] if tag_of(tag).is_some() => {
                self.columns +=
                    usize::from(columns.len() > 2 && columns[1..columns.len() - 1].iter().any(|c| is_said(c)));
                self.word(word, tag_of(tag).unwrap_or(Tag::Outside));
            }
            // A comment: its last word is no tag.
            [first, ..] if first.starts_with('#') => {}
            [word, .., tag] => {
                problems
                    .push(place.says(format!("`{tag}` is no tag of IOB, BIOES or BILOU; {word} is read without one")));
                self.word(word, Tag::Outside);
            }
            [word] => {
                problems.push(place.says(format!("{word} has no tag; it is read without one")));
                self.word(word, Tag::Outside);
            }
        }
    }

    fn word(&mut self, word: &str, tag: Tag<'_>) {
        let at = self.sentence.tokens.len();
        self.sentence.tokens.push(word.to_owned());
        let (kind, begins, ends) = match tag {
            Tag::Outside => {
                self.open = None;
                return;
            }
            Tag::Begin(kind) => (kind, true, false),
            Tag::Inside(kind) => (kind, false, false),
            Tag::End(kind) => (kind, false, true),
            Tag::Single(kind) => (kind, true, true),
        };
        // IOB1 begins an entity inside, and some files go on with another type.
        let goes_on = !begins && self.open.as_deref() == Some(kind);
        match self.sentence.entities.last_mut().filter(|_| goes_on) {
            Some(entity) => entity.end = at + 1,
            None => self.sentence.entities.push(dataset::Entity {
                kind: kind.to_owned(),
                start: at,
                end: at + 1,
                score: None,
            }),
        }
        self.open = (!ends).then(|| kind.to_owned());
    }

    fn end_sentence(&mut self) {
        self.open = None;
        if !self.sentence.tokens.is_empty() {
            self.sentences.push(std::mem::take(&mut self.sentence));
        }
    }

    fn end_document(&mut self) {
        self.end_sentence();
        if !self.sentences.is_empty() {
            self.documents.push(std::mem::take(&mut self.sentences));
        }
    }
}

/// Whether a column says something.
fn is_said(column: &str) -> bool {
    !["_", "-", "-X-", "O", ""].contains(&column)
}

#[derive(Clone, Copy)]
enum Tag<'a> {
    Outside,
    Begin(&'a str),
    Inside(&'a str),
    /// The last word of an entity (`E-`, `L-`).
    End(&'a str),
    /// An entity of one word (`S-`, `U-`).
    Single(&'a str),
}

fn tag_of(tag: &str) -> Option<Tag<'_>> {
    if tag == "O" {
        return Some(Tag::Outside);
    }
    let (place, kind) = tag.split_once('-').filter(|(_, kind)| !kind.is_empty())?;
    Some(match place {
        "B" => Tag::Begin(kind),
        "I" | "M" => Tag::Inside(kind),
        "E" | "L" => Tag::End(kind),
        "S" | "U" => Tag::Single(kind),
        _ => return None,
    })
}

impl AnnotationWriter for Conll {
    fn write(&self, documents: &[(&Document, Visibility)]) -> (String, Lost) {
        let (mut lines, mut lost) = (String::new(), Lost::default());
        for (document, visibility) in documents {
            if matches!(self, Self::Four) {
                lines.push_str("-DOCSTART- -X- -X- O\n\n");
            } else if documents.len() > 1 {
                lines.push_str("-DOCSTART- O\n\n");
            }
            let (sentences, left_out) = dataset::sentences_with(document, visibility);
            lost.add_entities(&left_out);
            lost.add(left_out.relations, "relations: columns have none");
            lost.add(document.annotations.extras().count(), "notes, attributes, events and other lines");
            for sentence in &sentences {
                self.sentence(sentence, &mut lines, &mut lost);
            }
        }
        (lines, lost)
    }
}

impl Conll {
    fn sentence(&self, sentence: &Sentence, lines: &mut String, lost: &mut Lost) {
        let mut order: Vec<&dataset::Entity> = sentence.entities.iter().collect();
        order.sort_by_key(|entity| (entity.start, std::cmp::Reverse(entity.end)));
        let (mut tags, mut free) = (vec!["O".to_owned(); sentence.tokens.len()], 0);
        for entity in order {
            if entity.start < free {
                lost.add(
                    1,
                    "entities inside or across others: columns have one layer, the outer and first ones are kept",
                );
                continue;
            }
            free = entity.end;
            let kind: String = entity.kind.chars().map(|c| if c.is_whitespace() { '_' } else { c }).collect();
            for (at, tag) in tags.iter_mut().enumerate().take(entity.end).skip(entity.start) {
                *tag = format!("{}-{kind}", if at == entity.start { 'B' } else { 'I' });
            }
        }
        for (token, tag) in sentence.tokens.iter().zip(tags) {
            let token: String = token.chars().map(|c| if c.is_whitespace() { '_' } else { c }).collect();
            match self {
                Self::Four => lines.push_str(&format!("{token} _ _ {tag}\n")),
                Self::Two => lines.push_str(&format!("{token}\t{tag}\n")),
            }
        }
        if !sentence.tokens.is_empty() {
            lines.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<Vec<String>>, Vec<Problem>) {
        let parsed = Conll::Two.read(text, "d").expect("columns");
        let said = |document: &Document| {
            document.annotations.mentions().map(|m| format!("{} {}", m.kind, m.text(&document.text))).collect()
        };
        (parsed.documents.iter().map(said).collect(), parsed.problems)
    }

    #[test]
    fn tags_of_every_scheme_are_read() {
        let both = vec![vec!["PER Nora Quist".to_owned(), "LOC Lyon".to_owned(), "LOC Rome".to_owned()]];
        for tags in [
            ["B-PER", "I-PER", "O", "B-LOC", "B-LOC"],
            ["I-PER", "I-PER", "O", "I-LOC", "B-LOC"],
            ["B-PER", "E-PER", "O", "S-LOC", "S-LOC"],
            ["B-PER", "L-PER", "O", "U-LOC", "U-LOC"],
        ] {
            let words = ["Nora", "Quist", "saw", "Lyon", "Rome"];
            let text: String = words.iter().zip(tags).map(|(word, tag)| format!("{word}\t{tag}\n")).collect();
            assert_eq!(read(&text), (both.clone(), vec![]), "{tags:?}");
        }
    }

    #[test]
    fn documents_comments_and_bad_lines() {
        let text = "-DOCSTART- -X- -X- O\n\n# a comment line\nNora NNP B-NP B-PER\nleft VBD B-VP O\n\n-DOCSTART- -X- -X- O\n\nRome NNP B-NP X\nlonely\n";
        let (said, problems) = read(text);
        assert_eq!(said, [vec!["PER Nora"], vec![]]);
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(problems.len(), 2);
        assert!(problems[0].starts_with("line 9: `X` is no tag"), "{}", problems[0]);
        assert!(problems[1].starts_with("line 10: lonely has no tag"), "{}", problems[1]);
        assert!(Conll::Four.read("\n\n", "d").is_err());
    }

    #[test]
    fn nested_entities_are_flattened_and_reported() {
        let mut builder = super::super::builder::Builder::new("d".into(), "The Bank of Rome closed.");
        let bank = builder.entity("ORG", 4, 16, None).expect("in the text");
        let rome = builder.entity("LOC", 12, 16, None).expect("in the text");
        builder.relation("in", bank, rome, None).expect("typed");
        let document = builder.finish().expect("consistent");
        let (text, lost) = Conll::Two.write(&[(&document, Visibility::default())]);
        assert_eq!(text, "The\tO\nBank\tB-ORG\nof\tI-ORG\nRome\tI-ORG\nclosed\tO\n.\tO\n\n");
        assert_eq!(
            lost.to_string(),
            "1 × relations: columns have none; 1 × entities inside or across others: columns have one layer, the outer \
             and first ones are kept"
        );
    }
}
