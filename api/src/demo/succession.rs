//! Succession plans: rounds of the Party for 2025–2030 and of council and committee for 2026–2031, before and after the
//! reorganisation, in every state.

use chrono::{Days, NaiveDate};
use entity::id::{SuccessionRoundId, UnitId};
use entity::value::{SuccessionRoundStatus, TitleBody};
use entity::{succession_entry, succession_entry_step, succession_round, succession_round_step};

use super::calendar::{BASELINE, KNOWN_UNTIL, REORGANISATION, day};
use super::chance::{Chance, lot};
use super::chronicle::Chronicle;
use super::identifier::id;
use super::registry::Registry;
use super::succession_entries;

/// The rows of the succession plans.
#[derive(Debug, Default)]
pub(super) struct Succession {
    pub(super) rounds: Vec<succession_round::Model>,
    pub(super) round_steps: Vec<succession_round_step::Model>,
    pub(super) entries: Vec<succession_entry::Model>,
    pub(super) entry_steps: Vec<succession_entry_step::Model>,
}

/// The states that a round goes through, each so many days after the first, with a remark.
type Path = &'static [(SuccessionRoundStatus, u64, Option<&'static str>)];

const TOO_FEW_WOMEN: &str = "Chưa bảo đảm tỷ lệ cán bộ nữ từ 25% trở lên; đề nghị rà soát, bổ sung";
const ONE_AGE_BAND: &str = "Chưa bảo đảm ba độ tuổi trong quy hoạch; đề nghị bổ sung cán bộ dưới 35 tuổi";

const APPROVED: Path = {
    use SuccessionRoundStatus::{Appraised, Approved, Draft, Submitted};
    &[(Draft, 0, None), (Submitted, 35, None), (Appraised, 60, None), (Approved, 85, None)]
};
const APPROVED_AFTER_RETURN: Path = {
    use SuccessionRoundStatus::{Appraised, Approved, Draft, Returned, Submitted};
    &[
        (Draft, 0, None),
        (Submitted, 35, None),
        (Returned, 50, Some(TOO_FEW_WOMEN)),
        (Submitted, 72, None),
        (Appraised, 90, None),
        (Approved, 110, None),
    ]
};
const DRAFT: Path = &[(SuccessionRoundStatus::Draft, 0, None)];
const SUBMITTED: Path =
    &[(SuccessionRoundStatus::Draft, 0, None), (SuccessionRoundStatus::Submitted, 42, None)];
const APPRAISED: Path = &[
    (SuccessionRoundStatus::Draft, 0, None),
    (SuccessionRoundStatus::Submitted, 38, None),
    (SuccessionRoundStatus::Appraised, 70, None),
];
const RETURNED: Path = &[
    (SuccessionRoundStatus::Draft, 0, None),
    (SuccessionRoundStatus::Submitted, 38, None),
    (SuccessionRoundStatus::Returned, 58, Some(ONE_AGE_BAND)),
];

/// One wave of rounds: the body, the term, the day of the first draft, and how many rounds take each path but the
/// usual one.
struct Wave {
    body: TitleBody,
    term: &'static str,
    drafted_on: NaiveDate,
    unusual: &'static [(Path, usize)],
}

const WAVES: [Wave; 6] = [
    Wave {
        body: TitleBody::Party,
        term: "2025-2030",
        drafted_on: day(2024, 2, 20),
        unusual: &[(APPROVED_AFTER_RETURN, 4), (DRAFT, 1), (SUBMITTED, 2), (APPRAISED, 2), (RETURNED, 2)],
    },
    Wave {
        body: TitleBody::Council,
        term: "2026-2031",
        drafted_on: day(2024, 8, 12),
        unusual: &[(APPROVED_AFTER_RETURN, 3), (DRAFT, 4), (SUBMITTED, 4), (APPRAISED, 3), (RETURNED, 2)],
    },
    Wave {
        body: TitleBody::Committee,
        term: "2026-2031",
        drafted_on: day(2024, 8, 19),
        unusual: &[(APPROVED_AFTER_RETURN, 3), (DRAFT, 3), (SUBMITTED, 3), (APPRAISED, 4), (RETURNED, 3)],
    },
    Wave {
        body: TitleBody::Party,
        term: "2025-2030",
        drafted_on: day(2025, 7, 28),
        unusual: &[(SUBMITTED, 1), (RETURNED, 1)],
    },
    Wave {
        body: TitleBody::Council,
        term: "2026-2031",
        drafted_on: day(2025, 8, 18),
        unusual: &[(DRAFT, 1), (SUBMITTED, 1), (APPRAISED, 1)],
    },
    Wave {
        body: TitleBody::Committee,
        term: "2026-2031",
        drafted_on: day(2025, 8, 25),
        unusual: &[(APPROVED_AFTER_RETURN, 1), (APPRAISED, 2)],
    },
];

/// A round with its path, for the entries to be planned in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Round {
    pub(super) id: SuccessionRoundId,
    pub(super) unit: UnitId,
    pub(super) body: TitleBody,
    pub(super) drafted_on: NaiveDate,
    pub(super) approved_on: Option<NaiveDate>,
}

/// The succession plans.
pub(super) fn plans(registry: &Registry, chronicle: &Chronicle) -> Succession {
    let mut succession = Succession::default();
    let mut rounds = Vec::new();
    for wave in &WAVES {
        rounds.extend(succession.add_wave(registry, wave));
    }
    succession_entries::plan(registry, chronicle, &rounds, &mut succession);
    succession
}

impl Succession {
    /// Adds one round for each commune of the day.
    fn add_wave(&mut self, registry: &Registry, wave: &Wave) -> Vec<Round> {
        let communes = registry.units.communes(wave.drafted_on.min(if wave.drafted_on < REORGANISATION {
            BASELINE
        } else {
            wave.drafted_on
        }));
        let keys: Vec<String> =
            communes.iter().map(|unit| format!("{}/{:?}/{}", unit.0, wave.body, wave.term)).collect();
        let mut unusual: Vec<(String, Path)> = Vec::new();
        let drawn = lot("unusual round", &keys, keys.len());
        let paths = wave.unusual.iter().flat_map(|(path, count)| std::iter::repeat_n(*path, *count));
        unusual.extend(drawn.into_iter().zip(paths));
        communes
            .into_iter()
            .zip(keys)
            .map(|(unit, key)| {
                let path =
                    unusual.iter().find(|(other, _)| *other == key).map_or(APPROVED, |(_, path)| *path);
                self.add_round(wave, unit, &key, path)
            })
            .collect()
    }

    fn add_round(&mut self, wave: &Wave, unit: UnitId, key: &str, path: Path) -> Round {
        let round: SuccessionRoundId = id("succession_round", key);
        let drafted_on = wave.drafted_on + Days::new(u64::from(Chance::of("drafted", key).below(20)));
        self.rounds.push(succession_round::Model {
            id: round,
            unit_id: unit,
            body: wave.body,
            term: wave.term.to_owned(),
            submitted_by: None,
            version: i32::try_from(path.len()).unwrap_or(i32::MAX),
        });
        let mut approved_on = None;
        for ((status, days, remark), sequence) in path.iter().zip(1..) {
            let effective_on = (drafted_on + Days::new(*days)).min(KNOWN_UNTIL);
            if *status == SuccessionRoundStatus::Approved {
                approved_on = Some(effective_on);
            }
            self.round_steps.push(succession_round_step::Model {
                id: id("succession_round_step", &format!("{key}/{sequence}")),
                round_id: round,
                sequence,
                status: *status,
                effective_on,
                remark: remark.map(str::to_owned),
            });
        }
        Round { id: round, unit, body: wave.body, drafted_on, approved_on }
    }
}
