//! Officials.

use std::cmp::Reverse;
use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;
use entity::id::OfficialId;
use entity::{affiliation, appointment, discipline, qualification, rating};
use targets::age::completed_years;

use super::affiliation::Affiliation;
use super::appointment::Appointment;
use super::discipline::Discipline;
use super::enrolment::{Enrolment, EnrolmentFilter};
use super::history::{History, HistoryOf};
use super::identity::OfficialIdentity;
use super::official_filter::{OfficialFilter, OfficialOrder};
use super::party::PartyRecord;
use super::qualification::Qualification;
use super::rating::{Rating, RatingStatus};
use super::source_pool::SourcePoolEntry;
use super::succession_entry::SuccessionEntry;
use super::unit::Unit;
use super::word::{DatePrecision, OfficialCategory, Sex};
use crate::graphql::connection::{Connection, Listed, PageArgs, TotalCount};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{NodeKind, id, key};
use crate::graphql::loaders::file::{IdentityOf, PartyFileOf, entries_of};
use crate::graphql::loaders::officials::{CountBelow, MergedInto, OfficialOn};
use crate::graphql::scalar::Date;
use crate::repo::Visible;
use crate::repo::directory::in_force;
use crate::repo::file::FileEntry;
use crate::repo::officials::{BelowUnit, OfficialList, OfficialPosition, OfficialView};

/// A person as on a day on which the viewer sees the person.
#[derive(Clone)]
pub struct Official(Arc<Visible<OfficialView>>);

impl Official {
    /// The person on a day; none whom the viewer does not see then.
    ///
    /// # Errors
    /// [`ApiError::Forbidden`] by class, or the database does not answer.
    pub async fn find(
        request: &RequestContext,
        official: OfficialId,
        on: NaiveDate,
    ) -> Result<Option<Self>, ApiError> {
        request.load(OfficialOn(official, on)).await
    }

    /// People by given name.
    #[must_use]
    pub fn by_name(people: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let mut people: Vec<Self> = people.into_iter().collect();
        people.sort_by_cached_key(|person| {
            let official = &person.view().official;
            (official.sort_key.clone(), official.id)
        });
        people
    }

    /// The person with the place in lists.
    #[must_use]
    pub fn placed(self) -> (Self, OfficialPosition) {
        let position = OfficialPosition::from(self.view());
        (self, position)
    }

    /// A page of the people of a unit and what is below it.
    ///
    /// # Errors
    /// [`ApiError::BadInput`], [`ApiError::Forbidden`] by class, or the database does not answer.
    pub async fn below(
        request: &RequestContext,
        unit: &Unit,
        filter: &OfficialFilter,
        order: Option<OfficialOrder>,
        args: &PageArgs,
    ) -> Result<Connection<Self>, ApiError> {
        let (on, unit) = (unit.day(), unit.unit_id());
        let order = OfficialOrder::or_by_name(order);
        let list = OfficialList { on, conditions: filter.conditions(request, on)? };
        let cursors = request.cursors(&format!("officials below {} {on} {filter:?} {order:?}", unit.0));
        let page = args.page::<OfficialPosition>(&cursors)?;
        let below = BelowUnit { unit, list: list.clone(), order, page };
        let slice = request.load(below).await?.unwrap_or_default();
        let request = request.clone();
        let total = TotalCount::ask(move || {
            let (request, count) = (request.clone(), CountBelow(unit, list.clone()));
            async move { Ok(request.load(count).await?.unwrap_or_default()) }
        });
        Connection::new(slice.map(Self::placed), &cursors, total)
    }

    /// The day of the view.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        self.0.on
    }

    /// The person, with the proof that the viewer sees the person: what opens the facts that hang on it.
    #[must_use]
    pub fn official_id(&self) -> Visible<OfficialId> {
        self.0.map(|view| view.official.id)
    }

    /// What is read of the person.
    #[must_use]
    pub fn view(&self) -> &OfficialView {
        &self.0
    }

    /// The facts of a table that are in the person's file on the day, in no particular order.
    async fn entries<E: FileEntry>(
        &self,
        request: &RequestContext,
    ) -> Result<Vec<Visible<E::Model>>, ApiError> {
        let rows = request.load(entries_of::<E>(self.official_id())).await?.unwrap_or_default();
        Ok(rows.iter().filter(|row| E::is_filed(row, self.0.on)).cloned().collect())
    }
}

impl From<Visible<OfficialView>> for Official {
    fn from(view: Visible<OfficialView>) -> Self {
        Self(Arc::new(view))
    }
}

impl Listed for Official {
    const CONNECTION: &'static str = "OfficialConnection";
    const EDGE: &'static str = "OfficialEdge";
}

/// A cadre, civil servant or public employee (cán bộ, công chức, viên chức), as on a day.
#[Object]
impl Official {
    /// The id of this view: the person on this day.
    pub async fn id(&self) -> ID {
        id(NodeKind::Official, self.0.official.id, self.0.on)
    }

    /// The person: the same on every day.
    async fn key(&self) -> ID {
        key(NodeKind::Official, self.0.official.id)
    }

    /// The day of the view.
    async fn as_of(&self) -> Date {
        self.0.on.into()
    }

    /// Counts the changes: what an update must name.
    async fn version(&self) -> i32 {
        self.0.official.version
    }

    /// The full name.
    async fn full_name(&self) -> &str {
        &self.0.official.full_name
    }

    /// Day 1 of the month or 1 January where only the month or year is known; null where nothing is.
    async fn birth_date(&self) -> Option<Date> {
        self.0.official.birth_date.map(Into::into)
    }

    /// How much of the birth date is known; null where nothing is.
    async fn birth_date_precision(&self) -> Option<DatePrecision> {
        self.0.official.birth_date_precision.map(Into::into)
    }

    /// Completed years on this day; null where no birth date is known. Who was born on 29 February completes a
    /// common year on 28 February.
    async fn age(&self) -> Option<u32> {
        completed_years(self.0.official.birth_date?, self.0.on)
    }

    /// Legal sex.
    async fn sex(&self) -> Sex {
        self.0.official.sex.into()
    }

    /// Ethnicity, as written in the file; null where it is not.
    async fn ethnicity(&self) -> Option<&str> {
        self.0.official.ethnicity.as_deref()
    }

    /// The category on this day.
    async fn category(&self) -> OfficialCategory {
        self.0.affiliation.category.into()
    }

    /// The unit that keeps the file on this day.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>, ApiError> {
        let affiliation = &self.0.affiliation;
        Ok(Unit::shown(request(ctx)?, affiliation.unit_id, self.0.on, affiliation.valid_to))
    }

    /// The hometown (quê quán), as it was called on the day written in the file, or last up to this day; null where
    /// the file has none.
    async fn hometown(&self, ctx: &Context<'_>) -> Result<Option<Unit>, ApiError> {
        let official = &self.0.official;
        let named_on = official.hometown_on.map_or(self.0.on, |named_on| named_on.min(self.0.on));
        let request = request(ctx)?;
        Ok(official.hometown_unit_id.and_then(|unit| Unit::shown(request, unit, named_on, None)))
    }

    /// Which units kept the file, up to this day; the latest first.
    async fn affiliations(&self, ctx: &Context<'_>) -> Result<Vec<Affiliation>, ApiError> {
        let mut rows = self.entries::<affiliation::Entity>(request(ctx)?).await?;
        rows.sort_by_key(|row| Reverse(row.valid_from));
        Ok(rows.into_iter().map(|row| Affiliation::new(self.0.on, row)).collect())
    }

    /// Appointments in force on this day: the PRIMARY one first, then by mode and title.
    async fn appointments(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            default_with = "Some(false)",
            desc = "After those in force also those that have ended by this day, the latest first."
        )]
        include_ended: Option<bool>,
    ) -> Result<Vec<Appointment>, ApiError> {
        let request = request(ctx)?;
        let rows = self.entries::<appointment::Entity>(request).await?;
        let (mut now, mut ended): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|row| in_force(row.valid_from, row.valid_to, self.0.on));
        now.sort_by_cached_key(|row| {
            (row.mode, request.directory().titles.get(&row.title_code).map(|title| title.position), row.id)
        });
        ended.sort_by_key(|row| Reverse((row.valid_from, row.valid_to, row.id)));
        let shown = now.into_iter().chain(ended.into_iter().filter(|_| include_ended == Some(true)));
        Ok(shown.map(|row| Appointment::new(self.clone(), row)).collect())
    }

    /// Degrees, diplomas and certificates obtained by this day, also revoked ones: by kind, then by level from the
    /// highest.
    async fn qualifications(&self, ctx: &Context<'_>) -> Result<Vec<Qualification>, ApiError> {
        let request = request(ctx)?;
        let mut rows = self.entries::<qualification::Entity>(request).await?;
        rows.sort_by_cached_key(|row| {
            let level = request.directory().titles.level(row.kind, &row.level_code);
            (row.kind, Reverse(level.map(|level| level.rank)), row.obtained_on, row.id)
        });
        Ok(rows.into_iter().map(|row| Qualification::new(self.clone(), row)).collect())
    }

    /// Yearly ratings approved by this day and not superseded; the latest year first.
    async fn ratings(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = false, desc = "Also those that are proposed and not approved by this day.")]
        include_proposed: bool,
    ) -> Result<Vec<Rating>, ApiError> {
        let mut rows = self.entries::<rating::Entity>(request(ctx)?).await?;
        rows.sort_by_key(|row| (Reverse(row.year), row.id));
        let ratings = rows.into_iter().map(|row| Rating::new(self.clone(), row));
        let is_shown = |rating: &Rating| match rating.status_on_day() {
            RatingStatus::Approved => true,
            RatingStatus::Proposed => include_proposed,
            RatingStatus::Superseded => false,
        };
        Ok(ratings.filter(is_shown).collect())
    }

    /// Disciplinary measures of the state, decided by this day; the latest first.
    async fn disciplines(&self, ctx: &Context<'_>) -> Result<Vec<Discipline>, ApiError> {
        let mut rows = self.entries::<discipline::Entity>(request(ctx)?).await?;
        rows.sort_by_key(|row| (Reverse(row.decided_on), row.id));
        Ok(rows.into_iter().map(|row| Discipline::from(row.into_inner())).collect())
    }

    /// Citizen number, telephone and address, masked. Null where none is recorded, or where the person's file is
    /// today kept by a unit outside the viewer's scope.
    async fn identity(&self, ctx: &Context<'_>) -> Result<Option<OfficialIdentity>, ApiError> {
        let found = request(ctx)?.load(IdentityOf(self.official_id())).await?;
        Ok(found.map(OfficialIdentity::from))
    }

    /// Membership of the Party; null where none is recorded by this day.
    async fn party_record(&self, ctx: &Context<'_>) -> Result<Option<PartyRecord>, ApiError> {
        let found = request(ctx)?.load(PartyFileOf(self.official_id())).await?;
        Ok(found.and_then(|file| PartyRecord::on(self, file)))
    }

    /// Enrolments in courses that exist on this day, by the first day of the course.
    async fn enrolments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which enrolments.")] r#where: Option<EnrolmentFilter>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Enrolment>, ApiError> {
        let args = PageArgs { first, after, last, before };
        let filter = r#where.unwrap_or_default();
        Enrolment::of_official(request(ctx)?, self.official_id(), self.0.on, &filter, &args).await
    }

    /// The source pools (tạo nguồn) that the person is in on this day, in the order in which the person was added.
    async fn source_pool_entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = false, desc = "Also those that the person was removed from by this day.")]
        include_removed: bool,
    ) -> Result<Vec<SourcePoolEntry>, ApiError> {
        SourcePoolEntry::of_official(request(ctx)?, self.official_id(), self.0.on, include_removed).await
    }

    /// The keys of other records of the person, who was registered more than once: they went into this one and stand for it, in
    /// their order.
    async fn merged_from(&self, ctx: &Context<'_>) -> Result<Vec<ID>, ApiError> {
        let found = request(ctx)?.load(MergedInto(self.official_id())).await?;
        let records = found.unwrap_or_default();
        Ok(records.iter().map(|record| key(NodeKind::Official, *record)).collect())
    }

    /// The titles that the person is planned for (quy hoạch) on this day, in rounds that the viewer sees, in the order
    /// of titles. The read is recorded.
    async fn succession_entries(&self, ctx: &Context<'_>) -> Result<Option<Vec<SuccessionEntry>>, ApiError> {
        SuccessionEntry::of_official(request(ctx)?, self.official_id(), self.0.on).await.map(Some)
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::Official, self.0.official.id)
    }
}
