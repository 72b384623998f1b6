//! Courses that are created.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::id::{CourseId, UnitId};
use entity::value::{CourseKind, CourseStatus, QualificationKind};
use entity::{course, course_seat, course_step};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde::Serialize;

use super::{CATALOGUE, CourseRule};
use crate::vietnamese::fold;
use crate::work::idempotency::IdempotencyKey;
use crate::work::registry::input::{LINE, day, line, optional_line};
use crate::work::registry::{Asked, Done, Keeper, Refusal, RegistryError, Rule, keep_new, locks};
use crate::work::{Asker, UnitOfWork, Work};

/// The most class periods of a course.
const MOST_PERIODS: i32 = 20_000;
/// The most places of a course.
const MOST_PLACES: i32 = 10_000;
/// The most units for which a course keeps places.
const MOST_KEPT: usize = 500;

/// A course to be announced.
#[derive(Clone, Debug, Serialize)]
pub struct CreateCourse {
    /// The code.
    pub code: String,
    /// The title.
    pub title: String,
    /// The kind.
    pub kind: CourseKind,
    /// Who opens it.
    pub organiser: UnitId,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// Class periods.
    pub periods: i32,
    /// Places.
    pub capacity: i32,
    /// Places kept for units.
    pub seats: Vec<KeptSeats>,
    /// Whether it counts as a knowledge update.
    pub counts_as_knowledge_update: bool,
    /// The group of titles that it is for.
    pub title_group: Option<String>,
    /// What completing it yields.
    pub yields: Option<Yield>,
}

/// Places kept for a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeptSeats {
    /// The unit.
    pub unit: UnitId,
    /// How many.
    pub seats: i32,
}

/// The qualification that completing a course yields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Yield {
    /// The kind.
    pub kind: QualificationKind,
    /// The code of the level.
    pub level: String,
}

/// Announces a course: it is PLANNED from today on.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn create(
    work: &Work,
    asker: Asker,
    input: CreateCourse,
    key: Option<IdempotencyKey>,
) -> Result<Done<CourseId>, RegistryError> {
    let asked = Asked { operation: "createCourse", key, input };
    keep_new(
        work,
        asker,
        CATALOGUE,
        asked,
        |id, _| id.into(),
        |unit, keeper, id, input| create_in(unit, keeper, id.into(), input).boxed(),
    )
    .await
}

/// As [`create`], in a transaction that keeps the registry.
pub(in crate::work) async fn create_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    id: CourseId,
    input: CreateCourse,
) -> Result<Done<CourseId>, RegistryError> {
    let code = line(&input.code, LINE, "code")?;
    // Two that give the same code are judged one after the other.
    locks::sought(unit, code.as_bytes()).await?;
    let same = course::Entity::find().filter(course::Column::Code.eq(&code)).count(unit.transaction());
    let is_taken = same.await? > 0;
    if !keeper.keeps(input.organiser) {
        return Err(Rule::NotFound.at("organiser").into());
    }
    if is_taken {
        return Err(Rule::Course(CourseRule::CodeTaken).at("code").into());
    }
    let title = line(&input.title, LINE, "title")?;
    let (yields_kind, yields_level_code) = match input.yields {
        Some(Yield { kind, level }) => (Some(kind), Some(level)),
        None => (None, None),
    };
    let row = course::Model {
        id,
        code,
        search_title: fold(&title),
        title,
        kind: input.kind,
        organiser_unit_id: input.organiser,
        starts_on: input.starts_on,
        ends_on: input.ends_on,
        periods: input.periods,
        capacity: input.capacity,
        counts_as_knowledge_update: input.counts_as_knowledge_update,
        title_group: optional_line(input.title_group.as_deref(), LINE, "titleGroup")?,
        yields_kind,
        yields_level_code,
        announced_on: unit.today(),
        version: 1,
    };
    check(keeper, &row)?;
    check_seats(unit, keeper, &row, &input.seats)?;
    let planned = course_step::Model {
        id: unit.id(),
        course_id: id,
        sequence: 1,
        status: CourseStatus::Planned,
        effective_on: unit.today(),
        remark: None,
    };
    let kept: Vec<_> = input.seats.iter().map(|kept| seat(unit, id, kept)).collect();
    let of = Some(input.organiser);
    unit.create(vec![row], |_| of).await?;
    unit.create(vec![planned], |_| of).await?;
    unit.create(kept, |row| Some(row.unit_id)).await?;
    Ok(Done::now(id, Vec::new()))
}

/// The row of places kept for a unit.
pub(super) fn seat(unit: &UnitOfWork, course: CourseId, kept: &KeptSeats) -> course_seat::Model {
    course_seat::Model { id: unit.id(), course_id: course, unit_id: kept.unit, seats: kept.seats }
}

/// What a course has to be, whether it is new or changed.
pub(super) fn check(keeper: &Keeper, row: &course::Model) -> Result<(), Refusal> {
    day(row.starts_on, "startsOn")?;
    if row.ends_on < row.starts_on {
        return Err(Rule::Order.at("endsOn"));
    }
    within(row.periods, MOST_PERIODS, "periods")?;
    within(row.capacity, MOST_PLACES, "capacity")?;
    let titles = &keeper.directory().titles;
    match (row.yields_kind, &row.yields_level_code) {
        (Some(kind), Some(level)) if titles.level(kind, level).is_none() => {
            Err(Rule::UnknownLevel.at("yields"))
        }
        _ => Ok(()),
    }
}

/// What places kept for units have to be. Any unit may be named: the catalogue and the directory are everybody's.
pub(super) fn check_seats(
    unit: &UnitOfWork,
    keeper: &Keeper,
    row: &course::Model,
    seats: &[KeptSeats],
) -> Result<(), Refusal> {
    if seats.len() > MOST_KEPT {
        return Err(Rule::Rows { most: MOST_KEPT }.at("seats"));
    }
    let mut named = BTreeSet::new();
    for (number, kept) in seats.iter().enumerate() {
        let place = |member: &str| vec!["seats".to_owned(), number.to_string(), member.to_owned()];
        if keeper.directory().units.on(kept.unit, unit.today()).is_none() {
            return Err(Rule::NotFound.broken_at(place("unit")));
        }
        if !named.insert(kept.unit) {
            return Err(Rule::UnitTwice.broken_at(place("unit")));
        }
        if !(1..=MOST_PLACES).contains(&kept.seats) {
            let number = CourseRule::Number { least: 1, most: MOST_PLACES };
            return Err(Rule::Course(number).broken_at(place("seats")));
        }
    }
    fit(row, seats.iter().map(|kept| kept.seats))
}

/// Whether the places that are kept are no more than the course has.
pub(super) fn fit(row: &course::Model, seats: impl Iterator<Item = i32>) -> Result<(), Refusal> {
    match seats.fold(0, i32::saturating_add) > row.capacity {
        true => Err(Rule::Course(CourseRule::SeatsOverCapacity).at("seats")),
        false => Ok(()),
    }
}

fn within(number: i32, most: i32, member: &str) -> Result<(), Refusal> {
    match (1..=most).contains(&number) {
        true => Ok(()),
        false => Err(Rule::Course(CourseRule::Number { least: 1, most }).at(member)),
    }
}
