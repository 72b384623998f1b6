//! Rounds: opened by the unit's Party committee, submitted, and decided on by the one above.

use std::collections::BTreeMap;

use chrono::Datelike;
use entity::id::{SuccessionRoundId, UnitId};
use entity::value::{SuccessionRoundStatus, TitleBody};
use entity::{succession_round, succession_round_step};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;

use super::{CLASSES, Round, SuccessionRule, entries_of, is_current, is_in_scope};
use crate::succession::ladder::is_planned_for;
use crate::succession::term::Term;
use crate::succession::workflow::{Act, is_open};
use crate::work::idempotency::IdempotencyKey;
use crate::work::registry::input::{REASON, line};
use crate::work::registry::{Asked, Done, Keeper, Refusal, RegistryError, Rule, keep, keep_new, locks};
use crate::work::{Asker, UnitOfWork, Work};

/// For whom a round is opened.
#[derive(Clone, Debug, Serialize)]
pub struct OpenRound {
    /// The unit planned for.
    pub unit: UnitId,
    /// The body whose titles are planned for.
    pub body: TitleBody,
    /// The term, such as 2025-2030.
    pub term: String,
}

/// Opens a round as a draft.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn open(
    work: &Work,
    asker: Asker,
    input: OpenRound,
    key: Option<IdempotencyKey>,
) -> Result<Done<SuccessionRoundId>, RegistryError> {
    let asked = Asked { operation: "openSuccessionRound", key, input };
    keep_new(
        work,
        asker,
        CLASSES,
        asked,
        |id, _| id.into(),
        |unit, keeper, id, input| open_in(unit, keeper, id.into(), input).boxed(),
    )
    .await
}

/// As [`open`], in a transaction that keeps the registry.
pub(in crate::work) async fn open_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    id: SuccessionRoundId,
    input: OpenRound,
) -> Result<Done<SuccessionRoundId>, RegistryError> {
    let row = succession_round::Model {
        id,
        unit_id: input.unit,
        body: input.body,
        term: input.term,
        submitted_by: None,
        version: 1,
    };
    let exists = keeper.directory().units.on(row.unit_id, unit.today()).is_some();
    if !exists || !is_in_scope(unit, keeper, &row) {
        return Err(Rule::NotFound.at("unit").into());
    }
    if !is_planned_for(row.body) {
        return Err(SuccessionRule::Body.at("body").into());
    }
    let term = row.term.parse::<Term>().ok().filter(|term| term.last_year() >= unit.today().year());
    if term.is_none() {
        return Err(SuccessionRule::Term.at("term").into());
    }
    if has_open_round(unit, &row).await? {
        return Err(SuccessionRule::RoundOpen.at("unit").into());
    }
    let first = step(unit, &row, 1, SuccessionRoundStatus::Draft, None);
    let of = Some(row.unit_id);
    unit.create(vec![row], |_| of).await?;
    unit.create(vec![first], |_| of).await?;
    Ok(Done::now(id, Vec::new()))
}

/// Whether a round for the same unit, body and term is still worked on, once nobody else opens one.
async fn has_open_round(unit: &UnitOfWork, row: &succession_round::Model) -> Result<bool, RegistryError> {
    use succession_round::Column;
    let sought = format!("succession round {} {:?} {}", row.unit_id.0, row.body, row.term);
    locks::sought(unit, sought.as_bytes()).await?;
    let same = succession_round::Entity::find()
        .filter(Column::UnitId.eq(row.unit_id))
        .filter(Column::Body.eq(row.body))
        .filter(Column::Term.eq(row.term.as_str()))
        .all(unit.transaction())
        .await?;
    let steps = succession_round_step::Entity::find()
        .filter(succession_round_step::Column::RoundId.is_in(same.iter().map(|round| round.id)))
        .order_by_asc(succession_round_step::Column::Sequence)
        .all(unit.transaction())
        .await?;
    let last: BTreeMap<_, _> = steps.into_iter().map(|step| (step.round_id, step.status)).collect();
    Ok(last.into_values().any(is_open))
}

/// What is done with a round.
#[derive(Clone, Debug)]
pub enum RoundStep {
    /// It goes up to the Party committee above.
    Submit,
    /// It was appraised there.
    Appraise,
    /// It goes back to be made better.
    Return {
        /// Why.
        remark: String,
    },
    /// It is decided.
    Approve,
}

impl RoundStep {
    const fn act(&self) -> Act {
        match self {
            Self::Submit => Act::Submit,
            Self::Appraise => Act::Appraise,
            Self::Return { .. } => Act::Return,
            Self::Approve => Act::Approve,
        }
    }

    fn remark(&self) -> Result<Option<String>, Refusal> {
        match self {
            Self::Return { remark } => line(remark, REASON, "remark").map(Some),
            Self::Submit | Self::Appraise | Self::Approve => Ok(None),
        }
    }
}

/// A step of a round.
#[derive(Clone, Debug)]
pub struct TakeRoundStep {
    /// The round.
    pub round: SuccessionRoundId,
    /// The version that the client knows.
    pub expected_version: i32,
    /// What is done.
    pub step: RoundStep,
}

/// Takes the next step of a round.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn take_step(
    work: &Work,
    asker: Asker,
    input: TakeRoundStep,
) -> Result<Done<SuccessionRoundId>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move { take_step_in(unit, &keeper, input).await }.boxed()
    })
    .await
}

/// As [`take_step`], in a transaction that keeps the registry.
pub(in crate::work) async fn take_step_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    input: TakeRoundStep,
) -> Result<Done<SuccessionRoundId>, RegistryError> {
    let round = Round::hold(unit, keeper, input.round, "round").await?;
    let act = input.step.act();
    is_current(round.row.version, input.expected_version)?;
    round.allows(act, "round")?;
    let entries = entries_of(unit, &round.row).await?;
    if entries.is_empty() {
        return Err(SuccessionRule::Empty.at("round").into());
    }
    if act.is_from_above() && keeper.is_of(round.row.unit_id, unit.today()) {
        return Err(SuccessionRule::NotAbove.at("round").into());
    }
    let is_own = |by| keeper.account().is_some() && by == keeper.account();
    let has_own = is_own(round.row.submitted_by) || entries.iter().any(|entry| is_own(entry.proposed_by));
    if act.is_for_another() && has_own {
        return Err(SuccessionRule::Own.at("round").into());
    }
    let remark = input.step.remark()?;
    let status = act.leads_to().unwrap_or(round.status());
    let sequence = round.last.sequence.saturating_add(1);
    let next = step(unit, &round.row, sequence, status, remark.clone());
    let (before, of) = (&round.row, Some(round.row.unit_id));
    let submitted_by = if act == Act::Submit { keeper.account() } else { before.submitted_by };
    let after =
        succession_round::Model { submitted_by, version: before.version.saturating_add(1), ..before.clone() };
    unit.change(before, after, of, remark).await?;
    unit.create(vec![next], |_| of).await?;
    Ok(Done::now(round.row.id, Vec::new()))
}

fn step(
    unit: &UnitOfWork,
    round: &succession_round::Model,
    sequence: i32,
    status: SuccessionRoundStatus,
    remark: Option<String>,
) -> succession_round_step::Model {
    succession_round_step::Model {
        id: unit.id(),
        round_id: round.id,
        sequence,
        status,
        effective_on: unit.today(),
        remark,
    }
}
