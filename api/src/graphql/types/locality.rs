//! Assessments of locality.

use async_graphql::{ID, Object};
use chrono::NaiveDate;
use entity::locality_assessment;

use super::appointment::Appointment;
use super::history::{History, HistoryOf};
use super::official::Official;
use super::word::Locality;
use crate::graphql::context::RequestContext;
use crate::graphql::error::ApiError;
use crate::graphql::id::{NodeKind, id, key};
use crate::graphql::loaders::localities::LocalityOn;
use crate::graphql::scalar::Date;
use crate::repo::Visible;

/// An assessment of whether the holder of an appointment is local, seen from a day.
#[derive(Clone)]
pub struct LocalityAssessment {
    on: NaiveDate,
    appointment: Appointment,
    row: Visible<locality_assessment::Model>,
}

impl LocalityAssessment {
    /// The assessment of an appointment.
    #[must_use]
    pub fn new(appointment: Appointment, row: Visible<locality_assessment::Model>) -> Self {
        Self { on: appointment.day(), appointment, row }
    }

    /// The assessment of an id, seen from a day by which it was made and on which the viewer sees the person.
    ///
    /// # Errors
    /// [`ApiError::Forbidden`] by class, or the database does not answer.
    pub async fn find(
        request: &RequestContext,
        assessment: uuid::Uuid,
        on: NaiveDate,
    ) -> Result<Option<Self>, ApiError> {
        let found = request.load(LocalityOn(assessment, on)).await?;
        Ok(found.map(|found| {
            let official = Official::from(found.official.clone());
            Self::new(Appointment::new(official, found.appointment.clone()), found.assessment.clone())
        }))
    }
}

/// Whether the holder of an appointment is local to the unit (người địa phương): decided by someone, never computed.
#[Object]
impl LocalityAssessment {
    /// The id of this view: the assessment, seen from this day.
    pub async fn id(&self) -> ID {
        id(NodeKind::LocalityAssessment, self.row.id, self.on)
    }

    /// The assessment itself: the same on every day.
    async fn key(&self) -> ID {
        key(NodeKind::LocalityAssessment, self.row.id)
    }

    /// The day of the view.
    async fn as_of(&self) -> Date {
        self.on.into()
    }

    /// Counts the changes: what an update must name.
    async fn version(&self) -> i32 {
        self.row.version
    }

    /// The appointment.
    async fn appointment(&self) -> &Appointment {
        &self.appointment
    }

    /// The finding.
    async fn locality(&self) -> Locality {
        self.row.locality.into()
    }

    /// By which criterion.
    async fn criterion(&self) -> &str {
        &self.row.criterion
    }

    /// Who decided.
    async fn decided_by(&self) -> &str {
        &self.row.decided_by
    }

    /// When it was decided.
    async fn assessed_on(&self) -> Date {
        self.row.assessed_on.into()
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::LocalityAssessment, self.row.id)
    }
}
