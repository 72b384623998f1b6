//! Published figures: the programme's values at the end of 2023, 2024 and 2025, frozen as the engine gives them for the
//! demo's own rows.
//!
//! The publisher's unit is the district throughout. After its end its grants carry over to the successors of its last
//! subtree, and so do its figures: those of 31/12/2025 are the district's for the six communes together, and for each
//! of the six.

use chrono::NaiveDate;
use entity::id::{PublicationId, UnitId};
use entity::value::{Role, TargetStatus};
use entity::{publication, published_part, published_value};
use targets::programme::Target;
use targets::value::{Part, Status, Value};
use uuid::Uuid;

use super::accounts::{HOME_AFFAIRS, PARTY_COMMITTEE, account_id};
use super::calendar::{REORGANISATION, at_local, day};
use super::district::District;
use super::figures::Figures;
use super::identifier::id;

/// The targets that only the Party committee publishes.
const PARTY_TARGETS: [&str; 2] = ["K4", "K7"];

/// The dates of the figures, each with the day on which they were published.
const PUBLISHED: [(NaiveDate, NaiveDate); 3] = [
    (day(2023, 12, 31), day(2024, 1, 15)),
    (day(2024, 12, 31), day(2025, 1, 8)),
    (day(2025, 12, 31), day(2026, 1, 7)),
];

/// Publishes the figures of a district for a unit and its children.
///
/// # Panics
/// If the rows are no facts: the demo's are, whatever the day on which it is built.
#[expect(
    clippy::expect_used,
    reason = "the demo's rows are the same in every build, and tests evaluate them"
)]
pub(super) fn publish(district: &mut District, unit: UnitId) {
    for programme in district.programmes.clone() {
        let figures = Figures::new(district, &programme).expect("the demo's rows are facts");
        for (figures_on, published_on) in PUBLISHED {
            let mut units = vec![unit];
            units.extend(children(district, unit, figures_on));
            for (role, username, hour) in
                [(Role::District, HOME_AFFAIRS, 9), (Role::PartyCommittee, PARTY_COMMITTEE, 14)]
            {
                let publication = publication::Model {
                    id: id("publication", &format!("{figures_on}/{username}")),
                    programme_id: programme.id,
                    unit_id: unit,
                    figures_on,
                    published_at: at_local(published_on, hour, 20),
                    role,
                    account_id: Some(account_id(username)),
                };
                let targets: Vec<&Target> = figures
                    .programme
                    .targets_on(figures_on)
                    .filter(|target| {
                        PARTY_TARGETS.contains(&target.code.as_str()) == (role == Role::PartyCommittee)
                    })
                    .collect();
                let values =
                    figures.values(&targets, &units, figures_on).expect("the demo's targets have values");
                for (unit, values) in units.iter().zip(&values) {
                    add_values(district, publication.id, *unit, &targets, values);
                }
                district.publications.push(publication);
            }
        }
    }
}

/// The units below the publisher's on a date, or those that its subtree has become.
fn children(district: &District, unit: UnitId, on: NaiveDate) -> Vec<UnitId> {
    let versions = district.unit_versions.iter();
    if on < REORGANISATION {
        versions
            .filter(|row| row.parent_id == Some(unit))
            .filter(|row| row.valid_from <= on && row.valid_to.is_none_or(|to| on < to))
            .map(|row| row.unit_id)
            .collect()
    } else {
        let went_on = |row: &UnitId| {
            district.unit_lineages.iter().any(|edge| {
                edge.to_unit_id == *row
                    && edge.is_default
                    && district
                        .unit_versions
                        .iter()
                        .any(|before| before.unit_id == edge.from_unit_id && before.parent_id == Some(unit))
            })
        };
        let new = versions.filter(|row| row.valid_from == REORGANISATION).map(|row| row.unit_id);
        new.filter(went_on).collect()
    }
}

fn add_values(
    district: &mut District,
    publication: PublicationId,
    unit: UnitId,
    targets: &[&Target],
    values: &[Value],
) {
    for (target, value) in targets.iter().zip(values) {
        let row = published_value(publication, unit, target, value);
        for (part, position) in value.parts.iter().zip(1..) {
            district.published_parts.push(published_part(row.id, part, position));
        }
        district.published_values.push(row);
    }
}

fn published_value(
    publication: PublicationId,
    unit: UnitId,
    target: &Target,
    value: &Value,
) -> published_value::Model {
    published_value::Model {
        id: id("published_value", &format!("{}/{}/{}", publication.0, unit.0, target.code)),
        publication_id: publication,
        target_id: target.id.into(),
        unit_id: unit,
        numerator: number(value.count.numerator),
        denominator: number(value.count.denominator),
        unknown: number(value.count.unknown),
        status: status(value.status),
        gap_by_replacement: value.gap.and_then(|gap| gap.by_replacement).map(number),
        gap_by_addition: value.gap.and_then(|gap| gap.by_addition).map(number),
        slack: value.slack.map(number),
        surplus: value.surplus.map(number),
    }
}

fn published_part(value: Uuid, part: &Part, position: i32) -> published_part::Model {
    published_part::Model {
        id: id("published_part", &format!("{value}/{position}")),
        value_id: value,
        position,
        code: part.code.to_string(),
        numerator: number(part.count.numerator),
        denominator: number(part.count.denominator),
        unknown: number(part.count.unknown),
        status: status(part.status),
    }
}

/// A count as a column holds it; none comes near the limit.
fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

const fn status(status: Status) -> TargetStatus {
    match status {
        Status::Met => TargetStatus::Met,
        Status::NotMet => TargetStatus::NotMet,
        Status::Reached => TargetStatus::Reached,
        Status::NotReached => TargetStatus::NotReached,
        Status::Improving => TargetStatus::Improving,
        Status::Flat => TargetStatus::Flat,
        Status::Worsening => TargetStatus::Worsening,
        Status::Unknown => TargetStatus::Unknown,
        Status::NotApplicable => TargetStatus::NotApplicable,
    }
}
