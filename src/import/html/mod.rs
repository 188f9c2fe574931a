//! Web pages and formatted clippings as readable text.

mod declared;
mod tags;
mod xhtml;

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use scraper::Html;
use scraper::node::{Element, Node};

use super::page::Page;

pub(super) use declared::declared_encoding;

/// What people do not read; the readings above ruby letters would break words.
const UNREAD: [&str; 20] = [
    "script", "style", "head", "template", "noscript", "svg", "math", "iframe", "object", "canvas", "select",
    "datalist", "audio", "video", "textarea", "button", "dialog", "rt", "rtc", "rp",
];
/// What stands apart from what is around it.
const PARAGRAPHS: [&str; 22] = [
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "ul",
    "ol",
    "dl",
    "table",
    "pre",
    "hr",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "aside",
    "nav",
    "figure",
];
const LINES: [&str; 14] = [
    "div",
    "br",
    "dt",
    "dd",
    "address",
    "form",
    "fieldset",
    "figcaption",
    "caption",
    "details",
    "summary",
    "legend",
    "option",
    "body",
];

/// Numbers of lists stay within this.
const MOST: i64 = 1 << 40;

/// The text of a page, or of a piece of one.
pub fn text(source: &str) -> String {
    let mut page = Page::default();
    write(source, &mut page);
    page.finish()
}

/// Whether a piece of markup is a comment or the tag of an element that HTML knows, of those that stand in lines.
pub(super) fn is_element(markup: &str) -> bool {
    const KNOWN: [&str; 62] = [
        "a", "abbr", "acronym", "address", "audio", "b", "bdi", "bdo", "big", "br", "button", "canvas", "center",
        "cite", "code", "data", "del", "details", "dfn", "div", "em", "embed", "figure", "font", "hr", "i", "iframe",
        "img", "input", "ins", "kbd", "label", "li", "mark", "nobr", "object", "p", "picture", "q", "rb", "rp", "rt",
        "ruby", "s", "samp", "select", "small", "source", "span", "strike", "strong", "style", "sub", "summary", "sup",
        "svg", "td", "time", "tt", "u", "var", "wbr",
    ];
    let name = markup.trim_start_matches('<').trim_start_matches('/');
    let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
    markup.starts_with("<!") || markup.starts_with("<?") || KNOWN.contains(&name.as_str())
}

/// What to take from a clipboard that offers formatted and plain text: the formatted one, for its lists and tables,
/// unless it says something else (some programs put there only a part, or a link).
pub fn from_clipboard(html: &str, plain: &str) -> String {
    // Other systems put a header before the markup.
    let start = html.find("<html").or_else(|| html.find("<HTML")).or_else(|| html.find("<!--StartFragment"));
    let formatted = text(html.get(start.unwrap_or(0)..).unwrap_or(html));
    if letters(&formatted).eq(letters(plain)) { formatted } else { plain.to_owned() }
}

/// Letters and digits, without the numbers of lists, which only one of the two has.
fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    let lines = text.lines().map(|line| {
        let line = line.trim_start();
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        match rest.strip_prefix(['.', ')']) {
            Some(item) if rest.len() < line.len() && item.starts_with(char::is_whitespace) => item,
            _ => line,
        }
    });
    lines.flat_map(str::chars).filter(|c| c.is_alphanumeric())
}

pub(super) fn write(source: &str, page: &mut Page) {
    let html = Html::parse_document(&xhtml::as_html(source));
    let mut writer = Writer { page, lists: Vec::new(), verbatim: 0, unread: None, tables: Vec::new() };
    // Not recursive: pages can be nested deeper than a stack.
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => writer.open(node),
            Edge::Close(node) => writer.close(node),
        }
    }
}

struct Writer<'a> {
    page: &'a mut Page,
    /// The next number of each open list; `None` for bullets.
    lists: Vec<Option<i64>>,
    /// How many `pre` are open.
    verbatim: usize,
    /// The element whose end ends what is left out.
    unread: Option<ego_tree::NodeId>,
    /// Whether each open table holds data, as opposed to a page's columns.
    tables: Vec<bool>,
}

impl Writer<'_> {
    fn open(&mut self, node: NodeRef<'_, Node>) {
        if self.unread.is_some() {
            return;
        }
        let element = match node.value() {
            Node::Text(text) if self.verbatim > 0 => return self.page.verbatim(text),
            Node::Text(text) => return self.page.inline(text),
            Node::Element(element) => element,
            _ => return,
        };
        let name = element.name();
        if UNREAD.contains(&name) || is_hidden(element) {
            self.unread = Some(node.id());
            return;
        }
        self.gap(name);
        match name {
            "ul" | "menu" => self.lists.push(None),
            "ol" => {
                let start: Option<i64> = element.attr("start").and_then(|start| start.trim().parse().ok());
                self.lists.push(Some(start.unwrap_or(1).clamp(-MOST, MOST)));
            }
            "li" => {
                let depth = self.lists.len().saturating_sub(1);
                let marker = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}.", *number - 1)
                    }
                    _ => "•".to_owned(),
                };
                self.page.item(&marker, depth);
            }
            "pre" => self.verbatim += 1,
            "table" => self.tables.push(is_data(node)),
            "tr" if self.in_data() => self.page.start_row(),
            "td" | "th" if self.in_data() => self.page.cell(),
            "td" | "th" | "tr" => self.page.line(),
            "q" => self.page.inline("“"),
            _ => {}
        }
    }

    fn close(&mut self, node: NodeRef<'_, Node>) {
        if let Some(unread) = self.unread {
            if unread == node.id() {
                self.unread = None;
            }
            return;
        }
        let Node::Element(element) = node.value() else { return };
        let name = element.name();
        match name {
            "ul" | "ol" | "menu" => drop(self.lists.pop()),
            "li" => self.page.line(),
            "pre" => self.verbatim = self.verbatim.saturating_sub(1),
            "tr" if self.in_data() => self.page.end_row(),
            "table" => drop(self.tables.pop()),
            "q" => self.page.inline("”"),
            _ => {}
        }
        self.gap(name);
    }

    fn gap(&mut self, name: &str) {
        let nested = matches!(name, "ul" | "ol") && !self.lists.is_empty();
        // Inside a list, its items are the paragraphs.
        let is_apart = PARAGRAPHS.contains(&name) && !nested && (name != "p" || self.lists.is_empty());
        if is_apart {
            self.page.blank();
        } else if LINES.contains(&name) || nested || name == "p" {
            self.page.line();
        }
    }

    fn in_data(&self) -> bool {
        self.tables.last().copied().unwrap_or(false)
    }
}

fn is_hidden(element: &Element) -> bool {
    let style = element.attr("style").unwrap_or_default();
    let says = |rule: &str| {
        let (name, value) = rule.split_once(':').unwrap_or_default();
        let value = value.trim().split('!').next().unwrap_or_default().trim_end();
        let rule = (name.trim().to_ascii_lowercase(), value.to_ascii_lowercase());
        matches!((rule.0.as_str(), rule.1.as_str()), ("display", "none") | ("visibility", "hidden"))
    };
    element.attr("hidden").is_some() || style.split(';').any(says)
}

/// Whether a table has columns of short values; many pages use one only to put things side by side.
fn is_data(table: NodeRef<'_, Node>) -> bool {
    let named =
        |node: NodeRef<'_, Node>, names: &[&str]| node.value().as_element().is_some_and(|e| names.contains(&e.name()));
    let inner = || table.descendants().skip(1);
    let columns =
        inner().filter(|n| named(*n, &["tr"])).map(|row| row.children().filter(|c| named(*c, &["td", "th"])).count());
    let is_busy = |cell: NodeRef<'_, Node>| {
        cell.descendants().skip(1).filter(|n| named(*n, &["p", "div", "ul", "ol", "h1", "h2", "h3", "h4"])).count() > 3
    };
    columns.max().unwrap_or(0) > 1
        && !inner().any(|n| named(n, &["table"]))
        && !inner().filter(|n| named(*n, &["td", "th"])).any(is_busy)
}
