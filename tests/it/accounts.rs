//! Administration of accounts: lists, invitations, units and periods, sessions, and the access report.

#![expect(clippy::disallowed_methods, reason = "the tests look at the tables themselves")]

use api::demo::PASS_PHRASE;
use canbo_tests::{Account, Client, Fault, SchemaTypes, Server, on_both_databases};
use entity::{affiliation, journal_entry, session};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::administration::{
    account as found, administrators, at_version, change, changed, clerk, commune, one, refused, version,
};

on_both_databases!(
    given_another_role_when_accounts_are_asked_for_or_changed_then_forbidden,
    given_a_search_in_any_form_then_the_accounts_and_pages_that_fit_together,
);
on_both_databases!(
    alone: given_more_accounts_when_listed_with_everything_then_no_more_statements,
    given_an_input_that_cannot_be_used_then_its_own_code_and_field_and_nothing_changed,
    given_an_invitation_asked_for_twice_then_done_once_and_another_under_its_key_refused,
    given_an_invitation_when_taken_back_then_its_code_is_and_no_new_one_is_issued,
    given_a_stale_version_then_conflict_with_the_version_in_force,
    given_units_when_added_and_ended_on_the_same_day_then_held_on_no_day,
    given_an_account_when_disabled_then_its_sessions_end_at_once_and_enabled_it_may_log_in,
    given_sessions_then_each_sees_its_own_ends_them_and_nobody_elses,
    given_a_unit_then_the_report_tells_who_sees_it_and_by_which_grant,
    given_a_holder_who_left_office_then_the_account_is_found_and_only_the_day_is_told,
    given_a_machine_then_administrators_make_it_show_its_secret_once_and_hold_it_to_less,
    given_changes_of_accounts_then_each_is_journalled_once_with_whoever_made_it,
);

async fn given_another_role_when_accounts_are_asked_for_or_changed_then_forbidden(server: &Server) {
    let types = SchemaTypes::served();
    let administrator = server.client(Account::Administrator).await;
    let account = found(&administrator, "phu-nghia").await;
    let before = version(server).await;
    for other in [
        Account::HomeAffairs,
        Account::PhuNghia,
        Account::PartyCommittee,
        Account::PhuNghiaParty,
        Account::DigitalPlatform,
    ] {
        let client = server.client(other).await;
        for field in ["accounts(first: 1) { totalCount }", "accountProposals(first: 1) { totalCount }"] {
            let name = field.split('(').next().unwrap();
            let answer = client.query(&format!("{{ {field} }}")).await;
            assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", name)], "{other:?}");
        }
        let node =
            client.ask("query ($id: ID!) { node(id: $id) { id } }", json!({ "id": account["id"] })).await;
        assert_eq!(node.faults(), [Fault::new("NOT_FOUND", "node")], "{other:?}");
        let rename = at_version(&account, json!({ "displayName": "x" }));
        let answer = change(&client, "renameAccount", rename, "").await;
        assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", "done")], "{other:?}");
        assert_eq!(answer.partial_data(), &json!({ "done": null }), "{other:?}");
    }
    assert_eq!(version(server).await, before);
    // Every change is of a class; ending one's own session alone is everybody's.
    for field in types.fields("Mutation") {
        let class = types.class("Mutation", &field.name.node);
        assert_eq!(class.is_none(), field.name.node == "endSession", "{}", field.name.node);
    }
}

async fn given_a_search_in_any_form_then_the_accounts_and_pages_that_fit_together(server: &Server) {
    let administrator = server.client(Account::Administrator).await;
    let names = async |arguments: &str| {
        let document = format!(
            "{{ accounts({arguments}) {{ totalCount nodes {{ username }} pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        let answer = administrator.query(&document).await;
        let names: Vec<String> = answer
            .list("/accounts/nodes")
            .iter()
            .map(|node| node["username"].as_str().unwrap().to_owned())
            .collect();
        (names, answer.at("/accounts").clone())
    };
    let all = ["dang-uy-phu-nghia", "nen-tang-so", "noi-vu", "phu-nghia", "quan-tri", "to-chuc"];
    assert_eq!(names("first: 100").await.0, all);
    for (arguments, expected) in [
        ("where: { search: \"PHU NGHIA\" }, first: 9", vec!["dang-uy-phu-nghia", "phu-nghia"]),
        ("where: { search: \"Đảng ủy xã\" }, first: 9", vec!["dang-uy-phu-nghia"]),
        ("where: { search: \"dang uy xa\" }, first: 9", vec!["dang-uy-phu-nghia"]),
        ("where: { search: \"%\" }, first: 9", vec![]),
        ("where: { roles: [PARTY_COMMITTEE] }, first: 9", vec!["dang-uy-phu-nghia", "to-chuc"]),
        ("where: { roles: [] }, first: 9", vec![]),
        ("where: { statuses: [INVITED, DISABLED] }, first: 9", vec![]),
        ("where: { findings: [LOCKED, NEVER_ACTIVATED, HOLDER_LEFT_OFFICE] }, first: 9", vec![]),
        (
            "where: { search: \"n\", roles: [DISTRICT, COMMUNE] }, orderBy: { field: USERNAME, direction: DESCENDING }, first: 9",
            vec!["phu-nghia", "noi-vu"],
        ),
    ] {
        let (found, list) = names(arguments).await;
        assert_eq!(found, expected, "{arguments}");
        assert_eq!(list["totalCount"], json!(expected.len()), "{arguments}");
    }
    // The same pages, whether the database or the server searches.
    for filter in ["", "where: { search: \"-\" }, "] {
        for order in ["USERNAME", "CREATED_AT"] {
            let order = format!("orderBy: {{ field: {order}, direction: DESCENDING }}");
            let whole = names(&format!("{filter}{order}, first: 100")).await.0;
            let (mut walked, mut cursor) = (Vec::new(), String::new());
            loop {
                let (page, list) = names(&format!("{filter}{order}, first: 4{cursor}")).await;
                walked.extend(page);
                if list["pageInfo"]["hasNextPage"] == false {
                    break;
                }
                cursor = format!(", after: {}", list["pageInfo"]["endCursor"]);
            }
            assert_eq!(walked, whole, "{filter} {order}");
            assert_eq!(whole.len(), 6, "{filter} {order}");
        }
    }
}

async fn given_more_accounts_when_listed_with_everything_then_no_more_statements(server: &Server) {
    let administrator = server.client(Account::Administrator).await;
    let mut costs = Vec::new();
    for first in [2, 6] {
        let document = format!(
            "{{ accounts(first: {first}) {{ totalCount nodes {{
                username findings holder {{ leftOfficeOn }} activation {{ expiresAt }} proposals {{ id }}
                grants {{ unit {{ name }} validFrom }} sessions(first: 2) {{ totalCount nodes {{ client }} }}
            }} }} }}"
        );
        let _ = administrator.query(&document).await.data();
        // What the server does by itself meanwhile is in one of them at most.
        let mut times = Vec::new();
        for _ in 0..6 {
            let before = server.statements();
            let _ = administrator.query(&document).await.data();
            times.push(server.statements() - before);
        }
        costs.push(times.into_iter().min().unwrap());
    }
    assert_eq!(costs[0], costs[1], "{costs:?}");
    assert!(costs[0] < 20, "{costs:?}");
}

async fn given_an_input_that_cannot_be_used_then_its_own_code_and_field_and_nothing_changed(server: &Server) {
    let administrator = server.client(Account::Administrator).await;
    let commune = commune(&administrator).await;
    let office = server.client(Account::HomeAffairs).await;
    let whole = office.query("{ me { units { key } } }").await.string("/me/units/0/key").to_owned();
    let district = "{ units(asOf: \"2023-12-31\", where: { codes: [\"277\"] }, first: 1) { nodes { key } } }";
    let ended = administrator.query(district).await.string("/units/nodes/0/key").to_owned();
    let city = "{ units(where: { kinds: [CITY, PROVINCE, DISTRICT] }, first: 1) { nodes { key } } }";
    let city = administrator.query(city).await;
    let above =
        city.list("/units/nodes").first().map_or(whole, |node| node["key"].as_str().unwrap().to_owned());
    let before = version(server).await;
    let with = |more: Value| {
        let mut input = clerk("moi", &commune);
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let period = |unit: &str, more: Value| {
        let mut given = json!({ "unit": unit });
        given.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        with(json!({ "units": [given] }))
    };
    for (input, code, field) in [
        (with(json!({ "username": "hai từ" })), "BAD_USER_INPUT", "input.username"),
        (with(json!({ "username": "" })), "BAD_USER_INPUT", "input.username"),
        (with(json!({ "username": "Noi-Vu" })), "BAD_USER_INPUT", "input.username"),
        (with(json!({ "displayName": " " })), "BAD_USER_INPUT", "input.displayName"),
        (with(json!({ "displayName": "a\u{1}b" })), "BAD_USER_INPUT", "input.displayName"),
        (with(json!({ "reason": "" })), "BAD_USER_INPUT", "input.reason"),
        (with(json!({ "units": [] })), "BAD_USER_INPUT", "input.units"),
        (with(json!({ "units": null })), "BAD_USER_INPUT", "input.units"),
        (with(json!({ "role": "ADMIN" })), "BAD_USER_INPUT", "input.units"),
        (with(json!({ "idempotencyKey": "" })), "BAD_USER_INPUT", "input.idempotencyKey"),
        (
            with(json!({ "units": [{ "unit": commune }, { "unit": commune }] })),
            "BAD_USER_INPUT",
            "input.units.1.unit",
        ),
        (period(&ended, json!({})), "NOT_FOUND", "input.units.0.unit"),
        (period(&above, json!({})), "BAD_USER_INPUT", "input.units.0.unit"),
        (period(&commune, json!({ "validFrom": "2025-12-30" })), "BAD_USER_INPUT", "input.units.0.validFrom"),
        (
            period(&commune, json!({ "validFrom": "2026-01-02", "validTo": "2026-01-02" })),
            "BAD_USER_INPUT",
            "input.units.0.validFrom",
        ),
    ] {
        if code == "BAD_USER_INPUT" && field == "input.units.0.unit" && above == commune {
            continue;
        }
        assert_eq!(
            refused(&administrator, "inviteAccount", input.clone()).await,
            one(code, field),
            "{input}"
        );
    }
    // What no well-behaved client sends is an error of the request.
    let nobody = api::graphql::id::key(api::graphql::id::NodeKind::Account, uuid::Uuid::from_u128(42));
    let input = json!({ "account": nobody.as_str(), "expectedVersion": 1, "displayName": "x" });
    assert_eq!(refused(&administrator, "renameAccount", input).await, one("NOT_FOUND", "input.account"));
    let answer = change(
        &administrator,
        "renameAccount",
        json!({ "account": "x", "expectedVersion": 1, "displayName": "x" }),
        "",
    )
    .await;
    assert_eq!(answer.faults(), [Fault::new("BAD_USER_INPUT", "done")]);
    assert_eq!(version(server).await, before);
    // Texts follow the language; codes and fields do not.
    for (language, text) in [("vi", "Tên đăng nhập đã có người dùng."), ("en", "The name is taken.")]
    {
        let client = administrator.clone().in_language(language);
        let answer = change(&client, "inviteAccount", clerk("noi-vu", &commune), "").await;
        assert_eq!(
            answer.at("/done/userErrors"),
            &json!([{ "code": "BAD_USER_INPUT", "field": ["input", "username"], "message": text }])
        );
    }
}

async fn given_an_invitation_asked_for_twice_then_done_once_and_another_under_its_key_refused(
    server: &Server,
) {
    let administrator = server.client(Account::Administrator).await;
    let input = clerk("van-phong", &commune(&administrator).await);
    let beside = server.beside(canbo_tests::clock()).await;
    let other = beside.client_with_token(administrator.token());
    let more = "activationCode { code }";
    let (a, b) = tokio::join!(
        change(&administrator, "inviteAccount", input.clone(), more),
        change(&other, "inviteAccount", input.clone(), more)
    );
    assert_eq!(a.at("/done/account/id"), b.at("/done/account/id"));
    let codes = [&a, &b].into_iter().filter(|answer| answer.at("/done/activationCode").is_object()).count();
    assert_eq!(codes, 1, "{} {}", a.text, b.text);
    let mut another = input;
    another["displayName"] = json!("Người khác");
    let mismatch = refused(&administrator, "inviteAccount", another).await;
    assert_eq!(mismatch, one("IDEMPOTENCY_MISMATCH", "input.idempotencyKey"));
    beside.close().await;
}

async fn given_an_invitation_when_taken_back_then_its_code_is_and_no_new_one_is_issued(server: &Server) {
    let administrator = server.client(Account::Administrator).await;
    let input = clerk("van-phong", &commune(&administrator).await);
    let invited = changed(&administrator, "inviteAccount", input, "").await;
    let cancel = at_version(&invited["account"], json!({ "reason": "Nhầm người" }));
    let cancelled = changed(&administrator, "cancelInvitation", cancel, "").await;
    assert_eq!(cancelled["account"]["status"], "DISABLED");
    let open = entity::activation::Entity::find()
        .filter(entity::activation::Column::CancelledAt.is_null())
        .all(server.database().reader())
        .await
        .unwrap();
    assert_eq!(open.len(), 0);
    let again = at_version(&cancelled["account"], json!({}));
    assert_eq!(
        refused(&administrator, "issueActivationCode", again).await,
        one("INVALID_TRANSITION", "input.account")
    );
    let enable = at_version(&cancelled["account"], json!({ "reason": "x" }));
    assert_eq!(
        refused(&administrator, "enableAccount", enable.clone()).await,
        one("INVALID_TRANSITION", "input.account")
    );
    // It begins anew as a reset.
    let reset = changed(&administrator, "resetAccount", enable, "activationCode { code }").await;
    assert!(reset["activationCode"]["code"].is_string());
    assert_eq!(reset["account"]["status"], "INVITED");
}

async fn given_a_stale_version_then_conflict_with_the_version_in_force(server: &Server) {
    let administrator = server.client(Account::Administrator).await;
    let account = found(&administrator, "phu-nghia").await;
    let rename = at_version(&account, json!({ "displayName": "Xã" }));
    changed(&administrator, "renameAccount", rename.clone(), "").await;
    let before = version(server).await;
    let grant = &account["grants"][0]["id"];
    let stale = |more: Value| at_version(&account, more);
    let commune = commune(&administrator).await;
    for (mutation, input) in [
        ("renameAccount", rename),
        ("disableAccount", stale(json!({ "reason": "x" }))),
        ("resetAccount", stale(json!({ "reason": "x" }))),
        ("addAccountUnits", stale(json!({ "units": [{ "unit": commune }] }))),
        ("endAccountGrant", json!({ "grant": grant, "expectedVersion": account["version"], "reason": "x" })),
        ("confirmAccountCarryOver", json!({ "grant": grant, "expectedVersion": account["version"] })),
        ("setAccountHolder", stale(json!({ "official": null }))),
    ] {
        let codes = refused(&administrator, mutation, input).await;
        assert_eq!(codes, one("CONFLICT", "input.expectedVersion"), "{mutation}");
    }
    assert_eq!(version(server).await, before);
}

async fn given_units_when_added_and_ended_on_the_same_day_then_held_on_no_day(server: &Server) {
    let administrator = server.client(Account::Administrator).await;
    let clerk = server.client(Account::PhuNghia).await;
    let count = async || {
        clerk
            .query("{ officials(first: 1) { totalCount } }")
            .await
            .at("/officials/totalCount")
            .as_i64()
            .unwrap()
    };
    let own = count().await;
    let key = foreign_commune(&administrator, &clerk).await;
    let account = found(&administrator, "phu-nghia").await;
    let add = at_version(&account, json!({ "units": [{ "unit": &key }] }));
    let added = changed(&administrator, "addAccountUnits", add.clone(), "proposal { id }").await;
    assert_eq!(added["proposal"], Value::Null);
    let grants = added["account"]["grants"].as_array().unwrap();
    assert_eq!(grants.len(), 2);
    let more = count().await;
    assert!(more > own, "{more} {own}");
    let held = at_version(&added["account"], json!({ "units": [{ "unit": &key }] }));
    assert_eq!(
        refused(&administrator, "addAccountUnits", held).await,
        one("BAD_USER_INPUT", "input.units.0.unit")
    );
    let new = grants.iter().find(|grant| grant["validFrom"] == "2025-12-31").unwrap();
    let end = |version: &Value, more: Value| {
        let mut input = json!({ "grant": new["id"], "expectedVersion": version, "reason": "Nhầm" });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let now = &added["account"]["version"];
    let past = refused(&administrator, "endAccountGrant", end(now, json!({ "on": "2025-12-30" }))).await;
    assert_eq!(past, one("BAD_USER_INPUT", "input.on"));
    let ended = changed(&administrator, "endAccountGrant", end(now, json!({})), "").await;
    let grant = ended["account"]["grants"].as_array().unwrap().iter().find(|grant| grant["id"] == new["id"]);
    let grant = grant.unwrap();
    assert_eq!((&grant["validTo"], &grant["isHeld"]), (&json!("2025-12-31"), &json!(false)));
    assert_eq!(count().await, own, "at the very next request");
    let now = &ended["account"]["version"];
    let gone = refused(&administrator, "endAccountGrant", end(now, json!({}))).await;
    assert_eq!(gone, one("NOT_FOUND", "input.grant"));
}

/// The key of a commune of today none of whose people a client sees.
async fn foreign_commune(administrator: &Client, client: &Client) -> String {
    let document = "{ units(where: { kinds: [COMMUNE, WARD, TOWNSHIP] }, first: 100) { nodes { key } } }";
    let units = administrator.query(document).await;
    for node in units.list("/units/nodes") {
        let document = "query ($unit: ID) { officials(where: { within: $unit }, first: 1) { totalCount } }";
        let people = client.ask(document, json!({ "unit": node["key"] })).await;
        if people.at("/officials/totalCount") == 0 {
            return node["key"].as_str().unwrap().to_owned();
        }
    }
    panic!("every commune is in sight");
}

async fn given_an_account_when_disabled_then_its_sessions_end_at_once_and_enabled_it_may_log_in(
    server: &Server,
) {
    let administrator = server.client(Account::Administrator).await;
    let clerk = server.client(Account::PhuNghia).await;
    assert_eq!(clerk.query("{ me { role } }").await.status, 200);
    let account = found(&administrator, "phu-nghia").await;
    let disable = at_version(&account, json!({ "reason": "Nghỉ việc" }));
    let disabled = changed(&administrator, "disableAccount", disable, "").await;
    assert_eq!(disabled["account"]["status"], "DISABLED");
    assert_eq!(clerk.query("{ me { role } }").await.status, 401);
    assert_eq!(server.log_in("phu-nghia", PASS_PHRASE).await.status, 401);
    let again = at_version(&disabled["account"], json!({ "reason": "x" }));
    assert_eq!(
        refused(&administrator, "disableAccount", again.clone()).await,
        one("INVALID_TRANSITION", "input.account")
    );
    let enabled = changed(&administrator, "enableAccount", again, "").await;
    assert_eq!(enabled["account"]["status"], "ACTIVE");
    assert_eq!(clerk.query("{ me { role } }").await.status, 401, "the old session stays ended");
    assert_eq!(server.log_in("phu-nghia", PASS_PHRASE).await.status, 200);
}

async fn given_sessions_then_each_sees_its_own_ends_them_and_nobody_elses(server: &Server) {
    let administrator = server.client(Account::Administrator).await;
    let clerk = server.client(Account::PhuNghia).await;
    let other = server.log_in("phu-nghia", PASS_PHRASE).await;
    let other = server.client_with_token(other.body["accessToken"].as_str().unwrap());
    let own =
        "{ me { sessions(first: 9) { totalCount nodes { id isCurrent address createdAt lastSeenAt } } } }";
    let answer = clerk.query(own).await;
    assert_eq!(answer.at("/me/sessions/totalCount"), 2);
    let nodes = answer.list("/me/sessions/nodes");
    assert_eq!(nodes.iter().filter(|node| node["isCurrent"] == true).count(), 1);
    assert!(nodes.iter().all(|node| node["address"] == "127.0.0.1"), "{}", answer.text);
    let foreign = administrator.query(own).await;
    assert_eq!(foreign.at("/me/sessions/totalCount"), 1);

    let end = "mutation ($id: ID!) { endSession(input: { session: $id }) { session userErrors { code } } }";
    let theirs = foreign.at("/me/sessions/nodes/0/id");
    let refused = clerk.ask(end, json!({ "id": theirs })).await;
    assert_eq!(
        refused.at("/endSession"),
        &json!({ "session": null, "userErrors": [{ "code": "NOT_FOUND" }] }),
        "the session of another is as if there were none"
    );
    assert_eq!(administrator.query("{ me { role } }").await.status, 200);
    let mine = nodes.iter().find(|node| node["isCurrent"] == false).unwrap();
    let ended = clerk.ask(end, json!({ "id": mine["id"] })).await;
    assert_eq!(ended.at("/endSession"), &json!({ "session": mine["id"], "userErrors": [] }));
    assert_eq!(other.query("{ me { role } }").await.status, 401);
    assert_eq!(clerk.query("{ me { role } }").await.status, 200);

    // An administrator sees and ends those of anybody.
    let account = found(&administrator, "phu-nghia").await;
    let document =
        "query ($id: ID!) { account(id: $id) { sessions(first: 9) { totalCount nodes { isCurrent } } } }";
    let seen = administrator.ask(document, json!({ "id": account["id"] })).await;
    assert_eq!(seen.at("/account/sessions"), &json!({ "totalCount": 1, "nodes": [{ "isCurrent": false }] }));
    let all =
        changed(&administrator, "endAccountSessions", json!({ "account": account["id"] }), "ended").await;
    assert_eq!(all["ended"], 1);
    assert_eq!(clerk.query("{ me { role } }").await.status, 401);
    let rows = session::Entity::find().all(server.database().reader()).await.unwrap();
    assert_eq!(rows.iter().filter(|row| row.ended_at.is_none()).count(), 1);
}

async fn given_a_unit_then_the_report_tells_who_sees_it_and_by_which_grant(server: &Server) {
    let administrator = server.client(Account::Administrator).await;
    let report = async |unit: &str, on: &str| {
        let document = "query ($unit: ID!, $on: Date) { accessReport(unit: $unit, asOf: $on, first: 100) {
            totalCount nodes { account { username } role classes grant { unit { code } isHeld } }
        } }";
        let answer = administrator.ask(document, json!({ "unit": unit, "on": on })).await;
        let names: Vec<String> = answer
            .list("/accessReport/nodes")
            .iter()
            .map(|node| node.pointer("/account/username").unwrap().as_str().unwrap().to_owned())
            .collect();
        assert_eq!(answer.at("/accessReport/totalCount"), &json!(names.len()));
        (names, answer)
    };
    let at = async |code: &str, on: &str| {
        let document = "query ($code: String!, $on: Date) { units(asOf: $on, where: { codes: [$code] }, first: 1) { nodes { key } } }";
        let answer = administrator.ask(document, json!({ "code": code, "on": on })).await;
        answer.string("/units/nodes/0/key").to_owned()
    };
    let then = "2023-12-31";
    let phu_nghia = at("10033", then).await;
    let (names, answer) = report(&phu_nghia, then).await;
    assert_eq!(names, ["dang-uy-phu-nghia", "nen-tang-so", "noi-vu", "phu-nghia", "to-chuc"]);
    let clerk = &answer.list("/accessReport/nodes")[3];
    assert_eq!(clerk["classes"], json!(["PERSONNEL", "IDENTITY", "AGGREGATE", "JOURNAL"]));
    let neighbour = at("10030", then).await;
    assert_eq!(report(&neighbour, then).await.0, ["nen-tang-so", "noi-vu", "to-chuc"]);
    // Held against what each account is really shown of its unit's people.
    for (account, name) in [(Account::HomeAffairs, "noi-vu"), (Account::PhuNghia, "phu-nghia")] {
        for unit in [&phu_nghia, &neighbour] {
            let document = "query ($unit: ID, $on: Date) { officials(asOf: $on, where: { within: $unit }, first: 1) { totalCount } }";
            let people =
                server.client(account).await.ask(document, json!({ "unit": unit, "on": then })).await;
            let sees = people.at("/officials/totalCount").as_i64().unwrap() > 0;
            assert_eq!(sees, report(unit, then).await.0.iter().any(|other| other == name), "{name} {unit}");
        }
    }
    let forbidden = server.client(Account::HomeAffairs).await;
    let forbidden = forbidden
        .ask(
            "query ($unit: ID!) { accessReport(unit: $unit, first: 1) { totalCount } }",
            json!({ "unit": neighbour }),
        )
        .await;
    assert_eq!(forbidden.faults(), [Fault::new("FORBIDDEN", "accessReport")]);
}

async fn given_a_holder_who_left_office_then_the_account_is_found_and_only_the_day_is_told(server: &Server) {
    let administrator = server.client(Account::Administrator).await;
    let reader = server.database().reader();
    let periods =
        affiliation::Entity::find().order_by_asc(affiliation::Column::ValidFrom).all(reader).await.unwrap();
    let mut last: std::collections::BTreeMap<_, Option<chrono::NaiveDate>> =
        std::collections::BTreeMap::new();
    for row in periods {
        last.insert(row.official_id, row.valid_to);
    }
    let today: chrono::NaiveDate = canbo_tests::TODAY.parse().unwrap();
    let (gone, left) =
        last.iter().find_map(|(id, end)| Some((*id, (*end)?)).filter(|(_, end)| *end <= today)).unwrap();
    let stays = *last.iter().find(|(_, end)| end.is_none()).unwrap().0;
    let key = |official| api::graphql::id::key(api::graphql::id::NodeKind::Official, official);
    let findings = async || {
        let document = "{ accounts(where: { findings: [HOLDER_LEFT_OFFICE] }, first: 9) { nodes {
            username findings holder { officialKey leftOfficeOn }
        } } }";
        administrator.query(document).await.at("/accounts/nodes").clone()
    };
    let account = found(&administrator, "noi-vu").await;
    let link = at_version(&account, json!({ "official": key(stays).as_str() }));
    let linked = changed(&administrator, "setAccountHolder", link, "").await;
    assert_eq!(findings().await, json!([]));
    let link = at_version(&linked["account"], json!({ "official": key(gone).as_str() }));
    let linked = changed(&administrator, "setAccountHolder", link, "").await;
    assert_eq!(
        findings().await,
        json!([{
            "username": "noi-vu", "findings": ["HOLDER_LEFT_OFFICE"],
            "holder": { "officialKey": key(gone).as_str(), "leftOfficeOn": left.to_string() },
        }])
    );
    let nobody = key(entity::id::OfficialId(uuid::Uuid::from_u128(42)));
    let link = |official: Value| at_version(&linked["account"], json!({ "official": official }));
    assert_eq!(
        refused(&administrator, "setAccountHolder", link(json!(nobody.as_str()))).await,
        one("NOT_FOUND", "input.official")
    );
    changed(&administrator, "setAccountHolder", link(Value::Null), "").await;
    assert_eq!(findings().await, json!([]));
}

async fn given_a_machine_then_administrators_make_it_show_its_secret_once_and_hold_it_to_less(
    server: &Server,
) {
    let administrator = server.client(Account::Administrator).await;
    let unit = commune(&administrator).await;
    let ask = async |mutation: &str, input: Value, more: &str| {
        let type_name = mutation[..1].to_uppercase() + &mutation[1..] + "Input";
        let document = format!(
            "mutation ($input: {type_name}!) {{ done: {mutation}(input: $input) {{
                account {{ id username role status serviceAccount {{
                    networks classes
                    secrets {{ id label kid expiresAt revokedAt lastUsedAt createdBy {{ username }} }} keys {{ id kid revokedAt }}
                }} }} {more} userErrors {{ code field }}
            }} }}"
        );
        administrator.ask(&document, json!({ "input": input })).await
    };
    let new = json!({
        "username": "kho-du-lieu", "displayName": "Kho dữ liệu", "units": [unit], "classes": ["DIRECTORY", "AGGREGATE"],
        "idempotencyKey": "1",
    });
    let made = ask("createServiceAccount", new.clone(), "").await;
    assert_eq!(made.at("/done/userErrors"), &json!([]));
    assert_eq!(made.at("/done/account/role"), "INTEGRATION");
    assert_eq!(made.at("/done/account/serviceAccount/classes"), &json!(["DIRECTORY", "AGGREGATE"]));
    let id = made.at("/done/account/id");
    let again = ask("createServiceAccount", new, "").await;
    assert_eq!(again.at("/done/account/id"), id);
    let secret = json!({ "account": id, "label": "Đầu tiên", "idempotencyKey": "2" });
    let first = ask("createServiceSecret", secret.clone(), "secret { id secret }").await;
    let text = first.string("/done/secret/secret").to_owned();
    assert_eq!(first.at("/done/account/serviceAccount/secrets/0/createdBy/username"), "quan-tri");
    let again = ask("createServiceSecret", secret, "secret { secret }").await;
    assert_eq!((again.at("/done/secret"), again.at("/done/userErrors")), (&Value::Null, &json!([])));
    let token = async |secret: &str| {
        let request =
            server.request(reqwest::Method::POST, "/oauth/token").basic_auth("kho-du-lieu", Some(secret));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        server.send(request.body("grant_type=client_credentials")).await
    };
    let answer = token(&text).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let machine = server.client_with_token(answer.body["access_token"].as_str().unwrap());
    let me = machine.query("{ me { role classes } }").await;
    assert_eq!(me.at("/me"), &json!({ "role": "INTEGRATION", "classes": ["DIRECTORY", "AGGREGATE"] }));
    let held = ask("setServiceClasses", json!({ "account": id, "classes": ["DIRECTORY"] }), "").await;
    assert_eq!(held.at("/done/account/serviceAccount/classes"), &json!(["DIRECTORY"]));
    assert_eq!(machine.query("{ me { classes } }").await.at("/me/classes"), &json!(["DIRECTORY"]));
    let personnel = ask("setServiceClasses", json!({ "account": id, "classes": ["PERSONNEL"] }), "").await;
    assert_eq!(
        personnel.at("/done/userErrors"),
        &json!([{ "code": "BAD_USER_INPUT", "field": ["input", "classes"] }])
    );
    let used = found(&administrator, "kho-du-lieu").await;
    let fields = "query ($id: ID!) { account(id: $id) { serviceAccount { secrets { lastUsedAt } } } }";
    let used_at = administrator.ask(fields, json!({ "id": id })).await;
    assert_eq!(used_at.at("/account/serviceAccount/secrets/0/lastUsedAt"), "2025-12-31T03:00:00Z");
    // A machine stays a machine.
    for (mutation, more) in [
        ("resetAccount", json!({ "reason": "x" })),
        ("changeAccountRole", json!({ "role": "COMMUNE", "units": [{ "unit": unit }], "reason": "x" })),
    ] {
        let codes = refused(&administrator, mutation, at_version(&used, more)).await;
        assert_eq!(codes, one("BAD_USER_INPUT", "input.account"), "{mutation}");
    }
    let networks = json!({ "account": id, "networks": ["192.0.2.0/24"] });
    let elsewhere = ask("setServiceNetworks", networks, "").await;
    assert_eq!(elsewhere.at("/done/account/serviceAccount/networks"), &json!(["192.0.2.0/24"]));
    assert_eq!(machine.query("{ me { classes } }").await.status, 401, "from the next request on");
    ask("setServiceNetworks", json!({ "account": id, "networks": [] }), "").await;
    assert_eq!(machine.query("{ me { classes } }").await.status, 200);
    let revoke = json!({ "account": id, "secret": first.at("/done/secret/id"), "reason": "Lộ" });
    let revoked = ask("revokeServiceSecret", revoke.clone(), "").await;
    assert_eq!(revoked.at("/done/account/serviceAccount/secrets/0/revokedAt"), "2025-12-31T03:00:00Z");
    assert_eq!(machine.query("{ me { classes } }").await.status, 401);
    assert_eq!(token(&text).await.status, 401);
    let gone = ask("revokeServiceSecret", revoke, "").await;
    assert_eq!(gone.at("/done/userErrors"), &json!([{ "code": "NOT_FOUND", "field": ["input", "account"] }]));
    let key = json!({ "account": id, "label": "x", "jwk": "{}", "idempotencyKey": "3" });
    let key = ask("addServiceKey", key, "").await;
    assert_eq!(key.at("/done/userErrors"), &json!([{ "code": "BAD_USER_INPUT", "field": ["input", "jwk"] }]));
}

async fn given_changes_of_accounts_then_each_is_journalled_once_with_whoever_made_it(server: &Server) {
    let (first, second) = administrators(server).await;
    let reader = server.database().reader();
    let since = version(server).await;
    let objects = async |since: i64| {
        let entries = journal_entry::Entity::find()
            .filter(journal_entry::Column::Stream.eq(entity::value::JournalStream::Data))
            .filter(journal_entry::Column::Sequence.gt(since))
            .order_by_asc(journal_entry::Column::Sequence)
            .all(reader)
            .await
            .unwrap();
        assert!(entries.iter().all(|entry| entry.actor_id.is_some() && entry.request_id.is_some()));
        entries.into_iter().map(|entry| (entry.object_type, entry.operation)).collect::<Vec<_>>()
    };
    use entity::value::JournalOperation::{Change, Create};
    let entry = |table: &str, operation| (table.to_owned(), operation);
    let input = clerk("van-phong", &commune(&first).await);
    let invited = changed(&first, "inviteAccount", input, "activationCode { code }").await;
    assert_eq!(objects(since).await, [entry("account", Create), entry("account_grant", Create)]);
    let since = version(server).await;
    let units = json!([{ "unit": commune(&first).await }]);
    let more = json!({ "role": "DISTRICT", "units": units, "reason": "QĐ 7" });
    let asked =
        changed(&first, "changeAccountRole", at_version(&invited["account"], more), "proposal { id }").await;
    assert_eq!(
        objects(since).await,
        [entry("account_proposal", Create), entry("account_proposal_unit", Create)]
    );
    let since = version(server).await;
    changed(&second, "approveAccountProposal", json!({ "proposal": asked["proposal"]["id"] }), "").await;
    assert_eq!(
        objects(since).await,
        [
            entry("account_proposal", Change),
            entry("account_grant", Change),
            entry("account_grant", Create),
            entry("account", Change),
        ]
    );
    for stream in entity::value::JournalStream::ALL {
        api::journal::verify(reader, canbo_tests::keys().journal(), *stream).await.unwrap();
    }
}
