#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use std::sync::Arc;

use chrono::{DateTime, NaiveDate};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::keys::Keys;
use crate::signing::{PublicKey, SigningKey};

const SALT: [u8; 32] = [0xA5; 32];

fn key() -> Arc<SigningKey> {
    Keys::ephemeral().unwrap().report().current()
}

fn content(class: PartClass) -> Value {
    json!({ "class": class.name(), "people": [{ "name": "Đỗ Thị \"Hòa\" \\ Phú", "salt": ",\"salt\":\"" }], "targets": [] })
}

fn parts(content: impl Fn(PartClass) -> Value) -> Vec<Part> {
    PartClass::ALL.map(|class| Part::new(class, Salt::of(SALT), &content(class)).unwrap()).to_vec()
}

fn head(key: &SigningKey, parts: &[Part]) -> Head {
    let unit = HeadUnit { key: Uuid::nil(), code: "10096".to_owned(), name: "Xã Hòa Phú".to_owned() };
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    Head {
        format: Form::First,
        report: Uuid::nil(),
        kind: "YEARLY".to_owned(),
        unit: unit.clone(),
        period: Span { from: day(2023, 1, 1), to: day(2024, 1, 1) },
        as_of: day(2023, 12, 31),
        programme: Programme { code: "DA28".to_owned(), name: "Đề án 28".to_owned() },
        accepted: Acceptance {
            account: Some(Uuid::nil()),
            role: Some("DISTRICT".to_owned()),
            unit: Some(unit),
            at: DateTime::UNIX_EPOCH,
        },
        key: key.id().to_owned(),
        parts: parts.iter().map(|part| HeadPart { class: part.class(), hash: part.hash() }).collect(),
    }
}

fn sealed(key: &SigningKey) -> Sealed {
    let parts = parts(content);
    Sealed::new(&head(key, &parts), parts, key).unwrap()
}

fn of_classes(sealed: &Sealed, classes: &[PartClass]) -> Sealed {
    let parts = sealed.parts.iter().filter(|part| classes.contains(&part.class())).cloned().collect();
    Sealed { parts, ..sealed.clone() }
}

fn verified(file: &str, key: &SigningKey) -> Result<Verified, Fault> {
    verify(file, &[key.public().clone()])
}

/// The place of a part's line in a file, and the line.
fn line_of(file: &str, class: PartClass) -> (usize, &str) {
    let start = format!(r#"{{"class":"{class}""#);
    let line = file.lines().find(|line| line.starts_with(&start)).unwrap();
    (file.find(line).unwrap(), line)
}

#[test]
fn given_a_reader_of_some_classes_then_his_file_is_json_and_verifies_with_the_same_signature() {
    let key = key();
    let sealed = sealed(&key);
    for classes in
        [&PartClass::ALL[..], &PartClass::ALL[..2], &PartClass::ALL[..1], &PartClass::ALL[3..], &[]]
    {
        let file = of_classes(&sealed, classes).file();
        let told: Value = serde_json::from_str(&file).unwrap();
        assert_eq!(told["parts"].as_array().unwrap().len(), classes.len());
        assert_eq!(told["head"]["parts"].as_array().unwrap().len(), 4);
        let read = verified(&file, &key).unwrap();
        assert_eq!((read.open.as_slice(), &read.head), (classes, &head(&key, &sealed.parts)));
        assert_eq!(verified(&format!("{file}\r\n"), &key), Ok(read));
    }
}

#[test]
fn given_parts_that_are_not_a_readers_then_nothing_of_them_is_in_his_file_but_a_hash_that_the_salt_decides() {
    let key = key();
    let (one, other) = (parts(content), parts(|class| json!({ "class": class.name() })));
    let file = of_classes(&sealed(&key), &[PartClass::Aggregate]).file();
    let says = |class: &str| file.contains(&format!(r#""class":"{class}","people""#));
    assert_eq!(PartClass::ALL.map(|class| says(class.name())), [true, false, false, false]);
    for (one, other) in one.iter().zip(&other) {
        assert_ne!(one.hash(), other.hash());
        assert_ne!(one.hash(), Part::kept(one.class(), Salt::of([1; 32]), one.bytes().to_vec()).hash());
    }
}

#[test]
fn given_the_same_bytes_in_two_classes_then_two_hashes() {
    let hash = |class| PartHash::of(class, &Salt::of(SALT), b"{}");
    let hashes = PartClass::ALL.map(hash);
    assert!((1..hashes.len()).all(|place| hashes[..place].iter().all(|other| *other != hashes[place])));
    // As anybody computes it: printf 'canbo report part 1\0AGGREGATE\0' and 32 bytes A5 and '{}', through SHA-256.
    assert_eq!(hash(PartClass::Aggregate).text(), "GwSIUGizOVKmGOsmNz7HlwE3DlaA0KAtRMHSTKdB4xg");
}

#[test]
fn given_any_changed_byte_of_a_part_then_the_part_is_named() {
    let key = key();
    let file = sealed(&key).file();
    for class in PartClass::ALL {
        let (start, line) = line_of(&file, class);
        let prefix = format!(r#"{{"class":"{class}","content":"#).len();
        for place in start + prefix..start + line.len() {
            for byte in [b' ', b'"', b'}', b'\n', b'0', b','] {
                let mut changed = file.clone().into_bytes();
                if changed[place] == byte || !changed[place].is_ascii() {
                    continue;
                }
                changed[place] = byte;
                let changed = String::from_utf8(changed).unwrap();
                assert_eq!(
                    verified(&changed, &key),
                    Err(Fault::Part(class)),
                    "{}",
                    &changed[start..place + 1]
                );
            }
        }
    }
}

#[test]
fn given_a_changed_head_or_signature_then_said_so() {
    let key = key();
    let whole = sealed(&key);
    let file = whole.file();
    for (was, is) in
        [("10096", "10097"), ("2023-12-31", "2023-12-30"), ("DISTRICT", "COMMUNE"), ("\"head\"", "\"haed\"")]
    {
        assert_eq!(verified(&file.replacen(was, is, 1), &key), Err(Fault::Head), "{was}");
    }
    let signature = Sealed { signature: vec![0; 64], ..whole.clone() };
    assert_eq!(verified(&signature.file(), &key), Err(Fault::Head));
    // The parts of another report, of which each hash is right in itself.
    let mut other = whole.clone();
    other.parts[1] = Part::new(PartClass::Personnel, Salt::of(SALT), &json!({})).unwrap();
    assert_eq!(verified(&other.file(), &key), Err(Fault::Part(PartClass::Personnel)));
}

#[test]
fn given_a_key_that_did_not_sign_it_then_said_so_and_the_file_is_not_asked_for_one() {
    let (own, other) = (key(), key());
    let file = sealed(&own).file();
    assert_eq!(verified(&file, &other), Err(Fault::OtherKey(own.id().to_owned())));
    assert_eq!(verify(&file, &[]), Err(Fault::OtherKey(own.id().to_owned())));
    let keys: Vec<PublicKey> = [&other, &own].map(|key| key.public().clone()).to_vec();
    assert!(verify(&file, &keys).is_ok());
    // Signed anew by whoever changed it, under the name of the key that is trusted.
    let parts = parts(|_| json!({ "forged": true }));
    let forged = Sealed::new(&head(&own, &parts), parts, &other).unwrap();
    assert_eq!(verified(&forged.file(), &own), Err(Fault::Head));
}

#[test]
fn given_what_is_no_file_of_a_report_then_the_line_is_told() {
    let key = key();
    let file = sealed(&key).file();
    assert_eq!(verified("", &key), Err(Fault::Line(1)));
    assert_eq!(verified("{}\n\n\n\n\n", &key), Err(Fault::Line(1)));
    assert_eq!(verified(&file.replacen("canbo-report-1", "canbo-report-2", 1), &key), Err(Fault::Line(1)));
    assert_eq!(verified(&file.replacen("\"parts\":[\n", "\"party\":[\n", 1), &key), Err(Fault::Line(3)));
    let pretty = serde_json::to_string_pretty(&serde_json::from_str::<Value>(&file).unwrap()).unwrap();
    assert_eq!(verified(&pretty, &key), Err(Fault::Line(1)));
    let mut twice = sealed(&key);
    twice.parts = vec![twice.parts[0].clone(), twice.parts[0].clone()];
    assert_eq!(verified(&twice.file(), &key), Err(Fault::Line(5)));
    let mut turned = sealed(&key);
    turned.parts.reverse();
    assert_eq!(verified(&turned.file(), &key), Err(Fault::Line(5)));
}

#[test]
fn given_keys_that_were_rotated_then_old_reports_verify_under_the_old_public_half() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("keys");
    let keys = Keys::create(&directory).unwrap();
    let old = keys.report().current();
    let file = sealed(&old).file();
    for _ in 0..2 {
        crate::keys::rotate(&directory, crate::keys::Purpose::Report).unwrap();
    }
    assert!(keys.reload().unwrap());
    assert_ne!(keys.report().current().id(), old.id());
    assert!(verify(&file, &keys.report().public()).is_ok());
    assert!(verify(&sealed(&keys.report().current()).file(), &keys.report().public()).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever byte becomes whatever other one anywhere in a file, the file is no more what was sealed.
    #[test]
    fn given_any_file_with_any_byte_changed_then_refused(place in any::<prop::sample::Index>(), byte in 1_u8..=127) {
        let key = key();
        let file = sealed(&key).file();
        let mut changed = file.clone().into_bytes();
        let place = place.index(changed.len());
        prop_assume!(changed[place] != byte && changed[place].is_ascii());
        changed[place] = byte;
        let refused = String::from_utf8(changed).is_ok_and(|changed| verified(&changed, &key).is_err());
        prop_assert!(refused, "byte {place} became {byte}");
    }

    /// Whatever the parts say and whichever of them a reader has, his file verifies.
    #[test]
    fn given_any_contents_and_classes_then_verified(
        texts in prop::array::uniform4("[ -~àảãáạđêễơợưỳỹ\n\u{1}]{0,20}"), open in prop::array::uniform4(any::<bool>()),
    ) {
        let key = key();
        let text = |class| texts[PartClass::ALL.iter().position(|other| *other == class).unwrap()].as_str();
        let all = parts(|class| json!({ "text": text(class) }));
        let sealed = Sealed::new(&head(&key, &all), all, &key).unwrap();
        let classes: Vec<_> =
            PartClass::ALL.into_iter().zip(open).filter(|(_, open)| *open).map(|(class, _)| class).collect();
        let read = verified(&of_classes(&sealed, &classes).file(), &key).unwrap();
        prop_assert_eq!(read.open, classes);
    }
}
