//! A document as sentences: what a sentence-level model can learn from it, and a count of what it cannot.

use std::collections::HashMap;
use std::fmt;
use std::ops::AddAssign;

use super::{AcrossRelation, Entity, EntityAt, Relation, Sentence};
use crate::domain::{Document, MentionId, OfEvents, Visibility};
use crate::text::counting::{agreed, counted};
use crate::text::{Sentence as Split, Span, split};

/// What does not go into sentences, and what had to be moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    pub mentions: usize,
    pub relations: usize,
    /// Mentions that begin or end inside a word and were widened to whole words.
    pub widened: usize,
    pub discontinuous: usize,
    pub crossing_mentions: usize,
    /// Mentions of nothing, or of no word: of width zero, or of white space.
    pub wordless_mentions: usize,
    /// Relations between different sentences.
    pub crossing_relations: usize,
    /// Relations that lost an end for one of the reasons above.
    pub endless_relations: usize,
    /// Sentences know no events, and nothing that is said of them.
    pub of_events: OfEvents,
    /// What a model says and nobody has reviewed; not among the others.
    pub predictions: usize,
}

impl AddAssign for LeftOut {
    fn add_assign(&mut self, other: Self) {
        self.mentions += other.mentions;
        self.relations += other.relations;
        self.widened += other.widened;
        self.discontinuous += other.discontinuous;
        self.crossing_mentions += other.crossing_mentions;
        self.wordless_mentions += other.wordless_mentions;
        self.crossing_relations += other.crossing_relations;
        self.endless_relations += other.endless_relations;
        self.of_events += other.of_events;
        self.predictions += other.predictions;
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let with = |count, one, many| format!("{count} {}", agreed(count, one, many));
        write!(
            f,
            "{}: {} a sentence break, {} and {} discontinuous, all left out; {} widened to whole words. {}: {} a sentence \
             break and {} lost an end, all left out",
            counted(self.mentions, "entity"),
            with(self.crossing_mentions, "crosses", "cross"),
            with(self.wordless_mentions, "is empty or covers no word", "are empty or cover no word"),
            with(self.discontinuous, "is", "are"),
            with(self.widened, "was", "were"),
            counted(self.relations, "relation"),
            with(self.crossing_relations, "crosses", "cross"),
            self.endless_relations
        )?;
        if !self.of_events.is_empty() {
            write!(f, ". {}: sentences know no events, all left out", self.of_events)?;
        }
        match self.predictions {
            0 => Ok(()),
            1 => f.write_str(". 1 prediction that nobody has reviewed was left out"),
            n => write!(f, ". {n} predictions that nobody has reviewed were left out"),
        }
    }
}

/// A document as sentences.
#[derive(Clone, Debug, Default)]
pub struct Sentences {
    pub sentences: Vec<Sentence>,
    /// Relations between them; `left_out` counts them among those that no single sentence holds.
    pub across: Vec<AcrossRelation>,
    pub left_out: LeftOut,
}

/// Sentences of a document with what people and files vouch for, and what could not come along.
pub fn sentences(document: &Document) -> (Vec<Sentence>, LeftOut) {
    let Sentences { sentences, left_out, .. } = confirmed(document);
    (sentences, left_out)
}

/// As [`sentences`], with the annotations that `visibility` shows.
pub fn sentences_with(document: &Document, visibility: &Visibility) -> (Vec<Sentence>, LeftOut) {
    let Sentences { sentences, left_out, .. } = whole(document, visibility);
    (sentences, left_out)
}

/// As [`sentences`], with the relations between sentences.
pub fn confirmed(document: &Document) -> Sentences {
    let mut made = whole(document, &Visibility::confirmed_only());
    let annotations = &document.annotations;
    made.left_out.predictions = annotations.mentions().filter(|m| m.is_prediction()).count()
        + annotations.relations().filter(|r| r.is_prediction()).count();
    made
}

/// As [`sentences_with`], with the relations between sentences.
pub fn whole(document: &Document, visibility: &Visibility) -> Sentences {
    let text = &document.text;
    let splits = split(text);
    let mut left_out = LeftOut { of_events: OfEvents::of(&document.annotations), ..LeftOut::default() };
    let mut made: Vec<Sentence> =
        splits.iter().map(|s| Sentence { tokens: s.word_texts(text), ..Sentence::default() }).collect();
    let mut places: HashMap<MentionId, (usize, usize)> = HashMap::new();
    let mut placed = Vec::new();
    for mention in visibility.mentions(&document.annotations) {
        left_out.mentions += 1;
        if mention.fragments.joined(text).is_discontinuous() {
            left_out.discontinuous += 1;
            continue;
        }
        let cover = mention.cover();
        let Some((at, start, end)) = words_of(&splits, cover) else {
            *(if has_words(&splits, cover) {
                &mut left_out.crossing_mentions
            } else {
                &mut left_out.wordless_mentions
            }) += 1;
            continue;
        };
        let exact = splits[at].words[start].start == cover.start && splits[at].words[end - 1].end == cover.end;
        left_out.widened += usize::from(!exact);
        placed.push(((at, start, end), !exact, cover, mention));
    }
    // Of mentions with the same words, the one that is exactly these words goes first: a model learns the first.
    placed.sort_by_key(|(words, widened, cover, mention)| (*words, *widened, *cover, mention.id));
    for ((at, start, end), _, _, mention) in placed {
        places.insert(mention.id, (at, made[at].entities.len()));
        let score = mention.origin.score().map(f64::from);
        made[at].entities.push(Entity { kind: mention.kind.to_string(), start, end, score });
    }
    let mut across = Vec::new();
    for relation in visibility.relations(&document.annotations) {
        left_out.relations += 1;
        let (Some((a, head)), Some((b, tail))) = (places.get(&relation.head), places.get(&relation.tail)) else {
            left_out.endless_relations += 1;
            continue;
        };
        let score = relation.origin.score().map(f64::from);
        if a != b {
            left_out.crossing_relations += 1;
            let end = |(sentence, entity): (usize, usize)| EntityAt { sentence, entity };
            let (head, tail) = (end((*a, *head)), end((*b, *tail)));
            across.push(AcrossRelation { kind: relation.kind.to_string(), head, tail, score });
            continue;
        }
        made[*a].relations.push(Relation { kind: relation.kind.to_string(), head: *head, tail: *tail, score });
    }
    Sentences { sentences: made, across, left_out }
}

/// The sentence and the words `start..end` that a range touches, if they are of one sentence and at least one.
fn words_of(splits: &[Split], cover: Span) -> Option<(usize, usize, usize)> {
    let at = splits.partition_point(|s| s.span.end <= cover.start);
    let sentence = splits.get(at)?;
    if cover.end > sentence.span.end {
        return None;
    }
    let start = sentence.words.partition_point(|w| w.end <= cover.start);
    let end = sentence.words.partition_point(|w| w.start < cover.end);
    (start < end).then_some((at, start, end))
}

/// Whether a range touches any word.
fn has_words(splits: &[Split], cover: Span) -> bool {
    let from = splits.partition_point(|s| s.span.end <= cover.start);
    let touched = splits.iter().skip(from).take_while(|s| s.span.start < cover.end);
    !cover.is_empty() && touched.flat_map(|s| &s.words).any(|w| w.start < cover.end && w.end > cover.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Fragments, Origin, Review, change};

    fn mention(document: &mut Document, fragments: &[(usize, usize)]) -> MentionId {
        let spans = fragments.iter().map(|(a, b)| Span::new(*a, *b)).collect();
        let fragments = Fragments::new(spans).expect("ascending");
        let (id, edits) = change::add_mention(&mut document.annotations, "Peop".into(), fragments);
        document.apply(edits).expect("in the text");
        id
    }

    fn relate(document: &mut Document, head: MentionId, tail: MentionId) {
        let (_, edits) = change::add_relation(&mut document.annotations, "Knows".into(), head, tail);
        document.apply(edits).expect("both exist");
    }

    #[test]
    fn what_crosses_sentences_is_counted() {
        let mut document = Document::new("d", "Anna met Boris. Vera slept well.");
        let anna = mention(&mut document, &[(0, 4)]);
        let boris = mention(&mut document, &[(9, 13)]);
        let vera = mention(&mut document, &[(16, 20)]);
        let both = mention(&mut document, &[(9, 20)]);
        mention(&mut document, &[(0, 4), (9, 14)]);
        relate(&mut document, anna, boris);
        relate(&mut document, boris, vera);
        relate(&mut document, both, anna);
        let (sentences, left_out) = sentences(&document);
        assert_eq!(sentences.len(), 2);
        let covered: Vec<&[String]> =
            sentences[0].entities.iter().map(|e| &sentences[0].tokens[e.start..e.end]).collect();
        assert_eq!(covered, [["Anna"], ["Boris"]]);
        assert_eq!(sentences[0].relations.len(), 1);
        let expected = LeftOut {
            mentions: 5,
            relations: 3,
            widened: 1,
            discontinuous: 1,
            crossing_mentions: 1,
            wordless_mentions: 0,
            crossing_relations: 1,
            endless_relations: 1,
            ..LeftOut::default()
        };
        assert_eq!(left_out, expected);
        let end = |sentence, entity| EntityAt { sentence, entity };
        let across = AcrossRelation { kind: "Knows".into(), head: end(0, 1), tail: end(1, 0), score: None };
        assert_eq!(confirmed(&document).across, [across]);
    }

    #[test]
    fn pieces_with_a_line_break_between_them_are_one_entity() {
        let mut document =
            Document::new("d", "Anna left on a long and rainy evening the old\ntown for Rome with Boris.");
        let town = mention(&mut document, &[(42, 45), (46, 50)]);
        let boris = mention(&mut document, &[(65, 70)]);
        relate(&mut document, boris, town);
        mention(&mut document, &[(0, 4), (55, 59)]);
        let (sentences, left_out) = sentences(&document);
        let words: Vec<String> =
            sentences[0].entities.iter().map(|e| sentences[0].tokens[e.start..e.end].join(" ")).collect();
        assert_eq!((words, left_out.discontinuous), (vec!["old town".to_owned(), "Boris".to_owned()], 1));
        assert_eq!((sentences[0].relations.len(), left_out.endless_relations), (1, 0));
    }

    #[test]
    fn what_is_said_of_events_is_counted_and_said() {
        use crate::domain::{Edit, Extra, ExtraBody, ItemId, Target};
        let mut document = Document::new("d", "Anna met Boris.");
        let trigger = mention(&mut document, &[(5, 8)]);
        let anna = mention(&mut document, &[(0, 4)]);
        let mut add = |targets: Vec<ItemId>, body: ExtraBody| {
            let id = document.annotations.fresh_extra();
            let targets = targets.into_iter().map(Target::Item).collect();
            document.apply(vec![Edit::Insert(Extra { id, targets, body }.into())]).expect("all there");
            ItemId::from(id)
        };
        let event = ExtraBody::Event { event_type: "Meet".into(), has_trigger: true, roles: vec!["Who".into()] };
        let event = add(vec![trigger.into(), anna.into()], event);
        let roles = vec!["Arg1".to_owned(), "Arg2".to_owned()];
        add(vec![anna.into(), event], ExtraBody::Relation { relation_type: "Likes".into(), roles });
        add(vec![event], ExtraBody::Attribute { name: "Negation".into(), value: None });
        let (_, left_out) = sentences(&document);
        assert_eq!(left_out.of_events, OfEvents { events: 1, relations: 1, attributes: 1 });
        assert!(
            left_out
                .to_string()
                .ends_with("1 event, 1 relation and 1 attribute of events: sentences know no events, all left out")
        );
        let plain = Document::new("d", "Nothing.");
        assert!(!sentences_with(&plain, &Visibility::default()).1.to_string().contains("event"));
    }

    #[test]
    fn what_covers_no_word_is_not_said_to_cross_a_sentence_break() {
        let mut document = Document::new("d", "Rhine flows.  Danube too.");
        for fragment in [(13, 13), (12, 14), (5, 6), (6, 20), (25, 25)] {
            mention(&mut document, &[fragment]);
        }
        let (_, left_out) = sentences(&document);
        assert_eq!((left_out.mentions, left_out.wordless_mentions, left_out.crossing_mentions), (5, 4, 1));
        assert!(left_out.to_string().contains("4 are empty or cover no word"), "{left_out}");
    }

    #[test]
    fn what_nobody_has_reviewed_is_no_right_answer() {
        let mut document = Document::new("d", "Anna met Boris.");
        let (anna, boris) = (mention(&mut document, &[(0, 4)]), mention(&mut document, &[(9, 14)]));
        relate(&mut document, anna, boris);
        let origin = || Origin::Model { model: "m".into(), score: 0.9 };
        let boris = document.annotations.mention(boris).cloned().expect("there");
        let open = crate::domain::Mention { origin: origin(), review: Review::Open, ..boris };
        document.apply(vec![crate::domain::Edit::Replace(open.into())]).expect("there");
        let (sentences, left_out) = sentences(&document);
        let found: Vec<_> = sentences[0].entities.iter().map(|e| (e.start, e.end)).collect();
        assert_eq!((found.as_slice(), sentences[0].relations.len()), ([(0, 1)].as_slice(), 0));
        assert_eq!((left_out.mentions, left_out.predictions), (1, 1));
        assert!(left_out.to_string().ends_with("1 prediction that nobody has reviewed was left out"));
    }

    #[test]
    fn a_mention_of_whole_words_comes_before_one_that_was_widened_to_them() {
        let mut document = Document::new("d", "Anna-Maria slept.");
        for (kind, end) in [("Name", 4), ("Peop", 10)] {
            let fragments = Fragments::one(Span::new(0, end));
            let (_, edits) = change::add_mention(&mut document.annotations, kind.into(), fragments);
            document.apply(edits).expect("in the text");
        }
        let (sentences, left_out) = sentences(&document);
        let found: Vec<_> = sentences[0].entities.iter().map(|e| (e.kind.as_str(), e.start, e.end)).collect();
        assert_eq!((found.as_slice(), left_out.widened), ([("Peop", 0, 1), ("Name", 0, 1)].as_slice(), 1));
    }
}
