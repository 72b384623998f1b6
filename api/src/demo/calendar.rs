//! Days that the demo district turns on.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

/// A day known when the code is built.
#[expect(clippy::expect_used, reason = "every call is in a constant or with literals, which a test builds")]
pub(super) const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

/// The first day of the units: Nghị quyết 15/2008/QH12 joined Hà Tây to Hà Nội.
pub(super) const UNITS_BEGIN: NaiveDate = day(2008, 8, 1);
/// The day on which the registry opened: what lies before it was entered then.
pub(crate) const REGISTRY_OPENS: NaiveDate = day(2022, 11, 1);
/// The day of the programme's baseline.
pub(super) const BASELINE: NaiveDate = day(2023, 12, 31);
/// The day on which the agency's own files entered the registry.
pub(super) const AGENCY_FILES_BEGIN: NaiveDate = day(2024, 1, 1);
/// The first reorganisation: 32 units became 30.
pub(super) const FIRST_MERGER: NaiveDate = day(2025, 1, 1);
/// The second reorganisation: 30 units became 6, and the district level ended.
pub(super) const REORGANISATION: NaiveDate = day(2025, 7, 1);

/// The last day on which anything of the demo was known.
pub(crate) const KNOWN_UNTIL: NaiveDate = day(2025, 12, 31);

/// The day on which the registry was told of the end of something that it holds from a day on, after it was told of the thing
/// itself; none where it has no end, or one that was known by then: what was over when the registry opened, and an end that is
/// set for a day to come.
pub(crate) fn end_told_on(from: NaiveDate, to: Option<NaiveDate>) -> Option<NaiveDate> {
    to.filter(|to| from.max(REGISTRY_OPENS) < *to && *to <= KNOWN_UNTIL)
}

/// The version of a row whose end may have been told after it: the second then.
pub(super) fn version(end_told_on: Option<NaiveDate>) -> i32 {
    1 + i32::from(end_told_on.is_some())
}

/// The instant of a time of day in Việt Nam, which is seven hours ahead of UTC all year.
pub(super) fn at_local(on: NaiveDate, hour: u32, minute: u32) -> DateTime<Utc> {
    let local = on.and_time(NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default());
    (local - chrono::TimeDelta::hours(7)).and_utc()
}
