//! Party membership.

use std::cmp::Reverse;
use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;
use entity::{party_discipline, standing_committee, standing_committee_membership};

use super::discipline::PartyDiscipline;
use super::history::{History, HistoryOf};
use super::official::Official;
use super::unit::Unit;
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{NodeKind, id, key};
use crate::graphql::loaders::file::{PartyFileOf, entry_on};
use crate::graphql::scalar::Date;
use crate::repo::Visible;
use crate::repo::directory::in_force;
use crate::repo::file::FileEntry;
use crate::repo::party::PartyFile;

/// What the Party keeps on a person, as on the day of the person's view.
pub struct PartyRecord {
    official: Official,
    file: Arc<Visible<PartyFile>>,
}

impl PartyRecord {
    /// What the file says on the day of the person's view; none where it says nothing yet.
    #[must_use]
    pub fn on(official: &Official, file: Arc<Visible<PartyFile>>) -> Option<Self> {
        let record = Self { official: official.clone(), file };
        let day = official.day();
        let is_member = record
            .file
            .record
            .as_ref()
            .is_some_and(|row| row.admitted_on.or(row.full_member_on).is_none_or(|since| since <= day));
        let is_filed = is_member
            || record.disciplines_by_day().next().is_some()
            || record.file.memberships.iter().any(|(seat, _)| seat.valid_from <= day);
        is_filed.then_some(record)
    }

    /// A day of the record that is not after the day of the view.
    fn reached(&self, day: impl Fn(&entity::party_record::Model) -> Option<NaiveDate>) -> Option<Date> {
        let reached = self.file.record.as_ref().and_then(day).filter(|day| *day <= self.official.day());
        reached.map(Into::into)
    }

    fn disciplines_by_day(&self) -> impl Iterator<Item = &party_discipline::Model> {
        let day = self.official.day();
        self.file.disciplines.iter().filter(move |row| party_discipline::Entity::is_filed(row, day))
    }

    /// Seats in force on the day, in committees in force.
    fn seats(&self) -> Vec<StandingCommitteeMembership> {
        let day = self.official.day();
        let mut seats: Vec<_> = self
            .file
            .memberships
            .iter()
            .filter(|(seat, committee)| {
                in_force(seat.valid_from, seat.valid_to, day)
                    && in_force(committee.valid_from, committee.valid_to, day)
            })
            .collect();
        seats.sort_by_key(|(seat, _)| (seat.valid_from, seat.id));
        let membership = |(seat, committee): &(_, _)| {
            StandingCommitteeMembership::new(self.official.clone(), seat, committee)
        };
        seats.into_iter().map(membership).collect()
    }
}

/// Membership of the Party, as on a day.
#[Object]
impl PartyRecord {
    /// Counts the changes of the membership: what a correction must name; null where none is recorded.
    async fn version(&self) -> Option<i32> {
        self.file.record.as_ref().map(|row| row.version)
    }

    /// Day of admission as a probationary member; null where it is not known or not yet.
    async fn admitted_on(&self) -> Option<Date> {
        self.reached(|row| row.admitted_on)
    }

    /// Day of full membership; null where it is not known or not yet.
    async fn full_member_on(&self) -> Option<Date> {
        self.reached(|row| row.full_member_on)
    }

    /// The units in whose Party standing committee (Ban Thường vụ) the person sits on this day.
    async fn standing_committee_of(&self, ctx: &Context<'_>) -> Result<Vec<Unit>, ApiError> {
        let request = request(ctx)?;
        Ok(self.seats().iter().filter_map(|seat| seat.unit_shown(request)).collect())
    }

    /// Seats in Party standing committees on this day.
    async fn standing_committee_memberships(&self) -> Vec<StandingCommitteeMembership> {
        self.seats()
    }

    /// Disciplinary measures of the Party, decided by this day; the latest first.
    async fn disciplines(&self) -> Vec<PartyDiscipline> {
        let mut rows: Vec<_> = self.disciplines_by_day().collect();
        rows.sort_by_key(|row| (Reverse(row.decided_on), row.id));
        rows.into_iter().cloned().map(PartyDiscipline::from).collect()
    }
}

/// A person's seat in a Party standing committee, seen from the day of the person's view.
#[derive(Clone)]
pub struct StandingCommitteeMembership {
    official: Official,
    seat: Arc<standing_committee_membership::Model>,
    committee: Arc<standing_committee::Model>,
}

impl StandingCommitteeMembership {
    fn new(
        official: Official,
        seat: &standing_committee_membership::Model,
        committee: &standing_committee::Model,
    ) -> Self {
        Self { official, seat: Arc::new(seat.clone()), committee: Arc::new(committee.clone()) }
    }

    /// The membership of an id, seen from a day on which it has begun and the viewer sees its person.
    ///
    /// # Errors
    /// [`ApiError::Forbidden`] by class, or the database does not answer.
    pub async fn find(
        request: &RequestContext,
        membership: uuid::Uuid,
        on: NaiveDate,
    ) -> Result<Option<Self>, ApiError> {
        let entry = entry_on::<standing_committee_membership::Entity>(membership, on);
        let Some((official, row)) = request.load(entry).await? else { return Ok(None) };
        let file = request.load(PartyFileOf(official.official_id())).await?;
        Ok(file.and_then(|file| {
            let (seat, committee) = file.memberships.iter().find(|(seat, _)| seat.id == row.id)?;
            Some(Self::new(official, seat, committee))
        }))
    }

    /// First day on which it no longer holds: its own end or that of the committee's term.
    fn ends_on(&self) -> Option<NaiveDate> {
        [self.seat.valid_to, self.committee.valid_to].into_iter().flatten().min()
    }

    fn unit_shown(&self, request: &RequestContext) -> Option<Unit> {
        Unit::shown(request, self.committee.unit_id, self.official.day(), self.ends_on())
    }
}

/// A person's seat in a Party standing committee (Ban Thường vụ): a fact of its own, not derived from posts.
#[Object]
impl StandingCommitteeMembership {
    /// The id of this view: the membership, seen from this day.
    pub async fn id(&self) -> ID {
        id(NodeKind::StandingCommitteeMembership, self.seat.id, self.official.day())
    }

    /// The membership itself: the same on every day.
    async fn key(&self) -> ID {
        key(NodeKind::StandingCommitteeMembership, self.seat.id)
    }

    /// The day of the view.
    async fn as_of(&self) -> Date {
        self.official.day().into()
    }

    /// Counts the changes: what an update must name.
    async fn version(&self) -> i32 {
        self.seat.version
    }

    /// The person.
    async fn official(&self) -> &Official {
        &self.official
    }

    /// The committee's unit, as it was last up to this day and within the period.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Unit, ApiError> {
        let unit = self.unit_shown(request(ctx)?);
        unit.ok_or_else(|| ApiError::internal("a standing committee is of a unit that has no version"))
    }

    /// The committee's term, such as `2020-2025`.
    async fn term(&self) -> &str {
        &self.committee.term
    }

    /// First day.
    async fn valid_from(&self) -> Date {
        self.seat.valid_from.into()
    }

    /// First day on which the person is no longer a member; null while no end is set.
    async fn valid_to(&self) -> Option<Date> {
        self.ends_on().map(Into::into)
    }

    /// The committee; null where its unit is outside the viewer's scope on this day.
    async fn committee(&self, ctx: &Context<'_>) -> Result<Option<StandingCommittee>, ApiError> {
        let is_in_scope = request(ctx)?.scope(self.official.day()).contains(self.committee.unit_id);
        Ok(is_in_scope.then(|| StandingCommittee::from((*self.committee).clone())))
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::StandingCommitteeMembership, self.seat.id)
    }
}

/// The Party standing committee (Ban Thường vụ) of a unit over a period.
pub struct StandingCommittee(standing_committee::Model);

impl From<standing_committee::Model> for StandingCommittee {
    fn from(row: standing_committee::Model) -> Self {
        Self(row)
    }
}

/// The Party standing committee (Ban Thường vụ) of a unit over a period: one on each day.
#[Object]
impl StandingCommittee {
    /// The unit, as it was last up to today and within the period.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Unit, ApiError> {
        let request = request(ctx)?;
        let unit = Unit::shown(request, self.0.unit_id, request.today(), self.0.valid_to);
        unit.ok_or_else(|| ApiError::internal("a standing committee is of a unit that has no version"))
    }

    /// The term, such as `2025-2030`.
    async fn term(&self) -> &str {
        &self.0.term
    }

    /// First day.
    async fn valid_from(&self) -> Date {
        self.0.valid_from.into()
    }

    /// First day no longer in office; null while no end is set.
    async fn valid_to(&self) -> Option<Date> {
        self.0.valid_to.map(Into::into)
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::StandingCommittee, self.0.id)
    }
}
