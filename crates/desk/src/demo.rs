use std::fs;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use temoin_case::{Case, Entropy, NewCase};
use temoin_dossier::Language;
use temoin_evidence::ItemId;
use temoin_language::Classifier;

use crate::dossier::{Choice, DossierRequest, HandedOver, OriginalsKey, dossier};
use crate::worker::Worker;
use crate::{
    Add, Authority, Becomes, Clock, DeskError, Triage, TriageLine, add, groups, note, read_pictures, seal,
    stamp_online, triage, write_new,
};

/// Is the sample evidence that ships with the program.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'a> {
    /// The files, by name.
    pub evidence: &'a [(&'a str, &'a [u8])],
    /// What the person states, as TOML.
    pub statement: &'a str,
    /// The name of the file whose original goes into the container.
    pub original: &'a str,
    /// The name under which the person writes.
    pub me: &'a str,
}

/// Says where the demonstration goes, and how.
pub struct Demo {
    /// The folder to write to; new or empty.
    pub out: PathBuf,
    /// The language of the report.
    pub language: Language,
    /// Authorities to ask for stamps.
    pub authorities: Vec<Authority>,
    /// What reads the text in pictures, where its weights were set up.
    pub reader: Option<Worker>,
    /// What sorts messages.
    pub classifier: Classifier<'static>,
}

/// Is what the demonstration made.
pub struct Made {
    /// The case folder.
    pub case: String,
    /// The report.
    pub pdf: String,
    /// The package and what is in it.
    pub given: HandedOver,
    /// The pictures that show the same, by name.
    pub groups: Vec<Vec<String>>,
    /// The messages that hurt, the gravest first.
    pub triage: Vec<TriageLine>,
    /// The passphrase of case and container.
    pub passphrase: SecretString,
}

/// No secret: the story is invented, and whoever tries the program should open its case.
const PASSPHRASE: &str = "une phrase que Nora retient";

/// Does the whole job on the sample: a case, evidence, its near copies, what hurts in it, a statement, a checkpoint, a dossier.
///
/// # Errors
/// [`DeskError::OutputExists`] when the folder is not empty, and those of each act.
pub fn demo(
    worker: &mut Worker,
    clock: &dyn Clock,
    entropy: &mut dyn Entropy,
    sample: Sample<'_>,
    mut demo: Demo,
) -> Result<Made, DeskError> {
    let evidence = laid_out(&demo.out, sample)?;
    let folder = demo.out.join("case");
    let passphrase = SecretString::from(PASSPHRASE.to_owned());
    let new = NewCase { passphrase: Some(passphrase.clone()), recipients: Vec::new(), work: crate::WORK };
    let (mut case, _) = Case::create(&folder, &new)?;
    let request = Add { paths: &[evidence], case_folder: &folder, obtained: Some(crate::evidence::Obtained::Own) };
    let added = add(&mut case, worker, clock, &request, &mut |_| ())?;
    note(&mut case, clock, entropy, sample.statement, Becomes::Statement)?;
    let groups = alike(&mut case, worker)?;
    if let Some(reader) = &mut demo.reader {
        read_pictures(&mut case, reader, &mut |_, _| ())?;
    }
    let asked = Triage { mine: &[sample.me.to_owned()], labels: &[] };
    let triage = triage(&mut case, &demo.classifier, &asked, &mut |_| ())?.lines;
    seal(&mut case)?;
    for authority in &demo.authorities {
        stamp_online(&mut case, entropy, authority)?;
    }
    let originals =
        added.kept.iter().filter(|kept| kept.item.name == sample.original).map(|kept| kept.item.id).collect();
    let request = DossierRequest {
        choice: Choice { all: true, originals, ..Choice::default() },
        originals: Some(OriginalsKey::Passphrase(passphrase.clone())),
        language: demo.language,
        out: demo.out.clone(),
        folder: false,
        pdf: true,
        authorities: demo.authorities,
    };
    let given = dossier(&mut case, worker, clock, entropy, &request)?;
    let pdf = given.pdf.clone().unwrap_or_default();
    Ok(Made { case: folder.to_string_lossy().into_owned(), pdf, given, groups, triage, passphrase })
}

/// Groups the pictures that show the same, and names them.
fn alike(case: &mut Case, worker: &mut Worker) -> Result<Vec<Vec<String>>, DeskError> {
    let groups = groups(case, worker, &mut |_, _| ())?.groups;
    let name = |id: &ItemId| Ok(case.item(*id)?.name);
    groups.iter().map(|group| group.items.iter().map(name).collect()).collect()
}

/// Writes the sample as plain files, as a person would hold it.
fn laid_out(out: &Path, sample: Sample<'_>) -> Result<PathBuf, DeskError> {
    if out.symlink_metadata().is_ok() && fs::read_dir(out).map_or(true, |mut entries| entries.next().is_some()) {
        return Err(DeskError::OutputExists);
    }
    let folder = out.join("evidence");
    fs::create_dir_all(&folder).map_err(DeskError::Output)?;
    for (name, bytes) in sample.evidence {
        write_new(&folder.join(name), bytes)?;
    }
    write_new(&out.join("passphrase.txt"), format!("{PASSPHRASE}\n").as_bytes())?;
    Ok(folder)
}
