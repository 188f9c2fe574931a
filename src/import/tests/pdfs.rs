use super::{error, import, text};

/// The font's bytes for a soft hyphen, U+2010 and two ligatures.
const SOFT: u8 = 0xad;
const HYPHEN: u8 = 0x90;
const FFI: u8 = 0x8d;
const FL: u8 = 0x8e;

/// A PDF with one page a content; the font's bytes `\xe0…` mean Cyrillic letters by its map.
fn pdf(pages: &[&[u8]]) -> Vec<u8> {
    pdf_with("", pages)
}

/// The same with more entries in the dictionary of each page.
fn pdf_with(entries: &str, pages: &[&[u8]]) -> Vec<u8> {
    let map = b"/CIDInit /ProcSet findresource begin\nbegincmap\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n\
        2 beginbfrange\n<20> <7E> <0020>\n<C0> <FF> <0410>\nendbfrange\n\
        4 beginbfchar\n<8D> <FB03>\n<8E> <FB02>\n<90> <2010>\n<AD> <00AD>\nendbfchar\nendcmap\nend\n";
    let kids: Vec<String> = (0..pages.len()).map(|i| format!("{} 0 R", 10 + 2 * i)).collect();
    let mut objects: Vec<(usize, Vec<u8>)> = vec![
        (1, b"<< /Type /Catalog /Pages 2 0 R >>".to_vec()),
        (2, format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()).into_bytes()),
        (
            3,
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 4 0 R >>"
                .to_vec(),
        ),
        (4, stream("", map)),
        (5, stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 ", b"\xff BT (x")),
        (
            6,
            stream(
                "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /Me 6 0 R >> >> ",
                b"/Me Do",
            ),
        ),
        (8, b"<< /Type /Font /Subtype /Type0 /BaseFont /Odd /Encoding /Odd-H /DescendantFonts [] >>".to_vec()),
        (
            7,
            stream(
                "/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Matrix [1 0 0 1 0 100] \
                 /Resources << /Font << /F1 3 0 R >> >> ",
                b"BT /F1 12 Tf 72 586 Td (at the harbour.) Tj ET",
            ),
        ),
    ];
    for (i, content) in pages.iter().enumerate() {
        let number = 10 + 2 * i;
        let loops = if content.windows(3).any(|w| w == b"/Me") { "/Me 6 0 R" } else { "" };
        let page = format!(
            "<< /Type /Page {entries}/Parent 2 0 R /MediaBox [0 0 600 800] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R /Odd 8 0 R >> /XObject << /Im 5 0 R /Form 7 0 R {loops} >> >> >>",
            number + 1
        );
        objects.push((number, page.into_bytes()));
        objects.push((number + 1, stream("", content)));
    }
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (number, body) in &objects {
        places.push((*number, bytes.len()));
        bytes.extend(format!("{number} 0 obj\n").into_bytes());
        bytes.extend(body);
        bytes.extend(b"\nendobj\n");
    }
    let start = bytes.len();
    bytes.extend(b"xref\n");
    for (number, place) in &places {
        bytes.extend(format!("{number} 1\n{place:010} 00000 n \n").into_bytes());
    }
    let size = objects.iter().map(|(n, _)| n + 1).max().unwrap_or(1);
    bytes.extend(format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").into_bytes());
    bytes
}

fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let mut bytes = format!("<< {dictionary}/Length {} >>\nstream\n", content.len()).into_bytes();
    bytes.extend(content);
    bytes.extend(b"\nendstream");
    bytes
}

/// Lines at (x, y) in 12 points.
fn lines(lines: &[(f64, f64, &[u8])]) -> Vec<u8> {
    let mut content = b"BT /F1 12 Tf ".to_vec();
    for (x, y, line) in lines {
        content.extend(format!("1 0 0 1 {x} {y} Tm (").into_bytes());
        content.extend(*line);
        content.extend(b") Tj ");
    }
    content.extend(b"ET");
    content
}

fn cp1251(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1251.encode(text).0.into_owned()
}

#[test]
fn paragraphs_are_whole_and_divided_words_too() {
    let page = lines(&[
        (72.0, 700.0, b"The mayor of the harbour town met the fisher-"),
        (72.0, 686.0, b"men in the old hall on Sunday at about seven."),
        (72.0, 672.0, b"They left."),
        (72.0, 640.0, b"Next day the talks went on without anybody in"),
        (72.0, 626.0, b"the hall."),
        (300.0, 20.0, b"12"),
    ]);
    let expected = "The mayor of the harbour town met the fishermen in the old hall on Sunday at about seven. They left.\n\n\
        Next day the talks went on without anybody in the hall.\n";
    assert_eq!(text("a.pdf", pdf(&[&page])), expected);
}

#[test]
fn cyrillic_by_the_fonts_own_map_and_a_sentence_overleaf() {
    let first = lines(&[(72.0, 700.0, &cp1251("Анна Петрова уехала в Тверь к своей"))]);
    let second = lines(&[(72.0, 700.0, &cp1251("сестре Вере."))]);
    assert_eq!(text("a.pdf", pdf(&[&first, &second])), "Анна Петрова уехала в Тверь к своей сестре Вере.\n");
}

#[test]
fn a_scanned_page_is_named_among_others_and_alone_says_what_to_do() {
    let scan: &[u8] = b"q 600 0 0 800 0 0 cm /Im Do Q";
    let page = lines(&[(72.0, 700.0, b"Anna met Boris.")]);
    let imported = import("a.pdf", pdf(&[&page, scan])).expect("readable");
    assert_eq!(imported.text, "Anna met Boris.\n");
    assert!(imported.notes[0].contains("page 2"), "{:?}", imported.notes);
    let message = error("scan.pdf", pdf(&[scan]));
    assert!(message.starts_with("scan.pdf: ") && message.contains("OCR"), "{message}");
}

#[test]
fn a_page_that_contains_itself_costs_no_other_page() {
    let page = lines(&[(72.0, 700.0, b"Anna met Boris.")]);
    let imported = import("a.pdf", pdf(&[b"/Me Do", &page])).expect("readable");
    assert_eq!(imported.text, "Anna met Boris.\n");
    assert!(
        imported.notes[0].contains("page 1") && imported.notes[0].contains("contains itself"),
        "{:?}",
        imported.notes
    );
}

#[test]
fn encrypted_and_damaged_files_say_what_to_do() {
    let whole = pdf(&[&lines(&[(72.0, 700.0, b"Anna met Boris.")])]);
    let encrypted =
        String::from_utf8_lossy(&whole).replace("/Root 1 0 R", "/Root 1 0 R /Encrypt << /Filter /Standard /V 9 >>");
    let message = error("locked.pdf", encrypted);
    assert!(message.contains("encrypted") && message.contains("without a password"), "{message}");
    let message = error("cut.pdf", &whole[..whole.len() / 3]);
    assert!(message.starts_with("cut.pdf: ") && message.contains("PDF viewer"), "{message}");
}

/// The same in 9 points, a head or a foot.
fn small(x: f64, y: f64, line: &str) -> Vec<u8> {
    format!("BT /F1 9 Tf 1 0 0 1 {x} {y} Tm ({line}) Tj ET ").into_bytes()
}

#[test]
fn lines_shown_with_every_operator_are_read() {
    let page = b"BT /F1 12 Tf 14 TL 72 714 Td (Anna Petrova met) Tj (Boris in the old town hall of) ' \
        [( Riga, wh) -20 (ere) -300 (they) 10 ( had)] TJ 0 0 (once gone to school for nine years, all but one, with) \" \
        T* (Vera.) Tj ET";
    let expected = "Anna Petrova met\nBoris in the old town hall of Riga, where they had once gone to school for nine years, \
        all but one, with Vera.\n";
    assert_eq!(text("a.pdf", pdf(&[page])), expected);
}

#[test]
fn words_are_whole_over_every_hyphen_at_the_end_of_a_line() {
    let soft = [b"The soft".as_slice(), &[SOFT]].concat();
    let hyphen = [b"Mara Holt re".as_slice(), &[HYPHEN]].concat();
    let inner =
        [b"placed it. The o".as_slice(), &[FFI], b"ce was ", &[FL], b"ooded; soft", &[SOFT], b"ware sur-"].concat();
    let page = lines(&[
        (60.0, 750.0, &soft),
        (60.0, 736.0, b"ware of the firm Orbit Ltd in Lyon was old, and"),
        (60.0, 722.0, &hyphen),
        (60.0, 708.0, &inner),
        (60.0, 694.0, b"vived. Well-"),
        (60.0, 680.0, b"known people came."),
    ]);
    let expected = "The software of the firm Orbit Ltd in Lyon was old, and Mara Holt replaced it. \
        The office was flooded; software survived. Well-known people came.\n";
    assert_eq!(text("a.pdf", pdf(&[&page])), expected);
}

#[test]
fn a_hyphen_that_belongs_to_a_word_stays() {
    let page = lines(&[
        (72.0, 750.0, b"The co-operative of Jean-"),
        (72.0, 736.0, b"Paul, a new co-operative, was a co-"),
        (72.0, 722.0, b"operative of fishers, as those of 1998-"),
        (72.0, 708.0, b"2004 were."),
    ]);
    let expected = "The co-operative of Jean-Paul, a new co-operative, was a co-operative of fishers, as those of 1998-2004 were.\n";
    assert_eq!(text("a.pdf", pdf(&[&page])), expected);
    let russian = lines(&[
        (72.0, 750.0, &cp1251("Вчера кто-")),
        (72.0, 736.0, &cp1251("то видел, как Анна уехала в Саратов, пос-")),
        (72.0, 722.0, &cp1251("ле чего вернулась.")),
    ]);
    let expected = "Вчера кто-то видел, как Анна уехала в Саратов, после чего вернулась.\n";
    assert_eq!(text("a.pdf", pdf(&[&russian])), expected);
}

const LEFT: [&[u8]; 5] = [
    b"Mara Holt founded Orbit Ltd in",
    b"Lyon in 1998. She hired a young",
    b"man, Ivo Brand, as an office as-",
    b"sistant. He moved to Nice later",
    b"and worked there for two years.",
];
const RIGHT: [&[u8]; 5] = [
    b"Kepler Inc bought the firm from",
    b"her in 2004. Leo Farr of Kepler",
    b"then ran it from Nice until the",
    b"end of the year, when it closed",
    b"and its people went to Paris.",
];

#[test]
fn columns_are_apart_whichever_way_they_were_drawn() {
    let height = |row: usize| 750.0 - 14.0 * row as f64;
    let mut by_row: Vec<(f64, f64, &[u8])> = Vec::new();
    for (row, (left, right)) in LEFT.into_iter().zip(RIGHT).enumerate() {
        by_row.extend([(60.0, height(row), left), (310.0, height(row), right)]);
    }
    let mut by_column = by_row.clone();
    by_column.sort_by(|a, b| a.0.total_cmp(&b.0));
    let expected = "Mara Holt founded Orbit Ltd in Lyon in 1998. She hired a young man, Ivo Brand, as an office assistant. \
        He moved to Nice later and worked there for two years.\n\n\
        Kepler Inc bought the firm from her in 2004. Leo Farr of Kepler then ran it from Nice until the end of the year, \
        when it closed and its people went to Paris.\n";
    assert_eq!(text("a.pdf", pdf(&[&lines(&by_column)])), expected);
    assert_eq!(text("a.pdf", pdf(&[&lines(&by_row)])), expected);
    by_row.insert(0, (60.0, 780.0, b"A short history of a company and of the people in it"));
    let titled = format!("A short history of a company and of the people in it\n\n{expected}");
    assert_eq!(text("a.pdf", pdf(&[&lines(&by_row)])), titled);
}

#[test]
fn rows_of_a_table_stay_rows() {
    let rows: [(&[u8], &[u8], &[u8]); 4] = [
        (b"Ship", b"Port", b"Year"),
        (b"Aurora", b"Riga", b"1998"),
        (b"Bella", b"Oslo", b"2004"),
        (b"Clara", b"Lyon", b"2010"),
    ];
    let mut page = Vec::new();
    for (row, (ship, port, year)) in rows.into_iter().enumerate() {
        let y = 700.0 - 14.0 * row as f64;
        page.extend([(72.0, y, ship), (200.0, y, port), (300.0, y, year)]);
    }
    let expected = "Ship | Port | Year\nAurora | Riga | 1998\nBella | Oslo | 2004\nClara | Lyon | 2010\n";
    assert_eq!(text("a.pdf", pdf(&[&lines(&page)])), expected);
}

#[test]
fn heads_feet_and_page_numbers_are_in_no_sentence() {
    let page = |number: usize, body: &[u8]| {
        let text = lines(&[(72.0, 760.0, body)]);
        [small(72.0, 790.0, "Annual Report 2004"), text, small(290.0, 30.0, &format!("Page {number} of 3"))].concat()
    };
    let pages = [page(1, b"Mara Holt sold the"), page(2, b"company to Leo Farr. He kept the"), page(3, b"people.")];
    let expected = "Annual Report 2004\n\nMara Holt sold the company to Leo Farr. He kept the people.\n";
    assert_eq!(text("a.pdf", pdf(&pages.each_ref().map(Vec::as_slice))), expected);
}

#[test]
fn what_returns_inside_pages_is_text_and_what_is_left_out_is_said() {
    let letter = |name: &str, code: usize| {
        let [dear, number] = [format!("Dear {name},"), format!("{name} asked for number {code} at our office.")];
        let rows: [(f64, f64, &[u8]); 5] = [
            (72.0, 690.0, b"Our answer to you"),
            (72.0, 676.0, dear.as_bytes()),
            (72.0, 662.0, number.as_bytes()),
            (72.0, 634.0, b"The board has agreed."),
            (72.0, 606.0, b"Mara Holt"),
        ];
        [lines(&rows), small(72.0, 40.0, "Orbit Ltd")].concat()
    };
    let pages = [letter("Anna", 7), letter("Bob", 118), letter("Carl", 24)];
    let imported = import("a.pdf", pdf(&pages.each_ref().map(Vec::as_slice))).expect("readable");
    for (line, count) in [("Our answer to you", 3), ("The board has agreed.", 3), ("Mara Holt", 3), ("Orbit Ltd", 1)] {
        assert_eq!(imported.text.matches(line).count(), count, "{line}: {}", imported.text);
    }
    assert_eq!(imported.notes.len(), 1, "{:?}", imported.notes);
    assert!(imported.notes[0].starts_with("2 rows in the margins of pages were left out"), "{:?}", imported.notes);
}

#[test]
fn the_edge_of_a_page_turns_with_it() {
    let page = |body: &str| {
        // On a page that is turned to the right, text runs upwards.
        let row = |x: usize, text: &str| format!("BT /F1 12 Tf 0 1 -1 0 {x} 72 Tm ({text}) Tj ET ");
        [row(560, "Orbit Ltd"), row(300, body), row(286, "Mara Holt")].concat().into_bytes()
    };
    let pages = [page("Anna left."), page("Bob stayed.")];
    for turn in ["", "/Rotate 90 "] {
        let read = text("a.pdf", pdf_with(turn, &pages.each_ref().map(Vec::as_slice)));
        assert_eq!((read.matches("Mara Holt").count(), read.matches("Orbit Ltd").count()), (2, 1), "{turn}: {read}");
    }
}

#[test]
fn a_head_that_counts_is_kept_beside_the_text() {
    let page = |number: usize, body: &[u8]| {
        [small(72.0, 790.0, &format!("Interview {number}")), lines(&[(72.0, 760.0, body)])].concat()
    };
    let pages = [page(1, b"Mara Holt sold the"), page(2, b"company to Leo Farr.")];
    let expected = "Interview 1\n\nMara Holt sold the company to Leo Farr.\n\nInterview 2\n";
    assert_eq!(text("a.pdf", pdf(&pages.each_ref().map(Vec::as_slice))), expected);
}

#[test]
fn numbers_of_the_text_are_no_page_numbers() {
    let year = lines(&[(72.0, 760.0, b"2004"), (72.0, 700.0, b"Mara Holt sold it.")]);
    assert_eq!(text("a.pdf", pdf(&[&year])), "2004\nMara Holt sold it.\n");
    let sum = lines(&[(72.0, 760.0, b"Ships and boats"), (72.0, 746.0, b"12")]);
    assert_eq!(text("a.pdf", pdf(&[&sum])), "Ships and boats 12\n");
}

#[test]
fn a_piece_that_is_placed_by_a_matrix_stands_in_its_line() {
    let page = lines(&[(72.0, 700.0, b"Anna met Boris in the evening, when nobody was")]);
    let page = [page, b" /Form Do ".to_vec(), lines(&[(72.0, 672.0, b"They left.")])].concat();
    let expected = "Anna met Boris in the evening, when nobody was at the harbour.\nThey left.\n";
    assert_eq!(text("a.pdf", pdf(&[&page])), expected);
}

#[test]
fn spacing_between_two_letters_is_a_blank_and_between_those_of_a_word_none() {
    let page = b"BT /F1 10 Tf 1 0 0 1 72 700 Tm (Mar) Tj 2.5 Tc (aH) Tj 0 Tc [250 (olt)] TJ ET \
        BT /F1 10 Tf 3 Tc 1 0 0 1 72 660 Tm (HARBOUR NEWS) Tj ET";
    assert_eq!(text("a.pdf", pdf(&[page])), "Mara Holt\nHARBOUR NEWS\n");
}

#[test]
fn a_shadow_is_no_text_and_sideways_text_stands_apart() {
    let page = b"BT /F1 12 Tf 1 0 0 1 72 700 Tm (Mara Holt) Tj 1 0 0 1 72.3 699.7 Tm (Mara Holt) Tj ET \
        BT /F1 8 Tf 0 1 -1 0 20 300 Tm (arXiv:2004) Tj ET BT /F1 12 Tf 1 0 0 1 72 686 Tm (left Lyon.) Tj ET";
    assert_eq!(text("a.pdf", pdf(&[page])), "Mara Holt left Lyon.\n\narXiv:2004\n");
}

#[test]
fn signs_without_letters_are_said() {
    let page = lines(&[(72.0, 700.0, b"Anna met \x01\x02\x03\x04\x05\x06.")]);
    let imported = import("a.pdf", pdf(&[&page])).expect("readable");
    assert!(imported.notes.iter().any(|note| note.contains("page 1") && note.contains("OCR")), "{:?}", imported.notes);
}

#[test]
fn a_content_that_repeats_itself_without_end_costs_little() {
    let nested = b"/Form Do ".repeat(100_000);
    let started = std::time::Instant::now();
    let imported = import("a.pdf", pdf(&[&nested])).expect("readable in part");
    assert!(imported.notes.iter().any(|note| note.contains("repeats itself")), "{:?}", imported.notes);
    assert!(started.elapsed().as_secs() < 50);
}

#[test]
fn a_font_that_cannot_be_read_costs_its_own_text_alone() {
    let page = b"BT /F1 12 Tf 72 700 Td (Anna met) Tj /Odd 9 Tf (x) Tj /F1 12 Tf ( Boris.) Tj ET";
    let imported = import("a.pdf", pdf(&[page])).expect("readable");
    assert_eq!((imported.text.as_str(), imported.notes.len()), ("Anna met Boris.\n", 1));
    assert!(imported.notes[0].contains("page 1"), "{:?}", imported.notes);
}

/// Files for damage, without their header.
pub(super) fn samples() -> Vec<Vec<u8>> {
    let by_row: Vec<(f64, f64, &[u8])> = (0..5_u8)
        .flat_map(|row| {
            let (y, row) = (750.0 - 14.0 * f64::from(row), usize::from(row));
            [(60.0, y, LEFT[row]), (310.0, y, RIGHT[row])]
        })
        .collect();
    let page = lines(&by_row);
    let turned = b"q BT /F1 12 Tf 14 TL 0 1 -1 0 90 90 Tm (a) ' 1 2 (b) \" [(c) -300 (d)] TJ ET Q /Form Do /Im Do BT /Odd 9 Tf (x) Tj ET";
    let files = [
        pdf(&[&page, turned]),
        pdf(&[turned, b"/Me Do"]),
        pdf(&[&small(290.0, 30.0, "Page 1"), &page, &small(290.0, 30.0, "Page 3")]),
    ];
    files.into_iter().map(|file| file.strip_prefix(b"%PDF-1.4\n").expect("its header").to_vec()).collect()
}
