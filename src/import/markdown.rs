//! Markdown as the text it means: without the marks of emphasis, links and headings, with lists and tables readable.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::html;
use super::page::Page;

pub(super) fn text(source: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut writer = Writer::default();
    for event in Parser::new_ext(source, options) {
        writer.event(event);
    }
    writer.page.finish()
}

#[derive(Default)]
struct Writer {
    page: Page,
    lists: Vec<Option<u64>>,
    in_code: bool,
    /// Markup inside the Markdown, until its block ends.
    markup: Option<String>,
    in_metadata: bool,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(_) if self.in_metadata => {}
            Event::Text(text) if self.in_code => self.page.verbatim(&text),
            Event::Text(text) | Event::Code(text) => self.page.inline(&text),
            Event::Html(markup) => match &mut self.markup {
                Some(block) => block.push_str(&markup),
                None => html::write(&markup, &mut self.page),
            },
            Event::InlineHtml(tag) if tag.starts_with("<br") => self.page.line(),
            Event::FootnoteReference(name) => self.page.inline(&format!("[{name}]")),
            // A line of the file is only a line of the editor.
            Event::SoftBreak => self.page.inline(" "),
            Event::HardBreak => self.page.line(),
            Event::Rule => self.page.blank(),
            Event::TaskListMarker(done) => self.page.inline(if done { "☑ " } else { "☐ " }),
            // `x<y and z>w` looks like a tag; its words are text.
            Event::InlineHtml(tag) if !html::is_element(&tag) => self.page.inline(&tag),
            Event::InlineHtml(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph if !self.lists.is_empty() => self.page.line(),
            Tag::Paragraph | Tag::Heading { .. } | Tag::BlockQuote(_) | Tag::Table(_) => self.page.blank(),
            Tag::CodeBlock(_) => {
                self.page.blank();
                self.in_code = true;
            }
            Tag::HtmlBlock => self.markup = Some(String::new()),
            Tag::List(first) => {
                if self.lists.is_empty() {
                    self.page.blank();
                }
                self.lists.push(*first);
            }
            Tag::Item => {
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
            Tag::TableHead | Tag::TableRow => self.page.start_row(),
            Tag::TableCell => self.page.cell(),
            Tag::FootnoteDefinition(name) => {
                self.page.blank();
                self.page.inline(&format!("[{name}] "));
            }
            Tag::MetadataBlock(_) => self.in_metadata = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph if !self.lists.is_empty() => self.page.line(),
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::BlockQuote(_) => self.page.blank(),
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.page.blank();
            }
            TagEnd::HtmlBlock => {
                self.page.blank();
                html::write(&self.markup.take().unwrap_or_default(), &mut self.page);
                self.page.blank();
            }
            TagEnd::List(_) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.page.blank();
                }
            }
            TagEnd::Item => self.page.line(),
            TagEnd::TableHead | TagEnd::TableRow => self.page.end_row(),
            TagEnd::Table => self.page.blank(),
            TagEnd::MetadataBlock(_) => self.in_metadata = false,
            _ => {}
        }
    }
}
