//! Who people are to the state, as it is recorded (security cases IV-03, AD-10, CW-01).

#![expect(clippy::disallowed_methods, reason = "looks at rows past the server")]

use api::journal::of_entries;
use canbo_tests::{Server, TODAY, keys, logs, on_both_databases};
use entity::class::ConfidentialityClass as Class;
use entity::value::{JournalOperation, JournalStream};
use entity::{journal_entry, official_identity};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::officials::{change, last_entries, rows};
use super::registry::{People, refusals, refused, uuid_of};

on_both_databases!(
    alone:
    ad_10_given_an_identity_that_is_written_then_no_log_and_no_answer_holds_it,
    cw_01_given_an_old_version_of_an_identity_then_a_conflict_and_null_clears,
    iv_03_given_a_citizen_number_in_any_other_form_then_refused_by_field_and_nothing_written,
    given_a_number_of_another_sex_or_year_of_birth_then_a_warning_and_recorded_all_the_same,
);

const IDENTITY: &str = "identity { version citizenNumber phone address } official { key }";

async fn iv_03_given_a_citizen_number_in_any_other_form_then_refused_by_field_and_nothing_written(
    server: &Server,
) {
    let people = People::of(server).await;
    let before = rows(server).await;
    for written in [
        "",
        "00119501234",
        "0011950123456",
        "00119501234a",
        "００１１９５０１２３４５",
        "001 195 012 345",
        " 001195012345",
        "001195012345 ",
        "001.195.012.345",
        "000195012345",
        "003195012345",
        "999195012345",
        "123456789",
        "00119501234%",
    ] {
        for (language, words) in [("vi", "12 chữ số"), ("en", "12 digits")] {
            let client = people.commune.clone().in_language(language);
            let own =
                json!({ "official": people.own["key"], "expectedVersion": 1, "citizenNumber": written });
            let new = json!({
                "fullName": "Phạm Văn Thử", "sex": "MALE", "unit": people.unit, "category": "CADRE",
                "validFrom": TODAY, "citizenNumber": written, "idempotencyKey": "1",
            });
            for (mutation, input) in [("recordIdentity", own), ("registerOfficial", new)] {
                let answer = change(&client, mutation, input, "official { key }").await;
                assert_eq!(refusals(&answer), refused("BAD_USER_INPUT", "citizenNumber"), "{written:?}");
                assert!(answer.string("/done/userErrors/0/message").contains(words), "{}", answer.text);
                assert!(written.len() < 9 || !answer.text.contains(written), "{}", answer.text);
            }
        }
    }
    assert_eq!(rows(server).await, before);
}

async fn given_a_number_of_another_sex_or_year_of_birth_then_a_warning_and_recorded_all_the_same(
    server: &Server,
) {
    let people = People::of(server).await;
    for (number, sex, birth, warnings) in [
        ("001195012301", "FEMALE", "1995-05-20", 0),
        ("001095012302", "FEMALE", "1995-05-20", 1),
        ("001194012303", "FEMALE", "1995-05-20", 1),
        ("001395012304", "MALE", "1995-05-20", 2),
        ("001305012305", "FEMALE", "2005-05-20", 0),
    ] {
        let input = json!({
            "fullName": format!("Phạm Thử {number}"), "birthDate": birth, "sex": sex, "unit": people.unit,
            "category": "CADRE", "validFrom": TODAY, "citizenNumber": number, "idempotencyKey": number,
        });
        let answer = change(&people.commune, "registerOfficial", input, "official { key }").await;
        assert_eq!(refusals(&answer), [], "{}", answer.text);
        let told = answer.list("/done/warnings");
        assert_eq!(told.len(), warnings, "{number}");
        for warning in told {
            assert_eq!(warning["code"], "CITIZEN_NUMBER_MISMATCH");
            assert_eq!(warning["rule"], "Nghị định 137/2015/NĐ-CP");
        }
        // Written again of the person that there is now.
        let input = json!({
            "official": answer.at("/done/official/key"), "expectedVersion": 1, "citizenNumber": number,
        });
        let answer = change(&people.commune, "recordIdentity", input, IDENTITY).await;
        assert_eq!((refusals(&answer), answer.list("/done/warnings").len()), (vec![], warnings));
        let masked = format!("**********{}", &number[10..]);
        assert_eq!(answer.at("/done/identity/citizenNumber"), masked.as_str());
    }
}

async fn cw_01_given_an_old_version_of_an_identity_then_a_conflict_and_null_clears(server: &Server) {
    let people = People::of(server).await;
    let new = json!({
        "fullName": "Phạm Văn Thử", "sex": "MALE", "unit": people.unit, "category": "CADRE", "validFrom": TODAY,
        "idempotencyKey": "1",
    });
    let answer = change(&people.commune, "registerOfficial", new, "official { key }").await;
    let official = answer.at("/done/official/key").clone();
    let recorded = async |version: Option<i32>, more: Value| {
        let mut input = json!({ "official": official, "expectedVersion": version });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        change(&people.commune, "recordIdentity", input, IDENTITY).await
    };
    let early = recorded(Some(1), json!({ "phone": "0912345678" })).await;
    assert_eq!(refusals(&early), refused("CONFLICT", "expectedVersion"));
    let all = json!({
        "citizenNumber": "001089012345", "phone": "0912345678", "address": "Thôn 1, Chương Mỹ, Hà Nội",
    });
    let first = recorded(None, all).await;
    assert_eq!(refusals(&first), [], "{}", first.text);
    let expected = json!({
        "version": 1, "citizenNumber": "**********45", "phone": "********78", "address": "***, Hà Nội",
    });
    assert_eq!(first.at("/done/identity"), &expected);
    let told = ("official_identity".to_owned(), Class::Identity, JournalOperation::Create);
    assert_eq!(last_entries(server, 1).await, [told]);
    for version in [None, Some(2)] {
        let old = recorded(version, json!({ "phone": null })).await;
        assert_eq!(refusals(&old), refused("CONFLICT", "expectedVersion"));
    }
    let second = recorded(Some(1), json!({ "phone": null, "reason": "Đổi số" })).await;
    let expected = json!({
        "version": 2, "citizenNumber": "**********45", "phone": null, "address": "***, Hà Nội",
    });
    assert_eq!((refusals(&second), second.at("/done/identity")), (vec![], &expected));
    let third = recorded(Some(2), json!({ "citizenNumber": null })).await;
    assert_eq!((refusals(&third), third.at("/done/identity/citizenNumber")), (vec![], &json!(null)));
    let row = official_identity::Entity::find_by_id(uuid_of(&official)).one(server.database().reader()).await;
    let row = row.unwrap().unwrap();
    assert_eq!((row.citizen_number_sealed, row.citizen_number_index, row.version), (None, None, 3));
    // What was taken away is free for somebody else.
    let input = json!({
        "official": people.own["key"], "expectedVersion": 1, "citizenNumber": "001089012345",
    });
    let answer = change(&people.commune, "recordIdentity", input, IDENTITY).await;
    assert_eq!(refusals(&answer), []);
    for (member, long) in [("phone", "0".repeat(21)), ("address", "ă".repeat(201)), ("phone", String::new())]
    {
        let answer = recorded(Some(3), json!({ member: long })).await;
        assert_eq!(refusals(&answer), refused("BAD_USER_INPUT", member));
    }
}

async fn ad_10_given_an_identity_that_is_written_then_no_log_and_no_answer_holds_it(server: &Server) {
    let people = People::of(server).await;
    let [number, phone, address] = ["001089777654", "0987777654", "Ngõ Không Tên 777654, Hà Nội"];
    let input = json!({
        "official": people.own["key"], "expectedVersion": 1, "citizenNumber": number, "phone": phone, "address": address,
    });
    let mut old = input.clone();
    let answer = change(&people.commune, "recordIdentity", input, IDENTITY).await;
    assert_eq!(refusals(&answer), []);
    old["phone"] = json!(format!("{phone}\u{200B}"));
    let refusal = change(&people.commune, "recordIdentity", old, IDENTITY).await;
    assert_eq!(refusals(&refusal), refused("CONFLICT", "expectedVersion"));
    let new = json!({
        "fullName": "Phạm Văn Thử", "sex": "MALE", "unit": people.unit, "category": "CADRE", "validFrom": TODAY,
        "citizenNumber": number, "idempotencyKey": "1",
    });
    let known = change(&people.commune, "registerOfficial", new, "official { key }").await;
    assert_eq!(refusals(&known), refused("DUPLICATE_OFFICIAL", "citizenNumber"));
    let log = logs::logged().unwrap();
    for secret in [number, phone, address] {
        assert!(![&answer, &refusal, &known].iter().any(|answer| answer.text.contains(secret)));
        assert!(!log.contains(secret), "{secret} stands in a log");
    }
    // The journal keeps it sealed, in the class of identities.
    let entry = journal_entry::Entity::find()
        .filter(journal_entry::Column::Stream.eq(JournalStream::Data))
        .order_by_desc(journal_entry::Column::Sequence)
        .one(server.database().reader())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((entry.class, entry.operation), (Class::Identity, JournalOperation::Change));
    let values = of_entries(server.database().reader(), keys().journal(), &[&entry]).await.unwrap();
    let value = values.into_values().next().unwrap();
    assert_eq!(value["after"]["phone"], phone);
    let mut changed: Vec<_> = value["changed"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    changed.sort_unstable();
    assert_eq!(changed, ["address", "citizen_number_index", "citizen_number_sealed", "phone", "version"]);
}
