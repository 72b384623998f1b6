//! Values of targets, for many units and days at once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use entity::id::ProgrammeId;

use crate::graphql::context::RequestContext;
use crate::graphql::error::ApiError;
use crate::repo::figures::{Place, UnitFigures};

/// The most values of targets that one request may ask for: a district's ten targets in each commune at the end of
/// each month of five years.
const MOST_VALUES: usize = 20_000;

/// A programme's figures for a unit on a day.
type Key = (ProgrammeId, Place);

/// Loads figures. It lives as long as the request, and knows how many the request has asked for.
pub struct FigureLoader {
    context: RequestContext,
    asked: AtomicUsize,
}

/// The loader of one request.
#[must_use]
pub fn loader(context: RequestContext) -> DataLoader<FigureLoader, HashMapCache> {
    let loader = FigureLoader { context, asked: AtomicUsize::new(0) };
    DataLoader::with_cache(loader, tokio::spawn, HashMapCache::default())
}

impl Loader<Key> for FigureLoader {
    type Value = UnitFigures;
    type Error = ApiError;

    async fn load(&self, keys: &[Key]) -> Result<HashMap<Key, UnitFigures>, ApiError> {
        let mut by_programme: HashMap<ProgrammeId, Vec<Place>> = HashMap::new();
        for (programme, place) in keys {
            by_programme.entry(*programme).or_default().push(*place);
        }
        let mut loaded = HashMap::new();
        for (id, places) in by_programme {
            let record = self.context.directory().programmes.get(id);
            let record = record.ok_or_else(|| ApiError::internal("a programme left its directory"))?;
            let figures = self.context.figures(record, &places).await?;
            loaded.extend(figures.into_iter().map(|(place, figures)| ((id, place), figures)));
        }
        Ok(loaded)
    }
}

/// The figures of a programme for units on days. Places that the viewer may not know of are absent.
///
/// # Errors
/// [`ApiError::TooMuch`] for more than a request may ask for; else as the repository's.
pub async fn figures(
    ctx: &Context<'_>,
    programme: ProgrammeId,
    places: &[Place],
) -> Result<HashMap<Place, UnitFigures>, ApiError> {
    let loader = ctx
        .data_opt::<DataLoader<FigureLoader, HashMapCache>>()
        .ok_or_else(|| ApiError::internal("a resolver ran without its loaders"))?;
    let loaded = loader.load_many(places.iter().map(|place| (programme, *place))).await?;
    Ok(loaded.into_iter().map(|((_, place), figures)| (place, figures)).collect())
}

/// Counts values against what one request may ask for, before they are computed.
///
/// # Errors
/// [`ApiError::TooMuch`] once they are too many.
pub fn spend(ctx: &Context<'_>, values: usize) -> Result<(), ApiError> {
    let loader = ctx
        .data_opt::<DataLoader<FigureLoader, HashMapCache>>()
        .ok_or_else(|| ApiError::internal("a resolver ran without its loaders"))?;
    let before = loader.loader().asked.fetch_add(values, Ordering::Relaxed);
    if before.saturating_add(values) > MOST_VALUES { Err(ApiError::TooMuch) } else { Ok(()) }
}
