//! People: registered, with the units that kept their files one after another, and what they held.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::id::{OfficialId, UnitId};
use entity::value::AppointmentMode;
use entity::{affiliation, official, unit_lineage};
use uuid::Uuid;

use super::step::Step;
use super::{Life, Turn};
use crate::demo::{DemoIdentity, District, REGISTRY_OPENS, title_end_told_on};
use crate::work::registry::affiliations::{Affiliate, MOST_ROWS};
use crate::work::registry::appointments::{AppointOfficial, EndAppointment};
use crate::work::registry::identity::RecordIdentity;
use crate::work::registry::officials::{RegisterOfficial, RetireOfficial};
use crate::work::registry::{Change, Undisclosed};

const LEAVES: &str = "Quyết định cho thôi công tác";
const LEFT_BECAUSE: &str = "Nghỉ hưu hoặc chuyển công tác đến nơi khác";
const ENDS_BECAUSE: &str = "Thôi giữ chức danh";

/// The files of each person, by their first days.
type Files<'a> = BTreeMap<OfficialId, Vec<&'a affiliation::Model>>;

/// The files of everybody.
pub(super) fn files(district: &District) -> Files<'_> {
    let mut files = Files::new();
    for file in &district.affiliations {
        files.entry(file.official_id).or_default().push(file);
    }
    for files in files.values_mut() {
        files.sort_by_key(|file| file.valid_from);
    }
    files
}

/// Files that move on one day, with the ids of those that begin.
type Moving = (Vec<Uuid>, Vec<Affiliate>);

impl Life {
    pub(super) fn tell_people(&mut self, district: &District) {
        let files = files(district);
        let identities: BTreeMap<OfficialId, &DemoIdentity> =
            district.identities.iter().map(|row| (row.official_id, row)).collect();
        let mut moving: BTreeMap<(NaiveDate, usize), Moving> = BTreeMap::new();
        for person in &district.officials {
            let files = files.get(&person.id).map(Vec::as_slice).unwrap_or_default();
            let Some(first) = files.first() else { continue };
            self.tell(first.valid_from, Turn::People, register(person, first));
            if let Some(identity) = identities.get(&person.id) {
                self.tell(first.valid_from, Turn::People, identify(identity));
            }
            for (number, (before, after)) in files.iter().zip(files.iter().skip(1)).enumerate() {
                let on = after.valid_from.max(REGISTRY_OPENS);
                let (ids, rows) = moving.entry((on, number)).or_default();
                move_file(&district.unit_lineages, before, after, ids, rows);
            }
            if let Some(left) = files.last().and_then(|last| last.valid_to) {
                let turn = if left <= REGISTRY_OPENS { Turn::Left } else { Turn::Leaving };
                self.tell(left, turn, leave(person.id, left));
            }
        }
        for ((on, number), (ids, rows)) in moving {
            self.tell_files(on, number, ids, rows);
        }
        self.tell_titles(district, &files);
    }

    fn tell_files(&mut self, on: NaiveDate, number: usize, ids: Vec<Uuid>, rows: Vec<Affiliate>) {
        let mut ids = ids.into_iter();
        for rows in rows.chunks(MOST_ROWS) {
            let of_rows = ids.by_ref().take(rows.len()).collect();
            self.tell(on, Turn::Files(number), Step::Affiliate(of_rows, rows.to_vec()));
        }
    }

    /// Titles, the main one of a day before those that are held beside it, and their ends, as far as no end of a unit or of a file
    /// brings them about.
    fn tell_titles(&mut self, district: &District, files: &Files<'_>) {
        let unit_ends: BTreeMap<UnitId, NaiveDate> =
            district.unit_versions.iter().filter_map(|row| Some((row.unit_id, row.valid_to?))).collect();
        let mut titles: Vec<_> = district.appointments.iter().collect();
        titles.sort_by_key(|row| (row.valid_from, row.mode != AppointmentMode::Primary, row.id));
        for row in titles {
            let ends_on = title_end_told_on(row);
            let input = AppointOfficial {
                official: row.official_id,
                unit: row.unit_id,
                title: row.title_code.clone(),
                mode: row.mode,
                origin: row.origin,
                decision: row.decision.clone(),
                valid_from: row.valid_from,
                valid_to: row.valid_to.filter(|_| ends_on.is_none()),
            };
            self.tell(row.valid_from, Turn::Titles, Step::Appoint(row.id, input));
            let left = files.get(&row.official_id).and_then(|files| files.last()?.valid_to);
            let Some(ends_on) = ends_on else { continue };
            if left != Some(ends_on) && unit_ends.get(&row.unit_id) != Some(&ends_on) {
                let input = EndAppointment {
                    appointment: row.id,
                    expected_version: 1,
                    ends_on,
                    reason: ENDS_BECAUSE.to_owned(),
                };
                self.tell(ends_on, Turn::Endings, Step::EndAppointment(input));
            }
        }
    }
}

fn register(person: &official::Model, file: &affiliation::Model) -> Step {
    let input = RegisterOfficial {
        full_name: person.full_name.clone(),
        birth_date: person.birth_date,
        birth_date_precision: person.birth_date_precision,
        sex: person.sex,
        ethnicity: person.ethnicity.clone(),
        hometown: person.hometown_unit_id,
        hometown_on: person.hometown_on,
        unit: file.unit_id,
        category: file.category,
        valid_from: file.valid_from,
        citizen_number: None,
        distinct_from: std::collections::BTreeSet::new(),
    };
    Step::Register(person.id, file.id, input)
}

fn identify(identity: &DemoIdentity) -> Step {
    let written = |text: Option<&String>| {
        text.map_or(Change::Keep, |text| Change::Set(Undisclosed::from(text.clone())))
    };
    Step::Identify(RecordIdentity {
        official: identity.official_id,
        expected_version: None,
        citizen_number: written(Some(&identity.citizen_number)),
        phone: written(identity.phone.as_ref()),
        address: written(identity.address.as_ref()),
        reason: None,
    })
}

/// A file that moves, unless the unit that takes over has it already: where it was to go elsewhere from that day on, that is
/// set right, and nothing begins.
fn move_file(
    lineage: &[unit_lineage::Model],
    before: &affiliation::Model,
    after: &affiliation::Model,
    ids: &mut Vec<Uuid>,
    rows: &mut Vec<Affiliate>,
) {
    let on = after.valid_from;
    let goes_over = |edge: &&unit_lineage::Model| {
        edge.from_unit_id == before.unit_id && edge.effective_on == on && edge.is_default
    };
    let taken_over = lineage.iter().find(goes_over).map(|edge| (edge.to_unit_id, before.category));
    if taken_over == Some((after.unit_id, after.category)) {
        return;
    }
    if taken_over.is_none() {
        ids.push(after.id);
    }
    let (official, unit) = (after.official_id, after.unit_id);
    rows.push(Affiliate { official, unit, category: Some(after.category), valid_from: on });
}

fn leave(official: OfficialId, on: NaiveDate) -> Step {
    Step::Retire(RetireOfficial {
        official,
        retires_on: on,
        decision: LEAVES.to_owned(),
        reason: LEFT_BECAUSE.to_owned(),
    })
}
