//! Damaged Word documents, PDFs and web pages: a text or a message, soon, and no panic.

use super::packed::samples as documents;
use super::pdfs::samples as pdfs;
use crate::import::invariants;
use crate::text::mutations::{INPUTS, each};

/// Pieces that mean something to the readers.
const MARKUP: [&[u8]; 34] = [
    b"<w:p>",
    b"</w:p>",
    b"<w:r>",
    b"<w:t>",
    b"</w:t>",
    b"<w:txbxContent>",
    b"</w:txbxContent>",
    b"<w:tbl><w:tr><w:tc>",
    b"</w:tbl>",
    b"<w:del>",
    b"<w:ilvl w:val=\"99999999999999999999\"/>",
    b"<w:ilvl w:val=\"4294967296\"/>",
    b"<w:numStart w:val=\"18446744073709551615\"/>",
    b"<w:footnote w:id=\"1\">",
    b"<w:vanish/>",
    b"&#xD800;",
    b"&amp",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"<?xml",
    b"<",
    b"/>",
    b"\"",
    b"<table><tr><td>",
    b"<ol start=\"-9223372036854775808\"><li>",
    b"<ol start=\"18446744073709551615\"><li><li>",
    b"<pre>",
    b"<ruby><rt>",
    b"<meta charset=",
    b"<svg/><math/>",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\0",
];

const OPERATORS: [&[u8]; 36] = [
    b"q ",
    b" Q",
    b" cm",
    b" BT",
    b" ET",
    b" Tj",
    b" TJ",
    b" '",
    b" \"",
    b" T*",
    b" Do",
    b"/Me Do ",
    b"/Form Do ",
    b"/F1 12 Tf ",
    b"/Odd 1 Tf ",
    b"1e38 ",
    b"-99999999999999999999 ",
    b"0 0 0 0 0 0 Tm ",
    b"<FEFF",
    b"<<",
    b">>",
    b"[",
    b"]",
    b"(",
    b")",
    b"\\",
    b"stream\n",
    b"\nendstream",
    b"endobj",
    b" 0 R",
    b"/Length 99999999999",
    b"/Filter /FlateDecode",
    b"/Parent 10 0 R",
    b"/Kids [2 0 R]",
    b"BI /W 9 ID ",
    b"xref",
];

#[test]
fn damaged_word_documents_are_texts_or_messages() {
    each("docx", INPUTS, documents(), &MARKUP, invariants::docx);
}

#[test]
fn damaged_parts_of_word_documents_are_too() {
    // The container's checksum would keep damage from the readers of the parts.
    each("docx parts", INPUTS, super::packed::parts(), &MARKUP, |part| {
        invariants::docx(&super::packed::with_part(part))
    });
}

#[test]
fn damaged_web_pages_are_texts_or_messages() {
    each("html", INPUTS, super::files::samples(), &MARKUP, invariants::html);
}

#[test]
fn damaged_pdfs_are_texts_or_messages() {
    each("pdf", INPUTS, pdfs(), &OPERATORS, invariants::pdf);
}
