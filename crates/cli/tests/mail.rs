//! Who signed a mail: with keys carried in by file, and with keys asked of a resolver.

#![allow(clippy::disallowed_methods)] // A resolver of our own listens.

mod told;

use std::io::{Read, Write};
use std::net::TcpListener;

use told::{Desk, intake};

/// Answers questions over TCP from the file of keys; a resolver that knows two names.
fn resolver(keys: &'static [(&'static str, &'static str)]) -> String {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = server.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for mut line in server.incoming().flatten() {
            let mut length = [0; 2];
            line.read_exact(&mut length).unwrap();
            let mut asked = vec![0; usize::from(u16::from_be_bytes(length))];
            line.read_exact(&mut asked).unwrap();
            let answer = answer(&asked, keys);
            line.write_all(&(answer.len() as u16).to_be_bytes()).unwrap();
            line.write_all(&answer).unwrap();
        }
    });
    address
}

/// Makes the answer to a question of one name (RFC 1035, section 4): found, or no such name.
fn answer(asked: &[u8], keys: &[(&str, &str)]) -> Vec<u8> {
    let end = 12 + asked[12..].iter().position(|&byte| byte == 0).unwrap() + 5;
    let mut name = String::new();
    let mut at = 12;
    while asked[at] != 0 {
        let len = usize::from(asked[at]);
        name.push_str(std::str::from_utf8(&asked[at + 1..at + 1 + len]).unwrap());
        name.push('.');
        at += len + 1;
    }
    let found = keys.iter().find(|(known, _)| format!("{known}.") == name);
    let mut answer = asked[..2].to_vec();
    answer.extend([0x81, if found.is_some() { 0x80 } else { 0x83 }, 0, 1, 0, u8::from(found.is_some()), 0, 0, 0, 0]);
    answer.extend(&asked[12..end]);
    if let Some((_, text)) = found {
        let strings: Vec<u8> =
            text.as_bytes().chunks(255).flat_map(|part| [&[part.len() as u8], part].concat()).collect();
        answer.extend([0xc0, 12, 0, 16, 0, 1, 0, 0, 1, 44]);
        answer.extend((strings.len() as u16).to_be_bytes());
        answer.extend(strings);
    }
    answer
}

#[test]
fn a_key_that_was_carried_in_checks_a_mail() {
    let desk = Desk::with_case();
    let mail = intake().join("email/signe.eml");
    desk.run(&["add", "case", mail.to_str().unwrap(), "--no-minors"]).done();
    let told = desk.run(&["dkim", "case"]);
    assert_eq!(told.code, 1);
    assert_eq!(told.lines().iter().map(|line| line["outcome"].as_str().unwrap()).collect::<Vec<_>>(), ["no-key"; 2]);
    assert!(told.aside.contains("dig +noall +answer TXT mars2024._domainkey.reseau.invalid"), "{}", told.aside);

    let keys = intake().join("email/cles-dkim.txt");
    desk.run(&["add", "case", keys.to_str().unwrap(), "--no-minors"]).done();
    let told = desk.run(&["dkim", "case"]).done();
    let lines = told.lines();
    assert_eq!(lines.iter().map(|line| line["outcome"].as_str().unwrap()).collect::<Vec<_>>(), ["verified"; 2]);
    assert_eq!(lines[1]["domain"], "reseau.invalid");
    assert_eq!(lines[1]["signed"].as_array().unwrap().len(), 5);

    // The signature of the sender's own domain is the strongest origin there is, with its root named.
    desk.run(&["dossier", "case", "--out", "out", "--all"]).done();
    let report = desk.plain(&["verify", "out/dossier.zip"]).done().json();
    let origins: Vec<_> =
        report["items"].as_array().unwrap().iter().map(|item| item["origin"].as_str().unwrap()).collect();
    assert_eq!(origins, ["A", "D"], "the mail, and the file of keys");
}

#[test]
fn a_key_is_asked_for_once_and_kept() {
    let text = std::fs::read_to_string(intake().join("email/cles-dkim.txt")).unwrap();
    let line = text.lines().find(|line| line.starts_with("mars2024")).unwrap();
    let key: String = line.split('"').skip(1).step_by(2).collect();
    let keys: &'static [_] = vec![("mars2024._domainkey.reseau.invalid", &*key.leak())].leak();
    let address = resolver(keys);

    let desk = Desk::with_case();
    let mail = intake().join("email/signe.eml");
    desk.run(&["add", "case", mail.to_str().unwrap(), "--no-minors"]).done();
    let told = desk.run(&["dkim", "case", "--fetch", "--resolver", &address]).done();
    assert!(told.aside.contains("nothing of the mails"), "what leaves is said: {}", told.aside);
    let lines = told.lines();
    assert_eq!((&lines[0]["outcome"], &lines[1]["outcome"]), (&"no-key".into(), &"verified".into()));
    assert!(lines[0]["detail"].as_str().unwrap().contains("publishes no key"), "{}", lines[0]);

    // The key is an item now, sealed with the rest: it is there when the domain has taken it down.
    let items = desk.run(&["list", "case"]).done().lines();
    assert_eq!(items.last().unwrap()["source"], "dkim-key");
    assert_eq!(items.last().unwrap()["name"], "mars2024._domainkey.reseau.invalid.txt");
    desk.run(&["dkim", "case"]).done();
}

#[test]
fn what_cannot_be_asked_is_told() {
    let desk = Desk::with_case();
    desk.run(&["dkim", "case", "--fetch", "--resolver", "nowhere"]).fails("dns");
    desk.run(&["dkim", "case", "--item", "00000000000000000000000000000000"]).fails("unknown-item");
    assert_eq!(desk.run(&["dkim", "case"]).code, 1);
    let mail = intake().join("email/signe.eml");
    desk.run(&["add", "case", mail.to_str().unwrap(), "--no-minors"]).done();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let told = desk.run(&["dkim", "case", "--fetch", "--resolver", &closed]);
    assert_eq!(told.code, 1);
    assert!(told.lines()[0]["detail"].as_str().unwrap().contains("cannot be reached"), "{}", told.out);
}
