//! Published figures, and what would be published.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use entity::id::UnitId;
use entity::publication;

use super::programme::{Programme, Target};
use super::target_numbers::TargetNumbers;
use super::unit::Unit;
use super::word::Role;
use crate::graphql::connection::Listed;
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::scalar::{Date, DateTime};
use crate::repo::figures::Place;
use crate::repo::publications::{self, Reading, Released};

/// Figures of a programme that were published together.
#[derive(Clone)]
pub struct Publication(pub(in crate::graphql) Arc<publication::Model>);

impl Listed for Publication {
    const CONNECTION: &'static str = "PublicationConnection";
    const EDGE: &'static str = "PublicationEdge";
}

/// Figures of a programme for a unit and its children on a day, as they were published: frozen since. What was published later stands beside it,
/// and of each value the latest counts.
#[Object]
impl Publication {
    /// When.
    async fn published_on(&self) -> DateTime {
        DateTime(self.0.published_at)
    }

    /// The publisher's unit, as it was on the day of the figures or last before it.
    async fn by(&self, ctx: &Context<'_>) -> Result<Unit, ApiError> {
        shown(request(ctx)?, (self.0.unit_id, self.0.figures_on))
    }

    /// The publisher's role: PARTY_COMMITTEE publishes K4 and K7, which rest on Party data and succession plans, DISTRICT all others.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// The programme.
    async fn programme(&self, ctx: &Context<'_>) -> Result<Programme, ApiError> {
        let programme = Programme::get(request(ctx)?, self.0.programme_id, self.0.figures_on);
        programme.ok_or_else(|| ApiError::internal("a programme left its directory"))
    }

    /// The day of the figures.
    async fn as_of(&self) -> Date {
        self.0.figures_on.into()
    }
}

fn shown(request: &RequestContext, (unit, on): Place) -> Result<Unit, ApiError> {
    Unit::shown(request, unit, on, None).ok_or_else(|| ApiError::internal("a unit left its directory"))
}

/// A value as it was published.
#[derive(SimpleObject)]
pub struct PublishedValue {
    /// The publication that it is of.
    publication: Publication,
    /// Its numbers, frozen since.
    numbers: TargetNumbers,
}

impl PublishedValue {
    pub(super) fn new(released: &Released) -> Self {
        Self {
            publication: Publication(Arc::clone(&released.publication)),
            numbers: TargetNumbers(released.value.clone()),
        }
    }
}

/// Which publications to list; conditions are joined by "and".
#[derive(Clone, Debug, Default, InputObject)]
pub struct PublicationFilter {
    /// Of the programme of this code, such as `KH-276`.
    pub programme: Option<String>,
    /// Of this unit and its children: its `id` or `key`.
    pub unit: Option<ID>,
    /// Of figures of this day.
    pub as_of: Option<Date>,
}

/// What a publication would tell.
pub struct PublicationPreview {
    /// The unit and the day.
    pub(in crate::graphql) place: Place,
    /// The values, and who would read them.
    pub(in crate::graphql) preview: publications::Preview,
}

/// What `publishFigures` would publish now, and what of it each role would then read, with all that is published already.
#[Object]
impl PublicationPreview {
    /// The unit that would publish, as it is on the day of the figures or was last before it.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Unit, ApiError> {
        shown(request(ctx)?, self.place)
    }

    /// The day of the figures.
    async fn as_of(&self) -> Date {
        self.place.1.into()
    }

    /// The role that would publish them: the viewer's own.
    async fn role(&self) -> Role {
        self.preview.role.into()
    }

    /// The values: those of the unit first, then those of its children by code; each unit's in the order of the programme.
    async fn values(&self) -> Vec<PreviewedValue> {
        let on = self.place.1;
        self.preview.values.iter().map(|value| PreviewedValue { on, value: value.clone() }).collect()
    }
}

/// A value that would be published.
pub struct PreviewedValue {
    on: NaiveDate,
    value: publications::PreviewedValue,
}

/// A value that would be published, and what each role would read of it.
#[Object]
impl PreviewedValue {
    /// The target.
    async fn target(&self, ctx: &Context<'_>) -> Result<Target, ApiError> {
        let target = Target::get(request(ctx)?, self.value.target, self.on);
        target.ok_or_else(|| ApiError::internal("a target left its directory"))
    }

    /// The unit.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Unit, ApiError> {
        shown(request(ctx)?, self.place())
    }

    /// The numbers that would be published: as the facts give them now.
    async fn numbers(&self) -> TargetNumbers {
        TargetNumbers(self.value.value.clone())
    }

    /// What was published of the value last; null where nothing was.
    async fn before(&self) -> Option<PublishedValue> {
        self.value.before.as_deref().map(PublishedValue::new)
    }

    /// What each role that reads figures would read, of the units whose figures it may see. INTEGRATION is the city's platform.
    async fn readings(&self) -> Vec<PreviewedReading> {
        let of = |(role, reading): &(entity::value::Role, Reading)| PreviewedReading {
            role: (*role).into(),
            sight: reading.into(),
            withheld_parts: match reading {
                Reading::Published { withheld_parts } => {
                    withheld_parts.iter().map(ToString::to_string).collect()
                }
                Reading::Live | Reading::Suppressed => Vec::new(),
            },
        };
        self.value.readings.iter().map(of).collect()
    }
}

impl PreviewedValue {
    const fn place(&self) -> (UnitId, NaiveDate) {
        (self.value.unit, self.on)
    }
}

/// What a role would read of a value that is published.
#[derive(SimpleObject)]
pub struct PreviewedReading {
    /// The role.
    role: Role,
    /// How it would see the value.
    sight: FigureSight,
    /// The codes of those parts of a published value that would be withheld.
    withheld_parts: Vec<String>,
}

/// How a role sees a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum FigureSight {
    /// Computed whenever it is asked for, whatever is published.
    Live,
    /// As published.
    Published,
    /// Not at all: it is too small, others that are too small follow from it, or it is of a unit below the district.
    Suppressed,
}

impl From<&Reading> for FigureSight {
    fn from(reading: &Reading) -> Self {
        match reading {
            Reading::Live => Self::Live,
            Reading::Published { .. } => Self::Published,
            Reading::Suppressed => Self::Suppressed,
        }
    }
}
