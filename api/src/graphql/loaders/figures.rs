//! Values of targets, for many units and days at once, and their members.

use std::collections::HashMap;

use entity::id::ProgrammeId;

use super::{Batches, Loader, grouped};
use crate::graphql::error::ApiError;
use crate::repo::figures::{Place, UnitFigures};
use crate::repo::members::{MemberList, Members};

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

impl Loader<MemberList> for Batches {
    type Value = Members;

    async fn load(&self, keys: &[MemberList]) -> Result<HashMap<MemberList, Members>, ApiError> {
        Ok(self.0.members(keys).await?)
    }
}
