//! Lists the fonts of `assets/fonts/FONTS.toml` as bytes to embed; says what to run when one is missing.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo names the crate's folder");
    let fonts = Path::new(&root).join("../../assets/fonts");
    let list = fonts.join("FONTS.toml");
    println!("cargo::rerun-if-changed={}", list.display());
    let Ok(text) = fs::read_to_string(&list) else {
        println!("cargo::error=assets/fonts/FONTS.toml is missing");
        return;
    };
    let mut code = String::from("pub(crate) static EMBEDDED: &[(&str, &[u8])] = &[\n");
    for file in text.lines().filter_map(|line| line.strip_prefix("file = \"")?.strip_suffix('"')) {
        let path = fonts.join(file);
        println!("cargo::rerun-if-changed={}", path.display());
        if !path.is_file() {
            println!("cargo::error=the fonts are missing: run `make setup`");
            return;
        }
        writeln!(code, "    ({file:?}, include_bytes!({:?})),", path.display().to_string()).expect("text grows");
    }
    code.push_str("];\n");
    let out = Path::new(&env::var("OUT_DIR").expect("cargo names the output folder")).join("embedded.rs");
    fs::write(out, code).expect("the output folder can be written");
}
