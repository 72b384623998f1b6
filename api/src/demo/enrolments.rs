//! Who went to which course, and how it ended. Whoever completes a course that yields a level gets the qualification.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use entity::id::OfficialId;
use entity::value::{EnrolmentStatus, NominationAuthority, OfficialCategory, QualificationKind};
use entity::{enrolment, enrolment_step, qualification};

use super::calendar::{REGISTRY_OPENS, REORGANISATION};
use super::catalogue::{Audience, COURSES, Course};
use super::chance::Chance;
use super::chronicle::Chronicle;
use super::courses::{course_id, runs_from, units_with_places};
use super::identifier::id;
use super::issuers::issuer;
use super::nomination_rules::authority;
use super::people::Person;
use super::registry::Registry;
use super::rolls::{Event, Happening, Nominee, Roll, SENT_ELSEWHERE};
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
        let mut nominees = Vec::new();
        let mut happenings = Vec::new();
        for official in sources.audience(course, qualifications) {
            nominees.extend(sources.nominee(course, official, &mut happenings));
        }
        let roll = Roll::new(course, units_with_places(registry, course));
        let days = (nominated_on(course), decided_on(course));
        let (enrolments, steps) = roll.run(nominees, days, happenings);
        qualifications.extend(sources.yielded(course, &enrolments, &steps));
        rows.enrolments.extend(enrolments);
        rows.steps.extend(steps);
    }
    rows
}

/// The day on which people are nominated for a course.
fn nominated_on(course: &Course) -> NaiveDate {
    (course.starts_on - Days::new(35)).max(REGISTRY_OPENS)
}

/// To whom nominations for a course are submitted; none where the unit decides.
fn submitted_to(course: &Course) -> Option<NominationAuthority> {
    authority(course.kind, REORGANISATION <= nominated_on(course))
}

/// The day on which it is decided who goes to a course: at once by the unit, or after three weeks by the authority.
fn decided_on(course: &Course) -> NaiveDate {
    match submitted_to(course) {
        Some(_) => (nominated_on(course) + Days::new(21)).min(runs_from(course)),
        None => nominated_on(course),
    }
}

impl Sources<'_> {
    /// Who is nominated.
    fn audience(&self, course: &Course, qualifications: &[qualification::Model]) -> Vec<OfficialId> {
        let on = nominated_on(course);
        let nominating = Nominating {
            on,
            having_yield: self.having_yield(course, qualifications),
            key: &self.chronicle.key_on(on),
            planned: &self.planned_on(on),
        };
        let mut people = self.chronicle.people_on(on);
        people.retain(|official| self.is_invited(course, *official, &nominating));
        people
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

    /// Somebody who is nominated, with what is to happen to the enrolment.
    fn nominee(
        &self,
        course: &Course,
        official: OfficialId,
        happenings: &mut Vec<Happening>,
    ) -> Option<Nominee<'_>> {
        let person = self.registry.people.get(official);
        let row = enrolment::Model {
            id: id("enrolment", &key(course, person)),
            course_id: course_id(course),
            official_id: official,
            unit_id: self.chronicle.unit_on(official, nominated_on(course))?,
            version: 1,
            nominated_by: None,
            authority: submitted_to(course),
        };
        let mut chance = Chance::of("enrolment", &key(course, person));
        let changed_on = nominated_on(course) + Days::new(u64::from(chance.between(8, 18)));
        // Who was refused a course that had begun by then was never entered.
        let is_unwanted = course.audience != Audience::LeadersWithoutIt
            && chance.percent(3)
            && REGISTRY_OPENS < course.starts_on;
        let (enrolment, is_submitted) = (row.id, row.authority.is_some());
        if is_unwanted && !is_submitted {
            happenings.push((changed_on, Event::Withdrawn(SENT_ELSEWHERE), enrolment));
        }
        let left_on = self.chronicle.left_on(official, nominated_on(course));
        if let Some(left_on) = left_on.filter(|on| *on <= course.ends_on) {
            happenings.push((left_on, Event::Withdrawn("Thôi công tác"), enrolment));
        }
        let (on, event) = ending(course, &mut chance);
        happenings.push((on, event, enrolment));
        Some(Nominee::new(person, row, is_unwanted && is_submitted))
    }

    /// The qualifications of those who completed a course that yields a level.
    fn yielded(
        &self,
        course: &Course,
        enrolments: &[enrolment::Model],
        steps: &[enrolment_step::Model],
    ) -> Vec<qualification::Model> {
        let Some((kind, level)) = course.yields else { return Vec::new() };
        let issuer = issuer(&mut Chance::of("issuer", course.code), kind, level);
        let people: BTreeMap<_, _> = enrolments.iter().map(|row| (row.id, row.official_id)).collect();
        let completed = steps.iter().filter(|step| step.status == EnrolmentStatus::Completed);
        let of_step = |step: &enrolment_step::Model| {
            let official_id = *people.get(&step.enrolment_id)?;
            let key = key(course, self.registry.people.get(official_id));
            Some(qualification::Model {
                id: id("qualification", &format!("course/{key}")),
                official_id,
                kind,
                level_code: level.to_owned(),
                obtained_on: Some(course.ends_on),
                recorded_on: step.effective_on,
                issuer: Some(issuer.to_owned()),
                certificate: Some(format!(
                    "{}/{:04}",
                    course.code,
                    Chance::of("certificate", &key).below(10_000)
                )),
                revoked_on: None,
                enrolment_id: Some(step.enrolment_id),
                version: 1,
            })
        };
        completed.filter_map(of_step).collect()
    }
}

/// Tells an enrolment apart from all others.
fn key(course: &Course, person: &Person) -> String {
    format!("{}/{}", course.code, person.key)
}

/// What comes of a course for somebody who has a place.
fn ending(course: &Course, chance: &mut Chance) -> (NaiveDate, Event) {
    let drawn = chance.below(100);
    let recorded_on = course.ends_on + Days::new(u64::from(chance.between(3, 9)));
    let day_of_course = |number: u64| (course.starts_on + Days::new(number - 1)).max(REGISTRY_OPENS);
    match drawn {
        _ if course.audience == Audience::LeadersWithoutIt => {
            (recorded_on, Event::Result(EnrolmentStatus::Completed, None))
        }
        0..3 => {
            let remark = Some("Không đạt bài kiểm tra cuối khóa");
            (recorded_on, Event::Result(EnrolmentStatus::Failed, remark))
        }
        3..6 => (day_of_course(2), Event::Result(EnrolmentStatus::Absent, None)),
        6..8 => (day_of_course(3), Event::GivenUp("Bận công tác đột xuất")),
        _ => (recorded_on, Event::Result(EnrolmentStatus::Completed, None)),
    }
}
