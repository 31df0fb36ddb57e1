use serde_json::{Map, Value, json};

/// Is one file of vectors: many cases of one kind.
#[derive(Clone)]
pub struct Set {
    /// Also the name of the file.
    pub kind: &'static str,
    about: &'static str,
    /// Each with its name, its expected outcome and its inputs.
    pub cases: Vec<Value>,
}

impl Set {
    pub fn new(kind: &'static str, about: &'static str) -> Self {
        Self { kind, about, cases: Vec::new() }
    }

    /// Adds a case that every reader accepts.
    pub fn good(&mut self, name: &str, inputs: Value) {
        self.push(name, "accepted", inputs);
    }

    /// Adds a case that every reader refuses; the name says why.
    pub fn bad(&mut self, name: &str, inputs: Value) {
        self.push(name, "refused", inputs);
    }

    pub fn to_value(&self) -> Value {
        json!({"v": "temoin-vectors/1", "kind": self.kind, "about": self.about, "cases": self.cases})
    }

    fn push(&mut self, name: &str, expected: &str, inputs: Value) {
        let mut case = Map::new();
        case.insert("name".into(), name.into());
        case.insert("expected".into(), expected.into());
        if let Value::Object(inputs) = inputs {
            case.extend(inputs);
        }
        assert!(self.cases.iter().all(|other| other["name"] != name), "{} has {name} twice", self.kind);
        self.cases.push(Value::Object(case));
    }
}

/// Returns bytes that look random and are the same every time.
pub fn bytes<const N: usize>(label: &str) -> [u8; N] {
    let mut out = [0; N];
    for (i, chunk) in out.chunks_mut(32).enumerate() {
        chunk.copy_from_slice(&temoin_seal::merkle::sha256(format!("{label} {i}").as_bytes()).0[..chunk.len()]);
    }
    out
}
