//! Whether the holders of appointments are local, as assessed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::id::AppointmentId;
use entity::{appointment, locality_assessment};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::officials::OfficialView;
use super::{Reader, RepoError, Visible};

/// An assessment with its appointment and the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessedAppointment {
    /// The person, as on the day asked for.
    pub official: Visible<OfficialView>,
    /// The appointment.
    pub appointment: Visible<appointment::Model>,
    /// The assessment.
    pub assessment: Visible<locality_assessment::Model>,
}

impl Reader {
    /// All assessments of appointments that the viewer sees, whenever they were made.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] by class, or the database does not answer.
    pub async fn localities_of(
        &self,
        appointments: &[Visible<AppointmentId>],
    ) -> Result<Vec<Visible<locality_assessment::Model>>, RepoError> {
        let column = locality_assessment::Column::AppointmentId;
        let rows = self.hanging_on::<locality_assessment::Entity, _>(column, appointments).await?;
        Ok(rows.into_iter().map(Visible::new).collect())
    }

    /// Assessments by their ids, each on a day by which it was made and on which the viewer sees the person.
    ///
    /// # Errors
    /// As [`localities_of`](Self::localities_of).
    pub async fn localities_on(
        &self,
        wanted: &[(Uuid, NaiveDate)],
    ) -> Result<Vec<AssessedAppointment>, RepoError> {
        let rows = self.localities_in_sight(wanted).await?;
        let made: Vec<(NaiveDate, &locality_assessment::Model)> = wanted
            .iter()
            .filter_map(|(id, on)| Some((*on, rows.get(id).filter(|row| row.assessed_on <= *on)?)))
            .collect();
        let appointments: Vec<_> = made.iter().map(|(on, row)| (row.appointment_id.0, *on)).collect();
        let appointments: BTreeMap<(AppointmentId, NaiveDate), _> = self
            .file_entries_on::<appointment::Entity>(&appointments)
            .await?
            .into_iter()
            .map(|(official, appointment)| ((appointment.id, official.on), (official, appointment)))
            .collect();
        let seen = made.into_iter().filter_map(|(on, row)| {
            let (official, appointment) = appointments.get(&(row.appointment_id, on))?;
            Some(AssessedAppointment {
                official: official.clone(),
                appointment: appointment.clone(),
                assessment: Visible::new(row.clone()),
            })
        });
        Ok(seen.collect())
    }

    /// Assessments by their ids, of people whom the viewer sees on one of the days.
    async fn localities_in_sight(
        &self,
        wanted: &[(Uuid, NaiveDate)],
    ) -> Result<BTreeMap<Uuid, locality_assessment::Model>, RepoError> {
        let days: BTreeSet<NaiveDate> = wanted.iter().map(|(_, on)| *on).collect();
        let ids: BTreeSet<Uuid> = wanted.iter().map(|(id, _)| *id).collect();
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let mut rows = BTreeMap::new();
        for ids in ids.chunks(self.most_keys()) {
            let appointments = self
                .select::<appointment::Entity>()?
                .select_only()
                .column(appointment::Column::Id)
                .filter(appointment::Column::OfficialId.in_subquery(self.people_in_sight(&days)?))
                .into_query();
            let select = self
                .select::<locality_assessment::Entity>()?
                .filter(locality_assessment::Column::Id.is_in(ids.iter().copied()))
                .filter(locality_assessment::Column::AppointmentId.in_subquery(appointments));
            let found = select.all(self.database()).await?;
            rows.extend(found.into_iter().map(|row| (row.id, row)));
        }
        Ok(rows)
    }
}
