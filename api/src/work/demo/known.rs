//! What was known of the demo's accounts on a day: they are written as rows, after the district has lived until then.

use chrono::NaiveDate;

use crate::clock::begin_of;
use crate::demo::DemoAccount;

/// Takes back that accounts' rights were confirmed, after a day, to go over to the units of a later one.
pub(super) fn confirm_until(on: NaiveDate, accounts: &mut [DemoAccount]) {
    let night = on.succ_opt().and_then(begin_of);
    let grants = accounts.iter_mut().flat_map(|account| &mut account.grants);
    for grant in grants.filter(|grant| grant.carries_over_confirmed_at >= night) {
        (grant.carries_over_confirmed_at, grant.carries_over_confirmed_by) = (None, None);
    }
}
