//! Writes a package of so many exhibits of so many bytes into a folder, to measure the checker alone.
//!
//!     cargo run -p temoin-verify --example forge_package -- FOLDER EXHIBITS BYTES

#[path = "../tests/forge/mod.rs"]
mod forge;

use std::path::Path;

#[allow(clippy::disallowed_methods)] // What it writes is thrown away.
fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, exhibits, bytes] = &arguments[..] else { panic!("FOLDER EXHIBITS BYTES") };
    let (exhibits, bytes): (u64, u64) = (exhibits.parse().expect("a number"), bytes.parse().expect("a number"));
    let mut maker = forge::Maker::sample(7, &forge::stamps::authorities());
    maker.exhibits = (0..exhibits)
        .map(|n| forge::Exhibit {
            bytes: (0..bytes).map(|i| (n.wrapping_mul(0x9e37_79b9) ^ i.wrapping_mul(i | 1) >> 7) as u8).collect(),
            cuts: vec![bytes],
            shown: Default::default(),
            in_clear: true,
            secret: [n as u8; 32],
        })
        .collect();
    for (name, content) in maker.files() {
        let path = Path::new(folder).join(name);
        std::fs::create_dir_all(path.parent().expect("a folder"))?;
        std::fs::write(path, content)?;
    }
    Ok(())
}
