//! What somebody does next: an account, a mutation, an input, often good and often not, all of it decided by one number and by what the
//! model knows.

mod asked;
mod courses;
mod enrolments;
mod events;
mod people;
mod plans;
mod pools;
mod posts;
mod publications;
mod reports;
mod succession;

use chrono::{Days, NaiveDate};
use entity::id::{OfficialId, UnitId};
use entity::value::Role;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use api::graphql::id::{NodeKind, key};

pub(super) use asked::WEIGHTS;

use super::chance::Chance;
use super::model::{Account, Model, SUCCESSION, Step};
use super::tally::Tally;
use super::world::TITLES;

/// The first days and last days of most things.
const DAYS: [&str; 12] = [
    "2019-06-01",
    "2022-01-01",
    "2024-01-01",
    "2024-07-01",
    "2025-01-01",
    "2025-07-01",
    "2025-12-30",
    "2025-12-31",
    "2026-01-01",
    "2026-07-01",
    "2027-01-01",
    "2029-01-01",
];

/// Texts that cannot be kept.
const UNUSABLE: [&str; 4] = ["", "   ", "hai\ndòng", "ẩn\u{200B}"];

/// What one step is drawn with.
pub(super) struct Draw<'a> {
    model: &'a Model,
    account: &'a Account,
    chance: Chance,
}

/// The step that a number decides, by what the model knows and what was done so far.
pub(super) fn step(model: &Model, so_far: &Tally, seed: u64) -> Step {
    let mut chance = Chance::of(seed);
    if let Some(used) = model.used.get(chance.below(model.used.len())).filter(|_| chance.percent(5)) {
        // Asked for once more.
        return used.step.clone();
    }
    let mutation = asked::mutation(so_far, &mut chance);
    let account = asked::account(model, mutation, &mut chance);
    let mut draw = Draw { model, account, chance };
    let mut input = match mutation {
        "recordIdentity"
        | "registerOfficial"
        | "correctOfficial"
        | "retireOfficial"
        | "recordDiscipline"
        | "correctDiscipline"
        | "recordPartyDiscipline"
        | "recordPartyMembership"
        | "recordQualification"
        | "revokeQualification"
        | "correctQualification"
        | "proposeRatings"
        | "approveRatings"
        | "supersedeRating"
        | "withdrawRatingProposal"
        | "mergeOfficials"
        | "affiliateOfficial"
        | "reaffiliateOfficials" => draw.of_person(mutation),
        "authorisePost"
        | "grantTransitionalSeats"
        | "endPost"
        | "appointOfficial"
        | "endAppointment"
        | "transferOfficial"
        | "rotateOfficial"
        | "reassignOfficial"
        | "secondOfficial"
        | "appointActing"
        | "assessLocality"
        | "correctLocality"
        | "establishStandingCommittee"
        | "seatInStandingCommittee"
        | "endStandingCommitteeSeat" => draw.of_post(mutation),
        _ if SUCCESSION.contains(&mutation) => draw.of_plan(mutation),
        "addToSourcePool"
        | "reviewSourcePool"
        | "correctSourcePoolReview"
        | "withdrawSourcePoolEntry"
        | "reportSourcePool"
        | "setDeadline" => draw.of_pool(mutation),
        "draftTrainingPlan"
        | "draftTrainingPlanFromNeeds"
        | "editTrainingPlan"
        | "submitTrainingPlan"
        | "returnTrainingPlan"
        | "consolidateTrainingPlans"
        | "approveTrainingPlan"
        | "amendTrainingPlan" => draw.of_training_plan(mutation),
        "createCourse" | "openCourse" | "changeCourse" | "startCourse" | "finishCourse" | "cancelCourse"
        | "setNominationRule" => draw.of_course(mutation),
        "nominateForCourse"
        | "approveEnrolments"
        | "rejectEnrolment"
        | "withdrawEnrolment"
        | "recordCourseResults"
        | "correctCourseResult" => draw.of_enrolment(mutation),
        "draftReport" | "submitReport" | "returnReport" | "acceptReport" => draw.of_report(mutation),
        "publishFigures" => draw.published(),
        _ => draw.of_units(mutation),
    };
    if !asked::without_key(mutation) {
        input["idempotencyKey"] = json!(draw.key());
    }
    Step { account: account.username, mutation, input }
}

fn name(kind: NodeKind, thing: impl Into<Uuid>) -> Value {
    json!(key(kind, thing).to_string())
}

impl<'a> Draw<'a> {
    fn percent(&mut self, chance: usize) -> bool {
        self.chance.percent(chance)
    }

    /// A key of one's own, mostly new.
    fn key(&mut self) -> String {
        if self.percent(1) {
            return if self.percent(50) { String::new() } else { "k".repeat(65) };
        }
        let used = self.chance.any(&self.model.used);
        match used.filter(|_| self.percent(4)) {
            Some(used) => used.key,
            None => format!("khóa-{}", self.chance.next()),
        }
    }

    fn day(&mut self) -> NaiveDate {
        let days = if self.percent(75) { &DAYS[..8] } else { &DAYS[..] };
        let day = if self.percent(2) { "1899-12-31" } else { self.chance.one(days) };
        day.parse().unwrap()
    }

    /// A day, mostly after another one.
    fn day_after(&mut self, first: NaiveDate) -> NaiveDate {
        let later: Vec<&str> =
            DAYS.into_iter().filter(|day| day.parse::<NaiveDate>().unwrap() > first).collect();
        match self.chance.any(&later).filter(|_| self.chance.percent(85)) {
            Some(day) => day.parse().unwrap(),
            None => self.day(),
        }
    }

    /// A day that is mostly over.
    fn past_day(&mut self) -> NaiveDate {
        let past = &DAYS[..8];
        if self.percent(90) { self.chance.one(past).parse().unwrap() } else { self.day() }
    }

    /// A day from today on, close to others of its kind.
    fn soon(&mut self) -> NaiveDate {
        self.model.today + Days::new(u64::try_from(self.chance.below(40)).unwrap())
    }

    fn text(&mut self, good: &str) -> Value {
        if self.percent(2) { json!(self.chance.one(&UNUSABLE)) } else { json!(good) }
    }

    fn word(&mut self, words: &[&str]) -> Value {
        json!(self.chance.one(words))
    }

    /// The version that there is, mostly.
    fn version(&mut self, current: i32) -> Value {
        json!(if self.percent(5) { current + 1 } else { current })
    }

    fn title(&mut self) -> &'static str {
        if self.percent(2) {
            return "NO_SUCH_TITLE";
        }
        let own: Vec<&'static str> = TITLES
            .into_iter()
            .filter(|title| title.starts_with("PARTY") == (self.account.role == Role::PartyCommittee))
            .collect();
        if self.percent(92) { self.chance.word(&own) } else { self.chance.word(&TITLES) }
    }

    /// The code of the programme, mostly.
    fn programme(&mut self) -> Value {
        json!(if self.percent(97) { self.model.law.programme.code.as_str() } else { "KH-0" })
    }

    /// A unit, mostly one of the account's that is there.
    fn unit(&mut self) -> UnitId {
        if self.percent(1) {
            return UnitId(Uuid::from_u128(1));
        }
        let all: Vec<UnitId> = self.model.state.units.iter().map(|unit| unit.id).collect();
        let scope = self.model.scope(self.account, self.model.today);
        let own: Vec<UnitId> = all.iter().copied().filter(|unit| scope.contains(unit)).collect();
        match self.chance.any(&own).filter(|_| self.chance.percent(93)) {
            Some(unit) => unit,
            None => *self.chance.one(&all),
        }
    }

    /// A unit of the commune level, mostly one of the account's that goes on.
    fn commune(&mut self) -> UnitId {
        let state = &self.model.state;
        let scope = self.model.scope(self.account, self.model.today);
        let communes: Vec<UnitId> = state
            .versions
            .iter()
            .filter(|row| {
                row.kind.is_commune_level() && row.valid_to.is_none() && scope.contains(&row.unit_id)
            })
            .map(|row| row.unit_id)
            .collect();
        match self.chance.any(&communes).filter(|_| self.chance.percent(90)) {
            Some(unit) => unit,
            None => self.unit(),
        }
    }

    /// A person, mostly one of the account's.
    fn person(&mut self) -> OfficialId {
        if self.percent(1) {
            return OfficialId(Uuid::from_u128(1));
        }
        let all: Vec<OfficialId> = self.model.state.officials.iter().map(|row| row.id).collect();
        let seen = self.model.seen(self.account, self.model.today);
        let own: Vec<OfficialId> = all.iter().copied().filter(|person| seen.contains(person)).collect();
        match self.chance.any(&own).filter(|_| self.chance.percent(93)) {
            Some(person) => person,
            None => *self.chance.one(&all),
        }
    }

    /// One of some rows, mostly one of a person whom the account keeps; none if there is none.
    fn row<T: Clone>(&mut self, rows: &[T], person: impl Fn(&T) -> OfficialId) -> Option<T> {
        let seen = self.model.seen(self.account, self.model.today);
        let own: Vec<T> = rows.iter().filter(|row| seen.contains(&person(row))).cloned().collect();
        let own = self.chance.any(&own).filter(|_| self.chance.percent(92));
        own.or_else(|| self.chance.any(rows))
    }
}

/// An input of members, without those that are absent.
fn input(members: Vec<(&str, Option<Value>)>) -> Value {
    let given = members.into_iter().filter_map(|(member, value)| Some((member.to_owned(), value?)));
    Value::Object(given.collect::<Map<_, _>>())
}
