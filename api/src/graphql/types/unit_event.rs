//! Events of units that were carried out.

use async_graphql::{Context, Object};

use super::official::Official;
use super::unit::Unit;
use crate::graphql::context::request;
use crate::graphql::error::ApiError;
use crate::graphql::loaders::officials::OfficialOn;
use crate::graphql::scalar::Date;
use crate::work::registry::reorganisation::Reorganised;

/// An event of units that was carried out.
pub struct UnitEvent(pub(in crate::graphql) Reorganised);

/// Something that happened to units on a day: they began, ended, went into each other, or went on otherwise.
#[Object]
impl UnitEvent {
    /// First day of the new state.
    async fn effective_on(&self) -> Date {
        self.0.effective_on.into()
    }

    /// The decision.
    async fn legal_basis(&self) -> &str {
        &self.0.legal_basis
    }

    /// The units that began or go on otherwise, as on that day, in the order of the request.
    async fn units(&self, ctx: &Context<'_>) -> Result<Vec<Unit>, ApiError> {
        let request = request(ctx)?;
        let on = self.0.effective_on;
        Ok(self.0.units.iter().filter_map(|unit| Unit::on(request, *unit, on)).collect())
    }

    /// The units that ended, as they were last.
    async fn ended_units(&self, ctx: &Context<'_>) -> Result<Vec<Unit>, ApiError> {
        let request = request(ctx)?;
        let on = self.0.effective_on;
        Ok(self.0.ended.iter().filter_map(|unit| Unit::shown(request, *unit, on, Some(on))).collect())
    }

    /// Who lost an appointment by it and has none on that day (dôi dư), as far as they are in the viewer's scope then.
    async fn without_appointment(&self, ctx: &Context<'_>) -> Result<Option<Vec<Official>>, ApiError> {
        let request = request(ctx)?;
        let people = self.0.without_appointment.iter();
        let found = request.load_many(people.map(|person| OfficialOn(*person, self.0.effective_on))).await?;
        Ok(Some(Official::by_name(found.into_values())))
    }
}
