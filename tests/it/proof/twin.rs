//! The twin of the base for a viewer: it differs in everything that the viewer may not see, and is equal in what it may
//! and in the releases that the policy lists.
//!
//! Three ways to be hidden: a row of a class that the role may not read; a row of a unit, or of a person, that is never in
//! the viewer's scope; and a fact that came to a person's file after the viewer saw the person last. What a live figure of
//! a unit in sight rests on is kept (releases "figures-of-units-above", "members-of-a-unit" and "seats-filled"): of those
//! persons everything changes but what decides whether they count.

mod more;
mod reports;

use std::collections::{BTreeMap, BTreeSet};

use api::demo::District;
use api::vietnamese::{fold, name_sort_key};
use canbo_tests::day;
use chrono::{Datelike, Days, NaiveDate};
use entity::class::ConfidentialityClass as Class;
use entity::id::{OfficialId, PublicationId, UnitId};
use entity::publication;
use entity::value::{
    DatePrecision, DisciplineKind, EnrolmentStatus, Locality, NominationAuthority, OfficialCategory,
    RatingGrade, Role, Sex, SourcePoolOrigin,
};
use uuid::Uuid;

use super::sight::{Seen, Sight};
use super::viewer::Viewer;

pub(super) use more::official as added;

/// Stands in every text that only a twin holds: nobody whom it is hidden from may ever read it. No cursor spells it by
/// chance.
pub(super) const CANARY: &str = "Zựx";

/// Given names of hidden people, so that they stand between the visible ones in every list.
const GIVEN: [&str; 12] =
    ["An", "Bình", "Chi", "Dũng", "Đức", "Giang", "Hòa", "Khánh", "Minh", "Phúc", "Sơn", "Yến"];

/// The twin of the base.
pub(super) fn of(base: &District, viewer: Viewer) -> District {
    let account = base.accounts.iter().find(|account| account.username == viewer.username()).unwrap();
    let mut hidden = Hidden::new(base, viewer.role(), &Sight::new(base, &account.grants));
    // An administrator reads in the journal that something of personnel was written, and of which unit.
    hidden.keeps_headers = viewer == Viewer::Administrator;
    hidden.twin(base, viewer)
}

/// The twin of the base for somebody who may see the directory alone.
pub(super) fn of_nobody(base: &District) -> District {
    let mut hidden = Hidden::new(base, Role::Admin, &Sight::new(base, &[]));
    hidden.knows_accounts = false;
    hidden.twin(base, Viewer::Administrator)
}

/// What is hidden from a viewer.
pub(super) struct Hidden {
    role: Role,
    /// The units in scope on some day.
    units: BTreeSet<UnitId>,
    /// The first day on which a person is out of sight for ever; of those who are in sight for ever none.
    from: BTreeMap<OfficialId, NaiveDate>,
    /// Hidden people who count in a live figure that the viewer sees.
    counted: BTreeSet<OfficialId>,
    /// Who is in sight today.
    today: BTreeSet<OfficialId>,
    /// Whether the viewer knows the accounts.
    knows_accounts: bool,
    /// Whether the viewer knows how many rows of personnel there are, and of which units.
    keeps_headers: bool,
}

/// The classes that a role may read (domain §9).
pub(super) fn reads(role: Role, class: Class) -> bool {
    match class {
        Class::Directory => true,
        Class::Personnel => matches!(role, Role::District | Role::Commune | Role::PartyCommittee),
        Class::Identity => matches!(role, Role::District | Role::Commune),
        Class::Party | Class::Succession => role == Role::PartyCommittee,
        Class::Aggregate | Class::Journal => role != Role::Admin,
        Class::Account => role == Role::Admin,
    }
}

impl Hidden {
    fn twin(&self, base: &District, viewer: Viewer) -> District {
        let mut rows = base.clone();
        self.change_people(&mut rows);
        self.change_files(&mut rows);
        self.change_units(&mut rows);
        self.change_party(&mut rows);
        self.change_succession(&mut rows);
        self.change_identities(&mut rows);
        self.change_publications(&mut rows);
        self.change_reports(&mut rows);
        self.change_accounts(&mut rows, viewer);
        more::add(&mut rows, self);
        rows
    }

    fn new(base: &District, role: Role, sight: &Sight<'_>) -> Self {
        let units = sight.ever_in_scope();
        let mut from = BTreeMap::new();
        let mut today = BTreeSet::new();
        for official in &base.officials {
            let seen =
                if reads(role, Class::Personnel) { sight.of_official(official.id) } else { Seen::Never };
            match seen {
                Seen::Never => drop(from.insert(official.id, NaiveDate::MIN)),
                Seen::Until(end) => drop(from.insert(official.id, end)),
                Seen::Still => drop(today.insert(official.id)),
            }
        }
        let mut hidden = Self {
            role,
            units,
            from,
            counted: BTreeSet::new(),
            today,
            knows_accounts: reads(role, Class::Account),
            keeps_headers: false,
        };
        hidden.counted = hidden.counted(base);
        hidden
    }

    /// Who counts in a live figure that the viewer sees though the viewer does not see the person for ever.
    fn counted(&self, base: &District) -> BTreeSet<OfficialId> {
        if !reads(self.role, Class::Personnel) {
            return BTreeSet::new();
        }
        let key_titles: BTreeSet<&str> =
            base.programme_key_titles.iter().map(|row| row.title_code.as_str()).collect();
        // A commune sees the figures of the units above it, which count everybody.
        let is_seen = |unit: &UnitId| self.role == Role::Commune || self.units.contains(unit);
        let posts = base
            .appointments
            .iter()
            .filter(|row| is_seen(&row.unit_id) && key_titles.contains(row.title_code.as_str()))
            .map(|row| row.official_id);
        let mut counted: BTreeSet<OfficialId> = posts.collect();
        if self.role == Role::PartyCommittee {
            let committees: BTreeSet<_> = base
                .standing_committees
                .iter()
                .filter(|row| is_seen(&row.unit_id))
                .map(|row| row.id)
                .collect();
            let seats = base.standing_committee_memberships.iter();
            counted.extend(
                seats.filter(|row| committees.contains(&row.committee_id)).map(|row| row.official_id),
            );
            let rounds: BTreeSet<_> =
                base.succession_rounds.iter().filter(|row| is_seen(&row.unit_id)).map(|row| row.id).collect();
            let entries = base.succession_entries.iter();
            counted.extend(entries.filter(|row| rounds.contains(&row.round_id)).map(|row| row.official_id));
        }
        counted
    }

    /// Whether a person is never in sight.
    fn is_hidden(&self, official: OfficialId) -> bool {
        self.from.get(&official) == Some(&NaiveDate::MIN)
    }

    /// Whether a fact that came to a person's file on a day is out of sight.
    fn is_hidden_fact(&self, official: OfficialId, filed: NaiveDate) -> bool {
        self.from.get(&official).is_some_and(|from| filed >= *from)
    }

    fn is_counted(&self, official: OfficialId) -> bool {
        self.counted.contains(&official)
    }

    /// Whether the rows of a unit's own are out of sight.
    fn is_hidden_unit(&self, unit: UnitId, class: Class) -> bool {
        !reads(self.role, class) || !self.units.contains(&unit)
    }

    fn change_people(&self, rows: &mut District) {
        let hometowns: Vec<UnitId> = rows.units.iter().map(|row| row.id).take(7).collect();
        let days: Vec<NaiveDate> = rows.appointments.iter().map(|row| row.valid_from).collect();
        for (number, row) in rows.officials.iter_mut().enumerate() {
            // What was told of a record that went into another is of the one that stays.
            if !self.is_hidden(row.merged_into_id.unwrap_or(row.id)) {
                continue;
            }
            rename(row, number);
            row.ethnicity = Some(format!("{CANARY} {}", row.ethnicity.as_deref().unwrap_or("Kinh")));
            row.hometown_unit_id = Some(hometowns[number % hometowns.len()]);
            row.hometown_on = Some(day("2020-01-01"));
            row.version += 1;
            if self.is_counted(row.id) {
                // Another day of birth, but as old on every day on which that is asked.
                if row.birth_date_precision == Some(DatePrecision::Day) {
                    let other = row.birth_date.map(|born| as_old(born, &days));
                    row.birth_date = other;
                }
            } else {
                row.sex = if row.sex == Sex::Female { Sex::Male } else { Sex::Female };
                row.birth_date = Some(day("1977-07-07") + Days::new(u64::try_from(number).unwrap()));
                row.birth_date_precision = Some(DatePrecision::Day);
            }
        }
        let hidden: Vec<OfficialId> = rows
            .officials
            .iter()
            .filter(|row| row.merged_into_id.is_none() && self.is_hidden(row.id))
            .map(|row| row.id)
            .collect();
        for (number, row) in rows.officials.iter_mut().enumerate() {
            if row.merged_into_id.is_some_and(|person| self.is_hidden(person)) {
                row.merged_into_id = Some(hidden[number % hidden.len()]);
            }
        }
        for row in &mut rows.affiliations {
            if self.is_hidden(row.official_id) {
                row.category = match row.category {
                    OfficialCategory::Cadre => OfficialCategory::CivilServant,
                    OfficialCategory::CivilServant => OfficialCategory::PublicEmployee,
                    OfficialCategory::PublicEmployee => OfficialCategory::Cadre,
                };
            }
        }
    }

    fn change_files(&self, rows: &mut District) {
        let officials: BTreeMap<_, _> =
            rows.appointments.iter().map(|row| (row.id, row.official_id)).collect();
        for row in &mut rows.appointments {
            if self.is_hidden_fact(row.official_id, row.valid_from) {
                row.decision = Some(format!("{CANARY}/QĐ"));
                row.version += 1;
                row.origin = entity::value::AppointmentOrigin::Secondment;
            }
        }
        for row in &mut rows.locality_assessments {
            let official = officials[&row.appointment_id];
            if self.is_hidden_fact(official, row.assessed_on) {
                row.criterion = format!("{CANARY} {}", row.criterion);
                row.decided_by = format!("{CANARY} {}", row.decided_by);
                if !self.is_counted(official) {
                    row.locality = match row.locality {
                        Locality::Local => Locality::NonLocal,
                        Locality::NonLocal => Locality::Local,
                    };
                }
            }
        }
        let levels = rows.qualification_levels.clone();
        for row in &mut rows.qualifications {
            let filed = row.obtained_on.unwrap_or(row.recorded_on);
            if self.is_hidden_fact(row.official_id, filed) {
                row.issuer = Some(format!("{CANARY} {}", row.level_code));
                row.certificate = Some(format!("{CANARY}-{}", row.level_code));
                if !self.is_counted(row.official_id) {
                    let others = levels.iter().filter(|level| level.kind == row.kind);
                    let mut others = others.map(|level| &level.code).filter(|code| **code != row.level_code);
                    row.level_code = others.next().unwrap().clone();
                    row.obtained_on = Some(filed + Days::new(1));
                    row.recorded_on = row.recorded_on + Days::new(1);
                    row.version += 1;
                    row.revoked_on = match row.revoked_on {
                        Some(_) => None,
                        None => Some(filed + Days::new(40)),
                    };
                }
            }
        }
        for row in &mut rows.ratings {
            if self.is_hidden_fact(row.official_id, row.proposed_on) {
                row.grade = match row.grade {
                    RatingGrade::Excellent => RatingGrade::Good,
                    RatingGrade::Good => RatingGrade::Completed,
                    RatingGrade::Completed => RatingGrade::NotCompleted,
                    RatingGrade::NotCompleted => RatingGrade::NotRated,
                    RatingGrade::NotRated => RatingGrade::Excellent,
                };
                // One that another stands in place of is of another year than that one: each may be a proposal now.
                row.year -= if row.superseded_on.is_some() { 20 } else { 10 };
                row.proposed_on = row
                    .proposed_on
                    .pred_opt()
                    .filter(|_| self.is_hidden(row.official_id))
                    .unwrap_or(row.proposed_on);
                row.version += 1;
                row.approved_on = row.approved_on.filter(|_| self.is_hidden(row.official_id));
                row.superseded_on = row.superseded_on.filter(|_| row.approved_on.is_some());
            }
            // What comes of it is out of sight where the proposal is not.
            for step in [&mut row.superseded_on, &mut row.approved_on] {
                let is_hidden = step.is_some_and(|on| self.is_hidden_fact(row.official_id, on));
                if is_hidden && !self.is_hidden(row.official_id) {
                    *step = None;
                    row.version -= 1;
                }
            }
        }
        for row in &mut rows.disciplines {
            if self.is_hidden_fact(row.official_id, row.decided_on) {
                row.kind = other_measure(row.kind);
                row.reason = format!("{CANARY} {}", row.reason);
                row.decision = Some(format!("{CANARY}/QĐ"));
                row.decided_on = row.decided_on + Days::new(1);
                row.ends_on = Some(row.decided_on + Days::new(300));
            }
        }
        self.change_courses(rows);
        self.change_pool(rows);
    }

    fn change_courses(&self, rows: &mut District) {
        let people: BTreeMap<_, _> = rows.enrolments.iter().map(|row| (row.id, row.official_id)).collect();
        let first: BTreeMap<_, _> = rows
            .enrolment_steps
            .iter()
            .filter(|step| step.sequence == 1)
            .map(|step| (step.enrolment_id, step.effective_on))
            .collect();
        for row in &mut rows.enrolments {
            if first.get(&row.id).is_some_and(|filed| self.is_hidden_fact(row.official_id, *filed)) {
                row.version += 1;
                row.authority = Some(NominationAuthority::UnitAbove);
                if !self.keeps_headers {
                    row.unit_id = rows.courses[0].organiser_unit_id;
                }
            }
        }
        for row in &mut rows.enrolment_steps {
            let official = people[&row.enrolment_id];
            if self.is_hidden_fact(official, row.effective_on) {
                row.remark = Some(format!("{CANARY} {}", row.sequence));
                if !self.is_counted(official) {
                    row.status = match row.status {
                        EnrolmentStatus::Completed => EnrolmentStatus::Failed,
                        EnrolmentStatus::Nominated => EnrolmentStatus::Approved,
                        EnrolmentStatus::Approved => EnrolmentStatus::Waitlisted,
                        _ => EnrolmentStatus::Withdrawn,
                    };
                    row.effective_on = row.effective_on + Days::new(1);
                }
            }
        }
    }

    fn change_pool(&self, rows: &mut District) {
        let people: BTreeMap<_, _> =
            rows.source_pool_entries.iter().map(|row| (row.id, row.official_id)).collect();
        for row in &mut rows.source_pool_entries {
            if self.is_hidden_fact(row.official_id, row.added_on) {
                row.origin = match row.origin {
                    SourcePoolOrigin::OnSite => SourcePoolOrigin::FromAbove,
                    SourcePoolOrigin::FromAbove => SourcePoolOrigin::InterCommune,
                    SourcePoolOrigin::InterCommune => SourcePoolOrigin::OnSite,
                };
                row.version += 1;
                row.added_on = row.added_on + Days::new(1);
                row.removed_on = match row.removed_on {
                    Some(end) => Some(end.pred_opt().filter(|eve| *eve > row.added_on).unwrap_or(end)),
                    None => Some(row.added_on + Days::new(500)),
                };
            }
        }
        for row in &mut rows.source_pool_reviews {
            if self.is_hidden_fact(people[&row.entry_id], row.reviewed_on) {
                row.assessment = format!("{CANARY} {}", row.assessment);
                row.reason = Some(format!("{CANARY} {}", row.year));
                row.year -= 10;
                row.version += 1;
                row.reviewed_on = row.reviewed_on + Days::new(1);
                row.outcome = entity::value::SourcePoolOutcome::Added;
            }
        }
    }

    /// Posts and training plans: they belong to a unit.
    fn change_units(&self, rows: &mut District) {
        for row in &mut rows.posts {
            if self.is_hidden_unit(row.unit_id, Class::Personnel) {
                row.decision = Some(format!("{CANARY}/QĐ"));
                row.version += 1;
                // The units above count the seats of all.
                row.seats += i32::from(self.role != Role::Commune);
            }
        }
        let is_hidden = |unit| self.is_hidden_unit(unit, Class::Personnel);
        for row in rows.source_pool_reports.iter_mut().filter(|row| is_hidden(row.unit_id)) {
            row.year -= 10;
            row.reported_on = row.reported_on + Days::new(1);
            row.authority_unit_id = row.unit_id;
            (row.kept, row.added, row.removed) = (row.kept + 1, row.added + 1, row.removed + 1);
            row.remark = Some(CANARY.to_owned());
        }
        let hidden: BTreeSet<_> =
            rows.training_plans.iter().filter(|row| is_hidden(row.unit_id)).map(|row| row.id).collect();
        for row in &mut rows.training_plans {
            // Where the plan above is out of sight, whether there is one is too.
            row.consolidated_into_id = row.consolidated_into_id.filter(|plan| !hidden.contains(plan));
            if hidden.contains(&row.id) {
                row.decision = Some(format!("{CANARY}/QĐ"));
                row.decided_on = Some(row.decided_on.unwrap_or(day("2024-03-01")) + Days::new(1));
                row.signer = Some(format!("{CANARY} {}", row.year));
                row.version += 1;
            }
        }
        for row in &mut rows.training_plan_items {
            if hidden.contains(&row.plan_id) {
                row.people += 1;
                row.reason = Some(format!("{CANARY} {}", row.position));
                row.title_group = Some(format!("{CANARY} {}", row.position));
            }
        }
        for row in &mut rows.training_plan_steps {
            if hidden.contains(&row.plan_id) {
                row.remark = Some(format!("{CANARY} {}", row.sequence));
                row.effective_on = row.effective_on + Days::new(1);
            }
        }
    }

    fn change_party(&self, rows: &mut District) {
        let is_closed = !reads(self.role, Class::Party);
        let is_hidden = |official, filed| is_closed || self.is_hidden_fact(official, filed);
        for row in &mut rows.party_records {
            if is_hidden(row.official_id, NaiveDate::MIN) {
                row.admitted_on = Some(row.admitted_on.unwrap_or(day("2001-01-01")) + Days::new(77));
                row.full_member_on = row.admitted_on.map(|admitted| admitted + Days::new(365));
            }
        }
        if is_closed {
            let mut number = 0;
            rows.party_records.retain(|_| {
                number += 1;
                number % 7 > 0
            });
        }
        for row in &mut rows.party_disciplines {
            if is_hidden(row.official_id, row.decided_on) {
                row.kind = other_measure(row.kind);
                row.reason = format!("{CANARY} {}", row.reason);
                row.decision = Some(format!("{CANARY}-QĐ/ĐU"));
                row.decided_on = row.decided_on + Days::new(1);
                row.ends_on = Some(row.decided_on + Days::new(300));
            }
        }
        let hidden: BTreeSet<_> = rows
            .standing_committees
            .iter()
            .filter(|row| self.is_hidden_unit(row.unit_id, Class::Party))
            .map(|row| row.id)
            .collect();
        for row in &mut rows.standing_committees {
            if hidden.contains(&row.id) {
                row.term = format!("{CANARY} {}", row.term);
            }
        }
        for row in &mut rows.standing_committee_memberships {
            if hidden.contains(&row.committee_id) && is_hidden(row.official_id, row.valid_from) {
                row.valid_from = row.valid_from + Days::new(1);
            }
        }
    }

    fn change_succession(&self, rows: &mut District) {
        let hidden: BTreeSet<_> = rows
            .succession_rounds
            .iter()
            .filter(|row| self.is_hidden_unit(row.unit_id, Class::Succession))
            .map(|row| row.id)
            .collect();
        let titles: Vec<String> = rows.titles.iter().map(|row| row.code.clone()).collect();
        for row in &mut rows.succession_rounds {
            if hidden.contains(&row.id) {
                row.term = format!("{CANARY} {}", row.term);
            }
        }
        for row in &mut rows.succession_round_steps {
            if hidden.contains(&row.round_id) {
                row.remark = Some(format!("{CANARY} {}", row.sequence));
                row.effective_on = row.effective_on + Days::new(1);
                if row.sequence > 1 {
                    row.status = entity::value::SuccessionRoundStatus::Returned;
                }
            }
        }
        let mut entries = BTreeSet::new();
        for row in &mut rows.succession_entries {
            if hidden.contains(&row.round_id) {
                entries.insert(row.id);
                let place = titles.iter().position(|title| *title == row.title_code).unwrap();
                row.title_code.clone_from(&titles[(place + 1) % titles.len()]);
            }
        }
        for row in &mut rows.succession_entry_steps {
            if entries.contains(&row.entry_id) {
                row.effective_on = row.effective_on + Days::new(1);
                if row.sequence == 1 {
                    row.status = entity::value::SuccessionEntryStatus::Removed;
                    row.reason = Some(entity::value::SuccessionRemovalReason::Request);
                } else if row.reason.is_some() {
                    row.reason = Some(entity::value::SuccessionRemovalReason::Rating);
                }
            }
        }
    }

    /// Who sees a number sees its last two digits, and of an address the last part.
    fn change_identities(&self, rows: &mut District) {
        for (number, row) in rows.identities.iter_mut().enumerate() {
            let is_masked = reads(self.role, Class::Identity) && self.today.contains(&row.official_id);
            let last = |text: &str| -> String {
                let length = text.chars().count();
                text.chars().skip(length.saturating_sub(2)).collect()
            };
            let phone = row.phone.as_deref().map(last);
            if is_masked {
                row.citizen_number = format!("98765{number:05}{}", last(&row.citizen_number));
                row.phone = row.phone.as_ref().zip(phone).map(|(before, last)| {
                    format!("{}{last}", "7".repeat(before.chars().count() - last.chars().count()))
                });
                row.address = row.address.as_deref().map(|address| match address.rsplit_once(',') {
                    Some((_, last)) => format!("{CANARY},{last}"),
                    None => CANARY.to_owned(),
                });
            } else {
                row.citizen_number = format!("98764{number:07}");
                row.phone = Some(format!("0777{number:06}"));
                row.address = Some(format!("{CANARY}, {CANARY}"));
            }
        }
    }

    /// Publications are a release: they are equal for whoever sees figures at all.
    fn change_publications(&self, rows: &mut District) {
        if reads(self.role, Class::Aggregate) {
            return;
        }
        for row in &mut rows.publications {
            row.published_at += chrono::TimeDelta::days(1);
            row.account_id = Some(Viewer::WideParty.account());
        }
        let one_more = rows.publications.first().map(|row| {
            let id = PublicationId(Uuid::from_u128(0x9ab1));
            publication::Model { id, ..row.clone() }
        });
        rows.publications.extend(one_more);
        for row in &mut rows.published_values {
            row.denominator += 40;
            row.numerator += 7;
            row.slack = row.slack.map(|slack| slack + 1);
            row.gap_by_replacement = row.gap_by_replacement.map(|gap| gap + 1);
            row.gap_by_addition = row.gap_by_addition.map(|gap| gap + 1);
            row.surplus = row.surplus.map(|surplus| surplus + 1);
        }
        for row in &mut rows.published_parts {
            row.denominator += 40;
            row.numerator += 7;
        }
    }

    fn change_accounts(&self, rows: &mut District, viewer: Viewer) {
        if self.knows_accounts {
            return;
        }
        for account in &mut rows.accounts {
            if account.username != viewer.username() {
                account.display_name = format!("{CANARY} {}", account.display_name);
            }
        }
    }
}

/// Another name for a hidden person, with the texts by which it is sorted and searched.
pub(super) fn rename(row: &mut entity::official::Model, number: usize) {
    row.full_name = format!("{CANARY} Thị {}", GIVEN[number % GIVEN.len()]);
    row.search_name = fold(&row.full_name);
    row.sort_key = name_sort_key(&row.full_name);
}

/// A day near a day of birth on which somebody is born who is as old on all these days and on those that tests ask for.
fn as_old(born: NaiveDate, days: &[NaiveDate]) -> NaiveDate {
    let other = born + Days::new(1);
    let asked = super::corpus::DAYS.iter().map(|on| day(on)).chain(days.iter().copied());
    let birthday = |born: NaiveDate, on: NaiveDate| (on.month(), on.day()) >= (born.month(), born.day());
    let mut asked = asked.chain([day("2025-12-31")]);
    if born.year() == other.year() && asked.all(|on| birthday(born, on) == birthday(other, on)) {
        other
    } else {
        born
    }
}

fn other_measure(kind: DisciplineKind) -> DisciplineKind {
    match kind {
        DisciplineKind::Reprimand => DisciplineKind::Warning,
        DisciplineKind::Warning => DisciplineKind::Demotion,
        DisciplineKind::Demotion => DisciplineKind::Dismissal,
        DisciplineKind::Dismissal => DisciplineKind::Reprimand,
    }
}
