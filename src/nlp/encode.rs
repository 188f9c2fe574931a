//! Words to subwords, as the checkpoint's own tokenizer settings say.

use std::collections::HashMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use serde_json::Value;
use tokenizers::models::ModelWrapper;
use tokenizers::models::wordpiece::WordPiece;
use tokenizers::normalizers::BertNormalizer;
use tokenizers::pre_tokenizers::bert::BertPreTokenizer;
use tokenizers::{AddedToken, Model, Tokenizer};

use super::Spelling;
use crate::panics;

const SPECIAL: [&str; 5] = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
/// What begins and ends a sentence, and what stands for the unknown: in BERT's words, and in XLM-R's and RoBERTa's.
const ROLES: [[&str; 3]; 2] = [["[CLS]", "[SEP]", "[UNK]"], ["<s>", "</s>", "<unk>"]];
/// Words repeat, so most encodings come from here; the bound keeps a text of random words from filling the memory.
const CACHE_WORDS: usize = 50_000;

/// Why a tokenizer could not be loaded or used.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// Neither tokenizer file is in the directory.
    #[error("{}: neither tokenizer.json nor vocab.txt is there; copy the tokenizer files of the encoder next to the weights", .0.display())]
    NoTokenizer(PathBuf),
    /// A file that cannot be read or parsed.
    #[error("{}: {reason}; copy the file again from the checkpoint it belongs to", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A special token that BERT input needs.
    #[error("{}: the vocabulary has no {token}; this is not the vocabulary of a BERT or XLM-R encoder", path.display())]
    NoSpecial {
        /// The vocabulary's file.
        path: PathBuf,
        /// The token.
        token: &'static str,
    },
    /// The tokenizer refused a word.
    #[error("the tokenizer cannot encode the word {word:?}: {reason}")]
    Word {
        /// The word.
        word: String,
        /// What the tokenizer said.
        reason: String,
    },
}

/// Encodes words one by one, without special tokens around each.
pub struct WordEncoder {
    tokenizer: Tokenizer,
    cls: u32,
    sep: u32,
    unk: u32,
    largest_id: u32,
    spelling: Spelling,
    cache: HashMap<String, Box<[u32]>>,
}

/// The subwords of a sentence's words, without `[CLS]` and `[SEP]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EncodedWords {
    /// Subword ids of all words.
    pub ids: Vec<u32>,
    /// For every word its part of `ids`; never empty.
    pub words: Vec<Range<usize>>,
    /// For every word its [`letter_case`].
    pub cases: Vec<u8>,
}

impl EncodedWords {
    /// The words of several sentences one behind the other.
    #[must_use]
    pub fn joined(sentences: &[Self]) -> Self {
        let mut all = Self::default();
        for sentence in sentences {
            let shift = all.ids.len();
            all.ids.extend_from_slice(&sentence.ids);
            all.words.extend(sentence.words.iter().map(|word| word.start + shift..word.end + shift));
            all.cases.extend_from_slice(&sentence.cases);
        }
        all
    }
}

/// One input of the encoder: `[CLS] w1 … wn [SEP]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EncodedSentence {
    /// Subword ids, special tokens included.
    pub ids: Vec<u32>,
    /// For every word its part of `ids`; the first starts at 1.
    pub words: Vec<Range<usize>>,
    /// For every subword the [`letter_case`] of its word; 0 for special tokens.
    pub cases: Vec<u8>,
    /// The words of every sentence, where it holds several; empty for one.
    pub sentences: Vec<Range<usize>>,
}

/// Number of classes of [`letter_case`].
pub const LETTER_CASES: usize = 3;

/// What a lower-casing vocabulary takes from a word: 0 without capitals, 1 with some, 2 with two or more and no small letter.
#[must_use]
pub fn letter_case(word: &str) -> u8 {
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    match capitals {
        0 => 0,
        2.. if !word.chars().any(char::is_lowercase) => 2,
        _ => 1,
    }
}

impl WordEncoder {
    /// Reads `tokenizer.json`, or else `vocab.txt` with the settings of `tokenizer_config.json`.
    ///
    /// # Errors
    /// When neither is there, a file cannot be parsed, or what begins or ends a sentence, or the unknown, is not in the vocabulary.
    pub fn from_dir(dir: &Path) -> Result<Self, EncodeError> {
        let json = dir.join("tokenizer.json");
        let vocabulary = dir.join("vocab.txt");
        let (path, tokenizer) = if json.is_file() {
            let tokenizer = read_tokenizer_json(&json)?;
            (json, tokenizer)
        } else if vocabulary.is_file() {
            let tokenizer = read_vocabulary(&vocabulary, &dir.join("tokenizer_config.json"))?;
            (vocabulary, tokenizer)
        } else {
            return Err(EncodeError::NoTokenizer(dir.to_owned()));
        };
        let id =
            |token| tokenizer.token_to_id(token).ok_or_else(|| EncodeError::NoSpecial { path: path.clone(), token });
        let known = ROLES.iter().find(|names| tokenizer.token_to_id(names[0]).is_some());
        let [cls, sep, unk] = known.unwrap_or(&ROLES[0]).map(id);
        let (cls, sep, unk) = (cls?, sep?, unk?);
        let largest_id = largest_id(&tokenizer);
        Ok(Self { tokenizer, cls, sep, unk, largest_id, spelling: Spelling::None, cache: HashMap::new() })
    }

    /// The same, for words in the spelling that the checkpoint learned from.
    #[must_use]
    pub fn spelled(self, spelling: Spelling) -> Self {
        Self { spelling, ..self }
    }

    /// The largest subword id; the encoder's embedding table needs more rows than this.
    #[must_use]
    pub fn largest_id(&self) -> u32 {
        self.largest_id
    }

    /// The subwords of each word; `[UNK]` for a word that encodes to nothing.
    ///
    /// # Errors
    /// When the tokenizer's own rules fail on a word.
    pub fn encode<W: AsRef<str>>(&mut self, words: &[W]) -> Result<EncodedWords, EncodeError> {
        let mut encoded = EncodedWords::default();
        for word in words {
            let start = encoded.ids.len();
            encoded.ids.extend_from_slice(self.word(&self.spelling.form(word.as_ref()))?);
            encoded.words.push(start..encoded.ids.len());
            encoded.cases.push(letter_case(word.as_ref()));
        }
        Ok(encoded)
    }

    fn word(&mut self, word: &str) -> Result<&[u32], EncodeError> {
        if self.cache.len() >= CACHE_WORDS && !self.cache.contains_key(word) {
            self.cache.clear();
        }
        if !self.cache.contains_key(word) {
            let encoding = caught(|| self.tokenizer.encode(word, false).map_err(|error| error.to_string()))
                .map_err(|reason| EncodeError::Word { word: word.to_owned(), reason })?;
            let ids = if encoding.get_ids().is_empty() { vec![self.unk] } else { encoding.get_ids().to_vec() };
            self.cache.insert(word.to_owned(), ids.into());
        }
        Ok(self.cache.get(word).map_or(&[], |ids| ids))
    }

    /// Puts `[CLS]` and `[SEP]` around the given words of `encoded`, at most `limit` subwords per word.
    #[must_use]
    pub fn sentence(&self, encoded: &EncodedWords, words: Range<usize>, limit: usize) -> EncodedSentence {
        let mut sentence = EncodedSentence {
            ids: vec![self.cls],
            words: Vec::with_capacity(words.len()),
            cases: vec![0],
            sentences: Vec::new(),
        };
        let cases = encoded.cases.get(words.clone()).unwrap_or_default();
        for (range, case) in encoded.words.get(words).unwrap_or_default().iter().zip(cases) {
            let start = sentence.ids.len();
            let subwords = encoded.ids.get(range.clone()).unwrap_or_default();
            sentence.ids.extend(subwords.iter().take(limit));
            sentence.words.push(start..sentence.ids.len());
            sentence.cases.resize(sentence.ids.len(), *case);
        }
        sentence.ids.push(self.sep);
        sentence.cases.push(0);
        sentence
    }

    /// Several sentences as one input, one behind the other, with `[CLS]` and `[SEP]` around them all.
    #[must_use]
    pub fn several(&self, sentences: &[EncodedWords], limit: usize) -> EncodedSentence {
        let joined = EncodedWords::joined(sentences);
        let mut first = 0;
        let ranges = sentences.iter().map(|sentence| {
            let start = first;
            first += sentence.words.len();
            start..first
        });
        let sentences = if sentences.len() > 1 { ranges.collect() } else { Vec::new() };
        EncodedSentence { sentences, ..self.sentence(&joined, 0..joined.words.len(), limit) }
    }
}

/// The largest id of any subword, those that were added to the vocabulary included.
fn largest_id(tokenizer: &Tokenizer) -> u32 {
    let own = match tokenizer.get_model() {
        // Its ids are places in a list; a copy of the list would take longer than reading it has.
        ModelWrapper::Unigram(model) => u32::try_from(model.get_vocab_size().saturating_sub(1)).unwrap_or(u32::MAX),
        model => model.get_vocab().into_values().max().unwrap_or(0),
    };
    tokenizer.get_added_tokens_decoder().into_keys().fold(own, u32::max)
}

fn read_tokenizer_json(path: &Path) -> Result<Tokenizer, EncodeError> {
    let fail = |reason: String| EncodeError::File { path: path.to_owned(), reason };
    let bytes = std::fs::read(path).map_err(|error| fail(error.to_string()))?;
    // The library panics on some of what it does not expect.
    let mut tokenizer = caught(|| Tokenizer::from_bytes(&bytes).map_err(|error| error.to_string())).map_err(fail)?;
    // Sentences are cut and packed elsewhere, at word boundaries.
    tokenizer.with_truncation(None).map_err(|error| fail(error.to_string()))?;
    tokenizer.with_padding(None);
    Ok(tokenizer)
}

/// A library's answer; its panic is an error like another.
fn caught<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| Err(panics::message(payload.as_ref())))
}

/// What `BertTokenizer` does with the same files: lower-casing on unless switched off, and accents stripped exactly
/// when lower-casing unless `strip_accents` says otherwise (so "й" becomes "и" unless it says `false`).
fn read_vocabulary(path: &Path, settings: &Path) -> Result<Tokenizer, EncodeError> {
    let fail = |path: &Path, reason: String| EncodeError::File { path: path.to_owned(), reason };
    let bytes = std::fs::read(path).map_err(|error| fail(path, error.to_string()))?;
    let vocabulary = WordPiece::read_bytes(&bytes).map_err(|error| fail(path, error.to_string()))?;
    let settings: Value = if settings.is_file() {
        let bytes = std::fs::read(settings).map_err(|error| fail(settings, error.to_string()))?;
        let text = crate::io::decode_json(&bytes).map_err(|error| fail(settings, error.to_string()))?;
        serde_json::from_str(&text).map_err(|error| fail(settings, format!("not valid JSON: {error}")))?
    } else {
        Value::Null
    };
    let flag = |key: &str| settings.get(key).and_then(Value::as_bool);
    let model = WordPiece::builder()
        .vocab(vocabulary)
        .unk_token("[UNK]".into())
        .build()
        .map_err(|error| fail(path, error.to_string()))?;
    let mut tokenizer = Tokenizer::new(model);
    let normalizer = BertNormalizer::new(
        true,
        flag("tokenize_chinese_chars").unwrap_or(true),
        flag("strip_accents"),
        flag("do_lower_case").unwrap_or(true),
    );
    tokenizer
        .with_normalizer(Some(normalizer))
        .map_err(|error| fail(path, error.to_string()))?
        .with_pre_tokenizer(Some(BertPreTokenizer));
    let special: Vec<AddedToken> = SPECIAL
        .iter()
        .filter(|token| tokenizer.token_to_id(token).is_some())
        .map(|token| AddedToken::from(*token, true))
        .collect();
    tokenizer.add_special_tokens(special).map_err(|error| fail(path, error.to_string()))?;
    Ok(tokenizer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dir(vocabulary: &str, settings: &str) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("vocab.txt"), vocabulary).unwrap();
        std::fs::write(dir.path().join("tokenizer_config.json"), settings).unwrap();
        dir
    }

    const VOCABULARY: &str = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nann\nм\n##а\n##й\n##и\n-\n";

    #[test]
    fn words_become_subwords_with_ranges() {
        let dir = dir(VOCABULARY, r#"{"do_lower_case": true, "strip_accents": false}"#);
        let mut encoder = WordEncoder::from_dir(dir.path()).unwrap();
        let encoded = encoder.encode(&["Ann", "Май", "zzz", "\u{200d}", "ann-ann"]).unwrap();
        assert_eq!(encoded.ids, [5, 6, 7, 8, 1, 1, 5, 10, 5]);
        assert_eq!(encoded.words, [0..1, 1..4, 4..5, 5..6, 6..9]);
        let sentence = encoder.sentence(&encoded, 1..3, 2);
        assert_eq!(sentence.ids, [2, 6, 7, 1, 3]);
        assert_eq!(sentence.words, [1..3, 3..4]);
        assert_eq!(sentence.cases, [0, 1, 1, 0, 0]);
        let two = encoder.encode(&["ann"]).unwrap();
        let several = encoder.several(&[encoded.clone(), two.clone()], 9);
        assert_eq!(several.ids, [2, 5, 6, 7, 8, 1, 1, 5, 10, 5, 5, 3]);
        assert_eq!((several.words.len(), &several.words[5], several.sentences), (6, &(10..11), vec![0..5, 5..6]));
        assert_eq!(encoder.several(std::slice::from_ref(&two), 9), encoder.sentence(&two, 0..1, 9));
        assert_eq!(["mai", "Mai", "IBM", "U.S.", "A", "McCoy", "7"].map(letter_case), [0, 1, 2, 2, 1, 1, 0]);
    }

    #[test]
    fn accents_follow_the_settings_of_the_checkpoint() {
        let ids = |settings: &str| {
            let dir = dir(VOCABULARY, settings);
            WordEncoder::from_dir(dir.path()).unwrap().encode(&["май"]).unwrap().ids
        };
        assert_eq!(ids(r#"{"do_lower_case": true, "strip_accents": null}"#), [6, 7, 9]);
        assert_eq!(ids(r#"{"do_lower_case": true, "strip_accents": false}"#), [6, 7, 8]);
        assert_eq!(ids(r#"{"do_lower_case": false}"#), [6, 7, 8]);
    }

    #[test]
    fn words_are_spelled_as_the_checkpoint_says() {
        let dir = dir("[PAD]\n[UNK]\n[CLS]\n[SEP]\n\"\n-\n«\n", "{}");
        let ids = |spelling| {
            let mut encoder = WordEncoder::from_dir(dir.path()).unwrap().spelled(spelling);
            encoder.encode(&["«", "\"", "—"]).unwrap().ids
        };
        assert_eq!(ids(Spelling::None), [6, 4, 1]);
        assert_eq!(ids(Spelling::Conll04), [4, 4, 5, 5]);
    }

    #[test]
    fn a_missing_or_damaged_tokenizer_is_named() {
        let message = |dir: &Path| WordEncoder::from_dir(dir).err().unwrap().to_string();
        let empty = tempfile::tempdir().unwrap();
        assert!(message(empty.path()).contains("neither tokenizer.json nor vocab.txt"));
        std::fs::write(empty.path().join("tokenizer.json"), "{").unwrap();
        assert!(message(empty.path()).contains("tokenizer.json"));
        assert!(message(dir("[PAD]\n[UNK]\n[CLS]\n", "{}").path()).contains("[SEP]"));
        assert!(message(dir(VOCABULARY, "{").path()).contains("tokenizer_config.json"));
    }
}
