//! Yearly ratings.

use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;
use entity::rating;

use super::official::Official;
use super::unit::Unit;
use super::word::RatingGrade;
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{NodeKind, id, key};
use crate::graphql::loaders::file::entry_on;
use crate::graphql::scalar::Date;
use crate::repo::Visible;

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

    /// The rating of an id, seen from a day on which it counts and the viewer sees its person.
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
}

/// A yearly rating (đánh giá, xếp loại), approved. A correction is another one in its place.
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

    /// When it was approved; null where that is not recorded.
    async fn approved_on(&self) -> Option<Date> {
        self.row.approved_on.map(Into::into)
    }
}
