//! The formats by name.

/// A way to write a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    Png,
    Svg,
    Html,
    Csv,
    Json,
    GraphMl,
    Dot,
}

impl Format {
    pub const ALL: [Self; 7] = [Self::Png, Self::Svg, Self::Html, Self::Csv, Self::Json, Self::GraphMl, Self::Dot];

    /// What people read.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "Picture (PNG)",
            Self::Svg => "Drawing (SVG)",
            Self::Html => "Interactive page (HTML)",
            Self::Csv => "Triples with evidence (CSV)",
            Self::Json => "Everything (JSON)",
            Self::GraphMl => "Graph (GraphML)",
            Self::Dot => "Graph (DOT)",
        }
    }

    /// What it is good for.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Png => "For slides and mail, at print quality",
            Self::Svg => "For papers: sharp at any size, and every part can be edited",
            Self::Html => "One file for any browser, also as a mail attachment: click a line for its quotation",
            Self::Csv => "For a spreadsheet: one row for each quotation, with document and place",
            Self::Json => "For programs: concepts, mentions, relations and quotations",
            Self::GraphMl => "For yEd, Gephi, Cytoscape and networkx, with the places of this map",
            Self::Dot => "For Graphviz",
        }
    }

    /// Of the file.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::GraphMl => "graphml",
            Self::Dot => "dot",
        }
    }
}
