//! Publications of figures.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use crate::graphql::connection::{Connection, PageArgs, TotalCount};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::{ApiError, BadInput};
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::Date;
use crate::graphql::types::publication::{Publication, PublicationFilter, PublicationPreview};
use crate::repo::publications::PublicationConditions;

/// Publications of figures.
#[derive(Default)]
pub struct PublicationQuery;

#[Object]
impl PublicationQuery {
    /// What was published by units whose figures the viewer may see, the latest first.
    async fn publications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which publications.")] r#where: Option<PublicationFilter>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<Publication>>, ApiError> {
        let request = request(ctx)?;
        let conditions = conditions(request, &r#where.unwrap_or_default())?;
        let cursors = request.cursors(&format!("publications {conditions:?}"));
        let args = PageArgs { first, after, last, before };
        let slice = request.publications(&conditions, &args.page(&cursors)?).await?;
        let slice = slice.map(|(row, position)| (Publication(Arc::new(row.into_inner())), position));
        let request = request.clone();
        let total = TotalCount::ask(move || {
            let (request, conditions) = (request.clone(), conditions.clone());
            async move { Ok(request.publication_count(&conditions).await?) }
        });
        Connection::new(slice, &cursors, total).map(Some)
    }

    /// What `publishFigures` would publish now of the viewer's targets, for a unit and its children on a day, and what each role would read of
    /// it. Nothing is kept. A day that is yet to come can be looked at, and published once it has come.
    async fn publication_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The programme's code, such as `KH-276`.")] programme: String,
        #[graphql(
            desc = "The unit's `id` or `key`. It may have ended: what stands for it on the day is counted."
        )]
        unit: ID,
        #[graphql(desc = "The day of the figures; today if absent.")] as_of: Option<Date>,
    ) -> Result<Option<PublicationPreview>, ApiError> {
        let request = request(ctx)?;
        let record = request.directory().programmes.by_code(&programme).ok_or(ApiError::NotFound)?;
        let place = (GlobalId::of_kind(&unit, NodeKind::Unit)?.0, request.day(as_of));
        let units = request.directory().units.constituents(place.0, place.1).len().saturating_add(1);
        request.spend_values(units.saturating_mul(record.targets_on(place.1).count()))?;
        let preview = request.publication_preview(record, place).await?.ok_or(ApiError::NotFound)?;
        Ok(Some(PublicationPreview { place, preview }))
    }
}

fn conditions(
    request: &RequestContext,
    filter: &PublicationFilter,
) -> Result<PublicationConditions, ApiError> {
    let of_code = |code: &String| {
        let record = request.directory().programmes.by_code(code);
        record.map(|record| record.programme.id).ok_or(BadInput::UnknownCode { field: "programme" })
    };
    let unit = filter.unit.as_ref().map(|id| GlobalId::of_kind(id, NodeKind::Unit)).transpose()?;
    Ok(PublicationConditions {
        programme: filter.programme.as_ref().map(of_code).transpose()?,
        unit: unit.map(|(unit, _)| unit),
        figures_on: filter.as_of.map(|date| date.0),
    })
}
