//! Succession rounds, and who is planned in them.

use api::graphql::id::NodeKind;
use entity::value::{SuccessionEntryStatus, SuccessionRoundStatus};
use entity::{succession_entry, succession_round};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Draw, TITLES, input, name};

/// Terms, the last two of which are none.
const TERMS: [&str; 6] = ["2025-2030", "2025-2030", "2026-2031", "2026-2031", "2020-2024", "2030"];

impl Draw<'_> {
    pub(super) fn of_plan(&mut self, mutation: &str) -> Value {
        match mutation {
            "openSuccessionRound" => self.opened(),
            "proposeSuccessor" => self.successor(),
            "withdrawSuccessor" | "removeSuccessionEntry" | "markSuccessorAppointed" => {
                self.entry_ended(mutation)
            }
            _ => self.next_of_round(mutation),
        }
    }

    fn opened(&mut self) -> Value {
        let body = self.word(&["PARTY", "PARTY", "COUNCIL", "COMMITTEE", "COMMITTEE", "FRONT"]);
        let terms = if self.percent(90) { &TERMS[..4] } else { &TERMS[..] };
        input(vec![
            ("unit", Some(name(NodeKind::Unit, self.commune()))),
            ("body", Some(body)),
            ("term", Some(self.word(terms))),
        ])
    }

    /// One of the rounds that are in one of some states, mostly, and in the account's scope.
    fn round(&mut self, states: &[SuccessionRoundStatus]) -> succession_round::Model {
        let state = &self.model.state;
        let is_own = |row: &&succession_round::Model| self.model.plans_for(self.account, row.unit_id);
        let fits = |row: &&succession_round::Model| states.contains(&state.round_status(row.id));
        let fitting: Vec<_> = state.rounds.iter().filter(is_own).filter(fits).cloned().collect();
        let fitting = self.chance.any(&fitting).filter(|_| self.chance.percent(92));
        fitting.unwrap_or_else(|| self.chance.one(&state.rounds).clone())
    }

    fn successor(&mut self) -> Value {
        use SuccessionRoundStatus::{Draft, Returned};
        let round = self.round(&[Draft, Returned]);
        let body = |title: &&&str| self.model.law.titles.get(**title) == Some(&round.body);
        let titles: Vec<&str> = TITLES.iter().filter(body).copied().collect();
        let title = match self.percent(93) {
            true => self.chance.word(&titles),
            false => self.title(),
        };
        let id = if self.percent(2) { Uuid::from_u128(1) } else { round.id.0 };
        input(vec![
            ("round", Some(name(NodeKind::SuccessionRound, id))),
            ("official", Some(name(NodeKind::Official, self.person()))),
            ("title", Some(json!(title))),
        ])
    }

    fn next_of_round(&mut self, mutation: &str) -> Value {
        use SuccessionRoundStatus::{Appraised, Draft, Returned, Submitted};
        let states: &[_] = match mutation {
            "submitSuccessionRound" => &[Draft, Returned],
            "appraiseSuccessionRound" => &[Submitted],
            "returnSuccessionRound" => &[Submitted, Appraised],
            _ => &[Appraised],
        };
        let round = self.round(states);
        let remark = (mutation == "returnSuccessionRound").then(|| self.text("Bổ sung cán bộ nữ"));
        input(vec![
            ("round", Some(name(NodeKind::SuccessionRound, round.id))),
            ("expectedVersion", Some(self.version(round.version))),
            ("remark", remark),
        ])
    }

    fn entry_ended(&mut self, mutation: &str) -> Value {
        let entry = self.entry(mutation);
        let (id, version) = entry.map_or((Uuid::from_u128(1), 1), |row| (row.id.0, row.version));
        let reason = match mutation {
            "withdrawSuccessor" => Some(self.text("Đề xuất nhầm")),
            "removeSuccessionEntry" => Some(self.word(&["OVER_AGE", "DISCIPLINE", "RATING", "REQUEST"])),
            _ => None,
        };
        input(vec![
            ("entry", Some(name(NodeKind::SuccessionEntry, id))),
            ("expectedVersion", Some(self.version(version))),
            ("reason", reason),
        ])
    }

    /// One of the entries of which a mutation may be asked, mostly.
    fn entry(&mut self, mutation: &str) -> Option<succession_entry::Model> {
        let state = &self.model.state;
        let fits = |row: &&succession_entry::Model| {
            let round = state.round(row.round_id).unwrap();
            let is_approved = state.round_status(round.id) == SuccessionRoundStatus::Approved;
            let is_edited = matches!(
                state.round_status(round.id),
                SuccessionRoundStatus::Draft | SuccessionRoundStatus::Returned
            );
            let fills = state.career(row.official_id).iter().any(|held| {
                (held.unit_id, &held.title_code) == (round.unit_id, &row.title_code)
                    && held.valid_to.is_none()
            });
            self.model.plans_for(self.account, round.unit_id)
                && state.entry_status(row.id) == SuccessionEntryStatus::Planned
                && match mutation {
                    "withdrawSuccessor" => is_edited,
                    "markSuccessorAppointed" => is_approved && fills,
                    _ => is_approved,
                }
        };
        let fitting: Vec<_> = state.entries.iter().filter(fits).cloned().collect();
        let fitting = self.chance.any(&fitting).filter(|_| self.chance.percent(92));
        fitting.or_else(|| self.chance.any(&state.entries))
    }
}
