//! The documents that are resolved, and entities for texts that have none.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::bail;

use super::ResolveArgs;
use crate::brat::{Issue, Loaded, provenance};
use crate::cli::documents::{DocumentFile, documents};
use crate::domain::Visibility;

/// Documents with their places below the folders that were given, each once.
pub(super) struct Inputs {
    pub files: Vec<(DocumentFile, String)>,
    pub issues: Vec<Issue>,
}

impl Inputs {
    /// # Errors
    /// When a path leads nowhere, or two documents have one place.
    pub(super) fn find(args: &ResolveArgs) -> anyhow::Result<Self> {
        let mut inputs = Self { files: Vec::new(), issues: Vec::new() };
        let mut known: BTreeMap<String, DocumentFile> = BTreeMap::new();
        let mut roots = Vec::new();
        for path in &args.paths {
            let found = documents(path, args.text.as_deref(), args.write.as_deref())?;
            inputs.issues.extend(found.issues);
            roots.push((path.clone(), found.found));
        }
        let mut seen = std::collections::HashSet::new();
        for (root, found) in roots {
            for file in found {
                if !seen.insert(file.beside.clone()) {
                    continue;
                }
                let mut place = slashes(&file.name);
                if known.contains_key(&place)
                    && let Some(folder) = root.file_name()
                {
                    place = format!("{}/{place}", folder.to_string_lossy());
                }
                if let Some(other) = known.insert(place.clone(), file.clone()) {
                    bail!(
                        "{} and {} have one name, {place}: give a folder that holds both",
                        other.txt.display(),
                        file.txt.display()
                    );
                }
                inputs.files.push((file, place));
            }
        }
        Ok(inputs)
    }
}

fn slashes(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Finds entities in texts that have no annotations; the model is loaded for the first of them.
#[cfg(feature = "ml")]
pub(super) struct Reader<'a> {
    args: &'a crate::cli::model_args::ModelArgs,
    extractor: Option<crate::engine::ModelExtractor>,
}

#[cfg(feature = "ml")]
impl<'a> Reader<'a> {
    pub(super) fn new(args: &'a crate::cli::model_args::ModelArgs) -> Self {
        Self { args, extractor: None }
    }

    /// What counts of a document, once it has annotations.
    ///
    /// # Errors
    /// When there is no model, or it fails.
    pub(super) fn read(&mut self, loaded: &mut Loaded, own_alone: bool) -> anyhow::Result<Visibility> {
        use anyhow::Context;

        use crate::engine::{analyse, merge_edits};
        if own_alone || !loaded.document.annotations.is_empty() || loaded.ann.exists() {
            return Ok(provenance::shows_all(&loaded.document.annotations, Visibility::default()));
        }
        let extractor = match &mut self.extractor {
            Some(extractor) => extractor,
            None => self.extractor.insert(crate::cli::model_choice::load(self.args)?),
        };
        let never = std::sync::atomic::AtomicBool::new(false);
        let analysis = analyse(extractor, &loaded.document.text, &mut |_, _| {}, &never)
            .with_context(|| loaded.txt.display().to_string())?;
        let edits = merge_edits(&mut loaded.document.annotations, &analysis);
        loaded.document.apply(edits).context("the model's spans do not fit the text")?;
        let thresholds = extractor.model().thresholds();
        let own = analysis.types.relations.iter().zip(&thresholds.per_relation);
        let per_relation = own.filter_map(|(kind, own)| Some((kind.name.as_str().into(), (*own)?))).collect();
        Ok(Visibility { relation: thresholds.relation, per_relation, ..Visibility::default() })
    }
}

/// Without a model the annotations of the files count.
#[cfg(not(feature = "ml"))]
pub(super) struct Reader;

#[cfg(not(feature = "ml"))]
impl Reader {
    /// # Errors
    /// None in this build.
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "the build with a model needs both")]
    pub(super) fn read(&mut self, loaded: &mut Loaded, _own_alone: bool) -> anyhow::Result<Visibility> {
        Ok(provenance::shows_all(&loaded.document.annotations, Visibility::default()))
    }
}
