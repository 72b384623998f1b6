//! Appointments.

use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;
use entity::{appointment, locality_assessment};

use super::history::{History, HistoryOf};
use super::locality::LocalityAssessment;
use super::official::Official;
use super::title::Title;
use super::unit::Unit;
use super::word::{AppointmentMode, AppointmentOrigin, Locality};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{NodeKind, id, key};
use crate::graphql::loaders::file::entry_on;
use crate::graphql::loaders::localities::LocalitiesOf;
use crate::graphql::scalar::Date;
use crate::repo::Visible;

/// An appointment of a person, seen from the day of the person's view.
#[derive(Clone)]
pub struct Appointment {
    official: Official,
    row: Visible<appointment::Model>,
}

impl Appointment {
    /// The appointment of a person.
    #[must_use]
    pub const fn new(official: Official, row: Visible<appointment::Model>) -> Self {
        Self { official, row }
    }

    /// The appointment of an id, seen from a day on which it has begun and the viewer sees its person.
    ///
    /// # Errors
    /// [`ApiError::Forbidden`] by class, or the database does not answer.
    pub async fn find(
        request: &RequestContext,
        appointment: uuid::Uuid,
        on: NaiveDate,
    ) -> Result<Option<Self>, ApiError> {
        let found = request.load(entry_on::<appointment::Entity>(appointment, on)).await?;
        Ok(found.map(|(official, row)| Self { official, row }))
    }

    /// The day of the view.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        self.official.day()
    }

    /// The assessments of locality up to the day, by their days.
    async fn assessments(
        &self,
        request: &RequestContext,
    ) -> Result<Vec<Visible<locality_assessment::Model>>, ApiError> {
        let key = LocalitiesOf(self.row.map(|row| row.id));
        let mut rows = request.load(key).await?.unwrap_or_default().to_vec();
        rows.retain(|row| row.assessed_on <= self.day());
        rows.sort_by_key(|row| (row.assessed_on, row.id));
        Ok(rows)
    }

    /// The latest assessment of locality up to the day.
    async fn assessment(
        &self,
        request: &RequestContext,
    ) -> Result<Option<Visible<locality_assessment::Model>>, ApiError> {
        Ok(self.assessments(request).await?.pop())
    }
}

/// A title (chức danh) that a person holds in a unit over a period.
#[Object]
impl Appointment {
    /// The id of this view: the appointment, seen from this day.
    pub async fn id(&self) -> ID {
        id(NodeKind::Appointment, self.row.id, self.day())
    }

    /// The appointment itself: the same on every day.
    async fn key(&self) -> ID {
        key(NodeKind::Appointment, self.row.id)
    }

    /// The day of the view.
    async fn as_of(&self) -> Date {
        self.day().into()
    }

    /// Counts the changes: what an update must name.
    async fn version(&self) -> i32 {
        self.row.version
    }

    /// The person.
    async fn official(&self) -> &Official {
        &self.official
    }

    /// The unit, as it was last up to this day and within the appointment's period.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Unit, ApiError> {
        let unit = Unit::shown(request(ctx)?, self.row.unit_id, self.day(), self.row.valid_to);
        unit.ok_or_else(|| ApiError::internal("an appointment is to a unit that has no version"))
    }

    /// The title.
    async fn title(&self, ctx: &Context<'_>) -> Result<Title, ApiError> {
        Title::get(request(ctx)?, &self.row.title_code, self.day())
    }

    /// How the title is held.
    async fn mode(&self) -> AppointmentMode {
        self.row.mode.into()
    }

    /// How it came about.
    async fn origin(&self) -> AppointmentOrigin {
        self.row.origin.into()
    }

    /// First day.
    async fn valid_from(&self) -> Date {
        self.row.valid_from.into()
    }

    /// First day on which it is no longer held; null while no end is set.
    async fn valid_to(&self) -> Option<Date> {
        self.row.valid_to.map(Into::into)
    }

    /// The decision's number.
    async fn decision(&self) -> Option<&str> {
        self.row.decision.as_deref()
    }

    /// Whether the holder is local to the unit (người địa phương), by the latest assessment up to this day; null where
    /// there is none.
    async fn locality(&self, ctx: &Context<'_>) -> Result<Option<Locality>, ApiError> {
        let assessment = self.assessment(request(ctx)?).await?;
        Ok(assessment.map(|assessment| assessment.locality.into()))
    }

    /// All assessments of locality up to this day, by their days: the last one counts.
    async fn locality_assessments(&self, ctx: &Context<'_>) -> Result<Vec<LocalityAssessment>, ApiError> {
        let assessments = self.assessments(request(ctx)?).await?.into_iter();
        Ok(assessments.map(|row| LocalityAssessment::new(self.clone(), row)).collect())
    }

    /// The latest assessment of locality up to this day; null where there is none.
    async fn locality_assessment(&self, ctx: &Context<'_>) -> Result<Option<LocalityAssessment>, ApiError> {
        let assessment = self.assessment(request(ctx)?).await?;
        Ok(assessment.map(|assessment| LocalityAssessment::new(self.clone(), assessment)))
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::Appointment, self.row.id)
    }
}
