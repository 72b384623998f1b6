//! Who is registered, corrected and retired (security cases AF-09, AR-06, CW-01, CW-03, IN-09).

#![expect(clippy::disallowed_methods, reason = "looks at rows past the server")]

use std::collections::BTreeSet;

use api::auth::session::authenticate;
use api::clock::Clock;
use api::demo::district;
use api::graphql::id::{NodeKind, key};
use api::work::Asker;
use api::work::idempotency::IdempotencyKey;
use api::work::registry::officials::{RegisterOfficial, register};
use api::work::registry::{RegistryError, Rule};
use canbo_tests::{Account, Answer, Client, Fault, NOW, Server, TODAY, day, on_both_databases};
use chrono::{DateTime, Duration, Utc};
use entity::class::ConfidentialityClass as Class;
use entity::value::{JournalOperation, JournalStream, OfficialCategory, Sex};
use entity::{
    affiliation, appointment, discipline, journal_entry, official, official_identity, party_discipline,
    party_record, standing_committee, standing_committee_membership,
};
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::registry::{People, refusals, refused, uuid_of};

on_both_databases!(
    alone:
    af_09_given_people_and_what_belongs_to_them_then_each_role_writes_its_classes_alone,
    ar_06_given_a_person_or_a_unit_out_of_scope_when_people_are_changed_then_as_if_there_were_none,
    cw_01_given_an_old_version_of_a_person_then_a_conflict_and_the_correction_is_journalled,
    cw_03_given_a_registration_twice_under_one_key_then_one_person,
    in_09_given_a_number_known_elsewhere_then_referred_to_the_district_without_a_word_of_whom_or_where,
    in_09_given_five_referrals_of_a_day_then_no_number_is_looked_for_until_the_next_day,
    in_09_given_many_numbers_known_elsewhere_at_once_then_five_are_referred,
    given_a_new_person_then_found_by_a_folded_name_and_journalled_by_class,
    given_a_number_of_somebody_in_the_scope_then_a_duplicate,
    given_somebody_alike_in_the_scope_then_shown_until_said_to_be_another_and_nothing_told_of_others,
    given_people_that_cannot_be_then_refused_by_field_and_nothing_written,
    given_somebody_who_retires_then_file_and_titles_end_and_the_person_is_gone,
    given_a_title_of_another_body_when_its_holder_retires_then_refused_by_title_and_nothing_written,
);

/// Asks for a change; `selection` is what the payload shows of what was made.
pub(super) async fn change(client: &Client, mutation: &str, input: Value, selection: &str) -> Answer {
    let type_name = match mutation {
        "recordPartyDiscipline" => "RecordDisciplineInput".to_owned(),
        _ => mutation[..1].to_uppercase() + &mutation[1..] + "Input",
    };
    let document = format!(
        "mutation ($input: {type_name}!) {{ done: {mutation}(input: $input) {{
            {selection} warnings {{ code rule message }} replayed userErrors {{ code field message }}
        }} }}"
    );
    client.ask(&document, json!({ "input": input })).await
}

/// How many rows there are of all that these changes write, and how many entries tell of changes.
pub(super) async fn rows(server: &Server) -> [u64; 10] {
    let reader = server.database().reader();
    let changes = journal_entry::Entity::find().filter(journal_entry::Column::Stream.eq(JournalStream::Data));
    [
        official::Entity::find().count(reader).await.unwrap(),
        official_identity::Entity::find().count(reader).await.unwrap(),
        affiliation::Entity::find().count(reader).await.unwrap(),
        appointment::Entity::find().count(reader).await.unwrap(),
        discipline::Entity::find().count(reader).await.unwrap(),
        party_discipline::Entity::find().count(reader).await.unwrap(),
        party_record::Entity::find().count(reader).await.unwrap(),
        standing_committee::Entity::find().count(reader).await.unwrap(),
        standing_committee_membership::Entity::find().count(reader).await.unwrap(),
        changes.count(reader).await.unwrap(),
    ]
}

/// What the last entries about changes tell of, the latest last: kind of thing, class and operation.
pub(super) async fn last_entries(server: &Server, most: usize) -> Vec<(String, Class, JournalOperation)> {
    let entries = journal_entry::Entity::find()
        .filter(journal_entry::Column::Stream.eq(JournalStream::Data))
        .order_by_asc(journal_entry::Column::Sequence)
        .all(server.database().reader())
        .await
        .unwrap();
    let last = entries.into_iter().rev().take(most);
    let mut told: Vec<_> = last.map(|entry| (entry.object_type, entry.class, entry.operation)).collect();
    told.reverse();
    told
}

/// What the ACCESS stream tells of numbers that are known out of the scope of whoever wrote them.
async fn referrals(server: &Server) -> Vec<journal_entry::Model> {
    journal_entry::Entity::find()
        .filter(journal_entry::Column::Stream.eq(JournalStream::Access))
        .filter(journal_entry::Column::Operation.eq(JournalOperation::Denied))
        .filter(journal_entry::Column::ObjectType.eq("official_identity"))
        .all(server.database().reader())
        .await
        .unwrap()
}

fn newcomer(people: &People, name: &str, idempotency_key: &str) -> Value {
    json!({
        "fullName": name, "birthDate": "1995-05-20", "sex": "FEMALE", "ethnicity": "Kinh", "hometown": people.unit,
        "unit": people.unit, "category": "CIVIL_SERVANT", "validFrom": TODAY, "idempotencyKey": idempotency_key,
    })
}

fn with(mut input: Value, member: &str, value: impl Into<Value>) -> Value {
    input[member] = value.into();
    input
}

const PERSON: &str = "official {
    key version fullName birthDate birthDatePrecision sex ethnicity category unit { key } hometown { key }
} possibleDuplicates { key }";

async fn registered(client: &Client, input: Value) -> Answer {
    change(client, "registerOfficial", input, PERSON).await
}

/// The demo's number of a person.
pub(super) fn number_of(person: &Value) -> String {
    let id = uuid_of(&person["key"]);
    let identities = district().identities;
    identities.into_iter().find(|row| row.official_id.0 == id).unwrap().citizen_number
}

/// The demo's numbers of people whose files another unit keeps.
async fn numbers_elsewhere(server: &Server, people: &People) -> Vec<String> {
    let reader = server.database().reader();
    let foreign = affiliation::Entity::find()
        .filter(affiliation::Column::UnitId.eq(uuid_of(&json!(people.foreign_unit))))
        .filter(affiliation::Column::ValidTo.is_null())
        .all(reader)
        .await
        .unwrap();
    let ids: BTreeSet<_> = foreign.into_iter().map(|row| row.official_id).collect();
    let identities = district().identities.into_iter().filter(|row| ids.contains(&row.official_id));
    identities.map(|row| row.citizen_number).collect()
}

async fn asker(server: &Server, client: &Client) -> Asker {
    let app = server.app();
    let viewer = authenticate(&app.database, &app.tokens, &app.clock, client.token(), None).await.unwrap();
    Asker::of(&viewer, Uuid::from_u128(7), None)
}

async fn given_a_new_person_then_found_by_a_folded_name_and_journalled_by_class(server: &Server) {
    let people = People::of(server).await;
    let before = rows(server).await;
    let name = "Đỗ Thị Thu\u{031b}\u{0309} Nghiệm";
    let input = with(newcomer(&people, name, "1"), "citizenNumber", "001195012345");
    let answer = registered(&people.commune, input).await;
    assert_eq!(refusals(&answer), [], "{}", answer.text);
    let official = answer.at("/done/official");
    let expected = json!({
        "key": official["key"], "version": 1, "fullName": "Đỗ Thị Thử Nghiệm", "birthDate": "1995-05-20",
        "birthDatePrecision": "DAY", "sex": "FEMALE", "ethnicity": "Kinh", "category": "CIVIL_SERVANT",
        "unit": { "key": people.unit }, "hometown": { "key": people.unit },
    });
    assert_eq!(official, &expected);
    assert_eq!(answer.at("/done/warnings"), &json!([]));
    let mut expected = before;
    for (place, more) in [(0, 1), (1, 1), (2, 1), (9, 3)] {
        expected[place] += more;
    }
    assert_eq!(rows(server).await, expected);
    let create = JournalOperation::Create;
    let told = [
        ("official".to_owned(), Class::Personnel, create),
        ("affiliation".to_owned(), Class::Personnel, create),
        ("official_identity".to_owned(), Class::Identity, create),
    ];
    assert_eq!(last_entries(server, 3).await, told);
    let document = "query ($text: String) { officials(where: { search: $text }, first: 9) { nodes {
        key identity { citizenNumber version }
    } } }";
    let found = people.office.ask(document, json!({ "text": "do thi thu nghiem" })).await;
    let identity = json!({ "citizenNumber": "**********45", "version": 1 });
    assert_eq!(found.at("/officials/nodes"), &json!([{ "key": official["key"], "identity": identity }]));
    // Where nothing but the year is known, and for the Home Affairs office.
    let input = with(newcomer(&people, "Bùi Văn Chưa Rõ", "2"), "birthDate", "1990-01-01");
    let input = with(with(input, "birthDatePrecision", "YEAR"), "unit", json!(people.foreign_unit));
    let answer = registered(&people.office, with(input, "validFrom", "2026-03-01")).await;
    assert_eq!(refusals(&answer), [], "{}", answer.text);
    assert_eq!(answer.at("/done/official/birthDatePrecision"), "YEAR");
}

async fn cw_03_given_a_registration_twice_under_one_key_then_one_person(server: &Server) {
    let people = People::of(server).await;
    let input = with(newcomer(&people, "Lê Văn Lặp", "một lần"), "citizenNumber", "001195012346");
    let first = registered(&people.commune, input.clone()).await;
    assert_eq!((refusals(&first), first.at("/done/replayed")), (vec![], &json!(false)));
    let before = rows(server).await;
    let second = registered(&people.commune, input.clone()).await;
    assert_eq!((refusals(&second), second.at("/done/replayed")), (vec![], &json!(true)));
    assert_eq!(first.at("/done/official"), second.at("/done/official"));
    let other = registered(&people.commune, with(input, "ethnicity", "Mường")).await;
    assert_eq!(refusals(&other), refused("IDEMPOTENCY_MISMATCH", "idempotencyKey"));
    assert_eq!(rows(server).await, before);
}

async fn af_09_given_people_and_what_belongs_to_them_then_each_role_writes_its_classes_alone(
    server: &Server,
) {
    let people = People::of(server).await;
    let before = rows(server).await;
    let own = &people.own["key"];
    let discipline = json!({
        "official": own, "kind": "REPRIMAND", "decidedOn": TODAY, "grounds": "Vi phạm", "idempotencyKey": "1",
    });
    let nobody = json!(key(NodeKind::StandingCommitteeMembership, Uuid::from_u128(1)).to_string());
    let measure = json!(key(NodeKind::Discipline, Uuid::from_u128(1)).to_string());
    let reason = "Theo quyết định";
    let changes = [
        (Class::Personnel, "registerOfficial", newcomer(&people, "Phạm Văn Thử", "1")),
        (
            Class::Personnel,
            "correctOfficial",
            json!({ "official": own, "expectedVersion": 1, "reason": reason }),
        ),
        (
            Class::Personnel,
            "retireOfficial",
            json!({ "official": own, "retiresOn": TODAY, "decision": "1", "reason": reason, "idempotencyKey": "2" }),
        ),
        (Class::Identity, "recordIdentity", json!({ "official": own, "phone": "0912345678" })),
        (Class::Personnel, "recordDiscipline", discipline.clone()),
        (
            Class::Personnel,
            "correctDiscipline",
            json!({ "discipline": measure, "expectedVersion": 1, "reason": reason }),
        ),
        (Class::Party, "recordPartyDiscipline", discipline),
        (Class::Party, "recordPartyMembership", json!({ "official": own })),
        (
            Class::Party,
            "establishStandingCommittee",
            json!({ "unit": people.unit, "term": "2030-2035", "validFrom": "2030-01-01", "idempotencyKey": "3" }),
        ),
        (
            Class::Party,
            "seatInStandingCommittee",
            json!({ "official": own, "unit": people.unit, "validFrom": TODAY, "idempotencyKey": "4" }),
        ),
        (
            Class::Party,
            "endStandingCommitteeSeat",
            json!({ "membership": nobody, "expectedVersion": 1, "endsOn": TODAY, "reason": reason }),
        ),
    ];
    let forbidden = vec![Fault::new("FORBIDDEN", "done")];
    for account in Account::ALL {
        let client = server.client(account).await;
        for (class, mutation, input) in &changes {
            let may = match account {
                Account::HomeAffairs | Account::PhuNghia => *class != Class::Party,
                Account::PartyCommittee | Account::PhuNghiaParty => *class == Class::Party,
                Account::Administrator | Account::DigitalPlatform => false,
            };
            if !may {
                let answer = change(&client, mutation, input.clone(), "").await;
                assert_eq!(answer.faults(), forbidden, "{account:?} {mutation}: {}", answer.text);
                assert_eq!(answer.partial_data(), &json!({ "done": null }));
            }
        }
    }
    assert_eq!(rows(server).await, before);
    // Who may is not forbidden, whatever else is wrong.
    for (class, mutation, input) in &changes {
        let account = if *class == Class::Party { Account::PartyCommittee } else { Account::HomeAffairs };
        let answer = change(&server.client(account).await, mutation, input.clone(), "").await;
        assert_eq!(answer.faults(), [], "{mutation}: {}", answer.text);
    }
}

async fn ar_06_given_a_person_or_a_unit_out_of_scope_when_people_are_changed_then_as_if_there_were_none(
    server: &Server,
) {
    let people = People::of(server).await;
    let before = rows(server).await;
    let party = server.client(Account::PhuNghiaParty).await;
    let foreign = people.foreign["key"].clone();
    let nobody = json!(key(NodeKind::Official, Uuid::from_u128(1)).to_string());
    let nowhere = json!(key(NodeKind::Unit, Uuid::from_u128(1)).to_string());
    let discipline = |official: &Value| {
        json!({
            "official": official, "kind": "REPRIMAND", "decidedOn": TODAY, "grounds": "Vi phạm", "idempotencyKey": "d",
        })
    };
    let reason = "Theo quyết định";
    for (client, mutation, field, [hidden, missing]) in [
        (
            &people.commune,
            "registerOfficial",
            "unit",
            [json!(people.foreign_unit), nowhere.clone()]
                .map(|unit| with(newcomer(&people, "Phạm Văn Thử", "1"), "unit", unit)),
        ),
        (
            &people.commune,
            "correctOfficial",
            "official",
            [&foreign, &nobody]
                .map(|official| json!({ "official": official, "expectedVersion": 1, "reason": reason })),
        ),
        (
            &people.commune,
            "retireOfficial",
            "official",
            [&foreign, &nobody].map(|official| {
                json!({ "official": official, "retiresOn": TODAY, "decision": "1", "reason": reason, "idempotencyKey": "r" })
            }),
        ),
        (
            &people.commune,
            "recordIdentity",
            "official",
            [&foreign, &nobody].map(|official| json!({ "official": official, "citizenNumber": "001195012345" })),
        ),
        (&people.commune, "recordDiscipline", "official", [&foreign, &nobody].map(discipline)),
        (&party, "recordPartyDiscipline", "official", [&foreign, &nobody].map(discipline)),
        (
            &party,
            "recordPartyMembership",
            "official",
            [&foreign, &nobody].map(|official| json!({ "official": official, "admittedOn": "2020-02-03" })),
        ),
        (
            &party,
            "establishStandingCommittee",
            "unit",
            [json!(people.foreign_unit), nowhere.clone()].map(|unit| {
                json!({ "unit": unit, "term": "2030-2035", "validFrom": "2030-01-01", "idempotencyKey": "e" })
            }),
        ),
        (
            &party,
            "seatInStandingCommittee",
            "official",
            [&foreign, &nobody].map(|official| {
                json!({ "official": official, "unit": people.unit, "validFrom": TODAY, "idempotencyKey": "s" })
            }),
        ),
    ] {
        let mut told = Vec::new();
        for input in [hidden, missing] {
            let sent = server.statements();
            let answer = change(client, mutation, input, "").await;
            assert_eq!(refusals(&answer), refused("NOT_FOUND", field), "{mutation}: {}", answer.text);
            told.push((answer.text, server.statements() - sent));
        }
        assert_eq!(told[0], told[1], "{mutation}");
    }
    assert_eq!(rows(server).await, before);
}

async fn in_09_given_a_number_known_elsewhere_then_referred_to_the_district_without_a_word_of_whom_or_where(
    server: &Server,
) {
    let people = People::of(server).await;
    let before = rows(server).await;
    let number = number_of(&people.foreign);
    let name = "Phạm Văn Trùng Số";
    let input = with(newcomer(&people, name, "1"), "citizenNumber", number.clone());
    let expected = refused("CONFLICT_REFER_TO_DISTRICT", "citizenNumber");
    for (language, words) in [("vi", "Phòng Nội vụ"), ("en", "Home Affairs office")] {
        let client = people.commune.clone().in_language(language);
        let answer = registered(&client, input.clone()).await;
        assert_eq!(refusals(&answer), expected, "{}", answer.text);
        assert!(answer.string("/done/userErrors/0/message").contains(words), "{}", answer.text);
        let hidden = [people.foreign["key"].as_str().unwrap(), &people.foreign_unit, &number];
        assert!(hidden.iter().all(|word| !answer.text.contains(word)), "{}", answer.text);
    }
    let own = json!({ "official": people.own["key"], "expectedVersion": 1, "citizenNumber": number });
    let answer = change(&people.commune, "recordIdentity", own, "official { key }").await;
    assert_eq!(refusals(&answer), expected);
    assert_eq!(rows(server).await, before);
    // What was refused is told to the district: who wrote whose number, and in which unit the account holds its role.
    let entries = referrals(server).await;
    let held = "{ units(asOf: \"2023-12-31\", where: { codes: [\"10033\"] }, first: 1) { nodes { key } } }";
    let held = uuid_of(people.office.query(held).await.at("/units/nodes/0/key"));
    assert_eq!(entries.len(), 3);
    for entry in &entries {
        assert_eq!(entry.object_id, Some(uuid_of(&people.foreign["key"])));
        assert_eq!(entry.unit_id.map(|unit| unit.0), Some(held));
        assert_eq!((entry.class, entry.actor_id), (Class::Identity, entries[0].actor_id));
        assert!(entry.actor_id.is_some() && entry.request_id.is_some() && entry.value_hash.is_some());
    }
    // The key was not used up: with a number of its own the person is registered under it.
    let answer = registered(&people.commune, with(input, "citizenNumber", "001195012345")).await;
    assert_eq!((refusals(&answer), answer.at("/done/replayed")), (vec![], &json!(false)));
    // In the office's scope it is a duplicate like any other.
    let input = with(newcomer(&people, name, "2"), "citizenNumber", number_of(&people.foreign));
    let answer = registered(&people.office, input).await;
    assert_eq!(refusals(&answer), refused("DUPLICATE_OFFICIAL", "citizenNumber"));
    assert_eq!(referrals(server).await.len(), 3);
}

async fn in_09_given_five_referrals_of_a_day_then_no_number_is_looked_for_until_the_next_day(
    server: &Server,
) {
    let people = People::of(server).await;
    let numbers = numbers_elsewhere(server, &people).await;
    let asked = |number: &str, idempotency_key: &str| {
        with(newcomer(&people, "Phạm Văn Dò", idempotency_key), "citizenNumber", number)
    };
    for number in &numbers[..5] {
        let answer = registered(&people.commune, asked(number, "k")).await;
        assert_eq!(refusals(&answer), refused("CONFLICT_REFER_TO_DISTRICT", "citizenNumber"));
    }
    let before = rows(server).await;
    let mut told = Vec::new();
    for number in [&numbers[5], &numbers[0], "001195012345", &number_of(&people.own)] {
        let sent = server.statements();
        let answer = registered(&people.commune, asked(number, "k")).await;
        assert_eq!(refusals(&answer), refused("RATE_LIMITED", "citizenNumber"), "{}", answer.text);
        told.push((answer.text, server.statements() - sent));
    }
    assert!(told.iter().all(|one| *one == told[0]), "{told:?}");
    assert_eq!((rows(server).await, referrals(server).await.len()), (before, 5));
    // Without a number, and by others, people are registered as before.
    let answer = registered(&people.commune, newcomer(&people, "Phạm Văn Thường", "n")).await;
    assert_eq!(refusals(&answer), []);
    let answer = registered(&people.office, asked("001195012345", "k")).await;
    assert_eq!(refusals(&answer), []);
    let now: DateTime<Utc> = NOW.parse().unwrap();
    let tomorrow = server.beside(Clock::fixed(now + Duration::days(1), day("2026-01-01"))).await;
    let client = tomorrow.client(Account::PhuNghia).await;
    let answer = registered(&client, asked(&numbers[5], "k")).await;
    assert_eq!(refusals(&answer), refused("CONFLICT_REFER_TO_DISTRICT", "citizenNumber"));
    tomorrow.close().await;
}

async fn in_09_given_many_numbers_known_elsewhere_at_once_then_five_are_referred(server: &Server) {
    let people = People::of(server).await;
    let numbers = numbers_elsewhere(server, &people).await;
    let by = asker(server, &people.commune).await;
    let unit = uuid_of(&json!(people.unit)).into();
    let asked = numbers.iter().take(12).enumerate().map(|(number, citizen_number)| {
        let input = RegisterOfficial {
            full_name: "Phạm Văn Dò".to_owned(),
            birth_date: None,
            birth_date_precision: None,
            sex: Sex::Male,
            ethnicity: None,
            hometown: None,
            hometown_on: None,
            unit,
            category: OfficialCategory::Cadre,
            valid_from: day(TODAY),
            citizen_number: Some(citizen_number.clone().into()),
            distinct_from: BTreeSet::new(),
        };
        let key = IdempotencyKey::parse(&number.to_string());
        register(&server.app().work, by.clone(), input, key)
    });
    let mut told = [0, 0];
    for outcome in join_all(asked).await {
        let RegistryError::Refused(refusals) = outcome.unwrap_err() else { panic!("refused otherwise") };
        match refusals[0].rule {
            Rule::ReferToDistrict => told[0] += 1,
            Rule::ReferredTooOften { most: 5 } => told[1] += 1,
            ref other => panic!("{other:?}"),
        }
    }
    assert_eq!(told, [5, 7]);
    assert_eq!(referrals(server).await.len(), 5);
}

async fn given_a_number_of_somebody_in_the_scope_then_a_duplicate(server: &Server) {
    let people = People::of(server).await;
    let before = rows(server).await;
    let input = with(newcomer(&people, "Phạm Văn Trùng", "1"), "citizenNumber", number_of(&people.own));
    for client in [&people.commune, &people.office] {
        let answer = registered(client, input.clone()).await;
        assert_eq!(refusals(&answer), refused("DUPLICATE_OFFICIAL", "citizenNumber"));
    }
    assert_eq!((rows(server).await, referrals(server).await.len()), (before, 0));
    // One's own number is no duplicate of itself.
    let own = json!({
        "official": people.own["key"], "expectedVersion": 1, "citizenNumber": number_of(&people.own),
    });
    let answer = change(&people.commune, "recordIdentity", own, "official { key }").await;
    assert_eq!(refusals(&answer), []);
}

async fn given_somebody_alike_in_the_scope_then_shown_until_said_to_be_another_and_nothing_told_of_others(
    server: &Server,
) {
    let people = People::of(server).await;
    let first = registered(&people.commune, newcomer(&people, "Nguyễn Thị Giống", "1")).await;
    assert_eq!(refusals(&first), []);
    let alike = first.at("/done/official/key");
    let before = rows(server).await;
    // However it is written.
    let again = newcomer(&people, "NGUYEN  thị giong", "2");
    let answer = registered(&people.commune, again.clone()).await;
    assert_eq!(refusals(&answer), refused("POSSIBLE_DUPLICATE", "distinctFrom"));
    assert_eq!(answer.at("/done/possibleDuplicates"), &json!([{ "key": alike }]));
    let others = [people.own["key"].clone(), people.foreign["key"].clone()];
    let answer = registered(&people.commune, with(again.clone(), "distinctFrom", json!(others))).await;
    assert_eq!(refusals(&answer), refused("POSSIBLE_DUPLICATE", "distinctFrom"));
    assert_eq!(rows(server).await, before);
    let answer = registered(&people.commune, with(again, "distinctFrom", json!([alike]))).await;
    assert_eq!((refusals(&answer), answer.at("/done/possibleDuplicates")), (vec![], &json!([])));
    // Somebody of another unit is nobody to the commune, and somebody to the office.
    let elsewhere = with(newcomer(&people, "Nguyễn Thị Nơi Khác", "3"), "unit", json!(people.foreign_unit));
    assert_eq!(refusals(&registered(&people.office, elsewhere).await), []);
    let same = newcomer(&people, "Nguyễn Thị Nơi Khác", "4");
    let told = registered(&people.office, same.clone()).await;
    assert_eq!(refusals(&told), refused("POSSIBLE_DUPLICATE", "distinctFrom"));
    let answer = registered(&people.commune, same).await;
    assert_eq!((refusals(&answer), answer.at("/done/possibleDuplicates")), (vec![], &json!([])));
}

async fn given_people_that_cannot_be_then_refused_by_field_and_nothing_written(server: &Server) {
    let people = People::of(server).await;
    let before = rows(server).await;
    let nowhere = json!(key(NodeKind::Unit, Uuid::from_u128(1)).to_string());
    let usual = newcomer(&people, "Phạm Văn Thử", "1");
    let without = |member: &str| {
        let mut input = usual.clone();
        input.as_object_mut().unwrap().remove(member);
        input
    };
    for (input, code, field) in [
        (with(usual.clone(), "fullName", "  "), "BAD_USER_INPUT", "fullName"),
        (with(usual.clone(), "fullName", "Hà\u{200B}"), "BAD_USER_INPUT", "fullName"),
        (with(usual.clone(), "birthDate", "2026-01-01"), "BAD_USER_INPUT", "birthDate"),
        (with(usual.clone(), "birthDate", "1800-01-01"), "BAD_USER_INPUT", "birthDate"),
        (with(usual.clone(), "birthDatePrecision", "MONTH"), "BAD_USER_INPUT", "birthDate"),
        (with(without("birthDate"), "birthDatePrecision", "DAY"), "BAD_USER_INPUT", "birthDatePrecision"),
        (with(usual.clone(), "hometown", nowhere.clone()), "NOT_FOUND", "hometown"),
        (with(usual.clone(), "hometownOn", "1950-01-01"), "UNIT_ABSENT", "hometown"),
        (with(without("hometown"), "hometownOn", TODAY), "BAD_USER_INPUT", "hometownOn"),
        (with(usual.clone(), "validFrom", "1995-05-20"), "UNIT_ABSENT", "unit"),
        (with(usual.clone(), "validFrom", "1899-12-31"), "BAD_USER_INPUT", "validFrom"),
        (with(usual.clone(), "ethnicity", ""), "BAD_USER_INPUT", "ethnicity"),
        (with(usual.clone(), "idempotencyKey", ""), "BAD_USER_INPUT", "idempotencyKey"),
    ] {
        let answer = registered(&people.commune, input.clone()).await;
        assert_eq!(refusals(&answer), refused(code, field), "{input}: {}", answer.text);
    }
    assert_eq!(rows(server).await, before);
}

async fn cw_01_given_an_old_version_of_a_person_then_a_conflict_and_the_correction_is_journalled(
    server: &Server,
) {
    let people = People::of(server).await;
    let first = registered(&people.commune, newcomer(&people, "Trần Thị Sai Tên", "1")).await;
    let official = first.at("/done/official/key").clone();
    let corrected = async |client: &Client, version: i32, more: Value| {
        let mut input = json!({ "official": official, "expectedVersion": version, "reason": "Nhập nhầm" });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let selection =
            "official { version fullName birthDate birthDatePrecision ethnicity sex hometown { key } }";
        change(client, "correctOfficial", input, selection).await
    };
    let answer =
        corrected(&people.office, 1, json!({ "fullName": "Trần Thị Đúng Tên", "ethnicity": null })).await;
    assert_eq!(refusals(&answer), [], "{}", answer.text);
    let expected = json!({
        "version": 2, "fullName": "Trần Thị Đúng Tên", "birthDate": "1995-05-20", "birthDatePrecision": "DAY",
        "ethnicity": null, "sex": "FEMALE", "hometown": { "key": people.unit },
    });
    assert_eq!(answer.at("/done/official"), &expected);
    let told = [("official".to_owned(), Class::Personnel, JournalOperation::Correct)];
    assert_eq!(last_entries(server, 1).await, told);
    let search = "{ officials(where: { search: \"dung ten\" }, first: 9) { nodes { key } } }";
    let found = people.commune.query(search).await;
    assert_eq!(found.at("/officials/nodes"), &json!([{ "key": official }]));
    let before = rows(server).await;
    let old = corrected(&people.commune.clone().in_language("en"), 1, json!({ "ethnicity": "Mường" })).await;
    assert_eq!(refusals(&old), refused("CONFLICT", "expectedVersion"));
    assert_eq!(old.at("/done/userErrors/0/message"), "It was changed meanwhile; its version is 2 now.");
    // A birth lies before everything that the file tells.
    for (birth, code) in [("2025-12-31", "birthDate"), ("2026-01-01", "birthDate")] {
        let answer = corrected(&people.commune, 2, json!({ "birthDate": birth })).await;
        assert_eq!(refusals(&answer), refused("BAD_USER_INPUT", code), "{birth}");
    }
    let own = json!({
        "official": people.own["key"], "expectedVersion": 1, "birthDate": "2025-06-01", "reason": "Nhập nhầm",
    });
    let answer = change(&people.commune, "correctOfficial", own, "official { key }").await;
    assert_eq!(refusals(&answer), refused("BAD_USER_INPUT", "birthDate"));
    assert_eq!(rows(server).await, before);
    // A date that is taken away takes its precision along, and the hometown the day of its name.
    let cleared = corrected(&people.commune, 2, json!({ "birthDate": null, "hometown": null })).await;
    assert_eq!(refusals(&cleared), []);
    let official = cleared.at("/done/official");
    for member in ["birthDate", "birthDatePrecision", "hometown"] {
        assert_eq!(official[member], json!(null), "{member}");
    }
}

const CAREERS: &str = "query ($within: ID) { officials(where: { within: $within }, first: 100) { nodes {
    key appointments { key mode validTo title { code body } }
} } }";

/// Somebody of the commune who holds a title, and beside it none of the Party, or at least one.
async fn holder(people: &People, title: &str, of_party: bool) -> Value {
    let answer = people.office.ask(CAREERS, json!({ "within": people.unit })).await;
    let holds = |person: &&Value| {
        let held = person["appointments"].as_array().unwrap().iter().filter(|row| row["validTo"].is_null());
        let held: Vec<&Value> = held.collect();
        let has_party = held.iter().any(|row| row["title"]["body"] == "PARTY");
        held.iter().any(|row| row["title"]["code"] == title) && has_party == of_party
    };
    answer.list("/officials/nodes").iter().find(holds).unwrap().clone()
}

fn retires(person: &Value, on: &str) -> Value {
    json!({
        "official": person["key"], "retiresOn": on, "decision": "15/QĐ-UBND", "reason": "Nghỉ hưu",
        "idempotencyKey": format!("nghỉ {on}"),
    })
}

async fn given_somebody_who_retires_then_file_and_titles_end_and_the_person_is_gone(server: &Server) {
    let people = People::of(server).await;
    let person = holder(&people, "COMMITTEE_VICE_CHAIR", false).await;
    let before = rows(server).await;
    let selection = "official { key asOf unit { key } }";
    let answer = change(&people.commune, "retireOfficial", retires(&person, "2026-01-01"), selection).await;
    assert_eq!(refusals(&answer), [], "{}", answer.text);
    let expected = json!({ "key": person["key"], "asOf": TODAY, "unit": { "key": people.unit } });
    assert_eq!(answer.at("/done/official"), &expected);
    let document = "query ($id: ID!, $on: Date) { official(id: $id, asOf: $on) {
        affiliations { validTo } appointments { validTo }
    } }";
    let seen = people.commune.ask(document, json!({ "id": person["key"], "on": TODAY })).await;
    assert_eq!(seen.at("/official/affiliations/0/validTo"), "2026-01-01");
    let open = seen.list("/official/appointments").iter().filter(|row| row["validTo"].is_null());
    assert_eq!(open.count(), 0);
    let gone = people.commune.ask(document, json!({ "id": person["key"], "on": "2026-01-01" })).await;
    assert_eq!(gone.codes(), ["NOT_FOUND"]);
    let after = rows(server).await;
    let held = person["appointments"].as_array().unwrap().iter().filter(|row| row["validTo"].is_null());
    assert_eq!(after[9] - before[9], 1 + u64::try_from(held.count()).unwrap());
    assert_eq!(after[..9], before[..9]);
    let entry = journal_entry::Entity::find()
        .filter(journal_entry::Column::Stream.eq(JournalStream::Data))
        .order_by_desc(journal_entry::Column::Sequence)
        .one(server.database().reader())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(entry.reason.as_deref(), Some("15/QĐ-UBND: Nghỉ hưu"));
    let again = change(&people.commune, "retireOfficial", retires(&person, "2026-01-01"), selection).await;
    assert_eq!((refusals(&again), again.at("/done/replayed")), (vec![], &json!(true)));
    let later = change(&people.commune, "retireOfficial", retires(&person, "2026-02-01"), selection).await;
    assert_eq!(refusals(&later), refused("INVALID_TRANSITION", "official"));
    assert_eq!(rows(server).await, after);
}

async fn given_a_title_of_another_body_when_its_holder_retires_then_refused_by_title_and_nothing_written(
    server: &Server,
) {
    let people = People::of(server).await;
    let person = holder(&people, "PARTY_SECRETARY", true).await;
    let before = rows(server).await;
    for client in [&people.commune, &people.office] {
        for (language, words) in [("vi", "cơ quan khác"), ("en", "another body")] {
            let client = client.clone().in_language(language);
            let answer =
                change(&client, "retireOfficial", retires(&person, "2026-01-01"), "official { key }").await;
            assert_eq!(refusals(&answer), refused("INVALID_TRANSITION", "official"));
            let message = answer.string("/done/userErrors/0/message");
            assert!(message.contains(words) && message.contains("PARTY_SECRETARY"), "{message}");
        }
    }
    assert_eq!(rows(server).await, before);
    for (on, field) in [("1899-01-01", "retiresOn"), ("2019-01-01", "retiresOn")] {
        let person = holder(&people, "COMMITTEE_VICE_CHAIR", false).await;
        let answer =
            change(&people.commune, "retireOfficial", retires(&person, on), "official { key }").await;
        assert_eq!(refusals(&answer), refused("BAD_USER_INPUT", field), "{on}");
    }
    assert_eq!(rows(server).await, before);
}
