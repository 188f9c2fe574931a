use super::{error, import, text};
use crate::import::Kind;

const PAGE: &str = r#"<!DOCTYPE html><html><head><title>not shown</title><style>p { color: red }</style>
<script>var hidden = "never";</script></head><body>
<h1>Harbour   news</h1>
<p>The mayor, <b>Olga&nbsp;Ivanova</b>,
   met J&ouml;rg&shy;en.</p><p hidden>secret</p><div style="display: none">secret</div>
<ul><li>first</li><li>second<ol start="3"><li>inner</li><li><p>other</p></li></ol></li></ul>
<table><tr><th>Ship</th><th>Port</th></tr><tr><td><p>Aurora</p></td><td>Riga</td></tr><tr><td></td><td>Oslo</td></tr></table>
<pre>one
   two</pre>
<p>Line<br>break and <q>words</q> — Ёжик</p>
</body></html>"#;

#[test]
fn a_web_page_reads_as_paragraphs_lists_and_rows() {
    let expected = "Harbour news\n\nThe mayor, Olga Ivanova, met Jörgen.\n\n• first\n• second\n  3. inner\n  4. other\n\n\
        Ship | Port\nAurora | Riga\n| Oslo\n\none\n   two\n\nLine\nbreak and “words” — Ёжик\n";
    assert_eq!(text("a.html", PAGE), expected);
}

#[test]
fn a_table_that_only_divides_a_page_is_no_table() {
    let page = "<table><tr><td><p>one</p><p>two</p><p>three</p><p>four</p></td><td>aside</td></tr></table>";
    assert_eq!(text("a.htm", page), "one\n\ntwo\n\nthree\n\nfour\n\naside\n");
}

#[test]
fn a_deeply_nested_page_is_read() {
    let deep = format!("{}Anna{}", "<div>".repeat(3_000), "</div>".repeat(3_000));
    assert_eq!(text("a.html", deep), "Anna\n");
}

#[test]
fn markdown_loses_its_marks_and_keeps_its_shape() {
    let source = "---\ntitle: x\n---\n# Harbour *news*\n\nThe mayor, **Olga Ivanova**,\nmet [Boris](https://example.org).\n\n\
        - first\n- second\n  1. inner\n\n| Ship | Port |\n|------|------|\n| Aurora | Riga |\n\n```\nlet a = 1;\n```\n\n\
        <div>Markup<script>no</script></div>\n\nYours,  \n`Анна`\n";
    let expected = "Harbour news\n\nThe mayor, Olga Ivanova, met Boris.\n\n• first\n• second\n  1. inner\n\n\
        Ship | Port\nAurora | Riga\n\nlet a = 1;\n\nMarkup\n\nYours,\nАнна\n";
    assert_eq!(text("a.md", source), expected);
}

#[test]
fn words_between_angle_brackets_stay_in_markdown() {
    let source = "x<y and z>w <b>bold</b> <!-- no --><Anna@example.org> <Ivo Brand> said.\n";
    assert_eq!(text("a.md", source), "x<y and z>w bold Anna@example.org <Ivo Brand> said.\n");
}

#[test]
fn a_plain_text_stays_as_it_is() {
    let source = "  Anna\r\nmet\tBoris \n\n";
    let imported = import("a.txt", source).expect("readable");
    assert_eq!((imported.text.as_str(), imported.kind), (source, Kind::Text));
    assert_eq!(text("README", "Anna"), "Anna", "a file without an extension is a text");
}

#[test]
fn files_without_a_text_say_what_to_do() {
    assert!(error("a.html", "<html><body><script>x</script></body></html>").contains("save it from the browser"));
    assert!(error("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest").contains("save it as .docx"));
    assert!(error("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest").contains("without a password"));
    assert!(error("a.rtf", "{\\rtf1 Anna}").contains("save it as .docx"));
    assert!(error("a.odt", b"PK\x03\x04rest").contains("save it as .docx"));
    assert!(error("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0").contains("a picture"));
    assert!(error("a.pdf", "not a PDF").contains("header"));
}

#[test]
fn kinds_are_told_by_name_and_by_content() {
    use std::path::Path;
    assert_eq!(Kind::of(Path::new("d/Report.DOCX")), Some(Kind::Docx));
    assert_eq!(Kind::of(Path::new("d/a.ann")), None);
    assert!(error("page.txt", "%PDF-1.4\nbroken").contains("PDF"));
}

#[test]
fn xhtml_with_elements_that_close_themselves_is_read() {
    let page = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title/>\
        <script type=\"text/javascript\" src=\"a>b.js\"/></head><body><h1/><p class=\"x\"/><!-- <p/> --><p>Mara Holt<br/>founded \
        <![CDATA[R&D <Orbit>]]> in<a name=\"x\" /> Lyon.</p><hr/></body></html>";
    assert_eq!(text("a.xhtml", page), "Mara Holt\nfounded R&D <Orbit> in Lyon.\n");
    let html = "<p><a href=http://x/>Mara</a> &lt; Holt</p><p>1 < 2";
    assert_eq!(text("a.html", html), "Mara < Holt\n\n1 < 2\n");
}

#[test]
fn readings_above_words_and_invisible_text_are_left_out() {
    let page = "<ruby>東<rp>(</rp><rt>とう</rt><rp>)</rp>京<rtc>Tokyo</rtc></ruby><span style=\"visibility: hidden\">no</span>\
        <span style=\"DISPLAY:none !important\">no</span>";
    assert_eq!(text("a.html", page), "東京\n");
}

/// Pages for damage.
pub(super) fn samples() -> Vec<Vec<u8>> {
    let xhtml = "<?xml version=\"1.0\" encoding=\"windows-1251\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title/>\
        <meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"/></head><body><![CDATA[a<b]]><p id='x'/></body></html>";
    vec![
        PAGE.as_bytes().to_vec(),
        xhtml.as_bytes().to_vec(),
        b"Version:0.9\r\n<b>Anna</b><!--StartFragment-->".to_vec(),
    ]
}
