//! Bases made, opened and searched.

use std::path::{Path, PathBuf};

use super::rank::{Named, link};
use super::source::{Languages, Sink, read};
use super::*;
use crate::text::Span;

const TABLE: &str = "id\tlabel\taliases\ttype\n\
    Q159\tРоссия\tРоссии:9|РФ:3|российский:2\tCOUNTRY\n\
    Q649\tМосква\tМоскве:5|Москву:2\tCITY\n\
    Q7747\tВладимир Путин\tПутин:7|Владимира Путина:3\tPERSON\n\
    Q2\tВиктор Путин\tПутин:1\tPERSON\n\
    Q3\tНародный комиссариат внутренних дел СССР\t\tORGANIZATION\n\
    Q4\tпрезидент России\tпрезидента:4|президент:3\tPROFESSION\n\
    Q5\tпрезидент США\tпрезидента:4|президент:5\tPROFESSION\n";

fn made(text: &str) -> (tempfile::TempDir, PathBuf, Built) {
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("table.tsv");
    std::fs::write(&source, text).expect("writable");
    let path = folder.path().join("a.kb");
    let mut builder = Builder::new(&path).expect("a folder");
    builder.begin(&source);
    read(&source, &Languages::new("all"), &mut builder).expect("read");
    let built = builder.finish(&path, "Wikidata", "all", false).expect("written");
    (folder, path, built)
}

fn ids(base: &Base, name: &str) -> Vec<String> {
    let found = base.look_up(name, 30).expect("a sound base").candidates;
    found.into_iter().map(|found| found.entity.id).collect()
}

#[test]
fn names_are_found_by_stems_words_letters_and_initials() {
    let (folder, path, built) = made(TABLE);
    assert_eq!((built.info.entities, built.skipped_count), (7, 0));
    let base = Base::open(&path).expect("a base");
    assert_eq!(ids(&base, "РОССИЕЙ")[0], "Q159");
    assert_eq!(ids(&base, "Путиным"), ["Q7747", "Q2"]);
    assert_eq!(ids(&base, "Путин, Владимир")[0], "Q7747");
    assert_eq!(ids(&base, "НКВД"), ["Q3"]);
    assert_eq!(ids(&base, "Масква")[0], "Q649", "one letter is wrong");
    assert_eq!(ids(&base, "Мсоква")[0], "Q649", "two letters have changed places");
    assert_eq!(ids(&base, "Ереван"), [""; 0]);
    assert_eq!(ids(&base, "«»"), [""; 0]);
    assert_eq!(base.get("Q649").expect("sound").map(|city| city.label(None).to_owned()).as_deref(), Some("Москва"));
    assert_eq!(base.get("Q0").expect("sound"), None);
    let again = Base::open(&path).expect("two programs may read it");
    assert_eq!(again.info, base.info);
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").collect();
    assert_eq!(left.len(), 2, "nothing else is left beside it");
}

#[test]
fn doubles_and_impossible_ids_are_said() {
    let (_folder, path, built) = made("Q1\tone\nQ2 x\ttwo\n\tthree\nQ1\tuno\nQ4\t«»\n");
    let said: Vec<String> = built.skipped.iter().map(ToString::to_string).collect();
    let lines: Vec<u64> = built.skipped.iter().map(|skipped| skipped.line).collect();
    assert_eq!(lines, [2, 3, 4, 5], "{said:?}");
    assert!(said[2].contains("table.tsv:4") && said[2].contains("table.tsv:1 already"), "{said:?}");
    let base = Base::open(&path).expect("a base");
    assert_eq!((ids(&base, "one"), ids(&base, "uno"), base.info.entities), (vec!["Q1".into()], vec!["Q1".into()], 1));
}

#[test]
fn the_order_of_sources_does_not_change_what_is_in_a_base() {
    let (_one, _, forth) = made("Q1\tone\nQ2\ttwo\nQ3\tthree\n");
    let (_two, _, back) = made("Q3\tthree\nQ1\tone\nQ2\ttwo\n");
    let (_three, _, other) = made("Q3\tthree\nQ1\tone\nQ2\ttwo!\n");
    assert_eq!(forth.info.fingerprint, back.info.fingerprint);
    assert_ne!(forth.info.fingerprint, other.info.fingerprint);
}

#[test]
fn what_is_no_base_says_so() {
    let (folder, path, _) = made(TABLE);
    let whole = std::fs::read(&path).expect("readable");
    let other = folder.path().join("b.kb");
    for bytes in [&b""[..], b"text", &whole[..whole.len() / 2], &whole[..5_000]] {
        std::fs::write(&other, bytes).expect("writable");
        let said = Base::open(&other).expect_err("no base").to_string();
        assert!(said.contains("b.kb") && said.contains("relata kb build"), "{said}");
    }
    let said = Base::open(Path::new("/no/such.kb")).expect_err("missing").to_string();
    assert!(said.contains("/no/such.kb"), "{said}");
}

#[test]
fn a_failed_build_leaves_the_old_base() {
    let (folder, path, _) = made(TABLE);
    let before = std::fs::read(&path).expect("readable");
    let mut builder = Builder::new(&path).expect("a folder");
    builder.part(Entity::new("Q1"), 1, true).expect("kept");
    drop(builder);
    assert_eq!(std::fs::read(&path).expect("readable"), before);
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 2);
}

fn named(text: &str, names: &[(&str, &str)]) -> Vec<Named> {
    let one = |(name, kind): &(&str, &str)| {
        let start = text.find(name).expect("in the text");
        Named { name: (*name).to_owned(), kind: (*kind).to_owned(), span: Span::new(start, start + name.len()) }
    };
    names.iter().map(one).collect()
}

#[test]
fn a_document_decides_between_candidates() {
    let (_folder, path, _) = made(TABLE);
    let base = Base::open(&path).expect("a base");
    let text = "Президент России Виктор Путин приехал в Москву. Путин встретил Гюнтера Шмидта.";
    let mentions = named(
        text,
        &[
            ("Президент России", "PROFESSION"),
            ("Виктор Путин", "PERSON"),
            ("Москву", "CITY"),
            ("Гюнтера Шмидта", "PERSON"),
        ],
    );
    let linked = link(&base, text, &mentions).expect("linked");
    let best: Vec<Option<&str>> =
        linked.iter().map(|one| one.best().map(|(found, _)| found.entity.id.as_str())).collect();
    assert_eq!(best, [Some("Q4"), Some("Q2"), Some("Q649"), None]);
    for one in &linked {
        let sum: f32 = one.candidates.iter().map(|(_, likely)| likely).sum::<f32>() + one.nil;
        assert!((sum - 1.0).abs() < 1e-3 && one.candidates.is_sorted_by(|a, b| a.1 >= b.1));
    }
    assert!(link(&base, text, &[]).expect("linked").is_empty());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
    #[test]
    fn everything_that_has_a_name_is_found_by_it(
        rows in proptest::collection::btree_map("Q[0-9]{1,4}", "[А-Яа-яёA-Za-z]{1,7}( [А-Яа-яA-Za-z0-9'-]{1,6}){0,2}", 1..12),
        query in "\\PC{0,20}",
    ) {
        let table: String = rows.iter().map(|(id, name)| format!("{id}\t{name}\n")).collect();
        let (_folder, path, built) = made(&table);
        let base = Base::open(&path).expect("a base");
        proptest::prop_assert_eq!(built.info.entities + built.skipped_count, rows.len() as u64);
        for (id, name) in &rows {
            let found = ids(&base, name);
            proptest::prop_assert!(found.contains(id), "{name:?}: {found:?}");
            let found = ids(&base, &name.to_uppercase());
            proptest::prop_assert!(name.to_uppercase().to_lowercase() != name.to_lowercase() || found.contains(id));
        }
        proptest::prop_assert!(base.look_up(&query, 5).expect("sound").candidates.len() <= 5);
    }
}

/// Names of three words from syllables, all different.
fn generated(number: u64) -> String {
    const SYLLABLES: [&str; 16] =
        ["ва", "ри", "ко", "ме", "лу", "ста", "дор", "ни", "гал", "пе", "тур", "зо", "би", "хан", "ша", "ев"];
    let word = |mut seed: u64, length: u64| {
        let mut word = String::new();
        for _ in 0..length {
            word.push_str(SYLLABLES[(seed % 16) as usize]);
            seed = seed / 16 + 7;
        }
        word
    };
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
    format!("{} {}ов", word(mixed % 4_096, 3), word(number, 5))
}

#[test]
#[ignore = "takes minutes"]
fn a_million_things_are_built_and_looked_up_in_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("million.tsv");
    let rows: String = (0..1_000_000_u64)
        .map(|number| {
            format!("Q{number}\t{}\t{}|{}\tPERSON\n", generated(number), generated(number + 3_000_000), number)
        })
        .collect();
    std::fs::write(&source, rows).expect("writable");
    let path = folder.path().join("million.kb");
    let start = std::time::Instant::now();
    let mut builder = Builder::new(&path).expect("a folder");
    builder.begin(&source);
    read(&source, &Languages::new("all"), &mut builder).expect("read");
    let built = builder.finish(&path, "Wikidata", "all", false).expect("written");
    let (build, size) = (start.elapsed(), std::fs::metadata(&path).expect("there").len());
    let base = Base::open(&path).expect("a base");
    let mut times: Vec<std::time::Duration> = Vec::new();
    for number in (0..1_000_000).step_by(997) {
        let start = std::time::Instant::now();
        let found = ids(&base, &generated(number));
        times.push(start.elapsed());
        assert!(found.contains(&format!("Q{number}")), "{number}");
    }
    times.sort();
    let of = |share: usize| times[times.len() * share / 100];
    let memory = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = memory.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    eprintln!(
        "{} things in {build:?}, {} MB; a look-up p50 {:?}, p95 {:?}; {peak}",
        built.info.entities,
        size >> 20,
        of(50),
        of(95)
    );
    assert!(build.as_secs() <= 600);
}
