//! Seats authorised, added for a time and taken back (security cases AR-05, AR-06, AF-09, CW-01).

use api::graphql::id::{NodeKind, key};
use api::work::idempotency::IdempotencyKey;
use api::work::registry::posts::{AuthorisePost, Lasting, authorise};
use api::work::registry::{RegistryError, Rule};
use canbo_tests::{Account, Answer, Client, Fault, Server, TODAY, day, on_both_databases};
use futures_util::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

use super::registry::{People, asker, change, content, refusals, refused, uuid_of};

on_both_databases!(
    alone:
    ar_05_given_a_post_of_another_unit_when_ended_at_its_version_then_as_if_there_were_none,
    ar_06_given_a_unit_out_of_scope_when_seats_are_authorised_in_it_then_as_if_there_were_none,
    af_09_given_a_role_that_does_not_write_personnel_when_it_changes_posts_then_forbidden,
    given_a_base_number_when_another_begins_then_it_ends_that_day_and_nothing_closed_changes,
    given_seats_that_are_added_for_a_time_then_they_count_until_their_end,
    given_seats_that_shrink_under_their_holders_then_the_surplus_is_warned_of_and_nobody_leaves,
    given_more_vice_chairs_than_a_class_has_then_warned_of,
    given_posts_that_break_a_rule_then_each_is_named_in_both_languages_and_nothing_written,
    given_a_post_that_ends_then_its_version_counts_and_what_has_ended_is_closed,
    given_ten_numbers_of_seats_at_once_then_exactly_one_is_authorised,
);

const STAFF: &str = "OFFICE_STATISTICS";

const POSTS: &str = "query ($unit: ID!, $on: Date) { unit(id: $unit, asOf: $on) { posts {
    key title { code } seats filled surplus validFrom
    authorisations { key version seats isTransitional decision validFrom validTo }
} } }";

/// The posts of a unit on a day.
async fn posts_of(client: &Client, unit: &str, on: &str) -> Vec<Value> {
    client.ask(POSTS, json!({ "unit": unit, "on": on })).await.list("/unit/posts").to_vec()
}

async fn post_of(client: &Client, unit: &str, title: &str, on: &str) -> Value {
    let posts = posts_of(client, unit, on).await;
    posts.into_iter().find(|post| post["title"]["code"] == title).unwrap_or_default()
}

fn authorised(unit: &str, title: &str, seats: i64, from: &str) -> Value {
    json!({
        "unit": unit, "title": title, "seats": seats, "decision": "12/QĐ-UBND", "validFrom": from,
        "idempotencyKey": format!("{title} {seats} {from}"),
    })
}

fn granted(unit: &str, title: &str, seats: i64, from: &str, to: &str) -> Value {
    with(authorised(unit, title, seats, from), "validTo", json!(to))
}

fn with(mut input: Value, field: &str, value: Value) -> Value {
    input[field] = value;
    input
}

fn ended(post: &Value, on: &str) -> Value {
    let row = &post["authorisations"][0];
    json!({ "post": row["key"], "expectedVersion": row["version"], "endsOn": on, "reason": "Sắp xếp lại" })
}

#[track_caller]
fn warnings(answer: &Answer) -> Vec<String> {
    assert_eq!(refusals(answer), []);
    answer.list("/done/warnings").iter().map(|row| row["code"].as_str().unwrap().to_owned()).collect()
}

/// How many people hold a post.
fn held(post: &Value) -> i64 {
    post["filled"].as_i64().unwrap() + post["surplus"].as_i64().unwrap()
}

async fn ar_05_given_a_post_of_another_unit_when_ended_at_its_version_then_as_if_there_were_none(
    server: &Server,
) {
    let people = People::of(server).await;
    let before = content(server).await;
    let foreign = ended(&post_of(&people.office, &people.foreign_unit, STAFF, TODAY).await, TODAY);
    let missing = key(NodeKind::Post, Uuid::from_u128(1)).to_string();
    let mut told = Vec::new();
    for input in [foreign.clone(), with(foreign, "post", json!(missing))] {
        let sent = server.statements();
        let answer = change(&people.commune, "endPost", input).await;
        assert_eq!(refusals(&answer), refused("NOT_FOUND", "post"));
        told.push((answer.text, server.statements() - sent));
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(content(server).await, before);
}

async fn ar_06_given_a_unit_out_of_scope_when_seats_are_authorised_in_it_then_as_if_there_were_none(
    server: &Server,
) {
    let people = People::of(server).await;
    let before = content(server).await;
    let missing = key(NodeKind::Unit, Uuid::from_u128(1)).to_string();
    for mutation in ["authorisePost", "grantTransitionalSeats"] {
        let mut told = Vec::new();
        for unit in [&people.foreign_unit, &missing] {
            let sent = server.statements();
            let input = granted(unit, STAFF, 2, TODAY, "2026-06-30");
            let answer = change(&people.commune, mutation, input).await;
            assert_eq!(refusals(&answer), refused("NOT_FOUND", "unit"));
            told.push((answer.text, server.statements() - sent));
        }
        assert_eq!(told[0], told[1], "{mutation}");
    }
    assert_eq!(content(server).await, before);
}

async fn af_09_given_a_role_that_does_not_write_personnel_when_it_changes_posts_then_forbidden(
    server: &Server,
) {
    let people = People::of(server).await;
    let before = content(server).await;
    let post = post_of(&people.office, &people.unit, STAFF, TODAY).await;
    for account in [Account::PartyCommittee, Account::Administrator, Account::DigitalPlatform] {
        let client = server.client(account).await;
        for (mutation, input) in [
            ("authorisePost", authorised(&people.unit, STAFF, 9, "2026-01-15")),
            ("grantTransitionalSeats", granted(&people.unit, STAFF, 9, TODAY, "2026-01-15")),
            ("endPost", ended(&post, "2026-01-15")),
        ] {
            let answer = change(&client, mutation, input).await;
            assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", "done")], "{account:?} {mutation}");
            assert_eq!(answer.partial_data(), &json!({ "done": null }));
        }
    }
    assert_eq!(content(server).await, before);
    let by_commune = authorised(&people.unit, STAFF, 9, "2026-01-15");
    assert_eq!(refusals(&change(&people.commune, "authorisePost", by_commune).await), []);
    let by_office = authorised(&people.unit, STAFF, 10, "2026-02-15");
    assert_eq!(refusals(&change(&people.office, "authorisePost", by_office).await), []);
}

async fn given_a_base_number_when_another_begins_then_it_ends_that_day_and_nothing_closed_changes(
    server: &Server,
) {
    let people = People::of(server).await;
    let (post, before) = (post_of(&people.commune, &people.unit, STAFF, TODAY).await, content(server).await);
    let seats = held(&post).max(post["seats"].as_i64().unwrap());
    let input = authorised(&people.unit, STAFF, seats + 1, "2026-01-15");
    let done = change(&people.commune, "authorisePost", input.clone()).await;
    assert_eq!(warnings(&done), Vec::<String>::new());
    assert_eq!(done.at("/done/post/seats"), &json!(seats + 1));
    assert_eq!(done.at("/done/post/asOf"), "2026-01-15");
    // One entry for the number that ends and one for the one that begins.
    assert_eq!(content(server).await, [before[0], before[1], before[2], before[3] + 2]);
    let last_day = post_of(&people.commune, &people.unit, STAFF, "2026-01-14").await;
    assert_eq!((&last_day["key"], &last_day["seats"]), (&post["key"], &post["seats"]));
    let of_old = &last_day["authorisations"];
    assert_eq!(of_old.as_array().unwrap().len(), 1);
    assert_eq!((&of_old[0]["validTo"], &of_old[0]["version"]), (&json!("2026-01-15"), &json!(2)));
    let expected = json!([{
        "key": done.at("/done/post/key"), "version": 1, "seats": seats + 1, "isTransitional": false,
        "decision": "12/QĐ-UBND", "validFrom": "2026-01-15", "validTo": null,
    }]);
    let first_day = post_of(&people.commune, &people.unit, STAFF, "2026-01-15").await;
    assert_eq!(first_day["authorisations"], expected);
    let again = change(&people.commune, "authorisePost", input).await;
    assert_eq!((refusals(&again), again.at("/done/replayed")), (vec![], &json!(true)));
    assert_eq!(again.at("/done/post"), done.at("/done/post"));
    let other = with(authorised(&people.unit, STAFF, seats + 1, "2026-01-15"), "seats", json!(7));
    let mismatch = change(&people.commune, "authorisePost", other).await;
    assert_eq!(refusals(&mismatch), refused("IDEMPOTENCY_MISMATCH", "idempotencyKey"));
    assert_eq!(content(server).await, [before[0], before[1], before[2], before[3] + 2]);
}

async fn given_seats_that_are_added_for_a_time_then_they_count_until_their_end(server: &Server) {
    let people = People::of(server).await;
    let post = post_of(&people.office, &people.unit, STAFF, TODAY).await;
    let seats = post["seats"].as_i64().unwrap();
    let input = granted(&people.unit, STAFF, 5, TODAY, "2026-07-01");
    let done = change(&people.office, "grantTransitionalSeats", input.clone()).await;
    assert_eq!(warnings(&done), Vec::<String>::new());
    assert_eq!(done.at("/done/post/seats"), &json!(seats + 5));
    let during = post_of(&people.office, &people.unit, STAFF, "2026-06-30").await;
    assert_eq!((&during["key"], &during["seats"]), (&post["key"], &json!(seats + 5)));
    assert_eq!(held(&during), held(&post));
    let rows = during["authorisations"].as_array().unwrap();
    let told: Vec<_> = rows.iter().map(|row| (&row["isTransitional"], &row["validTo"])).collect();
    assert_eq!(told[1], (&json!(true), &json!("2026-07-01")));
    assert_eq!((told.len(), told[0].0), (2, &json!(false)));
    assert_eq!(post_of(&people.office, &people.unit, STAFF, "2026-07-01").await["seats"], post["seats"]);
    // It is found by its own key, with the seats of the title.
    let node = "query ($id: ID!) { node(id: $id) { ... on Post { key seats } } }";
    let found = people.office.ask(node, json!({ "id": done.at("/done/post/key") })).await;
    assert_eq!(found.at("/node"), &json!({ "key": done.at("/done/post/key"), "seats": seats + 5 }));
    let again = change(&people.office, "grantTransitionalSeats", input).await;
    assert_eq!((refusals(&again), again.at("/done/replayed")), (vec![], &json!(true)));
    // A second grant lies beside the first one, and without a base number there is none.
    let more = granted(&people.unit, STAFF, 1, TODAY, "2026-03-01");
    assert_eq!(refusals(&change(&people.office, "grantTransitionalSeats", more).await), []);
    let end = ended(&post, "2026-02-01");
    assert_eq!(refusals(&change(&people.office, "endPost", end).await), []);
    let alone = post_of(&people.office, &people.unit, STAFF, "2026-02-01").await;
    assert_eq!(alone["seats"], 6);
    let before = content(server).await;
    let late = granted(&people.unit, STAFF, 1, "2026-02-01", "2026-03-01");
    let answer = change(&people.office, "grantTransitionalSeats", late).await;
    assert_eq!(refusals(&answer), refused("NOT_AUTHORISED", "title"));
    assert_eq!(content(server).await, before);
}

async fn given_seats_that_shrink_under_their_holders_then_the_surplus_is_warned_of_and_nobody_leaves(
    server: &Server,
) {
    let people = People::of(server).await;
    let posts = posts_of(&people.commune, &people.unit, TODAY).await;
    let post = posts.iter().find(|post| held(post) > 1).unwrap();
    let title = post["title"]["code"].as_str().unwrap();
    let commune = people.commune.clone().in_language("en");
    let done = change(&commune, "authorisePost", authorised(&people.unit, title, 1, TODAY)).await;
    assert_eq!(warnings(&done), ["SURPLUS_HOLDERS"]);
    let text = format!("Surplus: on {TODAY} the number of holders is {}, that of seats 1.", held(post));
    assert_eq!(done.at("/done/warnings/0/message"), text.as_str());
    assert_eq!(done.at("/done/warnings/0/rule"), "Nghị định 33/2023/NĐ-CP");
    assert_eq!(done.at("/done/post/surplus"), &json!(held(post) - 1));
    let now = post_of(&people.commune, &people.unit, title, TODAY).await;
    let end = change(&people.commune, "endPost", ended(&now, "2026-03-01")).await;
    assert_eq!(warnings(&end), ["SURPLUS_HOLDERS"]);
    let message = end.string("/done/warnings/0/message");
    assert_eq!(message, format!("Dôi dư: vào ngày 01/03/2026, {} người giữ 0 biên chế.", held(post)));
}

async fn given_more_vice_chairs_than_a_class_has_then_warned_of(server: &Server) {
    let people = People::of(server).await;
    let title = "COMMITTEE_VICE_CHAIR";
    let more = change(&people.office, "authorisePost", authorised(&people.unit, title, 3, TODAY)).await;
    assert!(warnings(&more).contains(&"VICE_CHAIR_LIMIT".to_owned()), "{}", more.text);
    assert_eq!(more.at("/done/warnings/0/rule"), "Nghị định 33/2023/NĐ-CP");
    let two = change(&people.office, "authorisePost", authorised(&people.unit, title, 2, "2026-02-01")).await;
    assert!(!warnings(&two).contains(&"VICE_CHAIR_LIMIT".to_owned()), "{}", two.text);
    let beside = granted(&people.unit, title, 1, "2026-03-01", "2026-04-01");
    let beside = change(&people.office, "grantTransitionalSeats", beside).await;
    assert_eq!(warnings(&beside), ["VICE_CHAIR_LIMIT"]);
}

async fn given_posts_that_break_a_rule_then_each_is_named_in_both_languages_and_nothing_written(
    server: &Server,
) {
    let people = People::of(server).await;
    let post = post_of(&people.office, &people.unit, STAFF, TODAY).await;
    let before = content(server).await;
    let base = || authorised(&people.unit, STAFF, 2, "2026-01-15");
    let first_day = &post["authorisations"][0]["validFrom"];
    for (input, code, field) in [
        (with(base(), "seats", json!(0)), "BAD_USER_INPUT", "seats"),
        (with(base(), "seats", json!(1000)), "BAD_USER_INPUT", "seats"),
        (with(base(), "seats", json!(i32::MIN)), "BAD_USER_INPUT", "seats"),
        (with(base(), "title", json!("NOBODY")), "NOT_FOUND", "title"),
        (with(base(), "decision", json!(" ")), "BAD_USER_INPUT", "decision"),
        (with(base(), "decision", json!("\u{202e}12/QĐ")), "BAD_USER_INPUT", "decision"),
        (with(base(), "validTo", json!("2026-01-15")), "BAD_USER_INPUT", "validTo"),
        (with(base(), "validFrom", json!("1899-12-31")), "BAD_USER_INPUT", "validFrom"),
        (with(base(), "validFrom", json!("2025-06-30")), "UNIT_ABSENT", "unit"),
        (with(base(), "validFrom", first_day.clone()), "BAD_USER_INPUT", "validFrom"),
        (with(base(), "idempotencyKey", json!("")), "BAD_USER_INPUT", "idempotencyKey"),
    ] {
        let answer = change(&people.office, "authorisePost", input.clone()).await;
        assert_eq!(refusals(&answer), refused(code, field), "{input}");
        let mut texts = Vec::new();
        for language in ["vi", "en"] {
            let client = people.office.clone().in_language(language);
            let answer = change(&client, "authorisePost", input.clone()).await;
            texts.push(answer.string("/done/userErrors/0/message").to_owned());
        }
        assert!(!texts[0].is_empty() && texts[0] != texts[1], "{texts:?}");
    }
    assert_eq!(content(server).await, before);
}

async fn given_a_post_that_ends_then_its_version_counts_and_what_has_ended_is_closed(server: &Server) {
    let people = People::of(server).await;
    let post = post_of(&people.commune, &people.unit, STAFF, TODAY).await;
    let before = content(server).await;
    let old = with(ended(&post, TODAY), "expectedVersion", json!(7));
    let conflict = change(&people.commune.clone().in_language("en"), "endPost", old).await;
    assert_eq!(refusals(&conflict), refused("CONFLICT", "expectedVersion"));
    assert_eq!(conflict.at("/done/userErrors/0/message"), "It was changed meanwhile; its version is 1 now.");
    for impossible in ["2020-01-01", post["validFrom"].as_str().unwrap()] {
        let answer = change(&people.commune, "endPost", ended(&post, impossible)).await;
        assert_eq!(refusals(&answer), refused("BAD_USER_INPUT", "endsOn"), "{impossible}");
    }
    assert_eq!(content(server).await, before);
    let done = change(&people.commune, "endPost", ended(&post, TODAY)).await;
    assert_eq!(refusals(&done), []);
    // It is seen from its last day.
    assert_eq!(done.at("/done/post/asOf"), "2025-12-30");
    assert_eq!(done.at("/done/post/authorisations/0/validTo"), TODAY);
    assert_eq!(post_of(&people.commune, &people.unit, STAFF, TODAY).await, Value::Null);
    let after = content(server).await;
    assert_eq!(after, [before[0], before[1], before[2], before[3] + 1]);
    let again = change(&people.commune, "endPost", ended(done.at("/done/post"), TODAY)).await;
    assert_eq!(refusals(&again), refused("INVALID_TRANSITION", "post"));
    // Nothing that has ended is ended again by another number.
    let late = authorised(&people.unit, STAFF, 2, "2025-12-01");
    let late = change(&people.commune, "authorisePost", late).await;
    assert_eq!(refusals(&late), refused("INVALID_TRANSITION", "validFrom"));
    assert_eq!(content(server).await, after);
}

async fn given_ten_numbers_of_seats_at_once_then_exactly_one_is_authorised(server: &Server) {
    let people = People::of(server).await;
    let (commune, office) = (asker(server, &people.commune).await, asker(server, &people.office).await);
    let unit = uuid_of(&json!(people.unit)).into();
    let numbers = (1..=10).zip([&commune, &office].into_iter().cycle()).map(|(seats, by)| {
        let input = AuthorisePost {
            unit,
            title: STAFF.to_owned(),
            seats,
            decision: "12/QĐ-UBND".to_owned(),
            valid_from: day("2026-01-15"),
            lasting: Lasting::Base(None),
        };
        authorise(&server.app().work, by.clone(), input, IdempotencyKey::parse(&seats.to_string()))
    });
    let outcomes = join_all(numbers).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    for error in outcomes.into_iter().filter_map(Result::err) {
        let RegistryError::Refused(refusals) = &error else { panic!("{error}") };
        assert_eq!(refusals[0].rule, Rule::Order);
    }
    let post = post_of(&people.office, &people.unit, STAFF, "2026-01-15").await;
    assert_eq!(post["authorisations"].as_array().unwrap().len(), 1);
}
