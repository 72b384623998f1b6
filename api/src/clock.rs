//! The one source of time: instants, and the civil date that counts as today.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, SubsecRound, TimeZone, Utc};
use chrono_tz::Asia::Ho_Chi_Minh;

/// Tells the instant and the civil date. Passed to whatever depends on either; cheap to clone.
#[derive(Clone, Debug)]
pub struct Clock {
    instants: Instants,
    today: Option<NaiveDate>,
}

#[derive(Clone, Debug)]
enum Instants {
    Machine,
    Fixed(DateTime<Utc>),
    /// In microseconds since 1970.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock; today is the date in Asia/Ho_Chi_Minh.
    #[must_use]
    pub const fn system() -> Self {
        Self { instants: Instants::Machine, today: None }
    }

    /// The machine's clock for instants, and a civil date that stays.
    #[must_use]
    pub const fn with_today(today: NaiveDate) -> Self {
        Self { instants: Instants::Machine, today: Some(today) }
    }

    /// A clock that stands still: for tests, and for what is told of a day that was.
    #[must_use]
    pub const fn fixed(instant: DateTime<Utc>, today: NaiveDate) -> Self {
        Self { instants: Instants::Fixed(instant), today: Some(today) }
    }

    /// A clock that its holder sets, in microseconds since 1970, for tests of what takes time.
    #[must_use]
    pub const fn set_by(instant: Arc<AtomicI64>, today: NaiveDate) -> Self {
        Self { instants: Instants::Set(instant), today: Some(today) }
    }

    /// The instant, to the microsecond: the finest that every database keeps.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.instants {
            Instants::Machine => machine_now().trunc_subsecs(6),
            Instants::Fixed(instant) => instant.trunc_subsecs(6),
            Instants::Set(instant) => {
                DateTime::from_timestamp_micros(instant.load(Ordering::Relaxed)).unwrap_or_default()
            }
        }
    }

    /// The civil date that counts as today.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.today.unwrap_or_else(|| day_of(self.now()))
    }
}

/// The civil day of an instant in Asia/Ho_Chi_Minh.
#[must_use]
pub fn day_of(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&Ho_Chi_Minh).date_naive()
}

/// The instant at which a civil day begins in Asia/Ho_Chi_Minh; none for a day that no calendar of instants reaches.
#[must_use]
pub fn begin_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    let midnight = day.and_hms_opt(0, 0, 0)?;
    Some(Ho_Chi_Minh.from_local_datetime(&midnight).earliest()?.with_timezone(&Utc))
}

#[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is given")]
fn machine_now() -> DateTime<Utc> {
    Utc::now()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;

    #[test]
    fn given_an_evening_in_utc_when_asked_for_today_then_it_is_tomorrow_in_vietnam() {
        let instant: DateTime<Utc> = "2025-06-30T17:00:00Z".parse().unwrap();
        let clock = Clock { instants: Instants::Fixed(instant), today: None };
        assert_eq!(clock.today(), NaiveDate::from_ymd_opt(2025, 7, 1).unwrap());
    }

    #[test]
    fn given_a_day_then_it_begins_seven_hours_before_that_of_utc() {
        let day = NaiveDate::from_ymd_opt(2025, 7, 1).unwrap();
        assert_eq!(begin_of(day).unwrap().to_rfc3339(), "2025-06-30T17:00:00+00:00");
    }

    #[test]
    fn given_a_fixed_civil_date_then_instants_stay_real() {
        let date = NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
        let clock = Clock::with_today(date);
        assert_eq!(clock.today(), date);
        assert!((machine_now() - clock.now()).num_seconds().abs() < 60);
    }

    #[test]
    fn given_nanoseconds_when_asked_for_now_then_microseconds_are_told() {
        let instant: DateTime<Utc> = "2025-06-30T17:00:00.123456789Z".parse().unwrap();
        let clock = Clock::fixed(instant, NaiveDate::from_ymd_opt(2025, 7, 1).unwrap());
        assert_eq!(clock.now().timestamp_subsec_nanos(), 123_456_000);
    }
}
