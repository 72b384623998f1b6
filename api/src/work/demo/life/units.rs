//! Units and their posts: what the rows tell of events.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::id::UnitId;
use entity::value::LineageShare;
use entity::{unit_lineage, unit_version};
use uuid::Uuid;

use super::step::{Event, Step};
use super::{Life, Turn};
use crate::demo::District;
use crate::work::registry::posts::{AuthorisePost, Lasting};
use crate::work::registry::reorganisation::{Descent, Establishment, Reorganisation, UnitRef};

/// What ended the district level, and with it whatever did not go over into another unit.
const DISTRICT_LEVEL_ENDS: &str = "Nghị quyết số 203/2025/QH15";

impl Life {
    pub(super) fn tell_units(&mut self, district: &District) {
        let mut left: BTreeMap<UnitId, NaiveDate> = ends(district);
        for (on, basis) in resolutions(district) {
            let event = event(district, on, basis);
            for ended in &event.draft.ended {
                left.remove(ended);
            }
            for edge in event.draft.lineage.iter().filter(|edge| edge.share == LineageShare::Whole) {
                left.remove(&edge.from);
            }
            self.tell_event(on, Turn::Units, event);
        }
        let mut ended: BTreeMap<NaiveDate, Vec<UnitId>> = BTreeMap::new();
        for (unit, on) in left {
            ended.entry(on).or_default().push(unit);
        }
        for (on, ended) in ended {
            let draft = Reorganisation { ended, ..draft(on, DISTRICT_LEVEL_ENDS) };
            self.tell_event(on, Turn::UnitsEnd, Event { draft, ids: Vec::new() });
        }
        self.tell_posts(district);
    }

    /// Each number of seats stands until another one, or until its unit ends.
    fn tell_posts(&mut self, district: &District) {
        let mut posts: Vec<_> = district.posts.iter().collect();
        posts.sort_by_key(|row| row.valid_from);
        for row in posts {
            let input = AuthorisePost {
                unit: row.unit_id,
                title: row.title_code.clone(),
                seats: row.seats,
                decision: row.decision.clone().unwrap_or_default(),
                valid_from: row.valid_from,
                lasting: Lasting::Base(None),
            };
            self.tell(row.valid_from, Turn::Posts, Step::Authorise(row.id, input));
        }
    }
}

fn draft(on: NaiveDate, basis: &str) -> Reorganisation {
    Reorganisation {
        effective_on: on,
        legal_basis: basis.to_owned(),
        established: Vec::new(),
        changed: Vec::new(),
        lineage: Vec::new(),
        ended: Vec::new(),
    }
}

/// The day on which each unit ends that does not last.
fn ends(district: &District) -> BTreeMap<UnitId, NaiveDate> {
    district.unit_versions.iter().filter_map(|row| Some((row.unit_id, row.valid_to?))).collect()
}

/// The days and the resolutions by which units begin, in the order of the rows: each unit after the one above it.
fn resolutions(district: &District) -> Vec<(NaiveDate, &str)> {
    let mut resolutions: Vec<(NaiveDate, &str)> = Vec::new();
    for row in &district.unit_versions {
        let resolution = (row.valid_from, basis(row));
        if !resolutions.contains(&resolution) {
            resolutions.push(resolution);
        }
    }
    resolutions.sort_by_key(|(on, _)| *on);
    resolutions
}

fn basis(row: &unit_version::Model) -> &str {
    row.legal_basis.as_deref().unwrap_or_default()
}

/// What one resolution did on its day.
fn event(district: &District, on: NaiveDate, of: &str) -> Event {
    let begun: Vec<&unit_version::Model> =
        district.unit_versions.iter().filter(|row| row.valid_from == on && basis(row) == of).collect();
    let lineage: Vec<&unit_lineage::Model> = district
        .unit_lineages
        .iter()
        .filter(|edge| edge.effective_on == on && edge.legal_basis.as_deref() == Some(of))
        .collect();
    let unit = |unit: UnitId| match begun.iter().find(|row| row.unit_id == unit) {
        Some(row) => UnitRef::Established(row.code.clone()),
        None => UnitRef::Known(unit),
    };
    let established = begun.iter().map(|row| Establishment {
        code: row.code.clone(),
        name: row.name.clone(),
        kind: row.kind,
        class: row.class,
        parent: row.parent_id.map(unit),
    });
    let descends = lineage.iter().map(|edge| Descent {
        from: edge.from_unit_id,
        to: unit(edge.to_unit_id),
        share: edge.share,
        is_default: edge.is_default,
    });
    let split = lineage.iter().filter(|edge| edge.share == LineageShare::Part && edge.is_default);
    let draft = Reorganisation {
        established: established.collect(),
        lineage: descends.collect(),
        ended: split.map(|edge| edge.from_unit_id).collect(),
        ..draft(on, of)
    };
    let units = begun.iter().flat_map(|row| [row.id, row.unit_id.into()]);
    let ids = units.chain(lineage.iter().map(|edge| edge.id)).chain(files(district, on, &lineage)).collect();
    Event { draft, ids }
}

/// The ids of the files that go over into the units that take others over, in the order of the ids of those that end.
fn files(district: &District, on: NaiveDate, lineage: &[&unit_lineage::Model]) -> Vec<Uuid> {
    let followed: BTreeSet<UnitId> =
        lineage.iter().filter(|edge| edge.is_default).map(|edge| edge.from_unit_id).collect();
    let ended = district
        .affiliations
        .iter()
        .filter(|file| file.valid_to == Some(on) && followed.contains(&file.unit_id));
    let goes_over = |official| {
        let mut begun = district.affiliations.iter();
        begun.find(|file| file.official_id == official && file.valid_from == on).map(|file| file.id)
    };
    let over: BTreeMap<Uuid, Uuid> =
        ended.filter_map(|file| Some((file.id, goes_over(file.official_id)?))).collect();
    over.into_values().collect()
}
