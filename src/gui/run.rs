//! Opens the window.

use std::sync::Arc;

use eframe::egui;

use super::app::{App, Start};
use crate::engine::{Engine, Loader};

#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error(
        "there is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set). \
         On the command line the same model runs as: relata extract FILE"
    )]
    NoDisplay,
    #[error(
        "the window could not be opened: {0}. Without a graphics driver, software does it: on Debian and Ubuntu install \
         libvulkan1 and mesa-vulkan-drivers. On the command line the same model runs as: relata extract FILE"
    )]
    Window(String),
}

/// Shows the window and returns when it is closed.
///
/// # Errors
/// [`RunError`], each with the command-line equivalent.
pub fn run(start: Start, loader: Loader) -> Result<(), RunError> {
    if cfg!(target_os = "linux")
        && ["DISPLAY", "WAYLAND_DISPLAY"].iter().all(|name| std::env::var_os(name).is_none_or(|v| v.is_empty()))
    {
        return Err(RunError::NoDisplay);
    }
    let start = Start { clipboard: Some(formatted_clipping), ..start };
    let size = start.settings.window.unwrap_or([1280.0, 800.0]);
    let mut viewport = egui::ViewportBuilder::default()
        .with_title("relata")
        .with_app_id("relata")
        .with_inner_size(size)
        .with_min_inner_size([720.0, 480.0])
        .with_drag_and_drop(true);
    if let Ok(icon) = eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png")) {
        viewport = viewport.with_icon(Arc::new(icon));
    }
    let options = eframe::NativeOptions { viewport, ..Default::default() };
    let creator: eframe::AppCreator = Box::new(move |creation| {
        let ctx = creation.egui_ctx.clone();
        let wake_ctx = ctx.clone();
        let engine = Engine::start(loader, Arc::new(move || wake_ctx.request_repaint()))?;
        Ok(Box::new(App::new(&ctx, start, Some(engine))))
    });
    eframe::run_native("relata", options, creator).map_err(|error| RunError::Window(error.to_string()))
}

/// What the desktop's clipboard holds as HTML. The plain text comes by the window's own way.
fn formatted_clipping() -> Option<String> {
    arboard::Clipboard::new().ok()?.get().html().ok().filter(|html| !html.trim().is_empty())
}
