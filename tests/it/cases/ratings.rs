//! Yearly ratings: who proposes and who approves, what stands in the place of what (security cases AR-05, AR-07, AF-09, CW-03 and
//! IV-09).

#![expect(
    clippy::disallowed_methods,
    reason = "looks at rows past the server, and gives accounts other rights"
)]

use std::collections::BTreeSet;

use api::graphql::id::{NodeKind, key};
use canbo_tests::{Account, Answer, Client, Fault, Server, TODAY, day, on_both_databases};
use entity::id::{AccountId, OfficialId, UnitId};
use entity::value::JournalOperation;
use entity::{account, account_grant, account_holder, journal_entry, rating};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::registry::{People, people_of, uuid_of};

on_both_databases!(
    alone:
    af_09_given_every_role_then_ratings_are_proposed_and_approved_by_those_who_may,
    ar_05_given_a_rating_out_of_scope_then_as_if_there_were_none_at_the_same_cost,
    ar_07_given_ratings_one_of_which_is_out_of_scope_then_all_is_refused_whatever_the_policy,
    cw_03_given_ratings_that_were_all_rejected_then_their_key_is_free_and_what_was_done_is_done_once,
    iv_09_given_a_rating_then_neither_its_proposer_nor_its_holder_nor_its_own_unit_approves_it,
    iv_09_given_a_proposal_then_taken_back_by_those_who_may_and_what_is_approved_never,
    iv_09_given_a_rating_in_any_state_then_each_other_way_is_refused_by_naming_the_legal_ones,
    given_a_year_of_a_merged_unit_when_rated_then_by_the_unit_of_that_time_and_seen_by_its_status,
    given_ratings_that_cannot_be_then_each_rule_is_named_and_the_policy_decides_of_the_others,
    given_too_many_who_are_excellent_then_warned_of_in_both_languages_and_written,
    given_an_approved_rating_that_was_wrong_then_another_supersedes_it_and_the_past_stays,
    given_five_hundred_ratings_then_few_statements_for_all_of_them,
);

/// A year of which the demo district has no ratings.
const YEAR: i32 = 2021;

const RATING: &str = "rating { key version year grade status proposedOn approvedOn supersededOn unit { code } official { key } }";

async fn change(client: &Client, mutation: &str, input: &Value) -> Answer {
    let type_name = mutation[..1].to_uppercase() + &mutation[1..] + "Input";
    let object = if mutation == "supersedeRating" {
        RATING.to_owned()
    } else {
        format!("results {{ status {RATING} userErrors {{ code field message }} }}")
    };
    let document = format!(
        "mutation ($input: {type_name}!) {{ done: {mutation}(input: $input) {{
            {object} warnings {{ code rule message }} replayed userErrors {{ code field message }}
        }} }}"
    );
    client.ask(&document, json!({ "input": input })).await
}

fn proposals(year: i32, rows: &[(&Value, &str)], key: &str) -> Value {
    let rows: Vec<_> =
        rows.iter().map(|(official, grade)| json!({ "official": official, "grade": grade })).collect();
    json!({ "year": year, "rows": rows, "idempotencyKey": key })
}

fn approvals(ratings: &[&Value], key: &str) -> Value {
    let row = |rating: &&Value| json!({ "rating": rating["key"], "expectedVersion": rating["version"] });
    json!({ "rows": ratings.iter().map(row).collect::<Vec<_>>(), "idempotencyKey": key })
}

fn correction(rating: &Value, grade: &str, at_once: bool, key: &str) -> Value {
    json!({
        "rating": rating["key"], "expectedVersion": rating["version"], "grade": grade, "reason": "Nhầm danh sách",
        "atOnce": at_once, "idempotencyKey": key,
    })
}

/// Code and place of each thing that is wrong, of all rows or of the whole.
fn errors(answer: &Answer) -> Vec<(String, String)> {
    let whole = answer.list("/done/userErrors").iter();
    let rows = answer.at("/done").get("results").and_then(Value::as_array).into_iter().flatten();
    let of_rows = rows.flat_map(|row| row["userErrors"].as_array().unwrap());
    let error = |error: &Value| {
        let field: Vec<_> =
            error["field"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect();
        (error["code"].as_str().unwrap().to_owned(), field[1..].join("."))
    };
    let all: BTreeSet<_> = whole.chain(of_rows).map(error).collect();
    all.into_iter().collect()
}

fn error(code: &str, field: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), field.to_owned())]
}

fn statuses(answer: &Answer) -> Vec<&str> {
    answer.list("/done/results").iter().map(|row| row["status"].as_str().unwrap()).collect()
}

fn ratings(answer: &Answer) -> Vec<Value> {
    assert_eq!(errors(answer), [], "{}", answer.text);
    answer.list("/done/results").iter().map(|row| row["rating"].clone()).collect()
}

/// Ratings, and entries that tell of changes.
async fn content(server: &Server) -> [u64; 2] {
    let reader = server.database().reader();
    let changes = journal_entry::Entity::find().filter(journal_entry::Column::Stream.eq("DATA"));
    [rating::Entity::find().count(reader).await.unwrap(), changes.count(reader).await.unwrap()]
}

/// People whose files the commune's own unit kept at the end of the year, and keeps today.
async fn rated(people: &People) -> Vec<Value> {
    let document =
        format!("{{ officials(asOf: \"{YEAR}-12-31\", first: 100) {{ nodes {{ key unit {{ code }} }} }} }}");
    let then = people.commune.query(&document).await;
    let then: BTreeSet<&str> =
        then.list("/officials/nodes").iter().map(|person| person["key"].as_str().unwrap()).collect();
    let now = people_of(&people.commune, &people.unit).await;
    let both: Vec<_> = now
        .into_iter()
        .map(|person| person["key"].clone())
        .filter(|person| then.contains(person.as_str().unwrap()))
        .collect();
    assert!(both.len() > 5, "{}", both.len());
    both
}

async fn account_of(server: &Server, account: Account) -> AccountId {
    let rows = account::Entity::find().filter(account::Column::Username.eq(account.username()));
    rows.one(server.database().reader()).await.unwrap().unwrap().id
}

async fn af_09_given_every_role_then_ratings_are_proposed_and_approved_by_those_who_may(server: &Server) {
    let people = People::of(server).await;
    let before = content(server).await;
    let official = &rated(&people).await[0];
    let proposal = |key: &str| proposals(YEAR, &[(official, "GOOD")], key);
    let nothing = json!({ "key": key(NodeKind::Rating, Uuid::from_u128(1)).to_string(), "version": 1 });
    let forbidden = vec![Fault::new("FORBIDDEN", "done")];
    for account in
        [Account::PartyCommittee, Account::PhuNghiaParty, Account::Administrator, Account::DigitalPlatform]
    {
        let client = server.client(account).await;
        for (mutation, input) in [
            ("proposeRatings", proposal("1")),
            ("approveRatings", approvals(&[&nothing], "2")),
            ("supersedeRating", correction(&nothing, "GOOD", false, "3")),
        ] {
            let answer = change(&client, mutation, &input).await;
            assert_eq!(answer.faults(), forbidden, "{account:?} {mutation}: {}", answer.text);
        }
    }
    let answer = change(&people.commune, "approveRatings", &approvals(&[&nothing], "4")).await;
    assert_eq!(answer.faults(), forbidden, "{}", answer.text);
    assert_eq!(content(server).await, before);

    let proposed = ratings(&change(&people.commune, "proposeRatings", &proposal("5")).await);
    assert_eq!((&proposed[0]["status"], &proposed[0]["version"]), (&json!("PROPOSED"), &json!(1)));
    let at_once =
        change(&people.commune, "supersedeRating", &correction(&proposed[0], "GOOD", true, "6")).await;
    assert_eq!(errors(&at_once), error("INVALID_TRANSITION", "rating"));
    let approved = ratings(&change(&people.office, "approveRatings", &approvals(&[&proposed[0]], "7")).await);
    assert_eq!((&approved[0]["status"], &approved[0]["approvedOn"]), (&json!("APPROVED"), &json!(TODAY)));
    // A commune corrects by a proposal, and not at once.
    let at_once =
        change(&people.commune, "supersedeRating", &correction(&approved[0], "GOOD", true, "8")).await;
    assert_eq!(errors(&at_once), error("FORBIDDEN", "atOnce"));
    assert_eq!(content(server).await, [before[0] + 1, before[1] + 2]);
}

async fn ar_05_given_a_rating_out_of_scope_then_as_if_there_were_none_at_the_same_cost(server: &Server) {
    let people = People::of(server).await;
    let document = "query ($unit: ID!) { ratings(where: { unit: $unit, years: [2025] }, first: 1) { nodes { key version } } }";
    let foreign = people.office.ask(document, json!({ "unit": people.foreign_unit })).await;
    let foreign = foreign.list("/ratings/nodes")[0].clone();
    let seen = people.commune.ask(document, json!({ "unit": people.foreign_unit })).await;
    assert!(seen.list("/ratings/nodes").is_empty());
    let nothing = json!({ "key": key(NodeKind::Rating, Uuid::from_u128(1)).to_string(), "version": foreign["version"] });
    let before = content(server).await;
    let mut told = Vec::new();
    for target in [&foreign, &nothing] {
        let sent = server.statements();
        let answer =
            change(&people.commune, "supersedeRating", &correction(target, "GOOD", false, "1")).await;
        assert_eq!(errors(&answer), error("NOT_FOUND", "rating"));
        let node = people
            .commune
            .ask("query ($id: ID!) { node(id: $id) { id } }", json!({ "id": target["key"] }))
            .await;
        assert_eq!(node.codes(), ["NOT_FOUND"]);
        told.push((answer.text, server.statements() - sent));
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(content(server).await, before);
}

async fn ar_07_given_ratings_one_of_which_is_out_of_scope_then_all_is_refused_whatever_the_policy(
    server: &Server,
) {
    let people = People::of(server).await;
    let own = rated(&people).await;
    let proposed = ratings(
        &change(
            &people.commune,
            "proposeRatings",
            &proposals(YEAR, &[(&own[0], "GOOD"), (&own[1], "GOOD")], "1"),
        )
        .await,
    );
    let before = content(server).await;
    let nothing = json!({ "key": key(NodeKind::Rating, Uuid::from_u128(1)).to_string(), "version": 1 });
    for policy in ["REJECT_ALL", "REJECT_FAILED_ROWS"] {
        let mut input = proposals(
            YEAR,
            &[(&own[2], "GOOD"), (&people.foreign["key"], "GOOD"), (&own[3], "GOOD")],
            policy,
        );
        input["errorPolicy"] = json!(policy);
        let answer = change(&people.commune, "proposeRatings", &input).await;
        assert_eq!(answer.at("/done/results"), &json!([]), "{policy}");
        assert_eq!(errors(&answer), error("NOT_FOUND", "rows.1.official"));

        let mut input = approvals(&[&proposed[0], &nothing, &proposed[1]], &format!("a {policy}"));
        input["errorPolicy"] = json!(policy);
        let answer = change(&people.office, "approveRatings", &input).await;
        assert_eq!(answer.at("/done/results"), &json!([]), "{policy}");
        assert_eq!(errors(&answer), error("NOT_FOUND", "rows.1.rating"));
    }
    assert_eq!(content(server).await, before);
}

async fn cw_03_given_ratings_that_were_all_rejected_then_their_key_is_free_and_what_was_done_is_done_once(
    server: &Server,
) {
    let people = People::of(server).await;
    let own = rated(&people).await;
    let before = content(server).await;
    let twice = proposals(YEAR, &[(&own[0], "GOOD"), (&own[0], "GOOD")], "khóa");
    let answer = change(&people.commune, "proposeRatings", &twice).await;
    assert_eq!(statuses(&answer), ["NOT_DONE", "REFUSED"]);
    assert_eq!(content(server).await, before);

    let input = proposals(YEAR, &[(&own[0], "GOOD"), (&own[1], "COMPLETED")], "khóa");
    let first = change(&people.commune, "proposeRatings", &input).await;
    let proposed = ratings(&first);
    let after = content(server).await;
    assert_eq!(after, [before[0] + 2, before[1] + 2]);
    let again = change(&people.commune, "proposeRatings", &input).await;
    assert_eq!((ratings(&again), again.at("/done/replayed")), (proposed.clone(), &json!(true)));
    let other = change(&people.commune, "proposeRatings", &twice).await;
    assert_eq!(errors(&other), error("IDEMPOTENCY_MISMATCH", "idempotencyKey"));

    let input = approvals(&[&proposed[0], &proposed[1]], "duyệt");
    let approved = ratings(&change(&people.office, "approveRatings", &input).await);
    let again = change(&people.office, "approveRatings", &input).await;
    assert_eq!((ratings(&again), again.at("/done/replayed")), (approved.clone(), &json!(true)));
    let input = correction(&approved[0], "EXCELLENT", false, "sửa");
    let corrected = change(&people.commune, "supersedeRating", &input).await;
    let again = change(&people.commune, "supersedeRating", &input).await;
    assert_eq!(again.at("/done/replayed"), &json!(true));
    assert_eq!(again.at("/done/rating"), corrected.at("/done/rating"));
    assert_eq!(content(server).await, [after[0] + 1, after[1] + 3]);
}

async fn iv_09_given_a_rating_then_neither_its_proposer_nor_its_holder_nor_its_own_unit_approves_it(
    server: &Server,
) {
    let people = People::of(server).await;
    let own = rated(&people).await;
    let by_office = proposals(YEAR, &[(&own[0], "GOOD")], "1");
    let by_office = ratings(&change(&people.office, "proposeRatings", &by_office).await);
    let by_commune = proposals(YEAR, &[(&own[1], "GOOD"), (&own[2], "GOOD")], "2");
    let by_commune = ratings(&change(&people.commune, "proposeRatings", &by_commune).await);
    let office = account_of(server, Account::HomeAffairs).await;
    let transaction = server.database().begin_write().await.unwrap();
    let holder = account_holder::Model {
        account_id: office,
        official_id: Some(OfficialId(uuid_of(&own[1]))),
        linked_at: canbo_tests::NOW.parse().unwrap(),
        linked_by: None,
    };
    account_holder::Entity::insert(holder.into_active_model())
        .exec_without_returning(&transaction)
        .await
        .unwrap();
    transaction.commit().await.unwrap();

    let before = content(server).await;
    let mut texts = Vec::new();
    for (rating, key) in [(&by_office[0], "3"), (&by_commune[0], "4")] {
        let answer = change(&people.office, "approveRatings", &approvals(&[rating], key)).await;
        assert_eq!(errors(&answer), error("FORBIDDEN", "rows.0.rating"), "{}", answer.text);
        texts.push(answer.string("/done/userErrors/0/message").to_owned());
    }
    assert_eq!(texts[0], "Tài khoản đã đề xuất thì không được duyệt; cần một tài khoản khác.");
    assert_eq!(texts[1], "Không ai được duyệt xếp loại của chính mình.");
    // Neither does an account of the unit itself, whatever its role.
    let transaction = server.database().begin_write().await.unwrap();
    let unit = UnitId(uuid_of(&json!(people.unit)));
    account_grant::Entity::update_many()
        .col_expr(account_grant::Column::UnitId, Expr::val(unit))
        .filter(account_grant::Column::AccountId.eq(office))
        .exec(&transaction)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    let answer = change(&people.office, "approveRatings", &approvals(&[&by_commune[1]], "5")).await;
    assert_eq!(errors(&answer), error("FORBIDDEN", "rows.0.rating"), "{}", answer.text);
    assert_eq!(
        answer.string("/done/userErrors/0/message"),
        "Việc duyệt thuộc cơ quan nội vụ cấp trên của đơn vị."
    );
    assert_eq!(content(server).await, before);
}

async fn iv_09_given_a_rating_in_any_state_then_each_other_way_is_refused_by_naming_the_legal_ones(
    server: &Server,
) {
    let people = People::of(server).await;
    let own = rated(&people).await;
    let proposed = proposals(YEAR, &[(&own[0], "GOOD")], "1");
    let proposed = ratings(&change(&people.commune, "proposeRatings", &proposed).await).remove(0);
    let english = server.client(Account::HomeAffairs).await.in_language("en");
    let message = |answer: &Answer| answer.string("/done/userErrors/0/message").to_owned();

    let early = change(&english, "supersedeRating", &correction(&proposed, "EXCELLENT", true, "2")).await;
    assert_eq!(errors(&early), error("INVALID_TRANSITION", "rating"));
    assert!(message(&early).ends_with("What is allowed: proposeRatings, approveRatings."), "{}", early.text);

    let approved =
        ratings(&change(&english, "approveRatings", &approvals(&[&proposed], "3")).await).remove(0);
    let old = change(&english, "approveRatings", &approvals(&[&proposed], "4")).await;
    assert_eq!(errors(&old), error("CONFLICT", "rows.0.expectedVersion"));
    let twice = change(&english, "approveRatings", &approvals(&[&approved], "5")).await;
    assert_eq!(errors(&twice), error("INVALID_TRANSITION", "rows.0.rating"));
    assert!(message(&twice).ends_with("What is allowed: supersedeRating."), "{}", twice.text);
    let again = change(&english, "proposeRatings", &proposals(YEAR, &[(&own[0], "COMPLETED")], "6")).await;
    assert_eq!(errors(&again), error("INVALID_TRANSITION", "rows.0.official"));
    assert!(message(&again).ends_with("What is allowed: supersedeRating."), "{}", again.text);

    let answer = change(&english, "supersedeRating", &correction(&approved, "COMPLETED", true, "7")).await;
    assert_eq!(errors(&answer), []);
    let mut superseded = approved.clone();
    superseded["version"] = json!(3);
    let late = change(&english, "supersedeRating", &correction(&superseded, "GOOD", true, "8")).await;
    assert_eq!(errors(&late), error("INVALID_TRANSITION", "rating"));
    assert!(message(&late).ends_with("What is allowed: nothing."), "{}", late.text);
    let late = change(&english, "approveRatings", &approvals(&[&superseded], "9")).await;
    assert_eq!(errors(&late), error("INVALID_TRANSITION", "rows.0.rating"));
}

async fn given_a_year_of_a_merged_unit_when_rated_then_by_the_unit_of_that_time_and_seen_by_its_status(
    server: &Server,
) {
    let people = People::of(server).await;
    let own = rated(&people).await;
    let file =
        format!("query ($id: ID!) {{ official(id: $id, asOf: \"{YEAR}-12-31\") {{ unit {{ code }} }} }}");
    let then = people.commune.ask(&file, json!({ "id": own[0] })).await;
    let proposed = proposals(YEAR, &[(&own[0], "GOOD")], "1");
    let proposed = ratings(&change(&people.commune, "proposeRatings", &proposed).await).remove(0);
    assert_ne!(then.string("/official/unit/code"), "10030");
    assert_eq!(proposed["unit"]["code"], then.string("/official/unit/code"));

    let document = "query ($id: ID!, $proposed: Boolean!, $on: Date) { official(id: $id, asOf: $on) {
        ratings(includeProposed: $proposed) { key status year }
    } }";
    let listed = async |proposed: bool, on: &str| {
        let answer =
            people.commune.ask(document, json!({ "id": own[0], "proposed": proposed, "on": on })).await;
        let rows = answer.list("/official/ratings").iter().filter(|row| row["year"] == YEAR);
        rows.map(|row| row["status"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(listed(true, TODAY).await, ["PROPOSED"]);
    assert_eq!(listed(false, TODAY).await, Vec::<String>::new());
    assert_eq!(listed(true, "2025-12-30").await, Vec::<String>::new());
    // The year of a unit, as the office reads it to approve it.
    let document = format!(
        "query ($status: RatingStatus!) {{ ratings(where: {{ years: [{YEAR}], statuses: [$status] }}, first: 100) {{
            totalCount nodes {{ key version official {{ key }} }}
        }} }}"
    );
    let in_status = async |client: &Client, status: &str| {
        let answer = client.ask(&document, json!({ "status": status })).await;
        assert_eq!(answer.at("/ratings/totalCount"), &json!(answer.list("/ratings/nodes").len()));
        answer.list("/ratings/nodes").to_vec()
    };
    let open = in_status(&people.office, "PROPOSED").await;
    assert_eq!(open.len(), 1);
    assert_eq!(open[0]["key"], proposed["key"]);
    assert_eq!(in_status(&people.commune, "PROPOSED").await, open);
    ratings(&change(&people.office, "approveRatings", &approvals(&[&open[0]], "2")).await);
    assert_eq!(listed(false, TODAY).await, ["APPROVED"]);
    assert_eq!(in_status(&people.office, "PROPOSED").await, Vec::<Value>::new());
    assert_eq!(in_status(&people.office, "APPROVED").await.len(), 1);
}

async fn given_ratings_that_cannot_be_then_each_rule_is_named_and_the_policy_decides_of_the_others(
    server: &Server,
) {
    let people = People::of(server).await;
    let own = rated(&people).await;
    let before = content(server).await;
    for year in [1999, 2026] {
        let answer =
            change(&people.commune, "proposeRatings", &proposals(year, &[(&own[0], "GOOD")], "1")).await;
        assert_eq!(errors(&answer), error("BAD_USER_INPUT", "year"));
    }
    let none = change(&people.commune, "proposeRatings", &proposals(YEAR, &[], "2")).await;
    assert_eq!(errors(&none), error("BAD_USER_INPUT", "rows"));
    let before_all =
        change(&people.commune, "proposeRatings", &proposals(2000, &[(&own[0], "GOOD")], "3")).await;
    assert_eq!(errors(&before_all), error("NOT_AFFILIATED", "rows.0.official"));
    assert_eq!(content(server).await, before);

    // Of 2025 there is an approved rating.
    let with_approved = |policy: &str| {
        let mut input =
            proposals(YEAR, &[(&own[0], "GOOD"), (&own[1], "GOOD"), (&own[0], "COMPLETED")], policy);
        input["errorPolicy"] = json!(policy);
        input
    };
    let all = change(&people.commune, "proposeRatings", &with_approved("REJECT_ALL")).await;
    assert_eq!(statuses(&all), ["NOT_DONE", "NOT_DONE", "REFUSED"]);
    assert_eq!(all.list("/done/userErrors").len(), 1);
    assert_eq!(content(server).await, before);
    let some = change(&people.commune, "proposeRatings", &with_approved("REJECT_FAILED_ROWS")).await;
    assert_eq!(statuses(&some), ["DONE", "DONE", "REFUSED"]);
    assert_eq!(some.at("/done/userErrors"), &json!([]));
    assert_eq!(errors(&some), error("BAD_USER_INPUT", "rows.2.official"));
    assert_eq!(content(server).await, [before[0] + 2, before[1] + 2]);

    // The grade of an open one changes: the same rating, one version on, and the journal tells what it was.
    let first = some.at("/done/results/0/rating").clone();
    let changed = proposals(YEAR, &[(&own[0], "COMPLETED"), (&own[1], "GOOD")], "4");
    let changed = ratings(&change(&people.office, "proposeRatings", &changed).await);
    assert_eq!((&changed[0]["key"], &changed[0]["grade"]), (&first["key"], &json!("COMPLETED")));
    assert_eq!(changed[0]["version"], 2);
    let reader = server.database().reader();
    let entry = journal_entry::Entity::find().order_by_desc(journal_entry::Column::Sequence);
    let entry = entry.filter(journal_entry::Column::Stream.eq("DATA")).one(reader).await.unwrap().unwrap();
    assert_eq!((entry.object_type.as_str(), entry.operation), ("rating", JournalOperation::Change));
    assert_eq!(content(server).await, [before[0] + 2, before[1] + 4]);
}

async fn given_too_many_who_are_excellent_then_warned_of_in_both_languages_and_written(server: &Server) {
    let people = People::of(server).await;
    let own = rated(&people).await;
    let five: Vec<(&Value, &str)> = own[..5].iter().map(|person| (person, "GOOD")).collect();
    let good = change(&people.commune, "proposeRatings", &proposals(YEAR, &five, "1")).await;
    let good_ratings = ratings(&good);
    assert_eq!(good.at("/done/warnings"), &json!([]));
    // One for five who are rated GOOD is within the limit, and for four beyond it.
    let one =
        change(&people.commune, "proposeRatings", &proposals(YEAR, &[(&own[5], "EXCELLENT")], "2")).await;
    assert_eq!(one.at("/done/warnings"), &json!([]), "{}", one.text);
    let fewer = proposals(YEAR, &[(&own[0], "COMPLETED")], "3");
    let fewer = change(&people.commune, "proposeRatings", &fewer).await;
    assert_eq!(fewer.at("/done/warnings/0/code"), "EXCELLENT_OVER_LIMIT");
    assert_eq!(
        fewer.at("/done/warnings/0/rule"),
        "Nghị định 90/2020/NĐ-CP, sửa đổi, bổ sung bởi Nghị định 48/2023/NĐ-CP"
    );
    let told = fewer.string("/done/warnings/0/message");
    assert!(
        told.ends_with(
            "năm 2021: 1 người hoàn thành xuất sắc nhiệm vụ, quá 20 % của 4 người hoàn thành tốt nhiệm vụ."
        ),
        "{told}"
    );
    let english = server.client(Account::HomeAffairs).await.in_language("en");
    let approved = change(&english, "approveRatings", &approvals(&[&good_ratings[1]], "4")).await;
    assert_eq!(ratings(&approved)[0]["status"], "APPROVED");
    let told = approved.string("/done/warnings/0/message");
    assert!(told.ends_with("2021: 1 are rated EXCELLENT, more than 20 % of the 4 rated GOOD."), "{told}");
}

async fn given_an_approved_rating_that_was_wrong_then_another_supersedes_it_and_the_past_stays(
    server: &Server,
) {
    let people = People::of(server).await;
    let of_2025 = "query ($unit: ID!, $on: Date) { ratings(asOf: $on, where: { unit: $unit, years: [2025], statuses: [APPROVED] }, first: 2) {
        nodes { key version grade official { key } approvedOn supersededOn }
    } }";
    let listed = async |on: &str| {
        let answer = people.office.ask(of_2025, json!({ "unit": people.unit, "on": on })).await;
        answer.list("/ratings/nodes").to_vec()
    };
    let yesterday = listed("2025-12-30").await;
    let wrong = listed(TODAY).await;
    let before = content(server).await;

    let proposed =
        change(&people.commune, "supersedeRating", &correction(&wrong[0], "COMPLETED", false, "1")).await;
    let proposed = proposed.at("/done/rating").clone();
    assert_eq!((&proposed["status"], &proposed["year"]), (&json!("PROPOSED"), &json!(2025)));
    assert_eq!(listed(TODAY).await, wrong);
    // It takes another grade while it is open.
    let again =
        change(&people.commune, "supersedeRating", &correction(&wrong[0], "NOT_COMPLETED", false, "2")).await;
    assert_eq!(
        (again.at("/done/rating/key"), again.at("/done/rating/version")),
        (&proposed["key"], &json!(2))
    );
    let open = again.at("/done/rating").clone();
    let approved =
        ratings(&change(&people.office, "approveRatings", &approvals(&[&open], "3")).await).remove(0);
    assert_eq!((&approved["grade"], &approved["status"]), (&json!("NOT_COMPLETED"), &json!("APPROVED")));
    assert_eq!(content(server).await, [before[0] + 1, before[1] + 4]);

    let at_once =
        change(&people.office, "supersedeRating", &correction(&wrong[1], "COMPLETED", true, "4")).await;
    assert_eq!(
        (at_once.at("/done/rating/status"), at_once.at("/done/rating/grade")),
        (&json!("APPROVED"), &json!("COMPLETED"))
    );
    assert_eq!(content(server).await, [before[0] + 2, before[1] + 6]);
    // What was said on the day before is what is said of it.
    assert_eq!(listed("2025-12-30").await, yesterday);
    for (row, grade) in wrong.iter().zip(["NOT_COMPLETED", "COMPLETED"]) {
        let id = uuid_of(&row["key"]);
        let kept = rating::Entity::find_by_id(id).one(server.database().reader()).await.unwrap().unwrap();
        assert_eq!(kept.superseded_on, Some(day(TODAY)));
        let now = "query ($id: ID!) { official(id: $id) { ratings { year grade } } }";
        let now = people.commune.ask(now, json!({ "id": row["official"]["key"] })).await;
        assert_eq!(now.list("/official/ratings")[0], json!({ "year": 2025, "grade": grade }));
    }
}

async fn given_five_hundred_ratings_then_few_statements_for_all_of_them(server: &Server) {
    let office = server.client(Account::HomeAffairs).await;
    let mut officials = Vec::new();
    let mut after = Value::Null;
    while officials.len() < 500 {
        let document = "query ($after: String) { officials(first: 100, after: $after) {
            nodes { key affiliations { validFrom } } pageInfo { endCursor hasNextPage }
        } }";
        let page = office.ask(document, json!({ "after": after })).await;
        let since = |person: &&Value| {
            person["affiliations"]
                .as_array()
                .unwrap()
                .iter()
                .any(|file| file["validFrom"].as_str() < Some("2021-12-31"))
        };
        officials
            .extend(page.list("/officials/nodes").iter().filter(since).map(|person| person["key"].clone()));
        after = page.at("/officials/pageInfo/endCursor").clone();
        if page.at("/officials/pageInfo/hasNextPage") == &json!(false) {
            break;
        }
    }
    officials.truncate(500);
    let mut costs = Vec::new();
    for (people, key) in [(&officials[..20], "20"), (&officials[20..], "480")] {
        let rows: Vec<(&Value, &str)> = people.iter().map(|person| (person, "GOOD")).collect();
        let sent = server.statements();
        let mut input = proposals(YEAR, &rows, key);
        input["errorPolicy"] = json!("REJECT_FAILED_ROWS");
        let document = "mutation ($input: ProposeRatingsInput!) { done: proposeRatings(input: $input) { results { status } userErrors { code } } }";
        let answer = office.ask(document, json!({ "input": input })).await;
        let done = statuses(&answer).iter().filter(|status| **status == "DONE").count();
        assert!(done * 2 > people.len(), "{done} of {}: {}", people.len(), answer.text);
        costs.push(server.statements() - sent);
    }
    // Inserts and journal take a few thousand values each.
    assert!(costs[1] < costs[0] + 10, "{costs:?}");
}

async fn iv_09_given_a_proposal_then_taken_back_by_those_who_may_and_what_is_approved_never(server: &Server) {
    let people = People::of(server).await;
    let rated = rated(&people).await;
    let rows = [(&rated[0], "GOOD"), (&rated[1], "GOOD"), (&rated[2], "GOOD")];
    let proposed = ratings(&change(&people.commune, "proposeRatings", &proposals(YEAR, &rows, "1")).await);
    let withdraw = async |client: &Client, rating: &Value, version: i32| {
        let input = json!({ "rating": rating["key"], "expectedVersion": version, "reason": "Nhầm người" });
        let document = "mutation ($input: WithdrawRatingProposalInput!) {
            done: withdrawRatingProposal(input: $input) {
                official { key ratings(includeProposed: true) { year } } warnings { code } replayed
                userErrors { code field message }
            }
        }";
        client.ask(document, json!({ "input": input })).await
    };
    let foreign = people_of(&people.office, &people.foreign_unit).await;
    let rows: Vec<_> = foreign.iter().map(|person| (&person["key"], "GOOD")).collect();
    let mut elsewhere = proposals(YEAR, &rows, "2");
    elsewhere["errorPolicy"] = json!("REJECT_FAILED_ROWS");
    let elsewhere = change(&people.office, "proposeRatings", &elsewhere).await;
    let elsewhere = elsewhere.list("/done/results").iter().find(|row| row["status"] == "DONE");
    let elsewhere = elsewhere.unwrap()["rating"].clone();
    let before = content(server).await;
    for account in [Account::PartyCommittee, Account::Administrator, Account::DigitalPlatform] {
        let answer = withdraw(&server.client(account).await, &proposed[0], 1).await;
        assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", "done")], "{account:?}");
    }
    // One of another unit is as if there were none, at the same cost.
    let missing = json!({ "key": key(NodeKind::Rating, Uuid::from_u128(1)).to_string() });
    let mut told = Vec::new();
    for rating in [&elsewhere, &missing] {
        let sent = server.statements();
        let answer = withdraw(&people.commune, rating, 1).await;
        assert_eq!(errors(&answer), error("NOT_FOUND", "rating"));
        told.push((answer.text, server.statements() - sent));
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(
        errors(&withdraw(&people.commune, &proposed[0], 2).await),
        error("CONFLICT", "expectedVersion")
    );
    assert_eq!(content(server).await, before);

    // By the unit that rated, and by the office above it.
    let before = content(server).await;
    for (client, rating, person) in
        [(&people.commune, &proposed[0], &rated[0]), (&people.office, &proposed[1], &rated[1])]
    {
        let answer = withdraw(client, rating, 1).await;
        assert_eq!(errors(&answer), [], "{}", answer.text);
        assert_eq!(answer.at("/done/official/key"), person);
        let years = answer.list("/done/official/ratings").iter().map(|row| row["year"].as_i64().unwrap());
        assert!(years.into_iter().all(|year| year != i64::from(YEAR)), "{}", answer.text);
        let entries = super::registry::entries_of(server, rating).await;
        assert_eq!(entries, [JournalOperation::Create, JournalOperation::Remove]);
        assert_eq!(errors(&withdraw(client, rating, 1).await), error("NOT_FOUND", "rating"));
    }
    assert_eq!(content(server).await, [before[0] - 2, before[1] + 2]);
    // The year is free again.
    let again = proposals(YEAR, &[(&rated[0], "COMPLETED")], "3");
    let again = ratings(&change(&people.commune, "proposeRatings", &again).await);
    assert_eq!(again[0]["version"], 1);

    // What is approved stands, and what stood before it too.
    let approved = ratings(&change(&people.office, "approveRatings", &approvals(&[&proposed[2]], "4")).await);
    let answer = withdraw(&people.commune, &approved[0], 2).await;
    assert_eq!(errors(&answer), error("INVALID_TRANSITION", "rating"));
    assert!(answer.string("/done/userErrors/0/message").contains("supersedeRating"), "{}", answer.text);
    let wrong = correction(&approved[0], "EXCELLENT", true, "5");
    assert_eq!(errors(&change(&people.office, "supersedeRating", &wrong).await), []);
    let before = content(server).await;
    let answer = withdraw(&people.office, &approved[0], 3).await;
    assert_eq!(errors(&answer), error("INVALID_TRANSITION", "rating"));
    assert!(answer.string("/done/userErrors/0/message").contains("không có"), "{}", answer.text);
    assert_eq!(content(server).await, before);
}
