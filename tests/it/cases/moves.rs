//! People transferred, rotated, reassigned, lent and put in charge, once and at once (security cases AR-05, AR-06, AF-09, CW-01).

#![expect(clippy::disallowed_methods, reason = "looks at rows past the server")]

use api::graphql::id::{NodeKind, key};
use api::work::idempotency::IdempotencyKey;
use api::work::registry::moves::{Manner, MoveOfficial, move_official};
use api::work::registry::{RegistryError, Rule};
use canbo_tests::{Account, Answer, Fault, Server, TODAY, day, on_both_databases};
use entity::{affiliation, appointment};
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::registry::{People, asker, change, content, end, holder, people_of, refusals, refused, uuid_of};

on_both_databases!(
    alone:
    ar_05_given_an_appointment_of_another_unit_when_moved_from_then_as_if_there_were_none,
    ar_06_given_a_unit_out_of_scope_when_somebody_is_moved_to_it_then_as_if_there_were_none,
    af_09_given_titles_or_a_file_that_a_role_does_not_write_when_moved_then_forbidden_and_nothing_changed,
    given_a_transfer_then_post_file_and_seat_change_on_one_day_in_one_transaction,
    given_a_rotation_that_ends_what_is_held_beside_then_all_ends_that_day,
    given_a_reassignment_then_another_title_in_the_same_unit_and_the_file_stays,
    given_moves_that_break_a_rule_then_each_is_named_in_both_languages_and_nothing_written,
    given_a_secondment_then_the_file_stays_and_more_than_three_years_are_warned_of,
    given_somebody_in_charge_then_no_seat_is_filled,
    given_two_transfers_to_one_seat_at_once_then_exactly_one_is_made,
);

const VICE_CHAIR: &str = "COMMITTEE_VICE_CHAIR";

fn moved(post: &Value, unit: &str, title: &str) -> Value {
    let mut input = reassigned(post, title);
    input["unit"] = json!(unit);
    input
}

fn reassigned(post: &Value, title: &str) -> Value {
    json!({
        "appointment": post["key"], "expectedVersion": post["version"], "title": title, "decision": "99/QĐ-UBND",
        "validFrom": TODAY, "idempotencyKey": "chuyển",
    })
}

fn with(mut input: Value, field: &str, value: Value) -> Value {
    input[field] = value;
    input
}

fn warnings(answer: &Answer) -> Vec<String> {
    answer.list("/done/warnings").iter().map(|row| row["code"].as_str().unwrap().to_owned()).collect()
}

/// Leaves exactly one seat of a title in a unit free.
async fn free_one(people: &People, unit: &str, title: &str) {
    let document = "query ($unit: ID!) { unit(id: $unit) { posts { title { code } filled surplus } } }";
    let answer = people.office.ask(document, json!({ "unit": unit })).await;
    let post = answer.list("/unit/posts").iter().find(|post| post["title"]["code"] == title).unwrap();
    let held = post["filled"].as_i64().unwrap() + post["surplus"].as_i64().unwrap();
    let input = json!({
        "unit": unit, "title": title, "seats": held + 1, "decision": "1/QĐ-UBND", "validFrom": TODAY,
        "idempotencyKey": format!("biên chế {title}"),
    });
    assert_eq!(refusals(&change(&people.office, "authorisePost", input).await), []);
}

async fn row_of(server: &Server, post: &Value) -> appointment::Model {
    let id: entity::id::AppointmentId = uuid_of(&post["key"]).into();
    appointment::Entity::find_by_id(id).one(server.database().reader()).await.unwrap().unwrap()
}

/// The unit that keeps a person's file today.
async fn file_of(server: &Server, official: &Value) -> Uuid {
    let open = affiliation::Entity::find()
        .filter(affiliation::Column::OfficialId.eq(uuid_of(&official["key"])))
        .filter(affiliation::Column::ValidTo.is_null());
    open.one(server.database().reader()).await.unwrap().unwrap().unit_id.0
}

async fn ar_05_given_an_appointment_of_another_unit_when_moved_from_then_as_if_there_were_none(
    server: &Server,
) {
    let people = People::of(server).await;
    let before = content(server).await;
    let foreign = &people.foreign["appointments"][0];
    let missing =
        with(foreign.clone(), "key", json!(key(NodeKind::Appointment, Uuid::from_u128(1)).to_string()));
    for (mutation, title) in
        [("transferOfficial", VICE_CHAIR), ("rotateOfficial", VICE_CHAIR), ("reassignOfficial", VICE_CHAIR)]
    {
        let mut told = Vec::new();
        for post in [foreign, &missing] {
            let input = match mutation {
                "reassignOfficial" => reassigned(post, title),
                _ => moved(post, &people.unit, title),
            };
            let sent = server.statements();
            let answer = change(&people.commune, mutation, input).await;
            assert_eq!(refusals(&answer), refused("NOT_FOUND", "appointment"));
            told.push((answer.text, server.statements() - sent));
        }
        assert_eq!(told[0], told[1], "{mutation}");
    }
    assert_eq!(content(server).await, before);
}

async fn ar_06_given_a_unit_out_of_scope_when_somebody_is_moved_to_it_then_as_if_there_were_none(
    server: &Server,
) {
    let people = People::of(server).await;
    let of_unit = people_of(&people.commune, &people.unit).await;
    let (official, post) = holder(&of_unit, VICE_CHAIR);
    let before = content(server).await;
    let missing = key(NodeKind::Unit, Uuid::from_u128(1)).to_string();
    let lent = |unit: &str| {
        json!({
            "official": official["key"], "unit": unit, "title": VICE_CHAIR, "mode": "ACTING", "decision": "1/QĐ",
            "validFrom": TODAY, "validTo": "2026-06-30", "idempotencyKey": "biệt phái",
        })
    };
    for mutation in ["transferOfficial", "rotateOfficial", "secondOfficial", "appointActing"] {
        let mut told = Vec::new();
        for unit in [&people.foreign_unit, &missing] {
            let input = match mutation {
                "secondOfficial" => lent(unit),
                "appointActing" => with(lent(unit), "origin", json!("TRANSFER")),
                _ => moved(post, unit, VICE_CHAIR),
            };
            let sent = server.statements();
            let answer = change(&people.commune, mutation, input).await;
            assert_eq!(refusals(&answer), refused("NOT_FOUND", "unit"), "{mutation}");
            told.push((answer.text, server.statements() - sent));
        }
        assert_eq!(told[0], told[1], "{mutation}");
    }
    assert_eq!(content(server).await, before);
    assert_eq!(row_of(server, post).await.valid_to, None);
}

async fn af_09_given_titles_or_a_file_that_a_role_does_not_write_when_moved_then_forbidden_and_nothing_changed(
    server: &Server,
) {
    let people = People::of(server).await;
    let party = server.client(Account::PartyCommittee).await;
    let of_unit = people_of(&people.office, &people.unit).await;
    let (_, of_state) = holder(&of_unit, VICE_CHAIR);
    let (secretary, of_party) = holder(&of_unit, "PARTY_SECRETARY");
    let before = content(server).await;
    let forbidden = [Fault::new("FORBIDDEN", "done")];
    let (to, title) = (people.foreign_unit.as_str(), "PARTY_SECRETARY");
    for (client, input) in [
        // The title that ends, the one that begins, and the file.
        (&people.office, moved(of_party, to, VICE_CHAIR)),
        (&people.office, moved(of_state, to, title)),
        (&people.commune, moved(of_state, &people.unit, title)),
        (&party, moved(of_state, to, title)),
        (&party, moved(of_party, to, VICE_CHAIR)),
        (&party, moved(of_party, to, title)),
    ] {
        for mutation in ["transferOfficial", "rotateOfficial"] {
            let answer = change(client, mutation, input.clone()).await;
            assert_eq!(answer.faults(), forbidden, "{input}: {}", answer.text);
        }
    }
    for account in [Account::Administrator, Account::DigitalPlatform] {
        let client = server.client(account).await;
        let answer = change(&client, "transferOfficial", moved(of_state, to, VICE_CHAIR)).await;
        assert_eq!(answer.faults(), forbidden, "{account:?}");
        let answer =
            change(&client, "reassignOfficial", reassigned(of_party, "PARTY_DEPUTY_SECRETARY")).await;
        assert_eq!(answer.faults(), forbidden, "{account:?}");
    }
    assert_eq!(content(server).await, before);
    // Where the file is moved by those who keep it, the Party committee moves the person.
    free_one(&people, to, title).await;
    let file =
        json!({ "official": secretary["key"], "unit": to, "validFrom": TODAY, "idempotencyKey": "hồ sơ" });
    let document = "mutation ($input: AffiliateOfficialInput!) {
        done: affiliateOfficial(input: $input) { official { key } userErrors { code field } }
    }";
    let answer = people.office.ask(document, json!({ "input": file })).await;
    assert_eq!(refusals(&answer), []);
    let answer = change(&party, "transferOfficial", moved(of_party, to, title)).await;
    assert_eq!(refusals(&answer), []);
    assert_eq!(answer.at("/done/appointment/unit/key"), to);
    assert_eq!(row_of(server, of_party).await.valid_to, Some(day(TODAY)));
}

async fn given_a_transfer_then_post_file_and_seat_change_on_one_day_in_one_transaction(server: &Server) {
    let people = People::of(server).await;
    free_one(&people, &people.foreign_unit, VICE_CHAIR).await;
    let of_unit = people_of(&people.office, &people.unit).await;
    let (official, post) = holder(&of_unit, VICE_CHAIR);
    let before = content(server).await;
    let input = moved(post, &people.foreign_unit, VICE_CHAIR);
    let done = change(&people.office, "transferOfficial", input.clone()).await;
    assert_eq!(refusals(&done), []);
    let expected = json!({
        "key": done.at("/done/appointment/key"), "version": 1, "title": { "code": VICE_CHAIR },
        "unit": { "key": people.foreign_unit }, "mode": "PRIMARY", "origin": "TRANSFER", "decision": "99/QĐ-UBND",
        "validFrom": TODAY, "validTo": null,
    });
    assert_eq!(done.at("/done/appointment"), &expected);
    let old = row_of(server, post).await;
    assert_eq!((old.valid_to, old.version), (Some(day(TODAY)), 2));
    assert_eq!(file_of(server, official).await, uuid_of(&json!(people.foreign_unit)));
    // The title that ends and the one that begins, the file that is left and the one that is begun.
    let after = [before[0], before[1] + 1, before[2] + 1, before[3] + 4];
    assert_eq!(content(server).await, after);
    let again = change(&people.office, "transferOfficial", input.clone()).await;
    assert_eq!((refusals(&again), again.at("/done/replayed")), (vec![], &json!(true)));
    assert_eq!(again.at("/done/appointment"), &expected);
    let mismatch = change(&people.office, "rotateOfficial", input).await;
    assert_eq!(refusals(&mismatch), refused("IDEMPOTENCY_MISMATCH", "idempotencyKey"));
    assert_eq!(content(server).await, after);
    let own = people_of(&people.commune, &people.unit).await;
    assert!(
        own.iter().all(|person| person["key"] != official["key"]),
        "the commune that is left sees nobody"
    );
}

/// Gives somebody another title in the unit beside the main post, with a seat for it.
async fn beside(people: &People, official: &Value, title: &str) -> Value {
    free_one(people, &people.unit, title).await;
    let input = json!({
        "official": official["key"], "unit": people.unit, "title": title, "mode": "CONCURRENT",
        "origin": "ELECTION", "validFrom": TODAY, "idempotencyKey": format!("kiêm nhiệm {title}"),
    });
    let answer = change(&people.office, "appointOfficial", input).await;
    assert_eq!(refusals(&answer), []);
    answer.at("/done/appointment").clone()
}

async fn given_a_rotation_that_ends_what_is_held_beside_then_all_ends_that_day(server: &Server) {
    let people = People::of(server).await;
    free_one(&people, &people.foreign_unit, VICE_CHAIR).await;
    let of_unit = people_of(&people.office, &people.unit).await;
    let (official, post) = holder(&of_unit, VICE_CHAIR);
    let other = beside(&people, official, "OFFICE_STATISTICS").await;
    let on = |input: Value| with(input, "validFrom", json!("2026-02-01"));
    let goes = on(moved(post, &people.foreign_unit, VICE_CHAIR));
    let all = with(goes.clone(), "endsConcurrent", json!(true));
    let done = change(&people.office, "rotateOfficial", all).await;
    assert_eq!(refusals(&done), []);
    assert!(!warnings(&done).contains(&"HOLDS_IN_UNIT_LEFT".to_owned()), "{}", done.text);
    assert_eq!(done.at("/done/appointment/origin"), "ROTATION");
    for row in [post, &other] {
        let row = row_of(server, row).await;
        assert_eq!((row.valid_to, row.version), (Some(day("2026-02-01")), 2));
    }
    // Another one goes on with a title in the unit that is left.
    let of_unit = people_of(&people.office, &people.unit).await;
    let (official, chair) = holder(&of_unit, "COMMITTEE_CHAIR");
    beside(&people, official, "JUSTICE_CIVIL_STATUS").await;
    free_one(&people, &people.foreign_unit, "COMMITTEE_CHAIR").await;
    let input = with(
        on(moved(chair, &people.foreign_unit, "COMMITTEE_CHAIR")),
        "idempotencyKey",
        json!("chuyển nữa"),
    );
    let done = change(&people.office, "rotateOfficial", input).await;
    assert_eq!(refusals(&done), []);
    assert!(warnings(&done).contains(&"HOLDS_IN_UNIT_LEFT".to_owned()), "{}", done.text);
}

async fn given_a_reassignment_then_another_title_in_the_same_unit_and_the_file_stays(server: &Server) {
    let people = People::of(server).await;
    free_one(&people, &people.unit, "COMMITTEE_CHAIR").await;
    let of_unit = people_of(&people.commune, &people.unit).await;
    let (official, post) = holder(&of_unit, VICE_CHAIR);
    let (before, file) = (content(server).await, file_of(server, official).await);
    let done = change(&people.commune, "reassignOfficial", reassigned(post, "COMMITTEE_CHAIR")).await;
    assert_eq!(refusals(&done), []);
    assert_eq!(done.at("/done/appointment/origin"), "REASSIGNMENT");
    assert_eq!(done.at("/done/appointment/title/code"), "COMMITTEE_CHAIR");
    assert_eq!(content(server).await, [before[0], before[1] + 1, before[2], before[3] + 2]);
    assert_eq!(file_of(server, official).await, file);
    assert_eq!(row_of(server, post).await.valid_to, Some(day(TODAY)));
}

async fn given_moves_that_break_a_rule_then_each_is_named_in_both_languages_and_nothing_written(
    server: &Server,
) {
    let people = People::of(server).await;
    let of_unit = people_of(&people.office, &people.unit).await;
    let (official, post) = holder(&of_unit, VICE_CHAIR);
    let other = beside(&people, official, "OFFICE_STATISTICS").await;
    let before = content(server).await;
    let base = || moved(post, &people.foreign_unit, VICE_CHAIR);
    for (input, code, field) in [
        (with(base(), "expectedVersion", json!(7)), "CONFLICT", "expectedVersion"),
        (with(base(), "appointment", other["key"].clone()), "INVALID_TRANSITION", "appointment"),
        (moved(post, &people.unit, VICE_CHAIR), "HELD_ALREADY", "title"),
        (moved(post, &people.foreign_unit, "COMMITTEE_CHAIR"), "SEATS_FILLED", "title"),
        (moved(post, &people.foreign_unit, "NOBODY"), "NOT_FOUND", "title"),
        (with(base(), "validTo", json!(TODAY)), "BAD_USER_INPUT", "validTo"),
        (with(base(), "validFrom", json!("2025-06-30")), "BAD_USER_INPUT", "validFrom"),
        (with(base(), "validFrom", json!("1899-12-31")), "BAD_USER_INPUT", "validFrom"),
        (with(base(), "decision", json!("")), "BAD_USER_INPUT", "decision"),
        (with(base(), "idempotencyKey", json!("")), "BAD_USER_INPUT", "idempotencyKey"),
    ] {
        let mut texts = Vec::new();
        for language in ["vi", "en"] {
            let client = people.office.clone().in_language(language);
            let answer = change(&client, "transferOfficial", input.clone()).await;
            assert_eq!(refusals(&answer), refused(code, field), "{input}");
            texts.push(answer.string("/done/userErrors/0/message").to_owned());
        }
        assert!(!texts[0].is_empty() && texts[0] != texts[1], "{texts:?}");
    }
    assert_eq!(content(server).await, before);
    assert_eq!(refusals(&end(&people.office, post).await), []);
    let ended = with(base(), "expectedVersion", json!(2));
    let closed = change(&people.office, "transferOfficial", ended).await;
    assert_eq!(refusals(&closed), refused("INVALID_TRANSITION", "appointment"));
}

async fn given_a_secondment_then_the_file_stays_and_more_than_three_years_are_warned_of(server: &Server) {
    let people = People::of(server).await;
    free_one(&people, &people.foreign_unit, VICE_CHAIR).await;
    let of_unit = people_of(&people.office, &people.unit).await;
    let (official, post) = holder(&of_unit, VICE_CHAIR);
    let before = content(server).await;
    let lent = |to: &str| {
        json!({
            "official": official["key"], "unit": people.foreign_unit, "title": VICE_CHAIR, "mode": "CONCURRENT",
            "decision": "5/QĐ-UBND", "validFrom": TODAY, "validTo": to, "idempotencyKey": to,
        })
    };
    let long = change(&people.office.clone().in_language("en"), "secondOfficial", lent("2029-01-01")).await;
    assert_eq!(refusals(&long), []);
    let told = long.list("/done/warnings").iter().find(|row| row["code"] == "LONG_SECONDMENT").unwrap();
    assert_eq!(told["rule"], "Luật Cán bộ, công chức 2008, Điều 53");
    assert_eq!(told["message"], "The secondment lasts more than 3 years.");
    assert_eq!(long.at("/done/appointment/origin"), "SECONDMENT");
    assert_eq!(content(server).await, [before[0], before[1] + 1, before[2], before[3] + 1]);
    assert_eq!(file_of(server, official).await, uuid_of(&json!(people.unit)));
    assert_eq!(row_of(server, post).await.valid_to, None);
    let again = change(&people.office, "secondOfficial", lent("2029-01-01")).await;
    assert_eq!((refusals(&again), again.at("/done/replayed")), (vec![], &json!(true)));
    let beside = change(&people.office, "secondOfficial", lent("2028-12-31")).await;
    assert_eq!(refusals(&beside), refused("HELD_ALREADY", "title"));
    // Three years to the day are no more than three.
    let (other, _) = holder(&of_unit, "COMMITTEE_CHAIR");
    let exact = with(lent("2028-12-31"), "official", other["key"].clone());
    let exact = with(exact, "mode", json!("ACTING"));
    let exact = change(&people.office, "secondOfficial", exact).await;
    assert_eq!(refusals(&exact), []);
    assert!(!warnings(&exact).contains(&"LONG_SECONDMENT".to_owned()), "{}", exact.text);
}

async fn given_somebody_in_charge_then_no_seat_is_filled(server: &Server) {
    let people = People::of(server).await;
    let of_unit = people_of(&people.commune, &people.unit).await;
    let (official, _) = holder(&of_unit, VICE_CHAIR);
    let filled = async || {
        let document = "query ($unit: ID!) { unit(id: $unit) { posts { title { code } filled surplus } } }";
        let answer = people.office.ask(document, json!({ "unit": people.unit })).await;
        let mut posts = answer.list("/unit/posts").iter();
        posts.find(|post| post["title"]["code"] == "COMMITTEE_CHAIR").unwrap().clone()
    };
    let before = (content(server).await, filled().await);
    for (number, mode) in [(1, "ACTING"), (2, "IN_CHARGE")] {
        let input = json!({
            "official": official["key"], "unit": people.unit, "title": "COMMITTEE_CHAIR", "mode": mode,
            "origin": "TRANSFER", "decision": "7/QĐ-UBND", "validFrom": format!("2026-0{number}-01"),
            "validTo": format!("2026-0{number}-20"), "idempotencyKey": mode,
        });
        let done = change(&people.commune, "appointActing", input).await;
        assert_eq!(refusals(&done), []);
        assert_eq!(done.at("/done/appointment/mode"), mode);
    }
    let after = before.0;
    assert_eq!(content(server).await, [after[0], after[1] + 2, after[2], after[3] + 2]);
    assert_eq!(filled().await, before.1);
    let party = server.client(Account::PartyCommittee).await;
    let input = json!({
        "official": official["key"], "unit": people.unit, "title": "COMMITTEE_CHAIR", "mode": "ACTING",
        "origin": "TRANSFER", "decision": "7/QĐ-UBND", "validFrom": TODAY, "idempotencyKey": "x",
    });
    let answer = change(&party, "appointActing", input).await;
    assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", "done")]);
}

async fn given_two_transfers_to_one_seat_at_once_then_exactly_one_is_made(server: &Server) {
    let people = People::of(server).await;
    free_one(&people, &people.foreign_unit, "COMMITTEE_CHAIR").await;
    let of_unit = people_of(&people.office, &people.unit).await;
    let by = asker(server, &people.office).await;
    let unit = uuid_of(&json!(people.foreign_unit)).into();
    let moves = ["COMMITTEE_CHAIR", VICE_CHAIR].map(|title| {
        let (_, post) = holder(&of_unit, title);
        let input = MoveOfficial {
            appointment: uuid_of(&post["key"]).into(),
            expected_version: 1,
            manner: Manner::Transfer(unit),
            title: "COMMITTEE_CHAIR".to_owned(),
            decision: "8/QĐ-UBND".to_owned(),
            valid_from: day(TODAY),
            valid_to: None,
            ends_concurrent: false,
        };
        move_official(&server.app().work, by.clone(), input, IdempotencyKey::parse(title))
    });
    let outcomes = join_all(moves).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    for error in outcomes.into_iter().filter_map(Result::err) {
        let RegistryError::Refused(refusals) = &error else { panic!("{error}") };
        assert_eq!(refusals[0].rule, Rule::SeatsFilled { on: day(TODAY) });
    }
    let held = appointment::Entity::find()
        .filter(appointment::Column::UnitId.eq(uuid_of(&json!(people.foreign_unit))))
        .filter(appointment::Column::TitleCode.eq("COMMITTEE_CHAIR"))
        .filter(appointment::Column::ValidFrom.eq(day(TODAY)));
    assert_eq!(held.all(server.database().reader()).await.unwrap().len(), 1);
}
