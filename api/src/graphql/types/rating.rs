//! Yearly ratings.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use chrono::NaiveDate;
use entity::rating;

use super::history::{History, HistoryOf};
use super::official::Official;
use super::unit::Unit;
use super::word::RatingGrade;
use crate::graphql::connection::Listed;
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::{ApiError, BadInput};
use crate::graphql::id::{GlobalId, NodeKind, id, key};
use crate::graphql::loaders::file::entry_on;
use crate::graphql::scalar::Date;
use crate::repo::Visible;
use crate::repo::ratings::{self, RatingConditions};

/// The most years or statuses that a filter takes.
const MOST_WORDS: usize = 100;

/// A rating of a person, seen from the day of the person's view.
#[derive(Clone)]
pub struct Rating {
    official: Official,
    row: Visible<rating::Model>,
}

impl Rating {
    /// The rating of a person.
    #[must_use]
    pub const fn new(official: Official, row: Visible<rating::Model>) -> Self {
        Self { official, row }
    }

    /// The rating of an id, seen from a day by which it was proposed and on which the viewer sees its person.
    ///
    /// # Errors
    /// [`ApiError::Forbidden`] by class, or the database does not answer.
    pub async fn find(
        request: &RequestContext,
        rating: uuid::Uuid,
        on: NaiveDate,
    ) -> Result<Option<Self>, ApiError> {
        let found = request.load(entry_on::<rating::Entity>(rating, on)).await?;
        Ok(found.map(|(official, row)| Self { official, row }))
    }

    /// How far it has come by the day of the view.
    #[must_use]
    pub fn status_on_day(&self) -> RatingStatus {
        ratings::RatingStatus::on(&self.row, self.official.day()).into()
    }

    /// A day of the rating's path, if it lies before or on the day of the view.
    fn reached(&self, day: Option<NaiveDate>) -> Option<Date> {
        day.filter(|day| *day <= self.official.day()).map(Into::into)
    }
}

impl Listed for Rating {
    const CONNECTION: &'static str = "RatingConnection";
    const EDGE: &'static str = "RatingEdge";
}

/// A yearly rating (đánh giá, xếp loại). An approved one is final; a correction is another one in its place.
#[Object]
impl Rating {
    /// The id of this view: the rating, seen from this day.
    pub async fn id(&self) -> ID {
        id(NodeKind::Rating, self.row.id, self.official.day())
    }

    /// The rating itself: the same on every day.
    async fn key(&self) -> ID {
        key(NodeKind::Rating, self.row.id)
    }

    /// The day of the view.
    async fn as_of(&self) -> Date {
        self.official.day().into()
    }

    /// Counts the changes up to this day: what an approval must name.
    async fn version(&self) -> i32 {
        let later = |day: Option<NaiveDate>| i32::from(day.is_some_and(|day| day > self.official.day()));
        let to_come = later(self.row.approved_on).saturating_add(later(self.row.superseded_on));
        self.row.version.saturating_sub(to_come).max(1)
    }

    /// The person.
    async fn official(&self) -> &Official {
        &self.official
    }

    /// The unit that rated, as it was when the rating was proposed.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>, ApiError> {
        Ok(Unit::shown(request(ctx)?, self.row.unit_id, self.row.proposed_on, None))
    }

    /// The year rated.
    async fn year(&self) -> i32 {
        self.row.year
    }

    /// The grade.
    async fn grade(&self) -> RatingGrade {
        self.row.grade.into()
    }

    /// How far it has come by this day.
    async fn status(&self) -> RatingStatus {
        self.status_on_day()
    }

    /// When this grade was proposed.
    async fn proposed_on(&self) -> Date {
        self.row.proposed_on.into()
    }

    /// When it was approved; null where it is not, by this day.
    async fn approved_on(&self) -> Option<Date> {
        self.reached(self.row.approved_on)
    }

    /// From when another one stands in its place; null where none does, by this day.
    async fn superseded_on(&self) -> Option<Date> {
        self.reached(self.row.superseded_on)
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::Rating, self.row.id)
    }
}

/// How far a rating has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "ratings::RatingStatus")]
pub enum RatingStatus {
    /// It is proposed, and does not count yet.
    Proposed,
    /// It is approved, and counts.
    Approved,
    /// Another one stands in its place.
    Superseded,
}

/// Which ratings to list. Conditions are joined by "and".
#[derive(Clone, Debug, Default, InputObject)]
pub struct RatingFilter {
    /// Of one of these years; at most 100.
    pub years: Option<Vec<i32>>,
    /// By this unit itself, whatever became of it.
    pub unit: Option<ID>,
    /// Of one of these statuses on the day asked for.
    pub statuses: Option<Vec<RatingStatus>>,
}

impl RatingFilter {
    /// The conditions.
    ///
    /// # Errors
    /// [`BadInput`] for what is no unit's id, and for too many words.
    pub fn conditions(&self) -> Result<RatingConditions, ApiError> {
        let longest = [self.years.as_ref().map(Vec::len), self.statuses.as_ref().map(Vec::len)];
        if longest.into_iter().flatten().any(|length| length > MOST_WORDS) {
            return Err(BadInput::TooMany { most: MOST_WORDS }.into());
        }
        let unit = self.unit.as_ref().map(|unit| GlobalId::of_kind(unit, NodeKind::Unit)).transpose()?;
        Ok(RatingConditions {
            years: self.years.clone(),
            unit: unit.map(|(unit, _)| unit),
            statuses: self.statuses.as_ref().map(|words| words.iter().copied().map(Into::into).collect()),
        })
    }
}
