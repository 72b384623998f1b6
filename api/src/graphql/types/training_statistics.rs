//! How many people were trained in a year, and how often.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::SimpleObject;
use chrono::NaiveDate;
use entity::id::{OfficialId, UnitId};

use super::unit::Unit;
use super::word::CourseKind;
use crate::graphql::context::RequestContext;
use crate::graphql::error::ApiError;
use crate::graphql::scalar::Date;

/// How many people completed courses that ended in a year, and how often: persons (người) and person-times (lượt người) are two different counts.
/// Of a unit's people those count whom the viewer sees and whose files the unit, or what stands for it, keeps on the day, with all below it.
#[derive(Clone, SimpleObject)]
pub struct TrainingStatistics {
    /// The unit, on the day.
    unit: Unit,
    /// The year.
    year: i32,
    /// The day on which people and results are looked at: the last day of the year, or today while it runs.
    as_of: Date,
    /// People who completed a course, each once.
    persons: Option<i32>,
    /// Completed courses of all of them.
    person_times: Option<i32>,
    /// The same by the kind of course, those alone that somebody completed.
    by_kind: Option<Vec<TrainingKindStatistics>>,
}

/// How many people completed courses of a kind, and how often.
#[derive(Clone, Debug, SimpleObject)]
pub struct TrainingKindStatistics {
    /// The kind of course.
    kind: CourseKind,
    /// People who completed a course of the kind, each once.
    persons: i32,
    /// Completed courses of the kind.
    person_times: i32,
}

impl TrainingStatistics {
    /// The statistics of a unit and year.
    ///
    /// # Errors
    /// There is no such unit or year, the class is not the viewer's, or the database fails.
    pub async fn of(request: &RequestContext, unit: UnitId, year: i32) -> Result<Self, ApiError> {
        let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).ok_or(ApiError::NotFound);
        let (first, last) = (day(1, 1)?, day(12, 31)?);
        let on = last.min(request.today());
        let shown = Unit::shown(request, unit, on, None).ok_or(ApiError::NotFound)?;
        let completions = request.completions(unit, (first, last), on).await?;
        let mut kinds: BTreeMap<entity::value::CourseKind, Vec<OfficialId>> = BTreeMap::new();
        for (official, kind) in &completions {
            kinds.entry(*kind).or_default().push(*official);
        }
        let by_kind = kinds.into_iter().map(|(kind, people)| TrainingKindStatistics {
            kind: kind.into(),
            persons: persons(&people),
            person_times: count(people.len()),
        });
        let people: Vec<OfficialId> = completions.iter().map(|(official, _)| *official).collect();
        Ok(Self {
            unit: shown,
            year,
            as_of: on.into(),
            persons: Some(persons(&people)),
            person_times: Some(count(people.len())),
            by_kind: Some(by_kind.collect()),
        })
    }
}

fn persons(people: &[OfficialId]) -> i32 {
    count(people.iter().collect::<BTreeSet<_>>().len())
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
