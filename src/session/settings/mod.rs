//! What the application remembers between runs.

mod lenient;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Name of the file in the settings' folder.
const FILE: &str = "settings.json";

/// Stored as JSON in the user's configuration folder. Damage is never an error: these are preferences, not work.
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
    /// Settings of another version of relata, kept as they are.
    #[serde(flatten)]
    pub other: Map<String, Value>,
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
            other: Map::new(),
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

    /// The settings of the last run, and what is to be said of a file that holds something wrong: such values are replaced
    /// by the defaults, the others stay, and the file as it was is kept beside it.
    pub fn load() -> (Self, Option<String>) {
        Self::folder().map_or_else(Default::default, |folder| Self::load_from(&folder))
    }

    fn load_from(folder: &Path) -> (Self, Option<String>) {
        let path = folder.join(FILE);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Self::default_and(None),
            Err(error) => return Self::default_and(Some(format!("{}: {error}", path.display()))),
        };
        let (mut settings, faults) = lenient::read(&bytes);
        settings.scale = if settings.scale.is_finite() { settings.scale.clamp(0.75, 2.0) } else { 1.0 };
        settings.text_zoom = if settings.text_zoom.is_finite() { settings.text_zoom.clamp(0.5, 3.0) } else { 1.0 };
        settings.panes = settings.panes.repaired();
        let Some(first) = faults.first() else { return (settings, None) };
        let more = match faults.len() {
            1 => String::new(),
            count => format!(" (and {} more)", count - 1),
        };
        let kept = match keep_beside(folder, &bytes) {
            Ok(kept) => format!("the file as it was is {}", kept.display()),
            Err(error) => format!("the file could not be kept: {error}"),
        };
        let notice = format!("{}: {first}{more}; the default is used instead, and {kept}", path.display());
        (settings, Some(notice))
    }

    fn default_and(notice: Option<String>) -> (Self, Option<String>) {
        (Self::default(), notice)
    }

    /// # Errors
    /// When the folder or the file cannot be written.
    pub fn save(&self) -> std::io::Result<()> {
        let Some(folder) = Self::folder() else { return Ok(()) };
        std::fs::create_dir_all(&folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&folder)?;
        serde_json::to_writer_pretty(&mut file, self)?;
        file.persist(folder.join(FILE))?;
        Ok(())
    }

    /// Puts a path at the head of the recent ones.
    pub fn remember(&mut self, path: PathBuf) {
        self.recent.retain(|p| *p != path);
        self.recent.insert(0, path);
        self.recent.truncate(12);
    }
}

/// Keeps a damaged file under the first name that is free.
fn keep_beside(folder: &Path, bytes: &[u8]) -> std::io::Result<PathBuf> {
    let names = std::iter::once("settings.damaged.json".to_owned());
    for name in names.chain((2..100).map(|number| format!("settings.damaged-{number}.json"))) {
        let path = folder.join(name);
        if std::fs::read(&path).is_ok_and(|there| there == bytes) {
            return Ok(path);
        }
        match std::fs::File::create_new(&path) {
            Ok(mut file) => {
                std::io::Write::write_all(&mut file, bytes)?;
                return Ok(path);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(std::io::Error::other("there are a hundred of them already"))
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
    fn a_damaged_file_is_said_and_kept_before_anything_is_written_over_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let load = |text: &str| {
            std::fs::write(folder.path().join(FILE), text).expect("writable");
            Settings::load_from(folder.path())
        };
        assert_eq!(Settings::load_from(folder.path()), (Settings::default(), None), "the first start");
        assert_eq!(load(r#"{"dark": true}"#).1, None);
        let wrong = r#"{"dark": true, "scale": "big"}"#;
        for _ in 0..2 {
            let (settings, notice) = load(wrong);
            assert_eq!(settings.dark, Some(true));
            let notice = notice.expect("said");
            assert!(notice.contains("settings.json: scale") && notice.contains("settings.damaged.json"), "{notice}");
        }
        assert!(load("{").1.is_some_and(|notice| notice.contains("settings.damaged-2.json")));
        let kept = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("kept");
        assert_eq!((kept("settings.damaged.json"), kept("settings.damaged-2.json")), (wrong.into(), "{".into()));
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
