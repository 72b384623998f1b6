//! Enrolments: nominated by whoever keeps the person's file, approved by the authority where the rule table asks for it, withdrawn, and
//! ended with a result that writes the qualification which the course yields (domain §7).
//!
//! Places are given in the order of selection: women, then those under 35 on the day, then who has waited longest. It knows
//! nothing of the succession plan, which its order would betray.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

mod corrections;
mod decisions;
mod nominations;
mod results;
mod roll;
pub mod rules;
mod states;
mod withdrawals;

pub use corrections::{CorrectResult, correct};
pub use decisions::{ApproveEnrolments, NamedEnrolment, RejectEnrolment, approve, reject};
pub use nominations::{Nominate, nominate};
pub use results::{CourseResult, RecordResults, RecordedResult, record};
pub use withdrawals::{WithdrawEnrolment, withdraw};

pub(in crate::work) use decisions::{approve_in, reject_in};
pub(in crate::work) use nominations::nominate_in;
pub(in crate::work) use results::record_in;
pub(crate) use roll::PLACE_CAME_FREE;
pub(super) use roll::Roll;
pub(super) use states::is_waiting;
pub(in crate::work) use withdrawals::withdraw_in;

use std::collections::BTreeSet;

use entity::class::ConfidentialityClass;
use entity::enrolment;
use entity::id::{CourseId, EnrolmentId, OfficialId, UnitId};
use entity::value::{EnrolmentStatus, NominationAuthority, UnitKind};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::person::NOBODY;
use super::{CourseRule, Keeper, Refusal, RegistryError, RowOutcome, Rule};
use crate::work::UnitOfWork;

const CLASSES: &[ConfidentialityClass] = &[ConfidentialityClass::Personnel];

/// How many people one change nominates, or how many nominations it approves.
const MOST_ROWS: usize = 500;

fn one_to(most: usize, rows: usize) -> Result<(), Refusal> {
    if (1..=most).contains(&rows) { Ok(()) } else { Err(Rule::Rows { most }.at("rows")) }
}

const fn done(object: EnrolmentId) -> RowOutcome<EnrolmentId> {
    RowOutcome::Done { object, advice: Vec::new() }
}

impl Roll {
    /// The rolls of the courses of enrolments, with their people held. Of an enrolment that does not exist nobody is held, at the same cost.
    async fn of_enrolments(
        unit: &UnitOfWork,
        keeper: &Keeper,
        enrolments: &BTreeSet<EnrolmentId>,
        also: impl Fn(EnrolmentStatus) -> bool + Send,
    ) -> Result<Self, RegistryError> {
        let named = rows_of(unit, enrolments).await?;
        let courses: BTreeSet<CourseId> = named.iter().map(|row| row.course_id).collect();
        let people = named.iter().map(|row| row.official_id).chain([NOBODY]).collect();
        Self::hold(unit, keeper, &courses, &people, also).await
    }
}

async fn rows_of(
    unit: &UnitOfWork,
    enrolments: &BTreeSet<EnrolmentId>,
) -> Result<Vec<enrolment::Model>, DbErr> {
    let ids = enrolments.iter().copied();
    enrolment::Entity::find().filter(enrolment::Column::Id.is_in(ids)).all(unit.transaction()).await
}

fn is_current(row: &enrolment::Model, expected_version: i32) -> Result<(), Refusal> {
    match row.version == expected_version {
        true => Ok(()),
        false => Err(Rule::Conflict { current: row.version }.at("expectedVersion")),
    }
}

/// Whether the keeper is another one than the person enrolled.
fn is_of_another(holder: Option<OfficialId>, row: &enrolment::Model, member: &str) -> Result<(), Refusal> {
    match holder == Some(row.official_id) {
        true => Err(Rule::Course(CourseRule::OwnEnrolment).at(member)),
        false => Ok(()),
    }
}

/// Whether the keeper is the authority that a nomination was submitted to, and neither nominated nor is the one nominated.
fn may_decide(
    unit: &UnitOfWork,
    keeper: &Keeper,
    holder: Option<OfficialId>,
    row: &enrolment::Model,
    member: &str,
) -> Result<(), Refusal> {
    is_of_another(holder, row, member)?;
    if !is_authority(unit, keeper, row.unit_id, row.authority) {
        return Err(Rule::Course(CourseRule::NotAuthority).at(member));
    }
    match keeper.account().is_some() && row.nominated_by == keeper.account() {
        true => Err(Rule::Course(CourseRule::OwnNomination).at(member)),
        false => Ok(()),
    }
}

/// Whether the keeper's office is above a unit, as high as an authority stands today. Where no district is, it is whatever is above.
fn is_authority(
    unit: &UnitOfWork,
    keeper: &Keeper,
    of: UnitId,
    authority: Option<NominationAuthority>,
) -> bool {
    let units = &keeper.directory().units;
    let above = |kinds: &[UnitKind]| {
        let mut above = units.ancestors(of, unit.today()).into_iter();
        above.find(|above| units.kind(*above, unit.today()).is_some_and(|kind| kinds.contains(&kind)))
    };
    let reaches = match authority.unwrap_or(NominationAuthority::UnitAbove) {
        NominationAuthority::UnitAbove => true,
        NominationAuthority::District => above(&[UnitKind::District]).is_none_or(|above| keeper.keeps(above)),
        NominationAuthority::City => {
            above(&[UnitKind::City, UnitKind::Province]).is_none_or(|above| keeper.keeps(above))
        }
    };
    reaches && keeper.judges_units_below() && !keeper.is_of(of, unit.today())
}
