//! Ratings that are approved, and those that stand in the place of approved ones.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::id::OfficialId;
use entity::value::RatingGrade;
use entity::{account_holder, rating};
use futures_util::FutureExt;
use sea_orm::EntityTrait;
use serde::Serialize;
use uuid::Uuid;

use super::proposals::{Proposal, proposed};
use super::{
    CLASSES, Rated, Sheet, all_found, before, done, is_current, is_in_reach, is_open, of_unit, one_to_most,
    told, too_many_excellent,
};
use crate::work::idempotency::{Claim, IdempotencyKey};
use crate::work::registry::bulk::settled;
use crate::work::registry::input::{REASON, line};
use crate::work::registry::{
    Asked, Bulk, Done, ErrorPolicy, Keeper, Refusal, RegistryError, RowOutcome, Rule, keep, keep_claimed,
};
use crate::work::{Asker, UnitOfWork, Work};

/// Which ratings are approved.
#[derive(Clone, Debug, Serialize)]
pub struct ApproveRatings {
    /// Each of them.
    pub rows: Vec<ApprovedRating>,
    /// What becomes of the other rows when one is refused.
    pub policy: ErrorPolicy,
}

/// A rating that is approved.
#[derive(Clone, Debug, Serialize)]
pub struct ApprovedRating {
    /// The rating.
    pub rating: Uuid,
    /// The version that the client knows.
    pub expected_version: i32,
}

/// What stands in the place of an approved rating.
#[derive(Clone, Debug, Serialize)]
pub struct SupersedeRating {
    /// The rating that was wrong.
    pub rating: Uuid,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The grade that is right.
    pub grade: RatingGrade,
    /// Why.
    pub reason: String,
    /// Whether it is approved at once, by whoever approves the unit's ratings.
    pub at_once: bool,
}

/// Approves ratings that are proposed. One that is in force for the same person and year is superseded by it.
///
/// # Errors
/// It is refused as a whole, or could not be written.
pub async fn approve(
    work: &Work,
    asker: Asker,
    input: ApproveRatings,
    key: Option<IdempotencyKey>,
) -> Result<Rated, RegistryError> {
    one_to_most(input.rows.len())?;
    let asked = Asked { operation: "approveRatings", key, input };
    let outcome = keep_claimed(work, asker, CLASSES, asked, |unit, keeper, claim, input| {
        approve_in(unit, keeper, claim, input).boxed()
    });
    told(outcome.await)
}

/// As [`approve`], in a transaction that keeps the registry, for whoever approves ratings.
pub(in crate::work) async fn approve_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    claim: Claim,
    ApproveRatings { rows, policy }: ApproveRatings,
) -> Result<Rated, RegistryError> {
    if !keeper.judges_units_below() {
        return Err(RegistryError::Forbidden);
    }
    let sheet = Sheet::with(unit, keeper, rows.iter().map(|row| row.rating)).await?;
    let holder = held_by(unit, keeper).await?;
    all_found(rows.iter().map(|row| sheet.rating(row.rating).is_some()), "rating")?;
    if let Claim::Replay { .. } = claim {
        return Ok(before(rows.iter().map(|row| sheet.what_came_of(row)).collect()));
    }
    let mut seen = BTreeSet::new();
    let judge = |row: &ApprovedRating| match seen.insert(row.rating) {
        true => sheet.approval(unit, keeper, holder, row).map(|approval| (approval, Vec::new())),
        false => Err(Rule::Twice.at("rating")),
    };
    let judged = rows.iter().map(judge).collect();
    let (approvals, rows) = settled(judged, policy, |approval: &Approval| approval.after.id)?;
    let units = approvals.iter().map(|approval| (approval.after.unit_id, approval.after.year)).collect();
    // What is superseded first: one rating is in force at a time.
    let superseded: Vec<_> = approvals.iter().filter_map(|approval| approval.supersedes.clone()).collect();
    let approved: Vec<_> = approvals.into_iter().map(|approval| (approval.before, approval.after)).collect();
    unit.change_all(&superseded, of_unit, None).await?;
    unit.change_all(&approved, of_unit, None).await?;
    let advice = too_many_excellent(unit, keeper, &units).await?;
    Ok(Rated { ratings: Bulk { rows, replayed: false }, advice })
}

/// Proposes another rating in the place of an approved one, or puts it there at once.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn supersede(
    work: &Work,
    asker: Asker,
    input: SupersedeRating,
    key: Option<IdempotencyKey>,
) -> Result<Done<Uuid>, RegistryError> {
    let keys = work.keys().clone();
    let asked = Asked { operation: "supersedeRating", key, input };
    keep(work, asker, CLASSES, move |unit, keeper| {
        let (keys, asked) = (keys.clone(), asked.clone());
        async move {
            let claim = asked.claim(unit, &keys, &keeper, asked.input.rating).await?;
            supersede_in(unit, &keeper, claim, asked.input).await
        }
        .boxed()
    })
    .await
}

/// As [`supersede`], in a transaction that keeps the registry.
pub(in crate::work) async fn supersede_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    claim: Claim,
    input: SupersedeRating,
) -> Result<Done<Uuid>, RegistryError> {
    let sheet = Sheet::with(unit, keeper, std::iter::once(input.rating)).await?;
    let holder = held_by(unit, keeper).await?;
    let wrong = sheet.rating(input.rating).ok_or_else(|| Rule::NotFound.at("rating"))?;
    if let Claim::Replay { .. } = claim {
        let latest = sheet.latest(wrong.official_id, wrong.year).unwrap_or(wrong);
        return Ok(Done::before(latest.id));
    }
    let reason = line(&input.reason, REASON, "reason")?;
    may_be_superseded(wrong, input.expected_version)?;
    is_in_reach(unit, keeper, wrong, "rating")?;
    if input.at_once {
        is_above(unit, keeper, holder, wrong, "atOnce")?;
    }
    let right = sheet.in_place_of(unit, keeper, wrong, &input);
    let id = right.after.id;
    let of = of_unit(wrong);
    if input.at_once {
        unit.change(wrong, superseded(wrong, unit.today()), of, Some(reason.clone())).await?;
    }
    match right.before {
        Some(open) => unit.change(&open, right.after, of, Some(reason)).await?,
        None => unit.create_because(right.after, of, reason).await?,
    }
    let units = BTreeSet::from([(wrong.unit_id, wrong.year)]);
    Ok(Done::now(id, too_many_excellent(unit, keeper, &units).await?))
}

fn superseded(row: &rating::Model, today: NaiveDate) -> rating::Model {
    rating::Model { superseded_on: Some(today), version: row.version.saturating_add(1), ..row.clone() }
}

/// A rating that is approved, and the one in whose place it stands, each before and after.
struct Approval {
    before: rating::Model,
    after: rating::Model,
    supersedes: Option<(rating::Model, rating::Model)>,
}

impl Sheet {
    /// What stands in the place of a rating that was wrong.
    fn in_place_of(
        &self,
        unit: &UnitOfWork,
        keeper: &Keeper,
        wrong: &rating::Model,
        input: &SupersedeRating,
    ) -> Proposal {
        let new = rating::Model {
            id: unit.id(),
            grade: input.grade,
            proposed_on: unit.today(),
            approved_on: input.at_once.then_some(unit.today()),
            proposed_by: keeper.account(),
            version: 1,
            ..wrong.clone()
        };
        proposed(self.open(wrong.official_id, wrong.year), new)
    }

    /// The rating of a row, approved.
    fn approval(
        &self,
        unit: &UnitOfWork,
        keeper: &Keeper,
        holder: Option<OfficialId>,
        row: &ApprovedRating,
    ) -> Result<Approval, Refusal> {
        let before = self.rating(row.rating).ok_or_else(|| Rule::NotFound.at("rating"))?;
        is_current(before, row.expected_version)?;
        is_open(before)?;
        is_in_reach(unit, keeper, before, "rating")?;
        is_above(unit, keeper, holder, before, "rating")?;
        if keeper.account().is_some() && before.proposed_by == keeper.account() {
            return Err(Rule::OwnProposal.at("rating"));
        }
        let after = rating::Model {
            approved_on: Some(unit.today()),
            version: before.version.saturating_add(1),
            ..before.clone()
        };
        let wrong = self.in_force(before.official_id, before.year);
        let supersedes = wrong.map(|wrong| (wrong.clone(), superseded(wrong, unit.today())));
        Ok(Approval { before: before.clone(), after, supersedes })
    }

    /// What became of a rating that was approved before.
    fn what_came_of(&self, row: &ApprovedRating) -> RowOutcome<Uuid> {
        let approved = self.rating(row.rating).filter(|found| found.approved_on.is_some());
        approved.map_or(RowOutcome::NotDone, |found| done(found.id))
    }
}

fn may_be_superseded(row: &rating::Model, expected_version: i32) -> Result<(), Refusal> {
    is_current(row, expected_version)?;
    if row.approved_on.is_none() {
        return Err(Rule::NotApproved { legal: &["proposeRatings", "approveRatings"] }.at("rating"));
    }
    if row.superseded_on.is_some() { Err(Rule::Closed { legal: &[] }.at("rating")) } else { Ok(()) }
}

/// Whether the keeper is the office above the unit that rated, and not the one who is rated.
fn is_above(
    unit: &UnitOfWork,
    keeper: &Keeper,
    holder: Option<OfficialId>,
    row: &rating::Model,
    member: &str,
) -> Result<(), Refusal> {
    if holder == Some(row.official_id) {
        return Err(Rule::OwnRating.at(member));
    }
    match keeper.judges_units_below() && !keeper.is_of(row.unit_id, unit.today()) {
        true => Ok(()),
        false => Err(Rule::NotAbove.at(member)),
    }
}

/// The person whom the keeper's account stands for.
pub(in crate::work::registry) async fn held_by(
    unit: &UnitOfWork,
    keeper: &Keeper,
) -> Result<Option<OfficialId>, RegistryError> {
    let Some(account) = keeper.account() else { return Ok(None) };
    let holder = account_holder::Entity::find_by_id(account).one(unit.transaction()).await?;
    Ok(holder.and_then(|holder| holder.official_id))
}
