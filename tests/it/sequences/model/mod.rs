//! The registry in plain lists: what each mutation does to it, and which rules forbid it. Written from the domain and from what each
//! rule says of itself, with loops over days, and without a line of the server's.
//!
//! A judgement names every rule that an input breaks. In which order the server looks at them is its own business: it has to
//! refuse exactly when the model does, and for some of the same reasons.

mod appointments;
mod composition;
mod counting;
mod courses;
mod deadlines;
mod disciplines;
mod draft;
mod duplicates;
mod enrolments;
mod events;
mod files;
mod input;
mod localities;
mod moves;
mod needs;
mod numbers;
mod party;
mod people;
mod places;
mod plans;
mod posts;
mod publications;
mod qualifications;
mod ratings;
mod reports;
mod results;
mod rights;
mod scope;
mod source_pools;
mod state;
mod succession;
mod unit_inputs;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::id::{AccountId, OfficialId, ProgrammeId, PublicationId, ReportId, UnitId};
use entity::value::{QualificationKind, Role, TitleBody};
use serde_json::Value;
use uuid::Uuid;

pub(super) use input::{Input, folded, kept, uuid_of};
pub(super) use posts::{holders_on, seats_on};
pub(super) use publications::publishes;
pub(super) use rights::EVENTS;
pub(super) use state::{Identity, SealedPart, State, holds, id_of};
pub(super) use succession::SUCCESSION;

/// An account, with the units in which it holds its role.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) id: AccountId,
    pub(super) username: &'static str,
    pub(super) role: Role,
    pub(super) grants: Vec<Grant>,
}

/// A unit in which a role is held.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub(super) unit: UnitId,
    pub(super) carries_over: bool,
}

/// What no mutation of the registry changes.
#[derive(Clone, Debug)]
pub(super) struct Law {
    pub(super) titles: BTreeMap<String, TitleBody>,
    /// The rank of each level.
    pub(super) levels: BTreeMap<(QualificationKind, String), i32>,
    pub(super) standards: Vec<Standard>,
    pub(super) key_titles: BTreeSet<String>,
    pub(super) programme: Programme,
    /// The first day on which its targets are in force.
    pub(super) targets_from: NaiveDate,
}

/// The programme whose targets are asked for.
#[derive(Clone, Debug)]
pub(super) struct Programme {
    pub(super) id: ProgrammeId,
    pub(super) code: String,
    pub(super) name: String,
}

/// What a title asks of its holders in a period.
#[derive(Clone, Debug)]
pub(super) struct Standard {
    pub(super) title: String,
    pub(super) from: NaiveDate,
    pub(super) to: Option<NaiveDate>,
    pub(super) max_age: Option<i32>,
    pub(super) least: Vec<(QualificationKind, String)>,
}

/// One thing that an account asks for.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) account: &'static str,
    pub(super) mutation: &'static str,
    pub(super) input: Value,
}

/// A mutation that was done under an idempotency key.
#[derive(Clone, Debug)]
pub(super) struct Used {
    pub(super) key: String,
    pub(super) step: Step,
    /// What was made, where that has a key.
    pub(super) object: Option<Uuid>,
}

pub(super) struct Model {
    pub(super) today: NaiveDate,
    pub(super) law: Law,
    pub(super) accounts: Vec<Account>,
    /// Whose account one is.
    pub(super) holders: BTreeMap<&'static str, OfficialId>,
    pub(super) state: State,
    pub(super) used: Vec<Used>,
    /// How often an account was told today that a citizen number is known out of its scope.
    referred: BTreeMap<&'static str, usize>,
    next: Cell<u128>,
}

/// Rules that are broken: the code and the place in the input. A denial is at no place of it.
pub(super) type Told = (String, String);

/// The place of a denial.
pub(super) const DENIED: &str = "the mutation";

/// What came of looking for broken rules.
#[derive(Clone, Debug, Default)]
pub(super) struct Broken {
    pub(super) rules: BTreeSet<Told>,
    /// Whether the district is told of a citizen number, though nothing else is done.
    pub(super) refers: bool,
}

impl Broken {
    pub(super) fn add(&mut self, code: &str, place: &str) {
        self.rules.insert((code.to_owned(), place.to_owned()));
    }

    /// Adds a rule where it is not kept; says whether it is.
    pub(super) fn unless(&mut self, is_kept: bool, code: &str, place: &str) -> bool {
        if !is_kept {
            self.add(code, place);
        }
        is_kept
    }

    /// Adds what a text breaks that cannot be kept.
    fn text(&mut self, text: Option<&str>, most: usize, place: &str) -> Option<String> {
        let kept = kept(text?, most);
        self.unless(kept.is_some(), "BAD_USER_INPUT", place);
        kept
    }

    fn is_none(&self) -> bool {
        self.rules.is_empty()
    }

    /// With what else is broken.
    fn and(mut self, other: Self) -> Self {
        self.rules.extend(other.rules);
        self
    }
}

/// What becomes of a row of a change of many.
#[derive(Clone, Debug)]
pub(super) enum Row {
    Done,
    Refused(BTreeSet<Told>),
    NotDone,
}

/// Whose a thing is that a payload tells of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shown {
    OfPerson(OfficialId),
    OfUnit(UnitId),
}

/// What a mutation does.
#[derive(Clone, Debug, Default)]
pub(super) struct Done {
    pub(super) after: State,
    /// Codes of the rules that advise against it, sorted.
    pub(super) warnings: Vec<&'static str>,
    /// What its payload tells of, where that has a key.
    pub(super) object: Option<Uuid>,
    /// Of whom or what the payload tells, and as of which day: it shows no more than a query of that day would.
    pub(super) seen: Option<(Shown, NaiveDate)>,
    pub(super) rows: Vec<Row>,
    /// The rows in which it sets right what was recorded wrongly.
    pub(super) corrected: BTreeSet<Uuid>,
    /// The record that goes into another one, and that one.
    pub(super) merged: Option<(OfficialId, OfficialId)>,
    /// The reports that it seals, of whose bytes the server alone knows.
    pub(super) sealed: Vec<ReportId>,
    /// The publication that it is, of whose values and their repetition only the facts tell.
    pub(super) published: Option<PublicationId>,
    /// Whether it was done before.
    pub(super) is_replay: bool,
}

impl Done {
    /// Whether anything was written: of many rows that all were refused, nothing was.
    pub(super) fn is_written(&self) -> bool {
        !self.is_replay && (self.rows.is_empty() || self.rows.iter().any(|row| matches!(row, Row::Done)))
    }
}

pub(super) enum Judgement {
    Refused(Broken),
    Done(Box<Done>),
}

/// The outcome of looking at one mutation.
type Outcome = Result<Done, Broken>;

/// A rule that is broken, alone.
fn only(code: &str, place: &str) -> Broken {
    let mut broken = Broken::default();
    broken.add(code, place);
    broken
}

/// What else of an idempotency key there is.
enum Claim {
    First,
    Replay,
}

impl Model {
    pub(super) fn new(today: NaiveDate, law: Law, accounts: Vec<Account>, state: State) -> Self {
        let (holders, referred) = (BTreeMap::new(), BTreeMap::new());
        Self { today, law, accounts, holders, state, used: Vec::new(), referred, next: Cell::new(0) }
    }

    pub(super) fn account(&self, username: &str) -> &Account {
        self.accounts.iter().find(|account| account.username == username).unwrap()
    }

    /// An id for something new, until the server's own is known.
    fn fresh<T: From<Uuid>>(&self) -> T {
        self.next.set(self.next.get() + 1);
        T::from(Uuid::from_u128(0xF0F0_F0F0 << 96 | self.next.get()))
    }

    /// Weeks pass: keys are forgotten, and what was told in a day is over.
    pub(super) fn come_to(&mut self, day: NaiveDate) {
        self.today = day;
        self.used.clear();
        self.referred.clear();
    }

    /// What comes of a step.
    pub(super) fn judge(&self, step: &Step) -> Judgement {
        match self.outcome(step) {
            Ok(mut done) => {
                done.warnings.sort_unstable();
                Judgement::Done(Box::new(done))
            }
            Err(broken) => Judgement::Refused(broken),
        }
    }

    fn outcome(&self, step: &Step) -> Outcome {
        let account = self.account(step.account);
        if !rights::may_ask(account.role, step.mutation) {
            return Err(only("FORBIDDEN", DENIED));
        }
        let asked = Asked { model: self, account, input: Input(&step.input), step };
        if let Some(key) = asked.input.opt_text("idempotencyKey")
            && !(1..=64).contains(&key.chars().count())
        {
            return Err(only("BAD_USER_INPUT", "idempotencyKey"));
        }
        match step.mutation {
            "appointOfficial" | "secondOfficial" | "appointActing" => asked.appoint(),
            "endAppointment" => asked.end_appointment(),
            "transferOfficial" | "rotateOfficial" | "reassignOfficial" => asked.move_official(),
            "affiliateOfficial" => asked.affiliate(),
            "reaffiliateOfficials" => asked.reaffiliate(),
            "registerOfficial" => asked.register(),
            "correctOfficial" => asked.correct_official(),
            "retireOfficial" => asked.retire(),
            "recordIdentity" => asked.record_identity(),
            "recordDiscipline" => asked.record_discipline(),
            "correctDiscipline" => asked.correct_discipline(),
            "recordPartyDiscipline" => asked.record_party_discipline(),
            "recordPartyMembership" => asked.record_party_membership(),
            "establishStandingCommittee" => asked.establish_committee(),
            "seatInStandingCommittee" => asked.seat(),
            "endStandingCommitteeSeat" => asked.end_seat(),
            "assessLocality" => asked.assess_locality(),
            "correctLocality" => asked.correct_locality(),
            "withdrawRatingProposal" => asked.withdraw_rating(),
            "mergeOfficials" => asked.merge_officials(),
            "recordQualification" => asked.record_qualification(),
            "revokeQualification" => asked.revoke_qualification(),
            "correctQualification" => asked.correct_qualification(),
            "proposeRatings" => asked.propose_ratings(),
            "approveRatings" => asked.approve_ratings(),
            "supersedeRating" => asked.supersede_rating(),
            "addToSourcePool" => asked.add_to_pool(),
            "reviewSourcePool" => asked.review_pool(),
            "correctSourcePoolReview" => asked.correct_review(),
            "withdrawSourcePoolEntry" => asked.withdraw_entry(),
            "reportSourcePool" => asked.report_pool(),
            "setDeadline" => asked.set_deadline(),
            "authorisePost" | "grantTransitionalSeats" => asked.authorise_post(),
            "endPost" => asked.end_post(),
            "openSuccessionRound" => asked.open_round(),
            "proposeSuccessor" => asked.propose_successor(),
            "withdrawSuccessor" | "removeSuccessionEntry" | "markSuccessorAppointed" => asked.end_entry(),
            "submitSuccessionRound"
            | "appraiseSuccessionRound"
            | "returnSuccessionRound"
            | "approveSuccessionRound" => asked.step_round(),
            "draftTrainingPlan" => asked.draft_plan(),
            "draftTrainingPlanFromNeeds" => asked.draft_plan_from_needs(),
            "editTrainingPlan" => asked.edit_plan(),
            "submitTrainingPlan" => asked.submit_plan(),
            "returnTrainingPlan" => asked.return_plan(),
            "consolidateTrainingPlans" => asked.consolidate_plans(),
            "approveTrainingPlan" => asked.approve_plan(),
            "amendTrainingPlan" => asked.amend_plan(),
            "createCourse" => asked.create_course(),
            "openCourse" | "startCourse" | "finishCourse" | "cancelCourse" => asked.move_course(),
            "changeCourse" => asked.change_course(),
            "setNominationRule" => asked.set_nomination_rule(),
            "nominateForCourse" => asked.nominate(),
            "approveEnrolments" => asked.approve_enrolments(),
            "rejectEnrolment" => asked.reject_enrolment(),
            "withdrawEnrolment" => asked.withdraw_enrolment(),
            "recordCourseResults" => asked.record_results(),
            "correctCourseResult" => asked.correct_result(),
            "draftReport" => asked.draft_report(),
            "submitReport" => asked.submit_report(),
            "returnReport" => asked.return_report(),
            "acceptReport" => asked.accept_report(),
            "publishFigures" => asked.publish_figures(),
            _ => asked.event(),
        }
    }

    /// Takes over what a step did.
    pub(super) fn take(&mut self, step: &Step, judgement: Judgement) {
        match judgement {
            Judgement::Refused(broken) if broken.refers => {
                *self.referred.entry(step.account).or_default() += 1;
            }
            Judgement::Refused(_) => {}
            Judgement::Done(done) => {
                if let Some(key) = Input(&step.input).opt_text("idempotencyKey").filter(|_| done.is_written())
                {
                    let object = done.object;
                    self.used.push(Used { key: key.to_owned(), step: step.clone(), object });
                }
                if let Some((duplicate, survivor)) = done.merged {
                    self.holders
                        .values_mut()
                        .filter(|holder| **holder == duplicate)
                        .for_each(|it| *it = survivor);
                }
                self.state = done.after;
            }
        }
    }
}

/// A mutation that an account asks for.
struct Asked<'a> {
    model: &'a Model,
    account: &'a Account,
    input: Input<'a>,
    step: &'a Step,
}

impl Asked<'_> {
    /// What was asked for under the key before.
    fn claim(&self, broken: &mut Broken) -> Claim {
        let Some(key) = self.input.opt_text("idempotencyKey") else { return Claim::First };
        let mut used = self.model.used.iter();
        match used.find(|used| used.key == key && used.step.account == self.account.username) {
            None => Claim::First,
            Some(used) if used.step.mutation == self.step.mutation && used.step.input == self.step.input => {
                Claim::Replay
            }
            Some(_) => {
                broken.add("IDEMPOTENCY_MISMATCH", "idempotencyKey");
                Claim::First
            }
        }
    }

    /// What comes of a mutation that was done before: nothing.
    fn replayed(&self) -> Done {
        Done { is_replay: true, ..self.done(self.model.state.clone()) }
    }

    /// A mutation that does something, and nothing else to tell of.
    fn done(&self, after: State) -> Done {
        Done { after, ..Done::default() }
    }

    fn state(&self) -> &State {
        &self.model.state
    }

    fn today(&self) -> NaiveDate {
        self.model.today
    }

    /// Whether a day is one on which something has happened.
    fn has_been(&self, day: NaiveDate) -> bool {
        input::can_be(day) && day <= self.model.today
    }

    fn keeps(&self, unit: UnitId) -> bool {
        self.model.keeps(self.account, unit)
    }

    fn keeps_person(&self, official: OfficialId) -> bool {
        self.model.keeps_person(self.account, official)
    }

    /// Whether the account gives the titles of a body: Party titles are the Party committee's, the others the Home Affairs
    /// office's and the communes' (domain §3).
    fn gives(&self, title: &str) -> bool {
        let is_of_party = self.model.law.titles.get(title) == Some(&TitleBody::Party);
        is_of_party == (self.account.role == Role::PartyCommittee)
    }

    /// Adds what is broken where the version that is expected is not the one that there is.
    fn version(&self, broken: &mut Broken, current: i32) {
        let expected = self.input.opt_number("expectedVersion");
        broken.unless(expected == Some(current), "CONFLICT", "expectedVersion");
    }
}
