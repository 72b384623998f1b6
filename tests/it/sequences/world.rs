//! The small world in which sequences begin: a city with two districts, four communes and an agency of one of them, a dozen people, so
//! that whoever does something at random often meets what is there already.

mod courses;
mod reports;

use std::sync::LazyLock;

use api::clock::Clock;
use api::demo::{DemoAccount, DemoIdentity, District};
use canbo_tests::{NOW, TODAY, day};
use chrono::NaiveDate;
use entity::id::{
    AccountId, AppointmentId, OfficialId, PostId, QualificationId, SourcePoolEntryId, SuccessionEntryId,
    SuccessionRoundId, UnitId,
};
use entity::value::{
    AppointmentMode, AppointmentOrigin, DatePrecision, DisciplineKind, LineageShare, Locality,
    OfficialCategory, QualificationKind, RatingGrade, Role, Sex, SourcePoolOrigin, SourcePoolOutcome,
    SuccessionEntryStatus, SuccessionRoundStatus, TitleBody, UnitKind,
};
use entity::{
    account_grant, affiliation, appointment, discipline, locality_assessment, official, party_record, post,
    qualification, rating, source_pool_entry, source_pool_review, standing_committee,
    standing_committee_membership, succession_entry, succession_entry_step, succession_round,
    succession_round_step, unit, unit_lineage, unit_version,
};
use uuid::Uuid;

use super::model::{Account, Grant, Identity, Law, Model, Programme, Standard, State, folded};

/// The Home Affairs office of the district, which is the account of a person of the registry.
pub(super) const OFFICE: &str = "noi-vu";
/// The Home Affairs office of the city, above both districts.
pub(super) const CITY_OFFICE: &str = "so-noi-vu";
/// Who manages accounts.
pub(super) const ADMINISTRATOR: &str = "quan-tri";
/// The first account of a commune, the one whose grant carries over.
pub(super) const COMMUNE: &str = "xa-mot";
/// The Party committee of the district.
pub(super) const PARTY_COMMITTEE: &str = "dang-uy";

/// The account, its role, the unit in which that is held, and whether the grant outlives the unit.
type AccountRow = (&'static str, Role, Option<usize>, bool);

const ACCOUNTS: [AccountRow; 9] = [
    (OFFICE, Role::District, Some(DISTRICT), true),
    (CITY_OFFICE, Role::District, Some(CITY), true),
    ("huyen-ben", Role::District, Some(NEIGHBOUR), true),
    (COMMUNE, Role::Commune, Some(FIRST), true),
    ("xa-hai", Role::Commune, Some(SECOND), false),
    (PARTY_COMMITTEE, Role::PartyCommittee, Some(DISTRICT), true),
    ("dang-uy-xa", Role::PartyCommittee, Some(FIRST), true),
    (ADMINISTRATOR, Role::Admin, None, false),
    ("nen-tang", Role::Integration, Some(DISTRICT), true),
];

/// The places of accounts in their list.
const OFFICE_ACCOUNT: usize = 0;
const COMMUNE_ACCOUNT: usize = 3;
const SECOND_ACCOUNT: usize = 4;

const CITY: usize = 0;
const DISTRICT: usize = 1;
const NEIGHBOUR: usize = 2;
const FIRST: usize = 3;
const SECOND: usize = 4;
const THIRD: usize = 5;
const FOURTH: usize = 6;
const AGENCY: usize = 7;
const ELSEWHERE: usize = 8;
/// A commune that went over into the fourth.
const FORMER: usize = 9;

/// The code, the name, the kind, the unit above, the first day, the day after the last.
type UnitRow = (&'static str, &'static str, UnitKind, Option<usize>, &'static str, Option<&'static str>);

const UNITS: [UnitRow; 10] = [
    ("01", "Thành phố Hà Nội", UnitKind::City, None, "2010-01-01", None),
    ("277", "Huyện Chương Mỹ", UnitKind::District, Some(CITY), "2010-01-01", None),
    ("278", "Huyện Thanh Oai", UnitKind::District, Some(CITY), "2010-01-01", None),
    ("10033", "Xã Phú Nghĩa", UnitKind::Commune, Some(DISTRICT), "2010-01-01", None),
    ("10030", "Xã Đông Sơn", UnitKind::Commune, Some(DISTRICT), "2010-01-01", None),
    ("10018", "Thị trấn Xuân Mai", UnitKind::Township, Some(DISTRICT), "2010-01-01", None),
    ("10096", "Xã Hồng Phú", UnitKind::Commune, Some(DISTRICT), "2024-01-01", None),
    ("277-NV", "Phòng Nội vụ", UnitKind::Agency, Some(DISTRICT), "2010-01-01", None),
    ("10117", "Xã Bích Hòa", UnitKind::Commune, Some(NEIGHBOUR), "2010-01-01", None),
    ("10099", "Xã Đại Yên", UnitKind::Commune, Some(DISTRICT), "2010-01-01", Some("2024-01-01")),
];

/// Days by which what was planned for soon has come to pass.
pub(super) const LATER: [&str; 2] = ["2026-01-20", "2026-02-15"];

/// A clock that stands still at ten in the morning of a day.
pub(super) fn clock_on(on: NaiveDate) -> Clock {
    Clock::fixed(format!("{on}T03:00:00Z").parse().unwrap(), on)
}

/// The name, the birth date with its precision, the sex, the unit that keeps the file, its first day.
type PersonRow =
    (&'static str, Option<(&'static str, DatePrecision)>, Sex, usize, OfficialCategory, &'static str);

const PEOPLE: [PersonRow; 12] = {
    use DatePrecision::{Day, Month, Year};
    use OfficialCategory::{Cadre, CivilServant, PublicEmployee};
    use Sex::{Female, Male};
    [
        ("Nguyễn Văn An", Some(("1980-05-12", Day)), Male, AGENCY, CivilServant, "2015-03-01"),
        ("Trần Thị Bích", Some(("1985-03-08", Day)), Female, FIRST, Cadre, "2015-03-01"),
        ("Lê Văn Cường", Some(("1991-01-01", Year)), Male, FIRST, Cadre, "2019-06-01"),
        ("Phạm Thị Dung", None, Female, FIRST, CivilServant, "2022-01-01"),
        ("Hoàng Văn Em", Some(("1990-12-31", Day)), Male, SECOND, Cadre, "2015-03-01"),
        ("Vũ Thị Giang", Some(("1992-02-29", Day)), Female, SECOND, Cadre, "2019-06-01"),
        ("Đỗ Văn Hải", Some(("1975-07-01", Month)), Male, SECOND, CivilServant, "2015-03-01"),
        ("Bùi Thị Lan", Some(("1991-01-01", Day)), Female, THIRD, Cadre, "2015-03-01"),
        ("Đặng Văn Minh", Some(("1968-09-02", Day)), Male, THIRD, PublicEmployee, "2015-03-01"),
        ("Ngô Thị Nga", Some(("1995-10-20", Day)), Female, FORMER, Cadre, "2019-06-01"),
        ("Lý Văn Phúc", Some(("1983-04-30", Day)), Male, ELSEWHERE, Cadre, "2015-03-01"),
        ("Nguyễn Thị Quỳnh", Some(("1999-11-15", Day)), Female, AGENCY, CivilServant, "2024-07-01"),
    ]
};

/// The titles that are drawn.
pub(super) const TITLES: [&str; 7] = [
    "PARTY_SECRETARY",
    "PARTY_DEPUTY_SECRETARY",
    "COUNCIL_CHAIR",
    "COMMITTEE_CHAIR",
    "COMMITTEE_VICE_CHAIR",
    "YOUTH_UNION_SECRETARY",
    "FINANCE_ACCOUNTING",
];

/// The unit, the title, the number of seats, the first day.
const POSTS: [(usize, &str, i32, &str); 17] = [
    (FIRST, "PARTY_SECRETARY", 1, "2015-03-01"),
    (FIRST, "PARTY_DEPUTY_SECRETARY", 1, "2015-03-01"),
    (FIRST, "COUNCIL_CHAIR", 1, "2015-03-01"),
    (FIRST, "COMMITTEE_CHAIR", 1, "2015-03-01"),
    (FIRST, "COMMITTEE_VICE_CHAIR", 2, "2015-03-01"),
    (FIRST, "FINANCE_ACCOUNTING", 1, "2015-03-01"),
    (SECOND, "PARTY_SECRETARY", 1, "2015-03-01"),
    (SECOND, "COMMITTEE_CHAIR", 1, "2015-03-01"),
    (SECOND, "COMMITTEE_VICE_CHAIR", 2, "2015-03-01"),
    (SECOND, "YOUTH_UNION_SECRETARY", 1, "2015-03-01"),
    (SECOND, "FINANCE_ACCOUNTING", 2, "2022-01-01"),
    (THIRD, "PARTY_SECRETARY", 1, "2015-03-01"),
    (THIRD, "COMMITTEE_CHAIR", 1, "2015-03-01"),
    (THIRD, "COMMITTEE_VICE_CHAIR", 1, "2015-03-01"),
    (FOURTH, "PARTY_SECRETARY", 1, "2024-01-01"),
    (FOURTH, "COMMITTEE_CHAIR", 1, "2024-01-01"),
    (ELSEWHERE, "COMMITTEE_CHAIR", 1, "2015-03-01"),
];

/// The person, the unit, the title, the mode, the first day, the day after the last.
type AppointmentRow = (usize, usize, &'static str, AppointmentMode, &'static str, Option<&'static str>);

const APPOINTMENTS: [AppointmentRow; 8] = {
    use AppointmentMode::{Acting, Concurrent, Primary};
    [
        (1, FIRST, "PARTY_SECRETARY", Primary, "2022-01-01", None),
        (1, FIRST, "COUNCIL_CHAIR", Concurrent, "2022-01-01", None),
        (2, FIRST, "COMMITTEE_CHAIR", Primary, "2024-01-01", None),
        (4, SECOND, "COMMITTEE_CHAIR", Primary, "2022-01-01", None),
        (5, SECOND, "COMMITTEE_VICE_CHAIR", Primary, "2022-01-01", Some("2027-01-01")),
        (7, THIRD, "PARTY_SECRETARY", Primary, "2019-06-01", None),
        (8, THIRD, "COMMITTEE_CHAIR", Acting, "2024-07-01", None),
        (10, ELSEWHERE, "COMMITTEE_CHAIR", Primary, "2022-01-01", None),
    ]
};

/// The person, the kind, the level, when it was obtained.
const QUALIFICATIONS: [(usize, QualificationKind, &str, Option<&str>); 9] = {
    use QualificationKind::{Education, InformationTechnology, PoliticalTheory, StateManagement};
    [
        (1, Education, "UNIVERSITY", Some("2008-06-30")),
        (1, PoliticalTheory, "ADVANCED", Some("2018-01-01")),
        (1, InformationTechnology, "BASIC", None),
        (2, Education, "MASTER", Some("2016-06-30")),
        (2, PoliticalTheory, "ELEMENTARY", Some("2019-06-01")),
        (4, Education, "COLLEGE", Some("2012-06-30")),
        (5, StateManagement, "SPECIALIST", Some("2022-01-01")),
        (7, Education, "UNIVERSITY", None),
        (10, Education, "UNIVERSITY", Some("2006-06-30")),
    ]
};

/// Citizen numbers that are there.
pub(super) const NUMBERS: [(usize, &str); 3] =
    [(1, "001185004201"), (4, "001090004202"), (10, "017083004203")];

fn id<T: From<Uuid>>(table: u128, number: usize) -> T {
    T::from(Uuid::from_u128(table << 16 | u128::try_from(number).unwrap()))
}

fn unit_id(number: usize) -> UnitId {
    id(0x1, number)
}

pub(super) fn person_id(number: usize) -> OfficialId {
    id(0x2, number)
}

fn account_id(number: usize) -> AccountId {
    id(0x3, number)
}

fn opt_day(text: Option<&str>) -> Option<NaiveDate> {
    text.map(day)
}

/// Each of some rows with its number.
fn numbered<T: Copy>(rows: &[T]) -> impl Iterator<Item = (usize, T)> {
    rows.iter().copied().enumerate()
}

/// The facts in the beginning.
fn state() -> State {
    let mut state = State::default();
    for (number, (code, name, kind, parent, from, to)) in numbered(&UNITS) {
        state.units.push(unit::Model { id: unit_id(number) });
        state.versions.push(unit_version::Model {
            id: id(0x11, number),
            unit_id: unit_id(number),
            code: code.to_owned(),
            name: name.to_owned(),
            search_name: folded(name),
            kind,
            class: None,
            parent_id: parent.map(unit_id),
            valid_from: day(from),
            valid_to: opt_day(to),
            legal_basis: None,
        });
    }
    state.lineages.push(unit_lineage::Model {
        id: id(0x12, 0),
        from_unit_id: unit_id(FORMER),
        to_unit_id: unit_id(FOURTH),
        share: LineageShare::Whole,
        is_default: true,
        effective_on: day("2024-01-01"),
        legal_basis: None,
    });
    people(&mut state);
    for (number, (unit, title, seats, from)) in numbered(&POSTS) {
        state.posts.push(post::Model {
            id: id::<PostId>(0x4, number),
            unit_id: unit_id(unit),
            title_code: title.to_owned(),
            seats,
            decision: None,
            valid_from: day(from),
            valid_to: None,
            version: 1,
            is_transitional: false,
        });
    }
    for (number, (person, unit, title, mode, from, to)) in numbered(&APPOINTMENTS) {
        state.appointments.push(appointment::Model {
            id: id::<AppointmentId>(0x5, number),
            official_id: person_id(person),
            unit_id: unit_id(unit),
            title_code: title.to_owned(),
            mode,
            origin: AppointmentOrigin::Election,
            decision: None,
            valid_from: day(from),
            valid_to: opt_day(to),
            version: 1,
        });
    }
    files(&mut state);
    plans(&mut state);
    courses::add(&mut state);
    reports::add(&mut state);
    state
}

/// The unit, the body, the term, the steps so far, the person and the title of each entry.
type RoundRow =
    (usize, TitleBody, &'static str, &'static [SuccessionRoundStatus], &'static [(usize, &'static str)]);

/// Rounds in each state. Somebody of each approved one holds the title planned for.
const ROUNDS: [RoundRow; 7] = {
    use SuccessionRoundStatus::{Appraised, Approved, Draft, Returned, Submitted};
    use TitleBody::{Committee, Council, Party};
    [
        (
            FIRST,
            Party,
            "2025-2030",
            &[Draft, Submitted, Appraised, Approved],
            &[(1, "PARTY_SECRETARY"), (2, "PARTY_SECRETARY"), (3, "PARTY_DEPUTY_SECRETARY")],
        ),
        (FIRST, Council, "2026-2031", &[Draft, Submitted], &[(2, "COUNCIL_CHAIR")]),
        (SECOND, Committee, "2026-2031", &[Draft], &[(5, "COMMITTEE_CHAIR"), (6, "COMMITTEE_CHAIR")]),
        (SECOND, Party, "2025-2030", &[Draft, Submitted, Appraised], &[(4, "PARTY_SECRETARY")]),
        (THIRD, Party, "2025-2030", &[Draft, Submitted, Returned], &[(8, "PARTY_SECRETARY")]),
        (
            SECOND,
            Committee,
            "2025-2030",
            &[Draft, Submitted, Appraised, Approved],
            &[(4, "COMMITTEE_CHAIR"), (6, "COMMITTEE_VICE_CHAIR")],
        ),
        (THIRD, Committee, "2026-2031", &[Draft, Submitted], &[(7, "COMMITTEE_CHAIR")]),
    ]
};

fn plans(state: &mut State) {
    for (number, (unit, body, term, steps, people)) in numbered(&ROUNDS) {
        let round_id: SuccessionRoundId = id(0xC, number);
        state.rounds.push(succession_round::Model {
            id: round_id,
            unit_id: unit_id(unit),
            body,
            term: term.to_owned(),
            submitted_by: None,
            version: i32::try_from(steps.len()).unwrap(),
        });
        for (place, status) in numbered(steps) {
            state.round_steps.push(succession_round_step::Model {
                id: id(0xD, number * 10 + place),
                round_id,
                sequence: i32::try_from(place + 1).unwrap(),
                status,
                effective_on: day("2025-10-01"),
                remark: None,
            });
        }
        for (place, (person, title)) in numbered(people) {
            let entry_id: SuccessionEntryId = id(0xE, number * 10 + place);
            state.entries.push(succession_entry::Model {
                id: entry_id,
                round_id,
                official_id: person_id(person),
                title_code: title.to_owned(),
                proposed_by: None,
                version: 1,
            });
            state.entry_steps.push(succession_entry_step::Model {
                id: id(0xF, number * 10 + place),
                entry_id,
                sequence: 1,
                status: SuccessionEntryStatus::Planned,
                effective_on: day("2025-10-01"),
                reason: None,
            });
        }
    }
}

fn people(state: &mut State) {
    for (number, (name, birth, sex, unit, category, from)) in numbered(&PEOPLE) {
        state.officials.push(official::Model {
            id: person_id(number),
            full_name: name.to_owned(),
            search_name: folded(name),
            sort_key: Vec::new(),
            birth_date: birth.map(|(birth, _)| day(birth)),
            birth_date_precision: birth.map(|(_, precision)| precision),
            sex,
            ethnicity: None,
            hometown_unit_id: (number % 3 == 0).then(|| unit_id(FIRST)),
            hometown_on: (number % 6 == 0).then(|| day("2015-03-01")),
            merged_into_id: None,
            version: 1,
        });
        let kept_by = |number: usize, unit: usize, from: &str, to: Option<&str>| affiliation::Model {
            id: id(0x21, number),
            official_id: person_id(number % 100),
            unit_id: unit_id(unit),
            category,
            valid_from: day(from),
            valid_to: opt_day(to),
        };
        if unit == FORMER {
            state.affiliations.push(kept_by(number, FORMER, from, Some("2024-01-01")));
            state.affiliations.push(kept_by(number + 100, FOURTH, "2024-01-01", None));
        } else {
            state.affiliations.push(kept_by(number, unit, from, None));
        }
    }
    for (person, citizen_number) in NUMBERS {
        state.identities.push(Identity {
            official_id: person_id(person),
            citizen_number: Some(citizen_number.to_owned()),
            phone: None,
            address: Some("Hà Nội".to_owned()),
            version: 1,
        });
    }
}

/// What people's files hold beside their appointments.
fn files(state: &mut State) {
    for (number, (person, kind, level, obtained)) in numbered(&QUALIFICATIONS) {
        state.qualifications.push(qualification::Model {
            id: id::<QualificationId>(0x6, number),
            official_id: person_id(person),
            kind,
            level_code: level.to_owned(),
            obtained_on: opt_day(obtained),
            recorded_on: day("2024-01-01"),
            issuer: None,
            certificate: None,
            revoked_on: None,
            enrolment_id: None,
            version: 1,
        });
    }
    for (number, (person, unit, grade, approved)) in numbered(&[
        (2, FIRST, RatingGrade::Good, Some("2024-12-10")),
        (4, SECOND, RatingGrade::Excellent, None),
        (5, SECOND, RatingGrade::NotCompleted, Some("2024-12-10")),
        (7, THIRD, RatingGrade::Completed, Some("2024-12-10")),
    ]) {
        state.ratings.push(rating::Model {
            id: id(0x7, number),
            official_id: person_id(person),
            unit_id: unit_id(unit),
            year: 2024,
            grade,
            proposed_on: day("2024-12-01"),
            approved_on: opt_day(approved),
            superseded_on: None,
            proposed_by: None,
            version: 1,
        });
    }
    for (number, (person, unit)) in numbered(&[(2, FIRST), (5, SECOND), (7, THIRD)]) {
        let entry = id::<SourcePoolEntryId>(0xC, number);
        state.pool_entries.push(source_pool_entry::Model {
            id: entry,
            official_id: person_id(person),
            unit_id: unit_id(unit),
            origin: SourcePoolOrigin::OnSite,
            added_on: day("2024-03-11"),
            removed_on: None,
            version: 1,
        });
        state.pool_reviews.push(source_pool_review::Model {
            id: id(0xD, number),
            entry_id: entry,
            year: 2023,
            outcome: SourcePoolOutcome::Added,
            assessment: "Có triển vọng".to_owned(),
            reason: None,
            reviewed_on: day("2024-03-11"),
            version: 1,
        });
    }
    state.disciplines.push(discipline::Model {
        id: id(0x8, 0),
        official_id: person_id(6),
        kind: DisciplineKind::Reprimand,
        decided_on: day("2024-02-01"),
        ends_on: Some(day("2025-02-01")),
        decision: None,
        reason: "Chậm báo cáo".to_owned(),
        version: 1,
    });
    state.party_records.push(party_record::Model {
        official_id: person_id(1),
        admitted_on: Some(day("2010-05-19")),
        full_member_on: None,
        version: 1,
    });
    state.committees.push(standing_committee::Model {
        id: id(0x9, 0),
        unit_id: unit_id(FIRST),
        term: "2020-2025".to_owned(),
        valid_from: day("2022-01-01"),
        valid_to: None,
    });
    state.memberships.push(standing_committee_membership::Model {
        id: id(0xA, 0),
        committee_id: id(0x9, 0),
        official_id: person_id(1),
        valid_from: day("2022-01-01"),
        valid_to: None,
        version: 1,
    });
    state.localities.push(locality_assessment::Model {
        id: id(0xB, 0),
        appointment_id: id(0x5, 0),
        locality: Locality::Local,
        criterion: "Quê quán".to_owned(),
        decided_by: "Huyện ủy".to_owned(),
        assessed_on: day("2022-01-01"),
        version: 1,
    });
}

/// What the demo has of titles and programmes.
fn law_rows() -> District {
    static LAW: LazyLock<District> = LazyLock::new(|| {
        let demo = api::demo::district();
        District {
            titles: demo.titles,
            qualification_levels: demo.qualification_levels,
            title_standards: demo.title_standards,
            title_requirements: demo.title_requirements,
            programmes: demo.programmes,
            programme_bases: demo.programme_bases,
            programme_key_titles: demo.programme_key_titles,
            programme_reporting_dates: demo.programme_reporting_dates,
            targets: demo.targets,
            target_versions: demo.target_versions,
            target_evidences: demo.target_evidences,
            target_titles: demo.target_titles,
            ..District::default()
        }
    });
    LAW.clone()
}

/// The rows of the world.
pub(super) fn rows() -> District {
    let state = state();
    let identity = |row: Identity| DemoIdentity {
        official_id: row.official_id,
        citizen_number: row.citizen_number.unwrap(),
        phone: row.phone,
        address: row.address,
    };
    District {
        units: state.units,
        unit_versions: state.versions,
        unit_lineages: state.lineages,
        officials: state.officials,
        identities: state.identities.into_iter().map(identity).collect(),
        affiliations: state.affiliations,
        posts: state.posts,
        appointments: state.appointments,
        locality_assessments: state.localities,
        qualifications: state.qualifications,
        ratings: state.ratings,
        disciplines: state.disciplines,
        party_records: state.party_records,
        party_disciplines: state.party_disciplines,
        standing_committees: state.committees,
        standing_committee_memberships: state.memberships,
        succession_rounds: state.rounds,
        succession_round_steps: state.round_steps,
        succession_entries: state.entries,
        succession_entry_steps: state.entry_steps,
        source_pool_entries: state.pool_entries,
        source_pool_reviews: state.pool_reviews,
        courses: state.courses,
        course_steps: state.course_steps,
        course_seats: state.course_seats,
        nomination_rules: state.nomination_rules,
        enrolments: state.enrolments,
        enrolment_steps: state.enrolment_steps,
        reports: state.reports,
        report_steps: state.report_steps,
        accounts: numbered(&ACCOUNTS).map(|(number, row)| account_rows(number, row)).collect(),
        ..law_rows()
    }
}

fn account_rows(number: usize, (username, role, unit, carries_over): AccountRow) -> DemoAccount {
    let grant = |unit| account_grant::Model {
        id: id(0x31, number),
        account_id: account_id(number),
        unit_id: unit_id(unit),
        valid_from: day("2020-01-01"),
        valid_to: None,
        carries_over_confirmed_at: carries_over.then(|| NOW.parse().unwrap()),
        carries_over_confirmed_by: carries_over.then(|| account_id(0)),
    };
    DemoAccount {
        id: account_id(number),
        username: username.to_owned(),
        display_name: username.to_owned(),
        role,
        grants: unit.map(grant).into_iter().collect(),
    }
}

/// The world as the model has it.
pub(super) fn model() -> Model {
    let rows = law_rows();
    let programme = &rows.programmes[0];
    let mut law = Law {
        titles: rows.titles.iter().map(|row| (row.code.clone(), row.body)).collect(),
        levels: rows
            .qualification_levels
            .iter()
            .map(|row| ((row.kind, row.code.clone()), row.rank))
            .collect(),
        standards: Vec::new(),
        key_titles: rows.programme_key_titles.iter().map(|row| row.title_code.clone()).collect(),
        programme: Programme { id: programme.id, code: programme.code.clone(), name: programme.name.clone() },
        targets_from: rows.target_versions.iter().map(|row| row.valid_from).min().unwrap(),
    };
    for row in &rows.title_standards {
        let least = rows.title_requirements.iter().filter(|least| least.standard_id == row.id);
        law.standards.push(Standard {
            title: row.title_code.clone(),
            from: row.valid_from,
            to: row.valid_to,
            max_age: row.max_age_at_first_appointment,
            least: least.map(|least| (least.kind, least.level_code.clone())).collect(),
        });
    }
    let accounts = numbered(&ACCOUNTS).map(|(number, (username, role, unit, carries_over))| Account {
        id: account_id(number),
        username,
        role,
        grants: unit.map(|unit| Grant { unit: unit_id(unit), carries_over }).into_iter().collect(),
    });
    Model::new(day(TODAY), law, accounts.collect(), state())
}
