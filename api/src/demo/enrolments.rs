//! Who went to which course, and how it ended. Whoever completes a course that yields a level gets the qualification.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use entity::id::{EnrolmentId, OfficialId};
use entity::value::{EnrolmentStatus, OfficialCategory, QualificationKind, Sex};
use entity::{enrolment, enrolment_step, qualification};

use super::calendar::{KNOWN_UNTIL, REORGANISATION};
use super::catalogue::{Audience, COURSES, Course};
use super::chance::Chance;
use super::chronicle::Chronicle;
use super::courses::course_id;
use super::identifier::id;
use super::issuers::issuer;
use super::nomination_rules::authority;
use super::registry::Registry;
use super::succession::Succession;

/// The rows of the enrolments.
#[derive(Debug, Default)]
pub(super) struct Enrolments {
    pub(super) enrolments: Vec<enrolment::Model>,
    pub(super) steps: Vec<enrolment_step::Model>,
}

/// What enrolling looks at.
struct Sources<'a> {
    registry: &'a Registry,
    chronicle: &'a Chronicle,
    succession: &'a Succession,
    ranks: BTreeMap<(QualificationKind, String), i32>,
}

/// What is the same for everyone who may be nominated for a course.
struct Nominating<'a> {
    on: NaiveDate,
    /// Who needs not be sent: who has the level that the course yields.
    having_yield: BTreeSet<OfficialId>,
    /// Key officials on the day.
    key: &'a BTreeSet<OfficialId>,
    /// People of an approved succession plan on the day.
    planned: &'a BTreeSet<OfficialId>,
}

/// A state of an enrolment, its day, and a remark.
type Step = (EnrolmentStatus, NaiveDate, Option<&'static str>);

/// Enrols people in the courses in the order of time, and adds the qualifications that they gain.
pub(super) fn enrol(
    registry: &Registry,
    chronicle: &Chronicle,
    succession: &Succession,
    qualifications: &mut Vec<qualification::Model>,
) -> Enrolments {
    let levels = super::titles::qualification_levels();
    let ranks = levels.into_iter().map(|level| ((level.kind, level.code), level.rank)).collect();
    let sources = Sources { registry, chronicle, succession, ranks };
    let mut courses: Vec<&Course> = COURSES.iter().collect();
    courses.sort_by_key(|course| course.starts_on);
    let mut rows = Enrolments::default();
    for course in courses {
        let audience = sources.audience(course, qualifications);
        let mut places = course.capacity;
        for official in audience {
            let steps = sources.steps(course, official, &mut places);
            rows.add(&sources, course, official, steps, qualifications);
        }
    }
    rows
}

/// The day on which people are nominated for a course.
fn nominated_on(course: &Course) -> NaiveDate {
    course.starts_on - Days::new(35)
}

impl Sources<'_> {
    /// Who is nominated: women first, then the young, then who has been in the registry longest.
    fn audience(&self, course: &Course, qualifications: &[qualification::Model]) -> Vec<OfficialId> {
        let on = nominated_on(course);
        let nominating = Nominating {
            on,
            having_yield: self.having_yield(course, qualifications),
            key: &self.chronicle.key_on(on),
            planned: &self.planned_on(on),
        };
        let mut nominated: Vec<OfficialId> = self
            .chronicle
            .people_on(on)
            .into_iter()
            .filter(|official| self.is_invited(course, *official, &nominating))
            .collect();
        nominated.sort_by_cached_key(|official| {
            let person = self.registry.people.get(*official);
            (person.sex == Sex::Male, person.age(on) >= 35, self.chronicle.entered_on(*official), *official)
        });
        nominated
    }

    fn is_invited(&self, course: &Course, official: OfficialId, nominating: &Nominating<'_>) -> bool {
        if nominating.having_yield.contains(&official) {
            return false;
        }
        let on = nominating.on;
        let person = self.registry.people.get(official);
        let drawn = |percent: u32| Chance::of(course.code, &person.key).percent(percent);
        match course.audience {
            Audience::Holders(titles, percent) => {
                let title = self.chronicle.title_on(official, on);
                title.is_some_and(|title| titles.contains(&title)) && drawn(percent)
            }
            Audience::WithoutIt(percent) => {
                let file = self.chronicle.file_on(official, on);
                file.is_some_and(|file| file.category == OfficialCategory::Cadre) && drawn(percent)
            }
            Audience::LeadersWithoutIt => {
                nominating.key.contains(&official) && !person.key.starts_with("above/")
            }
            Audience::Promising(percent) => {
                let is_planned = nominating.planned.contains(&official);
                let holds_title = self.chronicle.title_on(official, on).is_some();
                (is_planned && drawn(percent)) || (!is_planned && holds_title && drawn(percent / 4))
            }
            Audience::BelowYield(percent) => {
                self.chronicle.title_on(official, on).is_some() && drawn(percent)
            }
        }
    }

    /// The people who have, by the end of a course, a valid qualification of at least the level that it yields.
    fn having_yield(&self, course: &Course, qualifications: &[qualification::Model]) -> BTreeSet<OfficialId> {
        let Some((kind, level)) = course.yields else { return BTreeSet::new() };
        let rank = |level: &str| self.ranks.get(&(kind, level.to_owned())).copied().unwrap_or(0);
        let needed = rank(level);
        let counts = |row: &&qualification::Model| {
            row.obtained_on.unwrap_or(row.recorded_on) <= course.ends_on
                && row.revoked_on.is_none_or(|to| course.ends_on < to)
                && rank(&row.level_code) >= needed
        };
        let of_kind = qualifications.iter().filter(|row| row.kind == kind);
        of_kind.filter(counts).map(|row| row.official_id).collect()
    }

    /// The people with an entry in an approved round on a day.
    fn planned_on(&self, on: NaiveDate) -> BTreeSet<OfficialId> {
        use entity::value::SuccessionRoundStatus::Approved;
        let steps = self.succession.round_steps.iter();
        let approved: BTreeSet<_> = steps
            .filter(|step| step.status == Approved && step.effective_on <= on)
            .map(|step| step.round_id)
            .collect();
        let entries = self.succession.entries.iter().filter(|entry| approved.contains(&entry.round_id));
        entries.map(|entry| entry.official_id).collect()
    }

    /// The way of a nominee through a course, as far as it was known at the end of 2025.
    fn steps(&self, course: &Course, official: OfficialId, places: &mut i32) -> Vec<Step> {
        let key = format!("{}/{}", course.code, self.registry.people.get(official).key);
        let mut chance = Chance::of("enrolment", &key);
        let nominated = nominated_on(course);
        let decided = nominated + Days::new(u64::from(chance.between(8, 18)));
        let mut steps = vec![(EnrolmentStatus::Nominated, nominated, None)];
        if course.audience != Audience::LeadersWithoutIt && chance.percent(3) {
            steps.push((EnrolmentStatus::Rejected, decided, Some("Đã được cử đi học lớp khác trong năm")));
        } else if *places == 0 {
            steps.push((EnrolmentStatus::Waitlisted, decided, Some("Lớp đã đủ chỉ tiêu")));
        } else {
            *places -= 1;
            steps.push((EnrolmentStatus::Approved, decided, None));
            steps.push((EnrolmentStatus::Enrolled, course.starts_on - Days::new(10), None));
            let ending = self.ending(course, official, &mut chance);
            steps.retain(|(_, on, _)| *on <= ending.1);
            steps.push(ending);
        }
        steps.retain(|(_, on, _)| *on <= KNOWN_UNTIL);
        steps
    }

    fn ending(&self, course: &Course, official: OfficialId, chance: &mut Chance) -> Step {
        let drawn = chance.below(100);
        if let Some((on, why)) = course.cancelled {
            return (EnrolmentStatus::Withdrawn, on, Some(why));
        }
        let stays = self.chronicle.file_on(official, course.ends_on.min(KNOWN_UNTIL)).is_some();
        let recorded_on = course.ends_on + Days::new(u64::from(chance.between(3, 9)));
        if !stays {
            (EnrolmentStatus::Withdrawn, course.starts_on + Days::new(1), Some("Thôi công tác"))
        } else if course.audience == Audience::LeadersWithoutIt {
            (EnrolmentStatus::Completed, recorded_on, None)
        } else {
            match drawn {
                0..3 => (EnrolmentStatus::Failed, recorded_on, Some("Không đạt bài kiểm tra cuối khóa")),
                3..6 => (EnrolmentStatus::Absent, course.starts_on + Days::new(1), None),
                6..8 => (
                    EnrolmentStatus::Withdrawn,
                    course.starts_on + Days::new(2),
                    Some("Bận công tác đột xuất"),
                ),
                _ => (EnrolmentStatus::Completed, recorded_on, None),
            }
        }
    }
}

impl Enrolments {
    fn add(
        &mut self,
        sources: &Sources<'_>,
        course: &Course,
        official: OfficialId,
        steps: Vec<Step>,
        qualifications: &mut Vec<qualification::Model>,
    ) {
        let Some(unit) = sources.chronicle.unit_on(official, nominated_on(course)) else { return };
        let key = format!("{}/{}", course.code, sources.registry.people.get(official).key);
        let enrolment: EnrolmentId = id("enrolment", &key);
        let completed = steps.iter().find(|step| step.0 == EnrolmentStatus::Completed).map(|step| step.1);
        self.enrolments.push(enrolment::Model {
            id: enrolment,
            course_id: course_id(course),
            official_id: official,
            unit_id: unit,
            version: 1,
            nominated_by: None,
            authority: authority(course.kind, REORGANISATION <= nominated_on(course)),
        });
        for ((status, effective_on, remark), sequence) in steps.into_iter().zip(1..) {
            self.steps.push(enrolment_step::Model {
                id: id("enrolment_step", &format!("{key}/{sequence}")),
                enrolment_id: enrolment,
                sequence,
                status,
                effective_on,
                remark: remark.map(str::to_owned),
            });
        }
        if let Some(((kind, level), recorded_on)) = course.yields.zip(completed) {
            let mut chance = Chance::of("certificate", &key);
            qualifications.push(qualification::Model {
                id: id("qualification", &format!("course/{key}")),
                official_id: official,
                kind,
                level_code: level.to_owned(),
                obtained_on: Some(course.ends_on),
                recorded_on,
                issuer: Some(issuer(&mut chance, kind, level).to_owned()),
                certificate: Some(format!("{}/{:04}", course.code, chance.below(10_000))),
                revoked_on: None,
                enrolment_id: Some(enrolment),
                version: 1,
            });
        }
    }
}
