//! The courses as rows: the catalogue with its states and the places kept for units.

use chrono::{Days, NaiveDate};
use entity::id::{CourseId, UnitId};
use entity::value::CourseStatus;
use entity::{course, course_seat, course_step};

use super::calendar::{BASELINE, KNOWN_UNTIL, REORGANISATION};
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

fn announced_on(course: &Course) -> NaiveDate {
    (course.starts_on - Days::new(60)).min(KNOWN_UNTIL - Days::new(15))
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
        version: 1,
    }
}

fn organiser(registry: &Registry, organiser: Organiser) -> UnitId {
    match organiser {
        Organiser::Agency => registry.units.at(AGENCY_CODE, BASELINE),
        Organiser::City => registry.units.at(CITY_CODE, BASELINE),
        Organiser::Ward => registry.units.at("10015", REORGANISATION),
    }
}

impl Catalogue {
    fn add_steps(&mut self, course: &Course) {
        let announced_on = announced_on(course);
        let mut states = vec![
            (CourseStatus::Planned, announced_on, None),
            (CourseStatus::Open, announced_on + Days::new(10), None),
        ];
        if let Some((on, why)) = course.cancelled {
            states.push((CourseStatus::Cancelled, on, Some(why.to_owned())));
        } else {
            states.push((CourseStatus::Running, course.starts_on, None));
            states.push((CourseStatus::Finished, course.ends_on + Days::new(1), None));
        }
        if matches!(course.audience, Audience::Holders(_, 0)) {
            states.truncate(1);
        }
        let known = states.into_iter().filter(|(_, on, _)| *on <= KNOWN_UNTIL);
        for ((status, effective_on, remark), sequence) in known.zip(1..) {
            self.steps.push(course_step::Model {
                id: id("course_step", &format!("{}/{sequence}", course.code)),
                course_id: course_id(course),
                sequence,
                status,
                effective_on,
                remark,
            });
        }
    }

    /// Keeps places for each commune where there are enough for all.
    fn add_seats(&mut self, registry: &Registry, course: &Course) {
        let communes = registry.units.communes(announced_on(course).max(BASELINE));
        let each = course.capacity / i32::try_from(communes.len()).unwrap_or(i32::MAX);
        if course.organiser != Organiser::Agency || each == 0 {
            return;
        }
        for unit in communes {
            self.seats.push(course_seat::Model {
                id: id("course_seat", &format!("{}/{}", course.code, unit.0)),
                course_id: course_id(course),
                unit_id: unit,
                seats: each,
            });
        }
    }
}
