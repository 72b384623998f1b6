//! The courses as rows: the catalogue with its states and the places kept for units.

use chrono::{Days, NaiveDate};
use entity::id::{CourseId, UnitId};
use entity::value::CourseStatus;
use entity::{course, course_seat, course_step};

use super::calendar::{BASELINE, KNOWN_UNTIL, REGISTRY_OPENS, REORGANISATION};
use super::catalogue::{Audience, COURSES, Course, Organiser};
use super::identifier::id;
use super::registry::Registry;
use super::units::{AGENCY_CODE, CITY_CODE};
use crate::vietnamese::fold;

/// The rows of the catalogue.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    pub(super) courses: Vec<course::Model>,
    pub(super) steps: Vec<course_step::Model>,
    pub(super) seats: Vec<course_seat::Model>,
}

/// The id of a course.
pub(super) fn course_id(course: &Course) -> CourseId {
    id("course", course.code)
}

/// The catalogue as known at the end of 2025.
pub(super) fn catalogue(registry: &Registry) -> Catalogue {
    let mut catalogue = Catalogue::default();
    for course in &COURSES {
        catalogue.courses.push(row(registry, course));
        catalogue.add_steps(course);
        catalogue.add_seats(registry, course);
    }
    catalogue
}

/// The day on which a course is announced: two months before it, or when the registry opened.
fn announced_on(course: &Course) -> NaiveDate {
    (course.starts_on - Days::new(60)).min(KNOWN_UNTIL - Days::new(15)).max(REGISTRY_OPENS)
}

/// The first day on which the registry says that a course runs: what had begun before was entered when it opened.
pub(super) fn runs_from(course: &Course) -> NaiveDate {
    course.starts_on.max(REGISTRY_OPENS)
}

fn row(registry: &Registry, course: &Course) -> course::Model {
    course::Model {
        id: course_id(course),
        code: course.code.to_owned(),
        title: course.title.to_owned(),
        search_title: fold(course.title),
        kind: course.kind,
        organiser_unit_id: organiser(registry, course.organiser),
        starts_on: course.starts_on,
        ends_on: course.ends_on,
        periods: course.periods,
        capacity: course.capacity,
        counts_as_knowledge_update: course.counts_as_knowledge_update,
        title_group: course.title_group.map(str::to_owned),
        yields_kind: course.yields.map(|(kind, _)| kind),
        yields_level_code: course.yields.map(|(_, level)| level.to_owned()),
        announced_on: announced_on(course),
        version: i32::try_from(states(course).len()).unwrap_or(i32::MAX),
    }
}

fn organiser(registry: &Registry, organiser: Organiser) -> UnitId {
    match organiser {
        Organiser::Agency => registry.units.at(AGENCY_CODE, BASELINE),
        Organiser::City => registry.units.at(CITY_CODE, BASELINE),
        Organiser::Ward => registry.units.at("10015", REORGANISATION),
    }
}

/// The states of a course with their days and remarks, as far as they were known at the end of 2025.
fn states(course: &Course) -> Vec<(CourseStatus, NaiveDate, Option<&'static str>)> {
    let announced_on = announced_on(course);
    let opens_on = (announced_on + Days::new(10)).min(runs_from(course));
    let mut states = vec![(CourseStatus::Planned, announced_on, None), (CourseStatus::Open, opens_on, None)];
    if let Some((on, why)) = course.cancelled {
        states.push((CourseStatus::Cancelled, on, Some(why)));
    } else {
        states.push((CourseStatus::Running, runs_from(course), None));
        states.push((CourseStatus::Finished, course.ends_on + Days::new(1), None));
    }
    if matches!(course.audience, Audience::Holders(_, 0)) {
        states.truncate(1);
    }
    states.retain(|(_, on, _)| *on <= KNOWN_UNTIL);
    states
}

/// The communes for each of which a course keeps places.
pub(super) fn units_with_places(registry: &Registry, course: &Course) -> Vec<UnitId> {
    if course.kept > 0 { registry.units.communes(announced_on(course)) } else { Vec::new() }
}

impl Catalogue {
    fn add_steps(&mut self, course: &Course) {
        for ((status, effective_on, remark), sequence) in states(course).into_iter().zip(1..) {
            self.steps.push(course_step::Model {
                id: id("course_step", &format!("{}/{sequence}", course.code)),
                course_id: course_id(course),
                sequence,
                status,
                effective_on,
                remark: remark.map(str::to_owned),
            });
        }
    }

    fn add_seats(&mut self, registry: &Registry, course: &Course) {
        for unit in units_with_places(registry, course) {
            self.seats.push(course_seat::Model {
                id: id("course_seat", &format!("{}/{}", course.code, unit.0)),
                course_id: course_id(course),
                unit_id: unit,
                seats: course.kept,
            });
        }
    }
}
