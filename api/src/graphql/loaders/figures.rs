//! Values of targets, for many units and days at once, and their members.

use std::collections::HashMap;
use std::sync::Arc;

use entity::id::{ProgrammeId, TargetId};

use super::{Batches, Loader, grouped};
use crate::graphql::error::ApiError;
use crate::repo::figures::{Place, UnitFigures};
use crate::repo::members::{MemberList, Members};
use crate::repo::publications::Released;

/// The figures of a programme for a unit on a day, if the viewer may know of the unit then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FiguresOf(pub ProgrammeId, pub Place);

impl Loader<FiguresOf> for Batches {
    type Value = UnitFigures;

    async fn load(&self, keys: &[FiguresOf]) -> Result<HashMap<FiguresOf, UnitFigures>, ApiError> {
        let by_programme = grouped(keys.iter().map(|FiguresOf(programme, place)| (*programme, *place)));
        let mut loaded = HashMap::new();
        for (id, places) in by_programme {
            let record = self.0.directory().programmes.get(id);
            let record = record.ok_or_else(|| ApiError::internal("a programme left its directory"))?;
            let figures = self.0.figures(record, &places).await?;
            loaded.extend(figures.into_iter().map(|(place, figures)| (FiguresOf(id, place), figures)));
        }
        Ok(loaded)
    }
}

/// What was published of a programme for a unit on a day, by target, as far as the viewer sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PublicationsOf(pub ProgrammeId, pub Place);

impl Loader<PublicationsOf> for Batches {
    type Value = HashMap<TargetId, Vec<Arc<Released>>>;

    async fn load(&self, keys: &[PublicationsOf]) -> Result<HashMap<PublicationsOf, Self::Value>, ApiError> {
        let by_programme = grouped(keys.iter().map(|PublicationsOf(programme, place)| (*programme, *place)));
        let mut loaded = HashMap::new();
        for (id, places) in by_programme {
            let record = self.0.directory().programmes.get(id);
            let record = record.ok_or_else(|| ApiError::internal("a programme left its directory"))?;
            let found = self.0.publications_of(record, &places).await?;
            loaded.extend(found.into_iter().map(|(place, values)| (PublicationsOf(id, place), values)));
        }
        Ok(loaded)
    }
}

impl Loader<MemberList> for Batches {
    type Value = Members;

    async fn load(&self, keys: &[MemberList]) -> Result<HashMap<MemberList, Members>, ApiError> {
        Ok(self.0.members(keys).await?)
    }
}
