//! Makes a package and a receipt of an invented story: `sample OUT [fr|nl|de|en] [messages] [shown] [exhibits]`.

mod story;

use std::path::PathBuf;
use std::time::Instant;
use std::{env, fs};

use story::Story;
use temoin_dossier::{Language, ReceiptView, receipt};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = env::args().skip(1);
    let out = PathBuf::from(args.next().ok_or("sample OUT [fr|nl|de|en] [messages] [shown] [exhibits]")?);
    let language: Language = args.next().map_or(Ok(Language::Fr), |text| text.parse())?;
    let mut number = |default: u64| args.next().map_or(Ok(default), |text| text.parse());
    let (messages, shown, exhibits) = (number(4000)?, number(12)?, number(4)?);
    fs::create_dir_all(&out)?;
    let mut story = Story::new(language, messages, shown, exhibits);
    let start = Instant::now();
    let package = story.package()?;
    println!("made in {:.2} s", start.elapsed().as_secs_f64());
    let folder = out.join("dossier");
    package.write_folder(&story.held, &folder)?;
    fs::write(out.join("dossier.zip"), story::zipped(&story, &package))?;
    let view = &story.view;
    let paper = receipt(&ReceiptView {
        language,
        made: view.made,
        program: view.program.clone(),
        key: view.key.clone(),
        size: package.seal().size,
        root: temoin_evidence::Digest(package.seal().root.0),
        sealed: Some(view.made),
        checkpoint: fs::read_to_string(folder.join("temoin/log/checkpoint"))?,
        package: Some(package.fingerprint()),
    })?;
    fs::write(out.join("receipt.pdf"), paper)?;
    println!("seal {}", package.fingerprint());
    Ok(())
}
