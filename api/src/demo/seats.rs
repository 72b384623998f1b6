//! Posts: how many seats each title has in each unit, and when.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::id::UnitId;
use entity::post;

use super::calendar::{BASELINE, FIRST_MERGER, REORGANISATION, UNITS_BEGIN, day, end_told_on, version};
use super::identifier::id;
use super::titles::{KEY_TITLES, STAFF_TITLES, UNION_TITLES};
use super::units::{AGENCY_CODE, Units};

/// Communes whose committee has one vice chair; the others have two.
pub(super) const ONE_VICE_CHAIR: [&str; 6] = ["10027", "10093", "10102", "10105", "10108", "10111"];

/// Communes whose second vice chair was authorised with Nghị định 33/2023.
const SECOND_VICE_CHAIR_SINCE_2023: [&str; 3] = ["10054", "10063", "10081"];

/// The day on which Nghị định 33/2023 came into force.
const DECREE_33: NaiveDate = day(2023, 8, 1);
/// The day on which the seats of the two communes merged first were cut to the usual number.
const FIRST_MERGER_CUT: NaiveDate = day(2025, 4, 1);
/// The day on which the seats of phường Chương Mỹ were cut to the usual number.
const WARD_CUT: NaiveDate = day(2025, 10, 1);

/// A number of seats for a title in a unit over a period.
#[derive(Clone, Copy, Debug)]
struct Authorised {
    unit: UnitId,
    title: &'static str,
    seats: usize,
    from: NaiveDate,
    to: Option<NaiveDate>,
    decision: &'static str,
}

/// Every post.
#[derive(Debug, Default)]
pub(super) struct Seats {
    authorised: BTreeMap<UnitId, Vec<Authorised>>,
}

impl Seats {
    /// The posts of all units from 2008 on.
    pub(super) fn new(units: &Units) -> Self {
        let mut seats = Self::default();
        for unit in units.communes(BASELINE) {
            seats.authorise_commune_of_2023(units, unit);
        }
        for code in ["10096", "10108"] {
            seats.authorise_first_merger(units.at(code, FIRST_MERGER));
        }
        for unit in units.communes(REORGANISATION) {
            seats.authorise_commune_of_2025(units, unit);
        }
        seats.authorise_agency(units);
        seats
    }

    /// The seats of a title in a unit on a day.
    pub(super) fn on(&self, unit: UnitId, title: &str, on: NaiveDate) -> usize {
        let of_unit = self.authorised.get(&unit).map(Vec::as_slice).unwrap_or_default();
        of_unit
            .iter()
            .find(|row| row.title == title && row.from <= on && row.to.is_none_or(|to| on < to))
            .map_or(0, |row| row.seats)
    }

    /// The first day on which so many seats of a title were authorised in a unit.
    pub(super) fn authorised_since(&self, unit: UnitId, title: &str, number: usize) -> NaiveDate {
        let of_unit = self.authorised.get(&unit).map(Vec::as_slice).unwrap_or_default();
        let enough = of_unit.iter().filter(|row| row.title == title && row.seats >= number);
        enough.map(|row| row.from).min().unwrap_or(UNITS_BEGIN)
    }

    /// The rows of the posts.
    pub(super) fn posts(&self) -> Vec<post::Model> {
        self.authorised
            .values()
            .flatten()
            .map(|row| post::Model {
                id: id("post", &format!("{}/{}@{}", row.unit.0, row.title, row.from)),
                unit_id: row.unit,
                title_code: row.title.to_owned(),
                seats: i32::try_from(row.seats).unwrap_or(i32::MAX),
                decision: Some(row.decision.to_owned()),
                valid_from: row.from,
                valid_to: row.to,
                version: version(end_told_on(row.from, row.to)),
                is_transitional: false,
            })
            .collect()
    }

    /// Authorises a number of seats; another number before it ends on that day.
    fn authorise(&mut self, row: Authorised) {
        let of_unit = self.authorised.entry(row.unit).or_default();
        for earlier in of_unit.iter_mut().filter(|earlier| earlier.title == row.title) {
            earlier.to = Some(row.from);
        }
        of_unit.push(row);
    }

    fn authorise_commune_of_2023(&mut self, units: &Units, unit: UnitId) {
        let Some(version) = units.version(unit, BASELINE) else { return };
        let code = version.code.as_str();
        let base = Authorised {
            unit,
            title: "",
            seats: 1,
            from: UNITS_BEGIN,
            to: version.valid_to,
            decision: "Quyết định giao biên chế cán bộ, công chức cấp xã của UBND huyện",
        };
        for title in KEY_TITLES.into_iter().chain(UNION_TITLES) {
            self.authorise(Authorised { title, seats: seats_of_2023(code, title), ..base });
        }
        for title in STAFF_TITLES {
            self.authorise(Authorised { title, seats: staff_seats_of_2023(code, title), ..base });
        }
        if SECOND_VICE_CHAIR_SINCE_2023.contains(&code) {
            let decision = "Nghị định số 33/2023/NĐ-CP";
            self.authorise(Authorised {
                title: "COMMITTEE_VICE_CHAIR",
                seats: 2,
                from: DECREE_33,
                decision,
                ..base
            });
        }
    }

    fn authorise_first_merger(&mut self, unit: UnitId) {
        let base = Authorised {
            unit,
            title: "",
            seats: 1,
            from: FIRST_MERGER,
            to: Some(REORGANISATION),
            decision: "Nghị quyết số 1286/NQ-UBTVQH15",
        };
        for title in KEY_TITLES.into_iter().chain(UNION_TITLES) {
            let seats = match title {
                "COMMITTEE_VICE_CHAIR" => 3,
                "COUNCIL_VICE_CHAIR" => 2,
                _ => 1,
            };
            self.authorise(Authorised { title, seats, ..base });
        }
        for title in STAFF_TITLES {
            let seats = if title == "MILITARY_COMMANDER" { 1 } else { 4 };
            self.authorise(Authorised { title, seats, ..base });
        }
        for (title, seats) in [("COMMITTEE_VICE_CHAIR", 2), ("COUNCIL_VICE_CHAIR", 1)] {
            self.authorise(Authorised { title, seats, from: FIRST_MERGER_CUT, ..base });
        }
    }

    fn authorise_commune_of_2025(&mut self, units: &Units, unit: UnitId) {
        let merged = units.lineages.iter().filter(|edge| edge.to_unit_id == unit && edge.is_default).count();
        let is_ward = units.name(unit).starts_with("Phường");
        let base = Authorised {
            unit,
            title: "",
            seats: 1,
            from: REORGANISATION,
            to: None,
            decision: "Quyết định giao biên chế cán bộ, công chức cấp xã của UBND Thành phố",
        };
        for title in KEY_TITLES.into_iter().chain(UNION_TITLES) {
            let seats = match title {
                "COMMITTEE_VICE_CHAIR" if is_ward => 4,
                "COMMITTEE_VICE_CHAIR" => 3,
                _ => 1,
            };
            self.authorise(Authorised { title, seats, ..base });
        }
        for title in STAFF_TITLES {
            let seats = if title == "MILITARY_COMMANDER" { 1 } else { 3 * merged };
            self.authorise(Authorised { title, seats, ..base });
        }
        if is_ward {
            self.authorise(Authorised { title: "COMMITTEE_VICE_CHAIR", seats: 3, from: WARD_CUT, ..base });
        }
    }

    fn authorise_agency(&mut self, units: &Units) {
        let unit = units.at(AGENCY_CODE, BASELINE);
        for (title, seats) in [("AGENCY_HEAD", 1), ("AGENCY_DEPUTY_HEAD", 3), ("AGENCY_SPECIALIST", 10)] {
            self.authorise(Authorised {
                unit,
                title,
                seats,
                from: UNITS_BEGIN,
                to: Some(REORGANISATION),
                decision: "Quyết định giao biên chế công chức của UBND huyện",
            });
        }
    }
}

fn seats_of_2023(code: &str, title: &str) -> usize {
    let second_later = SECOND_VICE_CHAIR_SINCE_2023.contains(&code);
    match title {
        "COMMITTEE_VICE_CHAIR" if !second_later && !ONE_VICE_CHAIR.contains(&code) => 2,
        _ => 1,
    }
}

/// Nine civil servants in each commune.
fn staff_seats_of_2023(code: &str, title: &str) -> usize {
    let twice = match code.parse::<u32>().unwrap_or(0) / 3 % 3 {
        0 => "FINANCE_ACCOUNTING",
        1 => "JUSTICE_CIVIL_STATUS",
        _ => "CULTURE_SOCIETY",
    };
    if title == twice || matches!(title, "OFFICE_STATISTICS" | "LAND_CONSTRUCTION_ENVIRONMENT") {
        2
    } else {
        1
    }
}
