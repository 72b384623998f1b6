//! Party membership, standing committees and Party discipline.

use chrono::{Days, Months, NaiveDate};
use entity::id::{OfficialId, UnitId};
use entity::value::{DisciplineKind, OfficialCategory, Sex};
use entity::{party_discipline, party_record, standing_committee, standing_committee_membership};
use uuid::Uuid;

use super::agency;
use super::calendar::{
    AGENCY_FILES_BEGIN, BASELINE, FIRST_MERGER, KNOWN_UNTIL, REGISTRY_OPENS, REORGANISATION, day,
    end_told_on, version,
};
use super::chance::{Chance, lot};
use super::chronicle::{Chronicle, holds};
use super::identifier::id;
use super::registry::Registry;
use super::units::DISTRICT_CODE;

/// The rows of class PARTY.
#[derive(Debug, Default)]
pub(super) struct Party {
    pub(super) records: Vec<party_record::Model>,
    pub(super) disciplines: Vec<party_discipline::Model>,
    pub(super) committees: Vec<standing_committee::Model>,
    pub(super) memberships: Vec<standing_committee_membership::Model>,
}

/// The titles whose holders sit in the standing committee of their commune.
const MEMBERS_BY_TITLE: [&str; 4] =
    ["PARTY_SECRETARY", "PARTY_STANDING_DEPUTY_SECRETARY", "COMMITTEE_CHAIR", "MILITARY_COMMANDER"];
/// The day on which the terms of the 32 communes began.
const TERM_2020: NaiveDate = day(2020, 8, 15);

/// The Party's rows.
pub(super) fn party(registry: &Registry, chronicle: &Chronicle) -> Party {
    let mut party = Party { records: records(registry, chronicle), ..Party::default() };
    for (communes, from, to, term) in terms(registry) {
        for unit in communes {
            party.add_committee(registry, chronicle, unit, (from, to), term);
        }
    }
    party.add_district_committee(registry);
    party.disciplines = disciplines(&party.records);
    party
}

/// The terms of the communes' committees: which communes, from when, to when.
fn terms(registry: &Registry) -> Vec<(Vec<UnitId>, NaiveDate, Option<NaiveDate>, &'static str)> {
    let before = registry.units.communes(BASELINE);
    let merged = registry.units.communes(FIRST_MERGER);
    let after = registry.units.communes(REORGANISATION);
    let (lasting, ended): (Vec<_>, Vec<_>) = before.iter().partition(|unit| merged.contains(unit));
    let new = merged.into_iter().filter(|unit| !before.contains(unit)).collect();
    vec![
        (lasting, TERM_2020, Some(REORGANISATION), "2020-2025"),
        (ended, TERM_2020, Some(FIRST_MERGER), "2020-2025"),
        (new, FIRST_MERGER, Some(REORGANISATION), "2020-2025"),
        (after, REORGANISATION, None, "2025-2030"),
    ]
}

impl Party {
    /// Adds the committee of a commune: the leaders for as long as they lead, and the council's vice chair or the head of
    /// the Women's Union where one was elected into it.
    fn add_committee(
        &mut self,
        registry: &Registry,
        chronicle: &Chronicle,
        unit: UnitId,
        (from, to): (NaiveDate, Option<NaiveDate>),
        term: &str,
    ) {
        let committee: Uuid = id("standing_committee", &format!("{}@{from}", unit.0));
        self.committees.push(standing_committee::Model {
            id: committee,
            unit_id: unit,
            term: term.to_owned(),
            valid_from: from,
            valid_to: to,
        });
        let mut chance = Chance::of("standing committee", &committee.to_string());
        let further = if chance.percent(60) { "COUNCIL_VICE_CHAIR" } else { "WOMENS_UNION_CHAIR" };
        let has_further = chance.percent(62);
        for row in chronicle.appointments.iter().filter(|row| row.unit_id == unit) {
            let title = row.title_code.as_str();
            let is_member = MEMBERS_BY_TITLE.contains(&title) || (has_further && title == further);
            let main = row.mode == entity::value::AppointmentMode::Primary;
            let since = row.valid_from.max(from);
            if is_member && main && row.valid_to.is_none_or(|end| since < end) {
                self.add_membership(committee, row.official_id, since, row.valid_to.or(to), registry);
            }
        }
    }

    fn add_membership(
        &mut self,
        committee: Uuid,
        official: OfficialId,
        from: NaiveDate,
        to: Option<NaiveDate>,
        registry: &Registry,
    ) {
        let overlaps = self.memberships.iter().any(|other| {
            other.committee_id == committee
                && other.official_id == official
                && holds(other.valid_from, other.valid_to, from)
        });
        if overlaps {
            return;
        }
        let key = format!("{committee}/{}@{from}", registry.people.get(official).key);
        self.memberships.push(standing_committee_membership::Model {
            id: id("standing_committee_membership", &key),
            committee_id: committee,
            official_id: official,
            valid_from: from,
            valid_to: to,
            version: version(end_told_on(from, to)),
        });
    }

    /// The district's own committee, of whose members the registry knows one: the head of the agency, who is also head of
    /// the Party's organisation board.
    fn add_district_committee(&mut self, registry: &Registry) {
        let unit = registry.units.at(DISTRICT_CODE, BASELINE);
        let committee: Uuid = id("standing_committee", &format!("{}@{TERM_2020}", unit.0));
        self.committees.push(standing_committee::Model {
            id: committee,
            unit_id: unit,
            term: "2020-2025".to_owned(),
            valid_from: TERM_2020,
            valid_to: Some(REORGANISATION),
        });
        let head = registry.people.by_key(&agency::key(1));
        self.add_membership(committee, head, AGENCY_FILES_BEGIN, Some(REORGANISATION), registry);
    }
}

/// Whoever leads is a member of the Party, and so are most of the others.
fn records(registry: &Registry, chronicle: &Chronicle) -> Vec<party_record::Model> {
    let mut records = Vec::new();
    for person in registry.people.iter() {
        let mut chance = Chance::of("party", &person.key);
        let entered_on = chronicle.entered_on(person.id).unwrap_or(BASELINE);
        let key_since = chronicle.first_key_day(person.id);
        let cadre = chronicle
            .file_on(person.id, entered_on)
            .is_some_and(|file| file.category == OfficialCategory::Cadre);
        let percent = match (key_since.is_some() || cadre, person.sex) {
            (true, _) => 100,
            (false, Sex::Male) => 72,
            (false, Sex::Female) => 66,
        };
        if !chance.percent(percent) {
            continue;
        }
        let usual = person.birth.date + Months::new(chance.between(22 * 12, 31 * 12));
        let latest = key_since.unwrap_or(day(2025, 6, 1)) - Days::new(u64::from(chance.between(400, 1200)));
        let admitted_on = usual.min(latest);
        let full = admitted_on + Months::new(12);
        let full_member_on = (full <= KNOWN_UNTIL).then_some(full);
        let told_on = admitted_on.max(entered_on).max(REGISTRY_OPENS);
        records.push(party_record::Model {
            official_id: person.id,
            admitted_on: Some(admitted_on),
            full_member_on,
            version: version(full_member_on.filter(|full| *full > told_on)),
        });
    }
    records
}

/// A few measures of the Party, by lot among its members.
fn disciplines(records: &[party_record::Model]) -> Vec<party_discipline::Model> {
    let keys: Vec<String> = records.iter().map(|record| record.official_id.0.to_string()).collect();
    let measures = [
        (
            DisciplineKind::Reprimand,
            day(2023, 4, 12),
            "Vi phạm quy định về những điều đảng viên không được làm",
        ),
        (DisciplineKind::Reprimand, day(2024, 7, 25), "Thiếu trách nhiệm trong quản lý đất đai"),
        (
            DisciplineKind::Warning,
            day(2024, 10, 30),
            "Buông lỏng lãnh đạo, để xảy ra vi phạm trật tự xây dựng",
        ),
        (DisciplineKind::Reprimand, day(2025, 5, 20), "Chậm giải quyết đơn thư của công dân"),
    ];
    lot("party discipline", &keys, measures.len())
        .into_iter()
        .zip(measures)
        .filter_map(|(key, (kind, decided_on, reason))| {
            Some(party_discipline::Model {
                id: id("party_discipline", &key),
                official_id: OfficialId(key.parse().ok()?),
                kind,
                decided_on,
                ends_on: Some(decided_on + Months::new(12)),
                decision: Some(format!("{}-QĐ/UBKT", Chance::of("party decision", &key).between(20, 300))),
                reason: reason.to_owned(),
            })
        })
        .collect()
}
