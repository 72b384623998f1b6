//! Which unit keeps a person's file: one person moved, or many at once after a reorganisation.
//!
//! The file of a person who is in the scope today goes to a unit of the scope. What was kept before the first day stays as it
//! was: the affiliation that is open ends on that day. One that begins on that very day went to the wrong place, as files do that a
//! reorganisation gave to the default successor: it is corrected.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::class::ConfidentialityClass;
use entity::id::{OfficialId, UnitId};
use entity::value::OfficialCategory;
use entity::{affiliation, appointment};
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Serialize;

use super::bulk::{keep_new_rows, settled};
use super::input::day;
use super::person::Person;
use super::{Advice, Asked, Bulk, Done, ErrorPolicy, Keeper, Refusal, RegistryError, RowOutcome, Rule, keep};
use crate::repo::directory::in_force;
use crate::work::idempotency::{Claim, IdempotencyKey};
use crate::work::{Asker, UnitOfWork, Work};

const CLASSES: &[ConfidentialityClass] = &[ConfidentialityClass::Personnel];

/// How many people one change moves.
pub(in crate::work) const MOST_ROWS: usize = 500;

/// Why an affiliation is corrected, in the words of the journal.
const FROM_THE_FIRST_DAY: &str = "Hồ sơ thuộc nơi khác ngay từ ngày đầu";

/// Where a file goes.
#[derive(Clone, Debug, Serialize)]
pub struct Affiliate {
    /// Whose file.
    pub official: OfficialId,
    /// The unit that keeps it.
    pub unit: UnitId,
    /// The category; none for that of before.
    pub category: Option<OfficialCategory>,
    /// First day.
    pub valid_from: NaiveDate,
}

/// Where many files go.
#[derive(Clone, Debug, Serialize)]
pub struct Reaffiliate {
    /// Each file.
    pub rows: Vec<Affiliate>,
    /// What becomes of the other rows when one is refused.
    pub policy: ErrorPolicy,
}

/// Moves a person's file to a unit, or to another category.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn affiliate(
    work: &Work,
    asker: Asker,
    input: Affiliate,
    key: Option<IdempotencyKey>,
) -> Result<Done<OfficialId>, RegistryError> {
    let keys = work.keys().clone();
    let asked = Asked { operation: "affiliateOfficial", key, input };
    keep(work, asker, CLASSES, move |unit, keeper| {
        let (keys, asked) = (keys.clone(), asked.clone());
        async move {
            let official = asked.input.official;
            if let Claim::Replay { .. } = asked.claim(unit, &keys, &keeper, official.into()).await? {
                return Ok(Done::before(official));
            }
            let rows = [asked.input];
            let files = Files::hold(unit, &keeper, &rows, |refusal, _| refusal).await?;
            let [row] = &rows;
            let (moved, advice) = files.judge(unit, &keeper, row)?;
            write(unit, vec![moved]).await?;
            Ok(Done::now(official, advice))
        }
        .boxed()
    })
    .await
}

/// Moves the files of many people. A person or a unit out of the scope refuses the whole, whatever the policy.
///
/// # Errors
/// It is refused as a whole, or could not be written.
pub async fn reaffiliate(
    work: &Work,
    asker: Asker,
    input: Reaffiliate,
    key: Option<IdempotencyKey>,
) -> Result<Bulk<OfficialId>, RegistryError> {
    if !(1..=MOST_ROWS).contains(&input.rows.len()) {
        return Err(Rule::Rows { most: MOST_ROWS }.at("rows").into());
    }
    let asked = Asked { operation: "reaffiliateOfficials", key, input };
    keep_new_rows(work, asker, CLASSES, asked, |unit, keeper, claim, input| {
        reaffiliate_in(unit, keeper, claim, input).boxed()
    })
    .await
}

/// As [`reaffiliate`], in a transaction that keeps the registry.
pub(in crate::work) async fn reaffiliate_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    claim: Claim,
    Reaffiliate { rows, policy }: Reaffiliate,
) -> Result<Bulk<OfficialId>, RegistryError> {
    let files = Files::hold(unit, keeper, &rows, Refusal::in_row).await?;
    if let Claim::Replay { .. } = claim {
        return Ok(Bulk { rows: rows.iter().map(|row| files.what_became_of(row)).collect(), replayed: true });
    }
    let mut named = BTreeSet::new();
    let judge = |row: &Affiliate| match named.insert(row.official) {
        true => files.judge(unit, keeper, row),
        false => Err(Rule::Twice.at("official")),
    };
    let judged = rows.iter().map(judge).collect();
    let (written, rows) = settled(judged, policy, |moved: &Moved| moved.after.official_id)?;
    write(unit, written).await?;
    Ok(Bulk { rows, replayed: false })
}

/// The people whose files move, with what they hold.
struct Files {
    people: BTreeMap<OfficialId, Person>,
    held: BTreeMap<OfficialId, Vec<appointment::Model>>,
}

impl Files {
    /// Holds everybody who is named. Who or what is out of the scope refuses all.
    async fn hold(
        unit: &UnitOfWork,
        keeper: &Keeper,
        rows: &[Affiliate],
        placed: impl Fn(Refusal, usize) -> Refusal + Send,
    ) -> Result<Self, RegistryError> {
        let named: BTreeSet<OfficialId> = rows.iter().map(|row| row.official).collect();
        let people = Person::hold_all(unit, keeper, &named).await?;
        let is_kept = |row: &Affiliate| {
            people
                .get(&row.official)
                .is_some_and(|person| is_movable(keeper, person.affiliations(), row.valid_from))
        };
        let missing = rows.iter().enumerate().flat_map(|(number, row)| {
            let official = (!is_kept(row)).then_some("official");
            let kept = (!keeper.keeps(row.unit)).then_some("unit");
            [official, kept].into_iter().flatten().map(move |member| (number, member))
        });
        let missing: Vec<Refusal> =
            missing.map(|(number, member)| placed(Rule::NotFound.at(member), number)).collect();
        if !missing.is_empty() {
            return Err(RegistryError::Refused(missing));
        }
        let appointments = appointment::Entity::find()
            .filter(appointment::Column::OfficialId.is_in(named))
            .all(unit.transaction())
            .await?;
        let mut held: BTreeMap<OfficialId, Vec<appointment::Model>> = BTreeMap::new();
        for row in appointments {
            held.entry(row.official_id).or_default().push(row);
        }
        Ok(Self { people, held })
    }

    fn of(&self, official: OfficialId) -> &[affiliation::Model] {
        self.people.get(&official).map(Person::affiliations).unwrap_or_default()
    }

    /// What a move writes, and what advises against it.
    fn judge(
        &self,
        unit: &UnitOfWork,
        keeper: &Keeper,
        row: &Affiliate,
    ) -> Result<(Moved, Vec<Advice>), Refusal> {
        let moved = Moved::of(unit, keeper, self.of(row.official), row)?;
        let advice = moved.advice(self.held.get(&row.official).map(Vec::as_slice).unwrap_or_default());
        Ok((moved, advice))
    }

    /// What became of a row that was asked for before: its file is where it was to go, or it was refused.
    fn what_became_of(&self, row: &Affiliate) -> RowOutcome<OfficialId> {
        let went = self.of(row.official).iter().any(|file| {
            (file.unit_id, file.valid_from) == (row.unit, row.valid_from)
                && row.category.is_none_or(|category| category == file.category)
        });
        match went {
            true => RowOutcome::Done { object: row.official, advice: Vec::new() },
            false => RowOutcome::NotDone,
        }
    }
}

/// The affiliation that may end on a day: nothing closed is edited, and nothing that was planned is lost, so it is the last.
fn last_on(files: &[affiliation::Model], on: NaiveDate) -> Option<&affiliation::Model> {
    files.last().filter(|last| in_force(last.valid_from, last.valid_to, on))
}

/// Whether a file is the keeper's to move on a day: somebody who is in the scope today may be due to leave it, and from that
/// day on the file is another's.
pub(super) fn is_movable(keeper: &Keeper, files: &[affiliation::Model], on: NaiveDate) -> bool {
    last_on(files, on).is_none_or(|last| keeper.keeps(last.unit_id))
}

/// A file that moves: the affiliation that ends and the one that begins, or one before and after its correction.
pub(super) struct Moved {
    before: affiliation::Model,
    after: affiliation::Model,
}

impl Moved {
    /// The move of one of a person's files, which are given by their first days.
    pub(super) fn of(
        unit: &UnitOfWork,
        keeper: &Keeper,
        files: &[affiliation::Model],
        row: &Affiliate,
    ) -> Result<Self, Refusal> {
        let from = day(row.valid_from, "validFrom")?;
        if !keeper.has_throughout(row.unit, from, None) {
            return Err(Rule::UnitAbsent.at("unit"));
        }
        let last = last_on(files, from).ok_or_else(|| Rule::Order.at("validFrom"))?;
        let category = row.category.unwrap_or(last.category);
        if (last.unit_id, last.category) == (row.unit, category) {
            return Err(Rule::AffiliatedAlready.at("unit"));
        }
        // An end that is known stays.
        let after = affiliation::Model { unit_id: row.unit, category, ..last.clone() };
        let after = match last.valid_from == from {
            true => after,
            false => affiliation::Model { id: unit.id(), valid_from: from, ..after },
        };
        Ok(Self { before: last.clone(), after })
    }

    /// Whether the file was to go there from the first day on, so that nothing ends.
    fn is_correction(&self) -> bool {
        self.before.id == self.after.id
    }

    /// What advises against the move, given all that the person holds.
    pub(super) fn advice(&self, career: &[appointment::Model]) -> Vec<Advice> {
        let holds_on = |held: &appointment::Model| {
            held.unit_id == self.before.unit_id && held.valid_to.is_none_or(|end| self.after.valid_from < end)
        };
        let is_left = self.before.unit_id != self.after.unit_id;
        let warns = is_left && career.iter().any(holds_on);
        if warns { vec![Advice::HoldsInUnitLeft] } else { Vec::new() }
    }
}

/// Ends what was open, and begins what comes after; sets right what began on the same day.
pub(super) async fn write(unit: &mut UnitOfWork, moved: Vec<Moved>) -> Result<(), RegistryError> {
    let mut begun = Vec::with_capacity(moved.len());
    let (corrected, moved): (Vec<_>, Vec<_>) = moved.into_iter().partition(Moved::is_correction);
    for Moved { before, after } in corrected {
        let of = Some(after.unit_id);
        unit.correct(&before, after, of, FROM_THE_FIRST_DAY.to_owned()).await?;
    }
    for Moved { before, after } in moved {
        let ended = affiliation::Model { valid_to: Some(after.valid_from), ..before.clone() };
        unit.change(&before, ended, Some(before.unit_id), None).await?;
        begun.push(after);
    }
    Ok(unit.create(begun, |row| Some(row.unit_id)).await?)
}
