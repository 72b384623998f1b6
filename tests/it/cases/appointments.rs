//! Titles given and taken back, once and at once (security cases AR-06, AF-09, AD-01).

#![expect(clippy::disallowed_methods, reason = "looks at rows past the server")]

use api::journal::of_entries;
use api::work::idempotency::IdempotencyKey;
use api::work::registry::appointments::{AppointOfficial, appoint};
use api::work::registry::{RegistryError, Rule};
use canbo_tests::{Account, Fault, Server, TODAY, day, keys, on_both_databases};
use entity::class::ConfidentialityClass;
use entity::value::{AppointmentMode, AppointmentOrigin, JournalOperation};
use entity::{appointment, journal_entry};
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::qualifications::recorded;
use super::registry::{People, asker, change, content, end, holder, people_of, refusals, refused, uuid_of};

on_both_databases!(
    alone:
    ad_01_given_an_appointment_then_one_entry_tells_of_it_and_of_its_end_another,
    af_09_given_what_a_role_reads_but_does_not_write_then_forbidden_and_nothing_changed,
    ar_06_given_a_person_or_a_unit_out_of_scope_when_named_in_a_change_then_as_if_there_were_none,
    given_an_appointment_that_ended_then_closed,
    given_appointments_that_break_a_rule_then_each_is_named_and_nothing_written,
    given_one_seat_when_ten_people_are_appointed_to_it_at_once_then_exactly_one_gets_it,
);

async fn ar_06_given_a_person_or_a_unit_out_of_scope_when_named_in_a_change_then_as_if_there_were_none(
    server: &Server,
) {
    let people = People::of(server).await;
    let before = content(server).await;
    let answer = change(&people.commune, "recordQualification", recorded(&people.foreign, "1")).await;
    assert_eq!(refusals(&answer), refused("NOT_FOUND", "official"));
    let appointed = |official: &Value, unit: &str, key: &str| {
        json!({
            "official": official["key"], "unit": unit, "title": "OFFICE_STATISTICS", "mode": "ACTING",
            "origin": "TRANSFER", "validFrom": TODAY, "idempotencyKey": key,
        })
    };
    for (official, unit, field) in [
        (&people.foreign, &people.unit, "official"),
        (&people.own, &people.foreign_unit, "unit"),
        (&people.foreign, &people.foreign_unit, "unit"),
    ] {
        let answer = change(&people.commune, "appointOfficial", appointed(official, unit, field)).await;
        assert_eq!(refusals(&answer), refused("NOT_FOUND", field));
    }
    assert_eq!(content(server).await, before);
}

async fn af_09_given_what_a_role_reads_but_does_not_write_then_forbidden_and_nothing_changed(
    server: &Server,
) {
    let people = People::of(server).await;
    let party = server.client(Account::PartyCommittee).await;
    let before = content(server).await;
    let forbidden = vec![Fault::new("FORBIDDEN", "done")];
    let answer = change(&party, "recordQualification", recorded(&people.own, "1")).await;
    assert_eq!((answer.faults(), answer.partial_data()), (forbidden.clone(), &json!({ "done": null })));
    let appointed = |title: &str| {
        json!({
            "official": people.own["key"], "unit": people.unit, "title": title, "mode": "ACTING",
            "origin": "TRANSFER", "validFrom": TODAY, "idempotencyKey": title,
        })
    };
    for (client, title) in [
        (&party, "COMMITTEE_CHAIR"),
        (&people.office, "PARTY_SECRETARY"),
        (&people.commune, "PARTY_SECRETARY"),
    ] {
        let answer = change(client, "appointOfficial", appointed(title)).await;
        assert_eq!(answer.faults(), forbidden, "{title}: {}", answer.text);
    }
    for account in [Account::Administrator, Account::DigitalPlatform] {
        let client = server.client(account).await;
        for title in ["PARTY_SECRETARY", "COMMITTEE_CHAIR"] {
            let answer = change(&client, "appointOfficial", appointed(title)).await;
            assert_eq!(answer.faults(), forbidden, "{account:?}: {}", answer.text);
        }
    }
    assert_eq!(content(server).await, before);
    let own = people.own["appointments"].as_array().unwrap();
    assert!(own.iter().all(|row| row["title"]["code"] != "PARTY_SECRETARY"), "{own:?}");
    let answer = change(&party, "appointOfficial", appointed("PARTY_SECRETARY")).await;
    assert_eq!(refusals(&answer), [], "{}", answer.text);
}

async fn given_one_seat_when_ten_people_are_appointed_to_it_at_once_then_exactly_one_gets_it(
    server: &Server,
) {
    let people = People::of(server).await;
    let of_unit = people_of(&people.commune, &people.unit).await;
    let (_, post) = holder(&of_unit, "COMMITTEE_CHAIR");
    let answer = end(&people.commune, post).await;
    assert_eq!(refusals(&answer), []);
    assert_eq!(answer.at("/done/appointment/validTo"), TODAY);
    let staff: Vec<&Value> = of_unit
        .iter()
        .filter(|person| {
            let appointments = person["appointments"].as_array().unwrap();
            appointments.len() == 1
                && appointments[0]["mode"] == "PRIMARY"
                && appointments[0]["title"]["body"] == "STAFF"
        })
        .take(10)
        .collect();
    assert_eq!(staff.len(), 10);
    let (commune, office) = (asker(server, &people.commune).await, asker(server, &people.office).await);
    let unit = uuid_of(&json!(people.unit)).into();
    let appointments = staff.iter().zip([&commune, &office].into_iter().cycle()).map(|(person, by)| {
        let input = AppointOfficial {
            official: uuid_of(&person["key"]).into(),
            unit,
            title: "COMMITTEE_CHAIR".to_owned(),
            mode: AppointmentMode::Concurrent,
            origin: AppointmentOrigin::Election,
            decision: None,
            valid_from: day(TODAY),
            valid_to: None,
        };
        appoint(&server.app().work, by.clone(), input, IdempotencyKey::parse(person["key"].as_str().unwrap()))
    });
    let outcomes = join_all(appointments).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    for error in outcomes.into_iter().filter_map(Result::err) {
        let RegistryError::Refused(refusals) = &error else { panic!("{error}") };
        assert_eq!(refusals[0].rule, Rule::SeatsFilled { on: day(TODAY) });
    }
    let held = appointment::Entity::find()
        .filter(appointment::Column::UnitId.eq(uuid_of(&json!(people.unit))))
        .filter(appointment::Column::TitleCode.eq("COMMITTEE_CHAIR"))
        .filter(appointment::Column::ValidTo.is_null());
    assert_eq!(held.count(server.database().reader()).await.unwrap(), 1);
}

async fn given_appointments_that_break_a_rule_then_each_is_named_and_nothing_written(server: &Server) {
    let people = People::of(server).await;
    let of_unit = people_of(&people.commune, &people.unit).await;
    let (chair, _) = holder(&of_unit, "COMMITTEE_CHAIR");
    let (vice, vice_post) = holder(&of_unit, "COMMITTEE_VICE_CHAIR");
    let input = |official: &Value, title: &str, mode: &str| {
        json!({
            "official": official["key"], "unit": people.unit, "title": title, "mode": mode,
            "origin": "ELECTION", "validFrom": TODAY, "idempotencyKey": "x",
        })
    };
    let with = |mut input: Value, field: &str, value: Value| {
        input[field] = value;
        input
    };
    let acting = || input(vice, "COMMITTEE_CHAIR", "ACTING");
    let before = content(server).await;
    for (input, code, field) in [
        (input(chair, "OFFICE_STATISTICS", "PRIMARY"), "PRIMARY_HELD", "mode"),
        (input(vice, "COMMITTEE_CHAIR", "CONCURRENT"), "SEATS_FILLED", "title"),
        (input(chair, "COMMITTEE_CHAIR", "ACTING"), "HELD_ALREADY", "title"),
        (input(vice, "NOBODY", "ACTING"), "NOT_FOUND", "title"),
        (with(acting(), "validTo", json!(TODAY)), "BAD_USER_INPUT", "validTo"),
        (with(acting(), "validFrom", json!("1890-01-01")), "BAD_USER_INPUT", "validFrom"),
        // The unit began with the reorganisation.
        (with(acting(), "validFrom", json!("2025-06-30")), "UNIT_ABSENT", "unit"),
        (with(acting(), "decision", json!("\u{202e}12/QĐ")), "BAD_USER_INPUT", "decision"),
    ] {
        let answer = change(&people.commune, "appointOfficial", input.clone()).await;
        assert_eq!(refusals(&answer), refused(code, field), "{input}");
        for language in ["vi", "en"] {
            let again =
                change(&people.commune.clone().in_language(language), "appointOfficial", input.clone()).await;
            assert!(!again.string("/done/userErrors/0/message").is_empty());
        }
    }
    assert_eq!(content(server).await, before);
    assert_eq!(refusals(&end(&people.commune, vice_post).await), []);
    let answer =
        change(&people.commune, "appointOfficial", input(vice, "OFFICE_STATISTICS", "CONCURRENT")).await;
    assert_eq!(refusals(&answer), refused("PRIMARY_MISSING", "mode"));
}

async fn given_an_appointment_that_ended_then_closed(server: &Server) {
    let people = People::of(server).await;
    let of_unit = people_of(&people.commune, &people.unit).await;
    let (_, post) = holder(&of_unit, "COMMITTEE_VICE_CHAIR");
    let ended = end(&people.commune, post).await;
    assert_eq!(refusals(&ended), []);
    let before = content(server).await;
    let again = end(&people.commune, ended.at("/done/appointment")).await;
    assert_eq!(refusals(&again), refused("INVALID_TRANSITION", "appointment"));
    assert_eq!(content(server).await, before);
}

async fn ad_01_given_an_appointment_then_one_entry_tells_of_it_and_of_its_end_another(server: &Server) {
    let people = People::of(server).await;
    let of_unit = people_of(&people.commune, &people.unit).await;
    let (_, post) = holder(&of_unit, "COMMITTEE_VICE_CHAIR");
    let before = content(server).await;
    assert_eq!(refusals(&end(&people.commune, post).await), []);
    assert_eq!(content(server).await, [before[0], before[1], before[2], before[3] + 1]);
    let entry = journal_entry::Entity::find()
        .filter(journal_entry::Column::ObjectId.eq(uuid_of(&post["key"])))
        .order_by_desc(journal_entry::Column::Sequence)
        .one(server.database().reader())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((entry.object_type.as_str(), entry.operation), ("appointment", JournalOperation::Change));
    assert_eq!(entry.unit_id.map(|unit| unit.0), Some(uuid_of(&json!(people.unit))));
    assert_eq!((entry.class, entry.reason.as_deref()), (ConfidentialityClass::Personnel, Some("Miễn nhiệm")));
    assert!(entry.actor_id.is_some() && entry.request_id.is_some());
    let values = of_entries(server.database().reader(), keys().journal(), &[&entry]).await.unwrap();
    let value = values.into_values().next().unwrap();
    assert_eq!(value["changed"], json!(["valid_to", "version"]));
    assert_eq!((&value["before"]["valid_to"], &value["after"]["valid_to"]), (&Value::Null, &json!(TODAY)));
    assert_eq!(value["by"]["role"], "COMMUNE");
}
