//! A run that goes on: how far it is, its curves, and cancelling it.

use std::time::Instant;

use eframe::egui::{ProgressBar, RichText, Ui};

use super::curves::Curves;
use super::widgets::{note_ui, secondary};
use crate::engine::{Improvement, Tuning, TuningEvent, TuningJob};
use crate::gui::Theme;
use crate::gui::words::counted;
use crate::report::Step;
use crate::report::curves::scale::duration;

/// The first updates warm caches and say little about the others.
const ETA_FROM: u64 = 3;

pub struct Run {
    tuning: Tuning,
    pub job: TuningJob,
    pub curves: Curves,
    read: Option<String>,
    notes: Vec<String>,
    since: Instant,
    /// When the updates began, and how many a stopped run had made before.
    begun: Option<(Instant, u64)>,
    last: Option<Step>,
}

/// How a run ended.
pub enum End {
    Finished(Box<Improvement>),
    Stopped,
    Failed(String),
}

pub enum Click {
    Cancel,
    Hide,
}

impl Run {
    pub fn new(tuning: Tuning, job: TuningJob) -> Self {
        Self {
            tuning,
            job,
            curves: Curves::default(),
            read: None,
            notes: Vec::new(),
            since: Instant::now(),
            begun: None,
            last: None,
        }
    }

    /// Takes what the run has told since.
    pub fn poll(&mut self) -> Option<End> {
        while let Some(event) = self.tuning.poll() {
            match event {
                TuningEvent::Read { sentences, entities, relations, notes } => {
                    let read = format!(
                        "{}, {}, {} to learn from",
                        counted(sentences, "sentence"),
                        counted(entities, "entity"),
                        counted(relations, "relation"),
                    );
                    self.read = Some(read);
                    self.notes = notes;
                }
                TuningEvent::Begun { total, at } => {
                    self.curves.total = total;
                    self.begun = Some((Instant::now(), at));
                }
                TuningEvent::Step(step) => {
                    self.curves.push(&step);
                    self.last = Some(step);
                }
                TuningEvent::Eval(_) => {}
                TuningEvent::Finished(improvement) => return Some(End::Finished(improvement)),
                TuningEvent::Stopped => return Some(End::Stopped),
                TuningEvent::Failed { message } => return Some(End::Failed(message)),
            }
        }
        None
    }

    pub fn cancel(&self) {
        self.tuning.cancel();
    }

    fn updates(&self) -> u64 {
        self.last.as_ref().map_or(0, |step| step.update)
    }

    /// Of the updates, 0 to 1.
    pub fn share(&self) -> f32 {
        if self.curves.total == 0 { 0.0 } else { (self.updates() as f64 / self.curves.total as f64) as f32 }
    }

    /// What it does now, in a few words.
    pub fn phase(&self) -> String {
        let total = self.curves.total;
        match &self.last {
            _ if self.tuning.is_cancelled() => "Stopping after this update…".to_owned(),
            None if self.begun.is_some() => "The first update is running…".to_owned(),
            None if self.read.is_some() => "Loading the model…".to_owned(),
            None => format!("Reading the documents and measuring the present model… {}", self.waited()),
            Some(step) if step.update >= total => "Measuring the new model…".to_owned(),
            Some(step) => {
                let left = self.seconds_left().map_or(String::new(), |left| format!(", {} left", rough(left)));
                format!("Update {} of {total}{left}", step.update)
            }
        }
    }

    fn waited(&self) -> String {
        rough(self.since.elapsed().as_secs_f64())
    }

    fn seconds_left(&self) -> Option<f64> {
        let (begun, at) = self.begun?;
        let done = self.updates().saturating_sub(at);
        let left = self.curves.total.saturating_sub(self.updates());
        (done >= ETA_FROM).then(|| (begun.elapsed().as_secs_f64() / done as f64 * left as f64).ceil())
    }

    pub fn ui(&mut self, ui: &mut Ui, theme: Theme) -> Option<Click> {
        let mut click = None;
        let read = self.read.clone().unwrap_or_else(|| format!("Learning from {}", self.job.data.display()));
        ui.label(RichText::new(read).color(theme.faint()));
        for note in &self.notes {
            note_ui(ui, theme, theme.warning(), note);
        }
        ui.add_space(4.0);
        ui.label(self.phase());
        let percent = RichText::new(format!("{:.0} %", self.share() * 100.0)).small().color(theme.text());
        let bar = ProgressBar::new(self.share()).desired_height(18.0).fill(theme.bar()).text(percent);
        ui.scope(|ui| {
            ui.visuals_mut().extreme_bg_color = theme.line();
            ui.add(bar);
        });
        ui.add_space(6.0);
        self.curves.ui(ui, theme);
        let epoch =
            self.last.as_ref().map_or(String::new(), |step| format!("Epoch {} of {}", step.epoch, self.job.epochs));
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            // First what changes nothing: it stands where the button that started all this was.
            let hide = ui.add(secondary("Go on in the background"));
            if hide.on_hover_text("The status bar shows how far it is").clicked() {
                click = Some(Click::Hide);
            }
            let stopping = self.tuning.is_cancelled();
            let cancel = ui.add_enabled(!stopping, secondary("Cancel training"));
            if cancel.on_hover_text("What was learned so far is kept, and training can go on from there").clicked() {
                click = Some(Click::Cancel);
            }
            ui.label(RichText::new(epoch).color(theme.faint()));
        });
        click
    }
}

/// Whole seconds: nobody plans by tenths.
fn rough(seconds: f64) -> String {
    if seconds < 10.0 { format!("{seconds:.0} s") } else { duration(seconds) }
}
