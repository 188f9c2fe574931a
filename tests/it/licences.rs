//! `deny.toml` holds: every crate has a licence and a source that it allows.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use spdx::{Expression, LicenseReq, Licensee};

#[derive(Deserialize)]
struct Rules {
    licenses: Licenses,
    sources: Sources,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Sources {
    allow_registry: Vec<String>,
    allow_git: Vec<String>,
}

/// What `cargo metadata` says of the crates.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    /// `None` for this crate itself.
    source: Option<String>,
}

fn rules() -> Rules {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml");
    toml::from_str(&std::fs::read_to_string(path).expect("deny.toml is there")).expect("deny.toml can be read")
}

fn refused(rules: &Rules, package: &Package) -> Option<String> {
    let said = |what: &str| Some(format!("{} {}: {what}", package.name, package.version));
    if let Some(source) = &package.source {
        let known = |allowed: &[String], kind: &str| {
            source
                .strip_prefix(kind)
                .is_some_and(|place| allowed.iter().any(|allowed| place.starts_with(allowed.as_str())))
        };
        if !known(&rules.sources.allow_registry, "registry+") && !known(&rules.sources.allow_git, "git+") {
            return said(&format!("comes from {source}"));
        }
    }
    let Some(license) = &package.license else { return said("names no licence") };
    let Ok(expression) = Expression::parse_mode(license, spdx::ParseMode::LAX) else {
        return said(&format!("its licence `{license}` cannot be read"));
    };
    let allowed: Vec<Licensee> =
        rules.licenses.allow.iter().map(|name| Licensee::parse(name).expect("a licence of the SPDX list")).collect();
    let fits = |requirement: &LicenseReq| allowed.iter().any(|licensee| licensee.satisfies(requirement));
    if expression.evaluate(fits) { None } else { said(&format!("`{license}` is not allowed by deny.toml")) }
}

#[test]
fn every_crate_has_a_licence_and_a_source_that_are_allowed() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--features", "kittest"])
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Metadata = serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    assert!(metadata.packages.len() > 300, "only {} crates", metadata.packages.len());
    let rules = rules();
    let refused: Vec<String> = metadata.packages.iter().filter_map(|package| refused(&rules, package)).collect();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

#[test]
fn a_licence_and_a_source_that_are_not_allowed_are_seen() {
    let rules = rules();
    let index = "registry+https://github.com/rust-lang/crates.io-index";
    let refused = |license: Option<&str>, source: &str| {
        let package = Package {
            name: "a".into(),
            version: "1.0.0".into(),
            license: license.map(str::to_owned),
            source: Some(source.to_owned()),
        };
        refused(&rules, &package)
    };
    for fine in ["MIT", "MIT/Apache-2.0", "GPL-3.0-only OR MIT", "(MIT OR Apache-2.0) AND Unicode-3.0", "MPL-2.0+"] {
        assert_eq!(refused(Some(fine), index), None);
    }
    for wrong in ["GPL-3.0-only", "MIT AND AGPL-3.0-only", "my own"] {
        assert!(refused(Some(wrong), index).is_some(), "{wrong}");
    }
    assert!(refused(None, index).is_some());
    assert!(refused(Some("MIT"), "git+https://example.org/a.git#1").is_some());
}
