//! Who serves in the 32 communes on 31/12/2023: 196 key officials, 160 heads of the Front and the unions, and 279 civil
//! servants. Lots decide where the women, the young and those from elsewhere are, so that the numbers are exact.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, Months, NaiveDate};
use entity::id::{OfficialId, UnitId};
use entity::value::{AppointmentMode, AppointmentOrigin, DatePrecision, Sex};

use super::calendar::{BASELINE, day};
use super::chance::{Chance, lot};
use super::ledger::Giving;
use super::people::{Birth, Draft, EXAMPLE};
use super::registry::Registry;
use super::seats::ONE_VICE_CHAIR;
use super::titles::{STAFF_TITLES, UNION_TITLES, category_of};

/// The commune whose Party secretary has retired; the standing deputy is in charge.
const WITHOUT_SECRETARY: &str = "10057";
/// The commune whose committee chair has moved up; a vice chair is acting.
const WITHOUT_COMMITTEE_CHAIR: &str = "10039";
/// The commune whose council vice chair has retired.
const WITHOUT_COUNCIL_VICE_CHAIR: &str = "10087";
/// Communes in which the second vice chair of the committee is still to be found.
const WITHOUT_SECOND_VICE_CHAIR: [&str; 2] = ["10054", "10081"];
/// Civil servants' seats that are vacant: communes of eight civil servants instead of nine.
const EIGHT_CIVIL_SERVANTS: [&str; 9] =
    ["10027", "10048", "10057", "10093", "10099", "10102", "10105", "10108", "10111"];

/// The main titles of key officials; the other two are held beside one of these.
const MAIN_TITLES: [&str; 6] = [
    "PARTY_SECRETARY",
    "PARTY_STANDING_DEPUTY_SECRETARY",
    "COUNCIL_CHAIR",
    "COMMITTEE_CHAIR",
    "COUNCIL_VICE_CHAIR",
    "COMMITTEE_VICE_CHAIR",
];

/// How many key officials by main title are women: 30.
const WOMEN: [(&str, usize); 6] = [
    ("PARTY_SECRETARY", 2),
    ("PARTY_STANDING_DEPUTY_SECRETARY", 4),
    ("COUNCIL_CHAIR", 1),
    ("COMMITTEE_CHAIR", 2),
    ("COUNCIL_VICE_CHAIR", 12),
    ("COMMITTEE_VICE_CHAIR", 9),
];

/// How many of those who hold a title that targets 9 and 10 count come from elsewhere.
const FROM_ELSEWHERE: [(&str, usize); 4] = [
    ("PARTY_SECRETARY", 16),
    ("PARTY_STANDING_DEPUTY_SECRETARY", 9),
    ("COMMITTEE_CHAIR", 12),
    ("COMMITTEE_VICE_CHAIR", 17),
];

/// How many key officials by main title are under 35: 6.
const YOUNG: [(&str, usize); 3] =
    [("PARTY_STANDING_DEPUTY_SECRETARY", 1), ("COUNCIL_VICE_CHAIR", 1), ("COMMITTEE_VICE_CHAIR", 4)];

/// The births of the six under 35: the day before the limit, a leap day, and births known to the month and the year.
const YOUNG_BIRTHS: [Birth; 6] = [
    Birth::on(day(1989, 1, 1)),
    Birth::on(day(1992, 2, 29)),
    Birth { date: day(1989, 1, 1), precision: DatePrecision::Year },
    Birth { date: day(1990, 5, 1), precision: DatePrecision::Month },
    Birth::on(day(1991, 9, 17)),
    Birth::on(day(1993, 3, 8)),
];

/// The births of two who are just too old to count as young on the day of the baseline.
const JUST_TOO_OLD_BIRTHS: [Birth; 2] =
    [Birth::on(day(1988, 12, 31)), Birth { date: day(1988, 1, 1), precision: DatePrecision::Year }];

/// The birth of the person whom the documentation's example of a search finds: young enough not to leave early.
const EXAMPLE_BIRTH: Birth = Birth::on(day(1983, 10, 26));

/// A seat that somebody fills on the day of the baseline.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// The commune's code, the title and the number of the seat.
    pub(super) key: String,
    pub(super) unit: UnitId,
    pub(super) title: &'static str,
    pub(super) official: OfficialId,
    /// The first day of the main title.
    pub(super) since: NaiveDate,
    /// Whether the member came from elsewhere.
    pub(super) from_elsewhere: bool,
}

/// A seat to be filled.
struct Part {
    key: String,
    code: String,
    unit: UnitId,
    title: &'static str,
    number: usize,
}

/// What the lots decided about the key officials.
struct Lots {
    women: BTreeSet<String>,
    from_elsewhere: BTreeSet<String>,
    young: Vec<String>,
    just_too_old: Vec<String>,
}

/// Fills the seats of the 32 communes as they are on the day of the baseline.
pub(super) fn fill(registry: &mut Registry) -> Vec<Member> {
    let parts = parts(registry);
    let lots = Lots::draw(&parts);
    let members: Vec<Member> = parts.into_iter().map(|part| enter(registry, part, &lots)).collect();
    for unit in registry.units.communes(BASELINE) {
        give_further_titles(registry, unit, &members);
    }
    members
}

/// The seats that are filled, commune by commune.
fn parts(registry: &Registry) -> Vec<Part> {
    let separate_chairs = communes_with_separate_council_chair(registry);
    let mut parts = Vec::new();
    for unit in registry.units.communes(BASELINE) {
        let code = registry.code(unit, BASELINE);
        for title in MAIN_TITLES.into_iter().chain(UNION_TITLES).chain(STAFF_TITLES) {
            let vacant = match title {
                "PARTY_SECRETARY" => code == WITHOUT_SECRETARY,
                "COMMITTEE_CHAIR" => code == WITHOUT_COMMITTEE_CHAIR,
                "COUNCIL_VICE_CHAIR" => code == WITHOUT_COUNCIL_VICE_CHAIR,
                "COUNCIL_CHAIR" => !separate_chairs.contains(&code),
                "COMMITTEE_VICE_CHAIR" => WITHOUT_SECOND_VICE_CHAIR.contains(&code.as_str()),
                "OFFICE_STATISTICS" => EIGHT_CIVIL_SERVANTS.contains(&code.as_str()),
                _ => false,
            };
            let filled = registry.seats.on(unit, title, BASELINE) - usize::from(vacant);
            for number in 1..=filled {
                parts.push(Part {
                    key: format!("{code}/{title}/{number}"),
                    code: code.clone(),
                    unit,
                    title,
                    number,
                });
            }
        }
    }
    parts
}

/// The 15 communes whose council chair has no other post.
fn communes_with_separate_council_chair(registry: &Registry) -> BTreeSet<String> {
    let codes: Vec<String> = registry
        .units
        .communes(BASELINE)
        .into_iter()
        .map(|unit| registry.code(unit, BASELINE))
        .filter(|code| code != WITHOUT_SECRETARY && !ONE_VICE_CHAIR.contains(&code.as_str()))
        .collect();
    lot("separate council chair", &codes, 15).into_iter().collect()
}

impl Lots {
    fn draw(parts: &[Part]) -> Self {
        let keys_of = |title: &str| {
            parts.iter().filter(|part| part.title == title).map(|part| &part.key).collect::<Vec<_>>()
        };
        let drawn = |subject: &str, numbers: &[(&str, usize)]| -> Vec<String> {
            numbers.iter().flat_map(|(title, count)| lot(subject, keys_of(title), *count)).collect()
        };
        let young = drawn("young", &YOUNG);
        let older = keys_of("COMMITTEE_VICE_CHAIR").into_iter().filter(|key| !young.contains(key));
        let just_too_old = lot("just too old", older, JUST_TOO_OLD_BIRTHS.len());
        Self {
            women: drawn("women", &WOMEN).into_iter().collect(),
            from_elsewhere: drawn("from elsewhere", &FROM_ELSEWHERE).into_iter().collect(),
            young,
            just_too_old,
        }
    }

    fn birth(&self, key: &str) -> Option<Birth> {
        let chosen = |keys: &[String], births: &[Birth]| {
            keys.iter().zip(births).find(|(chosen, _)| *chosen == key).map(|(_, birth)| *birth)
        };
        chosen(&self.young, &YOUNG_BIRTHS)
            .or_else(|| chosen(&self.just_too_old, &JUST_TOO_OLD_BIRTHS))
            .or_else(|| (key == EXAMPLE).then_some(EXAMPLE_BIRTH))
    }
}

/// Brings the holder of a seat into being and into the seat.
fn enter(registry: &mut Registry, part: Part, lots: &Lots) -> Member {
    let from_elsewhere = lots.from_elsewhere.contains(&part.key);
    let hometown = if from_elsewhere { registry.elsewhere(&part.key, part.unit) } else { part.unit };
    let sex = sex(&part, lots);
    let birth = lots.birth(&part.key).unwrap_or_else(|| birth(&part, sex));
    let official = registry.people.add(Draft {
        birth,
        key: part.key.clone(),
        sex,
        hometown,
        muong_percent: if part.code == "10099" { 25 } else { 2 },
    });
    let since = since(&part, from_elsewhere)
        .max(birth.date + Months::new(23 * 12))
        .max(registry.seats.authorised_since(part.unit, part.title, part.number));
    registry.ledger.affiliate(official, part.unit, category_of(part.title), since);
    registry.ledger.give(Giving {
        official,
        unit: part.unit,
        title: part.title,
        mode: AppointmentMode::Primary,
        origin: origin(part.title, from_elsewhere),
        from: since,
    });
    Member { key: part.key, unit: part.unit, title: part.title, official, since, from_elsewhere }
}

fn sex(part: &Part, lots: &Lots) -> Sex {
    let female = match part.title {
        "WOMENS_UNION_CHAIR" => true,
        "VETERANS_ASSOCIATION_CHAIR" | "MILITARY_COMMANDER" => false,
        title if MAIN_TITLES.contains(&title) => lots.women.contains(&part.key),
        title => {
            let percent = match title {
                "FINANCE_ACCOUNTING" | "CULTURE_SOCIETY" | "JUSTICE_CIVIL_STATUS" => 60,
                "LAND_CONSTRUCTION_ENVIRONMENT" => 15,
                _ => 35,
            };
            Chance::of("sex", &part.key).percent(percent)
        }
    };
    if female { Sex::Female } else { Sex::Male }
}

/// A birth that fits the title; nobody is over the age of retirement on the day of the baseline.
fn birth(part: &Part, sex: Sex) -> Birth {
    let (youngest, oldest) = match part.title {
        "YOUTH_UNION_SECRETARY" => (27, 34),
        "VETERANS_ASSOCIATION_CHAIR" => (45, 59),
        "COMMITTEE_VICE_CHAIR" | "COUNCIL_VICE_CHAIR" => (36, 56),
        title if MAIN_TITLES.contains(&title) => (39, 60),
        title if UNION_TITLES.contains(&title) => (33, 57),
        _ => (26, 57),
    };
    let oldest = if sex == Sex::Female { oldest.min(54) } else { oldest };
    drawn_birth(&part.key, BASELINE, youngest, oldest)
}

/// A birth that makes a person between so many and so many years old on a day. A few are known to the month or the
/// year alone.
pub(super) fn drawn_birth(key: &str, on: NaiveDate, youngest: u32, oldest: u32) -> Birth {
    let mut chance = Chance::of("birth", key);
    let days = u64::from(chance.between(youngest * 365 + 10, oldest * 365 + 340));
    let date = on - Days::new(days);
    match chance.below(100) {
        0..3 => Birth { date: first_of(date, true), precision: DatePrecision::Year },
        3..5 => Birth { date: first_of(date, false), precision: DatePrecision::Month },
        _ => Birth::on(date),
    }
}

fn first_of(date: NaiveDate, year: bool) -> NaiveDate {
    let first = date.with_day(1).unwrap_or(date);
    if year { first.with_month(1).unwrap_or(first) } else { first }
}

/// When the holder began: with the Party congress of 2020 or the elections of 2021, or later in the term.
fn since(part: &Part, from_elsewhere: bool) -> NaiveDate {
    let mut chance = Chance::of("since", &part.key);
    let later = chance.percent(if from_elsewhere { 70 } else { 25 });
    let term = match part.title {
        title if title.starts_with("PARTY") => day(2020, 6, 10),
        title if MAIN_TITLES.contains(&title) => day(2021, 6, 24),
        title if UNION_TITLES.contains(&title) => day(2021, 8, 2),
        _ => day(2012, 3, 1),
    };
    let staff = STAFF_TITLES.contains(&part.title);
    let days = match (staff, later) {
        (true, _) => chance.between(0, 4000),
        (false, true) => chance.between(200, 830),
        (false, false) => chance.between(0, 40),
    };
    term + Days::new(u64::from(days))
}

fn origin(title: &str, from_elsewhere: bool) -> AppointmentOrigin {
    match (STAFF_TITLES.contains(&title), from_elsewhere) {
        (true, _) => AppointmentOrigin::Recruitment,
        (false, true) => AppointmentOrigin::Rotation,
        (false, false) => AppointmentOrigin::Election,
    }
}

/// Gives the titles that are held beside a main one, and covers the vacancies.
fn give_further_titles(registry: &mut Registry, unit: UnitId, members: &[Member]) {
    let holder = |title: &str| members.iter().find(|member| member.unit == unit && member.title == title);
    let mut give =
        |member: Option<&Member>, title: &'static str, mode: AppointmentMode, earliest: NaiveDate| {
            if let Some(member) = member {
                registry.ledger.give(Giving {
                    official: member.official,
                    unit,
                    title,
                    mode,
                    origin: AppointmentOrigin::Election,
                    from: member.since.max(earliest),
                });
            }
        };
    let (secretary, deputy) = (holder("PARTY_SECRETARY"), holder("PARTY_STANDING_DEPUTY_SECRETARY"));
    let chair = holder("COMMITTEE_CHAIR");
    give(chair, "PARTY_DEPUTY_SECRETARY", AppointmentMode::Concurrent, day(2021, 6, 24));
    if holder("COUNCIL_CHAIR").is_none() {
        let takes_the_chair = secretary.or(deputy);
        give(takes_the_chair, "COUNCIL_CHAIR", AppointmentMode::Concurrent, day(2021, 6, 24));
    }
    if secretary.is_none() {
        give(deputy, "PARTY_SECRETARY", AppointmentMode::InCharge, day(2023, 10, 1));
    }
    if chair.is_none() {
        give(holder("COMMITTEE_VICE_CHAIR"), "COMMITTEE_CHAIR", AppointmentMode::Acting, day(2023, 11, 15));
    }
}
