use super::{error, import, text};

/// A PDF with one page a content; the font's bytes `\xe0…` mean Cyrillic letters by its map.
fn pdf(pages: &[&[u8]]) -> Vec<u8> {
    let map = b"/CIDInit /ProcSet findresource begin\nbegincmap\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n\
        2 beginbfrange\n<20> <7E> <0020>\n<C0> <FF> <0410>\nendbfrange\nendcmap\nend\n";
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
    ];
    for (i, content) in pages.iter().enumerate() {
        let number = 10 + 2 * i;
        let loops = if content.windows(3).any(|w| w == b"/Me") { "/Me 6 0 R" } else { "" };
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R >> /XObject << /Im 5 0 R {loops} >> >> >>",
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
