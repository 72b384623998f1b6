//! Published figures: the programme's values at the end of 2023, 2024 and 2025, frozen as the engine gives them for the
//! demo's own rows.
//!
//! The publisher's unit is the district throughout. After its end its grants carry over to the successors of its last
//! subtree, and so do its figures: those of 31/12/2025 are the district's for the six communes together, and for each
//! of the six.

use chrono::NaiveDate;
use entity::id::{PublicationId, UnitId};
use entity::value::{Role, UnitKind};
use entity::{publication, unit_version};
use targets::programme::Target;
use targets::value::Value;

use super::calendar::{REORGANISATION, at_local, day};
use super::district::District;
use super::figures::Figures;
use super::identifier::id;
use crate::facts::published::{published_parts, published_value};

/// The targets that only the Party committee publishes.
const PARTY_TARGETS: [&str; 2] = ["K4", "K7"];

/// The dates of the figures, each with the day on which they were published.
const PUBLISHED: [(NaiveDate, NaiveDate); 3] = [
    (day(2023, 12, 31), day(2024, 1, 15)),
    (day(2024, 12, 31), day(2025, 1, 8)),
    (day(2025, 12, 31), day(2025, 12, 31)),
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
            for role in [Role::District, Role::PartyCommittee] {
                let publication = publication::Model {
                    id: id("publication", &format!("{figures_on}/{role:?}")),
                    programme_id: programme.id,
                    unit_id: unit,
                    figures_on,
                    published_at: at_local(published_on, 9, 0),
                    role,
                    account_id: None,
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

/// The units below the publisher's on a date, or those that its subtree has become, by code.
fn children(district: &District, unit: UnitId, on: NaiveDate) -> Vec<UnitId> {
    let versions = || {
        let in_force =
            |row: &&unit_version::Model| row.valid_from <= on && row.valid_to.is_none_or(|to| on < to);
        district.unit_versions.iter().filter(in_force).filter(|row| row.kind != UnitKind::Agency)
    };
    let mut children: Vec<&unit_version::Model> = if on < REORGANISATION {
        versions().filter(|row| row.parent_id == Some(unit)).collect()
    } else {
        let was_below = |id: UnitId| {
            district.unit_versions.iter().any(|before| before.unit_id == id && before.parent_id == Some(unit))
        };
        let went_on = |id: UnitId| {
            let edges = district.unit_lineages.iter().filter(|edge| edge.to_unit_id == id && edge.is_default);
            edges.into_iter().any(|edge| was_below(edge.from_unit_id))
        };
        versions().filter(|row| row.valid_from == REORGANISATION && went_on(row.unit_id)).collect()
    };
    children.sort_by_key(|row| &row.code);
    children.into_iter().map(|row| row.unit_id).collect()
}

fn add_values(
    district: &mut District,
    publication: PublicationId,
    unit: UnitId,
    targets: &[&Target],
    values: &[Value],
) {
    for (target, value) in targets.iter().zip(values) {
        let id_of_value = id("published_value", &format!("{}/{}/{}", publication.0, unit.0, target.code));
        let row = published_value(id_of_value, publication, (target.id.into(), unit), value);
        let id_of_part = |position| id("published_part", &format!("{id_of_value}/{position}"));
        district.published_parts.extend(published_parts(row.id, &value.parts, id_of_part));
        district.published_values.push(row);
    }
}
