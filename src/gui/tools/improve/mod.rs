//! From corrections to a better model: what to learn from, a run with its curves, and which model to keep.
//!
//! | file | what it is |
//! |---|---|
//! | `run` | from the form to a run, and to its end |
//! | `dialog` | the window, and what is clicked in it |
//! | `form` | the folders and settings of a run |
//! | `progress`, `curves`, `chart` | a run that goes on |
//! | `outcome`, `flips` | before and after, and the decision |
//! | `naming`, `widgets` | names of new models; shared pieces |

mod chart;
mod curves;
mod dialog;
mod flips;
mod form;
mod naming;
mod outcome;
mod progress;
mod run;
#[cfg(all(test, feature = "kittest"))]
mod tests;
mod tool;
mod widgets;

pub use tool::{ENTRY, IMPROVE_MODEL};

use self::form::Form;
use self::outcome::Outcome;
use self::progress::Run;

/// The dialog, open or not: a run goes on without it.
#[derive(Default)]
pub struct ImproveTool {
    open: bool,
    form: Form,
    stage: Stage,
}

#[derive(Default)]
enum Stage {
    #[default]
    Form,
    // Boxed: one run is much larger than no run.
    Running(Box<Run>),
    Done(Box<Outcome>),
}

/// What was clicked in the dialog.
enum Click {
    Form(form::Click),
    Run(progress::Click),
    Outcome(outcome::Click),
}
