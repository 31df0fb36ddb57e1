#![allow(dead_code)] // Each story uses its own part.
//! Runs the real program in a folder of its own.

pub mod png;
pub mod screen;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use age::secrecy::ExposeSecret;
use serde_json::Value;

/// Is a temporary folder with a key, in which the program runs.
pub struct Desk {
    folder: tempfile::TempDir,
    recipient: String,
}

/// Is what the program answered.
pub struct Told {
    pub code: i32,
    pub out: String,
    pub aside: String,
}

impl Told {
    /// Returns the one JSON document.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {} {}", self.out, self.aside))
    }

    /// Returns the JSON lines.
    pub fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Checks a failure: exit 2, one line, one line of advice, and the code in JSON where that was asked for.
    pub fn fails(&self, code: &str) {
        assert_eq!(self.code, 2, "{} {}", self.out, self.aside);
        let said: Vec<_> =
            self.aside.lines().filter(|line| line.starts_with("temoin: ") || line.starts_with("advice: ")).collect();
        assert_eq!(said.len(), 2, "one line and one line of advice: {}", self.aside);
        assert_eq!(self.json()["error"]["code"], code, "{}", self.aside);
    }

    /// Checks that it was done.
    #[track_caller]
    pub fn done(self) -> Self {
        assert_eq!(self.code, 0, "{} {}", self.out, self.aside);
        self
    }
}

impl Desk {
    /// Makes the folder and an age key in it.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let identity = age::x25519::Identity::generate();
        std::fs::write(folder.path().join("key.txt"), identity.to_string().expose_secret()).unwrap();
        Self { folder, recipient: identity.to_public().to_string() }
    }

    /// Makes a case that the key opens: scrypt would cost a second each time.
    pub fn with_case() -> Self {
        let desk = Self::new();
        let recipient = desk.recipient.clone();
        desk.plain(&["new", "case", "--recipient", &recipient, "--recovery-out", "words"]).done();
        desk
    }

    pub fn recipient(&self) -> &str {
        &self.recipient
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Prepares the program with the words of a command line.
    #[allow(clippy::disallowed_methods)] // The program under test is our own.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_temoin"));
        command.current_dir(self.folder.path()).args(words).env_remove("TEMOIN_PASSPHRASE_FILE").stdin(Stdio::null());
        command
    }

    /// Runs it as it is, for JSON.
    pub fn plain(&self, words: &[&str]) -> Told {
        answer(self.command(words).arg("--json").output().unwrap())
    }

    /// Runs it with the key that opens the case, for JSON.
    pub fn run(&self, words: &[&str]) -> Told {
        answer(self.command(words).args(["--identity", "key.txt", "--json"]).output().unwrap())
    }

    /// Runs it with the key, for a person.
    pub fn read(&self, words: &[&str]) -> Told {
        answer(self.command(words).args(["--identity", "key.txt"]).output().unwrap())
    }
}

/// Takes what the program answered.
pub fn answer(output: Output) -> Told {
    Told {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        aside: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Returns where the sample evidence lies.
pub fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/demo")
}

/// Returns the folder of samples of each source.
pub fn intake() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/intake")
}

/// Writes a chat of so many messages; number `n` says `word n`.
pub fn chat(messages: usize) -> String {
    let mut text = String::new();
    for n in 0..messages {
        let (day, minute) = (13 + n / 1440, n % 1440);
        let who = if n % 2 == 0 { "Nadia Vermeulen" } else { "Lou Dubreuil" };
        text += &format!("{day:02}/03/2024, {:02}:{:02} - {who}: secretword{n:05} dit\n", minute / 60, minute % 60);
    }
    text
}
