//! What the application remembers between runs.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Stored as JSON in the user's configuration folder. A damaged file is replaced by the defaults, never an error: these
/// are preferences, not work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// `None` follows the desktop.
    pub dark: Option<bool>,
    /// Interface scale, 0.75 to 2.
    pub scale: f32,
    /// Size of the document's text, 1 = normal.
    pub text_zoom: f32,
    pub show_documents: bool,
    pub show_map: bool,
    pub show_inspector: bool,
    /// Asks the model for relations of a sentence whose entities were corrected.
    pub offer_relations: bool,
    pub last_entity_type: Option<String>,
    pub last_relation_type: Option<String>,
    pub recent: Vec<PathBuf>,
    /// In which order types without an `annotation.conf` are offered.
    pub types: TypeOrder,
    /// Characters that no font shows and of which that was said.
    pub boxes_said: String,
    /// Whether a start that names no file goes on where the last run ended.
    pub reopen: bool,
    pub last_folder: Option<PathBuf>,
    pub last_document: Option<PathBuf>,
    pub window: Option<[f32; 2]>,
    pub panes: Panes,
    /// Keys that were changed, by the name of what they do; an empty text is no key at all.
    pub keys: BTreeMap<String, String>,
    /// Folder of the model that was chosen in the window; `None` for the one that comes with relata.
    pub model: Option<PathBuf>,
    /// Whether files follow every change. Unsaved changes survive either way.
    pub save_by_itself: bool,
    /// Saved files say in notes which annotations a model made.
    pub provenance_notes: bool,
}

/// Names of types in the order in which they were first seen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypeOrder {
    pub entities: Vec<String>,
    pub relations: Vec<String>,
}

impl TypeOrder {
    /// More names than anybody has keys or colours for.
    const MOST: usize = 400;

    /// Adds what is new at the end.
    pub fn learn<'n>(&mut self, entities: impl Iterator<Item = &'n str>, relations: impl Iterator<Item = &'n str>) {
        let add = |names: &mut Vec<String>, name: &str| {
            if names.len() < Self::MOST && names.iter().all(|known| known != name) {
                names.push(name.to_owned());
            }
        };
        entities.for_each(|name| add(&mut self.entities, name));
        relations.for_each(|name| add(&mut self.relations, name));
    }
}

/// Scales of the window that are offered.
pub const SCALES: [f32; 8] = [0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0];

/// Sizes in points that somebody has chosen by dragging, and which side is whose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Panes {
    pub documents: Option<f32>,
    pub map: Option<f32>,
    pub inspector: Option<f32>,
    pub map_on_left: bool,
}

impl Panes {
    /// Without what is no size.
    fn repaired(mut self) -> Self {
        for size in [&mut self.documents, &mut self.map, &mut self.inspector] {
            *size = size.filter(|size| size.is_finite() && *size > 0.0);
        }
        self
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            dark: None,
            scale: 1.0,
            text_zoom: 1.0,
            show_documents: true,
            show_map: true,
            show_inspector: true,
            offer_relations: true,
            last_entity_type: None,
            last_relation_type: None,
            recent: Vec::new(),
            types: TypeOrder::default(),
            boxes_said: String::new(),
            reopen: true,
            last_folder: None,
            last_document: None,
            window: None,
            panes: Panes::default(),
            keys: BTreeMap::new(),
            model: None,
            save_by_itself: false,
            provenance_notes: false,
        }
    }
}

impl Settings {
    /// Where settings live: `$RELATA_CONFIG_DIR`, else the platform's configuration folder.
    pub fn folder() -> Option<PathBuf> {
        match std::env::var_os("RELATA_CONFIG_DIR") {
            Some(folder) if !folder.is_empty() => Some(PathBuf::from(folder)),
            _ => directories::ProjectDirs::from("", "", "relata").map(|dirs| dirs.config_dir().to_owned()),
        }
    }

    pub fn load() -> Self {
        let Some(bytes) = Self::folder().and_then(|f| std::fs::read(f.join("settings.json")).ok()) else {
            return Self::default();
        };
        let mut settings: Self = serde_json::from_slice(&bytes).unwrap_or_default();
        settings.scale = if settings.scale.is_finite() { settings.scale.clamp(0.75, 2.0) } else { 1.0 };
        settings.text_zoom = if settings.text_zoom.is_finite() { settings.text_zoom.clamp(0.5, 3.0) } else { 1.0 };
        settings.panes = settings.panes.repaired();
        settings
    }

    /// # Errors
    /// When the folder or the file cannot be written.
    pub fn save(&self) -> std::io::Result<()> {
        let Some(folder) = Self::folder() else { return Ok(()) };
        std::fs::create_dir_all(&folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&folder)?;
        serde_json::to_writer_pretty(&mut file, self)?;
        file.persist(folder.join("settings.json"))?;
        Ok(())
    }

    /// Puts a path at the head of the recent ones.
    pub fn remember(&mut self, path: PathBuf) {
        self.recent.retain(|p| *p != path);
        self.recent.insert(0, path);
        self.recent.truncate(12);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_and_partial_files_are_read() {
        let settings: Settings = serde_json::from_str(r#"{"dark": true, "no_longer_known": 3}"#).expect("tolerant");
        assert_eq!(settings.dark, Some(true));
        assert!(settings.show_map);
    }

    #[test]
    fn recent_paths_are_unique_and_few() {
        let mut settings = Settings::default();
        for i in 0..20 {
            settings.remember(PathBuf::from(format!("{}.txt", i % 15)));
        }
        assert_eq!(settings.recent.len(), 12);
        assert_eq!(settings.recent[0], PathBuf::from("4.txt"));
    }
}
