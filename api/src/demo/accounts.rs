//! The demo accounts: one of each role, and a second Party committee for one commune.

use entity::account_grant;
use entity::id::{AccountId, UnitId};
use entity::value::Role;

use super::calendar::{BASELINE, at_local, day};
use super::identifier::id;
use super::units::{DISTRICT_CODE, Units};

/// The login name of the administrator.
const ADMINISTRATOR: &str = "quan-tri";
/// The login name of the Home Affairs office.
pub(super) const HOME_AFFAIRS: &str = "noi-vu";
/// The login name of the district's Party committee.
pub(super) const PARTY_COMMITTEE: &str = "to-chuc";
/// The login name of the city's platform.
pub const PLATFORM: &str = "nen-tang-so";
/// The secret of the city's platform, as public as the pass phrase.
pub const CLIENT_SECRET: &[u8; 32] = b"chuong-my-demo-28-276-of-nobody!";
/// The code of xã Phú Nghĩa in 2023.
const PHU_NGHIA_CODE: &str = "10033";

/// A demo account without its password, which is hashed where it is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoAccount {
    /// The account's id.
    pub id: AccountId,
    /// The name to log in with.
    pub username: String,
    /// The name shown to administrators.
    pub display_name: String,
    /// Its one role.
    pub role: Role,
    /// The units that it holds the role in; an administrator of accounts needs none.
    pub grants: Vec<account_grant::Model>,
}

/// The id of the account with a login name.
pub(super) fn account_id(username: &str) -> AccountId {
    id("account", username)
}

/// The six demo accounts. Their grants carry over the reorganisation, confirmed by the administrator in the week
/// before it.
pub(super) fn accounts(units: &Units) -> Vec<DemoAccount> {
    let district = Some(units.at(DISTRICT_CODE, BASELINE));
    let phu_nghia = Some(units.at(PHU_NGHIA_CODE, BASELINE));
    [
        (ADMINISTRATOR, "Quản trị tài khoản", Role::Admin, None),
        (HOME_AFFAIRS, "Phòng Nội vụ huyện Chương Mỹ", Role::District, district),
        ("phu-nghia", "Ủy ban nhân dân xã Phú Nghĩa", Role::Commune, phu_nghia),
        (PARTY_COMMITTEE, "Ban Tổ chức Huyện ủy Chương Mỹ", Role::PartyCommittee, district),
        ("dang-uy-phu-nghia", "Đảng ủy xã Phú Nghĩa", Role::PartyCommittee, phu_nghia),
        (PLATFORM, "Nền tảng số Thành phố Hà Nội", Role::Integration, district),
    ]
    .into_iter()
    .map(|(username, display_name, role, unit)| DemoAccount {
        id: account_id(username),
        username: username.to_owned(),
        display_name: display_name.to_owned(),
        role,
        grants: unit.map(|unit| grant(username, unit)).into_iter().collect(),
    })
    .collect()
}

fn grant(username: &str, unit: UnitId) -> account_grant::Model {
    account_grant::Model {
        id: id("account_grant", username),
        account_id: account_id(username),
        unit_id: unit,
        valid_from: day(2023, 1, 1),
        valid_to: None,
        carries_over_confirmed_at: Some(at_local(day(2025, 6, 25), 10, 30)),
        carries_over_confirmed_by: Some(account_id(ADMINISTRATOR)),
    }
}
