//! The states that things took up to a day.

use chrono::NaiveDate;

use crate::graphql::context::RequestContext;
use crate::graphql::error::ApiError;
use crate::graphql::loaders::steps::StepsOf;
use crate::repo::Visible;
use crate::repo::steps::Steps;

/// The steps that a thing had taken on a day, the first one first.
///
/// # Errors
/// The role may not read them, or the database does not answer.
pub(super) async fn taken<S: Steps, T: for<'a> From<&'a S::Model>>(
    request: &RequestContext,
    owner: Visible<S::Owner>,
    on: NaiveDate,
) -> Result<Vec<T>, ApiError> {
    let steps = request.load(StepsOf::<S>(owner)).await?.unwrap_or_default();
    Ok(steps.iter().filter(|step| S::effective_on(step) <= on).map(T::from).collect())
}
