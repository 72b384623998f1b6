//! Courses, their steps and their places.

use std::collections::HashMap;
use std::sync::Arc;

use entity::course_seat;
use entity::id::CourseId;

use super::{Batches, Loader, grouped};
use crate::graphql::error::ApiError;
use crate::repo::Visible;
use crate::repo::courses::CourseRow;
use crate::repo::nested::Seen;

impl Loader<Seen<CourseId>> for Batches {
    type Value = Visible<CourseRow>;

    async fn load(&self, keys: &[Seen<CourseId>]) -> Result<HashMap<Seen<CourseId>, Self::Value>, ApiError> {
        Ok(self.0.courses_by_id(keys).await?)
    }
}

/// The places of a course that are kept for units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SeatsOfCourse(pub Visible<CourseId>);

impl Loader<SeatsOfCourse> for Batches {
    type Value = Arc<[course_seat::Model]>;

    async fn load(&self, keys: &[SeatsOfCourse]) -> Result<HashMap<SeatsOfCourse, Self::Value>, ApiError> {
        let courses: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = self.0.course_seats(&courses).await?;
        let mut rows = grouped(rows.into_iter().map(|row| (row.course_id, row)));
        Ok(keys.iter().map(|key| (*key, rows.remove(&*key.0).unwrap_or_default().into())).collect())
    }
}
