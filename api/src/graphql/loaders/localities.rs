//! Assessments of locality: those of an appointment, and single ones.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use entity::id::AppointmentId;
use entity::locality_assessment;
use uuid::Uuid;

use super::{Batches, Loader, grouped};
use crate::graphql::error::ApiError;
use crate::repo::Visible;
use crate::repo::localities::AssessedAppointment;

/// All assessments of an appointment, whenever they were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LocalitiesOf(pub Visible<AppointmentId>);

impl Loader<LocalitiesOf> for Batches {
    type Value = Arc<[Visible<locality_assessment::Model>]>;

    async fn load(&self, keys: &[LocalitiesOf]) -> Result<HashMap<LocalitiesOf, Self::Value>, ApiError> {
        let appointments: Vec<_> = keys.iter().map(|LocalitiesOf(appointment)| *appointment).collect();
        let rows = self.0.localities_of(&appointments).await?;
        let mut rows = grouped(rows.into_iter().map(|row| (row.appointment_id, row)));
        Ok(keys.iter().map(|key| (*key, rows.remove(&*key.0).unwrap_or_default().into())).collect())
    }
}

/// An assessment on a day, if it was made by then and the viewer sees its person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LocalityOn(pub Uuid, pub NaiveDate);

impl Loader<LocalityOn> for Batches {
    type Value = Arc<AssessedAppointment>;

    async fn load(&self, keys: &[LocalityOn]) -> Result<HashMap<LocalityOn, Self::Value>, ApiError> {
        let wanted: Vec<_> = keys.iter().map(|LocalityOn(id, on)| (*id, *on)).collect();
        let found = self.0.localities_on(&wanted).await?;
        Ok(found
            .into_iter()
            .map(|found| (LocalityOn(found.assessment.id, found.official.on), Arc::new(found)))
            .collect())
    }
}
