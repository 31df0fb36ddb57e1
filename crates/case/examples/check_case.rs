//! Opens a case and checks it: `check_case FOLDER PASSPHRASE [write]`. Prints the number of items and what is damaged.

use std::path::Path;

use temoin_case::{Access, Case, Key};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, passphrase, rest @ ..] = &arguments[..] else {
        return Err("check_case FOLDER PASSPHRASE [write]".into());
    };
    let access = if rest.is_empty() { Access::Read } else { Access::Write };
    let case = Case::open(Path::new(folder), &Key::Passphrase(passphrase.clone().into()), access)?;
    let damage = case.check(&mut |_, _| ())?;
    println!("{} items", case.items()?.len());
    damage.iter().for_each(|damage| println!("{damage}"));
    if damage.is_empty() { Ok(()) } else { Err("damaged".into()) }
}
