//! The base of the twins: a part of the demo district small enough to be asked everything, with people in two other
//! districts beside it. It has a line of two mergers, a merger of two communes, a split, an agency, and a value in every
//! field of the schema.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use api::demo::District;
use canbo_tests::day;
use chrono::Days;
use entity::id::{
    AppointmentId, EnrolmentId, OfficialId, PostId, QualificationId, SourcePoolEntryId, SourcePoolReportId,
    SuccessionEntryId, SuccessionRoundId, TrainingPlanId, UnitId,
};
use entity::value::{
    AppointmentMode, DisciplineKind, SuccessionEntryStatus, SuccessionRemovalReason, UnitClass,
};
use uuid::Uuid;

use super::sight::is_in;
use super::viewer::{Viewer, unit_at};

/// The communes whose people stay in the world: two that merge into one, two of a line of two mergers, one that is split.
const COMMUNES: [&str; 5] = ["10033", "10030", "10096", "10093", "10063"];
/// Phòng Nội vụ.
const AGENCY: &str = "277-NV";
/// How many holders of key posts stay of each unit.
const KEY_PEOPLE: usize = 5;
/// How many others stay of each unit.
const OTHERS: usize = 2;
/// How many stay of each rare kind of fact.
const RARE: usize = 2;
/// Courses in the catalogue that nobody of the world need be in.
const COURSES: usize = 8;

/// The base.
pub(super) fn base() -> District {
    static BASE: LazyLock<District> = LazyLock::new(|| {
        let mut rows = cut(api::demo::district());
        // Terms that run have an end that is known.
        let running = rows.standing_committees.iter_mut().filter(|row| row.valid_to.is_none());
        running.for_each(|row| row.valid_to = Some(day("2030-12-31")));
        add_rare_facts(&mut rows);
        add_neighbours(&mut rows);
        add_duplicates(&mut rows);
        super::reports::add(&mut rows);
        rows.accounts = Viewer::ALL.iter().map(|viewer| viewer.of(&rows)).collect();
        rows
    });
    BASE.clone()
}

/// The rows of the units and people that stay. Titles and programmes stay whole.
fn cut(mut rows: District) -> District {
    let units = units(&rows);
    let people = people(&rows, &units);
    cut_units(&mut rows, &units);
    let stays = |official: &OfficialId| people.contains(official);
    rows.officials.retain(|row| stays(&row.id));
    rows.identities.retain(|row| stays(&row.official_id));
    rows.affiliations.retain(|row| stays(&row.official_id));
    rows.appointments.retain(|row| stays(&row.official_id));
    rows.posts.retain(|row| units.contains(&row.unit_id));
    let appointments: BTreeSet<_> = rows.appointments.iter().map(|row| row.id).collect();
    rows.locality_assessments.retain(|row| appointments.contains(&row.appointment_id));
    rows.enrolments.retain(|row| stays(&row.official_id));
    let enrolments: BTreeSet<_> = rows.enrolments.iter().map(|row| row.id).collect();
    rows.enrolment_steps.retain(|row| enrolments.contains(&row.enrolment_id));
    let attended: BTreeSet<_> = rows.enrolments.iter().map(|row| row.course_id).collect();
    let some: BTreeSet<_> = rows.course_seats.iter().map(|row| row.course_id).take(COURSES).collect();
    rows.courses.retain(|row| attended.contains(&row.id) || some.contains(&row.id));
    let courses: BTreeSet<_> = rows.courses.iter().map(|row| row.id).collect();
    rows.course_steps.retain(|row| courses.contains(&row.course_id));
    rows.course_seats.retain(|row| courses.contains(&row.course_id));
    rows.qualifications.retain(|row| stays(&row.official_id));
    rows.ratings.retain(|row| stays(&row.official_id));
    rows.disciplines.retain(|row| stays(&row.official_id));
    rows.party_records.retain(|row| stays(&row.official_id));
    rows.party_disciplines.retain(|row| stays(&row.official_id));
    rows.standing_committees.retain(|row| units.contains(&row.unit_id));
    let committees: BTreeSet<_> = rows.standing_committees.iter().map(|row| row.id).collect();
    rows.standing_committee_memberships
        .retain(|row| stays(&row.official_id) && committees.contains(&row.committee_id));
    rows.source_pool_entries.retain(|row| stays(&row.official_id));
    let pooled: BTreeSet<_> = rows.source_pool_entries.iter().map(|row| row.id).collect();
    rows.source_pool_reviews.retain(|row| pooled.contains(&row.entry_id));
    rows.source_pool_reports.retain(|row| units.contains(&row.unit_id));
    rows.succession_rounds.retain(|row| units.contains(&row.unit_id));
    let rounds: BTreeSet<_> = rows.succession_rounds.iter().map(|row| row.id).collect();
    rows.succession_round_steps.retain(|row| rounds.contains(&row.round_id));
    rows.succession_entries.retain(|row| rounds.contains(&row.round_id) && stays(&row.official_id));
    let planned: BTreeSet<_> = rows.succession_entries.iter().map(|row| row.id).collect();
    rows.succession_entry_steps.retain(|row| planned.contains(&row.entry_id));
    cut_plans(&mut rows, &units);
    cut_publications(&mut rows, &units);
    rows.reports.clear();
    rows.report_steps.clear();
    rows
}

/// Leaves the units whose people stay, the two districts beside them, and what is above. What lay elsewhere is in Hà Nội.
fn cut_units(rows: &mut District, units: &BTreeSet<UnitId>) {
    let mut kept = units.clone();
    kept.extend(["01", "275", "10159"].map(|code| unit_at(rows, code, "2023-12-31")));
    loop {
        let parents = rows.unit_versions.iter().filter(|row| kept.contains(&row.unit_id));
        let above: Vec<UnitId> =
            parents.filter_map(|row| row.parent_id).filter(|unit| !kept.contains(unit)).collect();
        if above.is_empty() {
            break;
        }
        kept.extend(above);
    }
    let city = unit_at(rows, "01", "2023-12-31");
    rows.units.retain(|row| kept.contains(&row.id));
    rows.unit_versions.retain(|row| kept.contains(&row.unit_id));
    rows.unit_lineages.retain(|row| kept.contains(&row.from_unit_id) && kept.contains(&row.to_unit_id));
    for row in &mut rows.officials {
        row.hometown_unit_id =
            row.hometown_unit_id.map(|unit| if kept.contains(&unit) { unit } else { city });
    }
    for row in &mut rows.courses {
        if !kept.contains(&row.organiser_unit_id) {
            row.organiser_unit_id = city;
        }
    }
    rows.course_seats.retain(|row| kept.contains(&row.unit_id));
    for row in &mut rows.enrolments {
        if !kept.contains(&row.unit_id) {
            row.unit_id = city;
        }
    }
    rows.source_pool_entries.retain(|row| kept.contains(&row.unit_id));
    for row in &mut rows.ratings {
        if !kept.contains(&row.unit_id) {
            row.unit_id = city;
        }
    }
}

fn cut_plans(rows: &mut District, units: &BTreeSet<UnitId>) {
    rows.training_plans.retain(|row| units.contains(&row.unit_id));
    let plans: BTreeSet<_> = rows.training_plans.iter().map(|row| row.id).collect();
    for row in &mut rows.training_plans {
        row.consolidated_into_id = row.consolidated_into_id.filter(|plan| plans.contains(plan));
    }
    rows.training_plan_steps.retain(|row| plans.contains(&row.plan_id));
    let own: BTreeSet<_> = rows
        .training_plan_items
        .iter()
        .filter(|row| plans.contains(&row.plan_id))
        .map(|row| row.id)
        .collect();
    rows.training_plan_items.retain(|row| {
        let is_of_the_world = row.source_item_id.is_none_or(|source| own.contains(&source));
        own.contains(&row.id) && is_of_the_world
    });
}

fn cut_publications(rows: &mut District, units: &BTreeSet<UnitId>) {
    for row in &mut rows.publications {
        row.account_id = None;
    }
    rows.published_values.retain(|row| units.contains(&row.unit_id));
    let values: BTreeSet<_> = rows.published_values.iter().map(|row| row.id).collect();
    rows.published_parts.retain(|row| values.contains(&row.value_id));
}

/// The units whose people stay, with what they became, and the district.
fn units(rows: &District) -> BTreeSet<UnitId> {
    let mut units: BTreeSet<UnitId> =
        COMMUNES.iter().chain([&AGENCY, &"277"]).map(|code| unit_at(rows, code, "2023-12-31")).collect();
    loop {
        let edges = rows.unit_lineages.iter().filter(|edge| units.contains(&edge.from_unit_id));
        let next: Vec<UnitId> =
            edges.map(|edge| edge.to_unit_id).filter(|unit| !units.contains(unit)).collect();
        if next.is_empty() {
            return units;
        }
        units.extend(next);
    }
}

/// The people who stay: of each unit some holders of key posts and some others, and some of whom the file holds what
/// few files do. None who was ever kept by, or appointed to, a unit that does not stay.
fn people(rows: &District, units: &BTreeSet<UnitId>) -> BTreeSet<OfficialId> {
    let gone: BTreeSet<OfficialId> = {
        let files = rows.affiliations.iter().map(|row| (row.official_id, row.unit_id));
        let posts = rows.appointments.iter().map(|row| (row.official_id, row.unit_id));
        files.chain(posts).filter(|(_, unit)| !units.contains(unit)).map(|(official, _)| official).collect()
    };
    let key_titles: BTreeSet<&str> =
        rows.programme_key_titles.iter().map(|row| row.title_code.as_str()).collect();
    let key_people: BTreeSet<OfficialId> = rows
        .appointments
        .iter()
        .filter(|row| key_titles.contains(row.title_code.as_str()))
        .map(|row| row.official_id)
        .collect();
    let mut people = BTreeSet::new();
    let mut taken: BTreeMap<(UnitId, bool), usize> = BTreeMap::new();
    for row in rows.affiliations.iter().filter(|row| !gone.contains(&row.official_id)) {
        let is_key = key_people.contains(&row.official_id);
        let of_kind = taken.entry((row.unit_id, is_key)).or_default();
        if *of_kind < (if is_key { KEY_PEOPLE } else { OTHERS }) && people.insert(row.official_id) {
            *of_kind += 1;
        }
    }
    let mut take = |officials: &mut dyn Iterator<Item = OfficialId>| {
        people.extend(officials.filter(|official| !gone.contains(official)).take(RARE));
    };
    take(&mut rows.disciplines.iter().map(|row| row.official_id));
    take(&mut rows.party_disciplines.iter().map(|row| row.official_id));
    take(&mut rows.qualifications.iter().filter(|row| row.revoked_on.is_some()).map(|row| row.official_id));
    take(&mut rows.source_pool_entries.iter().map(|row| row.official_id));
    take(
        &mut rows
            .source_pool_entries
            .iter()
            .filter(|row| row.removed_on.is_some())
            .map(|row| row.official_id),
    );
    let acts = |mode| matches!(mode, AppointmentMode::Acting | AppointmentMode::InCharge);
    take(&mut rows.appointments.iter().filter(|row| acts(row.mode)).map(|row| row.official_id));
    let reasons: BTreeSet<_> = rows
        .succession_entry_steps
        .iter()
        .filter(|row| row.reason.is_some())
        .map(|row| row.entry_id)
        .collect();
    take(
        &mut rows
            .succession_entries
            .iter()
            .filter(|row| reasons.contains(&row.id))
            .map(|row| row.official_id),
    );
    take(&mut rows.standing_committee_memberships.iter().map(|row| row.official_id));
    people
}

/// Adds what few files hold, and what the demo leaves out, so that every field has a value somewhere.
fn add_rare_facts(rows: &mut District) {
    for (number, official) in (1_u128..).zip(&rows.officials) {
        rows.disciplines.push(entity::discipline::Model {
            id: Uuid::from_u128(0xD15C_0000 + number),
            official_id: official.id,
            kind: DisciplineKind::Reprimand,
            decided_on: day("2024-02-01"),
            ends_on: Some(day("2025-02-01")),
            decision: Some(format!("{number}/QĐ-UBND")),
            reason: "Chậm báo cáo".to_owned(),
            version: 1,
        });
        rows.party_disciplines.push(entity::party_discipline::Model {
            id: Uuid::from_u128(0xD15D_0000 + number),
            official_id: official.id,
            kind: DisciplineKind::Warning,
            decided_on: day("2024-03-01"),
            ends_on: Some(day("2025-03-01")),
            decision: Some(format!("{number}-QĐ/UBKT")),
            reason: "Vi phạm quy chế làm việc".to_owned(),
        });
    }
    for row in rows.qualifications.iter_mut().step_by(5) {
        row.revoked_on.get_or_insert(day("2024-12-01").max(row.obtained_on.unwrap_or(row.recorded_on)));
    }
    for row in &mut rows.source_pool_reviews {
        row.reason.get_or_insert_with(|| "Theo kết quả xếp loại".to_owned());
    }
    for row in &mut rows.course_steps {
        row.remark.get_or_insert_with(|| "Theo kế hoạch năm".to_owned());
    }
    for row in &mut rows.succession_round_steps {
        row.remark.get_or_insert_with(|| "Theo quy trình".to_owned());
    }
    for row in rows.unit_versions.iter_mut().filter(|row| row.kind.is_commune_level()) {
        row.class = Some(UnitClass::II);
    }
    let entries: Vec<_> = rows.succession_entries.iter().map(|row| row.id).step_by(3).collect();
    for (number, entry) in (1_u128..).zip(entries) {
        let steps = rows.succession_entry_steps.iter().filter(|row| row.entry_id == entry);
        let Some(last) = steps.max_by_key(|row| row.sequence).cloned() else { continue };
        if last.status == SuccessionEntryStatus::Planned {
            rows.succession_entry_steps.push(entity::succession_entry_step::Model {
                id: Uuid::from_u128(0x57E9_0000 + number),
                sequence: last.sequence + 1,
                status: SuccessionEntryStatus::Removed,
                effective_on: last.effective_on + Days::new(20),
                reason: Some(SuccessionRemovalReason::OverAge),
                ..last
            });
        }
    }
}

/// Gives two other districts people, posts, plans and rounds: those of Phú Nghĩa once more, under other ids.
fn add_neighbours(rows: &mut District) {
    let source = unit_at(rows, "10033", "2023-12-31");
    for (code, number) in [("275", 1_u128), ("10159", 2)] {
        let unit = unit_at(rows, code, "2023-12-31");
        let ends = rows.unit_versions.iter().rfind(|row| row.unit_id == unit).and_then(|row| row.valid_to);
        Neighbour { source, unit, ends, mask: number << 100 }.add(rows);
    }
}

/// Of some people, in sight of somebody or not, there was another record, which went into theirs.
fn add_duplicates(rows: &mut District) {
    let twice: Vec<_> = rows.officials.iter().step_by(3).cloned().collect();
    rows.officials.extend(twice.into_iter().map(|person| entity::official::Model {
        id: OfficialId(Uuid::from_u128(person.id.0.as_u128() ^ 1 << 104)),
        merged_into_id: Some(person.id),
        ..person
    }));
}

/// A unit that gets copies of another's rows.
struct Neighbour {
    source: UnitId,
    unit: UnitId,
    ends: Option<chrono::NaiveDate>,
    mask: u128,
}

impl Neighbour {
    fn id<T: From<Uuid> + Into<Uuid>>(&self, id: T) -> T {
        let id: Uuid = id.into();
        T::from(Uuid::from_u128(id.as_u128() ^ self.mask))
    }

    fn add(&self, rows: &mut District) {
        let on = day("2023-12-31");
        let people: BTreeSet<OfficialId> = rows
            .affiliations
            .iter()
            .filter(|row| row.unit_id == self.source && is_in(row.valid_from, row.valid_to, on))
            .map(|row| row.official_id)
            .take(4)
            .collect();
        for official in &people {
            self.add_person(rows, *official);
        }
        self.add_unit_rows(rows, &people);
    }

    fn add_person(&self, rows: &mut District, official: OfficialId) {
        let to = self.id::<OfficialId>(official);
        let person = rows.officials.iter().find(|row| row.id == official).unwrap().clone();
        rows.officials.push(entity::official::Model { id: to, ..person });
        let identity = rows.identities.iter().find(|row| row.official_id == official).cloned();
        rows.identities.extend(identity.map(|row| api::demo::DemoIdentity {
            official_id: to,
            citizen_number: format!("8{}{}", self.mask >> 100, &row.citizen_number[2..]),
            ..row
        }));
        let file = rows.affiliations.iter().find(|row| row.official_id == official).unwrap().clone();
        rows.affiliations.push(entity::affiliation::Model {
            id: self.id(file.id),
            official_id: to,
            unit_id: self.unit,
            valid_to: self.ends,
            ..file
        });
        let posts: Vec<_> = rows
            .appointments
            .iter()
            .filter(|row| row.official_id == official && row.unit_id == self.source)
            .cloned()
            .collect();
        for row in posts {
            let assessed: Vec<_> = rows
                .locality_assessments
                .iter()
                .filter(|other| other.appointment_id == row.id)
                .cloned()
                .collect();
            let appointment: AppointmentId = self.id(row.id);
            rows.appointments.push(entity::appointment::Model {
                id: appointment,
                official_id: to,
                unit_id: self.unit,
                ..row
            });
            rows.locality_assessments.extend(assessed.into_iter().map(|row| {
                entity::locality_assessment::Model { id: self.id(row.id), appointment_id: appointment, ..row }
            }));
        }
        copy(
            &mut rows.qualifications,
            |row| row.official_id == official,
            |row| {
                row.id = self.id::<QualificationId>(row.id);
                row.official_id = to;
                row.enrolment_id = None;
            },
        );
        copy(
            &mut rows.ratings,
            |row| row.official_id == official,
            |row| {
                row.id = self.id(row.id);
                row.official_id = to;
                row.unit_id = self.unit;
            },
        );
        copy(
            &mut rows.disciplines,
            |row| row.official_id == official,
            |row| {
                row.id = self.id(row.id);
                row.official_id = to;
            },
        );
        copy(&mut rows.party_records, |row| row.official_id == official, |row| row.official_id = to);
        copy(
            &mut rows.party_disciplines,
            |row| row.official_id == official,
            |row| {
                row.id = self.id(row.id);
                row.official_id = to;
            },
        );
        self.add_courses_and_pool(rows, official, to);
    }

    fn add_courses_and_pool(&self, rows: &mut District, official: OfficialId, to: OfficialId) {
        let enrolments: BTreeSet<EnrolmentId> =
            rows.enrolments.iter().filter(|row| row.official_id == official).map(|row| row.id).collect();
        copy(
            &mut rows.enrolments,
            |row| enrolments.contains(&row.id),
            |row| {
                row.id = self.id(row.id);
                row.official_id = to;
                row.unit_id = self.unit;
            },
        );
        copy(
            &mut rows.enrolment_steps,
            |row| enrolments.contains(&row.enrolment_id),
            |row| {
                row.id = self.id(row.id);
                row.enrolment_id = self.id(row.enrolment_id);
            },
        );
        let pooled: BTreeSet<SourcePoolEntryId> = rows
            .source_pool_entries
            .iter()
            .filter(|row| row.official_id == official)
            .map(|row| row.id)
            .collect();
        copy(
            &mut rows.source_pool_entries,
            |row| pooled.contains(&row.id),
            |row| {
                row.id = self.id(row.id);
                row.official_id = to;
                row.unit_id = self.unit;
            },
        );
        copy(
            &mut rows.source_pool_reviews,
            |row| pooled.contains(&row.entry_id),
            |row| {
                row.id = self.id(row.id);
                row.entry_id = self.id(row.entry_id);
            },
        );
    }

    /// The posts, plans, rounds and committee of the unit.
    fn add_unit_rows(&self, rows: &mut District, people: &BTreeSet<OfficialId>) {
        copy(
            &mut rows.posts,
            |row| row.unit_id == self.source,
            |row| {
                row.id = self.id::<PostId>(row.id);
                row.unit_id = self.unit;
            },
        );
        copy(
            &mut rows.source_pool_reports,
            |row| row.unit_id == self.source,
            |row| {
                row.id = self.id::<SourcePoolReportId>(row.id);
                row.unit_id = self.unit;
            },
        );
        let plans: BTreeSet<TrainingPlanId> =
            rows.training_plans.iter().filter(|row| row.unit_id == self.source).map(|row| row.id).collect();
        copy(
            &mut rows.training_plans,
            |row| plans.contains(&row.id),
            |row| {
                row.id = self.id(row.id);
                row.unit_id = self.unit;
                row.consolidated_into_id = None;
            },
        );
        copy(
            &mut rows.training_plan_items,
            |row| plans.contains(&row.plan_id),
            |row| {
                row.id = self.id(row.id);
                row.plan_id = self.id(row.plan_id);
                row.source_item_id = None;
            },
        );
        copy(
            &mut rows.training_plan_steps,
            |row| plans.contains(&row.plan_id),
            |row| {
                row.id = self.id(row.id);
                row.plan_id = self.id(row.plan_id);
            },
        );
        let rounds: BTreeSet<SuccessionRoundId> = rows
            .succession_rounds
            .iter()
            .filter(|row| row.unit_id == self.source)
            .map(|row| row.id)
            .collect();
        copy(
            &mut rows.succession_rounds,
            |row| rounds.contains(&row.id),
            |row| {
                row.id = self.id(row.id);
                row.unit_id = self.unit;
            },
        );
        copy(
            &mut rows.succession_round_steps,
            |row| rounds.contains(&row.round_id),
            |row| {
                row.id = self.id(row.id);
                row.round_id = self.id(row.round_id);
            },
        );
        let entries: BTreeSet<SuccessionEntryId> = rows
            .succession_entries
            .iter()
            .filter(|row| rounds.contains(&row.round_id) && people.contains(&row.official_id))
            .map(|row| row.id)
            .collect();
        copy(
            &mut rows.succession_entries,
            |row| entries.contains(&row.id),
            |row| {
                row.id = self.id(row.id);
                row.round_id = self.id(row.round_id);
                row.official_id = self.id(row.official_id);
            },
        );
        copy(
            &mut rows.succession_entry_steps,
            |row| entries.contains(&row.entry_id),
            |row| {
                row.id = self.id(row.id);
                row.entry_id = self.id(row.entry_id);
            },
        );
        let committees: BTreeSet<Uuid> = rows
            .standing_committees
            .iter()
            .filter(|row| row.unit_id == self.source)
            .map(|row| row.id)
            .collect();
        copy(
            &mut rows.standing_committees,
            |row| committees.contains(&row.id),
            |row| {
                row.id = self.id(row.id);
                row.unit_id = self.unit;
            },
        );
        let seats = |row: &entity::standing_committee_membership::Model| {
            committees.contains(&row.committee_id) && people.contains(&row.official_id)
        };
        copy(&mut rows.standing_committee_memberships, seats, |row| {
            row.id = self.id(row.id);
            row.committee_id = self.id(row.committee_id);
            row.official_id = self.id(row.official_id);
        });
    }
}

/// Adds changed copies of the rows that match.
fn copy<R: Clone>(rows: &mut Vec<R>, matches: impl Fn(&R) -> bool, change: impl Fn(&mut R)) {
    let mut copies: Vec<R> = rows.iter().filter(|row| matches(row)).cloned().collect();
    copies.iter_mut().for_each(change);
    rows.extend(copies);
}
