//! When an attempt to log in is judged, and how long it has to wait otherwise. Pure: counts and an instant go in, a
//! verdict or new counts come out. The one writer of the counts is [`work::logins`](crate::work::logins).
//!
//! Failures are counted of a name from an address, of a name over all addresses, and of an address over all names;
//! whether the name exists makes no difference. An address from which somebody has logged in under the name before is
//! familiar: only what failed under that name from there holds it up. So nobody who fails elsewhere, or under other
//! names from the same office, keeps a person out.

use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};
use entity::value::ThrottleKind;

use crate::keys::ThrottleKey;

/// Failures of a name from an address after which the next one makes it wait.
const FREE_OF_PAIR: u32 = 5;

/// Failures of a name from all unfamiliar addresses after which the next one makes it wait.
const FREE_OF_NAME: u32 = 30;

/// How many failures of one address count against a name: alone it can't use up what is free.
const COUNTED_OF_PAIR: u32 = 10;

/// Failures of an address in a minute after which the next one makes it wait until the minute is over.
const FREE_OF_ADDRESS: u32 = 20;

/// The longest wait.
const LONGEST: Duration = Duration::minutes(15);

/// After so long without a failure those before are forgotten.
const MEMORY: Duration = Duration::hours(12);

/// How long the failures of an address are counted together.
const WINDOW: Duration = Duration::minutes(1);

/// How long an address stays familiar.
const FAMILIARITY: Duration = Duration::days(90);

/// Failures in a row after which an account is locked (NIST SP 800-63B-4: at most 100).
pub const MOST_IN_A_ROW: i32 = 100;

/// What failures are counted by, as keyed hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subjects {
    /// The name from the address.
    pub pair: Vec<u8>,
    /// The name.
    pub name: Vec<u8>,
    /// The address.
    pub address: Vec<u8>,
}

impl Subjects {
    /// Those of an attempt under a login name from an address.
    #[must_use]
    pub fn of(key: &ThrottleKey, name: &str, address: Option<&str>) -> Self {
        let network = address.map_or_else(String::new, network);
        Self {
            pair: key.hash(&["name and address", name, &network]),
            name: key.hash(&["name", name]),
            address: key.hash(&["address", &network]),
        }
    }

    /// Those of machines that ask for tokens from an address: counted apart from people, whom a machine with a wrong
    /// secret in the same office must not hold up. Of these the address alone is counted.
    #[must_use]
    pub fn of_machines(key: &ThrottleKey, address: Option<&str>) -> Self {
        let network = address.map_or_else(String::new, network);
        Self {
            pair: key.hash(&["machine and address", &network]),
            name: key.hash(&["machine"]),
            address: key.hash(&["address of machines", &network]),
        }
    }

    /// The subject of a kind.
    #[must_use]
    pub fn kind(&self, kind: ThrottleKind) -> &[u8] {
        match kind {
            ThrottleKind::NameAndAddress => &self.pair,
            ThrottleKind::Name => &self.name,
            ThrottleKind::Address => &self.address,
        }
    }
}

/// What counts as one address: of version 6 the 64 bits that name a network, of which anybody has all addresses.
fn network(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(IpAddr::V4(address)) => address.to_string(),
        Err(_) => address.to_owned(),
    }
}

/// What was counted of one subject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// The failures.
    pub failures: u32,
    /// When the first of them was.
    pub counted_since: Option<DateTime<Utc>>,
    /// When the last of them was.
    pub last_failure_at: Option<DateTime<Utc>>,
    /// Until when no attempt is judged.
    pub blocked_until: Option<DateTime<Utc>>,
    /// When an attempt was last right.
    pub succeeded_at: Option<DateTime<Utc>>,
}

impl Count {
    fn is_blocked(&self, now: DateTime<Utc>) -> Option<Duration> {
        self.blocked_until.filter(|until| *until > now).map(|until| until - now)
    }

    /// It, with those failures forgotten that are long over.
    fn remembered(self, now: DateTime<Utc>) -> Self {
        let is_over = self.last_failure_at.is_none_or(|last| now - last >= MEMORY);
        if is_over { Self { succeeded_at: self.succeeded_at, ..Self::default() } } else { self }
    }

    fn with_failure(self, now: DateTime<Utc>) -> Self {
        Self {
            failures: self.failures.saturating_add(1),
            counted_since: self.counted_since.or(Some(now)),
            last_failure_at: Some(now),
            ..self
        }
    }
}

/// What was counted of everything that an attempt concerns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Of the name from the address.
    pub pair: Count,
    /// Of the name.
    pub name: Count,
    /// Of the address.
    pub address: Count,
}

/// What is done with an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Its pass phrase is checked.
    Judge,
    /// It waits for those before it that are being checked: if they fail, it has to wait for longer.
    Queue,
    /// It is refused unjudged, for so long.
    Wait(Duration),
}

impl Counts {
    /// Whether somebody has logged in under the name from the address before.
    #[must_use]
    pub fn is_familiar(&self, now: DateTime<Utc>) -> bool {
        self.pair.succeeded_at.is_some_and(|last| now - last < FAMILIARITY)
    }

    /// What is done with an attempt before which so many others under the name from the address are being checked.
    #[must_use]
    pub fn verdict(&self, now: DateTime<Utc>, ahead: usize) -> Verdict {
        if let Some(wait) = self.wait(now) {
            return Verdict::Wait(wait);
        }
        let free = FREE_OF_PAIR.saturating_sub(self.pair.remembered(now).failures);
        if ahead == 0 || u32::try_from(ahead).is_ok_and(|ahead| ahead < free) {
            Verdict::Judge
        } else {
            Verdict::Queue
        }
    }

    /// How long the next attempt has to wait, if it has to.
    #[must_use]
    pub fn wait(&self, now: DateTime<Utc>) -> Option<Duration> {
        let of_others = [self.name, self.address].into_iter().filter(|_| !self.is_familiar(now));
        of_others.chain([self.pair]).filter_map(|count| count.is_blocked(now)).max()
    }

    /// What is counted after an attempt failed.
    #[must_use]
    pub fn after_failure(&self, now: DateTime<Utc>) -> Self {
        let pair = delayed(self.pair.remembered(now).with_failure(now), FREE_OF_PAIR, now);
        let name = self.name.remembered(now);
        let counts = !self.is_familiar(now) && pair.failures <= COUNTED_OF_PAIR;
        let name = if counts { delayed(name.with_failure(now), FREE_OF_NAME, now) } else { name };
        Self { pair, name, address: address_after_failure(self.address, now) }
    }
}

/// After `free` failures each one doubles the wait: two seconds, four, and so on.
fn delayed(count: Count, free: u32, now: DateTime<Utc>) -> Count {
    let exponent = count.failures.saturating_sub(free);
    if exponent == 0 {
        return count;
    }
    let wait = 1_i64.checked_shl(exponent.min(30)).map_or(LONGEST, Duration::seconds).min(LONGEST);
    Count { blocked_until: Some(now + wait), ..count }
}

fn address_after_failure(count: Count, now: DateTime<Utc>) -> Count {
    let is_over = count.counted_since.is_none_or(|since| now - since >= WINDOW);
    let count = if is_over { Count::default() } else { count }.with_failure(now);
    let until = count.counted_since.map(|since| since + WINDOW);
    let is_full = count.failures > FREE_OF_ADDRESS;
    Count { blocked_until: until.filter(|_| is_full), ..count }
}

/// From when on a count tells nothing any more.
#[must_use]
pub fn keep_until(kind: ThrottleKind, count: &Count, now: DateTime<Utc>) -> DateTime<Utc> {
    let memory = if kind == ThrottleKind::Address { WINDOW } else { MEMORY };
    let familiar = count.succeeded_at.map(|at| at + FAMILIARITY);
    [Some(count.last_failure_at.unwrap_or(now) + memory), count.blocked_until, familiar]
        .into_iter()
        .flatten()
        .fold(now, DateTime::max)
}

#[cfg(test)]
#[path = "throttle_tests.rs"]
mod tests;
