//! What units owe each year, by when, and how far they have come: for whom, on any day, and by which deadline (security cases AF-09
//! and AR-02 of what is computed).

#![expect(clippy::disallowed_methods, reason = "looks at rows past the server")]

use canbo_tests::{Account, Answer, Client, Fault, Server, TODAY, on_both_databases};
use entity::value::{JournalOperation, JournalStream};
use entity::{journal_entry, obligation_rule};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::registry::{People, entries_of};

on_both_databases!(
    alone:
    af_09_given_every_role_then_deadlines_are_set_by_the_home_affairs_office_alone,
    given_a_district_then_all_that_its_units_owe_at_a_glance_and_what_does_it,
    given_a_commune_then_what_its_own_unit_owes_and_no_count_of_others,
    given_any_day_then_what_was_done_by_then_and_what_falls_due_after_it,
    given_the_last_rating_when_approved_then_done_that_day,
    given_a_report_then_due_or_overdue_until_it_is_submitted_and_done_by_it_as_long_as_it_is_not_returned,
    given_a_deadline_that_is_put_off_then_from_that_day_on_and_the_one_before_ends,
    given_deadlines_that_cannot_be_then_each_rule_is_named,
    given_more_units_then_as_many_statements,
);

const NODE: &str = "unit { code } kind year dueOn state doneOn missing legalBasis
    fulfilledBy { __typename ... on TrainingPlan { year status unit { code } }
        ... on SourcePoolReport { year reportedOn unit { code } }
        ... on Report { key status unit { code } } }";

/// What is owed on a day, with a filter.
async fn owed(client: &Client, on: &str, filter: &str) -> Vec<Value> {
    let document = format!(
        "{{ obligations(asOf: \"{on}\", where: {{ {filter} }}, first: 100) {{ totalCount nodes {{ {NODE} }} }} }}"
    );
    let answer = client.query(&document).await;
    let nodes = answer.list("/obligations/nodes").to_vec();
    assert_eq!(answer.at("/obligations/totalCount"), nodes.len());
    nodes
}

/// Unit, year and state of each.
fn states(nodes: &[Value]) -> Vec<(&str, i64, &str)> {
    nodes
        .iter()
        .map(|node| {
            let code = node["unit"]["code"].as_str().unwrap();
            (code, node["year"].as_i64().unwrap(), node["state"].as_str().unwrap())
        })
        .collect()
}

fn deadline(kind: &str, more: Value, key: &str) -> Value {
    let mut input = json!({
        "kind": kind, "owedBy": "COMMUNE_LEVEL", "month": 12, "day": 20, "legalBasis": "Công văn 99/SNV",
        "validFrom": TODAY, "idempotencyKey": key,
    });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    input
}

async fn set(client: &Client, input: Value) -> Answer {
    let document = "mutation ($input: SetDeadlineInput!) { done: setDeadline(input: $input) {
        deadline { key kind owedBy month day fallsIn legalBasis validFrom validTo }
        warnings { code } replayed userErrors { code field message }
    } }";
    client.ask(document, json!({ "input": input })).await
}

#[track_caller]
fn error(answer: &Answer) -> (String, String) {
    assert!(answer.at("/done/deadline").is_null(), "{}", answer.text);
    let errors = answer.list("/done/userErrors");
    assert_eq!(errors.len(), 1, "{}", answer.text);
    let field: Vec<_> =
        errors[0]["field"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect();
    (errors[0]["code"].as_str().unwrap().to_owned(), field[1..].join("."))
}

/// Deadlines, and entries that tell of changes.
async fn content(server: &Server) -> [u64; 2] {
    let reader = server.database().reader();
    let changes = journal_entry::Entity::find().filter(journal_entry::Column::Stream.eq(JournalStream::Data));
    [obligation_rule::Entity::find().count(reader).await.unwrap(), changes.count(reader).await.unwrap()]
}

async fn af_09_given_every_role_then_deadlines_are_set_by_the_home_affairs_office_alone(server: &Server) {
    let before = content(server).await;
    for account in Account::ALL {
        let client = server.client(account).await;
        let reads = client.query("{ obligations(first: 1) { totalCount } }").await;
        let may_read = !matches!(account, Account::Administrator | Account::DigitalPlatform);
        assert_eq!(reads.codes().is_empty(), may_read, "{account:?}");
        // Everybody reads the directory.
        let deadlines = client.query("{ deadlines { kind } }").await;
        assert_eq!(deadlines.list("/deadlines").len(), 8, "{account:?}");
        if account != Account::HomeAffairs {
            let answer = set(&client, deadline("RATINGS", json!({}), "1")).await;
            assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", "done")], "{account:?}");
        }
    }
    assert_eq!(content(server).await, before);
    let office = server.client(Account::HomeAffairs).await;
    let answer = set(&office, deadline("RATINGS", json!({}), "1")).await;
    assert_eq!(answer.at("/done/userErrors"), &json!([]));
    assert_eq!(content(server).await, [before[0] + 1, before[1] + 2]);
}

async fn given_a_district_then_all_that_its_units_owe_at_a_glance_and_what_does_it(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let all = owed(&office, TODAY, "").await;
    let kinds: Vec<_> = all.iter().map(|node| node["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, [["TRAINING_PLAN"; 6], ["RATINGS"; 6], ["SOURCE_POOL_REVIEW"; 6]].concat());

    let (plans, ratings, pools) = (&all[..6], &all[6..12], &all[12..]);
    assert_eq!(
        states(plans),
        [
            ("10015", 2026, "DONE"),
            ("10030", 2026, "DONE"),
            ("10045", 2026, "OVERDUE"),
            ("10072", 2026, "OVERDUE"),
            ("10081", 2026, "OVERDUE"),
            ("10096", 2026, "OVERDUE"),
        ]
    );
    assert_eq!(
        plans[0],
        json!({
            "unit": { "code": "10015" }, "kind": "TRAINING_PLAN", "year": 2026, "dueOn": "2025-11-15", "state": "DONE",
            "doneOn": "2025-11-14", "missing": 0, "legalBasis": plans[0]["legalBasis"],
            "fulfilledBy": {
                "__typename": "TrainingPlan", "year": 2026, "status": "SUBMITTED", "unit": { "code": "10015" },
            },
        })
    );
    let open = &plans[3];
    assert_eq!(
        (&open["doneOn"], &open["missing"], &open["fulfilledBy"]),
        (&Value::Null, &json!(1), &Value::Null)
    );

    let late = ["10081", "10096"];
    for node in ratings {
        let is_late = late.contains(&node["unit"]["code"].as_str().unwrap());
        assert_eq!(node["dueOn"], "2025-12-14");
        assert_eq!(node["state"], if is_late { "OVERDUE" } else { "DONE" }, "{node}");
        assert_eq!(node["missing"].as_i64() > Some(20), is_late, "{node}");
        assert_eq!(node["doneOn"].is_null(), is_late, "{node}");
        assert_eq!(node["fulfilledBy"], Value::Null);
    }
    for node in pools {
        let code = node["unit"]["code"].as_str().unwrap();
        let is_late = late.contains(&code);
        assert_eq!(node["dueOn"], "2025-12-31");
        // It is in time today still.
        assert_eq!(node["state"], if is_late { "DUE" } else { "DONE" }, "{node}");
        assert_eq!(node["missing"].as_i64() > Some(0), is_late, "{node}");
        let report = json!({
            "__typename": "SourcePoolReport", "year": 2025, "reportedOn": "2025-12-30", "unit": { "code": code },
        });
        let is_reported = !is_late && code != "10072";
        assert_eq!(node["fulfilledBy"], if is_reported { report } else { Value::Null }, "{node}");
        assert_eq!(node["doneOn"].is_null(), is_late, "{node}");
    }
    assert_eq!(owed(&office, TODAY, "states: [OVERDUE]").await.len(), 6);
    assert_eq!(owed(&office, TODAY, "kinds: [RATINGS, TRAINING_PLAN], years: [2025]").await, ratings);
    let party = server.client(Account::PartyCommittee).await;
    assert_eq!(owed(&party, TODAY, "").await, all);

    // Pages of it from either end.
    let page = async |arguments: &str| {
        let document = format!(
            "{{ obligations({arguments}) {{ edges {{ cursor node {{ {NODE} }} }} pageInfo {{ hasNextPage }} }} }}"
        );
        office.query(&document).await.at("/obligations").clone()
    };
    let first = page("first: 7").await;
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    let rest = page(&format!("first: 100, after: {}", first["edges"][6]["cursor"])).await;
    let nodes = [&first, &rest].into_iter().flat_map(|page| page["edges"].as_array().unwrap());
    assert_eq!(nodes.map(|edge| edge["node"].clone()).collect::<Vec<_>>(), all);
}

async fn given_a_commune_then_what_its_own_unit_owes_and_no_count_of_others(server: &Server) {
    let people = People::of(server).await;
    let own = owed(&people.commune, TODAY, "").await;
    let of_office = owed(&people.office, TODAY, &format!("within: \"{}\"", people.unit)).await;
    assert_eq!((own.len(), &own), (3, &of_office));
    assert!(own.iter().all(|node| node["unit"]["code"] == "10030"));
    let foreign = owed(&people.commune, TODAY, &format!("within: \"{}\"", people.foreign_unit)).await;
    assert_eq!(foreign, Vec::<Value>::new());
    // Its ratings, its pool and its report: the plan of 2025 was due before there was the unit.
    let of_2025 = owed(&people.commune, TODAY, "years: [2025]").await;
    let kinds: Vec<_> = of_2025.iter().map(|node| (&node["kind"], &node["dueOn"])).collect();
    let expected =
        [("RATINGS", "2025-12-14"), ("SOURCE_POOL_REVIEW", "2025-12-31"), ("REPORT", "2026-01-15")]
            .map(|(kind, due_on)| (json!(kind), json!(due_on)));
    assert_eq!(kinds, expected.iter().map(|(kind, due_on)| (kind, due_on)).collect::<Vec<_>>());
}

async fn given_any_day_then_what_was_done_by_then_and_what_falls_due_after_it(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let ratings = "kinds: [RATINGS], years: [2024]";
    for (on, state, done_on) in [
        ("2024-12-14", "DUE", Value::Null),
        ("2024-12-16", "OVERDUE", Value::Null),
        ("2024-12-19", "DONE", json!("2024-12-19")),
    ] {
        let all = owed(&office, on, ratings).await;
        // 32 communes, and the agency.
        assert_eq!(all.len(), 33, "{on}");
        let late = all.iter().find(|node| node["unit"]["code"] == "10105").unwrap();
        assert_eq!((&late["state"], &late["doneOn"]), (&json!(state), &done_on), "{on}");
        let others = all.iter().filter(|node| node["unit"]["code"] != "10105");
        assert!(others.clone().all(|node| node["state"] == "DONE"), "{on}");
        let in_time = others.filter(|node| node["doneOn"].as_str() <= Some("2024-12-14")).count();
        assert_eq!(in_time, 32, "{on}");
    }
    // The agency had nobody to rate in 2023, and units owe what falls due while they exist.
    assert_eq!(owed(&office, "2024-06-30", "kinds: [RATINGS], years: [2023]").await.len(), 32);
    assert_eq!(owed(&office, TODAY, "kinds: [RATINGS], years: [2023, 2024]").await, Vec::<Value>::new());
    // The district takes the communes' plans up, and owes one of its own.
    let plans = owed(&office, "2025-06-30", "kinds: [TRAINING_PLAN], years: [2025]").await;
    let district = plans.iter().find(|node| node["unit"]["code"] == "277").unwrap();
    assert_eq!((&district["dueOn"], &district["doneOn"]), (&json!("2024-12-20"), &json!("2024-12-18")));

    let next = owed(&office, "2026-06-30", "years: [2026]").await;
    let rated = next.iter().filter(|node| node["kind"] == "RATINGS");
    assert!(rated.clone().all(|node| node["state"] == "DUE" && node["dueOn"] == "2026-12-14"));
    assert!(rated.clone().all(|node| node["missing"].as_i64() > Some(20)) && rated.count() == 6);
    let last = owed(&office, "2026-01-01", "states: [OVERDUE], kinds: [SOURCE_POOL_REVIEW]").await;
    assert_eq!(states(&last), [("10081", 2025, "OVERDUE"), ("10096", 2025, "OVERDUE")]);
    for (years, code) in [("[1]", None), ("[0,1,2,3,4,5,6,7,8,9,10]", Some("BAD_USER_INPUT"))] {
        let document = format!("{{ obligations(where: {{ years: {years} }}, first: 1) {{ totalCount }} }}");
        let codes = office.query(&document).await.codes();
        assert_eq!(codes.first().map(String::as_str), code, "{years}");
    }
}

async fn given_the_last_rating_when_approved_then_done_that_day(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let unit = office.query("{ units(where: { codes: [\"10081\"] }, first: 1) { nodes { key } } }").await;
    let unit = unit.string("/units/nodes/0/key").to_owned();
    let mut rows = Vec::new();
    let mut after = Value::Null;
    loop {
        let document = "query ($unit: ID!, $after: String) { ratings(where: { unit: $unit, years: [2025], statuses: [PROPOSED] },
            first: 100, after: $after) { nodes { key version } pageInfo { hasNextPage endCursor } } }";
        let page = office.ask(document, json!({ "unit": unit, "after": after })).await;
        let row = |node: &Value| json!({ "rating": node["key"], "expectedVersion": node["version"] });
        rows.extend(page.list("/ratings/nodes").iter().map(row));
        after = page.at("/ratings/pageInfo/endCursor").clone();
        if page.at("/ratings/pageInfo/hasNextPage") == &json!(false) {
            break;
        }
    }
    let filter = format!("kinds: [RATINGS], within: \"{unit}\"");
    let approve = async |rows: &[Value], key: &str| {
        let input = json!({ "rows": rows, "idempotencyKey": key });
        let document = "mutation ($input: ApproveRatingsInput!) { done: approveRatings(input: $input) { userErrors { code } } }";
        let answer = office.ask(document, json!({ "input": input })).await;
        assert_eq!(answer.at("/done/userErrors"), &json!([]), "{}", answer.text);
    };
    let before = owed(&office, TODAY, &filter).await.remove(0);
    assert_eq!(before["missing"], rows.len());
    let last = rows.split_off(rows.len() - 1);
    approve(&rows, "1").await;
    let nearly = owed(&office, TODAY, &filter).await.remove(0);
    assert_eq!((&nearly["missing"], &nearly["state"]), (&json!(1), &json!("OVERDUE")));
    approve(&last, "2").await;
    let done = owed(&office, TODAY, &filter).await.remove(0);
    assert_eq!(
        (&done["missing"], &done["state"], &done["doneOn"]),
        (&json!(0), &json!("DONE"), &json!(TODAY))
    );
}

async fn given_a_report_then_due_or_overdue_until_it_is_submitted_and_done_by_it_as_long_as_it_is_not_returned(
    server: &Server,
) {
    let people = People::of(server).await;
    let filter = format!("kinds: [REPORT], years: [2025], within: \"{}\"", people.unit);
    let on = async |client: &Client, on: &str| {
        let mut nodes = owed(client, on, &filter).await;
        assert_eq!(nodes.len(), 1, "{on}");
        nodes.remove(0)
    };
    let take = async |client: &Client, mutation: &str, input: Value| {
        let name = format!("{}{}", mutation[..1].to_uppercase(), &mutation[1..]);
        let document = format!(
            "mutation ($input: {name}Input!) {{ done: {mutation}(input: $input) {{
                report {{ key version status }} userErrors {{ code field }}
            }} }}"
        );
        let answer = client.ask(&document, json!({ "input": input })).await;
        assert_eq!(answer.at("/done/userErrors"), &json!([]), "{mutation}");
        answer.at("/done/report").clone()
    };
    let at = |report: &Value| json!({ "report": report["key"], "expectedVersion": report["version"] });
    let open = |state: &str, node: &Value| {
        assert_eq!(
            node,
            &json!({
                "unit": { "code": "10030" }, "kind": "REPORT", "year": 2025, "dueOn": "2026-01-15", "state": state,
                "doneOn": null, "missing": 1, "fulfilledBy": null,
                "legalBasis": "Kế hoạch 276/KH-UBND: báo cáo kết quả hằng năm (ngày hạn là quy ước của các xã sau sắp xếp)",
            })
        );
    };
    let done = |report: &Value, node: &Value| {
        assert_eq!(
            (&node["state"], &node["doneOn"], &node["missing"]),
            (&json!("DONE"), &json!(TODAY), &json!(0))
        );
        let by = json!({
            "__typename": "Report", "key": report["key"], "status": report["status"], "unit": { "code": "10030" },
        });
        assert_eq!(node["fulfilledBy"], by);
    };

    let input = json!({ "unit": people.unit, "year": 2025, "programme": "KH-276", "idempotencyKey": "1" });
    let draft = take(&people.commune, "draftReport", input).await;
    for client in [&people.commune, &people.office] {
        for (day, state) in [(TODAY, "DUE"), ("2026-01-15", "DUE"), ("2026-01-16", "OVERDUE")] {
            open(state, &on(client, day).await);
        }
    }
    let submitted = take(&people.commune, "submitReport", at(&draft)).await;
    assert_eq!(submitted["status"], "SUBMITTED");
    for day in [TODAY, "2026-01-16"] {
        done(&submitted, &on(&people.commune, day).await);
    }
    let mut input = at(&submitted);
    input["remark"] = json!("Thiếu số liệu");
    let returned = take(&people.office, "returnReport", input).await;
    open("DUE", &on(&people.commune, TODAY).await);
    let submitted = take(&people.commune, "submitReport", at(&returned)).await;
    let accepted = take(&people.office, "acceptReport", at(&submitted)).await;
    assert_eq!(accepted["status"], "ACCEPTED");
    for client in [&people.commune, &people.office] {
        done(&accepted, &on(client, TODAY).await);
    }
    // The one that is being written elsewhere does nothing yet.
    let others = owed(&people.office, TODAY, "kinds: [REPORT], years: [2025], states: [DUE]").await;
    let expected = ["10015", "10045", "10072", "10081", "10096"].map(|code| (code, 2025, "DUE"));
    assert_eq!(states(&others), expected);
}

async fn given_a_deadline_that_is_put_off_then_from_that_day_on_and_the_one_before_ends(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let deadlines = async |on: &str| {
        let document = format!(
            "{{ deadlines(asOf: \"{on}\") {{ key kind owedBy month day fallsIn legalBasis validFrom validTo }} }}"
        );
        let all = office.query(&document).await.list("/deadlines").to_vec();
        let mut found =
            all.into_iter().filter(|row| row["kind"] == "RATINGS" && row["owedBy"] == "COMMUNE_LEVEL");
        found.next().unwrap()
    };
    let old = deadlines(TODAY).await;
    assert_eq!((&old["month"], &old["day"], &old["validTo"]), (&json!(12), &json!(14), &Value::Null));
    let put_off = deadline("RATINGS", json!({ "month": 1, "day": 15, "fallsIn": "YEAR_AFTER" }), "1");
    let answer = set(&office, put_off.clone()).await;
    let new = answer.at("/done/deadline").clone();
    assert_eq!(
        new,
        json!({
            "key": new["key"], "kind": "RATINGS", "owedBy": "COMMUNE_LEVEL", "month": 1, "day": 15,
            "fallsIn": "YEAR_AFTER", "legalBasis": "Công văn 99/SNV", "validFrom": TODAY, "validTo": null,
        })
    );
    let replayed = set(&office, put_off).await;
    assert_eq!((replayed.at("/done/replayed"), replayed.at("/done/deadline")), (&json!(true), &new));
    assert_eq!(deadlines(TODAY).await, new);
    let mut ended = old.clone();
    ended["validTo"] = json!(TODAY);
    assert_eq!(deadlines("2025-12-30").await, ended);
    assert_eq!(entries_of(server, &old).await, [JournalOperation::Create, JournalOperation::Change]);
    assert_eq!(entries_of(server, &new).await, [JournalOperation::Create]);

    let filter = "kinds: [RATINGS], years: [2025], states: [DUE, OVERDUE]";
    let of = |nodes: &[Value]| -> Vec<(Value, Value)> {
        nodes.iter().map(|node| (node["dueOn"].clone(), node["state"].clone())).collect()
    };
    let late = (json!("2025-12-14"), json!("OVERDUE"));
    assert_eq!(of(&owed(&office, "2025-12-30", filter).await), [late.clone(), late]);
    let due = (json!("2026-01-15"), json!("DUE"));
    assert_eq!(of(&owed(&office, TODAY, filter).await), [due.clone(), due]);
}

async fn given_deadlines_that_cannot_be_then_each_rule_is_named(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let before = content(server).await;
    for (more, place) in [
        (json!({ "month": 2, "day": 29 }), "day"),
        (json!({ "month": 13 }), "day"),
        (json!({ "day": 0 }), "day"),
        (json!({ "day": -1 }), "day"),
        (json!({ "legalBasis": " " }), "legalBasis"),
        (json!({ "validFrom": "1899-12-31" }), "validFrom"),
        (json!({ "validFrom": "2025-12-30" }), "validFrom"),
    ] {
        let answer = set(&office, deadline("RATINGS", more.clone(), "1")).await;
        assert_eq!(error(&answer), ("BAD_USER_INPUT".to_owned(), place.to_owned()), "{more}");
    }
    assert_eq!(content(server).await, before);
    // The first of its kind may have held for long.
    let of_agencies =
        |day: &str, key: &str| deadline("REPORT", json!({ "owedBy": "AGENCY", "validFrom": day }), key);
    assert_eq!(set(&office, of_agencies("2024-01-12", "2")).await.at("/done/userErrors"), &json!([]));
    assert_eq!(set(&office, of_agencies("2026-07-01", "3")).await.at("/done/userErrors"), &json!([]));
    let between = set(&office, of_agencies("2026-07-01", "4")).await;
    assert_eq!(error(&between), ("BAD_USER_INPUT".to_owned(), "validFrom".to_owned()));
}

async fn given_more_units_then_as_many_statements(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let unit = office
        .query("{ units(asOf: \"2024-12-31\", where: { codes: [\"10033\"] }, first: 1) { nodes { key } } }");
    let unit = unit.await.string("/units/nodes/0/key").to_owned();
    let mut costs = Vec::new();
    for (filter, least) in [(format!("within: \"{unit}\", "), 2), (String::new(), 60)] {
        let sent = server.statements();
        let filter = format!("{filter}years: [2024]");
        assert!(owed(&office, "2024-12-31", &filter).await.len() >= least);
        costs.push(server.statements() - sent);
    }
    assert_eq!(costs[0], costs[1]);
}
