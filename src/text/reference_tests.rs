//! Agreement with reference splits and tokens.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{CharIndex, OffsetMap, Span, split};

fn shared(path: &str) -> PathBuf {
    let path = crate::test_data().join(path);
    assert!(path.exists(), "{} is not there", path.display());
    path
}

/// Counts of equal, found and expected items, summed over documents.
#[derive(Clone, Copy, Debug, Default)]
struct Agreement {
    equal: usize,
    found: usize,
    expected: usize,
}

impl Agreement {
    fn add<T: std::hash::Hash + Eq>(&mut self, found: &HashSet<T>, expected: &HashSet<T>) {
        self.equal += found.intersection(expected).count();
        self.found += found.len();
        self.expected += expected.len();
    }

    fn f1(self) -> f64 {
        2.0 * self.equal as f64 / (self.found + self.expected) as f64
    }
}

/// Boundary F1: over the *set of positions* where an item starts, together with the set where one ends, starts and
/// ends kept apart. Span F1: over the set of whole `(start, end)` pairs.
#[derive(Clone, Copy, Debug, Default)]
struct Scores {
    boundaries: Agreement,
    spans: Agreement,
}

impl Scores {
    fn add(&mut self, found: &[(usize, usize)], expected: &[(usize, usize)]) {
        let boundaries = |spans: &[(usize, usize)]| -> HashSet<(bool, usize)> {
            spans.iter().flat_map(|&(start, end)| [(false, start), (true, end)]).collect()
        };
        self.boundaries.add(&boundaries(found), &boundaries(expected));
        self.spans.add(&found.iter().copied().collect(), &expected.iter().copied().collect());
    }
}

fn pairs(value: &Value) -> Vec<(usize, usize)> {
    serde_json::from_value::<Vec<(usize, usize)>>(value.clone()).unwrap()
}

/// Scores of sentences and of words, and what differs, for reading with `--nocapture`.
fn against_razdel(reference: &Path) -> (Scores, Scores) {
    let (mut sentences, mut words) = (Scores::default(), Scores::default());
    let show = std::env::var_os("SHOW_SPLIT_DIFFERENCES").is_some();
    for line in std::fs::read_to_string(reference).unwrap().lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let file = record["file"].as_str().unwrap();
        let text = std::fs::read_to_string(shared("data").join(file)).unwrap();
        let map = OffsetMap::new(text.as_str());
        let chars =
            |span: Span| map.chars_of_span(span).map(|(CharIndex(start), CharIndex(end))| (start, end)).unwrap();
        let found = split(&text);
        let found_sentences: Vec<_> = found.iter().map(|sentence| chars(sentence.span)).collect();
        let found_words: Vec<_> = found.iter().flat_map(|sentence| &sentence.words).map(|&word| chars(word)).collect();
        let expected_sentences = pairs(&record["sentences"]);
        let expected_words: Vec<_> = record["words"].as_array().unwrap().iter().flat_map(pairs).collect();
        if show {
            show_differences(&map, "sentence", &found_sentences, &expected_sentences);
            show_differences(&map, "word", &found_words, &expected_words);
        }
        sentences.add(&found_sentences, &expected_sentences);
        words.add(&found_words, &expected_words);
    }
    (sentences, words)
}

fn show_differences(map: &OffsetMap, unit: &str, found: &[(usize, usize)], expected: &[(usize, usize)]) {
    let slice =
        |(start, end): (usize, usize)| map.span_of_chars(start, end).and_then(|span| span.slice(map.text())).unwrap();
    for (sign, these, others) in [('+', found, expected), ('-', expected, found)] {
        let others: HashSet<_> = others.iter().collect();
        for &span in these.iter().filter(|span| !others.contains(span)) {
            eprintln!("{sign} {unit} {span:?} {:?}", slice(span));
        }
    }
}

#[test]
#[ignore = "needs RELATA_DATA"]
fn russian_splits_agree_with_the_reference() {
    for name in ["nerel-dev", "rurebus-test"] {
        let reference = shared(&format!("reference/razdel/{name}.jsonl"));
        let (sentences, words) = against_razdel(&reference);
        eprintln!(
            "{name}: sentences boundary F1 {:.4}, span F1 {:.4}; words boundary F1 {:.4}, span F1 {:.4}",
            sentences.boundaries.f1(),
            sentences.spans.f1(),
            words.boundaries.f1(),
            words.spans.f1()
        );
        assert!(sentences.boundaries.f1() >= 0.97, "{name}: sentences {sentences:?}");
        assert!(words.boundaries.f1() >= 0.99, "{name}: words {words:?}");
    }
}

/// The plain text of CoNLL04 tokens, and where each token stands in it.
fn detokenize(tokens: &[String]) -> (String, Vec<(usize, usize)>) {
    let (mut text, mut spans) = (String::new(), Vec::new());
    let (mut glue_next, mut quoted) = (true, false);
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| tokens.get(at)).map_or("", String::as_str);
        let after = tokens.get(at + 1).map_or("", String::as_str);
        let is_number = |token: &str| token.trim_start_matches('$').chars().all(|char| char.is_ascii_digit());
        let clitic = token.len() > 1 && token.starts_with('\'');
        let closes = matches!(token.as_str(), "," | "." | ";" | ":" | "?" | "!" | ")" | "'" | "%")
            || clitic
            || (token == "\"" && quoted)
            || (before == ","
                && token.len() == 3
                && is_number(token)
                && is_number(tokens[at.saturating_sub(2)].as_str()));
        if !(glue_next || closes) {
            text.push(' ');
        }
        glue_next = matches!(token.as_str(), "(" | "`") || (token == "\"" && !quoted);
        // Two single marks make one quotation mark.
        glue_next |= token == "'" && after == "'";
        if token == "\"" {
            quoted = !quoted;
        }
        spans.push((text.len(), text.len() + token.len()));
        text.push_str(token);
    }
    (text, spans)
}

#[test]
#[ignore = "needs RELATA_DATA"]
fn english_words_agree_with_conll04() {
    let path = shared("data/conll04/conll04_train_dev.json");
    let records: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut words = Scores::default();
    let mut entities = Agreement::default();
    let show = std::env::var_os("SHOW_SPLIT_DIFFERENCES").is_some();
    for record in &records {
        let tokens: Vec<String> = serde_json::from_value(record["tokens"].clone()).unwrap();
        let (text, expected) = detokenize(&tokens);
        let found: Vec<_> = split(&text).into_iter().flat_map(|s| s.words).map(|word| (word.start, word.end)).collect();
        if show {
            show_differences(&OffsetMap::new(text.as_str()), "word", &found, &expected);
        }
        words.add(&found, &expected);
        let starts: HashSet<_> = found.iter().map(|word| word.0).collect();
        let ends: HashSet<_> = found.iter().map(|word| word.1).collect();
        for entity in record["entities"].as_array().unwrap() {
            let first = expected[entity["start"].as_u64().unwrap() as usize].0;
            let last = expected[entity["end"].as_u64().unwrap() as usize - 1].1;
            entities.expected += 1;
            entities.found += 1;
            entities.equal += usize::from(starts.contains(&first) && ends.contains(&last));
        }
    }
    eprintln!(
        "CoNLL04 train + dev: words boundary F1 {:.4}, span F1 {:.4}; entities on word boundaries {:.4}",
        words.boundaries.f1(),
        words.spans.f1(),
        entities.f1()
    );
    assert!(words.boundaries.f1() >= 0.98, "{words:?}");
    assert!(entities.f1() >= 0.97, "{entities:?}");
}
