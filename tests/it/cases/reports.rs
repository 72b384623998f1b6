//! Reports: who drafts, submits and decides, what is sealed, and what changed since (security cases AF-09, AR-05, CW-01, CW-03 and IV-09).

#![expect(clippy::disallowed_methods, reason = "looks at rows past the server")]

use std::collections::BTreeSet;

use api::clock::Clock;
use api::graphql::id::{NodeKind, key};
use api::report::{Fault as Forgery, PartClass, verify};
use api::work::Asker;
use api::work::registry::reports::{AcceptReport, DraftReport, SubmitReport, accept, draft, submit};
use api::work::registry::{RegistryError, Rule};
use canbo_tests::{Account, Answer, Client, Fault, NOW, Server, TODAY, day, keys, on_both_databases};
use chrono::{DateTime, TimeDelta, Utc};
use entity::id::{OfficialId, UnitId};
use entity::value::JournalOperation;
use entity::{
    journal_entry, report, report_part_aggregate, report_part_party, report_part_personnel,
    report_part_succession, report_step,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::registry::{entries_of, uuid_of};

on_both_databases!(
    alone:
    af_09_given_every_role_then_reports_are_drafted_submitted_and_decided_by_those_who_may,
    ar_05_given_a_report_out_of_scope_then_as_if_there_were_none_at_the_same_cost,
    cw_01_given_an_old_version_of_a_report_then_a_conflict_tells_the_current_one,
    cw_03_given_a_report_drafted_twice_under_one_key_then_once_and_under_another_key_refused,
    iv_09_given_a_report_in_any_state_then_each_other_way_is_refused_by_naming_the_legal_ones,
    iv_09_given_a_report_then_neither_its_submitter_nor_its_own_unit_accepts_it,
    given_a_report_that_is_accepted_then_each_reader_verifies_his_parts_and_has_only_hashes_of_the_rest,
    given_a_sealed_report_when_a_fact_is_corrected_then_it_stays_and_tells_what_changed_and_which_entry_did_it,
    given_a_unit_with_units_below_then_accepted_once_all_have_submitted_and_all_are_sealed_with_it,
    given_a_report_that_cannot_be_then_each_rule_is_named_and_nothing_is_written,
    given_a_unit_that_was_an_agency_after_all_then_its_report_is_refused_at_the_report,
    given_reports_of_years_then_a_series_as_reported_stands_beside_the_restated_one,
);

const PROGRAMME: &str = "KH-276";

const REPORT: &str = "report { key version status kind periodFrom periodTo figuresOn sealedAt signingKey
    unit { code name } programme { code } steps { status effectiveOn remark } }";

async fn change(client: &Client, mutation: &str, input: Value) -> Answer {
    let type_name = mutation[..1].to_uppercase() + &mutation[1..] + "Input";
    let document = format!(
        "mutation ($input: {type_name}!) {{ done: {mutation}(input: $input) {{
            {REPORT} warnings {{ code }} replayed userErrors {{ code field message }}
        }} }}"
    );
    client.ask(&document, json!({ "input": input })).await
}

/// The codes of what is wrong, with the last part of the place.
fn refusals(answer: &Answer) -> Vec<(&str, &str)> {
    let errors = answer.list("/done/userErrors").iter();
    let place =
        |error: &'_ Value| error["field"].as_array().unwrap().last().unwrap().as_str().map(str::to_owned);
    let all: Vec<_> = errors.map(|error| (error["code"].as_str().unwrap(), place(error))).collect();
    assert_eq!(answer.at("/done/report").is_null(), !all.is_empty(), "{}", answer.text);
    all.into_iter().map(|(code, place)| (code, &*place.unwrap().leak())).collect()
}

/// The report that a change gave.
#[track_caller]
fn given(answer: &Answer) -> Value {
    assert_eq!(answer.at("/done/userErrors"), &json!([]), "{}", answer.text);
    answer.at("/done/report").clone()
}

/// Reports, their steps and parts, and entries that tell of changes.
async fn content(server: &Server) -> [u64; 4] {
    let reader = server.database().reader();
    let changes = journal_entry::Entity::find().filter(journal_entry::Column::Stream.eq("DATA"));
    [
        report::Entity::find().count(reader).await.unwrap(),
        report_step::Entity::find().count(reader).await.unwrap(),
        report_part_party::Entity::find().count(reader).await.unwrap(),
        changes.count(reader).await.unwrap(),
    ]
}

async fn unit_on(client: &Client, code: &str, on: &str) -> Value {
    let document = format!(
        "{{ units(asOf: \"{on}\", where: {{ codes: [\"{code}\"] }}, first: 1) {{ nodes {{ key }} }} }}"
    );
    client.query(&document).await.at("/units/nodes/0/key").clone()
}

fn drafted(unit: &Value, year: i32, key: &str) -> Value {
    json!({ "unit": unit, "year": year, "programme": PROGRAMME, "idempotencyKey": key })
}

fn at(report: &Value) -> Value {
    json!({ "report": report["key"], "expectedVersion": report["version"] })
}

fn returned(report: &Value) -> Value {
    json!({ "report": report["key"], "expectedVersion": report["version"], "remark": "Thiếu số liệu" })
}

/// A commune's clerk, and the office above it.
struct Two {
    commune: Client,
    office: Client,
    /// The commune today.
    unit: Value,
    /// Another commune of the office.
    foreign: Value,
}

impl Two {
    async fn of(server: &Server) -> Self {
        let (commune, office) =
            (server.client(Account::PhuNghia).await, server.client(Account::HomeAffairs).await);
        let (unit, foreign) =
            (unit_on(&office, "10030", TODAY).await, unit_on(&office, "10045", TODAY).await);
        Self { commune, office, unit, foreign }
    }

    /// The commune's report on the year that ends today, submitted by its clerk.
    async fn submitted(&self) -> Value {
        let draft = given(&change(&self.commune, "draftReport", drafted(&self.unit, 2025, "báo cáo")).await);
        given(&change(&self.commune, "submitReport", at(&draft)).await)
    }

    async fn accepted(&self) -> Value {
        given(&change(&self.office, "acceptReport", at(&self.submitted().await)).await)
    }
}

async fn af_09_given_every_role_then_reports_are_drafted_submitted_and_decided_by_those_who_may(
    server: &Server,
) {
    let two = Two::of(server).await;
    let before = content(server).await;
    let nothing = json!({ "key": key(NodeKind::Report, Uuid::from_u128(1)).to_string(), "version": 1 });
    let forbidden = vec![Fault::new("FORBIDDEN", "done")];
    for account in
        [Account::Administrator, Account::PartyCommittee, Account::PhuNghiaParty, Account::DigitalPlatform]
    {
        let client = server.client(account).await;
        for (mutation, input) in [
            ("draftReport", drafted(&two.unit, 2025, "x")),
            ("submitReport", at(&nothing)),
            ("returnReport", returned(&nothing)),
            ("acceptReport", at(&nothing)),
        ] {
            assert_eq!(change(&client, mutation, input).await.faults(), forbidden, "{account:?} {mutation}");
        }
    }
    for (mutation, input) in [("returnReport", returned(&nothing)), ("acceptReport", at(&nothing))] {
        assert_eq!(change(&two.commune, mutation, input).await.faults(), forbidden, "{mutation}");
    }
    for account in [Account::Administrator, Account::DigitalPlatform] {
        let client = server.client(account).await;
        let answer = client.query("{ reports(first: 1) { nodes { key } } }").await;
        assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", "reports")], "{account:?}");
    }
    assert_eq!(content(server).await, before);

    let submitted = two.submitted().await;
    assert_eq!((&submitted["status"], &submitted["version"]), (&json!("SUBMITTED"), &json!(2)));
    let sent_back = given(&change(&two.office, "returnReport", returned(&submitted)).await);
    assert_eq!(
        sent_back["steps"][2],
        json!({ "status": "RETURNED", "effectiveOn": TODAY, "remark": "Thiếu số liệu" })
    );
    let again = given(&change(&two.commune, "submitReport", at(&sent_back)).await);
    let accepted = given(&change(&two.office, "acceptReport", at(&again)).await);
    assert_eq!(accepted["status"], "ACCEPTED");
    assert_eq!(accepted["signingKey"], keys().report().current().id());
    let operations = entries_of(server, &accepted).await;
    assert_eq!(operations[0], JournalOperation::Create);
    assert_eq!(operations.iter().filter(|operation| **operation == JournalOperation::Change).count(), 4);
}

async fn ar_05_given_a_report_out_of_scope_then_as_if_there_were_none_at_the_same_cost(server: &Server) {
    let two = Two::of(server).await;
    let foreign = given(&change(&two.office, "draftReport", drafted(&two.foreign, 2025, "khác")).await);
    let before = content(server).await;
    let nobody = json!({ "key": key(NodeKind::Report, Uuid::from_u128(1)).to_string(), "version": 1 });
    let mut told = Vec::new();
    for report in [&foreign, &nobody] {
        let sent = server.statements();
        let answer = change(&two.commune, "submitReport", at(report)).await;
        assert_eq!(refusals(&answer), [("NOT_FOUND", "report")]);
        let document = format!("{{ report(id: {}) {{ status }} }}", report["key"]);
        let asked = two.commune.query(&document).await;
        assert_eq!(asked.codes(), ["NOT_FOUND"]);
        told.push((answer.text, asked.body["data"].clone(), server.statements() - sent));
    }
    assert_eq!(told[0], told[1]);
    let nowhere = json!(key(NodeKind::Unit, Uuid::from_u128(1)).to_string());
    let mut told = Vec::new();
    for (number, unit) in [&two.foreign, &nowhere].into_iter().enumerate() {
        let sent = server.statements();
        let answer = change(&two.commune, "draftReport", drafted(unit, 2025, &format!("thử {number}"))).await;
        assert_eq!(refusals(&answer), [("NOT_FOUND", "unit")]);
        told.push((answer.text, server.statements() - sent));
    }
    assert_eq!(told[0], told[1]);
    let listed = two.commune.query("{ reports(first: 9) { totalCount nodes { key } } }").await;
    assert_eq!(listed.at("/reports"), &json!({ "totalCount": 0, "nodes": [] }));
    assert_eq!(content(server).await, before);
}

async fn cw_01_given_an_old_version_of_a_report_then_a_conflict_tells_the_current_one(server: &Server) {
    let two = Two::of(server).await;
    let submitted = two.submitted().await;
    let before = content(server).await;
    let old = json!({ "key": submitted["key"], "version": 1 });
    for (client, mutation, input) in [
        (&two.commune, "submitReport", at(&old)),
        (&two.office, "returnReport", returned(&old)),
        (&two.office, "acceptReport", at(&old)),
    ] {
        let answer = change(client, mutation, input).await;
        assert_eq!(refusals(&answer), [("CONFLICT", "expectedVersion")], "{mutation}");
        assert!(answer.string("/done/userErrors/0/message").contains('2'), "{}", answer.text);
    }
    assert_eq!(content(server).await, before);
}

async fn cw_03_given_a_report_drafted_twice_under_one_key_then_once_and_under_another_key_refused(
    server: &Server,
) {
    let two = Two::of(server).await;
    let first = change(&two.commune, "draftReport", drafted(&two.unit, 2025, "một")).await;
    let before = content(server).await;
    let again = change(&two.commune, "draftReport", drafted(&two.unit, 2025, "một")).await;
    assert_eq!(given(&first), given(&again));
    assert_eq!((first.at("/done/replayed"), again.at("/done/replayed")), (&json!(false), &json!(true)));
    let other = change(&two.commune, "draftReport", drafted(&two.unit, 2024, "một")).await;
    assert_eq!(refusals(&other), [("IDEMPOTENCY_MISMATCH", "idempotencyKey")]);
    let second = change(&two.office, "draftReport", drafted(&two.unit, 2025, "hai")).await;
    assert_eq!(refusals(&second), [("REPORT_EXISTS", "unit")]);
    assert_eq!(content(server).await, before);
}

async fn iv_09_given_a_report_in_any_state_then_each_other_way_is_refused_by_naming_the_legal_ones(
    server: &Server,
) {
    let two = Two::of(server).await;
    let draft = given(&change(&two.commune, "draftReport", drafted(&two.unit, 2025, "báo cáo")).await);
    let refused = async |report: &Value, mutations: &[&str], legal: &[&str]| {
        let before = content(server).await;
        for mutation in mutations {
            let input = if *mutation == "returnReport" { returned(report) } else { at(report) };
            let answer = change(&two.office, mutation, input).await;
            assert_eq!(refusals(&answer), [("INVALID_TRANSITION", "report")], "{mutation}");
            let message = answer.string("/done/userErrors/0/message");
            assert!(legal.iter().all(|legal| message.contains(legal)), "{message}");
        }
        assert_eq!(content(server).await, before);
    };
    refused(&draft, &["returnReport", "acceptReport"], &["submitReport"]).await;
    let submitted = given(&change(&two.commune, "submitReport", at(&draft)).await);
    refused(&submitted, &["submitReport"], &["returnReport", "acceptReport"]).await;
    let sent_back = given(&change(&two.office, "returnReport", returned(&submitted)).await);
    refused(&sent_back, &["returnReport", "acceptReport"], &["submitReport"]).await;
    let again = given(&change(&two.commune, "submitReport", at(&sent_back)).await);
    let accepted = given(&change(&two.office, "acceptReport", at(&again)).await);
    refused(&accepted, &["submitReport", "returnReport", "acceptReport"], &[]).await;
}

async fn iv_09_given_a_report_then_neither_its_submitter_nor_its_own_unit_accepts_it(server: &Server) {
    let two = Two::of(server).await;
    let draft = given(&change(&two.office, "draftReport", drafted(&two.unit, 2025, "báo cáo")).await);
    let submitted = given(&change(&two.office, "submitReport", at(&draft)).await);
    let before = content(server).await;
    assert_eq!(
        refusals(&change(&two.office, "acceptReport", at(&submitted)).await),
        [("FORBIDDEN", "report")]
    );
    assert_eq!(content(server).await, before);
    // The district, as it was at the end of 2024, is not accepted by its own office, whoever submitted.
    let district = unit_on(&two.office, "277", "2024-12-31").await;
    let own = given(&change(&two.office, "draftReport", drafted(&district, 2024, "huyện")).await);
    let own = given(&change(&two.office, "submitReport", at(&own)).await);
    let answer = change(&two.office, "acceptReport", at(&own)).await;
    assert_eq!(refusals(&answer), [("FORBIDDEN", "report")]);
    assert!(answer.string("/done/userErrors/0/message").contains("cấp trên"), "{}", answer.text);
}

const FILE: &str = "query ($id: ID!) { report(id: $id) { status file content { class json } } }";

async fn given_a_report_that_is_accepted_then_each_reader_verifies_his_parts_and_has_only_hashes_of_the_rest(
    server: &Server,
) {
    let two = Two::of(server).await;
    let submitted = two.submitted().await;
    let live = two.office.ask(FILE, json!({ "id": submitted["key"] })).await;
    assert!(live.at("/report/file").is_null());
    let accepted = given(&change(&two.office, "acceptReport", at(&submitted)).await);
    let public = keys().report().public();
    let mut files = Vec::new();
    for (account, classes) in [
        (Account::HomeAffairs, &PartClass::ALL[..2]),
        (Account::PhuNghia, &PartClass::ALL[..2]),
        (Account::PartyCommittee, &PartClass::ALL[..]),
        (Account::PhuNghiaParty, &PartClass::ALL[..]),
    ] {
        let client = server.client(account).await;
        let answer = client.ask(FILE, json!({ "id": accepted["key"] })).await;
        let file = answer.string("/report/file").to_owned();
        let verified = verify(&file, &public).unwrap();
        assert_eq!(verified.open, classes, "{account:?}");
        assert_eq!(verified.head.unit.name, accepted["unit"]["name"].as_str().unwrap());
        assert_eq!(verified.head.accepted.role.as_deref(), Some("DISTRICT"));
        let told: Vec<_> = answer.list("/report/content").iter().map(|part| part["class"].clone()).collect();
        assert_eq!(told, classes.iter().map(|class| json!(class.name())).collect::<Vec<_>>(), "{account:?}");
        // What was read before it was sealed is what was sealed.
        if account == Account::HomeAffairs {
            assert_eq!(answer.at("/report/content"), live.at("/report/content"));
        }
        files.push(file);
    }
    let figures = &files[0];
    for hidden in ["\"K4\"", "\"K7\"", "SUCCESSION_ENTRY", "STANDING_COMMITTEE"] {
        assert!(!figures.contains(hidden) && files[2].contains("\"K4\""), "{hidden}");
    }
    assert_eq!((&files[0], &files[2]), (&files[1], &files[3]));
    let forged = figures.replacen("\"filled\":", "\"filled\":1", 1);
    assert_eq!(verify(&forged, &public), Err(Forgery::Part(PartClass::Personnel)));

    let reader = server.database().reader();
    let salts: BTreeSet<Vec<u8>> = [
        report_part_aggregate::Entity::find().one(reader).await.unwrap().unwrap().salt,
        report_part_personnel::Entity::find().one(reader).await.unwrap().unwrap().salt,
        report_part_party::Entity::find().one(reader).await.unwrap().unwrap().salt,
        report_part_succession::Entity::find().one(reader).await.unwrap().unwrap().salt,
    ]
    .into();
    assert_eq!(salts.len(), 4);
    let reads = journal_entry::Entity::find()
        .filter(journal_entry::Column::Stream.eq("ACCESS"))
        .filter(journal_entry::Column::ObjectType.eq("report_part_succession"));
    assert_eq!(reads.count(reader).await.unwrap(), 2, "each committee's read is recorded");
}

const SINCE: &str = "query ($id: ID!) { report(id: $id) { file changesSince {
    class target reported { numerator denominator unknown status } restated { numerator denominator unknown status }
    members { official { key fullName } unit { code } title { code } before after reasonBefore reasonAfter
        changes { type operation fields { name before after } } }
} } }";

async fn given_a_sealed_report_when_a_fact_is_corrected_then_it_stays_and_tells_what_changed_and_which_entry_did_it(
    server: &Server,
) {
    let two = Two::of(server).await;
    let accepted = two.accepted().await;
    let sealed = two.office.ask(SINCE, json!({ "id": accepted["key"] })).await;
    assert_eq!(sealed.at("/report/changesSince"), &json!([]));
    let content = two.office.ask(FILE, json!({ "id": accepted["key"] })).await;
    let parts = content.list("/report/content");
    let people: Value = serde_json::from_str(parts[1]["json"].as_str().unwrap()).unwrap();
    let women = people["members"].as_array().unwrap().iter().find(|target| target["target"] == "K3").unwrap();
    let woman =
        women["members"].as_array().unwrap().iter().find(|member| member["bucket"] == "COUNTED").unwrap();
    let official: Uuid = woman["official"]["key"].as_str().unwrap().parse().unwrap();
    let official = key(NodeKind::Official, OfficialId(official)).to_string();
    let row =
        two.office.ask("query ($id: ID!) { official(id: $id) { version } }", json!({ "id": official })).await;
    let input = json!({
        "official": official, "expectedVersion": row.at("/official/version"), "sex": "MALE", "reason": "Nhập nhầm",
    });
    let correct =
        "mutation ($input: CorrectOfficialInput!) { correctOfficial(input: $input) { userErrors { code } } }";
    // What is told since is what was done after the instant of the seal.
    let at = NOW.parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(1);
    let later = server.beside(Clock::fixed(at, day(TODAY))).await;
    let office = later.client(Account::HomeAffairs).await;
    let done = office.ask(correct, json!({ "input": input })).await;
    assert_eq!(done.at("/correctOfficial/userErrors"), &json!([]));

    let since = office.ask(SINCE, json!({ "id": accepted["key"] })).await;
    assert_eq!(since.at("/report/file"), sealed.at("/report/file"));
    let changes = since.list("/report/changesSince");
    assert_eq!(changes.len(), 1, "{}", since.text);
    let women = &changes[0];
    assert_eq!((&women["target"], &women["class"]), (&json!("K3"), &json!("PERSONNEL")));
    let count = |figure: &str| women[figure]["numerator"].as_i64().unwrap();
    assert_eq!(count("reported"), count("restated") + 1);
    let member = &women["members"][0];
    assert_eq!((&member["before"], &member["after"]), (&json!("COUNTED"), &json!("NOT_COUNTED")));
    assert_eq!((&member["reasonBefore"], &member["reasonAfter"]), (&json!("FEMALE"), &json!("MALE")));
    assert_eq!(member["official"]["key"], official);
    let entries = member["changes"].as_array().unwrap();
    assert_eq!(entries.len(), 1, "{}", since.text);
    assert_eq!((&entries[0]["type"], &entries[0]["operation"]), (&json!("official"), &json!("CORRECT")));
    later.close().await;
}

async fn given_a_unit_with_units_below_then_accepted_once_all_have_submitted_and_all_are_sealed_with_it(
    server: &Server,
) {
    let two = Two::of(server).await;
    let work = &server.app().work;
    let document = r#"{ units(asOf: "2023-12-31", where: { codes: ["277"] }, first: 1) { nodes { key children { key code kind } } } }"#;
    let district = two.office.query(document).await;
    let children = district.list("/units/nodes/0/children").iter().filter(|unit| unit["kind"] != "AGENCY");
    let children: Vec<UnitId> = children.map(|unit| UnitId(uuid_of(&unit["key"]))).collect();
    assert_eq!(children.len(), 32);
    let top = UnitId(uuid_of(district.at("/units/nodes/0/key")));
    let drafted = async |unit: UnitId| {
        let input = DraftReport { unit, year: 2023, programme: PROGRAMME.to_owned() };
        let report = draft(work, Asker::CONSOLE, input, None).await.unwrap().object;
        submit(work, Asker::CONSOLE, SubmitReport { report, expected_version: 1 }).await.unwrap();
        report
    };
    let top = drafted(top).await;
    for unit in &children[1..] {
        drafted(*unit).await;
    }
    let accepted = AcceptReport { report: top, expected_version: 2 };
    let before = content(server).await;
    let refused = accept(work, Asker::CONSOLE, accepted.clone()).await.unwrap_err();
    let RegistryError::Refused(refusals) = refused else { panic!("{refused:?}") };
    assert!(
        matches!(&refusals[0].rule, Rule::Report(rule) if format!("{rule:?}").contains("BelowNotSubmitted"))
    );
    assert_eq!(content(server).await, before);

    drafted(children[0]).await;
    accept(work, Asker::CONSOLE, accepted).await.unwrap();
    let listed = two.office.query(
        "{ reports(where: { years: [2023], statuses: [ACCEPTED] }, first: 100) { totalCount nodes { file unit { code } } } }",
    );
    let listed = listed.await;
    assert_eq!(listed.at("/reports/totalCount"), 33);
    let public = keys().report().public();
    for report in listed.list("/reports/nodes") {
        assert!(verify(report["file"].as_str().unwrap(), &public).is_ok(), "{report}");
    }
    let cost = async |first: usize| {
        let document = format!(
            "{{ reports(first: {first}) {{ nodes {{ status steps {{ status }} file content {{ json }} }} }} }}"
        );
        let sent = server.statements();
        assert_eq!(two.office.query(&document).await.list("/reports/nodes").len(), first);
        server.statements() - sent
    };
    assert_eq!(cost(10).await, cost(33).await, "as many statements for all as for some");
    // What the baseline says is what the district reported.
    let own = listed.list("/reports/nodes").iter().find(|report| report["unit"]["code"] == "277").unwrap();
    let file: Value = serde_json::from_str(own["file"].as_str().unwrap()).unwrap();
    let targets = file["parts"][0]["content"]["targets"].as_array().unwrap();
    let young = targets.iter().find(|target| target["code"] == "K2").unwrap();
    assert_eq!(young["count"], json!({ "denominator": 196, "numerator": 6, "unknown": 0 }));
}

async fn given_a_report_that_cannot_be_then_each_rule_is_named_and_nothing_is_written(server: &Server) {
    let two = Two::of(server).await;
    let before = content(server).await;
    let agency = unit_on(&two.office, "277-NV", "2024-12-31").await;
    let past = unit_on(&two.office, "10033", "2024-12-31").await;
    for (client, unit, year, programme, code, place) in [
        (&two.commune, &two.unit, 2026, PROGRAMME, "BAD_USER_INPUT", "year"),
        (&two.commune, &two.unit, 1999, PROGRAMME, "BAD_USER_INPUT", "year"),
        (&two.commune, &two.unit, 2025, "KH-0", "NOT_FOUND", "programme"),
        (&two.commune, &two.unit, 2024, PROGRAMME, "UNIT_ABSENT", "unit"),
        (&two.commune, &past, 2025, PROGRAMME, "NOT_FOUND", "unit"),
        (&two.office, &agency, 2024, PROGRAMME, "BAD_USER_INPUT", "unit"),
    ] {
        let input = json!({ "unit": unit, "year": year, "programme": programme, "idempotencyKey": format!("{code}{year}{place}") });
        assert_eq!(
            refusals(&change(client, "draftReport", input).await),
            [(code, place)],
            "{year} {programme}"
        );
    }
    assert_eq!(content(server).await, before);
    // Whoever took over a unit reports on its last year.
    let last = given(&change(&two.commune, "draftReport", drafted(&past, 2024, "năm cuối")).await);
    assert_eq!((&last["unit"]["code"], &last["figuresOn"]), (&json!("10033"), &json!("2024-12-31")));
}

async fn given_a_unit_that_was_an_agency_after_all_then_its_report_is_refused_at_the_report(server: &Server) {
    let two = Two::of(server).await;
    let draft = given(&change(&two.office, "draftReport", drafted(&two.unit, 2025, "báo cáo")).await);
    let document =
        "mutation ($input: ReclassifyUnitInput!) { reclassifyUnit(input: $input) { userErrors { code } } }";
    let input = json!({
        "unit": two.unit, "kind": "AGENCY", "effectiveOn": "2025-12-30", "legalBasis": "NQ 1", "idempotencyKey": "1",
    });
    let answer = two.office.ask(document, json!({ "input": input })).await;
    assert_eq!(answer.at("/reclassifyUnit/userErrors"), &json!([]), "{}", answer.text);
    let before = content(server).await;
    let refused = change(&two.office, "submitReport", at(&draft)).await;
    assert_eq!(refusals(&refused), [("BAD_USER_INPUT", "report")]);
    assert_eq!(content(server).await, before);
}

async fn given_reports_of_years_then_a_series_as_reported_stands_beside_the_restated_one(server: &Server) {
    let two = Two::of(server).await;
    let accepted = two.accepted().await;
    let document = "query ($unit: ID!, $target: String!) {
        reportSeries(unit: $unit, programme: \"KH-276\", target: $target, years: [2023, 2025]) {
            year asOf reported { report numerator denominator status unit { code } } restated { numerator denominator }
        }
    }";
    let series = async |client: &Client, target: &str| {
        client.ask(document, json!({ "unit": two.unit, "target": target })).await.at("/reportSeries").clone()
    };
    let women = series(&two.office, "K3").await;
    assert_eq!(women[0]["reported"], json!([]));
    assert!(women[0]["restated"]["denominator"].as_i64().unwrap() > 0, "{women}");
    assert_eq!(women[1]["reported"][0]["report"], accepted["key"]);
    assert_eq!(women[1]["reported"][0]["numerator"], women[1]["restated"]["numerator"]);
    // K4 rests on Party data: what was sealed of it is the committee's.
    let committee = server.client(Account::PartyCommittee).await;
    assert_eq!(series(&two.office, "K4").await[1]["reported"], json!([]));
    assert_eq!(series(&committee, "K4").await[1]["reported"][0]["report"], accepted["key"]);
}
