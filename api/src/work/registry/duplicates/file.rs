//! What the files of two records of a person hold. Class PERSONNEL, which whoever merges reads: where the two say different things of the same
//! days, that is told.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::id::EnrolmentId;
use entity::value::{AppointmentMode, EnrolmentStatus};
use entity::{
    affiliation, appointment, course, discipline, enrolment, enrolment_step, locality_assessment,
    qualification, rating, source_pool_entry, source_pool_review,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::fact::{Both, Sorted};
use super::{Merger, by, period};
use crate::work::UnitOfWork;
use crate::work::registry::{Advice, Keeper, Refusal, RegistryError, Rule};

/// What hangs on either record.
pub(super) struct File {
    affiliations: Both<affiliation::Entity>,
    appointments: Both<appointment::Entity>,
    disciplines: Both<discipline::Entity>,
    qualifications: Both<qualification::Entity>,
    ratings: Both<rating::Entity>,
    enrolments: Both<enrolment::Entity>,
    steps: BTreeMap<EnrolmentId, Vec<enrolment_step::Model>>,
    pool: Both<source_pool_entry::Entity>,
}

impl File {
    pub(super) async fn read(unit: &UnitOfWork, merger: &Merger<'_>) -> Result<Self, DbErr> {
        let enrolments = Both::<enrolment::Entity>::read(unit, merger).await?;
        let of_either = enrolments.own.iter().chain(&enrolments.other).map(|row| row.id);
        let steps = enrolment_step::Entity::find()
            .filter(enrolment_step::Column::EnrolmentId.is_in(of_either))
            .all(unit.transaction())
            .await?;
        Ok(Self {
            affiliations: Both::read(unit, merger).await?,
            appointments: Both::read(unit, merger).await?,
            disciplines: Both::read(unit, merger).await?,
            qualifications: Both::read(unit, merger).await?,
            ratings: Both::read(unit, merger).await?,
            steps: by(steps, |row| row.enrolment_id),
            enrolments,
            pool: Both::read(unit, merger).await?,
        })
    }

    /// Everything that comes to a file comes after its person's birth.
    pub(super) fn check(&self, birth: Option<NaiveDate>) -> Result<(), Refusal> {
        let days = self
            .affiliations
            .other
            .iter()
            .map(|row| row.valid_from)
            .chain(self.appointments.other.iter().map(|row| row.valid_from))
            .chain(self.qualifications.other.iter().filter_map(|row| row.obtained_on));
        match (birth, days.min()) {
            (Some(birth), Some(first)) if first <= birth => Err(Rule::Order.at("duplicate")),
            _ => Ok(()),
        }
    }

    /// What the duplicate's file says otherwise than the survivor's.
    pub(super) async fn advice(&self, unit: &UnitOfWork, keeper: &Keeper) -> Result<Vec<Advice>, DbErr> {
        let name = |of, on| {
            let shown = keeper.directory().units.shown(of, on, None);
            shown.map(|view| view.version.name.clone()).unwrap_or_default()
        };
        let kept_elsewhere = |own: &affiliation::Model, row: &affiliation::Model| {
            (own.unit_id, own.category) != (row.unit_id, row.category)
        };
        let kept = period::collisions(&self.affiliations.own, &self.affiliations.other, kept_elsewhere);
        let kept = kept.into_iter().map(|(_, row)| (row.id, row)).collect::<BTreeMap<_, _>>().into_values();
        let kept = kept.map(|row| Advice::AffiliationSetAside {
            unit: name(row.unit_id, row.valid_from),
            from: row.valid_from,
        });
        let another_main_post = |own: &appointment::Model, row: &appointment::Model| {
            are_both_main(own, row) && !is_same(own, row)
        };
        let held = period::collisions(&self.appointments.own, &self.appointments.other, another_main_post);
        let held = held.into_iter().map(|(_, row)| (row.id, row)).collect::<BTreeMap<_, _>>().into_values();
        let held = held.map(|row| Advice::AppointmentSetAside {
            title: row.title_code.clone(),
            unit: name(row.unit_id, row.valid_from),
            from: row.valid_from,
        });
        let rated = self.ratings.other.iter().filter(|row| {
            let stands = self.stands_instead_of(row);
            stands.is_some_and(|own| own.grade != row.grade)
        });
        let rated: BTreeSet<i32> = rated.map(|row| row.year).collect();
        let rated = rated.into_iter().map(|year| Advice::RatingSetAside { year });
        let courses = self.courses_set_aside(unit).await?.into_iter();
        let courses = courses.map(|row| Advice::EnrolmentSetAside { course: row.title });
        Ok(kept.chain(held).chain(rated).chain(courses).collect())
    }

    /// The rating of the survivor that stands in the place of one of the duplicate's.
    fn stands_instead_of(&self, row: &rating::Model) -> Option<&rating::Model> {
        if row.superseded_on.is_some() {
            return None;
        }
        let mut of_year = self.ratings.own.iter().filter(|own| own.year == row.year);
        of_year.find(|own| is_in_force(own) || (row.approved_on.is_none() && own.approved_on.is_none()))
    }

    /// The courses in which the two records came to different ends.
    async fn courses_set_aside(&self, unit: &UnitOfWork) -> Result<Vec<course::Model>, DbErr> {
        let differ =
            self.enrolments.other.iter().filter(|row| {
                self.enrolled(row).is_some_and(|own| self.status(own.id) != self.status(row.id))
            });
        let courses: BTreeSet<_> = differ.map(|row| row.course_id).collect();
        course::Entity::find().filter(course::Column::Id.is_in(courses)).all(unit.transaction()).await
    }

    fn status(&self, enrolment: EnrolmentId) -> Option<EnrolmentStatus> {
        let steps = self.steps.get(&enrolment)?;
        steps.iter().max_by_key(|step| step.sequence).map(|step| step.status)
    }

    /// The survivor's enrolment in the course of one of the duplicate's.
    fn enrolled(&self, row: &enrolment::Model) -> Option<&enrolment::Model> {
        self.enrolments.own.iter().find(|own| own.course_id == row.course_id)
    }

    pub(super) async fn write(self, unit: &mut UnitOfWork, merger: &Merger<'_>) -> Result<(), RegistryError> {
        let ratings = self.sorted_ratings(unit.today());
        let (qualifications, enrolments, steps) = self.sorted_training();
        let Self { affiliations, appointments, disciplines, pool, .. } = self;

        let files = period::sorted(&affiliations.own, affiliations.other, |_, _| true);
        files.write::<affiliation::Entity>(unit, merger, |row| Some(row.unit_id)).await?;

        let held = period::sorted(&appointments.own, appointments.other, |own, row| {
            is_same(own, row) || are_both_main(own, row)
        });
        remove_assessments(unit, merger, &held.twice).await?;
        held.write::<appointment::Entity>(unit, merger, |row| Some(row.unit_id)).await?;

        let disciplines = Sorted::by(disciplines.other, |_| false);
        disciplines.write::<discipline::Entity>(unit, merger, |_| merger.unit).await?;
        ratings.write::<rating::Entity>(unit, merger, |row| Some(row.unit_id)).await?;

        qualifications.write::<qualification::Entity>(unit, merger, |_| merger.unit).await?;
        let of_enrolment: BTreeMap<_, _> = enrolments.twice.iter().map(|row| (row.id, row.unit_id)).collect();
        unit.remove(&steps, |row| of_enrolment.get(&row.enrolment_id).copied(), merger.reason).await?;
        enrolments.write::<enrolment::Entity>(unit, merger, |row| Some(row.unit_id)).await?;

        let is_pooled_twice = |row: &source_pool_entry::Model| {
            let pooled = |own: &source_pool_entry::Model| {
                own.unit_id == row.unit_id
                    && own.removed_on.is_none_or(|end| row.added_on < end)
                    && row.removed_on.is_none_or(|end| own.added_on < end)
            };
            pool.own.iter().any(pooled)
        };
        let pooled = Sorted::by(pool.other, is_pooled_twice);
        remove_reviews(unit, merger, &pooled.twice).await?;
        pooled.write::<source_pool_entry::Entity>(unit, merger, |row| Some(row.unit_id)).await
    }

    /// A proposal beside which the survivor's rating stands is taken out. An approved rating is final: it goes over, superseded where one
    /// of the survivor's is in force.
    fn sorted_ratings(&self, today: NaiveDate) -> Sorted<rating::Model> {
        let mut sorted = Sorted::by(self.ratings.other.clone(), |row| {
            row.approved_on.is_none() && self.stands_instead_of(row).is_some()
        });
        let (superseded, whole): (Vec<_>, Vec<_>) =
            sorted.whole.into_iter().partition(|row| self.stands_instead_of(row).is_some());
        let changed = superseded.into_iter().map(|row| {
            let on = row.approved_on.map_or(today, |approved| approved.max(today));
            (row.clone(), rating::Model { superseded_on: Some(on), ..row })
        });
        sorted.changed = changed.collect();
        sorted.whole = whole;
        sorted
    }

    /// Enrolments in a course that the survivor is enrolled in are taken out with their steps; a qualification that came of one came of the
    /// survivor's.
    fn sorted_training(
        &self,
    ) -> (Sorted<qualification::Model>, Sorted<enrolment::Model>, Vec<enrolment_step::Model>) {
        let enrolments = Sorted::by(self.enrolments.other.clone(), |row| self.enrolled(row).is_some());
        let instead: BTreeMap<EnrolmentId, EnrolmentId> =
            enrolments.twice.iter().filter_map(|row| Some((row.id, self.enrolled(row)?.id))).collect();
        let of = |row: &qualification::Model| row.enrolment_id.and_then(|id| instead.get(&id).copied());
        let mut qualifications = Sorted::by(self.qualifications.other.clone(), |_| false);
        let (gained, whole): (Vec<_>, Vec<_>) =
            qualifications.whole.into_iter().partition(|row| of(row).is_some());
        qualifications.whole = whole;
        let changed = gained.into_iter().map(|row| {
            let enrolment_id = of(&row);
            (row.clone(), qualification::Model { enrolment_id, ..row })
        });
        qualifications.changed = changed.collect();
        let steps = instead.keys().filter_map(|id| self.steps.get(id)).flatten().cloned().collect();
        (qualifications, enrolments, steps)
    }
}

/// Whether two appointments are to one title in one unit.
fn is_same(one: &appointment::Model, other: &appointment::Model) -> bool {
    (one.unit_id, &one.title_code) == (other.unit_id, &other.title_code)
}

/// Whether both are a main post, of which a person has one a day.
fn are_both_main(one: &appointment::Model, other: &appointment::Model) -> bool {
    one.mode == AppointmentMode::Primary && other.mode == AppointmentMode::Primary
}

const fn is_in_force(row: &rating::Model) -> bool {
    row.approved_on.is_some() && row.superseded_on.is_none()
}

/// Takes out what was assessed of appointments that are taken out.
async fn remove_assessments(
    unit: &mut UnitOfWork,
    merger: &Merger<'_>,
    twice: &[appointment::Model],
) -> Result<(), RegistryError> {
    let assessed = locality_assessment::Column::AppointmentId.is_in(twice.iter().map(|row| row.id));
    let rows = locality_assessment::Entity::find().filter(assessed).all(unit.transaction()).await?;
    let units: BTreeMap<_, _> = twice.iter().map(|row| (row.id, row.unit_id)).collect();
    Ok(unit.remove(&rows, |row| units.get(&row.appointment_id).copied(), merger.reason).await?)
}

/// Takes out the reviews of pool entries that are taken out.
async fn remove_reviews(
    unit: &mut UnitOfWork,
    merger: &Merger<'_>,
    twice: &[source_pool_entry::Model],
) -> Result<(), RegistryError> {
    let reviewed = source_pool_review::Column::EntryId.is_in(twice.iter().map(|row| row.id));
    let rows = source_pool_review::Entity::find().filter(reviewed).all(unit.transaction()).await?;
    let units: BTreeMap<_, _> = twice.iter().map(|row| (row.id, row.unit_id)).collect();
    Ok(unit.remove(&rows, |row| units.get(&row.entry_id).copied(), merger.reason).await?)
}
