//! AR-14, AR-15, AR-16, AU-15, AU-16, AU-19, GQ-06, GQ-18: who may change accounts, and how documents of changes run.

#![expect(clippy::disallowed_methods, reason = "the tests look at the tables themselves")]

use std::collections::BTreeSet;

use api::auth::ActivationCode;
use api::clock::Clock;
use api::demo::PASS_PHRASE;
use canbo_tests::{
    Account, Client, Dbms, Fault, NOW, SchemaTypes, Server, TODAY, TestDatabase, needed, on_both_databases,
};
use chrono::{DateTime, Duration, Utc};
use entity::{account, activation, journal_entry, session};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use crate::administration::{
    PHRASE, SECOND, account as found, administrators, at_version, change, changed, clerk, commune, communes,
    one, refused, second as second_administrator, version,
};

on_both_databases!(
    alone: ar_14_given_an_administrator_when_changing_his_own_account_then_refused_and_nothing_changed,
    ar_14_given_a_role_that_reaches_far_when_invited_then_nothing_until_a_second_administrator_approves,
    ar_14_given_a_role_that_reaches_far_when_given_then_in_force_from_the_approval_on_and_no_sooner,
    ar_14_given_a_proposal_when_rejected_or_past_its_time_then_nobody_has_the_right,
    ar_15_given_an_administrator_when_asking_for_personnel_then_forbidden_by_every_path,
    ar_16_given_the_last_active_administrator_then_no_way_takes_him_away,
    ar_16_given_two_administrators_when_they_disable_each_other_at_once_then_one_stays,
    au_15_given_an_invitation_then_a_code_of_128_bits_shown_once_and_kept_as_hash_alone,
    au_19_given_a_pass_phrase_checked_16_minutes_ago_then_reauth_required_and_nothing_changed,
    gq_06_given_two_reveals_in_one_document_then_400_and_none_is_run,
    gq_18_given_several_changes_in_a_document_when_the_second_fails_then_each_was_its_own_transaction,
);

async fn ar_14_given_an_administrator_when_changing_his_own_account_then_refused_and_nothing_changed(
    server: &Server,
) {
    let (first, _) = administrators(server).await;
    let own = found(&first, "quan-tri").await;
    let before = version(server).await;
    let units = communes(&first).await;
    for (mutation, more) in [
        ("changeAccountRole", json!({ "role": "DISTRICT", "units": units, "reason": "x" })),
        ("changeAccountRole", json!({ "role": "PARTY_COMMITTEE", "units": units, "reason": "x" })),
        ("changeAccountRole", json!({ "role": "COMMUNE", "units": units, "reason": "x" })),
        ("addAccountUnits", json!({ "units": units })),
        ("disableAccount", json!({ "reason": "x" })),
        ("resetAccount", json!({ "reason": "x" })),
        ("setAccountHolder", json!({ "official": null })),
    ] {
        let codes = refused(&first, mutation, at_version(&own, more)).await;
        assert_eq!(codes, one("OWN_RIGHTS", "input.account"), "{mutation}");
    }
    assert_eq!(version(server).await, before);
    assert_eq!(found(&first, "quan-tri").await, own);
}

async fn ar_14_given_a_role_that_reaches_far_when_invited_then_nothing_until_a_second_administrator_approves(
    server: &Server,
) {
    let (first, second) = administrators(server).await;
    let commune = commune(&first).await;
    for (role, units) in [
        ("DISTRICT", json!([{ "unit": commune }])),
        ("PARTY_COMMITTEE", json!([{ "unit": commune }])),
        ("ADMIN", json!([])),
    ] {
        let username = format!("moi-{}", role.to_lowercase());
        let input = json!({
            "username": username, "displayName": "Người mới", "role": role, "units": units, "reason": "QĐ 1",
            "idempotencyKey": role,
        });
        let more =
            "activationCode { code } proposal { id status kind role expiresAt units { unit { name } } }";
        let invited = changed(&first, "inviteAccount", input, more).await;
        assert_eq!(invited["activationCode"], Value::Null, "{role}");
        assert_eq!(
            (&invited["account"]["status"], &invited["account"]["grants"]),
            (&json!("INVITED"), &json!([]))
        );
        let proposal = &invited["proposal"];
        assert_eq!(
            (&proposal["status"], &proposal["kind"], &proposal["role"], &proposal["expiresAt"]),
            (&json!("OPEN"), &json!("INVITATION"), &json!(role), &json!("2026-01-07T03:00:00Z"))
        );
        let before = version(server).await;
        let code = at_version(&invited["account"], json!({}));
        // No code, no way round it, and neither by the one who proposed.
        for administrator in [&first, &second] {
            let pending = refused(administrator, "issueActivationCode", code.clone()).await;
            assert_eq!(pending, one("INVALID_TRANSITION", "input.account"), "{role}");
        }
        let approve = json!({ "proposal": proposal["id"] });
        let codes = refused(&first, "approveAccountProposal", approve.clone()).await;
        assert_eq!(codes, one("OWN_RIGHTS", "input.proposal"), "{role}");
        assert_eq!(version(server).await, before, "{role}");

        let approved = changed(
            &second,
            "approveAccountProposal",
            approve.clone(),
            "proposal { status decidedBy { username } }",
        )
        .await;
        assert_eq!(
            approved["proposal"],
            json!({ "status": "APPROVED", "decidedBy": { "username": SECOND } }),
            "{role}"
        );
        let held = approved["account"]["grants"].as_array().unwrap().len();
        assert_eq!(held, units.as_array().unwrap().len(), "{role}");
        let again = refused(&second, "approveAccountProposal", approve).await;
        assert_eq!(again, one("INVALID_TRANSITION", "input.proposal"), "{role}");
        let code = at_version(&approved["account"], json!({}));
        let issued = changed(&first, "issueActivationCode", code, "activationCode { code }").await;
        assert!(issued["activationCode"]["code"].is_string(), "{role}");
    }
}

async fn ar_14_given_a_role_that_reaches_far_when_given_then_in_force_from_the_approval_on_and_no_sooner(
    server: &Server,
) {
    let (first, second) = administrators(server).await;
    let clerk = server.client(Account::PhuNghia).await;
    let people = async || {
        let answer = clerk.query("{ me { role } officials(first: 1) { totalCount } }").await;
        (answer.string("/me/role").to_owned(), answer.at("/officials/totalCount").as_i64().unwrap())
    };
    let (_, own) = people().await;
    let whole = communes(&first).await;
    let account = found(&first, "phu-nghia").await;
    let input = json!({ "role": "DISTRICT", "units": whole, "reason": "Điều động" });
    let asked =
        changed(&first, "changeAccountRole", at_version(&account, input), "proposal { id status }").await;
    assert_eq!(asked["proposal"]["status"], "OPEN");
    assert_eq!(people().await, ("COMMUNE".to_owned(), own));
    // While it is open nothing else is given, and less can be taken.
    let other = json!({ "units": whole });
    let pending = refused(&first, "addAccountUnits", at_version(&account, other)).await;
    assert_eq!(pending, one("INVALID_TRANSITION", "input.account"));

    changed(&second, "approveAccountProposal", json!({ "proposal": asked["proposal"]["id"] }), "").await;
    let (role, more) = people().await;
    assert!(role == "DISTRICT" && more > own, "{role} {more} {own}");

    // A demotion is made by one, and works at the very next request.
    let account = found(&first, "phu-nghia").await;
    let input = json!({ "role": "COMMUNE", "units": [{ "unit": commune(&first).await }], "reason": "x" });
    let done = changed(&second, "changeAccountRole", at_version(&account, input), "proposal { id }").await;
    assert_eq!(done["proposal"], Value::Null);
    let (role, less) = people().await;
    assert!(role == "COMMUNE" && less < more, "{role} {less} {more}");
    let held = found(&first, "phu-nghia").await;
    let held = held["grants"].as_array().unwrap().iter().filter(|grant| grant["isHeld"] == true).count();
    assert_eq!(held, 1);
}

async fn ar_14_given_a_proposal_when_rejected_or_past_its_time_then_nobody_has_the_right(server: &Server) {
    let (first, second) = administrators(server).await;
    let invite = async |username: &str| {
        let input = json!({
            "username": username, "displayName": "Người mới", "role": "ADMIN", "idempotencyKey": username,
        });
        changed(&first, "inviteAccount", input, "proposal { id }").await
    };
    let invited = invite("bi-tu-choi").await;
    let reject = json!({ "proposal": invited["proposal"]["id"], "reason": "Không đồng ý" });
    let rejected =
        changed(&second, "rejectAccountProposal", reject, "proposal { status decisionReason }").await;
    assert_eq!(rejected["proposal"], json!({ "status": "REJECTED", "decisionReason": "Không đồng ý" }));
    assert_eq!(rejected["account"]["status"], "DISABLED");
    let enable = at_version(&rejected["account"], json!({ "reason": "x" }));
    assert_eq!(
        refused(&first, "enableAccount", enable.clone()).await,
        one("INVALID_TRANSITION", "input.account"),
        "what was never approved is not let in by one"
    );
    let reset = changed(&first, "resetAccount", enable, "activationCode { code } proposal { status }").await;
    assert_eq!((&reset["activationCode"], &reset["proposal"]["status"]), (&Value::Null, &json!("OPEN")));

    let invited = invite("qua-han").await;
    let now: DateTime<Utc> = NOW.parse().unwrap();
    let later = server.beside(Clock::fixed(now + Duration::days(7), TODAY.parse().unwrap())).await;
    let second = second_administrator(&later).await;
    let approve = json!({ "proposal": invited["proposal"]["id"] });
    let late = refused(&second, "approveAccountProposal", approve).await;
    assert_eq!(late, one("INVALID_TRANSITION", "input.proposal"));
    let answer =
        second.query("{ accountProposals(statuses: [EXPIRED], first: 9) { nodes { status } } }").await;
    assert_eq!(answer.at("/accountProposals/nodes/0/status"), "EXPIRED");
    later.close().await;
}

async fn ar_15_given_an_administrator_when_asking_for_personnel_then_forbidden_by_every_path(
    server: &Server,
) {
    let administrator = server.client(Account::Administrator).await;
    let office = server.client(Account::HomeAffairs).await;
    let people = office.query("{ officials(first: 1) { nodes { id appointments { id } } } }").await;
    let types = SchemaTypes::served();
    let mut denied = 0;
    for field in types.fields("Query") {
        let name = field.name.node.as_str();
        let class = types.class("Query", name).unwrap_or_default();
        let is_denied =
            ["PERSONNEL", "IDENTITY", "PARTY", "SUCCESSION", "AGGREGATE"].contains(&class.as_str());
        let id = people.string("/officials/nodes/0/id");
        let given: Vec<String> = needed(field, id).map(|(name, value)| format!("{name}: {value}")).collect();
        let given = if given.is_empty() { String::new() } else { format!("({})", given.join(", ")) };
        let document = format!("{{ {name}{given} {{ __typename }} }}");
        if is_denied {
            let answer = administrator.query(&document).await;
            assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", name)], "{document}");
            assert_eq!(answer.partial_data(), &json!({ name: null }), "{document}");
            denied += 1;
        }
    }
    assert!(denied >= 6, "{denied}");
    // What hangs on what it may read, and what it holds the id of.
    let nested = "{ units(asOf: \"2023-12-31\", first: 1) { nodes { officials(first: 1) { totalCount } posts { filled } } } }";
    assert_eq!(administrator.query(nested).await.codes(), ["FORBIDDEN", "FORBIDDEN"]);
    for id in ["/officials/nodes/0/id", "/officials/nodes/0/appointments/0/id"] {
        let document = format!("{{ node(id: \"{}\") {{ id __typename }} }}", people.string(id));
        let answer = administrator.query(&document).await;
        assert_eq!(answer.partial_data(), &json!({ "node": null }), "{id}");
    }
}

async fn ar_16_given_the_last_active_administrator_then_no_way_takes_him_away(server: &Server) {
    let administrator = server.client(Account::Administrator).await;
    let own = found(&administrator, "quan-tri").await;
    let before = version(server).await;
    let commune = commune(&administrator).await;
    for (mutation, more) in [
        ("disableAccount", json!({ "reason": "Nghỉ" })),
        ("resetAccount", json!({ "reason": "Nghỉ" })),
        ("changeAccountRole", json!({ "role": "COMMUNE", "units": [{ "unit": commune }], "reason": "x" })),
    ] {
        let codes = refused(&administrator, mutation, at_version(&own, more)).await;
        assert_eq!(codes, one("BAD_USER_INPUT", "input.account"), "{mutation}");
    }
    assert_eq!(version(server).await, before);
    // One who is only invited is no other.
    let input = json!({ "username": "x", "displayName": "x", "role": "ADMIN", "idempotencyKey": "x" });
    changed(&administrator, "inviteAccount", input, "").await;
    let codes = refused(&administrator, "disableAccount", at_version(&own, json!({ "reason": "x" }))).await;
    assert_eq!(codes, one("BAD_USER_INPUT", "input.account"));
    assert_eq!(found(&administrator, "quan-tri").await["status"], "ACTIVE");
}

async fn ar_16_given_two_administrators_when_they_disable_each_other_at_once_then_one_stays(server: &Server) {
    let (first, second) = administrators(server).await;
    let beside = server.beside(canbo_tests::clock()).await;
    let second_beside = beside.client_with_token(second.token());
    let (one, two) = (found(&first, "quan-tri").await, found(&first, SECOND).await);
    let disable = |account: &Value| at_version(account, json!({ "reason": "x" }));
    let (a, b) = tokio::join!(
        change(&first, "disableAccount", disable(&two), ""),
        change(&second_beside, "disableAccount", disable(&one), "")
    );
    let is_done = |answer: &canbo_tests::Answer| {
        answer.body.pointer("/data/done/account/status") == Some(&json!("DISABLED"))
    };
    assert_eq!([&a, &b].into_iter().filter(|answer| is_done(answer)).count(), 1, "{} {}", a.text, b.text);
    let active = account::Entity::find()
        .filter(account::Column::Role.eq(entity::value::Role::Admin))
        .filter(account::Column::Status.eq(entity::value::AccountStatus::Active));
    assert_eq!(active.count(server.database().reader()).await.unwrap(), 1);
    beside.close().await;
}

async fn au_15_given_an_invitation_then_a_code_of_128_bits_shown_once_and_kept_as_hash_alone(
    server: &Server,
) {
    let administrator = server.client(Account::Administrator).await;
    let input = clerk("van-phong", &commune(&administrator).await);
    let more = "activationCode { code expiresAt }";
    let invited = changed(&administrator, "inviteAccount", input.clone(), more).await;
    let code = invited["activationCode"]["code"].as_str().unwrap();
    // Five bits a symbol (Crockford's base 32).
    let symbols = code.chars().filter(|c| *c != '-').count();
    assert!(symbols * 5 >= 128 && code.is_ascii(), "{code}");
    assert_eq!(invited["activationCode"]["expiresAt"], "2026-01-01T03:00:00Z");
    let id = &invited["account"]["id"];
    // Asked again, the same account and no code.
    let again = changed(&administrator, "inviteAccount", input, more).await;
    assert_eq!((&again["account"]["id"], &again["activationCode"]), (id, &Value::Null));
    let shown = administrator
        .ask(
            "query ($id: ID!) { account(id: $id) { activation { issuedAt expiresAt } } }",
            json!({ "id": id }),
        )
        .await;
    assert_eq!(
        shown.at("/account/activation"),
        &json!({ "issuedAt": "2025-12-31T03:00:00Z", "expiresAt": "2026-01-01T03:00:00Z" })
    );
    let row = activation::Entity::find().one(server.database().reader()).await.unwrap().unwrap();
    assert_eq!(row.code_hash, ActivationCode::parse(code).unwrap().hash());
    assert_eq!((row.code_hash.len(), row.used_at, row.cancelled_at), (32, None, None));

    // A new code ends the old one.
    let input = at_version(&invited["account"], json!({}));
    let issued = changed(&administrator, "issueActivationCode", input, more).await;
    let newer = issued["activationCode"]["code"].as_str().unwrap();
    assert_ne!(newer, code);
    let rows = activation::Entity::find().all(server.database().reader()).await.unwrap();
    let open: Vec<_> = rows.iter().filter(|row| row.cancelled_at.is_none()).collect();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].code_hash, ActivationCode::parse(newer).unwrap().hash());

    // Nobody but the holder sets a pass phrase: no argument of the schema takes one.
    let types = SchemaTypes::served();
    for field in types.fields("Mutation") {
        for argument in &field.arguments {
            let input = canbo_tests::base(&argument.node.ty.node).to_owned();
            let Some(definition) = types.get(&input) else { continue };
            let text = format!("{definition:?}").to_lowercase();
            assert!(!text.contains("name(\"password") && !text.contains("name(\"passphrase"), "{input}");
        }
    }
    assert_eq!(server.log_in("van-phong", PASS_PHRASE).await.status, 401);
    assert_eq!(server.log_in("van-phong", newer).await.status, 401);

    // The holder alone does, once, with the newer code.
    let activate = async |code: &str| {
        let body = json!({ "code": code, "password": PHRASE });
        let request = server.request(reqwest::Method::POST, "/auth/activate");
        let request = request.header(reqwest::header::CONTENT_TYPE, "application/json");
        let answer = server.send(request.body(body.to_string())).await;
        (answer.status, answer.codes())
    };
    let refused = (401, vec!["INVALID_CREDENTIALS".to_owned()]);
    assert_eq!(activate(code).await, refused);
    assert_eq!(activate(newer).await.1, Vec::<String>::new());
    assert_eq!(activate(newer).await, refused);
    assert_eq!(server.log_in("van-phong", PHRASE).await.status, 200);
    assert_eq!(found(&administrator, "van-phong").await["status"], "ACTIVE");
}

async fn au_19_given_a_pass_phrase_checked_16_minutes_ago_then_reauth_required_and_nothing_changed(
    server: &Server,
) {
    let (first, second) = administrators(server).await;
    let commune = commune(&first).await;
    let input = json!({ "username": "x", "displayName": "x", "role": "ADMIN", "idempotencyKey": "x" });
    let proposal =
        changed(&second, "inviteAccount", input, "proposal { id }").await["proposal"]["id"].clone();
    let account = found(&first, "phu-nghia").await;
    let grant = account["grants"][0]["id"].clone();
    let units = json!([{ "unit": commune }]);
    let checked = async |minutes: i64| {
        let then: DateTime<Utc> = NOW.parse::<DateTime<Utc>>().unwrap() - Duration::minutes(minutes);
        let transaction = server.database().begin_write().await.unwrap();
        session::Entity::update_many()
            .col_expr(session::Column::AuthenticatedAt, Expr::value(then))
            .exec(&transaction)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    };
    checked(16).await;
    let before = version(server).await;
    for (mutation, input) in [
        ("inviteAccount", clerk("y", &commune)),
        ("addAccountUnits", at_version(&account, json!({ "units": units }))),
        (
            "changeAccountRole",
            at_version(&account, json!({ "role": "DISTRICT", "units": units, "reason": "x" })),
        ),
        ("confirmAccountCarryOver", json!({ "grant": grant, "expectedVersion": account["version"] })),
        ("resetAccount", at_version(&account, json!({ "reason": "x" }))),
        ("approveAccountProposal", json!({ "proposal": proposal })),
    ] {
        let answer = change(&first, mutation, input, "").await;
        assert_eq!(answer.faults(), [Fault::new("REAUTH_REQUIRED", "done")], "{mutation}");
        assert_eq!(answer.partial_data(), &json!({ "done": null }), "{mutation}");
    }
    assert_eq!(version(server).await, before);
    // Neither a citizen number is revealed.
    let office = server.client(Account::HomeAffairs).await;
    let people = office.query("{ officials(first: 1) { nodes { key } } }").await;
    let reveal = json!({
        "officialId": people.string("/officials/nodes/0/key"), "reason": "Đối chiếu hồ sơ", "idempotencyKey": "1",
    });
    checked(16).await;
    let answer = office.ask(REVEAL, json!({ "input": reveal })).await;
    assert_eq!(answer.faults(), [Fault::new("REAUTH_REQUIRED", "done")], "{}", answer.text);
    assert_eq!(reveals(server).await, 0);
    checked(15).await;
    let answer = office.ask(REVEAL, json!({ "input": reveal })).await;
    assert_eq!(answer.at("/done/userErrors"), &json!([]));
    assert_eq!(reveals(server).await, 1);
    checked(16).await;
    // What gives nobody a right goes on.
    let renamed = at_version(&account, json!({ "displayName": "Văn phòng xã" }));
    let renamed = changed(&first, "renameAccount", renamed, "").await;
    assert_eq!(renamed["account"]["displayName"], "Văn phòng xã");
    checked(15).await;
    changed(&first, "inviteAccount", clerk("y", &commune), "").await;
}

const REVEAL: &str =
    "mutation ($input: RevealCitizenNumberInput!) { done: revealCitizenNumber(input: $input) {
    citizenNumber official { key identity { citizenNumber } } userErrors { code field }
} }";

/// How many revealed numbers were recorded.
async fn reveals(server: &Server) -> u64 {
    journal_entry::Entity::find()
        .filter(journal_entry::Column::ObjectType.eq("official_identity"))
        .filter(journal_entry::Column::Operation.eq(entity::value::JournalOperation::Read))
        .count(server.database().reader())
        .await
        .unwrap()
}

async fn gq_06_given_two_reveals_in_one_document_then_400_and_none_is_run(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let people = office.query("{ officials(first: 1) { nodes { key } } }").await;
    let key = people.string("/officials/nodes/0/key");
    let head = async || {
        let stream = entity::value::JournalStream::Access;
        api::journal::head(server.database().reader(), stream).await.unwrap()
    };
    let before = (version(server).await, head().await);
    let reveal = |alias: &str| {
        format!(
            "{alias}: revealCitizenNumber(input: {{ officialId: \"{key}\", reason: \"x\", idempotencyKey: \"{alias}\" }}) {{ citizenNumber }}"
        )
    };
    for document in [
        format!("mutation {{ {} {} }}", reveal("a"), reveal("b")),
        format!("mutation {{ ...F {} }} fragment F on Mutation {{ {} }}", reveal("a"), reveal("b")),
    ] {
        let answer = office.query(&document).await;
        assert_eq!(
            (answer.status, answer.codes()),
            (400, vec!["QUERY_LIMIT_EXCEEDED".to_owned()]),
            "{}",
            answer.text
        );
        assert_eq!(answer.body.get("data"), None);
    }
    assert_eq!((version(server).await, head().await), before);
    // One is run, recorded, and told to nobody else.
    let reveal = json!({ "officialId": key, "reason": "Đối chiếu hồ sơ", "idempotencyKey": "1" });
    let answer = office.ask(REVEAL, json!({ "input": reveal })).await;
    let number = answer.string("/done/citizenNumber");
    assert!(number.len() == 12 && number.bytes().all(|byte| byte.is_ascii_digit()), "{number}");
    assert_eq!(answer.at("/done/official/key"), key);
    let masked = answer.string("/done/official/identity/citizenNumber");
    assert_eq!(masked, format!("**********{}", &number[10..]));
    assert_eq!(reveals(server).await, 1);
    for other in [Account::Administrator, Account::PartyCommittee, Account::DigitalPlatform] {
        let answer = server.client(other).await.ask(REVEAL, json!({ "input": reveal })).await;
        assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", "done")], "{other:?}");
        assert_eq!(answer.partial_data(), &json!({ "done": null }), "{other:?}");
    }
    let nobody = api::graphql::id::key(api::graphql::id::NodeKind::Official, uuid::Uuid::from_u128(42));
    let nobody = json!({ "officialId": nobody.as_str(), "reason": "Đối chiếu hồ sơ", "idempotencyKey": "2" });
    let answer = office.ask(REVEAL, json!({ "input": nobody })).await;
    assert_eq!(
        answer.at("/done"),
        &json!({
            "citizenNumber": null, "official": null,
            "userErrors": [{ "code": "NOT_FOUND", "field": ["input", "officialId"] }],
        })
    );
    assert_eq!(reveals(server).await, 1);
}

async fn gq_18_given_several_changes_in_a_document_when_the_second_fails_then_each_was_its_own_transaction(
    server: &Server,
) {
    let administrator = server.client(Account::Administrator).await;
    let account = found(&administrator, "phu-nghia").await;
    let version_before = account["version"].as_i64().unwrap();
    let document = "mutation ($account: ID!, $version: Int!, $next: Int!) {
        first: renameAccount(input: { account: $account, expectedVersion: $version, displayName: \"Một\" }) {
            account { displayName version } userErrors { code }
        }
        second: renameAccount(input: { account: $account, expectedVersion: $version, displayName: \"Hai\" }) {
            account { displayName version } userErrors { code field message }
        }
        third: renameAccount(input: { account: $account, expectedVersion: $next, displayName: \"Ba\" }) {
            account { displayName version grants { id } } userErrors { code }
        }
    }";
    let before = version(server).await;
    let variables =
        json!({ "account": account["id"], "version": version_before, "next": version_before + 1 });
    let answer = administrator.clone().in_language("en").ask(document, variables).await;
    let grants: Vec<_> =
        account["grants"].as_array().unwrap().iter().map(|grant| json!({ "id": grant["id"] })).collect();
    assert_eq!(
        answer.data(),
        &json!({
            "first": { "account": { "displayName": "Một", "version": version_before + 1 }, "userErrors": [] },
            "second": { "account": null, "userErrors": [{
                "code": "CONFLICT",
                "field": ["input", "expectedVersion"],
                "message": format!("The account was changed meanwhile; its version is {} now.", version_before + 1),
            }] },
            "third": {
                "account": { "displayName": "Ba", "version": version_before + 2, "grants": grants },
                "userErrors": [],
            },
        })
    );
    assert_eq!(version(server).await, before + 2);
}

#[test]
fn au_16_given_a_first_start_then_no_account_and_the_network_makes_none() {
    for dbms in [Dbms::Sqlite, Dbms::Postgres] {
        canbo_tests::in_runtime(async {
            if canbo_tests::can_run(dbms, "au_16").await {
                first_start(dbms).await;
            }
        });
    }
}

async fn first_start(dbms: Dbms) {
    let server = Server::over(TestDatabase::migrated(dbms).await).await;
    assert_eq!(account::Entity::find().count(server.database().reader()).await.unwrap(), 0);
    let names: BTreeSet<&str> = ["quan-tri", "admin", "root", "canbo", ""].into();
    for name in names {
        for phrase in [PASS_PHRASE, "admin", "password", ""] {
            assert_eq!(server.log_in(name, phrase).await.status, 401, "{name}");
        }
    }
    let nobody: Client = server.client_with_token("");
    let input = json!({ "username": "x", "displayName": "x", "role": "ADMIN", "idempotencyKey": "x" });
    let answer = change(&nobody, "inviteAccount", input, "").await;
    assert_eq!((answer.status, answer.codes()), (401, vec!["UNAUTHENTICATED".to_owned()]));
    assert_eq!(account::Entity::find().count(server.database().reader()).await.unwrap(), 0);
    assert_eq!(version(&server).await, 0);
    let (first, _) = {
        let (work, passwords) = (&server.app().work, api::auth::Passwords::default());
        let phrase = api::auth::PassPhrase::new(PHRASE);
        let made = api::work::accounts::create_first_administrator(work, &passwords, "quan-tri", "x", phrase);
        (made.await.unwrap(), ())
    };
    assert_eq!(server.log_in(&first, PHRASE).await.status, 200);
    server.close().await;
}
