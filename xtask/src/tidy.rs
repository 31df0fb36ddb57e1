//! The rules that no compiler checks: edges, rights, sizes, what the verifier holds.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::{lockfile, rooms, source};

/// Checks all rules, prints what is wrong, and returns whether nothing is.
pub fn run(root: &Path) -> bool {
    match faults(root) {
        Ok((faults, said)) => {
            faults.iter().for_each(|fault| println!("tidy: {fault}"));
            println!("tidy: {said}, {} faults", faults.len());
            faults.is_empty()
        }
        Err(why) => {
            println!("tidy: could not look: {why}");
            false
        }
    }
}

fn faults(root: &Path) -> Result<(Vec<String>, String), String> {
    let packages = packages(root)?;
    let edges = edges(&packages);
    let mut faults = rooms::forbidden_edges(&edges);
    let mut files = 0;
    for name in edges.keys() {
        files += room(root, name, &mut faults)?;
    }
    let lock = fs::read_to_string(root.join("Cargo.lock")).map_err(|error| format!("Cargo.lock: {error}"))?;
    let count = lockfile::packages(&lock);
    if count > lockfile::MOST_PACKAGES {
        faults.push(format!("Cargo.lock: {count} packages, more than {}", lockfile::MOST_PACKAGES));
    }
    let tree =
        cargo(root, &["tree", "--locked", "-p", "temoin-verify", "-e", "normal,no-proc-macro", "--prefix", "none"])?;
    faults.extend(lockfile::not_in_verifier(&tree).iter().map(|name| format!("temoin-verify: holds {name}")));
    let count_of_edges: usize = edges.values().map(Vec::len).sum();
    Ok((faults, format!("{} rooms, {count_of_edges} edges, {files} files, {count} packages", edges.len())))
}

/// Checks one room's manifest and files; returns how many files it has.
fn room(root: &Path, name: &str, faults: &mut Vec<String>) -> Result<usize, String> {
    let folder = root.join("crates").join(name);
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).map_err(|error| format!("{name}: {error}"))?;
    if !manifest.contains("[lints]\nworkspace = true") && !rooms::UNSAFE.contains(&name) {
        faults.push(format!("crates/{name}: does not take the lints of the workspace"));
    }
    let Some(room) = rooms::named(name) else { return Ok(0) };
    let mut texts = Vec::new();
    for path in source::files(&folder.join("src")) {
        let text = fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
        let shown = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        faults.extend(source::faults(room, &shown, &text));
        texts.push(text);
    }
    if source::is_empty(&texts) {
        faults.push(format!("crates/{name}: an empty room"));
    }
    Ok(texts.len())
}

/// Reads the packages of the workspace.
fn packages(root: &Path) -> Result<Vec<Value>, String> {
    let text = cargo(root, &["metadata", "--locked", "--no-deps", "--format-version", "1"])?;
    let mut metadata: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    match metadata["packages"].take() {
        Value::Array(packages) => Ok(packages),
        _ => Err("cargo metadata names no packages".to_owned()),
    }
}

/// Returns for each room the rooms it depends on, by their short names. What only its tests use does not count.
fn edges(packages: &[Value]) -> BTreeMap<String, Vec<String>> {
    let short = |value: &Value| value.as_str().and_then(|name| name.strip_prefix("temoin-")).map(str::to_owned);
    let mut edges = BTreeMap::new();
    for package in packages {
        let Some(name) = short(&package["name"]) else { continue };
        let in_crates =
            package["manifest_path"].as_str().is_some_and(|path| path.replace('\\', "/").contains("/crates/"));
        if in_crates {
            let used = package["dependencies"].as_array().into_iter().flatten().filter(|need| need["kind"] != "dev");
            edges.insert(name, used.filter_map(|need| short(&need["name"])).collect());
        }
    }
    edges
}

/// Runs cargo and returns what it printed.
fn cargo(root: &Path, words: &[&str]) -> Result<String, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo).args(words).current_dir(root).output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_read_without_those_of_tests() {
        let packages = serde_json::json!([
            {"name": "temoin-verify", "manifest_path": "/a/crates/verify/Cargo.toml", "dependencies": [
                {"name": "temoin-seal", "kind": null}, {"name": "temoin-dossier", "kind": "dev"}, {"name": "age", "kind": null}]},
            {"name": "xtask", "manifest_path": "/a/xtask/Cargo.toml", "dependencies": []}]);
        let edges = edges(packages.as_array().unwrap());
        assert_eq!(edges, BTreeMap::from([("verify".to_owned(), vec!["seal".to_owned()])]));
    }
}
