use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{error, import, text};

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a file");
        writer.write_all(content.as_bytes()).expect("written");
    }
    writer.finish().expect("whole").into_inner()
}

fn document(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"w\" xmlns:mc=\"m\"><w:body>{body}</w:body></w:document>"
    )
}

fn run(text: &str) -> String {
    format!("<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr>{}</w:p>", run(text))
}

fn item(list: u32, level: u32, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr>{}</w:p>",
        run(text)
    )
}

const NUMBERING: &str = "<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"0\">\
    <w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"decimal\"/></w:lvl><w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"lowerRoman\"/></w:lvl>\
    </w:abstractNum><w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/></w:lvl></w:abstractNum>\
    <w:num w:numId=\"5\"><w:abstractNumId w:val=\"0\"/></w:num><w:num w:numId=\"6\"><w:abstractNumId w:val=\"1\"/></w:num>\
    </w:numbering>";

#[test]
fn a_word_document_reads_as_paragraphs_lists_and_rows() {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph(text));
    let body = [
        paragraph("Harbour &amp; news"),
        format!(
            "<w:p>{}<w:del><w:r><w:delText>gone</w:delText><w:t>gone</w:t></w:r></w:del><w:ins>{}</w:ins><w:r><w:tab/><w:t>Ёж</w:t></w:r></w:p>",
            run("Olga "),
            run("Ivanova&#160;met")
        ),
        item(5, 0, "first"),
        item(5, 0, "second"),
        item(5, 1, "inner"),
        item(5, 0, "third"),
        item(6, 0, "dot"),
        paragraph("After<w:t/>"),
        format!("<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>", cell("Ship"), cell("Port"), cell("Aurora"), cell("Riga")),
        "<w:p><w:r><w:t>Box</w:t><mc:AlternateContent><mc:Choice><w:t>one</w:t></mc:Choice><mc:Fallback><w:t>two</w:t></mc:Fallback></mc:AlternateContent><w:footnoteReference w:id=\"2\"/></w:r></w:p>".to_owned(),
    ]
    .concat();
    let notes = "<w:footnotes xmlns:w=\"w\"><w:footnote w:type=\"separator\" w:id=\"0\"><w:p><w:r><w:t>----</w:t></w:r></w:p></w:footnote>\
        <w:footnote w:id=\"2\"><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let bytes = zipped(&[
        ("word/document.xml", &document(&body)),
        ("word/numbering.xml", NUMBERING),
        ("word/footnotes.xml", notes),
    ]);
    let expected = "Harbour & news\n\nOlga Ivanova met Ёж\n\n1. first\n2. second\n  i) inner\n3. third\n• dot\n\nAfter\n\n\
        Ship | Port\nAurora | Riga\n\nBoxone[1]\n\n[1] A note.\n";
    assert_eq!(text("a.docx", bytes), expected);
}

#[test]
fn the_container_may_call_its_document_otherwise() {
    let rels = "<Relationships><Relationship Type=\"http://x/officeDocument\" Target=\"/word/document2.xml\"/></Relationships>";
    let bytes = zipped(&[("_rels/.rels", rels), ("word/document2.xml", &document(&paragraph("Anna")))]);
    assert_eq!(text("a.docx", bytes), "Anna\n");
}

#[test]
fn damaged_documents_name_file_and_remedy() {
    let whole = zipped(&[("word/document.xml", &document(&paragraph(&"Anna met Boris. ".repeat(500))))]);
    assert!(import("a.docx", &whole).is_ok());
    let cut = error("a.docx", &whole[..whole.len() / 2]);
    assert!(cut.starts_with("a.docx: ") && cut.contains("save it as .docx again"), "{cut}");
    let other = error("a.docx", zipped(&[("content.xml", "<x/>")]));
    assert!(other.contains("no Word document"), "{other}");
    let broken = error("a.docx", zipped(&[("word/document.xml", "<w:document><w:p <<<")]));
    assert!(broken.contains("damaged"), "{broken}");
    let empty = error("a.docx", zipped(&[("word/document.xml", &document(""))]));
    assert!(empty.contains("no text"), "{empty}");
}

fn reference(kind: &str, id: u32) -> String {
    format!("<w:r><w:{kind}Reference w:id=\"{id}\"/></w:r>")
}

fn notes(kind: &str, texts: &[(u32, &str)]) -> String {
    let notes: String = texts
        .iter()
        .map(|(id, text)| {
            format!("<w:{kind} w:id=\"{id}\"><w:p><w:r><w:{kind}Ref/></w:r>{}</w:p></w:{kind}>", run(text))
        })
        .collect();
    format!("<w:{kind}s xmlns:w=\"w\"><w:{kind} w:type=\"separator\" w:id=\"0\"><w:p/></w:{kind}>{notes}</w:{kind}s>")
}

fn docx(body: &str) -> String {
    text("a.docx", zipped(&[("word/document.xml", &document(body))]))
}

#[test]
fn notes_have_the_numbers_that_word_shows_and_follow_in_the_order_of_the_text() {
    let body = format!(
        "<w:p>{}{}{}{}{}{}{}</w:p>",
        run("Mara Holt founded Orbit"),
        reference("footnote", 7),
        run(" in Lyon"),
        reference("endnote", 2),
        run(" with Ivo"),
        reference("footnote", 3),
        run(".")
    );
    let parts = [
        ("word/document.xml", document(&body)),
        (
            "word/footnotes.xml",
            notes("footnote", &[(3, " Ivo Brand."), (7, " Orbit Ltd, since 1998."), (9, " Nobody refers to it.")]),
        ),
        ("word/endnotes.xml", notes("endnote", &[(2, " Her brother Ivo lives in Nice.")])),
    ];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, part)| (*name, part.as_str())).collect();
    let expected = "Mara Holt founded Orbit[1] in Lyon[i] with Ivo[2].\n\n[1] Orbit Ltd, since 1998.\n\n[2] Ivo Brand.\n\n\
        [i] Her brother Ivo lives in Nice.\n";
    assert_eq!(text("a.docx", zipped(&parts)), expected);
}

#[test]
fn sections_and_settings_say_how_notes_are_numbered() {
    let section = "<w:p><w:pPr><w:sectPr><w:footnotePr><w:numFmt w:val=\"upperLetter\"/><w:numRestart w:val=\"eachSect\"/>\
        </w:footnotePr></w:sectPr></w:pPr></w:p>";
    let last = "<w:sectPr><w:footnotePr><w:numFmt w:val=\"upperLetter\"/><w:numRestart w:val=\"eachSect\"/></w:footnotePr></w:sectPr>";
    let place = |text: &str, id: u32| format!("<w:p>{}{}</w:p>", run(text), reference("footnote", id));
    let typed =
        "<w:p><w:r><w:t>Typed</w:t><w:footnoteReference w:customMarkFollows=\"1\" w:id=\"4\"/><w:t>*</w:t></w:r></w:p>";
    let body =
        [place("One", 1), place("Two", 2), section.to_owned(), place("Three", 3), typed.to_owned(), last.to_owned()]
            .concat();
    let settings = "<w:settings xmlns:w=\"w\"><w:endnotePr><w:numFmt w:val=\"decimal\"/></w:endnotePr></w:settings>";
    let footnotes = notes("footnote", &[(1, "first"), (2, "second"), (3, "third"), (4, "* fourth")]);
    let parts = [
        ("word/document.xml", document(&body)),
        ("word/settings.xml", settings.to_owned()),
        ("word/footnotes.xml", footnotes),
    ];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, part)| (*name, part.as_str())).collect();
    let expected = "One[A]\n\nTwo[B]\n\nThree[A]\n\nTyped*\n\n[A] first\n\n[B] second\n\n[A] third\n\n* fourth\n";
    assert_eq!(text("a.docx", zipped(&parts)), expected);
}

#[test]
fn hidden_text_is_left_out() {
    let run = |properties: &str, text: &str| {
        format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
    };
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"Secret\"><w:rPr><w:vanish/></w:rPr></w:style>\
        <w:style w:styleId=\"Child\"><w:basedOn w:val=\"Secret\"/></w:style></w:styles>";
    let body = [
        format!(
            "<w:p>{}{}{}</w:p>",
            run("", "Visible "),
            run("<w:vanish/>", "hidden words "),
            run("<w:vanish w:val=\"0\"/>", "end.")
        ),
        format!(
            "<w:p>{}{}</w:p>",
            run("<w:rStyle w:val=\"Child\"/>", "hidden"),
            run("<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>", "Shown.")
        ),
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"Secret\"/></w:pPr>{}{}</w:p>",
            run("", "hidden"),
            reference("footnote", 1)
        ),
        format!("<w:p>{}</w:p>", run("", "Last.")),
    ];
    let parts = [("word/document.xml", document(&body.concat())), ("word/styles.xml", styles.to_owned())];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, part)| (*name, part.as_str())).collect();
    assert_eq!(text("a.docx", zipped(&parts)), "Visible end.\n\nShown.\n\nLast.\n");
}

#[test]
fn a_text_box_stands_beside_its_paragraph_and_once() {
    let content = format!("<w:txbxContent>{}</w:txbxContent>", paragraph("A box about Lyon."));
    let both = format!(
        "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\">{content}</mc:Choice><mc:Choice>{content}</mc:Choice>\
         <mc:Fallback>{content}</mc:Fallback></mc:AlternateContent></w:r>"
    );
    let body = [
        format!("<w:p>{}{both}{}</w:p>", run("Mara Holt, who "), run("founded Orbit, lives in Nice.")),
        format!(
            "<w:tbl><w:tr><w:tc><w:p>{}<w:r>{content}</w:r></w:p></w:tc><w:tc>{}</w:tc></w:tr></w:tbl>",
            run("Ship"),
            paragraph("Port")
        ),
        paragraph("She left."),
    ];
    let expected = "Mara Holt, who founded Orbit, lives in Nice.\n\nA box about Lyon.\n\nShip | Port\n\nA box about Lyon.\n\nShe left.\n";
    assert_eq!(docx(&body.concat()), expected);
}

#[test]
fn tracked_changes_are_accepted() {
    let row = |properties: &str, text: &str| {
        format!("<w:tr><w:trPr>{properties}</w:trPr><w:tc>{}</w:tc></w:tr>", paragraph(text))
    };
    let body = [
        format!(
            "<w:p>{}<w:ins>{}</w:ins><w:del>{}</w:del><w:moveFrom>{}</w:moveFrom><w:moveTo>{}</w:moveTo></w:p>",
            run("Mara "),
            run("Holt "),
            run("Smith "),
            run("old "),
            run("joined.")
        ),
        format!("<w:p><w:pPr><w:rPr><w:del w:id=\"9\"/></w:rPr></w:pPr>{}</w:p>", run("First half ")),
        paragraph("second half."),
        format!(
            "<w:p><w:pPr><w:pPrChange><w:pPr><w:numPr><w:numId w:val=\"5\"/></w:numPr></w:pPr></w:pPrChange></w:pPr>{}</w:p>",
            run("No item.")
        ),
        format!("<w:tbl>{}{}</w:tbl>", row("<w:del w:id=\"8\"/>", "gone"), row("", "kept")),
    ];
    assert_eq!(docx(&body.concat()), "Mara Holt joined.\n\nFirst half second half.\n\nNo item.\n\nkept\n");
}

#[test]
fn readings_above_words_are_left_out() {
    let body = "<w:p><w:r><w:ruby><w:rt><w:r><w:t>とう</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>東</w:t></w:r></w:rubyBase></w:ruby></w:r>\
        <w:r><w:t>京</w:t></w:r></w:p>";
    assert_eq!(docx(body), "東京\n");
}

#[test]
fn list_numbers_begin_where_the_list_says_and_absurd_levels_cost_nothing() {
    let numbering = NUMBERING.replacen("<w:numFmt", "<w:start w:val=\"4\"/><w:numFmt", 1);
    let empty = "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"5\"/></w:numPr></w:pPr></w:p>";
    let body = [item(5, 0, "first"), empty.to_owned(), item(5, 0, "third"), item(5, 4_000_000_000, "deep")].concat();
    let bytes = zipped(&[("word/document.xml", &document(&body)), ("word/numbering.xml", &numbering)]);
    let text = text("a.docx", bytes);
    assert!(text.starts_with("4. first\n6. third\n"), "{text}");
}

/// A document with everything in it that is read.
fn rich() -> [String; 6] {
    let body = [
        paragraph("Anna met Boris."),
        item(5, 0, "first"),
        item(6, 1, "second"),
        format!("<w:p>{}{}{}</w:p>", run("Noted"), reference("footnote", 1), reference("endnote", 1)),
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl>".to_owned(),
        "<w:p><w:pPr><w:pStyle w:val=\"S\"/><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:rPr><w:vanish/></w:rPr><w:t>y</w:t></w:r></w:p>".to_owned(),
        format!("<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{}</w:txbxContent></mc:Choice><mc:Fallback/></mc:AlternateContent></w:r></w:p>", paragraph("box")),
        "<w:sectPr><w:footnotePr><w:numFmt w:val=\"chicago\"/></w:footnotePr></w:sectPr>".to_owned(),
    ];
    let styles = "<w:styles><w:style w:styleId=\"S\"><w:basedOn w:val=\"S\"/><w:numPr><w:numId w:val=\"5\"/></w:numPr></w:style></w:styles>";
    let settings = "<w:settings><w:endnotePr><w:numStart w:val=\"3\"/></w:endnotePr></w:settings>";
    [
        document(&body.concat()),
        NUMBERING.to_owned(),
        styles.to_owned(),
        settings.to_owned(),
        notes("footnote", &[(1, "A note.")]),
        notes("endnote", &[(1, "A last note.")]),
    ]
}

const PARTS: [&str; 6] = [
    "word/document.xml",
    "word/numbering.xml",
    "word/styles.xml",
    "word/settings.xml",
    "word/footnotes.xml",
    "word/endnotes.xml",
];

/// Whole documents, for damage to their containers.
pub(super) fn samples() -> Vec<Vec<u8>> {
    let parts = rich();
    let files: Vec<(&str, &str)> = PARTS.into_iter().zip(parts.iter().map(String::as_str)).collect();
    vec![zipped(&files), zipped(&[("word/document.xml", &document(&paragraph("Anna")))])]
}

/// The parts of a document, each with the number of its name before it.
pub(super) fn parts() -> Vec<Vec<u8>> {
    rich().into_iter().zip(0_u8..).map(|(part, number)| [&[number], part.as_bytes()].concat()).collect()
}

/// The document with one part in place of its own.
pub(super) fn with_part(part: &[u8]) -> Vec<u8> {
    let (number, part) = part.split_first().unwrap_or((&0, &[]));
    let changed = usize::from(*number) % PARTS.len();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (place, (name, own)) in PARTS.into_iter().zip(rich()).enumerate() {
        writer
            .start_file(name, SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored))
            .expect("a file");
        writer.write_all(if place == changed { part } else { own.as_bytes() }).expect("written");
    }
    writer.finish().expect("whole").into_inner()
}
