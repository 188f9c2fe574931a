//! The map of concepts and relations.

#[cfg(test)]
mod fixture;
mod layout;
mod model;
