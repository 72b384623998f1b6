//! People moved from one title to another, lent, and put in charge for a time, each in one transaction.
//!
//! A move ends the main post and begins another one, and where it leads to another unit the file goes with the person. Each title
//! that ends or begins must be the keeper's to give ([`appoints`](crate::policy::registry::appoints)), and a file that moves the
//! keeper's to write: a Party committee writes no affiliations (domain §9), so it moves people between Party titles of units that keep the file
//! by then already.

use chrono::NaiveDate;
use entity::appointment;
use entity::class::ConfidentialityClass;
use entity::id::{AppointmentId, OfficialId, UnitId};
use entity::value::{AppointmentMode, AppointmentOrigin};
use futures_util::FutureExt;
use serde::Serialize;

use super::affiliations::{self, Affiliate, Moved};
use super::appointments::{AppointOfficial, Appointed, appoint_as, appointable, ended, give, held};
use super::input::{LINE, day, line};
use super::person::Person;
use super::{Asked, Done, Keeper, Refusal, RegistryError, Rule, keep};
use crate::repo::directory::in_force;
use crate::work::idempotency::{Claim, IdempotencyKey};
use crate::work::{Asker, UnitOfWork, Work};

/// How a person is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Manner {
    /// To a unit, with the file (điều động).
    Transfer(UnitId),
    /// To a unit for experience, with the file (luân chuyển).
    Rotation(UnitId),
    /// To another title in the same unit (chuyển đổi vị trí).
    Reassignment,
}

impl Manner {
    const fn operation(self) -> &'static str {
        match self {
            Self::Transfer(_) => "transferOfficial",
            Self::Rotation(_) => "rotateOfficial",
            Self::Reassignment => "reassignOfficial",
        }
    }

    const fn origin(self) -> AppointmentOrigin {
        match self {
            Self::Transfer(_) => AppointmentOrigin::Transfer,
            Self::Rotation(_) => AppointmentOrigin::Rotation,
            Self::Reassignment => AppointmentOrigin::Reassignment,
        }
    }

    /// The unit that the person and the file go to; none where they stay.
    const fn destination(self) -> Option<UnitId> {
        match self {
            Self::Transfer(unit) | Self::Rotation(unit) => Some(unit),
            Self::Reassignment => None,
        }
    }
}

/// Who is moved to what.
#[derive(Clone, Debug, Serialize)]
pub struct MoveOfficial {
    /// The PRIMARY appointment that ends.
    pub appointment: AppointmentId,
    /// The version that the client knows.
    pub expected_version: i32,
    /// How, and where to.
    pub manner: Manner,
    /// The code of the title.
    pub title: String,
    /// The decision's number.
    pub decision: String,
    /// First day of the new appointment, on which what ends is no longer held.
    pub valid_from: NaiveDate,
    /// First day no longer held, where the decision says so.
    pub valid_to: Option<NaiveDate>,
    /// Whether all CONCURRENT appointments of the person end too.
    pub ends_concurrent: bool,
}

/// Moves a person from the main post to another one.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn move_official(
    work: &Work,
    asker: Asker,
    input: MoveOfficial,
    key: Option<IdempotencyKey>,
) -> Result<Done<Appointed>, RegistryError> {
    let keys = work.keys().clone();
    let asked = Asked { operation: input.manner.operation(), key, input };
    keep(work, asker, &[], move |unit, keeper| {
        let (keys, asked) = (keys.clone(), asked.clone());
        async move {
            let id: AppointmentId = unit.id();
            appointable(&keeper, &asked.input.title, "title")?;
            if let Claim::Replay { object } = asked.claim(unit, &keys, &keeper, id.into()).await? {
                return Ok(Done::before(Appointed { id: object.into(), from: asked.input.valid_from }));
            }
            let input = asked.input;
            if input.manner.destination().is_some_and(|to| !keeper.keeps(to)) {
                return Err(Rule::NotFound.at("unit").into());
            }
            let (person, before) = held(unit, &keeper, input.appointment, input.expected_version).await?;
            let mut career = person.appointments(unit).await?;
            let ends = ends(&keeper, &before, &career, &input, unit.today())?;
            for (was, after) in &ends {
                career.retain(|row| row.id != was.id);
                career.push(after.clone());
            }
            let file = file(unit, &keeper, &person, &input)?;
            let row = appointment::Model {
                id,
                official_id: person.row.id,
                unit_id: input.manner.destination().unwrap_or(before.unit_id),
                title_code: input.title,
                mode: AppointmentMode::Primary,
                origin: input.manner.origin(),
                decision: Some(line(&input.decision, LINE, "decision")?),
                valid_from: input.valid_from,
                valid_to: input.valid_to,
                version: 1,
            };
            let left = file.iter().flat_map(|file| file.advice(&career)).collect::<Vec<_>>();
            for (was, after) in ends {
                let of = Some(was.unit_id);
                unit.change(&was, after, of, None).await?;
            }
            affiliations::write(unit, file.into_iter().collect()).await?;
            let mut done = give(unit, &keeper, &person, &career, row).await?;
            done.advice.extend(left);
            Ok(done)
        }
        .boxed()
    })
    .await
}

/// What ends with a move, before and after: the main post and, where they are asked to, the CONCURRENT ones.
fn ends(
    keeper: &Keeper,
    main: &appointment::Model,
    career: &[appointment::Model],
    input: &MoveOfficial,
    today: NaiveDate,
) -> Result<Vec<(appointment::Model, appointment::Model)>, RegistryError> {
    let from = day(input.valid_from, "validFrom")?;
    appointable(keeper, &main.title_code, "appointment")?;
    if main.mode != AppointmentMode::Primary {
        return Err(Rule::NotPrimary.at("appointment").into());
    }
    let to = input.manner.destination().unwrap_or(main.unit_id);
    if (to, &input.title) == (main.unit_id, &main.title_code) {
        return Err(Rule::HeldAlready.at("title").into());
    }
    let beside = career.iter().filter(|row| {
        row.mode == AppointmentMode::Concurrent
            && row.valid_from < from
            && in_force(row.valid_from, row.valid_to, from)
    });
    let mut ends = vec![(main.clone(), ended(main, from, today, "validFrom")?)];
    for row in beside.filter(|_| input.ends_concurrent) {
        if !keeper.keeps(row.unit_id) {
            return Err(Rule::NotFound.at("endsConcurrent").into());
        }
        appointable(keeper, &row.title_code, "endsConcurrent")?;
        ends.push((row.clone(), ended(row, from, today, "validFrom")?));
    }
    Ok(ends)
}

/// The file that goes with the person; none where it stays, or is kept where the person goes by then already.
fn file(
    unit: &UnitOfWork,
    keeper: &Keeper,
    person: &Person,
    input: &MoveOfficial,
) -> Result<Option<Moved>, RegistryError> {
    let Some(to) = input.manner.destination() else { return Ok(None) };
    if !affiliations::is_movable(keeper, person.affiliations(), input.valid_from) {
        return Err(Rule::NotFound.at("appointment").into());
    }
    let row = Affiliate { official: person.row.id, unit: to, category: None, valid_from: input.valid_from };
    match Moved::of(unit, keeper, person.affiliations(), &row) {
        Err(Refusal { rule: Rule::AffiliatedAlready, .. }) => Ok(None),
        Err(refusal) => Err(refusal.into()),
        Ok(moved) if keeper.writes(ConfidentialityClass::Personnel) => Ok(Some(moved)),
        Ok(_) => Err(RegistryError::Forbidden),
    }
}

/// Who is lent to which unit.
#[derive(Clone, Debug)]
pub struct SecondOfficial {
    /// The person.
    pub official: OfficialId,
    /// The unit.
    pub unit: UnitId,
    /// The code of the title.
    pub title: String,
    /// How it is held.
    pub mode: AppointmentMode,
    /// The decision's number.
    pub decision: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day no longer held.
    pub valid_to: NaiveDate,
}

/// Lends a person to a unit until a day (biệt phái): the file stays where it is, and so does whatever else is held.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn second(
    work: &Work,
    asker: Asker,
    input: SecondOfficial,
    key: Option<IdempotencyKey>,
) -> Result<Done<Appointed>, RegistryError> {
    let input = AppointOfficial {
        official: input.official,
        unit: input.unit,
        title: input.title,
        mode: input.mode,
        origin: AppointmentOrigin::Secondment,
        decision: Some(input.decision),
        valid_from: input.valid_from,
        valid_to: Some(input.valid_to),
    };
    appoint_as(work, asker, "secondOfficial", input, key).await
}

/// How somebody stands in for the holder of a title, without a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActingMode {
    /// Acting (quyền).
    Acting,
    /// In charge (phụ trách).
    InCharge,
}

/// Who is in charge of what.
#[derive(Clone, Debug)]
pub struct AppointActing {
    /// The person.
    pub official: OfficialId,
    /// The unit.
    pub unit: UnitId,
    /// The code of the title.
    pub title: String,
    /// In which way.
    pub mode: ActingMode,
    /// How it comes about.
    pub origin: AppointmentOrigin,
    /// The decision's number.
    pub decision: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day no longer in charge, where the decision says so.
    pub valid_to: Option<NaiveDate>,
}

/// Puts a person in charge of a title without a seat (quyền, phụ trách). Whatever else is held goes on.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn act(
    work: &Work,
    asker: Asker,
    input: AppointActing,
    key: Option<IdempotencyKey>,
) -> Result<Done<Appointed>, RegistryError> {
    let mode = match input.mode {
        ActingMode::Acting => AppointmentMode::Acting,
        ActingMode::InCharge => AppointmentMode::InCharge,
    };
    let input = AppointOfficial {
        official: input.official,
        unit: input.unit,
        title: input.title,
        mode,
        origin: input.origin,
        decision: Some(input.decision),
        valid_from: input.valid_from,
        valid_to: input.valid_to,
    };
    appoint_as(work, asker, "appointActing", input, key).await
}
