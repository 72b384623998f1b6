//! Courses that are changed while nominations may still come.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::id::{CourseId, UnitId};
use entity::{course, course_seat};
use futures_util::FutureExt;

use super::catalogue::{check, check_seats, fit, seat};
use super::{CourseRule, KeptSeats, WITH_PEOPLE, Yield, kept};
use crate::vietnamese::fold;
use crate::work::registry::enrolments::{Roll, is_waiting};
use crate::work::registry::input::{Change, LINE, REASON, line};
use crate::work::registry::{Done, Keeper, Refusal, RegistryError, Rule, keep};
use crate::work::{Asker, UnitOfWork, Work};

/// What is changed of a course; none of what stays as it is.
#[derive(Clone, Debug)]
pub struct ChangeCourse {
    /// The course.
    pub course: CourseId,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The title.
    pub title: Option<String>,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
    /// Class periods.
    pub periods: Option<i32>,
    /// Places.
    pub capacity: Option<i32>,
    /// All places kept for units, in the place of those that were.
    pub seats: Option<Vec<KeptSeats>>,
    /// Whether it counts as a knowledge update.
    pub counts_as_knowledge_update: Option<bool>,
    /// The group of titles that it is for.
    pub title_group: Change<String>,
    /// What completing it yields.
    pub yields: Change<Yield>,
    /// Why.
    pub reason: String,
}

/// Changes a course that has not begun. Places that come free are given to who waits, in the order of selection.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn change(work: &Work, asker: Asker, input: ChangeCourse) -> Result<Done<CourseId>, RegistryError> {
    keep(work, asker, WITH_PEOPLE, move |unit, keeper| {
        let input = input.clone();
        async move { change_in(unit, &keeper, input).await }.boxed()
    })
    .await
}

async fn change_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    input: ChangeCourse,
) -> Result<Done<CourseId>, RegistryError> {
    let mut roll = Roll::of_course(unit, keeper, input.course, is_waiting).await?;
    let held = kept(roll.course(input.course).cloned(), unit, keeper, input.expected_version)?;
    held.allows("changeCourse", "course")?;
    let reason = line(&input.reason, REASON, "reason")?;
    let seats = Seats::of(unit, &held.course, roll.seats(input.course), input.seats.as_deref());
    let wanted = input.seats.clone();
    let after = changed(held.changed(), input)?;
    check(keeper, &after)?;
    match wanted {
        Some(wanted) => check_seats(unit, keeper, &after, &wanted)?,
        None => fit(&after, seats.after().iter().map(|row| row.seats))?,
    }
    roll.set_places(after.clone(), seats.after());
    if let Some((share, taken)) = roll.places(after.id).and_then(|places| places.overfull()) {
        let member = if share.is_some() { "seats" } else { "capacity" };
        return Err(Rule::Course(CourseRule::SeatsTaken { taken }).at(member).into());
    }
    unit.change(&held.course, after.clone(), Some(after.organiser_unit_id), Some(reason.clone())).await?;
    seats.write(unit, &reason).await?;
    roll.promote(unit, after.id);
    roll.write(unit, None).await?;
    Ok(Done::now(after.id, Vec::new()))
}

/// The course as it is to be.
fn changed(course: course::Model, input: ChangeCourse) -> Result<course::Model, Refusal> {
    let title = input.title.as_deref().map_or(Ok(course.title), |title| line(title, LINE, "title"))?;
    let group = input.title_group.try_map(|text| line(&text, LINE, "titleGroup"))?;
    let yielded = course.yields_kind.zip(course.yields_level_code);
    let yielded = input.yields.map(|Yield { kind, level }| (kind, level)).applied(yielded);
    let (yields_kind, yields_level_code) = yielded.unzip();
    Ok(course::Model {
        search_title: fold(&title),
        title,
        starts_on: input.starts_on.unwrap_or(course.starts_on),
        ends_on: input.ends_on.unwrap_or(course.ends_on),
        periods: input.periods.unwrap_or(course.periods),
        capacity: input.capacity.unwrap_or(course.capacity),
        counts_as_knowledge_update: input
            .counts_as_knowledge_update
            .unwrap_or(course.counts_as_knowledge_update),
        title_group: group.applied(course.title_group),
        yields_kind,
        yields_level_code,
        ..course
    })
}

/// The places kept for units, before and after.
#[derive(Default)]
struct Seats {
    stay: Vec<course_seat::Model>,
    new: Vec<course_seat::Model>,
    changed: Vec<(course_seat::Model, course_seat::Model)>,
    gone: Vec<course_seat::Model>,
}

impl Seats {
    fn of(
        unit: &UnitOfWork,
        course: &course::Model,
        before: &[course_seat::Model],
        wanted: Option<&[KeptSeats]>,
    ) -> Self {
        let mut seats = Self::default();
        let Some(wanted) = wanted else { return Self { stay: before.to_vec(), ..seats } };
        let mut left: BTreeMap<UnitId, &course_seat::Model> =
            before.iter().map(|row| (row.unit_id, row)).collect();
        for kept in wanted {
            match left.remove(&kept.unit) {
                Some(row) if row.seats == kept.seats => seats.stay.push(row.clone()),
                Some(row) => {
                    let after = course_seat::Model { seats: kept.seats, ..row.clone() };
                    seats.changed.push((row.clone(), after));
                }
                None => seats.new.push(seat(unit, course.id, kept)),
            }
        }
        seats.gone = left.into_values().cloned().collect();
        seats
    }

    fn after(&self) -> Vec<course_seat::Model> {
        let changed = self.changed.iter().map(|(_, after)| after);
        self.stay.iter().chain(&self.new).chain(changed).cloned().collect()
    }

    async fn write(self, unit: &mut UnitOfWork, reason: &str) -> Result<(), RegistryError> {
        let of = |row: &course_seat::Model| Some(row.unit_id);
        unit.remove(&self.gone, of, reason).await?;
        unit.change_all(&self.changed, of, Some(reason)).await?;
        Ok(unit.create(self.new, of).await?)
    }
}
