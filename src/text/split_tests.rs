//! Sentences and words: examples, invariants, and inputs that would betray quadratic time.

use proptest::prelude::*;

use super::atoms::is_blank;
use super::{Language, Sentence, Span, split, split_with, words_of};

fn sentences(text: &str) -> Vec<&str> {
    split(text).into_iter().map(|sentence| sentence.span.slice(text).unwrap()).collect()
}

fn words(text: &str) -> String {
    let words = split(text).into_iter().flat_map(|sentence| sentence.words);
    words.map(|word| word.slice(text).unwrap()).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_words_of_one_sentence_are_those_of_the_whole_text() {
    let text = "Dr. Smith didn't pay $2.5 million. In 2019–2020 he left.\n\nПетров А. С. приехал в г. Тверь. 12:30!\nwww.x.org said so.";
    let all = split(text);
    assert!(all.len() > 4);
    for Sentence { span, words } in all {
        assert_eq!(words_of(text, span), words, "{:?}", span.slice(text));
    }
    assert!(words_of(text, Span::new(5, 9_999)).is_empty());
}

#[test]
fn english_sentences_end_where_they_should() {
    assert_eq!(
        sentences(
            "Dr. J. K. Rowling met Mr. Smith of Acme Inc. in St. Louis on Jan. 5. He paid $2.5 million, i.e. too much!"
        ),
        [
            "Dr. J. K. Rowling met Mr. Smith of Acme Inc. in St. Louis on Jan. 5.",
            "He paid $2.5 million, i.e. too much!"
        ]
    );
    assert_eq!(
        sentences("He moved to the U.S. The U.S. Senate met."),
        ["He moved to the U.S.", "The U.S. Senate met."]
    );
    assert_eq!(
        sentences("It ended World War I. The peace was short."),
        ["It ended World War I.", "The peace was short."]
    );
    assert_eq!(sentences("He said no. No. 5 came."), ["He said no.", "No. 5 came."]);
    assert_eq!(sentences("\"Stop!\" he cried. \"Why?\" She left."), ["\"Stop!\" he cried.", "\"Why?\"", "She left."]);
    assert_eq!(sentences("He left (for good.) She wept."), ["He left (for good.)", "She wept."]);
    assert_eq!(sentences("Wait... what? Well… Fine."), ["Wait... what?", "Well…", "Fine."]);
    assert_eq!(sentences("1. Open the box. 2. Close it."), ["1. Open the box.", "2. Close it."]);
    assert_eq!(
        sentences("See www.example.com. Write to a.b@example.org. Bye."),
        ["See www.example.com.", "Write to a.b@example.org.", "Bye."]
    );
}

#[test]
fn english_abbreviations_do_not_end_sentences_before_names() {
    for text in [
        "Gov. Smith of Springfield, Ill. Chairman Lee, et al. were there.",
        "President George W. Bush met Gen. Colin L. Powell Jr. in Washington, D.C. Monday.",
        "She lives near St. Paul's Cathedral, vs. Fig. 3 on p. 12.",
        "The U.S. Supreme Court heard Roe v. Wade, e.g. in 1973.",
        "He (born Oct. 5, 1960?) likes apples; Bananas he hates: Never.",
    ] {
        assert_eq!(sentences(text), [text]);
    }
}

#[test]
fn russian_sentences_end_where_they_should() {
    assert_eq!(
        sentences("А. С. Пушкин жил на ул. Арбат, д. 5. Он писал стихи."),
        ["А. С. Пушкин жил на ул. Арбат, д. 5.", "Он писал стихи."]
    );
    assert_eq!(
        sentences("Купили хлеб, соль и т. д. Потом ушли, т. е. исчезли. Цена 5 млн. руб. в год."),
        ["Купили хлеб, соль и т. д.", "Потом ушли, т. е. исчезли.", "Цена 5 млн. руб. в год."]
    );
    assert_eq!(sentences("Это было в 2015 г. Он жил в г. Москве."), ["Это было в 2015 г.", "Он жил в г. Москве."]);
    assert_eq!(
        sentences("«Пора!» — сказал он. «Куда?» Она молчала…"),
        ["«Пора!» — сказал он.", "«Куда?»", "Она молчала…"]
    );
    assert_eq!(sentences("— Кто там? — спросил он.\n— Я."), ["— Кто там? — спросил он.", "— Я."]);
    assert_eq!(sentences("8.1. Общие положения. Срок 5 дней."), ["8.1. Общие положения.", "Срок 5 дней."]);
    assert_eq!(sentences("Площадь 5 тыс. кв. м. За год введено 3."), ["Площадь 5 тыс. кв. м.", "За год введено 3."]);
}

#[test]
fn english_words_are_those_of_conll04() {
    assert_eq!(words("Reagan's aides don't."), "Reagan 's aides don 't .");
    assert_eq!(words("He paid $160,000 (or 2.5%) to U.S. firms."), "He paid $160 , 000 ( or 2.5 % ) to U.S. firms .");
    assert_eq!(words("in the U.S."), "in the U.S .");
    assert_eq!(words("Sen. O'Neill, D-N.Y., the U.S.-led AT&T"), "Sen. O 'Neill , D-N.Y. , the U.S.-led AT&T");
    assert_eq!(words("a well-known F404 -- long- and short-term"), "a well-known F404 -- long- and short-term");
    assert_eq!(words("``Stop,'' he said..."), "` ` Stop , ' ' he said ...");
    assert_eq!(words("the '90s, at 10:30 a.m. [sic]"), "the '90s , at 10:30 a.m. [ sic ]");
    assert_eq!(words("“Yes,” she’s"), "“ Yes , ” she ’s");
    assert_eq!(words("a .38-caliber gun; -5 degrees"), "a .38-caliber gun ; -5 degrees");
    assert_eq!(words("Go to (https://a.org/x?y=1), or me@a-b.org."), "Go to ( https://a.org/x?y=1 ) , or me@a-b.org .");
}

#[test]
fn russian_words_are_cut_as_expected() {
    assert_eq!(words("и т.д., кто-то 10кг за 2,5 руб."), "и т . д . , кто-то 10 кг за 2,5 руб .");
    assert_eq!(words("«Газпром»... Правда?!"), "« Газпром » ... Правда ?!");
    assert_eq!(words("№5, 1/2 м² (ЖК «А-1»)"), "№ 5 , 1/2 м² ( ЖК « А-1 » )");
    assert_eq!(words("сайт http://ya.ru/a, почта i@ya.ru."), "сайт http://ya.ru/a , почта i@ya.ru .");
}

#[test]
fn each_paragraph_has_its_own_language() {
    let text = "Don't stop.\nСто 10кг.\n10,5";
    assert_eq!(words(text), "Don 't stop . Сто 10 кг . 10,5");
    let numbers = split_with("10,5", Language::English);
    assert_eq!(numbers[0].words.len(), 3);
}

#[test]
fn a_wrapped_sentence_spans_its_line_break() {
    let text = "The agreement was signed by the presidents of both\ncountries. Peace followed.";
    assert_eq!(sentences(text), ["The agreement was signed by the presidents of both\ncountries.", "Peace followed."]);
}

#[test]
fn scripts_without_spaces_are_split_too() {
    assert_eq!(sentences("我来自北京。你呢？"), ["我来自北京。", "你呢？"]);
}

#[test]
fn nothing_comes_of_nothing() {
    assert_eq!(split(""), []);
    assert_eq!(split("\u{feff} \r\n\t\u{200b}"), []);
}

/// Quadratic work would take minutes on these.
#[test]
fn hostile_lines_take_linear_time() {
    const UNITS: usize = 100_000;
    for unit in [
        "a",
        "ж",
        ".",
        ". ",
        "\"",
        "' ",
        "a.",
        "A.",
        "A. ",
        "1.",
        "1,",
        "-",
        "a-",
        "a@",
        "a.b@",
        "http://",
        "www.a ",
        "(",
        ".) ",
        "a\n",
        "г. ",
        "👩\u{200d}",
        "\u{301}",
        "🇫",
        ":-",
        "_",
        "\u{feff}",
        "a'",
        "$1",
        "A1.B",
    ] {
        let text = unit.repeat(UNITS);
        assert_invariants(&text, &split(&text));
    }
}

fn assert_invariants(text: &str, sentences: &[Sentence]) {
    let mut covered = 0;
    for sentence in sentences {
        let slice = sentence.span.slice(text).expect("sentence on character boundaries");
        assert!(!slice.is_empty() && slice == slice.trim_matches(is_blank), "trimmed: {slice:?}");
        assert!(covered <= sentence.span.start, "sentences ascend");
        assert!(!sentence.words.is_empty());
        for word in &sentence.words {
            assert!(sentence.span.contains(*word), "words lie in their sentence");
            let gap = Span::new(covered, word.start).slice(text).expect("words ascend");
            assert!(gap.chars().all(is_blank), "between words only white space, not {gap:?}");
            let slice = word.slice(text).expect("word on character boundaries");
            assert!(!slice.is_empty() && !slice.contains(is_blank), "no white space in {slice:?}");
            covered = word.end;
        }
        assert_eq!(covered, sentence.span.end);
    }
    assert!(text[covered..].chars().all(is_blank), "everything is covered");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn splits_of_any_text_keep_their_promises(text in "\\PC{0,120}") {
        assert_invariants(&text, &split(&text));
    }

    #[test]
    fn splits_of_plausible_text_keep_their_promises(parts in prop::collection::vec(prop::sample::select(vec![
        "Mr", "U.S", "г", "т.", "д.", "А.", "слово", "Word", "lower", "don't", "1", "2,5", "…", "?!", ".", ".", ",", ";", "«", "»",
        "\"", "'", "“", "”", "(", ")", "-", "—", " ", " ", " ", "  ", "\n", "\r\n", "\n\n", "\t", "\u{a0}", "\u{feff}", "👩‍🚀",
        "е\u{301}", "http://a.b/c", "me@a.org", "$", "%", "№", "_", "/", "\u{0}", "中文。",
    ]), 0..60)) {
        let text = parts.concat();
        assert_invariants(&text, &split(&text));
        assert_invariants(&text, &split_with(&text, Language::English));
        assert_invariants(&text, &split_with(&text, Language::Russian));
    }
}
