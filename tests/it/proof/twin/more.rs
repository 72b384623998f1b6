//! A hundred more people of whom the viewer knows nothing, with a file each, and what hangs on things that the viewer does
//! see: enrolments in its courses, entries in its pools, acting posts in its units. And posts, plans and seats in committees of
//! units out of sight.

use std::collections::BTreeSet;

use api::demo::{DemoAccount, DemoIdentity, District};
use canbo_tests::day;
use chrono::{Days, NaiveDate};
use entity::class::ConfidentialityClass as Class;
use entity::id::{
    AccountId, AppointmentId, EnrolmentId, OfficialId, PostId, QualificationId, SourcePoolEntryId,
    SourcePoolReportId, SuccessionEntryId, SuccessionRoundId, TrainingPlanId, UnitId,
};
use entity::value::{
    AppointmentMode, AppointmentOrigin, CourseKind, DatePrecision, DisciplineKind, EnrolmentStatus, Locality,
    OfficialCategory, QualificationKind, RatingGrade, Role, Sex, SourcePoolOrigin, SourcePoolOutcome,
    SuccessionEntryStatus, SuccessionRoundStatus, TitleBody, TrainingPlanStatus, UnitKind,
};
use uuid::Uuid;

use super::{CANARY, Hidden, reads, rename};

/// How many.
const PEOPLE: usize = 100;
/// How many units out of sight have another post and another plan.
const UNITS: usize = 7;

/// The id of the row of a table, by the table's number, of one of these people.
fn id(table: u128, number: usize) -> Uuid {
    Uuid::from_u128(0x00DD_0000_0000_0000_0000_0000_0000_0000 | table << 32 | u128::try_from(number).unwrap())
}

/// The id of one of these people: of nobody at all in the base.
pub(in crate::proof) fn official(number: usize) -> OfficialId {
    OfficialId(id(1, number))
}

/// Adds them.
pub(super) fn add(rows: &mut District, hidden: &Hidden) {
    let places = Places::of(rows, hidden);
    if hidden.keeps_headers {
        // Of those who are there, what the journal says nothing of.
        for number in 0..rows.officials.len() {
            let person = rows.officials[number].id;
            rows.party_records.retain(|row| row.official_id != person);
            rows.identities.retain(|row| row.official_id != person);
            add_secrets(rows, person, number);
        }
        let people: Vec<OfficialId> = rows.officials.iter().map(|row| row.id).collect();
        return add_round(rows, hidden, &places, &people);
    }
    for number in 0..PEOPLE {
        add_person(rows, &places, number);
        add_file(rows, &places, number);
        add_secrets(rows, official(number), number);
    }
    let people: Vec<OfficialId> = (0..PEOPLE).map(official).collect();
    add_round(rows, hidden, &places, &people);
    for number in (0..places.hidden.len()).step_by(places.hidden.len().div_ceil(UNITS)) {
        add_post(rows, &places, number);
        add_plan(rows, &places, number);
    }
    add_members(rows, hidden);
    if !hidden.knows_accounts {
        rows.accounts.push(DemoAccount {
            id: AccountId(id(20, 0)),
            username: "nguoi-khac".to_owned(),
            display_name: format!("{CANARY} khác"),
            role: Role::Admin,
            grants: Vec::new(),
        });
    }
}

/// Where they are.
struct Places {
    /// Out of sight: the unit, its first day and the day on which it ends.
    hidden: Vec<(UnitId, NaiveDate, Option<NaiveDate>)>,
    /// Units in sight, if there are any.
    seen: Vec<UnitId>,
    /// A title that no target counts.
    title: String,
    /// The titles that targets count.
    key_titles: BTreeSet<String>,
}

impl Places {
    fn of(rows: &District, hidden: &Hidden) -> Self {
        let kinds = [UnitKind::Commune, UnitKind::Township, UnitKind::Ward, UnitKind::District];
        let out_of_sight = rows
            .unit_versions
            .iter()
            .filter(|row| kinds.contains(&row.kind) && hidden.is_hidden_unit(row.unit_id, Class::Personnel));
        let key_titles: BTreeSet<String> =
            rows.programme_key_titles.iter().map(|row| row.title_code.clone()).collect();
        let title =
            rows.titles.iter().find(|row| row.body == TitleBody::Staff && !key_titles.contains(&row.code));
        Self {
            hidden: out_of_sight.map(|row| (row.unit_id, row.valid_from, row.valid_to)).collect(),
            seen: hidden.units.iter().copied().collect(),
            title: title.unwrap().code.clone(),
            key_titles,
        }
    }

    fn hidden(&self, number: usize) -> (UnitId, NaiveDate, Option<NaiveDate>) {
        self.hidden[number % self.hidden.len()]
    }

    /// A unit in sight, or where there is none any other.
    fn seen(&self, number: usize) -> UnitId {
        match self.seen.as_slice() {
            [] => self.hidden(number).0,
            seen => seen[number % seen.len()],
        }
    }
}

fn add_person(rows: &mut District, places: &Places, number: usize) {
    let (unit, from, to) = places.hidden(number);
    let mut row = entity::official::Model {
        id: official(number),
        full_name: String::new(),
        search_name: String::new(),
        sort_key: Vec::new(),
        birth_date: Some(day("1970-02-03") + Days::new(u64::try_from(number * 211).unwrap())),
        birth_date_precision: Some(DatePrecision::Day),
        sex: if number.is_multiple_of(2) { Sex::Female } else { Sex::Male },
        ethnicity: Some(CANARY.to_owned()),
        hometown_unit_id: Some(unit),
        hometown_on: Some(from),
        version: 7,
        merged_into_id: None,
    };
    rename(&mut row, number);
    let twice = entity::official::Model {
        id: OfficialId(id(41, number)),
        merged_into_id: Some(row.id),
        ..row.clone()
    };
    rows.officials.extend([row, twice]);
    rows.affiliations.push(entity::affiliation::Model {
        id: id(2, number),
        official_id: official(number),
        unit_id: unit,
        category: OfficialCategory::ALL[number % OfficialCategory::ALL.len()],
        valid_from: from,
        valid_to: to,
    });
    rows.appointments.push(entity::appointment::Model {
        id: AppointmentId(id(3, number)),
        official_id: official(number),
        unit_id: places.seen(number),
        title_code: places.title.clone(),
        mode: AppointmentMode::Acting,
        origin: AppointmentOrigin::Transfer,
        decision: Some(format!("{CANARY}/QĐ")),
        valid_from: day("2022-05-01"),
        valid_to: Some(day("2031-06-30")),
        version: 1,
    });
}

fn add_file(rows: &mut District, places: &Places, number: usize) {
    let person = official(number);
    rows.locality_assessments.push(entity::locality_assessment::Model {
        id: id(16, number),
        appointment_id: AppointmentId(id(3, number)),
        locality: Locality::ALL[number % Locality::ALL.len()],
        criterion: CANARY.to_owned(),
        decided_by: CANARY.to_owned(),
        assessed_on: day("2022-05-02"),
        version: 4,
    });
    rows.qualifications.push(entity::qualification::Model {
        id: QualificationId(id(4, number)),
        official_id: person,
        kind: QualificationKind::Education,
        level_code: "MASTER".to_owned(),
        obtained_on: Some(day("2015-06-01")),
        recorded_on: day("2015-07-01"),
        issuer: Some(CANARY.to_owned()),
        certificate: Some(format!("{CANARY}-{number}")),
        revoked_on: None,
        enrolment_id: None,
        version: 1,
    });
    rows.ratings.push(entity::rating::Model {
        id: id(5, number),
        official_id: person,
        unit_id: places.hidden(number).0,
        year: 2023,
        grade: RatingGrade::Good,
        proposed_on: day("2023-12-01"),
        approved_on: Some(day("2023-12-12")),
        superseded_on: None,
        proposed_by: None,
        version: 2,
    });
    rows.ratings.push(entity::rating::Model {
        id: id(40, number),
        official_id: person,
        unit_id: places.hidden(number).0,
        year: 2022,
        grade: RatingGrade::Completed,
        proposed_on: day("2022-12-01"),
        approved_on: Some(day("2022-12-12")),
        superseded_on: Some(day("2023-02-03")),
        proposed_by: None,
        version: 3,
    });
    rows.disciplines.push(entity::discipline::Model {
        id: id(6, number),
        official_id: person,
        kind: DisciplineKind::Warning,
        decided_on: day("2024-02-01"),
        ends_on: Some(day("2025-02-01")),
        decision: Some(format!("{CANARY}/QĐ")),
        reason: CANARY.to_owned(),
        version: 1,
    });
    let enrolment = EnrolmentId(id(7, number));
    rows.enrolments.push(entity::enrolment::Model {
        id: enrolment,
        course_id: rows.courses[number % rows.courses.len()].id,
        official_id: person,
        unit_id: places.seen(number),
        version: 1,
        nominated_by: None,
        authority: None,
    });
    let course = &rows.courses[number % rows.courses.len()];
    rows.enrolment_steps.push(entity::enrolment_step::Model {
        id: id(8, number),
        enrolment_id: enrolment,
        sequence: 1,
        status: EnrolmentStatus::Enrolled,
        effective_on: course.announced_on,
        remark: Some(CANARY.to_owned()),
    });
    let entry = SourcePoolEntryId(id(9, number));
    rows.source_pool_entries.push(entity::source_pool_entry::Model {
        id: entry,
        official_id: person,
        unit_id: places.seen(number + 1),
        origin: SourcePoolOrigin::InterCommune,
        added_on: day("2023-03-01"),
        removed_on: None,
        version: 1,
    });
    rows.source_pool_reviews.push(entity::source_pool_review::Model {
        id: id(10, number),
        entry_id: entry,
        year: 2023,
        outcome: SourcePoolOutcome::Kept,
        assessment: CANARY.to_owned(),
        reason: Some(CANARY.to_owned()),
        reviewed_on: day("2023-12-20"),
        version: 1,
    });
}

fn add_post(rows: &mut District, places: &Places, number: usize) {
    let (unit, from, to) = places.hidden(number);
    let has = |title: &str| rows.posts.iter().any(|row| row.unit_id == unit && row.title_code == title);
    let mut others = rows.titles.iter().map(|row| row.code.clone());
    let title = others.find(|title| !places.key_titles.contains(title) && !has(title)).unwrap();
    let base = entity::post::Model {
        id: PostId(id(17, number)),
        unit_id: unit,
        title_code: title,
        seats: 9,
        decision: Some(format!("{CANARY}/QĐ")),
        valid_from: from + Days::new(1),
        valid_to: to,
        version: 1,
        is_transitional: false,
    };
    rows.posts.push(entity::post::Model {
        id: PostId(id(23, number)),
        valid_to: Some(to.unwrap_or(from + Days::new(4000))),
        is_transitional: true,
        ..base.clone()
    });
    rows.posts.push(base);
}

fn add_plan(rows: &mut District, places: &Places, number: usize) {
    let (unit, from, _) = places.hidden(number);
    rows.source_pool_reports.push(entity::source_pool_report::Model {
        id: SourcePoolReportId(id(24, number)),
        unit_id: unit,
        year: 2031,
        reported_on: from + Days::new(3),
        authority_unit_id: unit,
        kept: 77,
        added: 77,
        removed: 77,
        remark: Some(CANARY.to_owned()),
    });
    let plan = TrainingPlanId(id(18, number));
    rows.training_plans.push(entity::training_plan::Model {
        id: plan,
        unit_id: unit,
        year: 2031,
        edition: 1,
        consolidated_into_id: None,
        decision: Some(format!("{CANARY}/QĐ")),
        decided_on: Some(from + Days::new(9)),
        signer: Some(CANARY.to_owned()),
        submitted_by: None,
        version: 3,
    });
    rows.training_plan_items.push(entity::training_plan_item::Model {
        id: id(19, number),
        plan_id: plan,
        position: 1,
        course_kind: CourseKind::ALL[number % CourseKind::ALL.len()],
        title_group: Some(CANARY.to_owned()),
        people: 77,
        reason: Some(CANARY.to_owned()),
        source_item_id: None,
    });
    let steps = [TrainingPlanStatus::Draft, TrainingPlanStatus::Submitted, TrainingPlanStatus::Approved];
    for (status, step) in steps.into_iter().zip(0..) {
        rows.training_plan_steps.push(entity::training_plan_step::Model {
            id: id(21, 8 * number + step),
            plan_id: plan,
            sequence: i32::try_from(step).unwrap() + 1,
            status,
            effective_on: from + Days::new(7 + u64::try_from(step).unwrap()),
            remark: Some(CANARY.to_owned()),
        });
    }
}

/// A seat for one of these people in each committee that the viewer knows nothing of.
fn add_members(rows: &mut District, hidden: &Hidden) {
    let committees = rows.standing_committees.iter();
    let closed = committees.filter(|row| hidden.is_hidden_unit(row.unit_id, Class::Party));
    for (number, committee) in closed.enumerate() {
        rows.standing_committee_memberships.push(entity::standing_committee_membership::Model {
            id: id(22, number),
            committee_id: committee.id,
            official_id: official(number),
            valid_from: committee.valid_from + Days::new(1),
            valid_to: committee.valid_to,
            version: 1,
        });
    }
}

/// What identity data and Party data there is of a person.
fn add_secrets(rows: &mut District, person: OfficialId, number: usize) {
    rows.identities.push(DemoIdentity {
        official_id: person,
        citizen_number: format!("97531{number:07}"),
        phone: Some(format!("0666{number:06}")),
        address: Some(format!("{CANARY}, {CANARY}")),
    });
    rows.party_records.push(entity::party_record::Model {
        official_id: person,
        admitted_on: Some(day("2003-03-03")),
        full_member_on: Some(day("2004-03-03")),
        version: 1,
    });
    rows.party_disciplines.push(entity::party_discipline::Model {
        id: id(11, number),
        official_id: person,
        kind: DisciplineKind::Reprimand,
        decided_on: day("2022-02-02"),
        ends_on: None,
        decision: Some(format!("{CANARY}-QĐ")),
        reason: CANARY.to_owned(),
    });
}

/// A round with these people, of a unit in sight where the role reads no such plan, and else of one out of sight; and
/// with those in sight in it where the role reads no such plan.
fn add_round(rows: &mut District, hidden: &Hidden, places: &Places, people: &[OfficialId]) {
    let is_closed = !reads(hidden.role, Class::Succession);
    let round = SuccessionRoundId(id(12, 0));
    rows.succession_rounds.push(entity::succession_round::Model {
        id: round,
        unit_id: if is_closed { places.seen(0) } else { places.hidden(0).0 },
        body: TitleBody::Party,
        term: format!("{CANARY} 2030"),
        submitted_by: None,
        version: 1,
    });
    rows.succession_round_steps.push(entity::succession_round_step::Model {
        id: id(13, 0),
        round_id: round,
        sequence: 1,
        status: SuccessionRoundStatus::Draft,
        effective_on: day("2023-05-05"),
        remark: Some(CANARY.to_owned()),
    });
    let seen: Vec<OfficialId> = hidden.today.iter().copied().filter(|_| is_closed).collect();
    for (number, person) in people.iter().copied().chain(seen).enumerate() {
        let entry = SuccessionEntryId(id(14, number));
        rows.succession_entries.push(entity::succession_entry::Model {
            id: entry,
            round_id: round,
            official_id: person,
            title_code: "PARTY_SECRETARY".to_owned(),
            proposed_by: None,
            version: 1,
        });
        rows.succession_entry_steps.push(entity::succession_entry_step::Model {
            id: id(15, number),
            entry_id: entry,
            sequence: 1,
            status: SuccessionEntryStatus::Planned,
            effective_on: day("2023-05-05"),
            reason: None,
        });
    }
}
