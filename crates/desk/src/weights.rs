//! Where the weights lie: files apart from the program, which `make weights` fetches.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::DeskError;

/// The variable that names another folder.
const VARIABLE: &str = "TEMOIN_WEIGHTS";
/// Where they lie in the folder in which programs keep their data.
const PLACE: &str = "temoin/weights";

/// Returns the folder of the weights that read the text in pictures, after making sure that they are there and are the right ones.
///
/// # Errors
/// [`DeskError::NoWeights`], with the name of the file.
pub fn reading_weights() -> Result<PathBuf, DeskError> {
    let missing = DeskError::NoWeights { name: temoin_ocr::DETECTOR.name, there: false };
    let folder = folder().ok_or(missing)?;
    temoin_ocr::WEIGHTS.iter().try_for_each(|weights| {
        weights.check(&folder).map_err(|error| {
            let there = !matches!(error, temoin_ocr::Error::Missing { .. });
            DeskError::NoWeights { name: weights.name, there }
        })
    })?;
    Ok(folder)
}

/// Returns the folder in which the weights are looked for, whether it is there or not: what `TEMOIN_WEIGHTS` names, otherwise the
/// program's own data folder. Nothing where the system names no home. `scripts/weights.sh` follows the same rules.
pub(crate) fn folder() -> Option<PathBuf> {
    place(System::THIS, &|name| std::env::var_os(name))
}

/// Says by whose rules data folders are found.
#[derive(Clone, Copy, Debug)]
enum System {
    /// The XDG Base Directory Specification.
    Unix,
    MacOs,
    Windows,
}

impl System {
    const THIS: Self = if cfg!(windows) {
        Self::Windows
    } else if cfg!(target_os = "macos") {
        Self::MacOs
    } else {
        Self::Unix
    };
}

fn place(system: System, variable: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    // An empty variable says nothing.
    let path = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(named) = path(VARIABLE) {
        return Some(named);
    }
    let home = |below: &str| path("HOME").map(|home| home.join(below));
    let data = match system {
        System::Windows => path("LOCALAPPDATA"),
        System::MacOs => home("Library/Application Support"),
        // One that does not begin at the root is to be ignored.
        System::Unix => path("XDG_DATA_HOME").filter(|path| path.has_root()).or_else(|| home(".local/share")),
    };
    Some(data?.join(PLACE))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde::Deserialize;
    use temoin_encoder::weights::{FOLDER, LICENCE, PACKAGE, PIECES, VERSION, WEIGHTS as ENCODER, WHEEL};
    use temoin_ocr::WEIGHTS as READER;

    use super::*;

    fn check(system: System, variables: &[(&str, &str)], expected: Option<&str>) {
        let variable = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into());
        assert_eq!(place(system, &variable).as_deref(), expected.map(Path::new), "{system:?} {variables:?}");
    }

    #[test]
    fn the_folder_is_the_one_that_is_named_or_the_programs_own() {
        let (home, data) = (("HOME", "/home/nora"), ("XDG_DATA_HOME", "/data"));
        check(System::Unix, &[home, data, (VARIABLE, "weights")], Some("weights"));
        check(System::Unix, &[home, data, (VARIABLE, "")], Some("/data/temoin/weights"));
        check(System::Unix, &[home, ("XDG_DATA_HOME", "data")], Some("/home/nora/.local/share/temoin/weights"));
        check(System::Unix, &[home], Some("/home/nora/.local/share/temoin/weights"));
        check(System::Unix, &[], None);
        check(System::MacOs, &[home, data], Some("/home/nora/Library/Application Support/temoin/weights"));
        check(System::Windows, &[home, ("LOCALAPPDATA", "/local")], Some("/local/temoin/weights"));
        check(System::Windows, &[home], None);
    }

    /// Is one file of `assets/weights/WEIGHTS.toml`.
    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
    struct Listed {
        file: String,
        package: String,
        version: String,
        member: String,
        licence: String,
        sha256: String,
        size: u64,
    }

    fn asset(name: &str) -> String {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/weights");
        std::fs::read_to_string(folder.join(name)).unwrap()
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn what_is_fetched_is_what_the_rooms_read() {
        let mut list: std::collections::BTreeMap<String, Vec<Listed>> = toml::from_str(&asset("WEIGHTS.toml")).unwrap();
        let reader = READER.iter().map(|of| Listed {
            file: of.name.into(),
            package: of.package.into(),
            version: of.version.into(),
            member: of.member.into(),
            licence: of.licence.into(),
            sha256: of.sha256.into(),
            size: of.size,
        });
        let encoder = [ENCODER, PIECES].map(|of| Listed {
            file: of.name.into(),
            package: PACKAGE.into(),
            version: VERSION.into(),
            member: format!("{FOLDER}{}", of.name),
            licence: LICENCE.into(),
            sha256: hex(&of.sha256),
            size: of.size,
        });
        let mut expected: Vec<Listed> = reader.chain(encoder).collect();
        expected.sort();
        let mut found = list.remove("weights").unwrap();
        found.sort();
        assert_eq!(found, expected);

        let wheels = asset("weights.txt");
        assert!(wheels.contains(&format!("{PACKAGE}=={VERSION} --hash=sha256:{}\n", hex(&WHEEL))));
        for one in &found {
            assert!(wheels.contains(&format!("\n{}=={} --hash=sha256:", one.package, one.version)), "{one:?}");
        }
    }
}
