//! `canbo report verify` and `canbo keys public`, as whoever keeps a report meets them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use api::keys::Keys;
use api::report::{
    Acceptance, Form, Head, HeadPart, HeadUnit, Part, PartClass, Programme, Salt, Sealed, Span,
};
use api::signing::SigningKey;
use chrono::{DateTime, NaiveDate};
use serde_json::json;
use uuid::Uuid;

fn canbo(keys: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_canbo"));
    command.args(arguments).env_clear().env("CANBO_KEYS__DIRECTORY", keys).output().unwrap()
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A report of a commune, for a reader of two classes.
fn sealed(key: &SigningKey) -> Sealed {
    let part = |class| Part::new(class, Salt::of([7; 32]), &json!({ "seats": 7 })).unwrap();
    let mut parts = PartClass::ALL.map(part).to_vec();
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let head = Head {
        format: Form::First,
        report: Uuid::nil(),
        kind: "YEARLY".to_owned(),
        unit: HeadUnit { key: Uuid::nil(), code: "10096".to_owned(), name: "Xã Hòa Phú".to_owned() },
        period: Span { from: day(2025, 1, 1), to: day(2026, 1, 1) },
        as_of: day(2025, 12, 31),
        programme: Programme { code: "DA28".to_owned(), name: "Đề án 28".to_owned() },
        accepted: Acceptance { account: None, role: None, unit: None, at: DateTime::UNIX_EPOCH },
        key: key.id().to_owned(),
        parts: parts.iter().map(|part| HeadPart { class: part.class(), hash: part.hash() }).collect(),
    };
    let whole = Sealed::new(&head, parts.clone(), key).unwrap();
    parts.truncate(2);
    Sealed { parts, ..whole }
}

#[test]
fn given_a_sealed_report_then_verify_accepts_it_with_the_key_that_is_given_and_names_the_part_that_was_changed()
 {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("keys");
    let keys = Keys::create(&directory).unwrap();
    let told = canbo(&directory, &["keys", "public", "report"]);
    let told = words(&told.stdout);
    let public = told.split_whitespace().nth(1).unwrap();
    let file = sealed(&keys.report().current()).file();
    let path = folder.path().join("report.json");
    let verify = |text: &str, key: &str| {
        fs::write(&path, text).unwrap();
        canbo(&directory, &["report", "verify", path.to_str().unwrap(), "--key", key])
    };

    let accepted = verify(&file, public);
    assert_eq!(accepted.status.code(), Some(0), "{}", words(&accepted.stderr));
    let said = words(&accepted.stdout);
    assert!(said.starts_with("YEARLY ") && said.contains("of Xã Hòa Phú (10096), 2025-01-01 to"), "{said}");
    let parts = "AGGREGATE: whole\nPERSONNEL: whole\nPARTY: its hash alone\nSUCCESSION: its hash alone\n";
    assert!(said.ends_with(parts), "{said}");

    let (other, seats) = ("A".repeat(43), "\"PERSONNEL\",\"content\":{\"seats\":");
    for (text, key, why) in [
        (file.replace(&format!("{seats}7"), &format!("{seats}8")), public, "the part PERSONNEL was changed"),
        (file.replace("10096", "10097"), public, "the head or the signature was changed"),
        (file.clone(), other.as_str(), "which is not given"),
        (file.clone(), "AAAA", "a public key is 32 bytes in base64"),
        ("{}".to_owned(), public, "line 1 is not that of a sealed report"),
    ] {
        let refused = verify(&text, key);
        assert_eq!(refused.status.code(), Some(1), "{why}");
        assert!(words(&refused.stderr).contains(why), "{}", words(&refused.stderr));
        assert_eq!(refused.stdout, b"", "{why}");
    }
    let keyless = canbo(&directory, &["report", "verify", path.to_str().unwrap()]);
    assert_eq!(keyless.status.code(), Some(2));
    let secret = canbo(&directory, &["keys", "public", "journal"]);
    assert_eq!(secret.status.code(), Some(1));
    assert!(words(&secret.stderr).contains("not made known"), "{}", words(&secret.stderr));
}
