//! Succession planning: who opens, proposes, submits and decides, and what a plan is made of (security cases AF-09, AR-05, CW-01, CW-03
//! and IV-09).

#![expect(clippy::disallowed_methods, reason = "looks at rows past the server")]

use std::collections::BTreeSet;

use api::graphql::id::{NodeKind, key};
use canbo_tests::{Account, Answer, Client, Fault, Server, TODAY, on_both_databases};
use entity::class::ConfidentialityClass as Class;
use entity::value::{JournalOperation, JournalStream};
use entity::{
    journal_entry, succession_entry, succession_entry_step, succession_round, succession_round_step,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::officials::last_entries;
use super::registry::{People, people_of, refused};

on_both_databases!(
    alone:
    af_09_given_every_role_then_succession_is_planned_by_party_committees_alone,
    ar_05_given_a_round_a_person_or_an_entry_out_of_scope_then_as_if_there_were_none_at_the_same_cost,
    cw_01_given_an_old_version_of_a_round_or_an_entry_then_a_conflict_and_nothing_written,
    cw_03_given_a_round_and_a_proposal_asked_for_twice_then_each_is_made_once,
    iv_09_given_a_round_then_neither_its_own_committee_nor_who_submitted_or_proposed_decides_on_it,
    iv_09_given_a_round_in_any_state_then_each_other_way_is_refused_by_naming_the_legal_ones,
    given_rounds_people_and_titles_that_make_no_sense_then_each_rule_is_told_in_both_languages,
    given_a_round_that_was_returned_then_people_are_taken_back_and_it_goes_up_again,
    given_an_approved_plan_then_people_leave_it_or_are_appointed_once,
    given_a_plan_approved_and_somebody_removed_then_k7_moves_for_the_committee_alone,
    given_people_then_the_composition_names_rules_titles_and_people_and_their_number_costs_nothing,
    given_somebody_planned_when_the_file_is_changed_then_no_word_and_as_many_statements,
);

/// A term of which the demo district has no rounds.
const TERM: &str = "2030-2035";

const ROUND: &str =
    "successionRound { key version body term status unit { key } steps { status effectiveOn remark } }";
const ENTRY: &str = "successionEntry { key version status reason title { code } official { key } round { key } steps { status } }";

/// The type of a mutation's input, and what is asked of its object.
fn asked_of(mutation: &str) -> (String, &'static str) {
    let named = mutation[..1].to_uppercase() + &mutation[1..] + "Input";
    match mutation {
        "submitSuccessionRound" | "appraiseSuccessionRound" | "approveSuccessionRound" => {
            ("SuccessionRoundInput".to_owned(), ROUND)
        }
        "openSuccessionRound" | "returnSuccessionRound" | "withdrawSuccessor" => (named, ROUND),
        _ => (named, ENTRY),
    }
}

async fn change(client: &Client, mutation: &str, input: Value) -> Answer {
    let (type_name, object) = asked_of(mutation);
    let document = format!(
        "mutation ($input: {type_name}!) {{ done: {mutation}(input: $input) {{
            {object} warnings {{ code rule message }} replayed userErrors {{ code field message }}
        }} }}"
    );
    client.ask(&document, json!({ "input": input })).await
}

/// The codes of what is wrong, with the last part of the place; the object is there exactly where nothing is.
#[track_caller]
fn refusals(answer: &Answer) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let errors: Vec<_> = answer
        .list("/done/userErrors")
        .iter()
        .map(|error| (text(&error["code"]), error["field"].as_array().and_then(|field| field.last())))
        .map(|(code, field)| (code, field.map(text).unwrap_or_default()))
        .collect();
    let done = answer.at("/done");
    let object = done.get("successionRound").or_else(|| done.get("successionEntry")).unwrap();
    assert_eq!(object.is_null(), !errors.is_empty(), "{}", answer.text);
    errors
}

#[track_caller]
fn done(answer: &Answer) -> Value {
    assert_eq!(refusals(answer), [], "{}", answer.text);
    let done = answer.at("/done");
    done.get("successionRound").or_else(|| done.get("successionEntry")).unwrap().clone()
}

fn message(answer: &Answer) -> String {
    answer.string("/done/userErrors/0/message").to_owned()
}

/// Rounds and entries with their steps, and entries that tell of changes.
async fn rows(server: &Server) -> [u64; 5] {
    let reader = server.database().reader();
    let changes = journal_entry::Entity::find().filter(journal_entry::Column::Stream.eq(JournalStream::Data));
    [
        succession_round::Entity::find().count(reader).await.unwrap(),
        succession_round_step::Entity::find().count(reader).await.unwrap(),
        succession_entry::Entity::find().count(reader).await.unwrap(),
        succession_entry_step::Entity::find().count(reader).await.unwrap(),
        changes.count(reader).await.unwrap(),
    ]
}

/// The Party committee of a commune, the one above, and people of the commune.
struct Committees {
    own: Client,
    above: Client,
    people: People,
    /// People of the unit, with what they hold today.
    everybody: Vec<Value>,
}

impl Committees {
    async fn of(server: &Server) -> Self {
        let people = People::of(server).await;
        let own = server.client(Account::PhuNghiaParty).await;
        let above = server.client(Account::PartyCommittee).await;
        let everybody = people_of(&own, &people.unit).await;
        Self { own, above, people, everybody }
    }

    /// People of the unit who hold no title that succession is planned for.
    fn candidates(&self) -> Vec<&Value> {
        let is_planned_for =
            |row: &Value| ["PARTY", "COUNCIL", "COMMITTEE"].iter().any(|body| row["title"]["body"] == *body);
        let is_free =
            |person: &&Value| !person["appointments"].as_array().unwrap().iter().any(is_planned_for);
        self.everybody.iter().filter(is_free).map(|person| &person["key"]).collect()
    }

    async fn opened(&self, body: &str, key: &str) -> Value {
        let input = json!({ "unit": self.people.unit, "body": body, "term": TERM, "idempotencyKey": key });
        done(&change(&self.own, "openSuccessionRound", input).await)
    }

    async fn proposed(&self, round: &Value, official: &Value, title: &str) -> Value {
        let key = format!("{} {title}", official.as_str().unwrap());
        let input = proposal(round, official, title, &key[key.len().saturating_sub(60)..]);
        done(&change(&self.own, "proposeSuccessor", input).await)
    }

    /// A round with people for the title of the secretary, submitted by the unit's own committee.
    async fn submitted(&self, officials: &[&Value], key: &str) -> (Value, Vec<Value>) {
        let round = self.opened("PARTY", key).await;
        let mut entries = Vec::new();
        for official in officials {
            entries.push(self.proposed(&round, official, "PARTY_SECRETARY").await);
        }
        (done(&change(&self.own, "submitSuccessionRound", at(&round)).await), entries)
    }

    async fn approved(&self, officials: &[&Value], key: &str) -> (Value, Vec<Value>) {
        let (round, entries) = self.submitted(officials, key).await;
        let round = done(&change(&self.above, "appraiseSuccessionRound", at(&round)).await);
        (done(&change(&self.above, "approveSuccessionRound", at(&round)).await), entries)
    }
}

fn proposal(round: &Value, official: &Value, title: &str, key: &str) -> Value {
    json!({ "round": round["key"], "official": official, "title": title, "idempotencyKey": key })
}

/// A round at the version that it was read at.
fn at(round: &Value) -> Value {
    json!({ "round": round["key"], "expectedVersion": round["version"] })
}

fn returned(round: &Value) -> Value {
    json!({ "round": round["key"], "expectedVersion": round["version"], "remark": "Bổ sung cán bộ nữ" })
}

fn withdrawn(entry: &Value) -> Value {
    json!({ "entry": entry["key"], "expectedVersion": entry["version"], "reason": "Đề xuất nhầm" })
}

fn removed(entry: &Value, reason: &str) -> Value {
    json!({ "entry": entry["key"], "expectedVersion": entry["version"], "reason": reason })
}

fn appointed(entry: &Value) -> Value {
    json!({ "entry": entry["key"], "expectedVersion": entry["version"] })
}

/// Every mutation, of a round and an entry.
fn all_of(round: &Value, entry: &Value) -> [(&'static str, Value); 7] {
    [
        ("submitSuccessionRound", at(round)),
        ("appraiseSuccessionRound", at(round)),
        ("returnSuccessionRound", returned(round)),
        ("approveSuccessionRound", at(round)),
        ("withdrawSuccessor", withdrawn(entry)),
        ("removeSuccessionEntry", removed(entry, "REQUEST")),
        ("markSuccessorAppointed", appointed(entry)),
    ]
}

async fn af_09_given_every_role_then_succession_is_planned_by_party_committees_alone(server: &Server) {
    let committees = Committees::of(server).await;
    let (round, entries) = committees.submitted(&committees.candidates()[..1], "1").await;
    let before = rows(server).await;
    let nothing = json!({ "key": "không có", "version": 0 });
    for account in Account::ALL {
        if matches!(account, Account::PartyCommittee | Account::PhuNghiaParty) {
            continue;
        }
        let client = server.client(account).await;
        let mut told = BTreeSet::new();
        // What is there, what is not, and what cannot be: denied in the same words, before it is looked at.
        for (round, entry) in [(&round, &entries[0]), (&nothing, &nothing)] {
            let opened = json!({ "unit": "không có", "body": "STAFF", "term": "", "idempotencyKey": "" });
            let proposed = proposal(round, &json!("không có"), "", "");
            let more = [("openSuccessionRound", opened), ("proposeSuccessor", proposed)];
            for (mutation, input) in all_of(round, entry).into_iter().chain(more) {
                let sent = server.statements();
                let answer = change(&client, mutation, input).await;
                assert_eq!(answer.partial_data(), &json!({ "done": null }), "{account:?} {mutation}");
                assert_eq!(answer.faults(), [Fault::new("FORBIDDEN", "done")], "{account:?} {mutation}");
                told.insert(server.statements() - sent);
            }
        }
        assert_eq!(told.len(), 1, "{account:?}: {told:?}");
    }
    assert_eq!(rows(server).await, before);
}

async fn ar_05_given_a_round_a_person_or_an_entry_out_of_scope_then_as_if_there_were_none_at_the_same_cost(
    server: &Server,
) {
    let committees = Committees::of(server).await;
    let Committees { own, above, people, .. } = &committees;
    let input = json!({ "unit": people.foreign_unit, "body": "PARTY", "term": TERM, "idempotencyKey": "f" });
    let foreign = done(&change(above, "openSuccessionRound", input).await);
    let input = proposal(&foreign, &people.foreign["key"], "PARTY_SECRETARY", "g");
    let foreign_entry = done(&change(above, "proposeSuccessor", input).await);
    let round = committees.opened("PARTY", "1").await;
    let no_round = key(NodeKind::SuccessionRound, Uuid::from_u128(1));
    let no_round = json!({ "key": no_round.to_string(), "version": 1 });
    let no_entry = key(NodeKind::SuccessionEntry, Uuid::from_u128(1));
    let no_entry = json!({ "key": no_entry.to_string(), "version": 1 });
    let nobody = json!(key(NodeKind::Official, Uuid::from_u128(1)).to_string());
    let no_unit = json!(key(NodeKind::Unit, Uuid::from_u128(1)).to_string());
    let before = rows(server).await;

    let somebody = committees.candidates()[0];
    let mut pairs: Vec<(&str, &str, [Value; 2])> = Vec::new();
    let of = |round: &Value, entry: &Value| all_of(round, entry).into_iter();
    for ((mutation, hidden), (_, missing)) in of(&foreign, &foreign_entry).zip(of(&no_round, &no_entry)) {
        let place = if mutation.ends_with("Round") { "round" } else { "entry" };
        pairs.push((mutation, place, [hidden, missing]));
    }
    let proposed = |round: &Value, official: &Value| proposal(round, official, "PARTY_SECRETARY", "x");
    let of_round = [proposed(&foreign, somebody), proposed(&no_round, somebody)];
    pairs.push(("proposeSuccessor", "round", of_round));
    let of_person = [proposed(&round, &people.foreign["key"]), proposed(&round, &nobody)];
    pairs.push(("proposeSuccessor", "official", of_person));
    let opened = |unit: &Value| json!({ "unit": unit, "body": "PARTY", "term": TERM, "idempotencyKey": "x" });
    pairs.push(("openSuccessionRound", "unit", [opened(&json!(people.foreign_unit)), opened(&no_unit)]));
    for (mutation, place, inputs) in pairs {
        let mut told = Vec::new();
        for input in inputs {
            let sent = server.statements();
            let answer = change(own, mutation, input).await;
            assert_eq!(refusals(&answer), refused("NOT_FOUND", place), "{mutation}: {}", answer.text);
            told.push((answer.text, server.statements() - sent));
        }
        assert_eq!(told[0], told[1], "{mutation} {place}");
    }
    assert_eq!(rows(server).await, before);
}

async fn cw_01_given_an_old_version_of_a_round_or_an_entry_then_a_conflict_and_nothing_written(
    server: &Server,
) {
    let committees = Committees::of(server).await;
    let (round, entries) = committees.submitted(&committees.candidates()[..1], "1").await;
    assert_eq!((&round["version"], &entries[0]["version"]), (&json!(2), &json!(1)));
    let before = rows(server).await;
    let old_round = json!({ "key": round["key"], "version": 1 });
    let old_entry = json!({ "key": entries[0]["key"], "version": 7 });
    for (mutation, input) in all_of(&old_round, &old_entry) {
        let answer = change(&committees.above, mutation, input).await;
        assert_eq!(refusals(&answer), refused("CONFLICT", "expectedVersion"), "{mutation}");
        let current = if mutation.ends_with("Round") { "2" } else { "1" };
        assert!(message(&answer).contains(current), "{}", answer.text);
    }
    assert_eq!(rows(server).await, before);
}

async fn cw_03_given_a_round_and_a_proposal_asked_for_twice_then_each_is_made_once(server: &Server) {
    let committees = Committees::of(server).await;
    let own = &committees.own;
    let input =
        json!({ "unit": committees.people.unit, "body": "PARTY", "term": TERM, "idempotencyKey": "đợt" });
    let first = change(own, "openSuccessionRound", input.clone()).await;
    let round = done(&first);
    let again = change(own, "openSuccessionRound", input.clone()).await;
    assert_eq!((done(&again), again.at("/done/replayed")), (round.clone(), &json!(true)));
    let mut other = input;
    other["body"] = json!("COUNCIL");
    let mismatch = change(own, "openSuccessionRound", other).await;
    assert_eq!(refusals(&mismatch), refused("IDEMPOTENCY_MISMATCH", "idempotencyKey"));

    let input = proposal(&round, committees.candidates()[0], "PARTY_SECRETARY", "người");
    let first = change(own, "proposeSuccessor", input.clone()).await;
    let entry = done(&first);
    let after = rows(server).await;
    let again = change(own, "proposeSuccessor", input.clone()).await;
    assert_eq!((done(&again), again.at("/done/replayed")), (entry.clone(), &json!(true)));
    assert_eq!(again.at("/done/warnings"), &json!([]));
    assert_eq!(rows(server).await, after);
    let _ = done(&change(own, "withdrawSuccessor", withdrawn(&entry)).await);
    // It was made and taken back: it is neither made again nor there.
    let gone = change(own, "proposeSuccessor", input).await;
    assert_eq!(refusals(&gone), refused("NOT_FOUND", "input"));
}

async fn iv_09_given_a_round_then_neither_its_own_committee_nor_who_submitted_or_proposed_decides_on_it(
    server: &Server,
) {
    let committees = Committees::of(server).await;
    let Committees { own, above, people, .. } = &committees;
    let (round, _) = committees.submitted(&committees.candidates()[..1], "1").await;
    let before = rows(server).await;
    for (mutation, input) in
        [("appraiseSuccessionRound", at(&round)), ("returnSuccessionRound", returned(&round))]
    {
        let answer = change(own, mutation, input).await;
        assert_eq!(refusals(&answer), refused("FORBIDDEN", "round"), "{mutation}");
        assert!(message(&answer).contains("cấp ủy cấp trên"), "{}", answer.text);
    }
    assert_eq!(rows(server).await, before);
    let appraised = done(&change(above, "appraiseSuccessionRound", at(&round)).await);
    let answer = change(own, "approveSuccessionRound", at(&appraised)).await;
    assert_eq!(refusals(&answer), refused("FORBIDDEN", "round"));
    let approved = done(&change(above, "approveSuccessionRound", at(&appraised)).await);
    assert_eq!((&approved["status"], &approved["version"]), (&json!("APPROVED"), &json!(4)));

    // The committee above plans for a commune itself: it submits, and another account has to decide.
    let input = json!({ "unit": people.unit, "body": "COUNCIL", "term": TERM, "idempotencyKey": "2" });
    let round = done(&change(above, "openSuccessionRound", input).await);
    let somebody = committees.candidates()[0];
    let input = proposal(&round, somebody, "COUNCIL_CHAIR", "3");
    let entry = done(&change(above, "proposeSuccessor", input).await);
    let round = done(&change(own, "submitSuccessionRound", at(&round)).await);
    let proposed = change(&above.clone().in_language("en"), "appraiseSuccessionRound", at(&round)).await;
    assert_eq!(refusals(&proposed), refused("FORBIDDEN", "round"));
    assert!(message(&proposed).contains("another one"), "{}", proposed.text);
    // What is one's own may be returned, to be made better.
    let round = done(&change(above, "returnSuccessionRound", returned(&round)).await);
    let _ = done(&change(above, "withdrawSuccessor", withdrawn(&entry)).await);
    let _ = committees.proposed(&round, somebody, "COUNCIL_CHAIR").await;
    let round = done(&change(above, "submitSuccessionRound", at(&round)).await);
    let submitted = change(above, "appraiseSuccessionRound", at(&round)).await;
    assert_eq!(refusals(&submitted), refused("FORBIDDEN", "round"));
}

async fn iv_09_given_a_round_in_any_state_then_each_other_way_is_refused_by_naming_the_legal_ones(
    server: &Server,
) {
    let committees = Committees::of(server).await;
    let Committees { own, above, .. } = &committees;
    let people = committees.candidates();
    let mut round = committees.opened("PARTY", "1").await;
    let empty = change(own, "submitSuccessionRound", at(&round)).await;
    assert_eq!(refusals(&empty), refused("INVALID_TRANSITION", "round"));
    assert!(message(&empty).contains("proposeSuccessor"), "{}", empty.text);
    let entry = committees.proposed(&round, people[0], "PARTY_SECRETARY").await;
    let edited: &[&str] = &["proposeSuccessor", "withdrawSuccessor", "submitSuccessionRound"];
    let submitted: &[&str] = &["appraiseSuccessionRound", "returnSuccessionRound"];
    let appraised: &[&str] = &["returnSuccessionRound", "approveSuccessionRound"];
    let approved: &[&str] = &["removeSuccessionEntry", "markSuccessorAppointed"];
    for (legal, next) in [
        (edited, "submitSuccessionRound"),
        (submitted, "returnSuccessionRound"),
        (edited, "submitSuccessionRound"),
        (submitted, "appraiseSuccessionRound"),
        (appraised, "returnSuccessionRound"),
        (edited, "submitSuccessionRound"),
        (submitted, "appraiseSuccessionRound"),
        (appraised, "approveSuccessionRound"),
        (approved, ""),
    ] {
        let before = rows(server).await;
        let more = ("proposeSuccessor", proposal(&round, people[1], "PARTY_SECRETARY", "x"));
        for (mutation, input) in all_of(&round, &entry).into_iter().chain([more]) {
            if legal.contains(&mutation) {
                continue;
            }
            let answer = change(above, mutation, input).await;
            let errors = refusals(&answer);
            assert_eq!(errors.len(), 1, "{mutation}: {}", answer.text);
            assert_eq!(errors[0].0, "INVALID_TRANSITION", "{mutation}: {}", answer.text);
            assert!(message(&answer).ends_with(&format!("{}.", legal.join(", "))), "{}", answer.text);
        }
        assert_eq!(rows(server).await, before);
        let (client, input) = match next {
            "" => break,
            "submitSuccessionRound" => (own, at(&round)),
            "returnSuccessionRound" => (above, returned(&round)),
            _ => (above, at(&round)),
        };
        round = done(&change(client, next, input).await);
    }
    let steps: Vec<_> =
        round["steps"].as_array().unwrap().iter().map(|step| step["status"].as_str().unwrap()).collect();
    let path = "DRAFT SUBMITTED RETURNED SUBMITTED APPRAISED RETURNED SUBMITTED APPRAISED APPROVED";
    assert_eq!(steps.join(" "), path);
    assert!(round["steps"].as_array().unwrap().iter().all(|step| step["effectiveOn"] == TODAY), "{round}");
    assert_eq!(round["steps"][2]["remark"], "Bổ sung cán bộ nữ");
}

async fn given_rounds_people_and_titles_that_make_no_sense_then_each_rule_is_told_in_both_languages(
    server: &Server,
) {
    let committees = Committees::of(server).await;
    let Committees { own, people, everybody, .. } = &committees;
    let secretary = everybody.iter().find_map(|person| {
        let held = person["appointments"].as_array().unwrap().iter();
        let mut held =
            held.filter(|row| row["title"]["code"] == "PARTY_SECRETARY" && row["mode"] == "PRIMARY");
        held.next().map(|_| &person["key"])
    });
    let somebody = committees.candidates()[0];
    let round = committees.opened("PARTY", "1").await;
    let _ = committees.proposed(&round, somebody, "PARTY_SECRETARY").await;
    let before = rows(server).await;
    let open = |body: &str, term: &str| json!({ "unit": people.unit, "body": body, "term": term, "idempotencyKey": "x" });
    let plan = |official: &Value, title: &str| proposal(&round, official, title, "x");
    for (mutation, input, code, place, words) in [
        ("openSuccessionRound", open("FRONT", TERM), "BAD_USER_INPUT", "body", ["Đảng ủy", "council"]),
        ("openSuccessionRound", open("PARTY", "2030"), "BAD_USER_INPUT", "term", ["2025-2030", "2025-2030"]),
        (
            "openSuccessionRound",
            open("PARTY", "2020-2024"),
            "BAD_USER_INPUT",
            "term",
            ["chưa qua", "not past"],
        ),
        (
            "openSuccessionRound",
            open("PARTY", TERM),
            "ROUND_OPEN",
            "unit",
            ["chưa phê duyệt", "not approved"],
        ),
        ("proposeSuccessor", plan(somebody, "COUNCIL_CHAIR"), "BAD_USER_INPUT", "title", ["đợt", "body"]),
        ("proposeSuccessor", plan(somebody, "KHÔNG_CÓ"), "NOT_FOUND", "title", ["Không tìm thấy", "no such"]),
        (
            "proposeSuccessor",
            plan(somebody, "PARTY_SECRETARY"),
            "PLANNED_ALREADY",
            "official",
            ["đã có trong quy hoạch", "already"],
        ),
        (
            "proposeSuccessor",
            plan(secretary.unwrap(), "PARTY_SECRETARY"),
            "HELD_ALREADY",
            "title",
            ["đang giữ", "holds"],
        ),
    ] {
        for (language, word) in [("vi", words[0]), ("en", words[1])] {
            let client = own.clone().in_language(language);
            let answer = change(&client, mutation, input.clone()).await;
            assert_eq!(refusals(&answer), refused(code, place), "{mutation}: {}", answer.text);
            assert!(message(&answer).contains(word), "{}", answer.text);
        }
    }
    assert_eq!(rows(server).await, before);
}

async fn given_a_round_that_was_returned_then_people_are_taken_back_and_it_goes_up_again(server: &Server) {
    let committees = Committees::of(server).await;
    let Committees { own, above, .. } = &committees;
    let people = committees.candidates();
    let before = rows(server).await;
    let (round, entries) = committees.submitted(&people[..2], "1").await;
    let created = |thing: &str| (thing.to_owned(), Class::Succession, JournalOperation::Create);
    let changed = |thing: &str| (thing.to_owned(), Class::Succession, JournalOperation::Change);
    let round_and_step = [changed("succession_round"), created("succession_round_step")];
    assert_eq!(last_entries(server, 2).await, round_and_step);
    let mut silent = returned(&round);
    silent["remark"] = json!(" ");
    let silent = change(above, "returnSuccessionRound", silent).await;
    assert_eq!(refusals(&silent), refused("BAD_USER_INPUT", "remark"));
    let round = done(&change(above, "returnSuccessionRound", returned(&round)).await);
    assert_eq!(last_entries(server, 2).await, round_and_step);
    let after = change(own, "withdrawSuccessor", withdrawn(&entries[0])).await;
    assert_eq!(done(&after)["version"], round["version"]);
    let gone = |thing: &str| (thing.to_owned(), Class::Succession, JournalOperation::Remove);
    assert_eq!(last_entries(server, 2).await, [gone("succession_entry_step"), gone("succession_entry")]);
    let again = change(own, "withdrawSuccessor", withdrawn(&entries[0])).await;
    assert_eq!(refusals(&again), refused("NOT_FOUND", "entry"));
    let document = "query ($id: ID!) { successionRound(id: $id) { entries(first: 9) { nodes { key } } } }";
    let left = own.ask(document, json!({ "id": round["key"] })).await;
    assert_eq!(left.at("/successionRound/entries/nodes"), &json!([{ "key": entries[1]["key"] }]));
    let round = done(&change(own, "submitSuccessionRound", at(&round)).await);
    assert_eq!((&round["status"], &round["version"]), (&json!("SUBMITTED"), &json!(4)));
    let mut expected = before;
    for (place, more) in [(0, 1), (1, 4), (2, 1), (3, 1), (4, 14)] {
        expected[place] += more;
    }
    assert_eq!(rows(server).await, expected);
}

async fn given_an_approved_plan_then_people_leave_it_or_are_appointed_once(server: &Server) {
    let committees = Committees::of(server).await;
    let Committees { own, people, .. } = &committees;
    let candidates = committees.candidates();
    let (_, entries) = committees.approved(&candidates[..3], "1").await;
    let before = rows(server).await;
    let early = change(own, "markSuccessorAppointed", appointed(&entries[0])).await;
    assert_eq!(refusals(&early), refused("NOT_APPOINTED", "entry"));
    assert!(message(&early).contains("chưa giữ chức danh"), "{}", early.text);
    assert_eq!(rows(server).await, before);

    let left = done(&change(own, "removeSuccessionEntry", removed(&entries[1], "OVER_AGE")).await);
    let expected = (&json!("REMOVED"), &json!("OVER_AGE"), &json!(2));
    assert_eq!((&left["status"], &left["reason"], &left["version"]), expected);
    let told = [
        ("succession_entry".to_owned(), Class::Succession, JournalOperation::Change),
        ("succession_entry_step".to_owned(), Class::Succession, JournalOperation::Create),
    ];
    assert_eq!(last_entries(server, 2).await, told);

    // Whoever was secretary goes, and somebody planned is appointed.
    let secretary = committees.everybody.iter().flat_map(|person| person["appointments"].as_array().unwrap());
    for post in secretary
        .filter(|row| row["title"]["code"] == "PARTY_SECRETARY" && row["unit"]["key"] == people.unit.as_str())
    {
        let ended = super::registry::end(own, post).await;
        assert_eq!(super::registry::refusals(&ended), [], "{}", ended.text);
    }
    let mode = |person: &Value| {
        let held = person["appointments"].as_array().unwrap();
        if held.iter().any(|row| row["mode"] == "PRIMARY") { "CONCURRENT" } else { "PRIMARY" }
    };
    let whom = committees.everybody.iter().find(|person| &person["key"] == candidates[0]).unwrap();
    let input = json!({
        "official": candidates[0], "unit": people.unit, "title": "PARTY_SECRETARY", "mode": mode(whom),
        "origin": "ELECTION", "decision": "1-QĐ/ĐU", "validFrom": TODAY, "idempotencyKey": "bí thư",
    });
    let appointment = super::registry::change(own, "appointOfficial", input).await;
    assert_eq!(super::registry::refusals(&appointment), [], "{}", appointment.text);
    let marked = done(&change(own, "markSuccessorAppointed", appointed(&entries[0])).await);
    assert_eq!(
        (&marked["status"], &marked["steps"][1]["status"]),
        (&json!("APPOINTED"), &json!("APPOINTED"))
    );

    // What has ended is closed, whatever is asked of it.
    let before = rows(server).await;
    for closed in [&left, &marked] {
        for (mutation, input) in [
            ("removeSuccessionEntry", removed(closed, "REQUEST")),
            ("markSuccessorAppointed", appointed(closed)),
            ("withdrawSuccessor", withdrawn(closed)),
        ] {
            let answer = change(own, mutation, input).await;
            assert_eq!(refusals(&answer), refused("INVALID_TRANSITION", "entry"), "{mutation}");
        }
    }
    assert_eq!(rows(server).await, before);
    // A later round for the same term adds to the plan.
    let more = committees.opened("PARTY", "2").await;
    assert_eq!(more["status"], "DRAFT");
}

async fn given_a_plan_approved_and_somebody_removed_then_k7_moves_for_the_committee_alone(server: &Server) {
    let committees = Committees::of(server).await;
    let Committees { own, above, people, .. } = &committees;
    let k7 = async |client: &Client, unit: &str| {
        let document =
            "query ($unit: ID, $on: Date) { targets(programme: \"KH-276\", unit: $unit, asOf: $on) {
            target { code } numerator denominator percentage status suppressed
        } }";
        let answer = client.ask(document, json!({ "unit": unit, "on": TODAY })).await;
        let values = answer.partial_data()["targets"].as_array().unwrap().iter();
        values.into_iter().find(|value| value["target"]["code"] == "K7").unwrap().clone()
    };
    let plain = async |official: &Value| {
        let document = "query ($id: ID!) { official(id: $id) { successionEntries { key } } }";
        above.ask(document, json!({ "id": official })).await.list("/official/successionEntries").is_empty()
    };
    let mut unplanned = Vec::new();
    for official in committees.candidates() {
        if plain(official).await && unplanned.len() < 2 {
            unplanned.push(official);
        }
    }
    let others = [&people.office, &people.commune];
    let [office, commune] = [k7(others[0], &people.unit).await, k7(others[1], &people.unit).await];
    let of = |value: &Value| (value["numerator"].as_i64().unwrap(), value["denominator"].as_i64().unwrap());
    let before = of(&k7(own, &people.unit).await);
    let (_, entries) = committees.approved(&unplanned, "1").await;
    assert_eq!(of(&k7(own, &people.unit).await), (before.0, before.1 + 2));
    assert_eq!(of(&k7(above, &people.unit).await), (before.0, before.1 + 2));
    assert_eq!(
        [k7(others[0], &people.unit).await, k7(others[1], &people.unit).await],
        [office.clone(), commune.clone()]
    );
    let _ = done(&change(own, "removeSuccessionEntry", removed(&entries[0], "RATING")).await);
    assert_eq!(of(&k7(own, &people.unit).await), (before.0, before.1 + 1));
    assert_eq!([k7(others[0], &people.unit).await, k7(others[1], &people.unit).await], [office, commune]);
}

const COMPOSITION: &str = "query ($id: ID!, $on: Date) { successionRound(id: $id, asOf: $on) { composition {
    people women ageBands { band people } ageUnknown
    findings { code rule message title { code } officials { key } numerator denominator isCertain }
} } }";

async fn composition(client: &Client, round: &Value, on: &str) -> Value {
    let answer = client.ask(COMPOSITION, json!({ "id": round["key"], "on": on })).await;
    answer.at("/successionRound/composition").clone()
}

/// Codes with their titles and people, in the order of the answer.
fn findings(composition: &Value) -> Vec<(String, String, Vec<Value>)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = composition["findings"].as_array().unwrap().iter();
    let finding = |finding: &Value| {
        let people = finding["officials"].as_array().unwrap().iter().map(|one| one["key"].clone()).collect();
        (text(&finding["code"]), text(&finding["title"]["code"]), people)
    };
    all.map(finding).collect()
}

/// Somebody new in the unit, who holds nothing.
async fn newcomer(committees: &Committees, name: &str, sex: &str, birth: &str) -> Value {
    let input = json!({
        "fullName": name, "birthDate": birth, "sex": sex, "unit": committees.people.unit, "category": "CADRE",
        "validFrom": TODAY, "idempotencyKey": name.replace(' ', "-"),
    });
    let answer =
        super::officials::change(&committees.people.commune, "registerOfficial", input, "official { key }")
            .await;
    answer.at("/done/official/key").clone()
}

async fn given_people_then_the_composition_names_rules_titles_and_people_and_their_number_costs_nothing(
    server: &Server,
) {
    let committees = Committees::of(server).await;
    let Committees { own, above, people, .. } = &committees;
    let older = newcomer(&committees, "Nguyễn Văn An", "MALE", "1966-03-10").await;
    let middle = newcomer(&committees, "Trần Văn Bình", "MALE", "1985-03-10").await;
    let young = newcomer(&committees, "Lê Thị Chi", "FEMALE", "2001-03-10").await;
    let round = committees.opened("PARTY", "1").await;
    let none = composition(own, &round, TODAY).await;
    let nobody = |title: &str| ("NOBODY_PLANNED".to_owned(), title.to_owned(), Vec::new());
    assert_eq!(
        findings(&none),
        [
            nobody("PARTY_SECRETARY"),
            nobody("PARTY_STANDING_DEPUTY_SECRETARY"),
            nobody("PARTY_DEPUTY_SECRETARY")
        ]
    );
    assert_eq!((&none["people"], &none["women"]), (&json!(0), &json!(0)));

    let input = proposal(&round, &older, "PARTY_SECRETARY", "an");
    let proposed = change(own, "proposeSuccessor", input).await;
    let _ = done(&proposed);
    let warnings: Vec<_> = proposed.list("/done/warnings").iter().map(|one| one["rule"].clone()).collect();
    assert_eq!(warnings, ["Kết quả đánh giá, xếp loại hằng năm", "Nghị định 135/2020/NĐ-CP, Điều 4"]);
    let _ = committees.proposed(&round, &middle, "PARTY_DEPUTY_SECRETARY").await;
    let of = |code: &str, people: &[&Value]| {
        (code.to_owned(), String::new(), people.iter().map(|one| (*one).clone()).collect::<Vec<_>>())
    };
    let two = composition(own, &round, TODAY).await;
    let expected: BTreeSet<String> = [
        nobody("PARTY_STANDING_DEPUTY_SECRETARY"),
        of("AGE_BAND_MISSING", &[]),
        of("FEW_WOMEN", &[]),
        of("FEW_YOUNG", &[]),
        of("NOT_RATED", &[&older]),
        of("OVER_AGE", &[&older]),
        of("NOT_RATED", &[&middle]),
    ]
    .map(|finding| format!("{finding:?}"))
    .into();
    let told: BTreeSet<_> = findings(&two).iter().map(|finding| format!("{finding:?}")).collect();
    assert_eq!(told, expected);
    let women = two["findings"].as_array().unwrap().iter().find(|one| one["code"] == "FEW_WOMEN").unwrap();
    assert_eq!((&women["numerator"], &women["denominator"]), (&json!(0), &json!(2)));
    assert_eq!((&women["isCertain"], &women["title"]), (&json!(true), &json!(null)));
    assert_eq!(women["message"], "Cán bộ nữ là 0 trên 2 người, chưa đạt 25 %.");

    // A woman under 35 reaches every aim; a secretary is planned for what is not higher; a measure is in force.
    let _ = committees.proposed(&round, &young, "PARTY_DEPUTY_SECRETARY").await;
    let measure = json!({
        "official": middle, "kind": "WARNING", "decidedOn": TODAY, "grounds": "Vi phạm", "idempotencyKey": "kỷ luật",
    });
    let measure =
        super::officials::change(&people.office, "recordDiscipline", measure, "discipline { kind }").await;
    assert_eq!(measure.at("/done/userErrors"), &json!([]), "{}", measure.text);
    let holds = |person: &&Value| {
        let held = person["appointments"].as_array().unwrap();
        held.iter().any(|row| row["title"]["code"] == "PARTY_SECRETARY" && row["mode"] == "PRIMARY")
    };
    let secretary = committees.everybody.iter().find(holds).unwrap();
    let lower = proposal(&round, &secretary["key"], "PARTY_DEPUTY_SECRETARY", "bí thư");
    let lower = change(&own.clone().in_language("en"), "proposeSuccessor", lower).await;
    let _ = done(&lower);
    let told = lower.list("/done/warnings").iter().map(|one| one["message"].as_str().unwrap());
    let not_higher =
        "The title Deputy secretary of the Party committee is not higher than one that the person holds.";
    assert!(told.into_iter().any(|message| message == not_higher), "{}", lower.text);
    let four = composition(own, &round, TODAY).await;
    let found = findings(&four);
    assert_eq!((&four["people"], &four["ageUnknown"]), (&json!(4), &json!(0)));
    for missing in ["AGE_BAND_MISSING", "FEW_WOMEN", "FEW_YOUNG"] {
        assert!(found.iter().all(|finding| finding.0 != missing), "{four}");
    }
    assert!(found.contains(&of("DISCIPLINED", &[&middle])), "{four}");
    let not_higher =
        ("NOT_HIGHER".to_owned(), "PARTY_DEPUTY_SECRETARY".to_owned(), vec![secretary["key"].clone()]);
    assert!(found.contains(&not_higher), "{four}");

    // More than three for a title, and more than three titles for a person, over two rounds.
    let _ = committees.proposed(&round, &older, "PARTY_DEPUTY_SECRETARY").await;
    let _ = committees.proposed(&round, &older, "PARTY_STANDING_DEPUTY_SECRETARY").await;
    let council = committees.opened("COUNCIL", "2").await;
    let _ = committees.proposed(&council, &older, "COUNCIL_CHAIR").await;
    let all = composition(above, &round, TODAY).await;
    let sent = server.statements();
    assert_eq!(composition(above, &round, TODAY).await, all);
    let of_many = server.statements() - sent;
    let found = findings(&all);
    assert!(found.contains(&of("TOO_MANY_TITLES", &[&older])), "{all}");
    let many = found.iter().find(|finding| finding.0 == "TOO_MANY_PEOPLE").unwrap();
    assert_eq!((many.1.as_str(), many.2.len()), ("PARTY_DEPUTY_SECRETARY", 4));
    assert!(found.iter().all(|finding| finding.0 != "NOBODY_PLANNED"), "{all}");
    let sent = server.statements();
    let _ = composition(above, &council, TODAY).await;
    assert_eq!(server.statements() - sent, of_many);

    // What is submitted is warned of as a whole; and it is all told on the day, and not before.
    let submitted = change(own, "submitSuccessionRound", at(&round)).await;
    let _ = done(&submitted);
    assert_eq!(submitted.list("/done/warnings").len(), all["findings"].as_array().unwrap().len());
    let codes: BTreeSet<_> =
        submitted.list("/done/warnings").iter().map(|one| one["code"].clone().to_string()).collect();
    assert_eq!(codes, BTreeSet::from(["\"SUCCESSION_COMPOSITION\"".to_owned()]));
    let early = own.ask(COMPOSITION, json!({ "id": round["key"], "on": "2025-12-30" })).await;
    assert_eq!(early.faults(), [Fault::new("NOT_FOUND", "successionRound")]);
    the_reading_is_recorded(server, above, &council).await;
}

async fn the_reading_is_recorded(server: &Server, client: &Client, round: &Value) {
    let entries = async || {
        journal_entry::Entity::find()
            .filter(journal_entry::Column::Stream.eq(JournalStream::Access))
            .order_by_asc(journal_entry::Column::Sequence)
            .all(server.database().reader())
            .await
            .unwrap()
    };
    let before = entries().await.len();
    let _ = composition(client, round, TODAY).await;
    let told: Vec<_> =
        entries().await.into_iter().skip(before).map(|one| (one.object_type, one.class)).collect();
    let told: BTreeSet<_> = told.into_iter().map(|(thing, class)| format!("{thing} {class:?}")).collect();
    let expected = ["succession_entry Succession".to_owned(), "succession_round Succession".to_owned()];
    assert_eq!(told, expected.into());
}

async fn given_somebody_planned_when_the_file_is_changed_then_no_word_and_as_many_statements(
    server: &Server,
) {
    let committees = Committees::of(server).await;
    let people = &committees.people;
    let planned = newcomer(&committees, "Nguyễn Văn An", "MALE", "1985-03-10").await;
    let unplanned = newcomer(&committees, "Trần Văn Bình", "MALE", "1985-03-10").await;
    let (_, entries) = committees.approved(&[&planned], "1").await;
    let mut told = Vec::new();
    for (key, official) in [("1", &planned), ("2", &unplanned)] {
        let mut answers = Vec::new();
        let corrected = json!({
            "official": official, "expectedVersion": 1, "ethnicity": "Mường", "reason": "Bổ sung hồ sơ",
        });
        let measure = json!({
            "official": official, "kind": "WARNING", "decidedOn": TODAY, "grounds": "Vi phạm",
            "idempotencyKey": format!("kỷ-luật-{key}"),
        });
        let retired = json!({
            "official": official, "retiresOn": "2026-06-30", "decision": "1/QĐ", "reason": "Nghỉ hưu",
            "idempotencyKey": format!("nghỉ-{key}"),
        });
        for (mutation, input, selection) in [
            ("correctOfficial", corrected, "official { ethnicity }"),
            ("recordDiscipline", measure, "discipline { kind }"),
            ("retireOfficial", retired, "official { ethnicity }"),
        ] {
            let sent = server.statements();
            let answer = super::officials::change(&people.office, mutation, input, selection).await;
            assert_eq!(answer.at("/done/userErrors"), &json!([]), "{mutation}: {}", answer.text);
            answers.push((answer.text, server.statements() - sent));
        }
        told.push(answers);
    }
    assert_eq!(told[0], told[1]);
    // The plan is as it was: the committee decides what becomes of it.
    let left = change(&committees.own, "removeSuccessionEntry", removed(&entries[0], "OVER_AGE")).await;
    assert_eq!(done(&left)["status"], "REMOVED");
}
