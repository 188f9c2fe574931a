//! RDF: SKOS, OWL and RDFS in N-Triples, Turtle and RDF/XML.
//!
//! Every triple about a thing is a part of it, wherever it stands in the file; what says no name, type or description is
//! passed over. Nodes without a name of their own cannot be linked to and are passed over, too.

use std::io::BufRead;

use oxrdf::{NamedOrBlankNode, Term, Triple};
use oxrdfxml::{RdfXmlParseError, RdfXmlParser};
use oxttl::{NTriplesParser, TurtleParseError, TurtleParser};

use super::lines::Guarded;
use super::{Languages, Sink, cut, each_line};
use crate::kb::{Entity, KbError, kinds};

pub(super) fn read_triples(from: impl BufRead, languages: &Languages, sink: &mut dyn Sink) -> Result<(), KbError> {
    each_line(from, sink, |number, line, sink| {
        for triple in NTriplesParser::new().for_slice(line.as_bytes()) {
            match triple {
                Ok(triple) => take(&triple, number, languages, sink)?,
                Err(error) => {
                    sink.skip(number, format!("this is no triple ({})", error.message()));
                    break;
                }
            }
        }
        Ok(())
    })?;
    Ok(())
}

pub(super) fn read_turtle(from: impl BufRead, languages: &Languages, sink: &mut dyn Sink) -> Result<(), KbError> {
    let mut last = 0;
    for triple in TurtleParser::new().for_reader(from) {
        match triple {
            Ok(triple) => take(&triple, 0, languages, sink)?,
            Err(TurtleParseError::Syntax(error)) => {
                let line = error.location().start.line + 1;
                sink.skip(line, format!("this cannot be read as Turtle ({})", error.message()));
                last = line;
            }
            Err(TurtleParseError::Io(cause)) => {
                cut(sink, last, &cause);
                return Ok(());
            }
        }
    }
    Ok(())
}

pub(super) fn read_xml(from: impl BufRead, languages: &Languages, sink: &mut dyn Sink) -> Result<(), KbError> {
    let from = Guarded::new(from, b">");
    let (line, tail) = (from.line(), from.tail());
    for triple in RdfXmlParser::new().for_reader(from) {
        match triple {
            Ok(triple) => take(&triple, 0, languages, sink)?,
            Err(RdfXmlParseError::Io(cause)) => {
                cut(sink, line.get(), &cause);
                return Ok(());
            }
            Err(RdfXmlParseError::Syntax(error)) => {
                let why = format!(
                    "at this line or shortly before the file is no RDF/XML ({error}); what stands before is in the base"
                );
                sink.skip(line.get(), why);
                return Ok(());
            }
        }
    }
    // The parser takes the end of the file for the end of everything that is open.
    if !ends_its_root(&tail.borrow()) {
        sink.skip(
            line.get(),
            "the file ends before its rdf:RDF does: it was cut off; what stands before is in the base".to_owned(),
        );
    }
    Ok(())
}

/// Whether the last thing of a file is the end of an `rdf:RDF`, by whatever prefix, or of a root without contents.
fn ends_its_root(tail: &[u8]) -> bool {
    let Some(start) = tail.iter().rposition(|byte| *byte == b'<') else { return tail.is_empty() };
    let last = tail.get(start..).unwrap_or_default();
    // A comment or an instruction may stand behind the root; what then stands before them is not looked at.
    let is_behind = last.starts_with(b"<!") || last.starts_with(b"<?");
    let is_end = last.starts_with(b"</") && last.ends_with(b"RDF>");
    last.ends_with(b">") && (is_end || is_behind || last.ends_with(b"/>"))
}

/// What a property says.
enum Says {
    Label,
    Alias,
    Description,
    Kind,
}

fn says(property: &str) -> Option<Says> {
    let local = property.rsplit(['#', '/']).next().unwrap_or(property);
    Some(match local {
        "prefLabel" | "label" | "name" => Says::Label,
        "altLabel" | "hiddenLabel" | "alternateName" | "hasExactSynonym" | "hasRelatedSynonym" | "hasNarrowSynonym"
        | "hasBroadSynonym" | "IAO_0000118" => Says::Alias,
        "definition" | "description" | "comment" | "IAO_0000115" => Says::Description,
        "type" => Says::Kind,
        _ => return None,
    })
}

fn take(triple: &Triple, line: u64, languages: &Languages, sink: &mut dyn Sink) -> Result<(), KbError> {
    let (NamedOrBlankNode::NamedNode(subject), Some(says)) = (&triple.subject, says(triple.predicate.as_str())) else {
        return Ok(());
    };
    let mut entity = Entity::new(id_of(subject.as_str()));
    match (&triple.object, says) {
        (Term::NamedNode(class), Says::Kind) => {
            let class = id_of(class.as_str());
            // What a thing is in the ontology says nothing of what it is in the world.
            let class = class.rsplit(['#', '/']).next().unwrap_or(&class);
            if ["Class", "Concept", "NamedIndividual", "Ontology", "ObjectProperty", "AnnotationProperty"]
                .contains(&class)
            {
                return Ok(());
            }
            entity.add_kind(kinds::of_wikidata_class(class).unwrap_or(class), 1);
        }
        (Term::Literal(text), says) => {
            let language = text.language().unwrap_or_default();
            if !languages.has(language) {
                return Ok(());
            }
            match says {
                Says::Label => entity.add_name(text.value(), language, 0, true),
                Says::Alias => entity.add_name(text.value(), language, 0, false),
                Says::Description => text.value().trim().clone_into(&mut entity.description),
                Says::Kind => return Ok(()),
            }
        }
        _ => return Ok(()),
    }
    sink.part(entity, line, false)
}

/// What stands after the database's name in an N line: `Q159`, `GO:0008150`, or all of an IRI that is none of theirs.
fn id_of(iri: &str) -> String {
    for prefix in ["http://www.wikidata.org/entity/", "https://www.wikidata.org/entity/"] {
        if let Some(id) = iri.strip_prefix(prefix) {
            return id.to_owned();
        }
    }
    match iri.strip_prefix("http://purl.obolibrary.org/obo/").and_then(|id| id.split_once('_')) {
        Some((base, number)) => format!("{base}:{number}"),
        None => iri.to_owned(),
    }
}
