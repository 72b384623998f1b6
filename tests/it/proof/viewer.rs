//! Who asks: an account of each role, those of a commune and of a Party committee also in units that merged or were
//! split; and two that see nearly everything, to show what there is to see.

use std::collections::BTreeMap;

use api::demo::{DemoAccount, District};
use canbo_tests::{NOW, day};
use entity::account_grant;
use entity::id::{AccountId, UnitId};
use entity::value::Role;
use uuid::Uuid;

use super::sight::is_in;

/// An account that asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Viewer {
    /// DISTRICT of Chương Mỹ, which has ended; two other districts are out of its sight.
    Office,
    /// COMMUNE of xã Phú Nghĩa, which went into a merger.
    Commune,
    /// COMMUNE of xã Lam Điền, which was split.
    SplitCommune,
    /// PARTY_COMMITTEE of Chương Mỹ.
    Party,
    /// PARTY_COMMITTEE of the commune of the second merger of a line, whose past is that of two.
    CommuneParty,
    /// ADMIN.
    Administrator,
    /// INTEGRATION of Chương Mỹ.
    Platform,
    /// DISTRICT of every unit with people.
    WideOffice,
    /// PARTY_COMMITTEE of every unit with people.
    WideParty,
}

impl Viewer {
    /// Those whom the proof is for.
    pub(super) const PROVED: [Self; 7] = [
        Self::Office,
        Self::Commune,
        Self::SplitCommune,
        Self::Party,
        Self::CommuneParty,
        Self::Administrator,
        Self::Platform,
    ];

    /// Everybody.
    pub(super) const ALL: [Self; 9] = [
        Self::Office,
        Self::Commune,
        Self::SplitCommune,
        Self::Party,
        Self::CommuneParty,
        Self::Administrator,
        Self::Platform,
        Self::WideOffice,
        Self::WideParty,
    ];

    /// The name to log in with.
    pub(super) const fn username(self) -> &'static str {
        match self {
            Self::Office => "phong-noi-vu",
            Self::Commune => "xa-phu-nghia",
            Self::SplitCommune => "xa-lam-dien",
            Self::Party => "ban-to-chuc",
            Self::CommuneParty => "dang-uy-hong-phu",
            Self::Administrator => "quan-tri-vien",
            Self::Platform => "nen-tang",
            Self::WideOffice => "so-noi-vu",
            Self::WideParty => "thanh-uy",
        }
    }

    /// The role.
    pub(super) const fn role(self) -> Role {
        match self {
            Self::Office | Self::WideOffice => Role::District,
            Self::Commune | Self::SplitCommune => Role::Commune,
            Self::Party | Self::CommuneParty | Self::WideParty => Role::PartyCommittee,
            Self::Administrator => Role::Admin,
            Self::Platform => Role::Integration,
        }
    }

    /// The units that the role is held in: a code and a day on which a unit bears it.
    const fn units(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Office | Self::Party | Self::Platform => &[("277", "2023-12-31")],
            Self::Commune => &[("10033", "2023-12-31")],
            Self::SplitCommune => &[("10063", "2023-12-31")],
            Self::CommuneParty => &[("10096", "2025-01-01")],
            Self::Administrator => &[],
            Self::WideOffice | Self::WideParty => {
                &[("277", "2023-12-31"), ("275", "2023-12-31"), ("10159", "2023-12-31")]
            }
        }
    }

    /// The account.
    pub(super) fn account(self) -> AccountId {
        AccountId(Uuid::from_u128(0xACC0 + self.number()))
    }

    fn number(self) -> u128 {
        (0..).zip(Self::ALL).find(|(_, viewer)| *viewer == self).map(|(number, _)| number).unwrap()
    }

    /// The account as it is loaded. All grants carry over: what ends with its unit is another test's matter.
    pub(super) fn of(self, rows: &District) -> DemoAccount {
        let grants = self.units().iter().zip(0_u128..).map(|((code, on), number)| account_grant::Model {
            id: Uuid::from_u128(0x6_0000 + 16 * self.number() + number),
            account_id: self.account(),
            unit_id: unit_at(rows, code, on),
            valid_from: day("2020-01-01"),
            valid_to: None,
            carries_over_confirmed_at: Some(NOW.parse().unwrap()),
            carries_over_confirmed_by: Some(Self::Administrator.account()),
        });
        DemoAccount {
            id: self.account(),
            username: self.username().to_owned(),
            display_name: format!("Người dùng {}", self.username()),
            role: self.role(),
            grants: grants.collect(),
        }
    }
}

/// The unit that bears a code on a day.
pub(super) fn unit_at(rows: &District, code: &str, on: &str) -> UnitId {
    let found: BTreeMap<_, _> = rows
        .unit_versions
        .iter()
        .filter(|row| row.code == code && is_in(row.valid_from, row.valid_to, day(on)))
        .map(|row| (row.unit_id, ()))
        .collect();
    *found.keys().next().unwrap_or_else(|| panic!("no unit bears {code} on {on}"))
}
