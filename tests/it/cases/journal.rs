//! What the journal tells, and what of it an administrator reads.

#![expect(clippy::disallowed_methods, reason = "the tests look at the tables themselves")]

use std::collections::BTreeSet;

use api::auth::session::authenticate;
use api::journal::{head, of_entries};
use api::keys::{Keys, Purpose};
use api::work::keys::rotate;
use api::work::{Actor, WorkError};
use canbo_tests::{Account, Answer, Client, Fault, NOW, Server, keys, on_both_databases};
use entity::class::ConfidentialityClass as Class;
use entity::value::{JournalOperation, JournalStream};
use entity::{account, journal_entry};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::visitor::{Pair, Time, Visitor, last_events};
use crate::administration::{account as found, at_version, changed, commune};

on_both_databases!(alone:
    ad_01_given_a_change_then_one_entry_tells_who_when_where_what_and_how,
    ad_02_given_forbidden_fields_when_asked_then_one_denial_tells_which_and_no_data_changes,
    ad_02_given_a_denial_that_cannot_be_recorded_then_nothing_is_shown,
    ad_02_given_a_change_that_fails_then_no_entry_of_it,
    ad_04_given_what_people_do_at_the_door_and_operators_to_keys_then_one_event_each,
    ad_05_given_a_reading_of_the_journal_then_it_is_recorded_with_filter_count_and_hash,
    af_08_given_the_platform_outside_its_list_then_forbidden_and_an_event,
    given_an_administrator_then_accounts_in_full_others_without_values_and_some_not_at_all,
    given_filters_then_the_entries_that_meet_them_all,
    given_pages_of_the_journal_then_each_entry_once_and_nothing_that_counts_hidden_ones,
);
on_both_databases!(given_any_other_role_then_the_journal_is_forbidden,);

const ENTRIES: &str = "query ($where: JournalFilter, $first: Int, $after: String) {
    journal(where: $where, first: $first, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes {
            id recordedAt operation class objectType object requestId reason changed
            actor { account username displayName }
            unit { code }
            by { session role address }
            changes { field before after }
            details { name value }
        }
    }
}";

async fn read(client: &Client, filter: Value, first: u32) -> Answer {
    client.ask(ENTRIES, json!({ "where": filter, "first": first })).await
}

/// The entries of a stream, the last first.
async fn entries(server: &Server, stream: JournalStream) -> Vec<journal_entry::Model> {
    journal_entry::Entity::find()
        .filter(journal_entry::Column::Stream.eq(stream))
        .order_by_desc(journal_entry::Column::Sequence)
        .all(server.database().reader())
        .await
        .unwrap()
}

async fn value_of(server: &Server, entry: &journal_entry::Model) -> Value {
    let values = of_entries(server.database().reader(), keys().journal(), &[entry]).await.unwrap();
    values.into_values().next().unwrap()
}

async fn heads(server: &Server) -> (i64, i64) {
    let reader = server.database().reader();
    let data = head(reader, JournalStream::Data).await.unwrap();
    (data, head(reader, JournalStream::Access).await.unwrap())
}

fn request_of(answer: &Answer) -> Uuid {
    let id = answer.body.pointer("/errors/0/extensions/requestId").and_then(Value::as_str);
    id.unwrap_or_else(|| panic!("{}", answer.text)).parse().unwrap()
}

async fn id_of(server: &Server, username: &str) -> account::Model {
    let found = account::Entity::find().filter(account::Column::Username.eq(username));
    found.one(server.database().reader()).await.unwrap().unwrap()
}

/// Changes an account's name shown on behalf of whoever has a token, and fails if asked to.
async fn rename(server: &Server, token: &str, to: &str, fails: bool) -> Result<(), WorkError> {
    let app = server.app();
    let viewer = authenticate(&app.database, &app.tokens, &app.clock, token, None).await.unwrap();
    let actor = Actor::of(&viewer, Uuid::from_u128(77), Some("192.0.2.7".to_owned()));
    let before = id_of(server, "phu-nghia").await;
    let after = account::Model { display_name: to.to_owned(), version: before.version + 1, ..before.clone() };
    let reason = Some("Đổi tên".to_owned());
    app.work
        .unit(actor, move |unit| {
            async move {
                unit.change(&before, after, None, reason).await?;
                if fails { Err(WorkError::Stopped) } else { Ok(()) }
            }
            .boxed()
        })
        .await
}

async fn ad_01_given_a_change_then_one_entry_tells_who_when_where_what_and_how(server: &Server) {
    let administrator = server.client(Account::Administrator).await;
    let (data, access) = heads(server).await;
    rename(server, administrator.token(), "Phú Nghĩa mới", false).await.unwrap();
    assert_eq!(heads(server).await, (data + 1, access));

    let (admin, changed) = (id_of(server, "quan-tri").await, id_of(server, "phu-nghia").await);
    let entry = entries(server, JournalStream::Data).await.remove(0);
    assert_eq!((entry.actor_id, entry.request_id), (Some(admin.id), Some(Uuid::from_u128(77))));
    assert_eq!((entry.object_type.as_str(), entry.object_id), ("account", Some(changed.id.0)));
    assert_eq!((entry.class, entry.operation), (Class::Account, JournalOperation::Change));
    assert_eq!((entry.unit_id, entry.reason.as_deref()), (None, Some("Đổi tên")));
    assert_eq!(entry.recorded_at, NOW.parse::<chrono::DateTime<chrono::Utc>>().unwrap());
    let value = value_of(server, &entry).await;
    assert_eq!(value["changed"], json!(["display_name", "version"]));
    assert_eq!(value["after"]["display_name"], "Phú Nghĩa mới");
    assert_eq!(value["by"]["role"], "ADMIN");
    assert_eq!(value["by"]["address"], "192.0.2.7");
    assert!(value["by"]["session"].is_string());

    let answer = read(&administrator, json!({ "operations": ["CHANGE"] }), 10).await;
    assert_eq!(answer.at("/journal/totalCount"), 1);
    let shown = answer.at("/journal/nodes/0");
    assert_eq!(shown["actor"]["username"], "quan-tri");
    assert_eq!(shown["requestId"], Uuid::from_u128(77).to_string());
    assert_eq!(shown["recordedAt"], NOW);
    assert_eq!((&shown["objectType"], &shown["reason"]), (&json!("account"), &json!("Đổi tên")));
    assert_eq!(shown["changed"], json!(["displayName", "version"]));
    assert_eq!(shown["by"]["role"], "ADMIN");
    assert_eq!(shown["by"]["address"], "192.0.2.7");
    assert_eq!(shown["changes"].as_array().unwrap().len(), 2);
    assert_eq!(shown["changes"][0]["field"], "displayName");
    assert_eq!(shown["changes"][0]["after"], "Phú Nghĩa mới");
    assert_eq!(shown["changes"][1], json!({ "field": "version", "before": "1", "after": "2" }));
}

async fn ad_02_given_forbidden_fields_when_asked_then_one_denial_tells_which_and_no_data_changes(
    server: &Server,
) {
    let committee = server.client(Account::PartyCommittee).await;
    let before = heads(server).await;
    committee.query(r#"{ officials(asOf: "2023-12-31", first: 2) { nodes { fullName } } }"#).await;
    assert_eq!(heads(server).await, before, "what is allowed and not confidential leaves no record");

    let document = r#"{
        journal(first: 1) { totalCount }
        officials(asOf: "2023-12-31", first: 2) { nodes {
            sex identity { phone } again: identity { citizenNumber }
        } }
    }"#;
    let answer = committee.query(document).await;
    assert_eq!(answer.codes(), ["FORBIDDEN"; 5], "{}", answer.text);
    assert_eq!(heads(server).await, (before.0, before.1 + 1));
    let entry = entries(server, JournalStream::Access).await.remove(0);
    assert_eq!((entry.operation, entry.class), (JournalOperation::Denied, Class::Account));
    assert_eq!((entry.object_type.as_str(), entry.object_id), ("graphql", None));
    assert_eq!(entry.actor_id, Some(id_of(server, "to-chuc").await.id));
    assert_eq!(entry.request_id, Some(request_of(&answer)));
    let value = value_of(server, &entry).await;
    assert_eq!(value["fields"], json!(["Official.identity", "Query.journal"]));
    assert_eq!(
        (&value["by"]["role"], &value["by"]["address"]),
        (&json!("PARTY_COMMITTEE"), &json!("127.0.0.1"))
    );
    assert!(value["by"]["session"].is_string());

    // A thing of a class that is denied, asked for by its id alone and as one of several.
    let office = server.client(Account::HomeAffairs).await;
    let person = office.query(r#"{ officials(asOf: "2023-12-31", first: 1) { nodes { id } } }"#).await;
    let id = person.string("/officials/nodes/0/id");
    let administrator = server.client(Account::Administrator).await;
    for (document, field) in [
        ("query ($id: ID!) { node(id: $id) { id } }", "Query.node"),
        ("query ($id: ID!) { nodes(ids: [$id]) { id } }", "Query.nodes"),
    ] {
        let before = heads(server).await;
        let answer = administrator.ask(document, json!({ "id": id })).await;
        assert_eq!(answer.codes(), ["FORBIDDEN"], "{field}");
        assert_eq!(heads(server).await, (before.0, before.1 + 1), "{field}");
        let entry = entries(server, JournalStream::Access).await.remove(0);
        assert_eq!(value_of(server, &entry).await["fields"], json!([field]));
    }
}

async fn ad_02_given_a_denial_that_cannot_be_recorded_then_nothing_is_shown(server: &Server) {
    let committee = server.client(Account::PartyCommittee).await;
    let transaction = server.database().begin_write().await.unwrap();
    use sea_orm::ConnectionTrait;
    let gone = "ALTER TABLE journal_value_account RENAME TO journal_value_gone";
    transaction.execute_unprepared(gone).await.unwrap();
    transaction.commit().await.unwrap();
    let document =
        r#"{ me { role } officials(asOf: "2023-12-31", first: 1) { nodes { sex identity { phone } } } }"#;
    let answer = committee.query(document).await;
    assert_eq!(answer.faults(), [Fault::new("UNAVAILABLE", "")]);
    assert_eq!(answer.body.get("data").cloned().unwrap_or_default(), Value::Null, "{}", answer.text);
    let allowed = committee.query("{ me { role } }").await;
    assert_eq!(allowed.data(), &json!({ "me": { "role": "PARTY_COMMITTEE" } }));
}

async fn ad_02_given_a_change_that_fails_then_no_entry_of_it(server: &Server) {
    let administrator = server.client(Account::Administrator).await;
    let before = (heads(server).await, id_of(server, "phu-nghia").await);
    let outcome = rename(server, administrator.token(), "Khác", true).await;
    assert!(matches!(outcome, Err(WorkError::Stopped)));
    assert_eq!((heads(server).await, id_of(server, "phu-nghia").await), before);
}

async fn ad_04_given_what_people_do_at_the_door_and_operators_to_keys_then_one_event_each(server: &Server) {
    let time = Time::begin();
    let moving = server.beside(time.clock()).await;
    let server = &moving;
    let visitor = Visitor::at("127.0.0.1");
    let administrator = server.client(Account::Administrator).await;
    let mut before = heads(server).await;
    // How many changes of data, and which events, since this was last asked.
    let mut since = async || {
        let (data, access) = heads(server).await;
        let events = last_events(server, usize::try_from(access - before.1).unwrap()).await;
        let changes = data - before.0;
        before = (data, access);
        let events = events.into_iter().map(|(object, operation)| format!("{object} {operation:?}"));
        (changes, events.collect::<Vec<_>>())
    };
    let events = |events: &[&str]| (0, events.iter().map(|event| (*event).to_owned()).collect::<Vec<_>>());

    visitor.log_in(server, "noi-vu", "một cụm từ nào đó khác hẳn").await;
    assert_eq!(since().await, events(&["account LoginRefused"]));
    let pair = visitor.session(server, "noi-vu").await;
    assert_eq!(since().await, events(&["session Login"]));
    let next = Pair::of(&visitor.refresh(server, &pair.refresh).await);
    assert_eq!(since().await, events(&["refresh_token Change"]));
    time.pass_seconds(31);
    assert_eq!(visitor.refresh(server, &pair.refresh).await.status, 401);
    assert_eq!(since().await, events(&["refresh_token Denied", "session Remove"]));
    assert_eq!(visitor.refresh(server, &next.refresh).await.status, 401);
    let pair = visitor.session(server, "noi-vu").await;
    since().await;
    let left = visitor.post(server, "/auth/logout", Some(&pair.access), &json!({})).await;
    assert_eq!(left.status, 204, "{}", left.text);
    assert_eq!(since().await, events(&["session Remove"]));

    // A role is data: the account, the grants that end and those that begin.
    let account = found(&administrator, "dang-uy-phu-nghia").await;
    let input =
        json!({ "role": "COMMUNE", "units": [{ "unit": commune(&administrator).await }], "reason": "x" });
    changed(&administrator, "changeAccountRole", at_version(&account, input), "").await;
    assert_eq!(since().await, (3, Vec::new()));

    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("keys");
    Keys::create(&directory).unwrap();
    for _ in 0..2 {
        rotate(&server.app().work, directory.clone(), Purpose::Token).await.unwrap();
        assert_eq!(since().await, events(&["keys Create"]));
    }
    moving.close().await;
}

async fn ad_05_given_a_reading_of_the_journal_then_it_is_recorded_with_filter_count_and_hash(
    server: &Server,
) {
    let administrator = server.client(Account::Administrator).await;
    let mut hashes = BTreeSet::new();
    for (first, count) in [(1, 1), (5, 5)] {
        let before = heads(server).await;
        let filter =
            json!({ "classes": ["DIRECTORY"], "operations": ["CREATE"], "to": "2026-01-01T00:00:00Z" });
        let answer = read(&administrator, filter, first).await;
        assert_eq!(answer.list("/journal/nodes").len(), count);
        assert_eq!(heads(server).await, (before.0, before.1 + 1));
        let entry = entries(server, JournalStream::Access).await.remove(0);
        assert_eq!((entry.object_type.as_str(), entry.operation), ("journal", JournalOperation::Read));
        assert_eq!(entry.actor_id, Some(id_of(server, "quan-tri").await.id));
        let value = value_of(server, &entry).await;
        assert_eq!(value["count"], count);
        let told =
            json!({ "classes": ["DIRECTORY"], "operations": ["CREATE"], "to": "2026-01-01T00:00:00Z" });
        assert_eq!(value["filter"], told);
        hashes.insert(value["hash"].as_str().unwrap().to_owned());
    }
    assert_eq!(hashes.len(), 2);
    // Whoever reads the journal next sees that it was read, and not by which hash.
    let answer = read(&administrator, json!({ "objectTypes": ["journal"] }), 10).await;
    assert_eq!(answer.at("/journal/totalCount"), 2);
    assert_eq!(answer.at("/journal/nodes/0/details/0"), &json!({ "name": "count", "value": "5" }));
    assert!(hashes.iter().all(|hash| !answer.text.contains(hash)), "{}", answer.text);
}

async fn af_08_given_the_platform_outside_its_list_then_forbidden_and_an_event(server: &Server) {
    let platform = server.client(Account::DigitalPlatform).await;
    let before = heads(server).await;
    let answer = platform
        .query("{ me { role } officials(first: 1) { totalCount } journal(first: 1) { totalCount } }")
        .await;
    assert_eq!(
        answer.partial_data(),
        &json!({ "me": { "role": "INTEGRATION" }, "officials": null, "journal": null })
    );
    assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", "journal"), Fault::new("FORBIDDEN", "officials")]);
    assert_eq!(heads(server).await, (before.0, before.1 + 1));
    let entry = entries(server, JournalStream::Access).await.remove(0);
    assert_eq!(entry.operation, JournalOperation::Denied);
    assert_eq!(entry.actor_id, Some(id_of(server, "nen-tang-so").await.id));
    assert_eq!(value_of(server, &entry).await["fields"], json!(["Query.journal", "Query.officials"]));
}

async fn given_any_other_role_then_the_journal_is_forbidden(server: &Server) {
    for account in Account::ALL.into_iter().filter(|account| *account != Account::Administrator) {
        let client = server.client(account).await;
        for filter in [json!(null), json!({ "classes": ["DIRECTORY"] }), json!({ "classes": [] })] {
            let answer = read(&client, filter, 1).await;
            assert_eq!(answer.partial_data(), &json!({ "journal": null }), "{account:?}");
            assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", "journal")], "{account:?}");
        }
    }
}

async fn given_an_administrator_then_accounts_in_full_others_without_values_and_some_not_at_all(
    server: &Server,
) {
    let administrator = server.client(Account::Administrator).await;
    // Something for every class: a read of succession data, a denial, and what the demo wrote.
    let committee = server.client(Account::PartyCommittee).await;
    committee.query(r#"{ successionRounds(asOf: "2023-12-31", first: 1) { totalCount } }"#).await;
    for class in ["PERSONNEL", "DIRECTORY"] {
        let answer = read(&administrator, json!({ "classes": [class] }), 100).await;
        let nodes = answer.list("/journal/nodes");
        assert_eq!(nodes.len(), 100, "{class}");
        for node in nodes {
            assert_eq!(node["class"], class);
            for hidden in ["reason", "by", "changed", "changes", "details"] {
                assert_eq!(node[hidden], Value::Null, "{class} {hidden}");
            }
        }
    }
    let answer =
        read(&administrator, json!({ "objectTypes": ["account"], "operations": ["CREATE"] }), 20).await;
    let accounts = account::Entity::find().count(server.database().reader()).await.unwrap();
    assert_eq!(answer.at("/journal/totalCount").as_u64(), Some(accounts));
    for node in answer.list("/journal/nodes") {
        let changes = node["changes"].as_array().unwrap();
        let username = changes.iter().find(|change| change["field"] == "username").unwrap();
        assert!(username["before"].is_null() && username["after"].is_string(), "{node}");
        assert!(changes.iter().all(|change| change["field"] != "passwordHash"), "{node}");
    }
    assert!(!answer.text.contains("argon2"));
    for class in ["IDENTITY", "PARTY", "SUCCESSION", "AGGREGATE", "JOURNAL"] {
        let answer = read(&administrator, json!({ "classes": ["ACCOUNT", class] }), 1).await;
        assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", "journal")], "{class}");
    }
    for table in ["official_identity", "party_record", "succession_entry"] {
        let stored = journal_entry::Entity::find().filter(journal_entry::Column::ObjectType.eq(table));
        assert!(stored.count(server.database().reader()).await.unwrap() > 0, "{table}");
        let answer = read(&administrator, json!({ "objectTypes": [table] }), 1).await;
        assert_eq!(answer.at("/journal/totalCount"), 0, "{table}");
    }
}

async fn given_filters_then_the_entries_that_meet_them_all(server: &Server) {
    let administrator = server.client(Account::Administrator).await;
    server.client(Account::HomeAffairs).await;
    assert_eq!(server.log_in("noi-vu", "một cụm từ khác hẳn").await.status, 401);
    let logins =
        read(&administrator, json!({ "operations": ["LOGIN"], "objectTypes": ["session"] }), 10).await;
    assert_eq!(logins.at("/journal/totalCount"), 2);
    let of = |username: &str| {
        let nodes = logins.list("/journal/nodes");
        nodes.iter().find(|node| node["actor"]["username"] == username).unwrap().clone()
    };
    let office = of("noi-vu");
    let by_actor = read(&administrator, json!({ "actor": office["actor"]["account"] }), 10).await;
    assert_eq!(by_actor.at("/journal/totalCount"), 1);
    assert_eq!(by_actor.at("/journal/nodes/0/id"), &office["id"]);
    let by_object = read(&administrator, json!({ "object": office["object"] }), 10).await;
    assert_eq!(by_object.at("/journal/totalCount"), 1);

    let refused = read(&administrator, json!({ "operations": ["LOGIN_REFUSED"] }), 10).await;
    assert_eq!(refused.at("/journal/totalCount"), 1);
    assert_eq!(refused.at("/journal/nodes/0/actor"), &Value::Null);
    assert_eq!(refused.at("/journal/nodes/0/by/address"), "127.0.0.1");

    let unit = r#"{ units(asOf: "2023-12-31", where: { codes: ["10033"] }, first: 1) { nodes { key } } }"#;
    let unit = administrator.query(unit).await.string("/units/nodes/0/key").to_owned();
    let of_unit = read(&administrator, json!({ "unit": unit, "objectTypes": ["affiliation"] }), 1).await;
    assert!(of_unit.at("/journal/totalCount").as_u64().unwrap() > 10);
    assert_eq!(of_unit.at("/journal/nodes/0/class"), "PERSONNEL");

    for (period, total) in [
        (json!({ "from": NOW }), None),
        (json!({ "to": NOW }), Some(0)),
        (json!({ "from": "2025-12-31T03:00:01Z" }), Some(0)),
        (json!({ "from": "2025-01-01T00:00:00Z", "to": "2025-12-31T03:00:01Z" }), None),
    ] {
        let answer = read(&administrator, period.clone(), 1).await;
        let found = answer.at("/journal/totalCount").as_u64().unwrap();
        assert!(total.map_or(found > 1_000, |total| found == total), "{period}: {found}");
    }
    for (bad, code) in [
        (json!({ "actor": "no id" }), "BAD_USER_INPUT"),
        (json!({ "unit": office["object"] }), "BAD_USER_INPUT"),
        (json!({ "objectTypes": ["a\u{0}b"] }), "BAD_USER_INPUT"),
        (json!({ "objectTypes": vec!["a"; 101] }), "BAD_USER_INPUT"),
    ] {
        assert_eq!(read(&administrator, bad.clone(), 1).await.codes(), [code], "{bad}");
    }
}

async fn given_pages_of_the_journal_then_each_entry_once_and_nothing_that_counts_hidden_ones(
    server: &Server,
) {
    let administrator = server.client(Account::Administrator).await;
    let visible = [Class::Account, Class::Directory, Class::Personnel];
    let stored = journal_entry::Entity::find().filter(journal_entry::Column::Class.is_in(visible));
    let expected = stored.count(server.database().reader()).await.unwrap();
    let whole = read(&administrator, json!({}), 1).await;
    assert_eq!(whole.at("/journal/totalCount").as_u64(), Some(expected));
    let all = journal_entry::Entity::find().count(server.database().reader()).await.unwrap();
    assert!(all > expected);

    // A list that does not grow while it is read, over both the transaction of the demo and the logins.
    let filter = json!({ "classes": ["ACCOUNT", "DIRECTORY"], "operations": ["CREATE", "LOGIN"] });
    let (mut ids, mut cursors, mut after) = (Vec::new(), Vec::new(), Value::Null);
    let mut lengths = BTreeSet::new();
    loop {
        let variables = json!({ "where": filter, "first": 97, "after": after });
        let answer = administrator.ask(ENTRIES, variables).await;
        let nodes = answer.list("/journal/nodes");
        ids.extend(nodes.iter().map(|node| node["id"].as_str().unwrap().to_owned()));
        let of_one_stream = nodes.iter().filter(|node| node["class"] == "DIRECTORY");
        lengths.extend(of_one_stream.map(|node| node["id"].as_str().unwrap().len()));
        after = answer.at("/journal/pageInfo/endCursor").clone();
        cursors.push(after.as_str().unwrap().len());
        if answer.at("/journal/pageInfo/hasNextPage") == false {
            assert_eq!(answer.at("/journal/totalCount").as_u64(), u64::try_from(ids.len()).ok());
            break;
        }
    }
    assert!(ids.len() > 200, "{}", ids.len());
    let distinct: BTreeSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len());
    // An entry of the first page and one of the last are thousands of places apart, and nothing is longer for it.
    assert_eq!(lengths.len(), 1, "{lengths:?}");
    cursors.pop();
    cursors.dedup();
    assert_eq!(cursors.len(), 1, "{cursors:?}");
    let again = administrator.ask(ENTRIES, json!({ "where": filter, "first": 5 })).await;
    assert_eq!(again.string("/journal/nodes/4/id"), ids[4]);
}
