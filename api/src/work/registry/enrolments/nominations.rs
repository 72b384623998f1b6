//! People who are nominated for a course.

use std::collections::{BTreeMap, BTreeSet};

use entity::id::{CourseId, EnrolmentId, OfficialId};
use entity::value::{NominationAuthority, NominationDecision};
use entity::{enrolment, nomination_rule};
use futures_util::FutureExt;
use serde::Serialize;

use super::rules::{Manager, rules_on};
use super::{CLASSES, MOST_ROWS, Roll, done, is_waiting, one_to, states};
use crate::repo::directory::in_force;
use crate::work::idempotency::{Claim, IdempotencyKey};
use crate::work::registry::bulk::{all_found, keep_new_rows, settled};
use crate::work::registry::{Asked, Bulk, ErrorPolicy, Keeper, Refusal, RegistryError, RowOutcome, Rule};
use crate::work::{Asker, UnitOfWork, Work};

/// Who is nominated for which course.
#[derive(Clone, Debug, Serialize)]
pub struct Nominate {
    /// The course.
    pub course: CourseId,
    /// Each person.
    pub officials: Vec<OfficialId>,
    /// What becomes of the other rows when one is refused.
    pub policy: ErrorPolicy,
}

/// Nominates people for a course, as the unit that keeps the file of each. Where the rule table lets the unit decide, they are approved at
/// once, and enrolled as far as there are places; others are submitted to the authority that it names.
///
/// # Errors
/// It is refused as a whole, or could not be written.
pub async fn nominate(
    work: &Work,
    asker: Asker,
    input: Nominate,
    key: Option<IdempotencyKey>,
) -> Result<Bulk<EnrolmentId>, RegistryError> {
    one_to(MOST_ROWS, input.officials.len())?;
    let asked = Asked { operation: "nominateForCourse", key, input };
    keep_new_rows(work, asker, CLASSES, asked, |unit, keeper, claim, input| {
        nominate_in(unit, keeper, claim, input).boxed()
    })
    .await
}

/// As [`nominate`], in a transaction that keeps the registry.
pub(in crate::work) async fn nominate_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    claim: Claim,
    Nominate { course, officials, policy }: Nominate,
) -> Result<Bulk<EnrolmentId>, RegistryError> {
    let named = officials.iter().copied().collect();
    let mut roll = Roll::hold(unit, keeper, &BTreeSet::from([course]), &named, is_waiting).await?;
    let rules = rules_on(unit, unit.today()).await?;
    let held = roll.course(course).ok_or_else(|| Rule::NotFound.at("course"))?.clone();
    all_found(officials.iter().map(|official| roll.person(*official).is_some()), "official")?;
    if let Claim::Replay { .. } = claim {
        let rows = officials.iter().map(|official| what_became_of(&roll, course, *official));
        return Ok(Bulk { rows: rows.collect(), replayed: true });
    }
    held.allows("nominateForCourse", "course")?;
    let mut seen = BTreeSet::new();
    let judge = |official: &OfficialId| match seen.insert(*official) {
        true => roll.nomination(unit, keeper, course, *official, &rules).map(|new| (new, Vec::new())),
        false => Err(Rule::Twice.at("official")),
    };
    let judged = officials.iter().map(judge).collect();
    let (nominations, rows) = settled(judged, policy, |new: &enrolment::Model| new.official_id)?;
    let mut enrolments = BTreeMap::new();
    let mut decided = Vec::new();
    for new in nominations {
        let (official, is_decided) = (new.official_id, new.authority.is_none());
        let enrolment = roll.begin(unit, new);
        enrolments.insert(official, enrolment);
        if is_decided {
            decided.push(enrolment);
        }
    }
    roll.admit(unit, course, &decided);
    roll.write(unit, None).await?;
    let made = |row| match row {
        RowOutcome::Done { object, advice } => match enrolments.get(&object) {
            Some(enrolment) => RowOutcome::Done { object: *enrolment, advice },
            None => RowOutcome::NotDone,
        },
        RowOutcome::Refused(refusal) => RowOutcome::Refused(refusal),
        RowOutcome::NotDone => RowOutcome::NotDone,
    };
    Ok(Bulk { rows: rows.into_iter().map(made).collect(), replayed: false })
}

/// What became of somebody who was nominated before.
fn what_became_of(roll: &Roll, course: CourseId, official: OfficialId) -> RowOutcome<EnrolmentId> {
    roll.of_person(course, official).map_or(RowOutcome::NotDone, |found| done(found.row.id))
}

impl Roll {
    /// The enrolment that is begun for a person.
    fn nomination(
        &self,
        unit: &UnitOfWork,
        keeper: &Keeper,
        course: CourseId,
        official: OfficialId,
        rules: &BTreeMap<Manager, nomination_rule::Model>,
    ) -> Result<enrolment::Model, Refusal> {
        if let Some(known) = self.of_person(course, official) {
            states::allows(known.status(), "nominateForCourse", "official")?;
        }
        let on = unit.today();
        let files = self.person(official).map(|person| person.affiliations()).unwrap_or_default();
        let file = files.iter().find(|file| in_force(file.valid_from, file.valid_to, on));
        let file = file.ok_or_else(|| Rule::NotAffiliated.at("official"))?;
        let kind = keeper.directory().units.kind(file.unit_id, on);
        let course_kind = self.course(course).map(|held| held.course.kind);
        let rule = kind.zip(course_kind).and_then(|(unit_kind, course_kind)| {
            rules.get(&Manager { unit_kind, category: file.category, course_kind })
        });
        Ok(enrolment::Model {
            id: unit.id(),
            course_id: course,
            official_id: official,
            unit_id: file.unit_id,
            version: 1,
            nominated_by: keeper.account(),
            authority: submitted_to(rule),
        })
    }
}

/// To whom a nomination is submitted; none where the unit decides. Where no rule says anything, to the office above the unit.
fn submitted_to(rule: Option<&nomination_rule::Model>) -> Option<NominationAuthority> {
    match rule {
        Some(rule) if rule.decision == NominationDecision::SelfDecides => None,
        rule => Some(rule.and_then(|rule| rule.authority).unwrap_or(NominationAuthority::UnitAbove)),
    }
}
