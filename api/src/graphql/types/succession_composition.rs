//! What a succession plan is made of.

use std::sync::Arc;

use async_graphql::{Object, SimpleObject};
use chrono::NaiveDate;
use entity::id::SuccessionRoundId;

use super::succession_finding::{SuccessionAgeBand, SuccessionFinding};
use crate::graphql::context::RequestContext;
use crate::graphql::error::ApiError;
use crate::graphql::loaders::succession::CompositionOf;
use crate::repo::nested::Seen;
use crate::repo::succession_composition::Composition;
use crate::succession::composition::AgeBand;

/// The composition of a plan on a day.
#[derive(Clone)]
pub struct SuccessionComposition(Arc<Composition>);

impl SuccessionComposition {
    /// The composition of a round that the viewer sees on a day.
    ///
    /// # Errors
    /// The role may not read rounds, or the database fails.
    pub async fn of(
        request: &RequestContext,
        round: SuccessionRoundId,
        on: NaiveDate,
    ) -> Result<Self, ApiError> {
        let found = request.load(CompositionOf(Seen::from_day(round, on))).await?;
        found.map(Self).ok_or_else(|| ApiError::internal("a round was read that is out of sight"))
    }

    /// All that the check finds.
    #[must_use]
    pub fn found(&self) -> Vec<SuccessionFinding> {
        SuccessionFinding::all(&self.0)
    }
}

/// What a succession plan is made of on a day: of the people whom the round plans then, each counted once. Who was appointed or removed
/// is planned no more.
#[Object]
impl SuccessionComposition {
    /// The people planned.
    async fn people(&self) -> i32 {
        count(self.0.plan.numbers().people)
    }

    /// The women among them.
    async fn women(&self) -> i32 {
        count(self.0.plan.numbers().women)
    }

    /// How many of them are of each age band, the youngest first.
    async fn age_bands(&self) -> Vec<SuccessionAgeBandCount> {
        let bands = AgeBand::ALL.into_iter().zip(self.0.plan.numbers().bands);
        bands
            .map(|(band, people)| SuccessionAgeBandCount { band: band.into(), people: count(people) })
            .collect()
    }

    /// Those of whom no birth date is known, or whose file is out of the viewer's sight.
    async fn age_unknown(&self) -> i32 {
        count(self.0.plan.numbers().age_unknown)
    }

    /// The rules that the plan does not keep: of titles and of the whole first, then of people. Each advises, none forbids.
    async fn findings(&self) -> Vec<SuccessionFinding> {
        self.found()
    }
}

/// How many people are of an age band.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct SuccessionAgeBandCount {
    /// The band.
    band: SuccessionAgeBand,
    /// How many people.
    people: i32,
}

fn count(people: usize) -> i32 {
    i32::try_from(people).unwrap_or(i32::MAX)
}
