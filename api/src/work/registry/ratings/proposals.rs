//! Ratings that are proposed, and taken back.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::id::OfficialId;
use entity::rating;
use entity::value::RatingGrade;
use futures_util::FutureExt;
use serde::Serialize;
use uuid::Uuid;

use super::{
    CLASSES, Rated, Sheet, all_found, before, done, is_current, is_in_reach, is_open, of_unit, one_to_most,
    rated_on, told, too_many_excellent,
};
use crate::repo::directory::in_force;
use crate::work::idempotency::{Claim, IdempotencyKey};
use crate::work::registry::bulk::settled;
use crate::work::registry::input::{REASON, line};
use crate::work::registry::person::Person;
use crate::work::registry::{
    Asked, Bulk, Done, ErrorPolicy, Keeper, Refusal, RegistryError, RowOutcome, Rule, keep, keep_claimed,
};
use crate::work::{Asker, UnitOfWork, Work};

/// What is proposed for a year.
#[derive(Clone, Debug, Serialize)]
pub struct ProposeRatings {
    /// The year.
    pub year: i32,
    /// The grade of each person.
    pub rows: Vec<ProposedGrade>,
    /// What becomes of the other rows when one is refused.
    pub policy: ErrorPolicy,
}

/// What is proposed for a person.
#[derive(Clone, Debug, Serialize)]
pub struct ProposedGrade {
    /// The person.
    pub official: OfficialId,
    /// The grade.
    pub grade: RatingGrade,
}

/// Proposes the ratings of a year. The grade of one that is proposed already changes, and it is proposed anew: whoever did so
/// does not approve it.
///
/// # Errors
/// It is refused as a whole, or could not be written.
pub async fn propose(
    work: &Work,
    asker: Asker,
    input: ProposeRatings,
    key: Option<IdempotencyKey>,
) -> Result<Rated, RegistryError> {
    one_to_most(input.rows.len())?;
    let asked = Asked { operation: "proposeRatings", key, input };
    let outcome = keep_claimed(work, asker, CLASSES, asked, |unit, keeper, claim, input| {
        propose_in(unit, keeper, claim, input).boxed()
    });
    told(outcome.await)
}

/// As [`propose`], in a transaction that keeps the registry.
pub(in crate::work) async fn propose_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    claim: Claim,
    ProposeRatings { year, rows, policy }: ProposeRatings,
) -> Result<Rated, RegistryError> {
    let on = rated_on(year, unit.today())?;
    let named = rows.iter().map(|row| row.official).collect();
    let sheet = Sheet::hold(unit, keeper, &named, &BTreeSet::from([year])).await?;
    all_found(rows.iter().map(|row| sheet.people.contains_key(&row.official)), "official")?;
    if let Claim::Replay { .. } = claim {
        return Ok(before(rows.iter().map(|row| sheet.what_became_of(row, year)).collect()));
    }
    let mut seen = BTreeSet::new();
    let judge = |row: &ProposedGrade| match seen.insert(row.official) {
        true => sheet.proposal(unit, keeper, row, (year, on)).map(|proposal| (proposal, Vec::new())),
        false => Err(Rule::Twice.at("official")),
    };
    let judged = rows.iter().map(judge).collect();
    let (proposals, rows) = settled(judged, policy, |proposal: &Proposal| proposal.after.id)?;
    let units = proposals.iter().map(|proposal| (proposal.after.unit_id, year)).collect();
    write(unit, proposals).await?;
    let advice = too_many_excellent(unit, keeper, &units).await?;
    Ok(Rated { ratings: Bulk { rows, replayed: false }, advice })
}

/// Which proposal is taken back.
#[derive(Clone, Debug)]
pub struct WithdrawRatingProposal {
    /// The rating.
    pub rating: Uuid,
    /// The version that the client knows.
    pub expected_version: i32,
    /// Why.
    pub reason: String,
}

/// Takes a rating back that is proposed and not approved, and tells whose it was. The journal keeps it.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn withdraw(
    work: &Work,
    asker: Asker,
    input: WithdrawRatingProposal,
) -> Result<Done<OfficialId>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move {
            let sheet = Sheet::with(unit, &keeper, std::iter::once(input.rating)).await?;
            let open = sheet.rating(input.rating).ok_or_else(|| Rule::NotFound.at("rating"))?;
            is_current(open, input.expected_version)?;
            is_open(open)?;
            is_in_reach(unit, &keeper, open, "rating")?;
            let reason = line(&input.reason, REASON, "reason")?;
            unit.remove(std::slice::from_ref(open), of_unit, &reason).await?;
            let units = BTreeSet::from([(open.unit_id, open.year)]);
            Ok(Done::now(open.official_id, too_many_excellent(unit, &keeper, &units).await?))
        }
        .boxed()
    })
    .await
}

/// A rating that is proposed, or proposed with another grade.
pub(super) struct Proposal {
    pub(super) before: Option<rating::Model>,
    pub(super) after: rating::Model,
}

impl Sheet {
    /// The rating that is proposed for a person.
    fn proposal(
        &self,
        unit: &UnitOfWork,
        keeper: &Keeper,
        row: &ProposedGrade,
        (year, on): (i32, NaiveDate),
    ) -> Result<Proposal, Refusal> {
        let official = row.official;
        let files = self.people.get(&official).map(Person::affiliations).unwrap_or_default();
        let kept = files.iter().find(|file| in_force(file.valid_from, file.valid_to, on));
        let kept = kept.ok_or_else(|| Rule::NotKept { on }.at("official"))?;
        if !keeper.keeps_on(kept.unit_id, unit.today(), on) {
            return Err(Rule::RatedElsewhere.at("official"));
        }
        if self.in_force(official, year).is_some() {
            return Err(Rule::Closed { legal: &["supersedeRating"] }.at("official"));
        }
        let new = rating::Model {
            id: unit.id(),
            official_id: official,
            unit_id: kept.unit_id,
            year,
            grade: row.grade,
            proposed_on: unit.today(),
            approved_on: None,
            superseded_on: None,
            proposed_by: keeper.account(),
            version: 1,
        };
        Ok(proposed(self.open(official, year), new))
    }

    /// What became of a grade that was proposed before.
    fn what_became_of(&self, row: &ProposedGrade, year: i32) -> RowOutcome<Uuid> {
        let latest = self.latest(row.official, year).filter(|latest| latest.grade == row.grade);
        latest.map_or(RowOutcome::NotDone, |latest| done(latest.id))
    }
}

/// A new rating, or the one that is open with what is new in it.
pub(super) fn proposed(open: Option<&rating::Model>, new: rating::Model) -> Proposal {
    match open {
        Some(open) => {
            let after = rating::Model { id: open.id, version: open.version.saturating_add(1), ..new };
            Proposal { before: Some(open.clone()), after }
        }
        None => Proposal { before: None, after: new },
    }
}

async fn write(unit: &mut UnitOfWork, proposals: Vec<Proposal>) -> Result<(), RegistryError> {
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    for Proposal { before, after } in proposals {
        match before {
            Some(before) => changed.push((before, after)),
            None => new.push(after),
        }
    }
    unit.create(new, of_unit).await?;
    Ok(unit.change_all(&changed, of_unit, None).await?)
}
