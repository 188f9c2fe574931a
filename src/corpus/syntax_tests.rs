use proptest::prelude::*;

use super::super::query::Scores;
use super::*;

fn read(line: &str) -> Query {
    parse(line).unwrap_or_else(|error| panic!("{line}: {error}"))
}

#[test]
fn words_are_a_phrase_and_filters_stand_anywhere() {
    let query = read("  Lee type:Peop,Org  Oswald score<0.6 ");
    assert_eq!(query.text, Some(Text::Phrase("Lee Oswald".into())));
    assert_eq!(query.kinds, ["Peop".into(), "Org".into()]);
    assert_eq!(query.scores.high, Some(Bound { value: 0.6, inclusive: false }));
    assert!(!query.finds_text() && query.finds_entities() && query.finds_relations());
    assert!(read("Lee Oswald").finds_text());
}

#[test]
fn what_is_no_filter_is_text() {
    assert_eq!(read("http://example.org/a").text, Some(Text::Phrase("http://example.org/a".into())));
    assert_eq!(read("12:30").text, Some(Text::Phrase("12:30".into())));
    assert_eq!(read("and/or").text, Some(Text::Phrase("and/or".into())));
    assert_eq!(read("\"score<0.6\"").text, Some(Text::Phrase("score<0.6".into())));
    assert_eq!(read("scores<0.6").text, Some(Text::Phrase("scores<0.6".into())));
}

#[test]
fn regular_expressions_stand_between_slashes() {
    assert_eq!(read(r"/\d+ км/ type:Loc").text, Some(Text::Regex(r"\d+ км".into())));
    assert_eq!(read(r"/a\/b/").text, Some(Text::Regex("a/b".into())));
    assert_eq!(parse("/a/ b"), Err(QueryError::TwoTexts));
}

#[test]
fn values_in_quotation_marks_may_hold_spaces() {
    let query = read("same:\"Нижний Новгород\" note:\"see \\\"A\\\"\"");
    assert_eq!(query.same, ["Нижний Новгород"]);
    assert_eq!(query.note.as_deref(), Some("see \"A\""));
    assert_eq!(read("note:*").note.as_deref(), Some(""));
}

#[test]
fn scores_are_read_in_all_their_forms() {
    let scores = |line: &str| read(line).scores;
    let at = |value, inclusive| Some(Bound { value, inclusive });
    assert_eq!(scores("score:0.3..0.6"), Scores { low: at(0.3, true), high: at(0.6, true) });
    assert_eq!(scores("score>=30% score<0,6"), Scores { low: at(0.3, true), high: at(0.6, false) });
    assert_eq!(scores("score:..0.5"), Scores { low: None, high: at(0.5, true) });
    assert!(scores("score<0.6").fits(0.59) && !scores("score<0.6").fits(0.6));
    assert!(scores("score<=0.6").fits(0.6));
}

#[test]
fn errors_say_what_to_write() {
    let said = |line: &str| parse(line).map(|_| String::new()).unwrap_or_else(|error| error.to_string());
    assert!(said("score<7").contains("score<0.6"), "{}", said("score<7"));
    assert!(said("is:nice").contains("is:open"));
    assert!(said("case:perhaps").contains("case:yes"));
    assert!(said("type:").contains("type:Peop"));
    assert!(said("\"never").contains("never closed"));
    assert!(said("note:\"never").contains("never closed"));
}

#[test]
fn every_example_of_the_help_is_read() {
    for (example, _) in FILTERS {
        let query = read(example);
        assert!(!query.is_empty() || query.case, "{example}");
    }
}

fn query() -> impl Strategy<Value = Query> {
    let text = prop_oneof![
        "[ -~а-яё]{1,12}".prop_map(|s: String| Text::Phrase(s.split_whitespace().collect::<Vec<_>>().join(" "))),
        r"[a-zа-я.+\\/]{1,8}".prop_map(Text::Regex),
    ];
    let names = || prop::collection::vec("[A-Za-z_]{1,6}".prop_map(|s| Arc::from(s.as_str())), 0..3);
    let bound = || {
        prop::option::of(
            (0..=20u8, any::<bool>()).prop_map(|(v, inclusive)| Bound { value: f32::from(v) / 20.0, inclusive }),
        )
    };
    let free = || prop::option::of("[ -~а-яё]{1,9}");
    let several = || prop::collection::vec("[ -~а-яё]{1,9}", 0..3);
    let what = prop_oneof![Just(What::Fitting), Just(What::Text), Just(What::Entities), Just(What::Relations)];
    let fixed = (prop::option::of(text), any::<bool>(), any::<bool>(), what, names(), names(), names());
    (fixed, bound(), bound(), free(), several(), free(), (several(), several())).prop_map(
        |((text, case, words, what, kinds, heads, tails), low, high, note, same, near, (from, to))| Query {
            text: text.filter(|t| !matches!(t, Text::Phrase(p) if p.is_empty())),
            case,
            words,
            what,
            kinds,
            heads,
            tails,
            scores: Scores { low, high },
            note: note.filter(|n| n != "*"),
            same,
            near,
            from,
            to,
            ..Query::default()
        },
    )
}

proptest! {
    #[test]
    fn a_query_reads_back_from_its_line(query in query()) {
        // A regular expression that ends in a lone backslash has no line: it is no regular expression either.
        prop_assume!(!matches!(&query.text, Some(Text::Regex(r)) if !balanced(r)));
        let line = query.to_string();
        prop_assert_eq!(parse(&line), Ok(query), "{}", line);
    }

    #[test]
    fn no_line_is_a_panic(line in ".{0,40}") {
        let _ = parse(&line);
    }
}

/// Whether backslashes pair up, and none escapes a slash.
fn balanced(regex: &str) -> bool {
    let mut chars = regex.chars();
    while let Some(c) = chars.next() {
        if c == '\\' && matches!(chars.next(), None | Some('/')) {
            return false;
        }
    }
    true
}
