//! Values of targets.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use chrono::NaiveDate;
use entity::id::{TargetId, UnitId};
use entity::value::TargetMeasure;
use targets::display::percentage_text;
use targets::value::{Count, Gap, Part, Status};

use super::programme::Target;
use super::publication::{Publication, PublishedValue};
use super::target_member::{MemberBucket, TargetMember};
use super::unit::Unit;
use super::word::TargetStatus;
use crate::graphql::connection::{Connection, PageArgs};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::{ApiError, BadInput};
use crate::graphql::loaders::figures::{FiguresOf, PublicationsOf};
use crate::graphql::scalar::Date;
use crate::repo::directory::ProgrammeRecord;
use crate::repo::figures::{Figure, Place, Seen, UnitFigures};

mod part_name;

/// The most dates that one series takes.
const MOST_DATES: usize = 120;

/// The value of a target for a unit on a day.
#[derive(Clone)]
pub struct TargetValue(Arc<Figure>);

impl TargetValue {
    /// The values of a programme's targets in force on a day, for a unit.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] for a unit that the viewer may not know of; [`ApiError::TooMuch`].
    pub async fn of_unit(
        request: &RequestContext,
        programme: &ProgrammeRecord,
        unit: UnitId,
        on: NaiveDate,
    ) -> Result<Vec<Self>, ApiError> {
        request.spend_values(programme.targets_on(on).count())?;
        let found = request.load(FiguresOf(programme.programme.id, (unit, on))).await?;
        let figures = found.ok_or(ApiError::NotFound)?;
        Ok(figures.iter().cloned().map(Self).collect())
    }

    /// The value of one target in force on a day, for a unit; none where the viewer sees no such value.
    ///
    /// # Errors
    /// As [`of_unit`](Self::of_unit).
    pub async fn of_target(
        request: &RequestContext,
        programme: &ProgrammeRecord,
        target: TargetId,
        unit: UnitId,
        on: NaiveDate,
    ) -> Result<Option<Self>, ApiError> {
        let values = Self::of_unit(request, programme, unit, on).await?;
        Ok(values.into_iter().find(|value| value.0.target() == target))
    }

    /// The same target in other places; those in which the viewer sees no such value are left out.
    async fn elsewhere(&self, request: &RequestContext, places: &[Place]) -> Result<Vec<Self>, ApiError> {
        request.spend_values(places.len())?;
        let key = |place: &Place| FiguresOf(self.0.programme(), *place);
        let found = request.load_many(places.iter().map(key)).await?;
        let of_target = |figures: &UnitFigures| {
            figures.iter().find(|figure| figure.target() == self.0.target()).cloned().map(Self)
        };
        Ok(places.iter().filter_map(|place| of_target(found.get(&key(place))?)).collect())
    }

    fn count(&self) -> Option<&Count> {
        self.0.value().map(|value| &value.count)
    }

    fn measure(&self, request: &RequestContext) -> Result<TargetMeasure, ApiError> {
        let found = request.directory().programmes.target(self.0.target(), self.0.on());
        let (_, record) = found.ok_or_else(|| ApiError::internal("a target left its directory"))?;
        Ok(record.version.measure)
    }
}

/// The value of a target for a unit on a day, over everything below the unit; for a unit that has ended or does not
/// exist yet, over what stands for it on the day.
#[Object]
impl TargetValue {
    /// The target.
    async fn target(&self, ctx: &Context<'_>) -> Result<Target, ApiError> {
        let target = Target::get(request(ctx)?, self.0.target(), self.0.on());
        target.ok_or_else(|| ApiError::internal("a target left its directory"))
    }

    /// The unit, as it was on the day or last before it.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Unit, ApiError> {
        let unit = Unit::shown(request(ctx)?, self.0.unit(), self.0.on(), None);
        unit.ok_or_else(|| ApiError::internal("a unit left its directory"))
    }

    /// The day of the value.
    async fn as_of(&self) -> Date {
        self.0.on().into()
    }

    /// How many members count; null where suppressed.
    async fn numerator(&self) -> Result<Option<i32>, ApiError> {
        self.count().map(|count| int(count.numerator)).transpose()
    }

    /// How many members there are; null where suppressed.
    async fn denominator(&self) -> Result<Option<i32>, ApiError> {
        self.count().map(|count| int(count.denominator)).transpose()
    }

    /// Members of the denominator whose facts do not decide; null where suppressed.
    async fn unknown(&self) -> Result<Option<i32>, ApiError> {
        self.count().map(|count| int(count.unknown)).transpose()
    }

    /// Per cent if every unknown did not count, and if every one did; null if the denominator is 0 or the value is
    /// suppressed.
    async fn bounds(&self) -> Option<TargetBounds> {
        let (lower, upper) = self.count()?.bounds()?;
        Some(TargetBounds { lower: lower.percentage(), upper: upper.percentage() })
    }

    /// Per cent, unrounded; null if the denominator is 0 or the value is suppressed.
    async fn percentage(&self) -> Option<f64> {
        self.count()?.percentage()
    }

    /// Per cent with one decimal, half-up on the exact ratio, in the reader's language; a dash where there is no
    /// figure.
    async fn display(&self, ctx: &Context<'_>) -> Result<String, ApiError> {
        Ok(display(request(ctx)?, self.count()))
    }

    /// How the value stands to its target; null where suppressed.
    async fn status(&self) -> Option<TargetStatus> {
        self.0.value().map(|value| value.status.into())
    }

    /// Whether the value is withheld by rule: numerator, denominator, unknown, bounds, percentage, status, gap, slack,
    /// surplus, publication and members are then null, parts empty.
    async fn suppressed(&self) -> bool {
        matches!(self.0.seen(), Seen::Suppressed)
    }

    /// The publication that the figure is from; null where it is computed now, or suppressed.
    async fn publication(&self) -> Option<Publication> {
        match self.0.seen() {
            Seen::Published(released) => Some(Publication(Arc::clone(&released.publication))),
            Seen::Live { .. } | Seen::Suppressed => None,
        }
    }

    /// What was published of this value, the latest first: a correction stands beside what it corrects. Of a target that the reader does
    /// not see computed the one publication that he sees.
    async fn published(&self, ctx: &Context<'_>) -> Result<Vec<PublishedValue>, ApiError> {
        let key = PublicationsOf(self.0.programme(), (self.0.unit(), self.0.on()));
        let found = request(ctx)?.load(key).await?.unwrap_or_default();
        let released = found.get(&self.0.target()).into_iter().flatten();
        Ok(released.map(|released| PublishedValue::new(released)).collect())
    }

    /// Fewest changes that reach the threshold, with the unknown taken as not counting; null where it is reached, where
    /// none exists, without a threshold, and where suppressed.
    async fn gap(&self) -> Option<TargetGap> {
        self.0.value()?.gap.map(TargetGap)
    }

    /// How many counted members may be replaced by others who do not count before the threshold is missed; null where it
    /// is not reached, without a threshold, and where suppressed.
    async fn slack(&self) -> Result<Option<i32>, ApiError> {
        self.0.value().and_then(|value| value.slack).map(int).transpose()
    }

    /// Holders over the authorised number of seats; null for targets that do not count posts, and where suppressed.
    async fn surplus(&self) -> Result<Option<i32>, ApiError> {
        self.0.value().and_then(|value| value.surplus).map(int).transpose()
    }

    /// The target read another way or one part of it: the standard of K1, each half of K5, each title of K9, the other
    /// period of K6. Of a published figure the parts may be withheld together where the value is not.
    async fn parts(&self, ctx: &Context<'_>) -> Result<Vec<TargetPart>, ApiError> {
        let measure = self.measure(request(ctx)?)?;
        let shown = self.0.value().map(|value| value.parts.as_slice()).unwrap_or_default();
        let shown = shown.iter().map(|part| TargetPart {
            measure,
            code: Arc::clone(&part.code),
            part: Some(part.clone()),
        });
        let withheld = match self.0.seen() {
            Seen::Published(released) => released.withheld_parts.as_slice(),
            Seen::Live { .. } | Seen::Suppressed => &[],
        };
        let withheld = withheld.iter().map(|code| TargetPart { measure, code: Arc::clone(code), part: None });
        Ok(shown.chain(withheld).collect())
    }

    /// Who counts, who does not, who is unknown and who is outside, each with the reason, by unit, title and person; null
    /// where suppressed. Denied where the reader sees numbers alone.
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] bucket: MemberBucket,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<TargetMember>>, ApiError> {
        let args = PageArgs { first, after, last, before };
        TargetMember::page(request(ctx)?, &self.0, bucket, &args).await
    }

    /// The same target for each unit whose values make up this one, by code: the units directly below or, for a unit
    /// that does not exist on the day, the greatest of those that stand for it then. Only units whose values the reader
    /// may see. Nobody counts twice in a value, so a person with key titles in two units counts once here and once in
    /// each of them.
    async fn by_unit(&self, ctx: &Context<'_>) -> Result<Vec<Self>, ApiError> {
        let request = request(ctx)?;
        let units = request.directory().units.constituents(self.0.unit(), self.0.on());
        let places: Vec<Place> = units.into_iter().map(|unit| (unit, self.0.on())).collect();
        self.elsewhere(request, &places).await
    }

    /// The same target and unit on other dates, in the order given. Dates on which the target is not in force, or the
    /// unit is out of the reader's sight, are left out.
    async fn series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The dates, at most 120; past or future.")] dates: Vec<Date>,
    ) -> Result<Vec<Self>, ApiError> {
        if dates.len() > MOST_DATES {
            return Err(BadInput::TooMany { most: MOST_DATES }.into());
        }
        let places: Vec<Place> = dates.into_iter().map(|date| (self.0.unit(), date.0)).collect();
        self.elsewhere(request(ctx)?, &places).await
    }
}

/// Bounds of a share in per cent.
#[derive(SimpleObject)]
pub struct TargetBounds {
    /// If no unknown member counted.
    lower: f64,
    /// If every unknown member did.
    upper: f64,
}

/// The fewest changes that reach a threshold.
pub struct TargetGap(pub(super) Gap);

/// The fewest changes that reach a threshold, with the unknown taken as not counting.
#[Object]
impl TargetGap {
    /// How many members that do not count would have to be replaced by some that do, for posts the seats to fill; null
    /// where no number is enough.
    async fn by_replacement(&self) -> Result<Option<i32>, ApiError> {
        self.0.by_replacement.map(int).transpose()
    }

    /// How many members that count would have to be added; null where no number is enough, and for posts.
    async fn by_addition(&self) -> Result<Option<i32>, ApiError> {
        self.0.by_addition.map(int).transpose()
    }
}

/// A part of a value.
pub struct TargetPart {
    measure: TargetMeasure,
    code: Arc<str>,
    /// None where it is withheld.
    part: Option<Part>,
}

impl TargetPart {
    fn count(&self) -> Option<&Count> {
        self.part.as_ref().map(|part| &part.count)
    }
}

/// A target read another way, or one part of it.
#[Object]
impl TargetPart {
    /// The part's code: `STANDARD` for K1, the evidence asked for of K5, the title's code of K9, and for K6 the other
    /// period, `CALENDAR_YEAR` or `SINCE_PROGRAMME_START`.
    async fn code(&self) -> &str {
        &self.code
    }

    /// The name, in the reader's language.
    async fn name(&self, ctx: &Context<'_>) -> Result<String, ApiError> {
        Ok(part_name::name(request(ctx)?, self.measure, &self.code))
    }

    /// How many members count; null where withheld.
    async fn numerator(&self) -> Result<Option<i32>, ApiError> {
        self.count().map(|count| int(count.numerator)).transpose()
    }

    /// How many members there are; null where withheld.
    async fn denominator(&self) -> Result<Option<i32>, ApiError> {
        self.count().map(|count| int(count.denominator)).transpose()
    }

    /// Members of the denominator whose facts do not decide; null where withheld.
    async fn unknown(&self) -> Result<Option<i32>, ApiError> {
        self.count().map(|count| int(count.unknown)).transpose()
    }

    /// Per cent, unrounded; null if the denominator is 0 or the part is withheld.
    async fn percentage(&self) -> Option<f64> {
        self.count()?.percentage()
    }

    /// Per cent with one decimal, half-up on the exact ratio, in the reader's language; a dash where there is no
    /// figure.
    async fn display(&self, ctx: &Context<'_>) -> Result<String, ApiError> {
        Ok(display(request(ctx)?, self.count()))
    }

    /// The status that the target's own threshold gives to the part; null where withheld.
    async fn status(&self) -> Option<TargetStatus> {
        self.part.as_ref().map(|part| part.status.into())
    }
}

impl From<Status> for TargetStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Met => Self::Met,
            Status::NotMet => Self::NotMet,
            Status::Reached => Self::Reached,
            Status::NotReached => Self::NotReached,
            Status::Improving => Self::Improving,
            Status::Flat => Self::Flat,
            Status::Worsening => Self::Worsening,
            Status::Unknown => Self::Unknown,
            Status::NotApplicable => Self::NotApplicable,
        }
    }
}

pub(super) fn display(request: &RequestContext, count: Option<&Count>) -> String {
    percentage_text(count.and_then(Count::fraction), request.language())
}

pub(super) fn int(number: u64) -> Result<i32, ApiError> {
    i32::try_from(number).map_err(|_| ApiError::internal("a count is too great for an Int"))
}
