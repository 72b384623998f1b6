//! Random sequences of the registry's mutations by random roles, on both databases, against a model in memory: the same outcome, the
//! same state, one entry of the journal for each row that changed, and the figures of a computation from the beginning, after every
//! step.
//!
//! A sequence is a list of numbers, each of which decides one step by what the model knows then. A failure prints the sequence cut to
//! what is needed, as steps to read and as numbers to run again:
//!
//! - `CANBO_TEST_SEQUENCE_SEED` draws other sequences;
//! - `CANBO_TEST_SEQUENCES` and `CANBO_TEST_SEQUENCE_LENGTH` say how many and how long;
//! - `CANBO_TEST_SEQUENCE_STEPS` runs one sequence of the numbers given, with commas between them.

mod ask;
mod chance;
mod compare;
mod draw;
mod figures;
mod found;
mod model;
mod publications;
mod seals;
mod tally;
mod views;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt::Write as _;
use std::str::FromStr;

use api::graphql::id::{NodeKind, key};
use api::journal::{Verified, verify};
use canbo_tests::{Client, Dbms, SchemaTypes, Server, TestDatabase, can_run, day, in_runtime, keys};
use chrono::NaiveDate;
use entity::value::JournalStream;
use serde_json::json;

use chance::Chance;
use figures::Question;
use model::{Model, Step};
use tally::Tally;
use world::{ADMINISTRATOR, OFFICE};

/// Sequences on each kind of database.
const SEQUENCES: usize = 4;
/// Steps of each.
const LENGTH: usize = 400;
/// What the numbers of the steps follow from.
const SEED: u64 = 14;
/// One of so many steps is taken some weeks later than those before, when what was planned has come to pass.
const DAYS_PASS: u64 = 80;
/// How many shorter sequences are tried when one fails.
const CUTS: usize = 25;

/// Mutations of the schema that are not of the registry: accounts and sessions, and the reading of a number.
const NOT_OF_THE_REGISTRY: [&str; 25] = [
    "inviteAccount",
    "issueActivationCode",
    "resetAccount",
    "cancelInvitation",
    "changeAccountRole",
    "addAccountUnits",
    "endAccountGrant",
    "confirmAccountCarryOver",
    "approveAccountProposal",
    "rejectAccountProposal",
    "disableAccount",
    "enableAccount",
    "unlockAccount",
    "renameAccount",
    "setAccountHolder",
    "endSession",
    "endAccountSessions",
    "createServiceAccount",
    "createServiceSecret",
    "revokeServiceSecret",
    "addServiceKey",
    "revokeServiceKey",
    "setServiceNetworks",
    "setServiceClasses",
    "revealCitizenNumber",
];

#[test]
fn given_the_schema_then_every_mutation_of_the_registry_is_drawn_and_asked_for() {
    let schema = SchemaTypes::served();
    let of_schema: BTreeSet<&str> = schema.fields("Mutation").map(|field| field.name.node.as_str()).collect();
    let others: BTreeSet<&str> = NOT_OF_THE_REGISTRY.into_iter().collect();
    let of_registry: BTreeSet<&str> = of_schema.difference(&others).copied().collect();
    assert_eq!(draw::WEIGHTS.map(|(mutation, _)| mutation).into_iter().collect::<BTreeSet<_>>(), of_registry);
    assert_eq!(
        ask::MUTATIONS.map(|(mutation, ..)| mutation).into_iter().collect::<BTreeSet<_>>(),
        of_registry
    );
}

#[test]
fn given_any_sequence_of_mutations_then_as_the_model_says_after_every_step_on_sqlite() {
    hold(Dbms::Sqlite);
}

#[test]
fn given_any_sequence_of_mutations_then_as_the_model_says_after_every_step_on_postgresql() {
    hold(Dbms::Postgres);
}

/// A number that whoever runs the test may give.
fn given<T: FromStr>(variable: &str, usual: T) -> T {
    let text = env::var(variable).ok();
    text.map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{variable} is no number: {text}")))
}

fn hold(dbms: Dbms) {
    if !in_runtime(can_run(dbms, module_path!())) {
        return;
    }
    if let Ok(steps) = env::var("CANBO_TEST_SEQUENCE_STEPS") {
        let seeds: Vec<u64> = steps.split(',').map(|seed| seed.trim().parse().unwrap()).collect();
        return in_runtime(run(dbms, &seeds)).map(drop).unwrap_or_else(|failure| panic!("{failure}"));
    }
    let count = given("CANBO_TEST_SEQUENCES", SEQUENCES);
    let length = given("CANBO_TEST_SEQUENCE_LENGTH", LENGTH);
    let mut chance = Chance::of(given("CANBO_TEST_SEQUENCE_SEED", SEED));
    let mut tally = Tally::default();
    for _ in 0..count {
        let seeds: Vec<u64> = (0..length).map(|_| chance.next()).collect();
        match in_runtime(run(dbms, &seeds)) {
            Ok(of_sequence) => tally.add(&of_sequence),
            Err(failure) => panic!("{}", cut(dbms, seeds, failure)),
        }
    }
    if count * length >= SEQUENCES * LENGTH {
        let rare = tally.rare(draw::WEIGHTS.iter().map(|(mutation, _)| *mutation));
        assert!(rare.is_empty() && tally.replays() > 0, "never done or never refused: {rare:?}\n{tally}");
    }
}

/// A step that did not come out as the model says.
struct Failure {
    /// The number of the step.
    at: usize,
    text: String,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// The shortest sequence that was found to fail: without what comes after, and without each part that it fails without.
fn cut(dbms: Dbms, mut seeds: Vec<u64>, mut failure: Failure) -> Failure {
    seeds.truncate(failure.at + 1);
    let mut tries = given("CANBO_TEST_SEQUENCE_CUTS", CUTS);
    let mut part = seeds.len() / 2;
    while part > 0 {
        let mut from = 0;
        while from < seeds.len() && tries > 0 {
            tries -= 1;
            let mut shorter = seeds.clone();
            shorter.drain(from..(from + part).min(seeds.len()));
            match in_runtime(run(dbms, &shorter)) {
                Err(other) => {
                    shorter.truncate(other.at + 1);
                    (seeds, failure) = (shorter, other);
                }
                Ok(_) => from += part,
            }
        }
        part /= 2;
    }
    failure
}

/// Runs one sequence on a server of its own.
async fn run(dbms: Dbms, seeds: &[u64]) -> Result<Tally, Failure> {
    let server = Server::over(TestDatabase::with(dbms, world::rows()).await).await;
    let mut later = Vec::new();
    for on in world::LATER.map(day) {
        later.push((on, server.beside(world::clock_on(on)).await));
    }
    let mut days = later.iter();
    let mut sequence = Sequence::begin(&server).await;
    let mut outcome = Ok(());
    for (at, seed) in seeds.iter().enumerate() {
        let next = if seed.is_multiple_of(DAYS_PASS) { days.next() } else { None };
        if let Some((on, later)) = next {
            sequence.go_on(later, *on).await;
        }
        outcome = sequence.step(*seed).await.map_err(|what| (at, what));
        if outcome.is_err() {
            break;
        }
    }
    if outcome.is_ok() {
        outcome = sequence.end().await.map_err(|what| (seeds.len().saturating_sub(1), what));
    }
    let outcome = outcome.map_err(|(at, what)| {
        let numbers: Vec<String> = seeds.iter().take(at + 1).map(u64::to_string).collect();
        let text = format!(
            "on {dbms:?}, after\n{}{what}\nCANBO_TEST_SEQUENCE_STEPS={}",
            sequence.told,
            numbers.join(",")
        );
        Failure { at, text }
    });
    let tally = sequence.tally.clone();
    drop(sequence);
    for (_, later) in later {
        later.close().await;
    }
    server.close().await;
    outcome.map(|()| tally)
}

/// A sequence under way.
struct Sequence<'a> {
    server: &'a Server,
    model: Model,
    clients: BTreeMap<&'static str, Client>,
    tally: Tally,
    /// The steps so far, to read.
    told: String,
    chance: Chance,
}

impl<'a> Sequence<'a> {
    async fn begin(server: &'a Server) -> Self {
        let mut model = world::model();
        let mut clients = BTreeMap::new();
        for account in &model.accounts {
            clients.insert(account.username, server.client_of(account.username).await);
        }
        // The office is a person of the registry, who approves no rating of his own.
        let person = world::person_id(0);
        let account = key(NodeKind::Account, model.account(OFFICE).id.0).to_string();
        let official = key(NodeKind::Official, person).to_string();
        let document = "mutation ($input: SetAccountHolderInput!) {
            done: setAccountHolder(input: $input) { account { version } userErrors { code } }
        }";
        let input = json!({ "account": account, "expectedVersion": 1, "official": official });
        let answer = clients[ADMINISTRATOR].ask(document, json!({ "input": input })).await;
        assert_eq!(answer.at("/done/userErrors"), &json!([]), "{}", answer.text);
        model.holders.insert(OFFICE, person);
        Self { server, model, clients, tally: Tally::default(), told: String::new(), chance: Chance::of(0) }
    }

    /// Goes on at another server, over the same database, on a later day.
    async fn go_on(&mut self, later: &'a Server, on: NaiveDate) {
        self.server = later;
        self.model.come_to(on);
        writeln!(self.told, "  on {on}:").unwrap();
        for (username, client) in &mut self.clients {
            *client = later.client_of(username).await;
        }
    }

    async fn step(&mut self, seed: u64) -> Result<(), String> {
        let step = draw::step(&self.model, &self.tally, seed);
        writeln!(self.told, "  {}: {} {}", step.account, step.mutation, self.readable(&step)).unwrap();
        let before = compare::Before::of(self.server).await;
        let answered = ask::ask(&self.clients[step.account], &step).await;
        let mut judgement = self.model.judge(&step);
        compare::step(self.server, &self.model, &step, &answered, &mut judgement, &before).await?;
        self.tally.count(step.mutation, &judgement);
        self.model.take(&step, judgement);
        self.chance = Chance::of(seed.rotate_left(32));
        self.look().await
    }

    /// Looks at what somebody sees of some day.
    async fn look(&mut self) -> Result<(), String> {
        if let Some(question) = Question::drawn(&self.model, &mut self.chance) {
            let told = figures::told(&self.clients[question.account.username], &question).await;
            let found = found::facts(self.server).await;
            figures::compare(&told, &self.model, &found, &question)?;
        }
        let (account, on) = views::drawn(&self.model, &mut self.chance);
        let client = &self.clients[account.username];
        views::officials(client, &self.model, account, on).await?;
        views::posts(client, &self.model, account, on, &mut self.chance).await
    }

    /// What has to hold at the end: the chain of the journal, what another server says that has nothing in memory, and every past.
    async fn end(&mut self) -> Result<(), String> {
        for stream in [JournalStream::Data, JournalStream::Access] {
            let head = found::head(self.server, stream).await;
            match verify(self.server.database().reader(), keys().journal(), stream).await {
                Ok(Verified { entries, erased: 0 }) if entries == head => {}
                other => return Err(format!("the journal of {stream:?} with {head} entries: {other:?}")),
            }
        }
        let other = self.server.beside(world::clock_on(self.model.today)).await;
        let outcome = self.compare_with(&other).await;
        other.close().await;
        outcome?;
        for _ in 0..10 {
            self.look().await?;
        }
        Ok(())
    }

    async fn compare_with(&mut self, other: &Server) -> Result<(), String> {
        for _ in 0..3 {
            let Some(question) = Question::drawn(&self.model, &mut self.chance) else { continue };
            let name = question.account.username;
            let anew = figures::told(&other.client_with_token(self.clients[name].token()), &question).await;
            let held = figures::told(&self.clients[name], &question).await;
            compare::agree("the figures of a server with nothing in memory", &held, &anew)?;
        }
        Ok(())
    }

    /// The input of a step with things called by their places in the model's lists.
    fn readable(&self, step: &Step) -> String {
        let mut text = step.input.to_string();
        let state = &self.model.state;
        let mut call = |kind: NodeKind, what: &str, number: usize, id: uuid::Uuid| {
            text = text.replace(key(kind, id).as_str(), &format!("{what} {number}"));
        };
        for (number, row) in state.units.iter().enumerate() {
            call(NodeKind::Unit, "unit", number, row.id.0);
        }
        for (number, row) in state.officials.iter().enumerate() {
            call(NodeKind::Official, "person", number, row.id.0);
        }
        for (number, row) in state.appointments.iter().enumerate() {
            call(NodeKind::Appointment, "appointment", number, row.id.0);
        }
        for (number, row) in state.posts.iter().enumerate() {
            call(NodeKind::Post, "post", number, row.id.0);
        }
        for (number, row) in state.qualifications.iter().enumerate() {
            call(NodeKind::Qualification, "qualification", number, row.id.0);
        }
        for (number, row) in state.ratings.iter().enumerate() {
            call(NodeKind::Rating, "rating", number, row.id);
        }
        for (number, row) in state.disciplines.iter().enumerate() {
            call(NodeKind::Discipline, "discipline", number, row.id);
        }
        for (number, row) in state.rounds.iter().enumerate() {
            call(NodeKind::SuccessionRound, "round", number, row.id.0);
        }
        for (number, row) in state.entries.iter().enumerate() {
            call(NodeKind::SuccessionEntry, "entry", number, row.id.0);
        }
        for (number, row) in state.pool_entries.iter().enumerate() {
            call(NodeKind::SourcePoolEntry, "pool entry", number, row.id.0);
        }
        for (number, row) in state.pool_reviews.iter().enumerate() {
            call(NodeKind::SourcePoolReview, "review", number, row.id);
        }
        for (number, row) in state.training_plans.iter().enumerate() {
            call(NodeKind::TrainingPlan, "plan", number, row.id.0);
        }
        for (number, row) in state.training_plan_items.iter().enumerate() {
            call(NodeKind::TrainingPlanItem, "item", number, row.id);
        }
        for (number, row) in state.courses.iter().enumerate() {
            call(NodeKind::Course, "course", number, row.id.0);
        }
        for (number, row) in state.enrolments.iter().enumerate() {
            call(NodeKind::Enrolment, "enrolment", number, row.id.0);
        }
        for (number, row) in state.reports.iter().enumerate() {
            call(NodeKind::Report, "report", number, row.id.0);
        }
        for (number, row) in state.memberships.iter().enumerate() {
            call(NodeKind::StandingCommitteeMembership, "seat", number, row.id);
        }
        text
    }
}
