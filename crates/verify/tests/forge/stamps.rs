//! Small time stamping authorities made with openssl, where it is there.
#![allow(clippy::disallowed_methods)] // A test may launch the programs it compares with.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::rc::Rc;

/// Is an authority: a root, a signer of its own, both thrown away with the folder.
#[derive(Clone)]
pub struct Authority {
    folder: Rc<tempfile::TempDir>,
    /// The root certificate, PEM.
    pub root: Vec<u8>,
    /// What was stamped already: the same message gives the same response, so that a package can be built again.
    stamped: Rc<RefCell<BTreeMap<Vec<u8>, Vec<u8>>>>,
}

/// Makes two authorities; none where openssl is not there.
pub fn authorities() -> Vec<Authority> {
    if has_openssl() { vec![Authority::make("first"), Authority::make("second")] } else { Vec::new() }
}

/// Returns whether openssl is there: without it packages carry no stamps, and attacks on stamps are left out.
pub fn has_openssl() -> bool {
    Command::new("openssl").arg("version").stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}

impl Authority {
    /// Makes one authority with P-256 keys.
    pub fn make(name: &'static str) -> Self {
        Self::try_make(name).expect("openssl makes an authority")
    }

    fn try_make(name: &'static str) -> Option<Self> {
        let folder = Rc::new(tempfile::tempdir().ok()?);
        let new = Self { folder, root: Vec::new(), stamped: Rc::default() };
        let conf = CONF.replace("DIR", &new.path("").to_string_lossy().replace('\\', "/"));
        fs::write(new.path("ts.cnf"), conf).ok()?;
        fs::write(new.path("serial"), "01\n").ok()?;
        let curve =
            ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "ts.cnf", "-days", "3650"];
        new.openssl(
            &[
                "req",
                "-x509",
                "-subj",
                &format!("/CN={name} root"),
                "-keyout",
                "ca.key",
                "-out",
                "ca.pem",
                "-extensions",
                "ca",
            ],
            &curve,
        )?;
        new.openssl(
            &["req", "-new", "-subj", &format!("/CN={name} authority"), "-keyout", "tsa.key", "-out", "tsa.csr"],
            &curve[..7],
        )?;
        new.openssl(
            &["x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-set_serial", "2"],
            &["-days", "3650", "-extfile", "ts.cnf", "-extensions", "stamps", "-out", "tsa.pem"],
        )?;
        let root = fs::read(new.path("ca.pem")).ok()?;
        Some(Self { root, ..new })
    }

    /// Returns a response over the message.
    pub fn stamp(&self, message: &[u8]) -> Vec<u8> {
        let mut stamped = self.stamped.borrow_mut();
        stamped.entry(message.to_vec()).or_insert_with(|| self.answer(message).expect("openssl stamps")).clone()
    }

    fn answer(&self, message: &[u8]) -> Option<Vec<u8>> {
        fs::write(self.path("message"), message).ok()?;
        self.openssl(&["ts", "-query", "-data", "message", "-sha256", "-cert", "-no_nonce", "-out", "q.tsq"], &[])?;
        self.openssl(
            &["ts", "-reply", "-config", "ts.cnf", "-section", "tsa", "-queryfile", "q.tsq", "-out", "r.tsr"],
            &[],
        )?;
        fs::read(self.path("r.tsr")).ok()
    }

    fn openssl(&self, first: &[&str], rest: &[&str]) -> Option<()> {
        let mut command = Command::new("openssl");
        command.current_dir(self.folder.path()).args(first).args(rest).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().ok()?.success().then_some(())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

const CONF: &str = "
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[stamps]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
serial = DIR/serial
crypto_device = builtin
signer_cert = DIR/tsa.pem
signer_key = DIR/tsa.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256
ess_cert_id_alg = sha256
";
