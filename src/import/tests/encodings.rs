use encoding_rs::{Encoding, KOI8_R, KOI8_U, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252};
use proptest::prelude::*;

use super::import;
use crate::import::{ENCODINGS, How, decode, encoding_named};

const RUSSIAN: [&str; 6] = [
    "Анна Петрова живёт в Твери и работает на молочном заводе",
    "Вчера её брат Борис вернулся из командировки в Саратов",
    "Директор школы рассказал журналистам о новом стадионе",
    "На совещании в мэрии обсуждали ремонт моста через Волгу",
    "Писательница переехала к морю, чтобы закончить роман",
    "Съезд врачей открылся в понедельник большой лекцией",
];
const WESTERN: [&str; 5] = [
    "Die Bürgermeisterin von Lübeck eröffnete die neue Brücke über den Fluss",
    "Le maire a annoncé la création d’une école près de la gare",
    "Señora Núñez trabajó durante años en una fábrica de Córdoba",
    "Jürgen Müller traf seine Schwester am Bahnhof in Köln",
    "Un élève français a gagné le prix à l’été dernier",
];

fn utf_16(text: &str, little: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
}

fn letters() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(RUSSIAN.to_vec()), 1..6).prop_map(|lines| lines.join(".\n") + ".\n")
}

fn western() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WESTERN.to_vec()), 1..6).prop_map(|lines| lines.join(".\r\n") + ".\r\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn russian_comes_back_from_the_encodings_it_is_kept_in(text in letters()) {
        for encoding in [WINDOWS_1251, KOI8_R] {
            let (bytes, _, lost) = encoding.encode(&text);
            prop_assert!(!lost);
            let decoded = decode(&bytes, None, None).expect("a text");
            prop_assert!(matches!(decoded.how, How::Guessed(_)));
            prop_assert_eq!(&decoded.text, &text, "{} read as {}", encoding.name(), decoded.how.encoding().name());
            prop_assert!(decoded.notes()[0].contains("--encoding"));
        }
    }

    #[test]
    fn western_text_comes_back(text in western()) {
        let (bytes, _, lost) = WINDOWS_1252.encode(&text);
        prop_assert!(!lost);
        prop_assert_eq!(decode(&bytes, None, None).expect("a text").text, text);
    }

    #[test]
    fn unicode_comes_back_with_and_without_a_mark(russian in letters(), western in western()) {
        for text in [russian.clone(), western.clone(), format!("{western}🙂 e\u{301} {russian}")] {
            let utf_8 = decode(text.as_bytes(), None, None).expect("a text");
            prop_assert_eq!((&utf_8.text, utf_8.how), (&text, How::Utf8));
            let marked = decode(format!("\u{feff}{text}").as_bytes(), None, None).expect("a text");
            prop_assert_eq!((&marked.text, marked.how), (&text, How::Marked(UTF_8)));
            for (little, encoding) in [(true, UTF_16LE), (false, UTF_16BE)] {
                let bare = decode(&utf_16(&text, little), None, None).expect("a text");
                prop_assert_eq!((&bare.text, bare.how), (&text, How::Guessed(encoding)));
                let marked = decode(&utf_16(&format!("\u{feff}{text}"), little), None, None).expect("a text");
                prop_assert_eq!((&marked.text, marked.how), (&text, How::Marked(encoding)));
                prop_assert!(marked.notes().is_empty());
            }
        }
    }

    #[test]
    fn a_chosen_encoding_is_what_counts(text in letters()) {
        for (label, _) in ENCODINGS {
            let encoding = encoding_named(label).expect("a known label");
            let (bytes, used, lost) = encoding.encode(&text);
            if lost || used != encoding {
                continue;
            }
            let decoded = decode(&bytes, Some(encoding), None).expect("a text");
            prop_assert_eq!((&decoded.text, decoded.unreadable), (&text, 0));
        }
    }

    #[test]
    fn no_bytes_make_it_fail_otherwise_than_with_a_message(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for name in ["a.txt", "a.md", "a.html", "a.pdf", "a.docx"] {
            if let Err(error) = import(name, &bytes) {
                prop_assert!(error.to_string().starts_with(name));
            }
        }
    }
}

#[test]
fn places_that_mean_nothing_are_counted_and_said() {
    let decoded = decode(b"Anna \xff\xff met", Some(UTF_8), None).expect("a text");
    assert_eq!((decoded.text.as_str(), decoded.unreadable), ("Anna \u{fffd}\u{fffd} met", 2));
    assert!(decoded.notes()[0].starts_with("2 places are not UTF-8"), "{:?}", decoded.notes());
}

#[test]
fn binary_files_are_no_texts() {
    assert!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", None, None).is_err());
    assert!(decode(b"\x7fELF\x02\x01\x01\0\0\0\0\0", None, None).is_err());
    assert!(decode(&(0..=255).collect::<Vec<u8>>(), None, None).is_err());
}

#[test]
fn a_web_page_may_name_its_encoding() {
    let page = "<html><head><meta charset=\"windows-1251\"></head><body>Ёж</body></html>";
    let (bytes, ..) = WINDOWS_1251.encode(page);
    let imported = import("a.html", &bytes).expect("readable");
    assert_eq!((imported.text.as_str(), imported.decoded), ("Ёж\n", Some(How::Declared(WINDOWS_1251))));
    let label = |name: &str| Encoding::for_label(name.as_bytes());
    assert_eq!(encoding_named(" CP1251 "), label("windows-1251"));
    assert_eq!(encoding_named("abacus"), None);
}

#[test]
fn only_meta_says_the_encoding_of_a_page() {
    let text = "Анна Вебер живёт в Кёльне и работает.";
    for head in [
        "<!-- saved charset=utf-8 --><meta charset=\"windows-1251\">",
        "<script src=\"a.js\" charset=\"utf-8\"></script><meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1251\">",
        "<script>document.write('<meta charset=koi8-r>'); if (a<b) it = \"'\";</script><meta charset=\"windows-1251\">",
        "<SCRIPT><!-- <meta charset=koi8-r></SCRIPT><script src='x'></script><meta charset=\"windows-1251\">",
        "<style>/* <meta charset=koi8-r> it's */</style><!-- <meta charset=koi8-r> --><meta charset=\"windows-1251\">",
        "<meta name=\"description\" content=\"charset=utf-8 > is better\"><META CHARSET=windows-1251 />",
    ] {
        let (bytes, ..) = WINDOWS_1251.encode(text);
        let page = [format!("<html><head>{head}</head><body><p>").as_bytes(), &bytes, b"</p></body></html>"].concat();
        let imported = import("a.html", page).expect("readable");
        assert_eq!(imported.text, format!("{text}\n"), "{head}");
        assert_eq!((imported.decoded, imported.notes), (Some(How::Declared(WINDOWS_1251)), Vec::new()), "{head}");
    }
}

#[test]
fn a_wrong_encoding_is_noticed() {
    let page = |label: &str, bytes: &[u8]| [format!("<meta charset=\"{label}\"><p>").as_bytes(), bytes].concat();
    let text = "Анна Вебер живёт в Кёльне и работает, а Борис Иванов вернулся из Саратова.";
    let (russian, ..) = WINDOWS_1251.encode(text);
    let (koi, ..) = KOI8_R.encode(text);
    let cases: [(&str, &[u8], How); 4] = [
        ("iso-8859-1", text.as_bytes(), How::Utf8),
        ("utf-8", &russian, How::Guessed(WINDOWS_1251)),
        ("windows-1252", &russian, How::Guessed(WINDOWS_1251)),
        ("windows-1251", &koi, How::Guessed(KOI8_U)),
    ];
    for (label, bytes, how) in cases {
        let imported = import("a.html", page(label, bytes)).expect("readable");
        assert_eq!((imported.text.as_str(), imported.decoded), (format!("{text}\n").as_str(), Some(how)), "{label}");
        assert!(
            imported.notes.iter().any(|note| note.contains("does not fit its bytes")),
            "{label}: {:?}",
            imported.notes
        );
    }
    let (western, ..) = WINDOWS_1252.encode("Un élève français a gagné le prix à l’été dernier, près de la gare.");
    let imported = import("a.html", page("windows-1252", &western)).expect("readable");
    assert_eq!((imported.decoded, imported.notes), (Some(How::Declared(WINDOWS_1252)), Vec::new()));
    let stray = [text.as_bytes(), b" \xff"].concat();
    let imported = import("a.html", page("utf-8", &stray)).expect("readable");
    assert_eq!(imported.decoded, Some(How::Declared(UTF_8)), "one bad byte does not make it another encoding");
    assert!(imported.notes.iter().any(|note| note.contains("one place")), "{:?}", imported.notes);
}
