//! K2: under an age on the day.

use chrono::NaiveDate;

use crate::age::birthday;
use crate::facts::Facts;
use crate::verdict::{Ground, Verdict};

/// Whether the official has not completed so many years. Who completes them on the day itself is not under.
pub(crate) fn under_age(facts: &Facts, on: NaiveDate, official: u32, limit: u32) -> Verdict {
    let Some(birth) = facts.person(official).and_then(|person| person.birth) else {
        return Verdict::unknown(Ground::NoBirthDate);
    };
    if birth.date() > on {
        return Verdict::unknown(Ground::BornAfterwards { birth });
    }
    let reached_on = birthday(birth.date(), limit).unwrap_or(NaiveDate::MAX);
    if reached_on > on {
        Verdict::counted(Ground::UnderAge { birth, limit, reached_on })
    } else {
        Verdict::not_counted(Ground::OfAge { birth, limit, reached_on })
    }
}
