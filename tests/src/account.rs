//! The accounts of the demo district.

/// An account of the demo district: one of each role, and a second Party committee, of one commune.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Account {
    /// ADMIN.
    Administrator,
    /// DISTRICT: Phòng Nội vụ, of the district.
    HomeAffairs,
    /// COMMUNE: xã Phú Nghĩa (10033 in 2023).
    PhuNghia,
    /// PARTY_COMMITTEE of the district.
    PartyCommittee,
    /// PARTY_COMMITTEE of xã Phú Nghĩa.
    PhuNghiaParty,
    /// INTEGRATION: the city's digital-transformation platform, of the district.
    DigitalPlatform,
}

impl Account {
    /// Every account.
    pub const ALL: [Self; 6] = [
        Self::Administrator,
        Self::HomeAffairs,
        Self::PhuNghia,
        Self::PartyCommittee,
        Self::PhuNghiaParty,
        Self::DigitalPlatform,
    ];

    /// The name to log in with.
    #[must_use]
    pub const fn username(self) -> &'static str {
        match self {
            Self::Administrator => "quan-tri",
            Self::HomeAffairs => "noi-vu",
            Self::PhuNghia => "phu-nghia",
            Self::PartyCommittee => "to-chuc",
            Self::PhuNghiaParty => "dang-uy-phu-nghia",
            Self::DigitalPlatform => "nen-tang-so",
        }
    }
}
