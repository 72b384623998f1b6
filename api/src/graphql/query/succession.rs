//! Succession planning.

use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;

use crate::graphql::connection::{Connection, PageArgs, TotalCount};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::{ApiError, BadInput};
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::Date;
use crate::graphql::text::all_plain;
use crate::graphql::types::succession_round::{SuccessionRound, SuccessionRoundFilter};
use crate::repo::succession::SuccessionRoundConditions;

/// The most terms that a filter takes.
const MOST_TERMS: usize = 100;

/// Succession planning.
#[derive(Default)]
pub struct SuccessionQuery;

#[Object]
impl SuccessionQuery {
    /// The succession round of an id on a day. The read is recorded.
    async fn succession_round(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The round's `id` or `key`.")] id: ID,
        #[graphql(desc = "The day; if absent, the day of the id, or today.")] as_of: Option<Date>,
    ) -> Result<Option<SuccessionRound>, ApiError> {
        let request = request(ctx)?;
        let (round, day) = GlobalId::of_kind(&id, NodeKind::SuccessionRound)?;
        let on = as_of.map(|date| date.0).or(day).unwrap_or_else(|| request.today());
        SuccessionRound::on(request, round, on).await?.map(Some).ok_or(ApiError::NotFound)
    }

    /// The succession rounds (quy hoạch) that exist on a day, of the units that the viewer sees: the latest term first,
    /// then by body and by unit. The read is recorded.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn succession_rounds(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today if absent.")] as_of: Option<Date>,
        #[graphql(desc = "Which rounds.")] r#where: Option<SuccessionRoundFilter>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<SuccessionRound>>, ApiError> {
        let request = request(ctx)?;
        let args = PageArgs { first, after, last, before };
        page(request, request.day(as_of), &r#where.unwrap_or_default(), &args).await.map(Some)
    }
}

async fn page(
    request: &RequestContext,
    on: NaiveDate,
    filter: &SuccessionRoundFilter,
    args: &PageArgs,
) -> Result<Connection<SuccessionRound>, ApiError> {
    let conditions = conditions(filter)?;
    let cursors = request.cursors(&format!("succession rounds {on} {conditions:?}"));
    let slice = request.succession_rounds(on, &conditions, &args.page(&cursors)?).await?;
    let slice = slice.map(|(row, position)| (SuccessionRound::new(on, row), position));
    let request = request.clone();
    let total = TotalCount::ask(move || {
        let (request, conditions) = (request.clone(), conditions.clone());
        async move { Ok(request.succession_round_count(on, &conditions).await?) }
    });
    Connection::new(slice, &cursors, total)
}

fn conditions(filter: &SuccessionRoundFilter) -> Result<SuccessionRoundConditions, ApiError> {
    if filter.terms.as_ref().is_some_and(|terms| terms.len() > MOST_TERMS) {
        return Err(BadInput::TooMany { most: MOST_TERMS }.into());
    }
    let unit = filter.unit.as_ref().map(|id| GlobalId::of_kind(id, NodeKind::Unit)).transpose()?;
    let within = filter.within.as_ref().map(|id| GlobalId::of_kind(id, NodeKind::Unit)).transpose()?;
    Ok(SuccessionRoundConditions {
        unit: unit.map(|(unit, _)| unit),
        within: within.map(|(unit, _)| unit),
        bodies: filter.bodies.as_ref().map(|words| words.iter().copied().map(Into::into).collect()),
        terms: filter.terms.as_deref().map(|terms| all_plain("terms", terms)).transpose()?,
        statuses: filter.statuses.as_ref().map(|words| words.iter().copied().map(Into::into).collect()),
    })
}
