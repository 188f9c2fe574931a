//! Files and folders, by rules that hold everywhere: which files of a folder are documents, in which encoding a text is,
//! what a file of another tool is called, how JSON is decoded, and which cells a table may hold.

#![warn(missing_docs)]

mod atomic;
mod cause;
mod encoding;
mod folder;
mod formats;
mod json;
mod name;
mod probe;
mod sibling;
mod table;

#[cfg(test)]
mod formats_tests;

pub use atomic::{SaveError, write_atomically};
pub use cause::{PathError, explain, must_exist, remedy, what};
pub use encoding::{Decoded, ENCODINGS, Encoding, How, decode, encoding_named};
pub use folder::{Folder, FolderError, Skipped};
pub use formats::{FORMATS, Format, NotAText, recognise, refuse};
pub use json::{decode_json, is_json};
pub use name::file_name_of;
pub use sibling::{has_extension, same_file, sibling, twin};
pub use table::{Table, cell};
