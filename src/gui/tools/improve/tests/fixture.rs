//! Two corrected documents, and the window that shows the first.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::{self, Key, Modifiers, accesskit::Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use crate::engine::{Engine, FakeExtractor, Loader, Models, Tuner};
use crate::gui::app::{App, Start};
use crate::gui::tools::Tool;
use crate::gui::tools::improve::ImproveTool;
use crate::session::{Settings, Workspace};

type Dialog = Harness<'static, App>;

fn loader(name: String) -> Loader {
    Box::new(move || {
        if name == "broken" {
            return Err("models/broken: model.safetensors is missing".into());
        }
        Ok(Box::new(FakeExtractor::named(&name)))
    })
}

fn models(tuner: impl Tuner + 'static) -> Models {
    Models {
        current: "models/fake".into(),
        bundled: Some("models/fake".into()),
        runs: "models".into(),
        open: Arc::new(|dir: PathBuf| loader(crate::engine::model_name(&dir))),
        tuner: Arc::new(tuner),
    }
}

pub fn improving(app: &App) -> &ImproveTool {
    app.tools.get().expect("a tool of the list")
}

/// Whether so much of the training is done, 0 to 1.
pub fn is_at(app: &App, share: f32) -> bool {
    improving(app).brief().is_some_and(|brief| brief.share == Some(share))
}

pub struct Fixture {
    home: tempfile::TempDir,
    pub folder: tempfile::TempDir,
    pub window: Dialog,
}

impl Fixture {
    pub fn new(tuner: impl Tuner + 'static) -> Self {
        Self::themed(tuner, false)
    }

    pub fn themed(tuner: impl Tuner + 'static, dark: bool) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text, ann) in [
            (
                "harbour",
                "Vera Lindqvist runs the harbour office. Nordlys wrote about it.",
                "T1\tPeop 0 14\tVera Lindqvist\n",
            ),
            ("mill", "The mill stood still.", ""),
        ] {
            std::fs::write(folder.path().join(format!("{name}.txt")), text).expect("writable");
            std::fs::write(folder.path().join(format!("{name}.ann")), ann).expect("writable");
        }
        Self::started(tempfile::tempdir().expect("a folder"), folder, tuner, dark)
    }

    /// Another day: what was done is kept.
    pub fn restarted(self, tuner: impl Tuner + 'static) -> Self {
        let Self { home, folder, window } = self;
        drop(window);
        Self::started(home, folder, tuner, false)
    }

    fn started(home: tempfile::TempDir, folder: tempfile::TempDir, tuner: impl Tuner + 'static, dark: bool) -> Self {
        let start = Start {
            workspace: Workspace::in_home(home.path()),
            paths: vec![folder.path().to_owned()],
            models: Some(models(tuner)),
            settings: Settings { dark: Some(dark), ..Settings::default() },
            ..Start::default()
        };
        let engine = Engine::start(loader("fake".into()), Arc::new(|| {})).expect("a thread");
        let app = App::new(&egui::Context::default(), start, Some(engine));
        let window = Harness::builder().with_size([1280.0, 860.0]).with_max_steps(600).build_ui_state(
            |ui, app: &mut App| {
                if app.first_frame() {
                    crate::gui::look::install(ui.ctx());
                    app.apply_theme(ui.ctx());
                }
                app.frame_ui(ui);
            },
            app,
        );
        let mut fixture = Self { home, folder, window };
        fixture.until("the model is loaded", |app| !app.is_busy());
        fixture
    }

    /// Frames until something is so.
    pub fn until(&mut self, what: &str, is_so: impl Fn(&App) -> bool) {
        let limit = Instant::now() + Duration::from_secs(60);
        while !is_so(self.window.state()) {
            assert!(Instant::now() < limit, "not within a minute: {what}");
            self.window.step();
            std::thread::sleep(Duration::from_millis(2));
        }
        self.window.run_ok();
    }

    pub fn open(&mut self) {
        self.window.key_press_modifiers(Modifiers::COMMAND, Key::I);
        self.window.run_ok();
    }

    pub fn press(&mut self, label: &str) {
        self.window.get_by_role_and_label(Role::Button, label).click();
        self.window.run_ok();
    }

    pub fn run_to_the_end(&mut self) {
        self.open();
        self.press("Start training");
        self.until("the run is over", |app| !improving(app).is_running());
    }

    pub fn shows(&self, text: &str) -> bool {
        self.window.query_all_by_label_contains(text).next().is_some()
    }

    pub fn is_focused(&self, label: &str) -> bool {
        self.window.get_by_role_and_label(Role::Button, label).is_focused()
    }

    pub fn said(&self) -> String {
        self.window.state().shell.toasts.said.join("\n")
    }

    pub fn picture(&mut self, name: &str) {
        let Some(folder) = std::env::var_os("RELATA_PICTURES").map(PathBuf::from) else { return };
        self.window.state_mut().dismiss_toasts();
        self.window.run_ok();
        let picture = self.window.render().expect("rendered");
        picture.save(folder.join(format!("improve-{name}.png"))).expect("written");
    }
}
