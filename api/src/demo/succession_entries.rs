//! Who is planned for which title, and what became of it. At most three people for a title and three titles for a
//! person, and only for a higher title (Quy định 377-QĐ/TW).

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate};
use entity::id::{OfficialId, SuccessionEntryId, UnitId};
use entity::value::{Sex, SuccessionEntryStatus, SuccessionRemovalReason};
use entity::{succession_entry, succession_entry_step};

use super::calendar::KNOWN_UNTIL;
use super::chance::Chance;
use super::chronicle::Chronicle;
use super::identifier::id;
use super::registry::Registry;
use super::succession::{Round, Succession};
use super::titles::{KEY_TITLES, STAFF_TITLES, UNION_TITLES, body_of};

/// The most people for one title, and the most titles for one person.
const MOST: usize = 3;
/// Whoever is planned should be able to serve so many months from the draft on: a term.
const MONTHS_TO_SERVE: u32 = 60;

/// Plans people in the rounds.
pub(super) fn plan(
    registry: &Registry,
    chronicle: &Chronicle,
    rounds: &[Round],
    succession: &mut Succession,
) {
    let mut titles_of: BTreeMap<(UnitId, OfficialId), usize> = BTreeMap::new();
    for round in rounds {
        for title in KEY_TITLES.into_iter().filter(|title| body_of(title) == round.body) {
            for official in candidates(registry, chronicle, round, title) {
                let count = titles_of.entry((round.unit, official)).or_default();
                if *count < MOST {
                    *count += 1;
                    add_entry(registry, chronicle, round, title, official, succession);
                }
            }
        }
    }
}

/// How far up a title stands, for whom the demo's committees think of: as `succession::ladder` has it, but for the Front's chair, whom
/// they put beside the heads of the unions, so that some plans have somebody whom the composition check names.
fn height(title: &str) -> u32 {
    match title {
        "PARTY_SECRETARY" => 5,
        "PARTY_STANDING_DEPUTY_SECRETARY"
        | "COUNCIL_CHAIR"
        | "COMMITTEE_CHAIR"
        | "PARTY_DEPUTY_SECRETARY" => 4,
        "COUNCIL_VICE_CHAIR" | "COMMITTEE_VICE_CHAIR" => 3,
        title if UNION_TITLES.contains(&title) => 2,
        title if STAFF_TITLES.contains(&title) => 1,
        _ => 0,
    }
}

/// Two or three people of the unit from the next titles below, women and the young first.
fn candidates(registry: &Registry, chronicle: &Chronicle, round: &Round, title: &str) -> Vec<OfficialId> {
    let on = round.drafted_on;
    let mut below: Vec<(u32, u32, OfficialId)> = Vec::new();
    for official in chronicle.people_of(round.unit, on) {
        let held = chronicle.posts_on(official, on).into_iter().filter(|post| post.mode.fills_seat());
        let highest = held.map(|post| height(&post.title_code)).max().unwrap_or(0);
        let person = registry.people.get(official);
        let serves = person.retires_on() > on + Months::new(MONTHS_TO_SERVE);
        if highest > 0 && highest < height(title) && height(title) - highest <= 2 && serves {
            let favoured = person.sex == Sex::Female || person.age(on) < 35;
            let drawn = Chance::of("planned", &format!("{title}/{}", person.key)).below(100);
            below.push((height(title) - highest, drawn + if favoured { 0 } else { 45 }, official));
        }
    }
    below.sort_unstable();
    let count =
        if Chance::of("planned people", &format!("{}/{title}", round.id.0)).percent(60) { 3 } else { 2 };
    below.into_iter().take(count.min(MOST)).map(|(_, _, official)| official).collect()
}

fn add_entry(
    registry: &Registry,
    chronicle: &Chronicle,
    round: &Round,
    title: &str,
    official: OfficialId,
    succession: &mut Succession,
) {
    let key = format!("{}/{title}/{}", round.id.0, official.0);
    let entry: SuccessionEntryId = id("succession_entry", &key);
    let planned = (SuccessionEntryStatus::Planned, round.drafted_on, None);
    let ended =
        round.approved_on.and_then(|approved| ending(registry, chronicle, round, title, official, approved));
    succession.entries.push(succession_entry::Model {
        id: entry,
        round_id: round.id,
        official_id: official,
        title_code: title.to_owned(),
        proposed_by: None,
        version: if ended.is_some() { 2 } else { 1 },
    });
    for ((status, effective_on, reason), sequence) in std::iter::once(planned).chain(ended).zip(1..) {
        succession.entry_steps.push(succession_entry_step::Model {
            id: id("succession_entry_step", &format!("{key}/{sequence}")),
            entry_id: entry,
            sequence,
            status,
            effective_on,
            reason,
        });
    }
}

type Step = (SuccessionEntryStatus, NaiveDate, Option<SuccessionRemovalReason>);

/// What ended an approved entry: the appointment, the departure, or a removal for a reason.
fn ending(
    registry: &Registry,
    chronicle: &Chronicle,
    round: &Round,
    title: &str,
    official: OfficialId,
    approved_on: NaiveDate,
) -> Option<Step> {
    let appointed = chronicle
        .career(official)
        .iter()
        .filter(|row| row.unit_id == round.unit && row.title_code == title)
        .find(|row| row.valid_from > approved_on && row.mode.fills_seat())
        .map(|row| (SuccessionEntryStatus::Appointed, row.valid_from, None));
    let left = left_unit_on(registry, chronicle, official, round.unit, approved_on).map(|on| {
        let retired = registry.people.get(official).retires_on() <= on;
        let reason =
            if retired { SuccessionRemovalReason::OverAge } else { SuccessionRemovalReason::Request };
        (SuccessionEntryStatus::Removed, on, Some(reason))
    });
    let removed = removed_for_a_reason(&format!("{}/{title}/{}", round.id.0, official.0), approved_on);
    [appointed, left, removed]
        .into_iter()
        .flatten()
        .filter(|(_, on, _)| *on <= KNOWN_UNTIL)
        .min_by_key(|step| step.1)
}

/// The day on which a person's file left the unit while the unit went on.
fn left_unit_on(
    registry: &Registry,
    chronicle: &Chronicle,
    official: OfficialId,
    unit: UnitId,
    after: NaiveDate,
) -> Option<NaiveDate> {
    let kept = chronicle.files(official).iter().filter(|row| row.unit_id == unit);
    let to =
        kept.filter(|row| row.valid_to.is_none_or(|to| to > after)).map(|row| row.valid_to).next_back()??;
    registry.units.version(unit, to).is_some().then_some(to)
}

/// A few are removed at the review of the plan.
fn removed_for_a_reason(key: &str, approved_on: NaiveDate) -> Option<Step> {
    let mut chance = Chance::of("removed", key);
    let reason = match chance.below(100) {
        0..2 => SuccessionRemovalReason::Rating,
        2..3 => SuccessionRemovalReason::Discipline,
        3..5 => SuccessionRemovalReason::Request,
        5..6 => SuccessionRemovalReason::OverAge,
        _ => return None,
    };
    let on = approved_on + Days::new(u64::from(chance.between(60, 200)));
    Some((SuccessionEntryStatus::Removed, on, Some(reason)))
}
