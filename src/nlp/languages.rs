//! Which languages a checkpoint reads.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::Script;

/// Languages by their ISO 639 codes, `languages` in `config.json`. A checkpoint that says nothing reads English: those
/// from before the field do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct Languages(Vec<String>);

/// Code, name, script. Any other code is taken for a language in Latin letters and called by its code.
const KNOWN: [(&str, &str, Script); 19] = [
    ("ar", "Arabic", Script::Other),
    ("be", "Belarusian", Script::Cyrillic),
    ("bg", "Bulgarian", Script::Cyrillic),
    ("de", "German", Script::Latin),
    ("el", "Greek", Script::Other),
    ("en", "English", Script::Latin),
    ("es", "Spanish", Script::Latin),
    ("fr", "French", Script::Latin),
    ("he", "Hebrew", Script::Other),
    ("hi", "Hindi", Script::Other),
    ("it", "Italian", Script::Latin),
    ("ja", "Japanese", Script::Other),
    ("kk", "Kazakh", Script::Cyrillic),
    ("ko", "Korean", Script::Other),
    ("mk", "Macedonian", Script::Cyrillic),
    ("pt", "Portuguese", Script::Latin),
    ("ru", "Russian", Script::Cyrillic),
    ("uk", "Ukrainian", Script::Cyrillic),
    ("zh", "Chinese", Script::Other),
];

impl Languages {
    /// One sentence in this many must be in a language for a model to learn it.
    const RARE: usize = 20;

    /// The codes; English where the checkpoint says nothing.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        let unsaid = self.0.is_empty().then_some("en");
        self.0.iter().map(String::as_str).chain(unsaid)
    }

    /// Whether a checkpoint says nothing.
    #[must_use]
    pub fn is_unsaid(&self) -> bool {
        self.0.is_empty()
    }

    /// The same with what holds for a checkpoint that says nothing said.
    #[must_use]
    pub fn said(&self) -> Self {
        Self(self.codes().map(str::to_owned).collect())
    }

    /// Whether a text seems to be in one of them: its script is one that they are written in. A text without letters is in any.
    #[must_use]
    pub fn reads(&self, text: &str) -> bool {
        Script::of(text).is_none_or(|script| self.codes().any(|code| known(code).1 == script))
    }

    /// Adds the languages of sentences that a model is to learn from: Latin letters are taken for English, Cyrillic ones for
    /// Russian, where no language that is here already is written in them; the most frequent comes first. What is only quoted now and then is left out.
    pub fn add_those_of<W: AsRef<str>>(&mut self, sentences: impl Iterator<Item = impl IntoIterator<Item = W>>) {
        let mut counts = [("en", Script::Latin, 0_usize), ("ru", Script::Cyrillic, 0)];
        let mut all = 0;
        for words in sentences {
            let text: String = words.into_iter().map(|word| word.as_ref().to_owned()).collect();
            let Some(script) = Script::of(&text) else { continue };
            all += 1;
            counts.iter_mut().filter(|(_, own, _)| *own == script).for_each(|(_, _, count)| *count += 1);
        }
        counts.sort_by_key(|(.., count)| std::cmp::Reverse(*count));
        for (code, script, count) in counts {
            if count * Self::RARE > all && !self.0.iter().any(|own| known(own).1 == script) {
                self.0.push(code.to_owned());
            }
        }
    }
}

/// Name and script of a language.
fn known(code: &str) -> (&str, Script) {
    KNOWN.iter().find(|(own, ..)| *own == code).map_or((code, Script::Latin), |(_, name, script)| (name, *script))
}

impl TryFrom<Vec<String>> for Languages {
    type Error = String;

    fn try_from(codes: Vec<String>) -> Result<Self, String> {
        let is_code = |code: &&String| (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase());
        match codes.iter().find(|code| !is_code(code)) {
            Some(other) => Err(format!("languages: {other:?} is no code of a language; \"en\" and \"ru\" are some")),
            None => Ok(Self(codes)),
        }
    }
}

impl From<Languages> for Vec<String> {
    fn from(languages: Languages) -> Self {
        languages.0
    }
}

/// As people say it: `Russian and English`.
impl fmt::Display for Languages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.codes().map(|code| known(code).0).collect();
        match names.split_last() {
            Some((last, [])) => f.write_str(last),
            Some((last, others)) => write!(f, "{} and {last}", others.join(", ")),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(codes: &[&str]) -> Languages {
        Languages::try_from(codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>()).expect("codes")
    }

    const ENGLISH: &str = "Anna lives in Tver.";
    const RUSSIAN: &str = "Анна живёт в Твери.";
    const GREEK: &str = "Η Άννα ζει στην Αθήνα.";

    #[test]
    fn a_text_is_read_in_the_script_of_the_languages() {
        let read = |languages: &Languages| [ENGLISH, RUSSIAN, GREEK, "12 000"].map(|text| languages.reads(text));
        assert_eq!(read(&Languages::default()), [true, false, false, true], "a checkpoint that says nothing");
        assert_eq!(read(&of(&["ru", "en"])), [true, true, false, true]);
        assert_eq!(read(&of(&["ru"])), [false, true, false, true]);
        assert_eq!(read(&of(&["el"])), [false, false, true, true]);
        assert_eq!(read(&of(&["eo"])), [true, false, false, true], "a code without a row here");
    }

    #[test]
    fn they_are_called_by_their_names() {
        let said = [of(&[]), of(&["ru", "en"]), of(&["eo", "de", "uk"])].map(|languages| languages.to_string());
        assert_eq!(said, ["English", "Russian and English", "eo, German and Ukrainian"]);
    }

    #[test]
    fn codes_come_and_go_as_a_list_and_what_is_none_is_named() {
        let json = serde_json::to_string(&of(&["ru", "en"])).expect("a list");
        assert_eq!(json, r#"["ru","en"]"#);
        assert_eq!(serde_json::from_str::<Languages>(&json).expect("codes"), of(&["ru", "en"]));
        assert_eq!(of(&[]).said(), of(&["en"]));
        let message = serde_json::from_str::<Languages>(r#"["English"]"#).expect_err("a name").to_string();
        assert!(message.contains("\"English\""), "{message}");
    }

    #[test]
    fn a_model_learns_the_languages_of_its_data() {
        let learned = |mut languages: Languages, texts: &[(&str, usize)]| {
            let all = texts.iter().flat_map(|(text, count)| std::iter::repeat_n(text.split(' '), *count));
            languages.add_those_of(all);
            languages
        };
        assert_eq!(learned(of(&[]), &[(RUSSIAN, 30), (ENGLISH, 1), ("12", 9)]), of(&["ru"]), "a quotation");
        assert_eq!(learned(of(&[]), &[(RUSSIAN, 30), (ENGLISH, 10)]), of(&["ru", "en"]), "the most frequent first");
        assert_eq!(learned(of(&["en"]), &[(RUSSIAN, 2)]), of(&["en", "ru"]));
        assert_eq!(learned(of(&["uk", "en"]), &[(RUSSIAN, 2)]), of(&["uk", "en"]), "its script is read already");
        assert_eq!(learned(of(&[]), &[(GREEK, 2)]), of(&[]));
    }
}
