//! Targets after a change: as the server computes them from what it holds in memory, as the engine does from the rows of the database
//! loaded anew, and five of them by plain counting.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use api::demo::District;
use api::facts::{self, Levels, PartyRows, ProgrammeRows, Rows, SuccessionRows};
use api::graphql::id::{NodeKind, key};
use canbo_tests::Client;
use chrono::NaiveDate;
use entity::id::{OfficialId, TargetId, UnitId};
use entity::value::{QualificationKind, Sex};
use serde_json::{Value, json};
use targets::evaluate::breakdown;
use targets::programme::Programme;

use super::chance::Chance;
use super::compare::agree;
use super::model::{Account, Model, State};
use super::world::{self, OFFICE, PARTY_COMMITTEE};

/// The days of which figures are asked: past, today, and to come.
const DAYS: [&str; 8] = [
    "2023-06-01",
    "2024-01-01",
    "2024-12-31",
    "2025-07-01",
    "2025-12-31",
    "2026-01-15",
    "2026-07-01",
    "2028-01-01",
];

const TARGETS: &str = r#"query ($unit: ID!, $on: Date!) { targets(programme: "KH-276", unit: $unit, asOf: $on) {
    target { code } suppressed numerator denominator unknown status slack surplus gap { byReplacement byAddition }
    parts { code numerator denominator unknown status }
} }"#;

/// A question about figures: whose, of what, on which day.
pub(super) struct Question<'a> {
    pub(super) account: &'a Account,
    pub(super) unit: UnitId,
    pub(super) on: NaiveDate,
}

impl<'a> Question<'a> {
    /// What a number decides to ask, of a unit that the account reaches on the day.
    pub(super) fn drawn(model: &'a Model, chance: &mut Chance) -> Option<Self> {
        let account = model.account(chance.word(&[OFFICE, PARTY_COMMITTEE]));
        let on = chance.one(&DAYS).parse().unwrap();
        let scope = model.scope(account, on);
        let units = model.state.units.iter().map(|unit| unit.id);
        let units: Vec<UnitId> = units.filter(|unit| scope.contains(unit)).collect();
        Some(Self { account, unit: chance.any(&units)?, on })
    }
}

/// What a server tells.
pub(super) async fn told(client: &Client, question: &Question<'_>) -> Vec<Value> {
    let unit = key(NodeKind::Unit, question.unit).to_string();
    let answer = client.ask(TARGETS, json!({ "unit": unit, "on": question.on })).await;
    answer.list("/targets").to_vec()
}

/// Compares what a server told with the rows of the database loaded anew, and with counting.
pub(super) fn compare(
    told: &[Value],
    model: &Model,
    found: &State,
    question: &Question<'_>,
) -> Result<(), String> {
    let Question { account, unit, on } = question;
    let what = format!("the figures of {} on {on} for {}", unit.0, account.username);
    let computed = computed(found, *unit, *on);
    let counted = Counting { model, unit: *unit, on: *on }.all();
    agree(&format!("how many are {what}"), &told.len(), &computed.len())?;
    for value in told {
        let code = value["target"]["code"].as_str().unwrap();
        if value["suppressed"] == true {
            let rests_on_party = account.username == OFFICE && matches!(code, "K4" | "K7");
            agree(&format!("whether {code} is withheld: {what}"), &rests_on_party, &true)?;
            continue;
        }
        let mut value = value.clone();
        value.as_object_mut().unwrap().retain(|field, _| !matches!(field.as_str(), "target" | "suppressed"));
        agree(&format!("{code} of {what}"), &value, &computed[code])?;
        if let Some(counted) = counted.get(code) {
            let numbers = ["numerator", "denominator", "unknown"].map(|field| value[field].as_u64().unwrap());
            agree(&format!("{code} by counting, of {what}"), &numbers, counted)?;
        }
    }
    Ok(())
}

/// Compares the targets of a report that was sealed just now with those of its day, computed as for its readers.
pub(super) fn compare_sealed(
    told: &[Value],
    model: &Model,
    found: &State,
    question: &Question<'_>,
) -> Result<(), String> {
    let Question { unit, on, .. } = question;
    let what = format!("what was sealed of {} on {on}", unit.0);
    let (computed, counted) = (computed(found, *unit, *on), Counting { model, unit: *unit, on: *on }.all());
    let numbers = |value: &Value| ["numerator", "denominator", "unknown"].map(|field| value[field].as_u64());
    let told: BTreeMap<&str, _> = told.iter().map(|value| (value["code"].as_str().unwrap(), value)).collect();
    agree(&what, &told.keys().copied().collect(), &computed.keys().map(String::as_str).collect::<Vec<_>>())?;
    for (code, value) in told {
        let expected = &computed[code];
        agree(&format!("{code}: {what}"), &numbers(&value["count"]), &numbers(expected))?;
        agree(&format!("the status of {code}: {what}"), &value["status"], &expected["status"])?;
        if let Some(counted) = counted.get(code) {
            agree(&format!("{code} by counting: {what}"), &numbers(&value["count"]), &counted.map(Some))?;
        }
    }
    Ok(())
}

/// The values of all targets in force on a day, as the API shows them, from rows that were read just now; what is counted comes to the same.
pub(super) fn of_day(
    model: &Model,
    found: &State,
    unit: UnitId,
    on: NaiveDate,
) -> Result<BTreeMap<String, Value>, String> {
    let (computed, counted) = (computed(found, unit, on), Counting { model, unit, on }.all());
    for (code, counted) in counted {
        let Some(value) = computed.get(code) else { continue };
        let numbers = ["numerator", "denominator", "unknown"].map(|field| value[field].as_u64().unwrap());
        agree(&format!("{code} by counting, of {} on {on}", unit.0), &numbers, &counted)?;
    }
    Ok(computed)
}

/// The code of a target.
pub(super) fn code_of(target: TargetId) -> String {
    let (law, ..) = programme();
    law.targets.iter().find(|row| row.id == target).unwrap().code.clone()
}

/// The rows that no mutation changes, and the programme as the engine takes it.
fn programme() -> &'static (District, Levels, Programme) {
    static PROGRAMME: LazyLock<(District, Levels, Programme)> = LazyLock::new(|| {
        let rows = world::rows();
        let levels = Levels::new(&rows.qualification_levels);
        let of = ProgrammeRows {
            programme: &rows.programmes[0],
            key_titles: &rows.programme_key_titles,
            targets: &rows.targets,
            target_versions: &rows.target_versions,
            target_evidences: &rows.target_evidences,
            target_titles: &rows.target_titles,
        };
        let programme = facts::programme(&of, &levels).unwrap();
        (rows, levels, programme)
    });
    &PROGRAMME
}

/// The figures by the engine, from rows that were read just now.
fn computed(found: &State, unit: UnitId, on: NaiveDate) -> BTreeMap<String, Value> {
    let (law, levels, programme) = programme();
    let forest = facts::forest(&found.versions, &found.lineages).unwrap();
    let rows = Rows {
        officials: &found.officials,
        appointments: &found.appointments,
        locality_assessments: &found.localities,
        qualifications: &found.qualifications,
        courses: &found.courses,
        enrolments: &found.enrolments,
        enrolment_steps: &found.enrolment_steps,
        posts: &found.posts,
        title_standards: &law.title_standards,
        title_requirements: &law.title_requirements,
        party: Some(PartyRows {
            standing_committees: &found.committees,
            standing_committee_memberships: &found.memberships,
        }),
        succession: Some(SuccessionRows {
            rounds: &found.rounds,
            round_steps: &found.round_steps,
            entries: &found.entries,
            entry_steps: &found.entry_steps,
        }),
    };
    let facts = facts::load(forest, levels, &rows).unwrap();
    let rules: Vec<_> = programme.targets_on(on).collect();
    let values = breakdown(&facts, programme, &rules, &[unit.0], on).unwrap();
    let values = values.into_iter().flatten().zip(&rules);
    values.map(|(value, rule)| (rule.code.clone(), shown(&value))).collect()
}

/// A value as the API shows it.
pub(super) fn shown(value: &targets::value::Value) -> Value {
    let parts = value.parts.iter().map(|part| {
        json!({
            "code": part.code.as_ref(),
            "numerator": part.count.numerator,
            "denominator": part.count.denominator,
            "unknown": part.count.unknown,
            "status": word(&part.status),
        })
    });
    json!({
        "numerator": value.count.numerator,
        "denominator": value.count.denominator,
        "unknown": value.count.unknown,
        "status": word(&value.status),
        "slack": value.slack,
        "surplus": value.surplus,
        "gap": value.gap.map(|gap| json!({ "byReplacement": gap.by_replacement, "byAddition": gap.by_addition })),
        "parts": parts.collect::<Vec<_>>(),
    })
}

/// `NotMet` as `NOT_MET`.
fn word(status: &targets::value::Status) -> String {
    let mut word = String::new();
    for letter in format!("{status:?}").chars() {
        if letter.is_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.extend(letter.to_uppercase());
    }
    word
}

/// K2, K3, K5, K6 and K8 by plain counting of the model's facts (domain §8).
struct Counting<'a> {
    model: &'a Model,
    unit: UnitId,
    on: NaiveDate,
}

impl Counting<'_> {
    /// Of each target the numerator, the denominator, and how many are unknown.
    fn all(&self) -> BTreeMap<&'static str, [u64; 3]> {
        let Self { model, unit, on } = *self;
        let people = model.key_officials(unit, on);
        let count = |judge: &dyn Fn(OfficialId) -> Option<bool>| {
            let of = |wanted: Option<bool>| {
                u64::try_from(people.iter().filter(|person| judge(**person) == wanted).count()).unwrap()
            };
            [of(Some(true)), u64::try_from(people.len()).unwrap(), of(None)]
        };
        let has = |person, kind, level| model.has(person, (kind, level), on);
        let degree_and_theory = |person| {
            let degree = has(person, QualificationKind::Education, "UNIVERSITY");
            let theory = has(person, QualificationKind::PoliticalTheory, "INTERMEDIATE");
            match (degree, theory) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            }
        };
        BTreeMap::from([
            ("K2", count(&|person| model.is_young(person, on))),
            ("K3", count(&|person| Some(model.state.official(person).unwrap().sex == Sex::Female))),
            ("K5", count(&degree_and_theory)),
            ("K6", count(&|person| Some(model.is_updated(person, on)))),
            ("K8", count(&|person| has(person, QualificationKind::InformationTechnology, "BASIC"))),
        ])
    }
}
