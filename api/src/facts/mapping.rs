//! One row, one fact: a function for each table.

use chrono::NaiveDate;
use entity::value::{AppointmentMode, DatePrecision, LineageShare, Locality, QualificationKind, Sex};
use entity::{
    appointment, course, enrolment, locality_assessment, official, post, qualification, standing_committee,
    standing_committee_membership, title_requirement, title_standard, unit_lineage, unit_version,
};
use targets::age::{self, BirthDate};
use targets::fact;
use targets::period::{EmptyPeriod, Period};
use targets::unit::{LineageEdge, Share, UnitVersion};

use super::{FactError, Levels};

pub(super) fn unit_version(row: &unit_version::Model) -> Result<UnitVersion, EmptyPeriod> {
    Ok(UnitVersion {
        unit: row.unit_id.into(),
        parent: row.parent_id.map(Into::into),
        commune_level: row.kind.is_commune_level(),
        period: Period::new(row.valid_from, row.valid_to)?,
    })
}

pub(super) fn lineage_edge(row: &unit_lineage::Model) -> LineageEdge {
    LineageEdge {
        from: row.from_unit_id.into(),
        to: row.to_unit_id.into(),
        share: match row.share {
            LineageShare::Whole => Share::Whole,
            LineageShare::Part => Share::Part,
        },
        is_default: row.is_default,
        effective_on: row.effective_on,
    }
}

pub(super) fn official(row: &official::Model) -> fact::Official {
    let birth = row.birth_date.zip(row.birth_date_precision);
    fact::Official {
        id: row.id.into(),
        sex: match row.sex {
            Sex::Female => fact::Sex::Female,
            Sex::Male => fact::Sex::Male,
        },
        birth: birth.map(|(date, precision)| BirthDate::new(date, date_precision(precision))),
    }
}

const fn date_precision(precision: DatePrecision) -> age::DatePrecision {
    match precision {
        DatePrecision::Day => age::DatePrecision::Day,
        DatePrecision::Month => age::DatePrecision::Month,
        DatePrecision::Year => age::DatePrecision::Year,
    }
}

pub(super) fn appointment(row: &appointment::Model) -> Result<fact::Appointment<'_>, EmptyPeriod> {
    Ok(fact::Appointment {
        id: row.id.into(),
        official: row.official_id.into(),
        unit: row.unit_id.into(),
        title: &row.title_code,
        mode: match row.mode {
            AppointmentMode::Primary => fact::AppointmentMode::Primary,
            AppointmentMode::Concurrent => fact::AppointmentMode::Concurrent,
            AppointmentMode::Acting => fact::AppointmentMode::Acting,
            AppointmentMode::InCharge => fact::AppointmentMode::InCharge,
        },
        period: Period::new(row.valid_from, row.valid_to)?,
    })
}

pub(super) fn locality(row: &locality_assessment::Model) -> fact::LocalityAssessment {
    fact::LocalityAssessment {
        id: row.id,
        appointment: row.appointment_id.into(),
        locality: match row.locality {
            Locality::Local => fact::Locality::Local,
            Locality::NonLocal => fact::Locality::NonLocal,
        },
        assessed_on: row.assessed_on,
    }
}

/// A qualification counts from the day obtained, or from the day recorded where that is not known.
pub(super) fn qualification<'a>(
    row: &'a qualification::Model,
    levels: &Levels,
) -> Result<fact::Qualification<'a>, FactError> {
    Ok(fact::Qualification {
        id: row.id.into(),
        official: row.official_id.into(),
        kind: qualification_kind(row.kind),
        level: fact::Level { code: &row.level_code, rank: levels.rank(row.kind, &row.level_code)? },
        obtained_on: row.obtained_on.unwrap_or(row.recorded_on),
        revoked_on: row.revoked_on,
    })
}

pub(super) const fn qualification_kind(kind: QualificationKind) -> fact::QualificationKind {
    match kind {
        QualificationKind::Education => fact::QualificationKind::Education,
        QualificationKind::PoliticalTheory => fact::QualificationKind::PoliticalTheory,
        QualificationKind::StateManagement => fact::QualificationKind::StateManagement,
        QualificationKind::InformationTechnology => fact::QualificationKind::InformationTechnology,
        QualificationKind::ForeignLanguage => fact::QualificationKind::ForeignLanguage,
    }
}

pub(super) fn completion(
    enrolment: &enrolment::Model,
    course: &course::Model,
    recorded_on: NaiveDate,
) -> fact::Completion {
    fact::Completion {
        enrolment: enrolment.id.into(),
        official: enrolment.official_id.into(),
        course: course.id.into(),
        course_ended_on: course.ends_on,
        recorded_on,
        counts_as_knowledge_update: course.counts_as_knowledge_update,
    }
}

pub(super) fn post(row: &post::Model) -> Result<fact::Post<'_>, FactError> {
    Ok(fact::Post {
        id: row.id.into(),
        unit: row.unit_id.into(),
        title: &row.title_code,
        seats: u32::try_from(row.seats)
            .map_err(|_| FactError::OutOfRange { what: "seats", number: row.seats.into() })?,
        period: Period::new(row.valid_from, row.valid_to)?,
    })
}

pub(super) fn requirement(
    row: &title_requirement::Model,
    levels: &Levels,
) -> Result<fact::Requirement, FactError> {
    Ok(fact::Requirement {
        kind: qualification_kind(row.kind),
        min_rank: levels.rank(row.kind, &row.level_code)?,
    })
}

pub(super) fn title_standard<'a>(
    row: &'a title_standard::Model,
    requirements: &'a [fact::Requirement],
) -> Result<fact::TitleStandard<'a>, FactError> {
    let max_age = row
        .max_age_at_first_appointment
        .map(|age| {
            u32::try_from(age).map_err(|_| FactError::OutOfRange { what: "an age", number: age.into() })
        })
        .transpose()?;
    Ok(fact::TitleStandard {
        id: row.id,
        title: &row.title_code,
        period: Period::new(row.valid_from, row.valid_to)?,
        requirements,
        max_age_at_first_appointment: max_age,
    })
}

pub(super) fn standing_committee(
    row: &standing_committee::Model,
) -> Result<fact::StandingCommittee, EmptyPeriod> {
    Ok(fact::StandingCommittee {
        id: row.id,
        unit: row.unit_id.into(),
        period: Period::new(row.valid_from, row.valid_to)?,
    })
}

pub(super) fn standing_membership(
    row: &standing_committee_membership::Model,
) -> Result<fact::StandingMembership, EmptyPeriod> {
    Ok(fact::StandingMembership {
        id: row.id,
        committee: row.committee_id,
        official: row.official_id.into(),
        period: Period::new(row.valid_from, row.valid_to)?,
    })
}
