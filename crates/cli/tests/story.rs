//! The whole way, with the real program: new, add, note, seal, dossier, verify.

mod told;

use std::fs;

use serde_json::Value;
use told::{Desk, chat, sample};

fn ids<'a>(items: &'a Value, name: &str) -> &'a str {
    let found = items["items"].as_array().unwrap().iter().find(|item| item["name"] == name);
    found.unwrap_or_else(|| panic!("{name} in {items}"))["id"].as_str().unwrap()
}

#[test]
fn from_evidence_to_a_package_that_verifies() {
    let desk = Desk::with_case();
    let evidence = sample().join("evidence");
    let added =
        desk.run(&["add", "case", evidence.to_str().unwrap(), "--obtained", "own", "--no-minors"]).done().json();
    assert_eq!(added["refused"], Value::Array(Vec::new()));
    let photo = ids(&added, "IMG_4120.JPG");
    let statement = sample().join("statement.toml");
    let noted = desk.run(&["note", "case", "--from", statement.to_str().unwrap(), "--statement"]).done().json();
    assert_eq!(noted["id"].as_str().unwrap().len(), 32);
    let sealed = desk.run(&["seal", "case", "--tsa-query", "query.tsq"]).done().json();
    assert!(sealed["size"].as_u64().unwrap() > 6);
    assert!(fs::metadata(desk.at("query.tsq")).unwrap().len() > 40);

    let words = [
        "dossier",
        "case",
        "--out",
        "out",
        "--all",
        "--original",
        photo,
        "--originals-to",
        desk.recipient(),
        "--lang",
        "fr",
        "--pdf",
    ];
    let given = desk.run(&words).done().json();
    assert_eq!(given["shown"]["items"], added["items"].as_array().unwrap().len());
    assert_eq!(given["shown"]["entries"], 1);
    assert!(desk.at("out/dossier.pdf").is_file());

    let fingerprint = given["fingerprint"].as_str().unwrap();
    let words = [
        "verify",
        "out/dossier.zip",
        "--originals",
        "out/originals.zip.age",
        "--identity",
        "key.txt",
        "--fingerprint",
        fingerprint,
    ];
    let report = desk.plain(&words).done().json();
    assert_eq!(report["verdict"], "intact");
    let outcomes = |code: &str| -> Vec<&Value> {
        let checks = report["checks"].as_array().unwrap().iter();
        checks.filter(|check| check["code"] == code).map(|check| &check["outcome"]).collect()
    };
    assert_eq!(outcomes("key"), ["passed"]);
    assert!(outcomes("originals").contains(&&Value::from("passed")));

    let mut bytes = fs::read(desk.at("out/dossier.zip")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    desk.write("bad.zip", bytes);
    let told = desk.plain(&["verify", "bad.zip"]);
    assert_eq!((told.code, &told.json()["verdict"]), (1, &Value::from("altered")));
}

#[test]
fn twelve_messages_of_four_thousand_and_nothing_of_the_others() {
    let desk = Desk::with_case();
    desk.write("Discussion WhatsApp avec Lou Dubreuil.txt", chat(4000));
    let added = desk.run(&["add", "case", "Discussion WhatsApp avec Lou Dubreuil.txt", "--no-minors"]).done().json();
    assert_eq!(added["items"][0]["records"], 4000);
    let records = desk.run(&["records", "case", "--find", "secretword0200"]).done().lines();
    assert_eq!(records.len(), 10);
    let more = desk.run(&["records", "case", "--find", "secretword03999"]).done().lines();
    let chosen: Vec<String> =
        records.iter().chain(&more).map(|record| record["id"].as_str().unwrap().to_owned()).collect();
    let mut words = vec!["dossier", "case", "--out", "out", "--folder"];
    chosen.iter().for_each(|id| words.extend(["--record", id]));
    let given = desk.run(&words).done().json();
    assert_eq!(given["shown"]["records"], 11);
    assert_eq!(given["withheld"]["pieces"], 3989);

    let report = desk
        .plain(&["verify", "out/dossier.zip", "--against", "Discussion WhatsApp avec Lou Dubreuil.txt"])
        .done()
        .json();
    let against = report["checks"].as_array().unwrap().iter().find(|check| check["code"] == "against").unwrap();
    assert_eq!(against["outcome"], "passed");

    let mut seen = 0;
    let mut folders = vec![desk.at("out/dossier")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            seen += text.matches("secretword0200").count();
            for hidden in ["secretword00001", "secretword01999", "Discussion WhatsApp avec"] {
                assert!(!text.contains(hidden), "{hidden} in {}", path.display());
            }
        }
    }
    assert!(seen >= 10, "the chosen ones are there");
}

#[test]
fn what_was_kept_comes_back_and_can_be_destroyed() {
    let desk = Desk::with_case();
    let bytes: Vec<u8> = (0..200_000u32).flat_map(|n| n.to_le_bytes()).collect();
    desk.write("in/a.bin", &bytes);
    desk.write("in/b.txt", "hello");
    let told = desk.read(&["add", "case", "in", "--no-minors"]).done();
    assert_eq!(told.out, "Kept and locked: 2 items. The files you chose are also still where they were.\n");
    let items = desk.run(&["list", "case"]).done().lines();
    let id = items[0]["id"].as_str().unwrap();
    desk.run(&["export", "case", "--item", id, "--out", "back.bin"]).done();
    assert_eq!(fs::read(desk.at("back.bin")).unwrap(), bytes);
    desk.run(&["export", "case", "--item", id, "--out", "back.bin"]).fails("exists");
    assert_eq!(desk.run(&["check", "case"]).done().json()["damaged"], Value::Array(Vec::new()));
    desk.run(&["copy", "case", "second"]).done();
    let deleted = desk.run(&["delete", "case", "--item", id]).done().json();
    assert_eq!(deleted, serde_json::json!({"deleted": [id], "erased": true, "still_in": []}));
    assert_eq!(desk.run(&["list", "case"]).done().lines().len(), 1);
    assert_eq!(desk.run(&["list", "second"]).done().lines().len(), 2);
    desk.run(&["export", "case", "--item", id, "--out", "gone.bin"]).fails("unknown-item");
    desk.run(&["check", "case"]).done();
}

#[test]
fn an_archive_of_thousands_of_members_is_kept() {
    let desk = Desk::with_case();
    let mut names: Vec<String> = (0..2500).map(|n| format!("IMG-{n:05}-WA.jpg")).collect();
    names.push("_chat.txt".into());
    let text = "13/03/2024, 09:15 - Nadia: IMG-00007-WA.jpg (file attached)\n\
                13/03/2024, 09:16 - Lou: IMG-99999-WA.jpg (file attached)\n";
    let mut archive = temoin_seal::zip::Writer::new(Vec::new());
    for name in &names {
        let bytes = if name.ends_with("txt") { text.as_bytes() } else { &[] };
        archive.entry(name, bytes.len() as u64, temoin_seal::zip::crc32(bytes), bytes).unwrap();
    }
    desk.write("export.zip", archive.finish().unwrap());
    let added = desk.run(&["add", "case", "export.zip", "--no-minors"]).done().json();
    assert_eq!(added["items"].as_array().unwrap().len(), names.len() + 1);
    let chat = added["items"].as_array().unwrap().iter().find(|item| item["name"] == "_chat.txt").unwrap();
    let noted = chat["notes"].as_array().unwrap().iter().any(|note| note["code"] == "attachment-missing");
    assert!(noted, "the chat was told the names beside it: {chat}");
    let records = desk.run(&["records", "case"]).done().lines();
    let states: Vec<_> = records.iter().map(|record| &record["attachments"][0]["state"]).collect();
    assert_eq!(states, ["present", "missing"]);
}

/// Makes an archive of a few members.
fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = temoin_seal::zip::Writer::new(Vec::new());
    for (name, bytes) in members {
        archive.entry(name, bytes.len() as u64, temoin_seal::zip::crc32(bytes), *bytes).unwrap();
    }
    archive.finish().unwrap()
}

#[test]
fn parts_of_one_export_are_read_together() {
    let desk = Desk::with_case();
    let chat = r#"{"messages": [{"creator": {"name": "Thibault", "email": "b@exemple.invalid", "user_type": "Human"},
        "created_date": "mardi 5 mars 2024 à 13:05:09 UTC", "text": "regarde", "topic_id": "t", "message_id": "a/b/c",
        "attached_files": [{"original_name": "p.jpg", "export_name": "File-p.jpg"}]}]}"#;
    let first = archive(&[("Takeout/Chat/Groups/DM-1/messages.json", chat.as_bytes())]);
    desk.write("takeout-20240312T090000Z-001.zip", first);
    desk.write("takeout-20240312T090000Z-003.zip", archive(&[("Takeout/Chat/Groups/DM-1/File-p.jpg", b"pixels")]));
    let state = || desk.run(&["records", "case"]).done().lines()[0]["attachments"][0]["state"].clone();

    desk.run(&["add", "case", "takeout-20240312T090000Z-001.zip", "--no-minors"]).done();
    assert_eq!(state(), "missing");
    let added = desk.run(&["add", "case", "takeout-20240312T090000Z-003.zip", "--no-minors"]).done().json();
    assert_eq!(state(), "present", "the other part holds it");
    let part = &added["items"][0]["notes"];
    let told = part.as_array().unwrap().iter().find(|note| note["code"] == "part-of-set").expect("a part says so");
    assert!(told["detail"].as_str().unwrap().contains("Parts held: 1, 3. Missing: 2."), "{told}");

    // Both at once, in another case; and an answer later does not tear them apart.
    let desk = Desk::with_case();
    let names = ["takeout-20240312T090000Z-001.zip", "takeout-20240312T090000Z-002.zip"];
    desk.write(names[0], archive(&[("Takeout/Chat/Groups/DM-1/messages.json", chat.as_bytes())]));
    desk.write(names[1], archive(&[("Takeout/Chat/Groups/DM-1/File-p.jpg", b"pixels")]));
    let added = desk.run(&["add", "case", names[0], names[1], "--no-minors"]).done().json();
    let messages = ids(&added, "messages.json");
    let state = || desk.run(&["records", "case"]).done().lines()[0]["attachments"][0]["state"].clone();
    assert_eq!(state(), "present");
    desk.run(&["answer", "case", "--item", messages, "--zone", "Europe/Brussels"]).done();
    assert_eq!(state(), "present");
}

#[test]
fn deleting_a_member_says_that_its_archive_still_holds_it() {
    let desk = Desk::with_case();
    desk.write("export.zip", archive(&[("photo.bin", b"photo")]));
    let added = desk.run(&["add", "case", "export.zip", "--no-minors"]).done().json();
    let (outer, member) = (ids(&added, "export.zip"), ids(&added, "photo.bin"));
    let told = desk.read(&["delete", "case", "--item", member]).done().out;
    assert!(told.contains(&format!("These bytes are still inside: {outer} (export.zip); delete that too")), "{told}");
    assert!(!told.contains("Destroyed"), "{told}");

    let twice = desk.run(&["add", "case", "export.zip", "--no-minors"]).done().json();
    let (again, member) = (ids(&twice, "export.zip"), ids(&twice, "photo.bin"));
    let deleted = desk.run(&["delete", "case", "--item", member]).done().json();
    assert_eq!(deleted["still_in"], serde_json::json!([outer, again]));
    let deleted = desk.run(&["delete", "case", "--item", again]).done().json();
    assert_eq!(deleted["still_in"], serde_json::json!([outer]));
    let told = desk.read(&["delete", "case", "--item", outer]).done().out;
    assert!(told.starts_with("Destroyed here: 1 item"), "{told}");
}

#[test]
fn answers_change_readings_and_stay_hers() {
    let desk = Desk::with_case();
    desk.write("chat.txt", "03/04/2024, 09:15 - Nadia: un\n03/04/2024, 09:16 - Lou: deux\n");
    let added = desk.run(&["add", "case", "chat.txt", "--no-minors"]).done().json();
    let id = added["items"][0]["id"].as_str().unwrap();
    let times = |desk: &Desk| -> Vec<Value> {
        desk.run(&["records", "case"]).done().lines().iter().map(|record| record["time"].clone()).collect()
    };
    assert_eq!(times(&desk)[0], Value::Null, "an order that is not proved gives no time");
    desk.run(&["answer", "case", "--item", id, "--date-order", "dmy"]).done();
    assert_eq!(times(&desk)[0], "2024-04-03T09:15");
    desk.run(&["answer", "case", "--item", id, "--zone", "Europe/Brussels"]).done();
    assert_eq!(times(&desk)[1], "2024-04-03T09:16+02:00");
    desk.run(&["answer", "case", "--item", id, "--zone", "Mars/Olympus"]).fails("answer");
    let actors = desk.run(&["actors", "case", "--join", "Nadia", "Lou"]).done().json();
    assert_eq!(actors["actors"].as_array().unwrap().len(), 1);
    desk.run(&["actors", "case", "--join", "Nadia", "Nobody"]).fails("unknown-actor");
}

#[test]
fn a_witness_signs_by_file() {
    let desk = Desk::with_case();
    desk.write("a.txt", "hello");
    desk.run(&["add", "case", "a.txt", "--no-minors"]).done();
    desk.run(&["witness", "case", "--out", "request"]).done();
    desk.plain(&["cosign", "request", "--identity", "key.txt", "--name", "maitre-durand", "--out", "signed"]).done();
    let witness = desk.run(&["witness", "case", "--take", "signed"]).done().json();
    assert_eq!(witness["witness"], "maitre-durand");
    desk.run(&["witness", "case", "--take", "request"]).fails("witness");
    desk.run(&["dossier", "case", "--out", "out", "--all"]).done();
    let report = desk.plain(&["verify", "out/dossier.zip"]).done().json();
    let found = report["checks"].as_array().unwrap().iter().any(|c| c["code"] == "witness" && c["outcome"] == "passed");
    assert!(found, "{report}");
}

#[test]
fn drafts_stay_out_and_private_fields_too() {
    let desk = Desk::with_case();
    let text = "what_happened = \"He waited.\"\nwhen = \"2026-11-02\"\nwhere = \"Rue\"\nchannel = \"in person\"\nwho = \"unknown\"\n\
                [harm]\nhealth = \"privatehealthword\"\nwork = \"publicworkword\"\n";
    desk.write("entry.toml", text);
    let draft = desk.run(&["note", "case", "--from", "entry.toml"]).done().json();
    let id = draft["id"].as_str().unwrap().to_owned();
    desk.run(&["dossier", "case", "--out", "out", "--entry", &id]).fails("unknown-entry");
    desk.write("entry.toml", format!("id = \"{id}\"\n{text}"));
    let stated = desk.run(&["note", "case", "--from", "entry.toml", "--statement"]).done().json();
    assert_eq!(stated["id"], id.as_str());
    desk.run(&["note", "case", "--from", "entry.toml"]).fails("entry");
    let given = |out: &str, more: &[&str]| -> String {
        desk.run(&[&["dossier", "case", "--out", out, "--entry", &id, "--folder"], more].concat()).done();
        let leaves = desk.at(out).join("dossier/temoin/log/leaves");
        fs::read_dir(leaves).unwrap().map(|e| fs::read_to_string(e.unwrap().path()).unwrap()).collect()
    };
    let without = given("one", &[]);
    assert!(without.contains("publicworkword") && !without.contains("privatehealthword"));
    assert!(given("two", &["--with", "harm.health"]).contains("privatehealthword"));
    desk.run(&["dossier", "case", "--out", "three", "--entry", &id, "--with", "harm.nothing"]).fails("unknown-field");
}
