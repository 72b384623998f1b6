//! What an event of units would do.

use std::collections::BTreeSet;

use async_graphql::{Context, Object, SimpleObject};
use chrono::NaiveDate;
use entity::id::OfficialId;
use entity::unit_version;

use super::official::Official;
use super::post::Post;
use super::programme::Target;
use super::target_numbers::TargetNumbers;
use super::title::Title;
use super::unit::Unit;
use super::word::{UnitClass, UnitKind};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::loaders::officials::OfficialOn;
use crate::graphql::loaders::posts::PostOn;
use crate::graphql::scalar::Date;
use crate::work::registry::reorganisation;

/// What an event of units would do.
pub struct Rehearsal(pub(in crate::graphql) reorganisation::Rehearsal);

impl Rehearsal {
    /// The last day of the old state.
    fn eve(&self) -> NaiveDate {
        self.0.effective_on.pred_opt().unwrap_or(self.0.effective_on)
    }
}

/// What an event of units would do, if it were carried out now. Nothing of it is kept.
#[Object]
impl Rehearsal {
    /// First day of the new state.
    async fn effective_on(&self) -> Date {
        self.0.effective_on.into()
    }

    /// The unit over which communes are counted and targets compared, as it is last before the event.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>, ApiError> {
        let request = request(ctx)?;
        Ok(self.0.measured.and_then(|unit| Unit::shown(request, unit, self.eve(), None)))
    }

    /// How many units of the commune level it has on that day without the event.
    async fn communes_before(&self) -> Result<i32, ApiError> {
        count(self.0.communes_before)
    }

    /// How many it has, or what stands for it then has, with the event.
    async fn communes_after(&self) -> Result<i32, ApiError> {
        count(self.0.communes_after)
    }

    /// The units that would begin or go on otherwise, in the order of the request.
    async fn units(&self) -> Vec<RehearsedUnit> {
        self.0.begun.iter().cloned().map(RehearsedUnit).collect()
    }

    /// The units that would end, as they are last.
    async fn ended_units(&self, ctx: &Context<'_>) -> Result<Vec<Unit>, ApiError> {
        let request = request(ctx)?;
        Ok(self.0.ended.iter().filter_map(|unit| Unit::shown(request, *unit, self.eve(), None)).collect())
    }

    /// The posts that would end with their units, as on the eve, by unit and title.
    async fn orphaned_posts(&self, ctx: &Context<'_>) -> Result<Option<Vec<Post>>, ApiError> {
        let request = request(ctx)?;
        let posts = self.0.orphaned_posts.iter().map(|post| PostOn(*post, self.eve()));
        let found = request.load_many(posts).await?;
        Ok(Some(Post::in_order(request, found.into_values())))
    }

    /// Who would lose an appointment and have none on that day (dôi dư), as on the eve.
    async fn without_appointment(&self, ctx: &Context<'_>) -> Result<Option<Vec<Official>>, ApiError> {
        people(request(ctx)?, &self.0.without_appointment, self.eve()).await.map(Some)
    }

    /// The titles that several people would bring into one unit.
    async fn double_holders(&self) -> Option<Vec<DoubleHolders>> {
        let eve = self.eve();
        Some(self.0.double_holders.iter().cloned().map(|several| DoubleHolders { eve, several }).collect())
    }

    /// The targets in force on that day that are computed live for the viewer: each without the event and with it.
    async fn targets(&self, ctx: &Context<'_>) -> Result<Option<Vec<TargetChange>>, ApiError> {
        let request = request(ctx)?;
        let change = |change: &reorganisation::TargetChange| {
            let target = Target::get(request, change.target, self.0.effective_on)?;
            let (before, after) = (change.before.clone(), change.after.clone());
            Some(TargetChange { target, before: TargetNumbers(before), after: TargetNumbers(after) })
        };
        Ok(Some(self.0.targets.iter().filter_map(change).collect()))
    }
}

fn count(number: usize) -> Result<i32, ApiError> {
    i32::try_from(number).map_err(|_| ApiError::internal("a count is too great for an Int"))
}

/// Those people whom the viewer sees on a day, by name.
async fn people(
    request: &RequestContext,
    people: &BTreeSet<OfficialId>,
    on: NaiveDate,
) -> Result<Vec<Official>, ApiError> {
    let found = request.load_many(people.iter().map(|person| OfficialOn(*person, on))).await?;
    Ok(Official::by_name(found.into_values()))
}

/// A unit as it would be.
pub struct RehearsedUnit(unit_version::Model);

/// A unit as it would be from that day on.
#[Object]
impl RehearsedUnit {
    /// The unit as it is now; null where it would begin.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>, ApiError> {
        let request = request(ctx)?;
        Ok(self.0.valid_from.pred_opt().and_then(|eve| Unit::on(request, self.0.unit_id, eve)))
    }

    /// The code that it would have.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// The full name with its kind that it would have.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The kind that it would be of.
    async fn kind(&self) -> UnitKind {
        self.0.kind.into()
    }

    /// The class that it would have; null where none is known.
    async fn class(&self) -> Option<UnitClass> {
        self.0.class.map(Into::into)
    }
}

/// A title that several people would bring into one unit.
pub struct DoubleHolders {
    eve: NaiveDate,
    several: reorganisation::DoubleHolders,
}

/// A title that several people hold, on the eve, in units that would go over into one: with those who hold it there already.
#[Object]
impl DoubleHolders {
    /// The code of the unit that would take over.
    async fn unit_code(&self) -> &str {
        &self.several.unit_code
    }

    /// Its full name.
    async fn unit_name(&self) -> &str {
        &self.several.unit_name
    }

    /// The title.
    async fn title(&self, ctx: &Context<'_>) -> Result<Title, ApiError> {
        Title::get(request(ctx)?, &self.several.title, self.eve)
    }

    /// Who holds it and fills a seat, by name.
    async fn holders(&self, ctx: &Context<'_>) -> Result<Vec<Official>, ApiError> {
        people(request(ctx)?, &self.several.holders, self.eve).await
    }
}

/// What an event would do to a target.
#[derive(SimpleObject)]
pub struct TargetChange {
    /// The target.
    target: Target,
    /// Its value on that day without the event.
    before: TargetNumbers,
    /// Its value with it.
    after: TargetNumbers,
}
