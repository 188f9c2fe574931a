use crate::import::from_clipboard;

#[test]
fn a_formatted_clipping_keeps_its_lists() {
    let html = "Version:0.9\r\nStartHTML:1\r\n<html><body><!--StartFragment--><p>Who came:</p><ol><li>Anna</li><li>Борис</li></ol>\
        <!--EndFragment--></body></html>";
    assert_eq!(from_clipboard(html, "Who came:\nAnna\nБорис"), "Who came:\n\n1. Anna\n2. Борис\n");
    assert_eq!(from_clipboard(html, "Who came:\n 1. Anna\n 2. Борис"), "Who came:\n\n1. Anna\n2. Борис\n");
}

#[test]
fn a_clipping_that_says_something_else_is_not_taken() {
    assert_eq!(from_clipboard("<a href='x'>link</a>", "Anna met Boris."), "Anna met Boris.");
    assert_eq!(from_clipboard("", "Anna"), "Anna");
}
