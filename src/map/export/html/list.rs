//! Every relation with its quotations, as a list.

use std::fmt::Write as _;

use super::super::facts::{Evidence, Fact, Facts};
use super::super::xml::escape;
use super::Kinds;
use crate::map::Part;

pub fn write(facts: &Facts, kinds: &Kinds) -> String {
    let mut html = String::from("<ol>\n");
    for relation in &facts.relations {
        entry(&mut html, relation, facts, kinds);
    }
    html.push_str("</ol>\n");
    html
}

fn entry(html: &mut String, fact: &Fact, facts: &Facts, kinds: &Kinds) {
    let (head, tail) = (&facts.concepts[fact.head], &facts.concepts[fact.tail]);
    let _ = writeln!(
        html,
        "<li id=\"{}\" class=\"{}\" data-r=\"{}\" data-head=\"{}\" data-tail=\"{}\"><h3 dir=\"auto\"><span class=\"{}\" data-c=\"{}\">{}</span> <em>{} {}</em> <span class=\"{}\" data-c=\"{}\">{}</span></h3>",
        fact.id,
        kinds.relation(&fact.kind),
        fact.id,
        head.id,
        tail.id,
        kinds.entity(&head.kind),
        head.id,
        escape(&head.label),
        escape(&fact.kind_label),
        if fact.symmetric { "↔" } else { "→" },
        kinds.entity(&tail.kind),
        tail.id,
        escape(&tail.label)
    );
    for found in &fact.evidence {
        quotation(html, found, [kinds.entity(&head.kind), kinds.entity(&tail.kind)], facts);
    }
    html.push_str("</li>\n");
}

fn quotation(html: &mut String, found: &Evidence, [head, tail]: [String; 2], facts: &Facts) {
    html.push_str("<blockquote dir=\"auto\">“");
    if found.cut_before {
        html.push_str("… ");
    }
    for (part, words) in &found.parts {
        let class = match part {
            Part::Plain => None,
            Part::Head | Part::Both => Some(&head),
            Part::Tail => Some(&tail),
        };
        let words = escape(words);
        let _ = match class {
            Some(class) => write!(html, "<mark class=\"{class}\">{words}</mark>"),
            None => write!(html, "{words}"),
        };
    }
    html.push_str(if found.cut_after { " …”" } else { "”" });
    let (document, mention) = (found.head.document, found.head.mention.0);
    let mut facets = vec![format!("characters {}–{}", found.from, found.to)];
    if let Some(score) = found.score {
        facets.push(format!("score {score:.2}"));
    }
    if !found.confirmed {
        facets.push("not reviewed".to_owned());
    }
    let _ = writeln!(
        html,
        "<cite><a href=\"#m{document}-{mention}\">{}</a>, {}</cite></blockquote>",
        escape(facts.document(found).unwrap_or_default()),
        facets.join(" · ")
    );
}
