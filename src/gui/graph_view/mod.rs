//! The map of concepts and relations.
