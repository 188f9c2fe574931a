//! Formats of other tools, told by what a file holds. A reader for one of them is a row that says so.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::probe::Probe;
use super::{has_extension, sibling};

/// A format that is known by its looks.
#[derive(Debug)]
pub struct Format {
    /// As the people who use it call it, with an article.
    pub name: &'static str,
    /// What to do with such a file.
    pub remedy: &'static str,
    /// Whether relata reads it, as data and not as a text.
    pub is_read: bool,
    looks_so: fn(&Probe<'_>) -> bool,
}

impl Format {
    /// The row for JSON that is of no known tool.
    pub fn is_any_json(&self) -> bool {
        self.name == ANY_JSON
    }
}

const ANY_JSON: &str = "JSON of a kind that relata does not know";

const BRING: &str = "relata does not read it yet; bring it to brat standoff (.txt with .ann beside it, offsets in \
                     characters) or to SpERT JSON first";
const CONVERT: &str = "`relata convert --to brat FILE FOLDER` makes brat documents of it, which open everywhere";
const TAKE_OUT: &str = "`relata import` takes the text out of .docx and .pdf; give it the file";
const UIMA: &str = "relata does not read it yet; DKPro Core, for one, writes brat standoff of it (its BratWriter)";
const BCONV: &str = "relata does not read it yet; bconv, for one, converts it to brat standoff";

/// Every format that is recognised, the most particular first: the first row that fits is the one.
pub const FORMATS: [Format; 27] = [
    Format { name: "rich text (RTF)", remedy: "save it as .docx", is_read: false, looks_so: rtf },
    Format {
        name: "a document of the old Office format",
        remedy: "save it as .docx",
        is_read: false,
        looks_so: old_office,
    },
    Format { name: "a PDF", remedy: TAKE_OUT, is_read: false, looks_so: pdf },
    Format { name: "a Word document or another packed file", remedy: TAKE_OUT, is_read: false, looks_so: packed },
    Format {
        name: "a picture",
        remedy: "run text recognition (OCR) on it first, with ocrmypdf for example",
        is_read: false,
        looks_so: picture,
    },
    Format {
        name: "a table",
        remedy: "relata reads texts: put each text of it into a .txt of its own",
        is_read: false,
        looks_so: table,
    },
    Format { name: "a data set of spaCy in binary form", remedy: BRING, is_read: false, looks_so: spacy_binary },
    Format { name: "WebAnno TSV", remedy: UIMA, is_read: false, looks_so: webanno },
    Format { name: "CoNLL-U", remedy: BRING, is_read: false, looks_so: conll_u },
    Format { name: "the column format of the CoNLL04 corpus", remedy: BRING, is_read: false, looks_so: conll04 },
    Format { name: "CoNLL columns (one word a line with its tag)", remedy: CONVERT, is_read: false, looks_so: conll },
    Format { name: "PubTator", remedy: BCONV, is_read: false, looks_so: pubtator },
    Format { name: "UIMA XMI", remedy: UIMA, is_read: false, looks_so: xmi },
    Format { name: "BioC XML", remedy: BCONV, is_read: false, looks_so: bioc_xml },
    Format { name: "XML", remedy: BRING, is_read: false, looks_so: xml },
    Format { name: "UIMA CAS JSON", remedy: UIMA, is_read: false, looks_so: cas_json },
    Format { name: "BioC JSON", remedy: BCONV, is_read: false, looks_so: bioc_json },
    Format { name: "an export of Label Studio", remedy: BRING, is_read: false, looks_so: label_studio },
    Format { name: "an export of Prodigy", remedy: CONVERT, is_read: false, looks_so: prodigy },
    Format { name: "training data of spaCy", remedy: CONVERT, is_read: false, looks_so: spacy },
    Format { name: "JSON lines of relata", remedy: CONVERT, is_read: false, looks_so: jsonl },
    Format { name: "an export of doccano", remedy: CONVERT, is_read: false, looks_so: doccano },
    Format { name: "JSON of DyGIE++ or SciERC", remedy: BRING, is_read: false, looks_so: dygie },
    Format { name: "JSON of tokens with a tag each", remedy: BRING, is_read: false, looks_so: token_tags },
    Format {
        name: "SpERT JSON",
        remedy: "`relata convert --to brat FILE FOLDER` makes a brat document of it, which opens everywhere; train, \
                 eval, stats, check and extract read it as it is",
        is_read: true,
        looks_so: spert,
    },
    Format {
        name: ANY_JSON,
        remedy: "relata reads SpERT JSON, a list of {\"tokens\", \"entities\", \"relations\"}, and brat standoff",
        is_read: false,
        looks_so: json,
    },
    Format {
        name: "a file of annotations",
        remedy: "give the text (.txt) that it belongs to: its annotations are found beside it",
        is_read: false,
        looks_so: annotations,
    },
];

/// A file that holds no text to read, but another tool's data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: this is {name}: {remedy}", path.display())]
pub struct NotAText {
    /// Of the file.
    pub path: PathBuf,
    /// As [`Format::name`].
    pub name: &'static str,
    /// As [`Format::remedy`].
    pub remedy: &'static str,
}

/// The format of a file's bytes, where it is one of [`FORMATS`]. A `.txt` is a text, whatever XML or stray JSON it shows;
/// one that is an export of another tool throughout is that.
pub fn recognise(path: &Path, bytes: &[u8]) -> Option<&'static Format> {
    let probe = Probe::new(path, bytes);
    FORMATS.iter().find(|format| (format.looks_so)(&probe))
}

/// Says what a file is that must not be read as a text.
///
/// # Errors
/// With the format and what to do; see [`recognise`].
pub fn refuse(path: &Path, bytes: &[u8]) -> Result<(), NotAText> {
    // A text with annotations beside it is a document of brat's, whatever its lines look like.
    let is_annotated = if has_extension(path, &["txt"]) {
        ["ann", "a1", "a2"].iter().any(|beside| sibling(path, beside).is_some())
    } else {
        path.with_added_extension("ann").is_file()
    };
    if is_annotated {
        return Ok(());
    }
    match recognise(path, bytes) {
        Some(Format { name, remedy, .. }) => Err(NotAText { path: path.to_owned(), name, remedy }),
        None => Ok(()),
    }
}

fn rtf(probe: &Probe<'_>) -> bool {
    probe.begins(b"{\\rtf")
}

fn old_office(probe: &Probe<'_>) -> bool {
    probe.begins(b"\xD0\xCF\x11\xE0") || ["doc", "xls", "ppt"].contains(&probe.extension.as_str()) && probe.is_binary()
}

/// A damaged one, too.
fn pdf(probe: &Probe<'_>) -> bool {
    probe.begins(b"%PDF-") || probe.extension == "pdf"
}

fn packed(probe: &Probe<'_>) -> bool {
    probe.begins(b"PK\x03\x04") || ["docx", "odt", "epub", "zip"].contains(&probe.extension.as_str())
}

fn picture(probe: &Probe<'_>) -> bool {
    const NAMES: [&str; 10] = ["png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "heic", "ico"];
    const SIGNATURES: [&[u8]; 6] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*"];
    NAMES.contains(&probe.extension.as_str()) || SIGNATURES.iter().any(|signature| probe.begins(signature))
}

/// By its name alone.
fn table(probe: &Probe<'_>) -> bool {
    ["csv", "xlsx", "ods"].contains(&probe.extension.as_str())
}

fn spacy_binary(probe: &Probe<'_>) -> bool {
    probe.extension == "spacy"
}

fn webanno(probe: &Probe<'_>) -> bool {
    probe.first_line.starts_with("#FORMAT=WebAnno TSV")
}

fn conll_u(probe: &Probe<'_>) -> bool {
    let is_token = |line: &str| {
        let columns: Vec<&str> = line.split('\t').collect();
        columns.len() == 10 && columns.first().is_some_and(|id| id.starts_with(|c: char| c.is_ascii_digit()))
    };
    !probe.lines.is_empty() && probe.lines.iter().all(|line| is_token(line))
}

/// Nine columns for a word, three for a relation.
fn conll04(probe: &Probe<'_>) -> bool {
    let fits = |line: &str| {
        let columns: Vec<&str> = line.split('\t').collect();
        let is_number = |at: usize| columns.get(at).is_some_and(|c| c.parse::<u32>().is_ok());
        match columns.len() {
            9 => is_number(0) && is_number(2),
            3 => is_number(0) && is_number(1),
            _ => false,
        }
    };
    probe.lines.first().is_some_and(|line| line.split('\t').count() == 9) && probe.lines.iter().all(|line| fits(line))
}

/// Columns, one of which holds a tag of IOB, BIOES or BILOU in every line, and at least one entity.
fn conll(probe: &Probe<'_>) -> bool {
    const NAMES: [&str; 4] = ["conll", "conll03", "iob", "iob2"];
    const FIRST: [&str; 2] = ["-DOCSTART-", "#begin document"];
    if NAMES.contains(&probe.extension.as_str()) || FIRST.iter().any(|first| probe.first_line.starts_with(first)) {
        return true;
    }
    let Some(columns @ 2..) = probe.columns() else { return false };
    let is_tag = |tag: &str| tag == "O" || is_entity_tag(tag);
    let tags = |at: usize| probe.lines.iter().filter_map(move |line| line.split_whitespace().nth(at));
    probe.lines.len() >= 3 && (1..columns).any(|at| tags(at).all(is_tag) && tags(at).any(is_entity_tag))
}

fn is_entity_tag(tag: &str) -> bool {
    tag.split_once('-')
        .is_some_and(|(place, kind)| ["B", "I", "E", "S", "L", "U", "M"].contains(&place) && !kind.is_empty())
}

/// `12345|t|Title`, `12345|a|Abstract`.
fn pubtator(probe: &Probe<'_>) -> bool {
    let mut parts = probe.first_line.splitn(3, '|');
    let is_id = |id: &str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
    parts.next().is_some_and(is_id) && matches!(parts.next(), Some("t" | "a")) && parts.next().is_some()
}

/// Markup at the beginning of a file that no reader of pages is meant for.
fn markup(probe: &Probe<'_>) -> Option<String> {
    const PAGES: [&str; 6] = ["txt", "md", "markdown", "html", "htm", "xhtml"];
    let begins = probe.first_line.trim_start();
    let is_markup = begins.starts_with("<?xml") || ["xml", "xmi", "tei", "nxml"].contains(&probe.extension.as_str());
    (is_markup && !PAGES.contains(&probe.extension.as_str())).then(|| probe.lines.join("\n"))
}

fn xmi(probe: &Probe<'_>) -> bool {
    markup(probe).is_some_and(|text| text.contains("xmi:XMI") || text.contains("http://www.omg.org/XMI"))
}

fn bioc_xml(probe: &Probe<'_>) -> bool {
    markup(probe).is_some_and(|text| text.contains("BioC") || text.contains("<collection") && text.contains("<passage"))
}

fn xml(probe: &Probe<'_>) -> bool {
    markup(probe).is_some_and(|text| !text.contains("<html"))
}

fn cas_json(probe: &Probe<'_>) -> bool {
    ["%TYPES", "%FEATURE_STRUCTURES", "%VIEWS"].iter().any(|key| probe.has(key))
}

fn bioc_json(probe: &Probe<'_>) -> bool {
    let has_passages = |value: Option<&Value>| value.is_some_and(|value| value.get("passages").is_some());
    has_passages(probe.item.as_ref()) || has_passages(probe.first_of("documents"))
}

/// Tasks with `data`, or the short form, whose spans carry a list of `labels`.
fn label_studio(probe: &Probe<'_>) -> bool {
    let is_task = probe.get("data").is_some_and(Value::is_object)
        && ["annotations", "completions", "predictions"].iter().any(|key| probe.has(key));
    is_task || probe.has("text") && probe.first_of("label").is_some_and(|span| span.get("labels").is_some())
}

fn prodigy(probe: &Probe<'_>) -> bool {
    let has_list = probe.get("spans").is_some_and(Value::is_array);
    let is_theirs = |key: &&str| probe.has(key);
    probe.has("text") && (has_list || ["answer", "_input_hash", "_task_hash"].iter().any(is_theirs))
}

/// `["text", {"entities": …}]`, the same below `annotations`, `paragraphs` of version 2, or a `Doc` as JSON.
fn spacy(probe: &Probe<'_>) -> bool {
    let is_pair = |pair: Option<&Value>| {
        pair.is_some_and(|pair| pair.get(0).is_some_and(Value::is_string) && pair.get(1).is_some_and(Value::is_object))
    };
    let is_one_pair = probe.item.as_ref().is_some_and(Value::is_string)
        && probe.second.as_ref().is_some_and(|said| said.get("entities").is_some());
    is_one_pair
        || is_pair(probe.item.as_ref())
        || probe.has("classes") && is_pair(probe.first_of("annotations"))
        || probe.first_of("paragraphs").is_some_and(|first| first.get("sentences").is_some())
        || probe.has("text") && probe.has("ents")
}

/// What `relata extract --format jsonl` and `relata convert --to jsonl` write: spans with a `type` and not a `label`.
fn jsonl(probe: &Probe<'_>) -> bool {
    let is_span = |span: &Value| span.get("type").is_some() && span.get("start").is_some() && span.get("end").is_some();
    let lists =
        probe.get("entities").is_some_and(Value::is_array) && probe.get("relations").is_some_and(Value::is_array);
    let own = probe.has("sentences") && probe.has("model");
    !probe.has("tokens") && lists && (own || probe.has("text") && probe.first_of("entities").is_some_and(is_span))
}

fn doccano(probe: &Probe<'_>) -> bool {
    let theirs = ["label", "labels", "entities", "relations", "annotations", "Comments"];
    probe.has("text") && theirs.iter().any(|key| probe.has(key))
}

fn dygie(probe: &Probe<'_>) -> bool {
    probe.has("sentences") && (probe.has("doc_key") || probe.has("ner"))
}

fn token_tags(probe: &Probe<'_>) -> bool {
    (probe.has("tokens") || probe.has("words")) && (probe.has("ner_tags") || probe.has("labels"))
        || probe.has("token") && probe.has("subj_start")
}

/// Sentences of tokens; for reading, a list of tokens or a sentence as a string will do.
fn spert(probe: &Probe<'_>) -> bool {
    let words = |value: &Value| value.as_array().is_some_and(|list| list.iter().all(Value::is_string));
    probe.extension != "txt" && probe.get("tokens").is_some_and(words)
        || json(probe) && probe.is_list && probe.item.as_ref().is_none_or(|item| item.is_string() || words(item))
}

/// By its name alone: many texts begin with a bracket.
fn json(probe: &Probe<'_>) -> bool {
    ["json", "jsonl", "ndjson"].contains(&probe.extension.as_str())
}

fn annotations(probe: &Probe<'_>) -> bool {
    ["ann", "a1", "a2"].contains(&probe.extension.as_str())
}
