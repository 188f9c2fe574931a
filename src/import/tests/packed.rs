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
        Ship | Port\nAurora | Riga\n\nBoxone[2]\n\n[2] A note.\n";
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
