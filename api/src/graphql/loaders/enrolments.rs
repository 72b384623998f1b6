//! Enrolments: those of courses, those of people, single ones, and their steps.

use std::collections::HashMap;

use entity::id::{CourseId, EnrolmentId, OfficialId};

use super::{Batches, Loader};
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

    async fn load(&self, keys: &[PageOfCourse]) -> Result<HashMap<PageOfCourse, Rows>, ApiError> {
        Ok(self.0.enrolments_of_courses(keys).await?)
    }
}

impl Loader<ListOfCourse> for Batches {
    type Value = u64;

    async fn load(&self, keys: &[ListOfCourse]) -> Result<HashMap<ListOfCourse, u64>, ApiError> {
        Ok(self.0.enrolment_counts_of_courses(keys).await?)
    }
}

impl Loader<PageOfOfficial> for Batches {
    type Value = Rows;

    async fn load(&self, keys: &[PageOfOfficial]) -> Result<HashMap<PageOfOfficial, Rows>, ApiError> {
        Ok(self.0.enrolments_of_officials(keys).await?)
    }
}

impl Loader<ListOfOfficial> for Batches {
    type Value = u64;

    async fn load(&self, keys: &[ListOfOfficial]) -> Result<HashMap<ListOfOfficial, u64>, ApiError> {
        Ok(self.0.enrolment_counts_of_officials(keys).await?)
    }
}

impl Loader<Seen<EnrolmentId>> for Batches {
    type Value = Visible<EnrolmentRow>;

    async fn load(
        &self,
        keys: &[Seen<EnrolmentId>],
    ) -> Result<HashMap<Seen<EnrolmentId>, Self::Value>, ApiError> {
        Ok(self.0.enrolments_by_id(keys).await?)
    }
}
