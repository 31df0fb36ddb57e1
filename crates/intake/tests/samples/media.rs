//! What pictures, films and recordings say of themselves.

use temoin_evidence::{DetailKey, Kind};

use crate::support::sample;

#[track_caller]
fn camera(name: &str) {
    let found = sample(&format!("media/{name}"));
    assert_eq!(found.records[0].sent.unwrap().to_string(), "2024-03-05T14:07:09.123+01:00", "{name}");
    assert_eq!(
        (found.details(DetailKey::Device), found.details(DetailKey::Place)),
        (vec!["Exemple Phone 9"], vec!["50.8466,4.3528"])
    );
    assert_eq!((found.details(DetailKey::Orientation), found.of(Kind::Photo)), (vec!["6"], 1));
    assert!(!found.noted("re-encoded"), "{name}");
}

#[test]
fn pictures_of_a_camera() {
    for name in ["IMG_0001.HEIC", "IMG_20240305_140709.jpg", "with-exif.avif", "with-exif.png", "with-exif.webp"] {
        camera(name);
    }
}

#[test]
fn films_and_recordings() {
    let time = |name: &str| sample(&format!("media/{name}")).summary.first.unwrap_or_default();
    assert_eq!(time("IMG_0002.MOV"), "2024-03-05T14:07:09+01:00", "Apple's own time has the zone of the place");
    assert_eq!(time("VID_20240305_140709.mp4"), "2024-03-05T13:07:09Z");
    assert_eq!(time("Enregistrement.m4a"), "2024-03-05T13:07:09Z");
    let voice = sample("media/PTT-20240305-WA0003.opus");
    assert_eq!((voice.of(Kind::Voice), voice.details(DetailKey::NameTime)), (1, vec!["2024-03-05"]));
    assert!(voice.records[0].sent.is_none(), "a name is no time of the file");
}

#[test]
fn a_screenshot_by_its_name() {
    let found = sample("media/Screenshot_20240305-140709_Instagram.jpg");
    assert_eq!((found.summary.media_type.as_str(), found.noted("type-differs")), ("image/png", true));
    assert_eq!(found.details(DetailKey::NameSays), ["screenshot of Instagram"]);
    assert_eq!(found.details(DetailKey::NameTime), ["2024-03-05T14:07:09"]);
}
