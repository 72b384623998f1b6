//! K10: a share against that of the baseline date. Exact, without a threshold.

use std::cmp::Ordering;

use crate::value::{Count, Status};

/// The direction from the baseline's count to the present one: unknown if missing facts on either side could turn it,
/// not applicable if either has nothing to count.
pub(crate) fn trend(now: &Count, baseline: &Count) -> Status {
    let (Some((lowest, highest)), Some((lowest_then, highest_then))) = (now.bounds(), baseline.bounds())
    else {
        return Status::NotApplicable;
    };
    match (lowest.cmp(&highest_then), highest.cmp(&lowest_then)) {
        (Ordering::Greater, _) => Status::Improving,
        (_, Ordering::Less) => Status::Worsening,
        (Ordering::Equal, Ordering::Equal) => Status::Flat,
        _ => Status::Unknown,
    }
}

/// The direction on the baseline date itself: flat, whatever is unknown, because the share is compared with itself.
pub(crate) const fn trend_on_baseline(count: &Count) -> Status {
    if count.denominator == 0 { Status::NotApplicable } else { Status::Flat }
}
