//! Who counts in a target, who does not, who is unknown and who is outside, each with the reason.

use std::sync::Arc;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::census::{Holding, SeatGroup, TitleSet};
use crate::evaluate::EvaluateError;
use crate::fact::AppointmentMode;
use crate::facts::Facts;
use crate::pass::Pass;
use crate::programme::{Programme, Target};
use crate::question::{Question, Slot};
use crate::reason::Reason;
use crate::roll::Claim;
use crate::rule::{PersonRule, locality, woman_in_committee};
use crate::table::place;
use crate::verdict::{Ground, Outcome, Verdict};

/// Where a member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bucket {
    /// In the numerator.
    Counted,
    /// In the denominator alone.
    NotCounted,
    /// In the denominator; the facts do not decide.
    Unknown,
    /// Outside: acting holders, holders over the seats, units without a committee.
    Excluded,
}

impl From<Outcome> for Bucket {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Counted => Self::Counted,
            Outcome::NotCounted => Self::NotCounted,
            Outcome::Unknown => Self::Unknown,
        }
    }
}

/// A member of a target: a person, a seat or a unit, as the target counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Where the member stands.
    pub bucket: Bucket,
    /// The person; none for a vacant seat and for a unit.
    pub official: Option<Uuid>,
    /// The unit: of the seat, of the person's post or entry in scope (the primary one, or the first), or the unit
    /// itself.
    pub unit: Option<Uuid>,
    /// The title's code: of the seat, or of the person's post or entry in scope.
    pub title: Option<Arc<str>>,
    /// The number of the seat among those of its unit and title, from 1; none where no seat is counted.
    pub seat: Option<u64>,
    /// The entries of the succession plan by which the person is planned (class SUCCESSION); empty where no planned
    /// people are counted.
    pub entries: Vec<Uuid>,
    /// Why.
    pub reason: Reason,
}

/// The members of a target over the units that a unit stands for on a day, in one bucket or in all, in a total order
/// that depends on the facts alone: by bucket, unit, title, official and seat.
///
/// Their numbers are those of the value: COUNTED are its numerator, UNKNOWN its unknown, and these two and NOT_COUNTED
/// its denominator. EXCLUDED stand outside. Of a directional target they are the members on the day asked for.
///
/// # Errors
/// See [`EvaluateError`].
pub fn members(
    facts: &Facts,
    programme: &Programme,
    target: &Target,
    unit: Uuid,
    on: NaiveDate,
    bucket: Option<Bucket>,
) -> Result<Vec<Member>, EvaluateError> {
    let question = Question::of(facts, programme, target, on)?;
    members_of_slot(facts, programme, &question.main, unit, on, bucket)
}

/// The members of one part of a target's value; none if the value has no such part.
///
/// # Errors
/// See [`EvaluateError`].
pub fn part_members(
    facts: &Facts,
    programme: &Programme,
    target: &Target,
    part: &str,
    unit: Uuid,
    on: NaiveDate,
    bucket: Option<Bucket>,
) -> Result<Option<Vec<Member>>, EvaluateError> {
    let question = Question::of(facts, programme, target, on)?;
    let slot = question.parts.iter().find(|(code, _)| **code == *part).map(|(_, slot)| slot);
    slot.map(|slot| members_of_slot(facts, programme, slot, unit, on, bucket)).transpose()
}

fn members_of_slot(
    facts: &Facts,
    programme: &Programme,
    slot: &Slot<'_>,
    unit: Uuid,
    on: NaiveDate,
    bucket: Option<Bucket>,
) -> Result<Vec<Member>, EvaluateError> {
    let asked = facts.forest.number(unit).ok_or(EvaluateError::UnknownUnit(unit))?;
    let key = TitleSet::new(facts, programme.key_titles_on(on));
    let pass = Pass::new(facts, on, &[asked], key, &[slot]);
    let listing = Listing { pass: &pass };
    let mut members: Vec<Member> = match slot {
        Slot::KeyOfficials(rule) => listing.key_officials(rule),
        Slot::PlannedPeople(rule) => listing.planned_people(rule),
        Slot::Seats => listing.seats(),
        Slot::FilledSeats(titles) => listing.filled_seats(titles),
        Slot::Committees => listing.committees(),
    }
    .into_iter()
    .flatten()
    .filter(|member| bucket.is_none_or(|bucket| member.bucket == bucket))
    .collect();
    members.sort_by(|one, other| order(one).cmp(&order(other)));
    Ok(members)
}

/// The people whom a slot weighs, each with the claims that make a member of the person; none where it counts no people.
pub(crate) fn weighed(pass: &Pass<'_>, slot: &Slot<'_>) -> Vec<(Vec<Claim>, Member)> {
    let listing = Listing { pass };
    let (people, members) = match slot {
        Slot::KeyOfficials(rule) => {
            let people = pass.key_officials().people();
            let members = listing.people(&people, rule, post_in_front);
            (people, members)
        }
        Slot::PlannedPeople(rule) => (pass.planned_people().people(), listing.planned_people(rule)),
        Slot::Seats | Slot::FilledSeats(_) | Slot::Committees => return Vec::new(),
    };
    people.into_iter().zip(members).filter_map(|(claims, member)| Some((claims, member?))).collect()
}

type Order<'m> = (Bucket, Option<Uuid>, Option<&'m str>, Option<Uuid>, Option<u64>, Option<Uuid>);

fn order(member: &Member) -> Order<'_> {
    let fact = member.reason.fact.map(|fact| fact.id);
    (member.bucket, member.unit, member.title.as_deref(), member.official, member.seat, fact)
}

/// The claim that a planned person is shown with: the first.
fn entry_in_front(_: &Facts, claims: &[Claim]) -> Option<Claim> {
    claims.first().copied()
}

/// The claim that a key official is shown with: the primary appointment, or the first.
fn post_in_front(facts: &Facts, claims: &[Claim]) -> Option<Claim> {
    let is_primary = |claim: &&Claim| {
        let tenure = facts.appointments.by_unit.row(claim.row);
        tenure.is_some_and(|tenure| tenure.mode == AppointmentMode::Primary)
    };
    claims.iter().find(is_primary).or(claims.first()).copied()
}

/// Lists the members of a pass over one scope. A member is none only if a row is not there, which loading rules out.
struct Listing<'p> {
    pass: &'p Pass<'p>,
}

impl Listing<'_> {
    fn key_officials(&self, rule: &PersonRule<'_>) -> Vec<Option<Member>> {
        let people = self.pass.key_officials().people();
        let is_key = |official: u32| {
            let first = |claims: &Vec<Claim>| claims.first().map(|claim| claim.official);
            people.binary_search_by_key(&Some(official), first).is_ok()
        };
        let stand_ins = self.stand_ins(&self.pass.key);
        let mut outside: Vec<&Holding> = stand_ins.filter(|holding| !is_key(holding.official)).collect();
        outside.sort_by_key(|holding| holding.official);
        outside.dedup_by_key(|holding| holding.official);
        let mut members = self.people(&people, rule, post_in_front);
        members.extend(outside.into_iter().map(|holding| self.stand_in(holding)));
        members
    }

    fn planned_people(&self, rule: &PersonRule<'_>) -> Vec<Option<Member>> {
        let people = self.pass.planned_people().people();
        let mut members = self.people(&people, rule, entry_in_front);
        let ids = self.pass.facts.succession.as_ref().map(|succession| succession.ids.as_slice());
        for (member, claims) in members.iter_mut().zip(&people) {
            if let (Some(member), Some(ids)) = (member, ids) {
                member.entries =
                    claims.iter().filter_map(|claim| ids.get(place(claim.row)).copied()).collect();
            }
        }
        members
    }

    fn people(
        &self,
        people: &[Vec<Claim>],
        rule: &PersonRule<'_>,
        in_front: fn(&Facts, &[Claim]) -> Option<Claim>,
    ) -> Vec<Option<Member>> {
        people.iter().map(|claims| self.person(rule, claims, in_front(self.pass.facts, claims)?)).collect()
    }

    /// A person with every verdict that is as decisive as the outcome.
    fn person(&self, rule: &PersonRule<'_>, claims: &[Claim], front: Claim) -> Option<Member> {
        let Pass { facts, on, .. } = *self.pass;
        let mut verdicts: Vec<Verdict> = Vec::new();
        rule.weigh(facts, on, front.official, claims, |verdict| verdicts.push(verdict));
        let outcome = verdicts.iter().map(|verdict| verdict.outcome).min()?;
        let mut decisive = verdicts.into_iter().filter(|verdict| verdict.outcome == outcome);
        let mut reason = Reason::of(facts, Some(front.official), decisive.next()?.ground)?;
        for verdict in decisive {
            let further = Reason::of(facts, Some(front.official), verdict.ground)?;
            if !reason.says(&further) {
                reason.further.push(further);
            }
        }
        let Claim { official, cell, title, .. } = front;
        self.member(outcome.into(), Some(official), cell, Some(title), None, reason)
    }

    fn seats(&self) -> Vec<Option<Member>> {
        let mut members = self.outside_seats(&self.pass.key);
        for group in self.groups(&self.pass.key) {
            let seated = self.pass.census.seated(group);
            members.extend((1..).zip(seated).map(|(seat, holding)| {
                self.holder(
                    holding,
                    Some(seat),
                    Verdict::counted(Ground::SeatFilled { appointment: holding.row }),
                )
            }));
            let vacant = (1..=group.seats).skip(seated.len());
            members.extend(vacant.map(|seat| self.vacant_seat(group, seat)));
        }
        members
    }

    fn filled_seats(&self, titles: &TitleSet) -> Vec<Option<Member>> {
        let Pass { facts, on, .. } = *self.pass;
        let mut members = self.outside_seats(titles);
        for group in self.groups(titles) {
            let seated = (1..).zip(self.pass.census.seated(group));
            members.extend(
                seated.map(|(seat, holding)| {
                    self.holder(holding, Some(seat), locality(facts, on, holding.row))
                }),
            );
        }
        members
    }

    fn committees(&self) -> Vec<Option<Member>> {
        let Pass { facts, on, .. } = *self.pass;
        let committee = |(cell, unit): (u32, &u32)| {
            let (bucket, ground) = match woman_in_committee(facts, on, *unit) {
                Some(verdict) => (verdict.outcome.into(), verdict.ground),
                None => (Bucket::Excluded, Ground::NoCommittee),
            };
            self.member(bucket, None, cell, None, None, Reason::of(facts, None, ground)?)
        };
        (0..).zip(&self.pass.scopes.cells).map(committee).collect()
    }

    /// Who holds one of the titles without a seat: acting, in charge, over the seats, or a second time.
    fn outside_seats(&self, titles: &TitleSet) -> Vec<Option<Member>> {
        let census = &self.pass.census;
        let over = self.groups(titles).flat_map(|group| census.over(group));
        let over = over.map(|holding| self.excluded(holding, Ground::OverSeats { appointment: holding.row }));
        let doubles = census.doubles.iter().filter(|holding| titles.contains(holding.title));
        let doubles =
            doubles.map(|holding| self.excluded(holding, Ground::HoldsTwice { appointment: holding.row }));
        let stand_ins = self.stand_ins(titles).map(|holding| self.stand_in(holding));
        over.chain(doubles).chain(stand_ins).collect()
    }

    fn groups(&self, titles: &TitleSet) -> impl Iterator<Item = &SeatGroup> {
        self.pass.census.seat_groups.iter().filter(|group| titles.contains(group.title))
    }

    fn stand_ins(&self, titles: &TitleSet) -> impl Iterator<Item = &Holding> {
        self.pass.census.stand_ins.iter().filter(|holding| titles.contains(holding.title))
    }

    fn stand_in(&self, holding: &Holding) -> Option<Member> {
        let appointment = holding.row;
        let ground = match self.pass.facts.appointments.by_unit.row(appointment)?.mode {
            AppointmentMode::InCharge => Ground::InCharge { appointment },
            _ => Ground::Acting { appointment },
        };
        self.excluded(holding, ground)
    }

    fn excluded(&self, holding: &Holding, ground: Ground) -> Option<Member> {
        let Holding { official, cell, title, .. } = *holding;
        let reason = Reason::of(self.pass.facts, Some(official), ground)?;
        self.member(Bucket::Excluded, Some(official), cell, Some(title), None, reason)
    }

    fn holder(&self, holding: &Holding, seat: Option<u64>, verdict: Verdict) -> Option<Member> {
        let Holding { official, cell, title, .. } = *holding;
        let reason = Reason::of(self.pass.facts, Some(official), verdict.ground)?;
        self.member(verdict.outcome.into(), Some(official), cell, Some(title), seat, reason)
    }

    fn vacant_seat(&self, group: &SeatGroup, seat: u64) -> Option<Member> {
        let Pass { facts, on, .. } = *self.pass;
        let unit = *self.pass.scopes.cells.get(place(group.cell))?;
        let mut seats_before = 0;
        let post = facts.posts.by_unit.numbered(unit).find(|(_, post)| {
            if post.title == group.title && post.period.contains(on) {
                seats_before += u64::from(post.seats);
            }
            seats_before >= seat
        });
        let reason = Reason::of(facts, None, Ground::SeatVacant { post: post?.0 })?;
        self.member(Bucket::NotCounted, None, group.cell, Some(group.title), Some(seat), reason)
    }

    fn member(
        &self,
        bucket: Bucket,
        official: Option<u32>,
        cell: u32,
        title: Option<u16>,
        seat: Option<u64>,
        reason: Reason,
    ) -> Option<Member> {
        let facts = self.pass.facts;
        let unit = facts.forest.id(*self.pass.scopes.cells.get(place(cell))?)?;
        let official = official.and_then(|official| facts.people.ids.get(place(official)).copied());
        let title = title.and_then(|title| facts.titles.text(title).cloned());
        let unit = Some(unit);
        Some(Member { bucket, official, unit, title, seat, entries: Vec::new(), reason })
    }
}
