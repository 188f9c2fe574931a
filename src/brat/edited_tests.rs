//! Random edits, undos and saves on generated files: untouched lines stay, ids are never given out twice, and what was
//! written reads back as it was meant.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;

use super::{Reading, Standoff, read};
use crate::domain::{
    Annotations, Edit, Extra, ExtraBody, Fragments, Item, ItemId, MentionId, Review, Roles, Target, Visibility, change,
};
use crate::text::Span;

const TEXT: &str = "\u{feff}Жил-был 🙂 Oswald,\r\nwho shot\tKennedy\u{2028}in Dallas.\nIt was\u{85} 1963 👩‍🚀.";

fn text() -> Arc<str> {
    Arc::from(TEXT)
}

fn reading(ann: &[u8]) -> Reading {
    read(&text(), ann, Path::new("x.ann"), &Roles::default())
}

fn write(standoff: &Standoff, annotations: &Annotations) -> (Vec<u8>, Standoff) {
    standoff.write(&text(), annotations, &Visibility::default())
}

/// A line of a file: mostly sound, often odd.
fn line() -> impl Strategy<Value = String> {
    let id = 1u32..40;
    let at = 0usize..70;
    let name = prop::sample::select(vec!["T", "R", "E", "A", "N", "#"]);
    let target = (name.clone(), id.clone()).prop_map(|(letter, id)| format!("{letter}{id}"));
    let mention = (id.clone(), at.clone(), 0usize..9, prop::bool::ANY).prop_map(|(id, start, len, dirty)| {
        let covered: String = TEXT.chars().skip(start).take(len).map(|c| if c == '\n' { ' ' } else { c }).collect();
        format!("T{id}\tPeop {start} {}\t{}", start + len, if dirty { "else\t" } else { &covered })
    });
    let pieces =
        (id.clone(), at.clone()).prop_map(|(id, a)| format!("T{id}\tLoc {a} {};{} {}\tx", a + 2, a + 3, a + 4));
    let relation = (id.clone(), target.clone(), target.clone(), prop::sample::select(vec!["", "\t", " "]))
        .prop_map(|(id, a, b, tail)| format!("R{id}\tKill Arg1:{a} Arg2:{b}{tail}"));
    let swapped =
        (id.clone(), id.clone(), id.clone()).prop_map(|(id, a, b)| format!("R{id}\tKill Arg2:T{a} Arg1:T{b}"));
    let event = (id.clone(), id.clone(), target.clone()).prop_map(|(id, t, a)| format!("E{id}\tShot:T{t} Agent:{a}"));
    let attribute = (id.clone(), target.clone()).prop_map(|(id, t)| format!("A{id}\tSure {t} very much"));
    let normalization = (id.clone(), target.clone()).prop_map(|(id, t)| format!("N{id}\tReference {t} Wikidata:Q1\tx"));
    let note = (id, target.clone()).prop_map(|(id, t)| format!("#{id}\tAnnotatorNotes {t}\tfree \t text"));
    let equiv = prop::collection::vec(target, 2..5).prop_map(|t| format!("*\tEquiv {}", t.join(" ")));
    let dirt = prop::sample::select(vec![
        "",
        " ",
        "stray words",
        "T",
        "T1",
        "T1\t",
        "\t\t\t",
        "T5\tPeop 99 12\tx",
        "T6\tPeop 0 99999999999999999999\tx",
        "R1\tKill Arg1:",
        "*\t",
        "X1\ty",
        "T99999999999999999999999\tPeop 1 4\tЖил",
        "\u{feff}T2\tPeop 1 4\tЖил",
        "E1\tA:E2 B:E1",
        "a\rb",
        "T7x\tPeop 1 4\tЖил",
    ])
    .prop_map(str::to_owned);
    prop_oneof![
        6 => mention, 1 => pieces, 3 => relation, 1 => swapped, 2 => event, 1 => attribute, 1 => normalization, 1 => note,
        1 => equiv, 2 => dirt
    ]
}

fn file() -> impl Strategy<Value = Vec<u8>> {
    let end = prop::sample::select(vec!["\n", "\n", "\n", "\r\n"]);
    (prop::collection::vec((line(), end), 0..30), any::<bool>()).prop_map(|(lines, cut)| {
        let mut bytes: Vec<u8> =
            lines.iter().flat_map(|(line, end)| [line.as_bytes(), end.as_bytes()].concat()).collect();
        if cut {
            bytes.pop();
        }
        bytes
    })
}

/// Without the second of two lines with one id: it counts as soon as the first is deleted.
fn each_id_once(bytes: &[u8]) -> Vec<u8> {
    let mut seen = HashSet::new();
    let id = |line: &[u8]| {
        let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
        line.split(|b| *b == b'\t').next().unwrap_or_default().trim_ascii().to_vec()
    };
    let lines = bytes.split_inclusive(|b| *b == b'\n');
    lines.filter(|line| line.starts_with(b"*") || seen.insert(id(line))).flatten().copied().collect()
}

#[derive(Clone, Debug)]
enum Step {
    Add(usize, usize),
    Relate(usize, usize),
    Note(usize),
    Retag(usize),
    Resize(usize, usize, usize),
    Reverse(usize),
    Reject(usize),
    Delete(usize),
    DeleteExtra(usize),
    Undo,
    Save,
}

fn step() -> impl Strategy<Value = Step> {
    let n = 0usize..64;
    prop_oneof![
        (n.clone(), n.clone()).prop_map(|(a, b)| Step::Add(a, b)),
        (n.clone(), n.clone()).prop_map(|(a, b)| Step::Relate(a, b)),
        n.clone().prop_map(Step::Note),
        n.clone().prop_map(Step::Retag),
        (n.clone(), n.clone(), n.clone()).prop_map(|(a, b, c)| Step::Resize(a, b, c)),
        n.clone().prop_map(Step::Reverse),
        n.clone().prop_map(Step::Reject),
        n.clone().prop_map(Step::Delete),
        n.prop_map(Step::DeleteExtra),
        Just(Step::Undo),
        Just(Step::Save),
    ]
}

fn edits(a: &mut Annotations, step: &Step) -> Vec<Edit> {
    // Nobody selects half a CRLF, and a base that counts it as one has no such position.
    let inside = |i: usize| TEXT[..i].ends_with('\r') && TEXT[i..].starts_with('\n');
    let marks: Vec<usize> = (0..=TEXT.len()).filter(|i| TEXT.is_char_boundary(*i) && !inside(*i)).collect();
    let span = |x: usize, y: usize| {
        let (x, y) = (marks[x % marks.len()], marks[y % marks.len()]);
        Fragments::one(Span::new(x.min(y), x.max(y)))
    };
    let mentions: Vec<MentionId> = a.mentions().map(|m| m.id).collect();
    let relations: Vec<_> = a.relations().map(|r| r.id).collect();
    let extras: Vec<_> = a.extras().map(|x| x.id).collect();
    let mention = |i: usize| (!mentions.is_empty()).then(|| mentions[i % mentions.len()]);
    match *step {
        Step::Add(x, y) => change::add_mention(a, "New".into(), span(x, y)).1,
        Step::Relate(x, y) => match (mention(x), mention(y)) {
            (Some(head), Some(tail)) => change::add_relation(a, "Knows".into(), head, tail).1,
            _ => vec![],
        },
        Step::Note(x) => mention(x).map_or(vec![], |id| {
            let body = ExtraBody::Note { name: "AnnotatorNotes".into(), text: "two\nlines".into() };
            let extra = Extra { id: a.fresh_extra(), targets: vec![Target::Item(id.into())], body };
            vec![Edit::Insert(extra.into())]
        }),
        Step::Retag(x) => mention(x).map_or(vec![], |id| change::retag_mention(a, id, "Other type".into())),
        Step::Resize(x, y, z) => mention(x).map_or(vec![], |id| change::resize_mention(a, id, span(y, z))),
        Step::Reverse(x) if !relations.is_empty() => change::reverse_relation(a, relations[x % relations.len()]),
        Step::Reject(x) => mention(x).map_or(vec![], |id| change::review_mention(a, id, Review::Rejected)),
        Step::Delete(x) => mention(x).map_or(vec![], |id| change::delete(a, id)),
        Step::DeleteExtra(x) if !extras.is_empty() => change::delete(a, extras[x % extras.len()]),
        Step::Reverse(_) | Step::DeleteExtra(_) | Step::Undo | Step::Save => vec![],
    }
}

/// What a file says, with brat's ids in place of ours, so that two readings compare.
fn says(annotations: &Annotations, standoff: &Standoff) -> BTreeMap<String, String> {
    let name = |id: ItemId| standoff.name(id).unwrap_or("*").to_owned();
    let target = |target: &Target| match target {
        Target::Item(id) => name(*id),
        Target::Missing(name) => name.clone(),
    };
    let mut all = BTreeMap::new();
    let visible = Visibility::default();
    for m in visible.mentions(annotations) {
        let spans: Vec<Span> = m.fragments.iter().flat_map(|s| super::render::without_breaks(TEXT, s)).collect();
        all.insert(name(m.id.into()), format!("{} {spans:?}", m.kind.replace(' ', "_")));
    }
    for r in visible.relations(annotations) {
        all.insert(name(r.id.into()), format!("{} {} {}", r.kind, name(r.head.into()), name(r.tail.into())));
    }
    let written = super::written::Written::new(annotations, &visible);
    for item in written.items(|_| true) {
        if let Item::Extra(x) = item {
            let targets: Vec<String> = x.targets.iter().map(target).collect();
            let body = format!("{:?}", x.body).replace("\\n", " ");
            let key = name(x.id.into());
            let key = if key == "*" { format!("* {}", targets.join(" ")) } else { key };
            all.insert(key, format!("{body} {targets:?}"));
        }
    }
    all
}

/// Every line that is in the file and not about `touched` items is there again, in this order.
fn untouched_lines_stay(before: &Standoff, annotations: &Annotations, touched: &HashSet<ItemId>, after: &[u8]) {
    // A last line without a line end gets that of its neighbours.
    let bare = |raw: &[u8]| raw[..raw.len() - super::breaks::end_len(raw)].trim_ascii_end().to_vec();
    // Lines as they are read: they may end in other breaks than LF.
    let again = reading(after).standoff;
    let mut lines = again.entries.iter().map(|entry| bare(&entry.raw));
    let written = super::written::Written::new(annotations, &Visibility::default());
    for entry in &before.entries {
        let stays = match &entry.bound {
            None => true,
            Some(bound) => !touched.contains(&bound.item.id()) && written.item(bound.item.id()).is_some(),
        };
        if stays {
            let raw = bare(&entry.raw);
            assert!(lines.any(|line| line == raw), "lost: {:?}", String::from_utf8_lossy(&raw));
        }
    }
}

fn touched_by(annotations: &Annotations, edits: &[Edit]) -> Vec<ItemId> {
    let mut touched = Vec::new();
    for edit in edits {
        let id = match edit {
            Edit::Insert(item) | Edit::Replace(item) => item.id(),
            Edit::Remove(id) => *id,
        };
        touched.push(id);
        // What hangs on a rejected mention goes with it.
        let mut more = vec![id];
        while let Some(id) = more.pop() {
            for user in annotations.users(id).filter(|user| *user != id) {
                touched.push(user);
                more.push(user);
            }
        }
    }
    touched
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn edits_leave_the_other_lines_alone(bytes in file(), steps in prop::collection::vec(step(), 1..25)) {
        let Reading { mut annotations, mut standoff, .. } = reading(&each_id_once(&bytes));
        let mut names: HashMap<String, ItemId> = HashMap::new();
        let mut touched = HashSet::new();
        let mut undo: Vec<Vec<Edit>> = Vec::new();
        for step in steps.iter().chain([&Step::Save]) {
            if matches!(step, Step::Save) {
                let (written, next) = write(&standoff, &annotations);
                untouched_lines_stay(&standoff, &annotations, &touched, &written);
                touched.clear();
                prop_assert_eq!(&write(&next, &annotations).0, &written, "a second save changes nothing");
                for id in next.entries.iter().filter_map(|e| e.bound.as_ref()).map(|b| b.item.id()) {
                    if let Some(name) = next.name(id) {
                        prop_assert_eq!(*names.entry(name.to_owned()).or_insert(id), id, "{} was given out twice", name);
                    }
                }
                let again = reading(&written);
                // Taking lines away can make another base explain more of the rest.
                if again.standoff.base() == next.base() {
                    prop_assert_eq!(says(&again.annotations, &again.standoff), says(&annotations, &next));
                }
                standoff = next;
                continue;
            }
            let group = if matches!(step, Step::Undo) { undo.pop().unwrap_or_default() } else { edits(&mut annotations, step) };
            touched.extend(touched_by(&annotations, &group));
            let inverse = annotations.apply_group(TEXT, group).expect("a change made by `change` applies");
            touched.extend(touched_by(&annotations, &inverse));
            if !matches!(step, Step::Undo) {
                undo.push(inverse);
            }
        }
    }
}
