//! Enrolments: those of courses, those of people, single ones, and their steps.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use entity::enrolment_step;
use entity::id::{CourseId, EnrolmentId, OfficialId};

use super::{Batches, grouped};
use crate::graphql::error::ApiError;
use crate::repo::enrolments::{EnrolmentConditions, EnrolmentRow};
use crate::repo::list::Position;
use crate::repo::nested::{ListOf, PageOf, Seen};
use crate::repo::{Slice, Visible};

type Rows = Slice<(Visible<EnrolmentRow>, Position)>;
type PageOfCourse = PageOf<CourseId, EnrolmentConditions>;
type PageOfOfficial = PageOf<OfficialId, EnrolmentConditions>;
type ListOfCourse = ListOf<CourseId, EnrolmentConditions>;
type ListOfOfficial = ListOf<OfficialId, EnrolmentConditions>;

impl Loader<PageOfCourse> for Batches {
    type Value = Rows;
    type Error = ApiError;

    async fn load(&self, keys: &[PageOfCourse]) -> Result<HashMap<PageOfCourse, Rows>, ApiError> {
        Ok(self.0.enrolments_of_courses(keys).await?)
    }
}

impl Loader<ListOfCourse> for Batches {
    type Value = u64;
    type Error = ApiError;

    async fn load(&self, keys: &[ListOfCourse]) -> Result<HashMap<ListOfCourse, u64>, ApiError> {
        Ok(self.0.enrolment_counts_of_courses(keys).await?)
    }
}

impl Loader<PageOfOfficial> for Batches {
    type Value = Rows;
    type Error = ApiError;

    async fn load(&self, keys: &[PageOfOfficial]) -> Result<HashMap<PageOfOfficial, Rows>, ApiError> {
        Ok(self.0.enrolments_of_officials(keys).await?)
    }
}

impl Loader<ListOfOfficial> for Batches {
    type Value = u64;
    type Error = ApiError;

    async fn load(&self, keys: &[ListOfOfficial]) -> Result<HashMap<ListOfOfficial, u64>, ApiError> {
        Ok(self.0.enrolment_counts_of_officials(keys).await?)
    }
}

impl Loader<Seen<EnrolmentId>> for Batches {
    type Value = Visible<EnrolmentRow>;
    type Error = ApiError;

    async fn load(
        &self,
        keys: &[Seen<EnrolmentId>],
    ) -> Result<HashMap<Seen<EnrolmentId>, Self::Value>, ApiError> {
        Ok(self.0.enrolments_by_id(keys).await?)
    }
}

/// The steps of an enrolment, on any day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StepsOfEnrolment(pub Visible<EnrolmentId>);

impl Loader<StepsOfEnrolment> for Batches {
    type Value = Arc<[enrolment_step::Model]>;
    type Error = ApiError;

    async fn load(
        &self,
        keys: &[StepsOfEnrolment],
    ) -> Result<HashMap<StepsOfEnrolment, Self::Value>, ApiError> {
        let enrolments: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = self.0.enrolment_steps(&enrolments).await?;
        let mut rows = grouped(rows.into_iter().map(|row| (row.enrolment_id, row)));
        Ok(keys.iter().map(|key| (*key, rows.remove(&*key.0).unwrap_or_default().into())).collect())
    }
}
