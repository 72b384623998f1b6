//! What the Party keeps: membership, standing committees and their members.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::id::UnitId;
use uuid::Uuid;

use super::people::files;
use super::step::Step;
use super::{Life, Turn};
use crate::demo::{District, REGISTRY_OPENS, end_told_on};
use crate::work::registry::Change;
use crate::work::registry::party::{
    EndStandingCommitteeSeat, EstablishStandingCommittee, RecordPartyMembership, SeatInStandingCommittee,
};

const FULL_MEMBER: &str = "Chuyển đảng chính thức";
const SEAT_ENDS: &str = "Thôi tham gia Ban Thường vụ";

impl Life {
    pub(super) fn tell_party(&mut self, district: &District) {
        self.tell_membership(district);
        self.tell_committees(district);
    }

    /// Membership, told with the file or on the day of admission; full membership on its own day, if that comes later.
    fn tell_membership(&mut self, district: &District) {
        let files = files(district);
        for row in &district.party_records {
            let entered_on =
                files.get(&row.official_id).and_then(|files| files.first()).map(|file| file.valid_from);
            let told_on = row.admitted_on.max(entered_on).unwrap_or(REGISTRY_OPENS).max(REGISTRY_OPENS);
            let (with_it, later) = match row.full_member_on {
                Some(full) if full > told_on => (None, Some(full)),
                full => (full, None),
            };
            let membership = RecordPartyMembership {
                official: row.official_id,
                expected_version: None,
                admitted_on: row.admitted_on.map_or(Change::Keep, Change::Set),
                full_member_on: with_it.map_or(Change::Keep, Change::Set),
                reason: None,
            };
            self.tell(told_on, Turn::Records, Step::JoinParty(membership));
            if let Some(full) = later {
                let full_membership = RecordPartyMembership {
                    official: row.official_id,
                    expected_version: Some(1),
                    admitted_on: Change::Keep,
                    full_member_on: Change::Set(full),
                    reason: Some(FULL_MEMBER.to_owned()),
                };
                self.tell(full, Turn::Records, Step::JoinParty(full_membership));
            }
        }
    }

    /// Committees end with their units, and seats with their committees, unless they were given up before.
    fn tell_committees(&mut self, district: &District) {
        let mut ends: BTreeMap<Uuid, (UnitId, Option<NaiveDate>)> = BTreeMap::new();
        for row in &district.standing_committees {
            let input = EstablishStandingCommittee {
                unit: row.unit_id,
                term: row.term.clone(),
                valid_from: row.valid_from,
                valid_to: None,
            };
            self.tell(row.valid_from, Turn::Committees, Step::EstablishCommittee(row.id, input));
            ends.insert(row.id, (row.unit_id, row.valid_to));
        }
        for row in &district.standing_committee_memberships {
            let Some((unit, committee_ends)) = ends.get(&row.committee_id).copied() else { continue };
            let ends_on = end_told_on(row.valid_from, row.valid_to);
            let input = SeatInStandingCommittee {
                official: row.official_id,
                unit,
                valid_from: row.valid_from,
                valid_to: row.valid_to.filter(|_| ends_on.is_none()),
            };
            self.tell(row.valid_from, Turn::CommitteeSeats, Step::Seat(row.id, input));
            if let Some(ends_on) = ends_on.filter(|_| row.valid_to != committee_ends) {
                let input = EndStandingCommitteeSeat {
                    membership: row.id,
                    expected_version: 1,
                    ends_on,
                    reason: SEAT_ENDS.to_owned(),
                };
                self.tell(ends_on, Turn::Endings, Step::EndSeat(input));
            }
        }
    }
}
