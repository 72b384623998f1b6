//! Seats of titles in units: authorised, added for a time, and taken back.
//!
//! A title has one base number of seats in a unit on a day; another number ends it and begins. Seats that are added for a time lie beside it until an
//! end that is decided with them. Seats may shrink under their holders, who stay and are told of (dôi dư).

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use chrono::NaiveDate;
use entity::class::ConfidentialityClass;
use entity::id::{PostId, UnitId};
use entity::post;
use futures_util::FutureExt;
use sea_orm::EntityTrait;
use serde::Serialize;

use super::input::{LINE, REASON, day, has_ended, line};
use super::seats::{Seats, most_vice_chairs, seats_on, surplus};
use super::{Advice, Asked, Done, Keeper, Refusal, RegistryError, Rule, keep};
use crate::repo::directory::in_force;
use crate::work::idempotency::{Claim, IdempotencyKey};
use crate::work::{Asker, UnitOfWork, Work};

const CLASSES: &[ConfidentialityClass] = &[ConfidentialityClass::Personnel];

/// How many seats one decision authorises.
const MOST_SEATS: i32 = 999;

/// The title whose seats the class of a unit bounds.
const VICE_CHAIR: &str = "COMMITTEE_VICE_CHAIR";

/// An authorisation of seats that was made or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authorised {
    /// The authorisation.
    pub id: PostId,
    /// Its first day.
    pub from: NaiveDate,
    /// First day no longer in force, where there is one.
    pub to: Option<NaiveDate>,
}

/// How long seats are authorised, and beside what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Lasting {
    /// They are the base number, until another one takes its place or an end that is known.
    Base(Option<NaiveDate>),
    /// They lie beside the base number until a day on which they are no longer authorised.
    Transitional(NaiveDate),
}

impl Lasting {
    const fn operation(self) -> &'static str {
        match self {
            Self::Base(_) => "authorisePost",
            Self::Transitional(_) => "grantTransitionalSeats",
        }
    }

    const fn end(self) -> Option<NaiveDate> {
        match self {
            Self::Base(end) => end,
            Self::Transitional(end) => Some(end),
        }
    }
}

/// How many seats of which title are authorised.
#[derive(Clone, Debug, Serialize)]
pub struct AuthorisePost {
    /// The unit.
    pub unit: UnitId,
    /// The code of the title.
    pub title: String,
    /// How many.
    pub seats: i32,
    /// The decision's number.
    pub decision: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// How long, and beside what.
    pub lasting: Lasting,
}

/// Authorises seats of a title in a unit. A base number that is in force on the first day ends with it.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn authorise(
    work: &Work,
    asker: Asker,
    input: AuthorisePost,
    key: Option<IdempotencyKey>,
) -> Result<Done<Authorised>, RegistryError> {
    let keys = work.keys().clone();
    let asked = Asked { operation: input.lasting.operation(), key, input };
    keep(work, asker, CLASSES, move |unit, keeper| {
        let (keys, asked) = (keys.clone(), asked.clone());
        async move {
            let id: PostId = unit.id();
            match asked.claim(unit, &keys, &keeper, id.into()).await? {
                Claim::Replay { object } => {
                    let made = post::Entity::find_by_id(PostId(object)).one(unit.transaction()).await?;
                    Ok(Done::before(told(&made.ok_or_else(|| Rule::NotFound.at("unit"))?)))
                }
                Claim::First => authorise_in(unit, &keeper, id, asked.input).await,
            }
        }
        .boxed()
    })
    .await
}

/// As [`authorise`], in a transaction that keeps the registry.
pub(in crate::work) async fn authorise_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    id: PostId,
    input: AuthorisePost,
) -> Result<Done<Authorised>, RegistryError> {
    let row = row(keeper, id, input)?;
    let Seats { mut posts, held } = Seats::hold(unit, row.unit_id, &row.title_code).await?;
    let superseded = match row.is_transitional {
        true => beside(&posts, &row).map(|()| None)?,
        false => superseded(&posts, row.valid_from, unit.today())?,
    };
    if let Some((before, after)) = superseded {
        posts.retain(|post| post.id != before.id);
        posts.push(after.clone());
        unit.change(&before, after, Some(row.unit_id), None).await?;
    }
    posts.push(row.clone());
    let shrunk = Some(row.valid_from).filter(|_| !row.is_transitional);
    let surplus = shrunk.and_then(|from| surplus(&posts, &held, from));
    let advice = surplus.into_iter().chain(vice_chairs(keeper, &posts, &row)).collect();
    let authorised = told(&row);
    unit.create(vec![row], |row| Some(row.unit_id)).await?;
    Ok(Done::now(authorised, advice))
}

/// Which authorisation ends, and when.
#[derive(Clone, Debug)]
pub struct EndPost {
    /// The authorisation.
    pub post: PostId,
    /// The version that the client knows.
    pub expected_version: i32,
    /// First day no longer in force.
    pub ends_on: NaiveDate,
    /// Why.
    pub reason: String,
}

/// Ends an authorisation of seats on a day. One that has ended is closed.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn end(work: &Work, asker: Asker, input: EndPost) -> Result<Done<Authorised>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move {
            let (Seats { mut posts, held }, before) = held(unit, &keeper, &input).await?;
            if before.valid_to.is_some_and(|end| end <= unit.today()) {
                return Err(Rule::Closed { legal: &["authorisePost"] }.at("post").into());
            }
            let reason = line(&input.reason, REASON, "reason")?;
            if input.ends_on <= before.valid_from || before.valid_to.is_some_and(|end| input.ends_on > end) {
                return Err(Rule::Order.at("endsOn").into());
            }
            let after = ended(&before, input.ends_on);
            posts.retain(|post| post.id != before.id);
            posts.push(after.clone());
            let advice = surplus(&posts, &held, input.ends_on).into_iter().collect();
            let ended = told(&after);
            unit.change(&before, after, Some(before.unit_id), Some(reason)).await?;
            Ok(Done::now(ended, advice))
        }
        .boxed()
    })
    .await
}

const fn told(row: &post::Model) -> Authorised {
    Authorised { id: row.id, from: row.valid_from, to: row.valid_to }
}

/// What is authorised, as it is written.
fn row(keeper: &Keeper, id: PostId, input: AuthorisePost) -> Result<post::Model, Refusal> {
    if !keeper.keeps(input.unit) {
        return Err(Rule::NotFound.at("unit"));
    }
    if keeper.directory().titles.get(&input.title).is_none() {
        return Err(Rule::NotFound.at("title"));
    }
    if !(1..=MOST_SEATS).contains(&input.seats) {
        return Err(Rule::Seats { most: MOST_SEATS }.at("seats"));
    }
    let (valid_from, valid_to) = (day(input.valid_from, "validFrom")?, input.lasting.end());
    if valid_to.is_some_and(|to| to <= valid_from) {
        return Err(Rule::Order.at("validTo"));
    }
    if !keeper.has_throughout(input.unit, valid_from, valid_to) {
        return Err(Rule::UnitAbsent.at("unit"));
    }
    Ok(post::Model {
        id,
        unit_id: input.unit,
        title_code: input.title,
        seats: input.seats,
        decision: Some(line(&input.decision, LINE, "decision")?),
        valid_from,
        valid_to,
        version: 1,
        is_transitional: matches!(input.lasting, Lasting::Transitional(_)),
    })
}

/// Whether seats that are added for a time lie beside a base number.
fn beside(posts: &[post::Model], row: &post::Model) -> Result<(), Refusal> {
    let on = row.valid_from;
    let is_base = |post: &post::Model| !post.is_transitional && in_force(post.valid_from, post.valid_to, on);
    if posts.iter().any(is_base) { Ok(()) } else { Err(Rule::NotAuthorised { on }.at("title")) }
}

/// The base number that another one ends on its first day, before and after. Nothing closed is edited, and nothing that was planned is
/// lost, so it is the last.
fn superseded(
    posts: &[post::Model],
    from: NaiveDate,
    today: NaiveDate,
) -> Result<Option<(post::Model, post::Model)>, Refusal> {
    let base = posts.iter().filter(|post| !post.is_transitional);
    let Some(last) = base.max_by_key(|post| post.valid_from) else { return Ok(None) };
    if from <= last.valid_from {
        return Err(Rule::Order.at("validFrom"));
    }
    if !in_force(last.valid_from, last.valid_to, from) {
        return Ok(None);
    }
    if has_ended(last.valid_to, today) {
        return Err(Rule::Closed { legal: &[] }.at("validFrom"));
    }
    Ok(Some((last.clone(), ended(last, from))))
}

fn ended(before: &post::Model, on: NaiveDate) -> post::Model {
    post::Model { valid_to: Some(on), version: before.version.saturating_add(1), ..before.clone() }
}

/// Whether there are more vice chairs on the first day than the unit's class has.
fn vice_chairs(keeper: &Keeper, posts: &[post::Model], row: &post::Model) -> Option<Advice> {
    let version = keeper.directory().units.on(row.unit_id, row.valid_from)?.version;
    let most = most_vice_chairs(version.class);
    let is_bound = row.title_code == VICE_CHAIR && version.kind.is_commune_level();
    (is_bound && seats_on(posts, row.valid_from) > most).then_some(Advice::ViceChairLimit { most })
}

/// An authorisation of the scope at the version that whoever asks knows, with the seats of its title, which are held.
async fn held(
    unit: &UnitOfWork,
    keeper: &Keeper,
    input: &EndPost,
) -> Result<(Seats, post::Model), RegistryError> {
    let missing = || Rule::NotFound.at("post");
    let named = post::Entity::find_by_id(input.post).one(unit.transaction()).await?;
    let named = named.filter(|row| keeper.keeps(row.unit_id)).ok_or_else(missing)?;
    let seats = Seats::hold(unit, named.unit_id, &named.title_code).await?;
    // As it is now: until the seats were held it may have been changed.
    let row = seats.posts.iter().find(|row| row.id == named.id).cloned().ok_or_else(missing)?;
    if row.version != input.expected_version {
        return Err(Rule::Conflict { current: row.version }.at("expectedVersion").into());
    }
    Ok((seats, row))
}
