//! Units.

use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;

use crate::graphql::connection::{Connection, PageArgs, TotalCount};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::{ApiError, BadInput};
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::Date;
use crate::graphql::text::searched;
use crate::graphql::types::unit::{Unit, UnitFilter, UnitOrder, UnitOrderField};
use crate::graphql::types::word::OrderDirection;
use crate::repo::directory::units::UnitConditions;
use crate::repo::page::Slice;
use crate::vietnamese;

/// The most codes that a filter takes.
const MOST_CODES: usize = 100;

/// Units.
#[derive(Default)]
pub struct UnitQuery;

#[Object]
impl UnitQuery {
    /// The unit of an id on a day.
    async fn unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit's `id` or `key`.")] id: ID,
        #[graphql(desc = "The day; if absent, the day of the id, or today.")] as_of: Option<Date>,
    ) -> Result<Option<Unit>, ApiError> {
        let request = request(ctx)?;
        let (unit, day) = GlobalId::of_kind(&id, NodeKind::Unit)?;
        let on = as_of.map(|date| date.0).or(day).unwrap_or_else(|| request.today());
        Unit::on(request, unit, on).map(Some).ok_or(ApiError::NotFound)
    }

    /// The units that exist on a day.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn units(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today if absent.")] as_of: Option<Date>,
        #[graphql(desc = "Which units.")] r#where: Option<UnitFilter>,
        #[graphql(desc = "In which order; by code if absent.")] order_by: Option<UnitOrder>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<Unit>>, ApiError> {
        let request = request(ctx)?;
        let args = PageArgs { first, after, last, before };
        let order = order_by
            .unwrap_or(UnitOrder { field: UnitOrderField::Code, direction: OrderDirection::Ascending });
        page(request, request.day(as_of), &r#where.unwrap_or_default(), order, &args).map(Some)
    }
}

fn page(
    request: &RequestContext,
    on: NaiveDate,
    filter: &UnitFilter,
    order: UnitOrder,
    args: &PageArgs,
) -> Result<Connection<Unit>, ApiError> {
    let conditions = conditions(filter)?;
    let cursors = request.cursors(&format!("units {on} {conditions:?} {:?} {order:?}", filter.in_scope));
    let page = args.page::<(Vec<u8>, String, uuid::Uuid)>(&cursors)?;
    let position = |unit: &Unit| {
        let name = match order.field {
            UnitOrderField::Code => Vec::new(),
            UnitOrderField::Name => vietnamese::sort_key(unit.name_text()),
        };
        (name, unit.code_text().to_owned(), unit.unit_id().0)
    };
    let mut units: Vec<Unit> = request.directory().units.select(&conditions, on).map(Unit::from).collect();
    if let Some(wanted) = filter.in_scope {
        let scope = request.scope(on);
        units.retain(|unit| scope.contains(unit.unit_id()) == wanted);
    }
    units.sort_by_cached_key(position);
    let total = TotalCount::Known(u64::try_from(units.len()).unwrap_or(u64::MAX));
    let slice = match order.direction {
        OrderDirection::Ascending => Slice::of_list(units, &page, position),
        OrderDirection::Descending => Slice::of_reversed(units, &page, position),
    };
    let slice = slice.map(|unit| {
        let position = position(&unit);
        (unit, position)
    });
    Connection::new(slice, &cursors, total)
}

fn conditions(filter: &UnitFilter) -> Result<UnitConditions, ApiError> {
    if filter.codes.as_ref().is_some_and(|codes| codes.len() > MOST_CODES) {
        return Err(BadInput::TooMany { most: MOST_CODES }.into());
    }
    let within = filter.within.as_ref().map(|id| GlobalId::of_kind(id, NodeKind::Unit)).transpose()?;
    Ok(UnitConditions {
        codes: filter.codes.clone(),
        kinds: filter.kinds.as_ref().map(|kinds| kinds.iter().copied().map(Into::into).collect()),
        within: within.map(|(unit, _)| unit),
        search: filter.search.as_deref().map(searched).transpose()?,
    })
}
