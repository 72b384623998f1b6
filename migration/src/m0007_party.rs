//! Party membership, Party discipline and the standing committees (Ban Thường vụ).

use crate::change::Change;
use crate::dialect::Dialect;
use crate::one_per_day::{Key, OnePerDay};
use crate::words::{DISCIPLINE_KIND, one_of};

pub(crate) const CHANGE: Change = Change { name: "m0007_party", up, down };

const COMMITTEE_PER_DAY: OnePerDay = OnePerDay {
    name: "standing_committee_one_per_day",
    table: "standing_committee",
    key: &[Key::Uuid("unit_id")],
    from: "valid_from",
    to: "valid_to",
    only: None,
};

const MEMBERSHIP_PER_DAY: OnePerDay = OnePerDay {
    name: "standing_committee_membership_one_per_day",
    table: "standing_committee_membership",
    key: &[Key::Uuid("committee_id"), Key::Uuid("official_id")],
    from: "valid_from",
    to: "valid_to",
    only: None,
};

fn up(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, date) = (types.uuid, types.text, types.date);
    let discipline_kind = one_of("kind", DISCIPLINE_KIND);
    let tables = format!(
        "CREATE TABLE party_record (
            official_id {uuid} NOT NULL PRIMARY KEY REFERENCES official (id) ON DELETE RESTRICT,
            admitted_on {date},
            full_member_on {date},
            CONSTRAINT party_record_order CHECK (full_member_on >= admitted_on)
        );

        CREATE TABLE party_discipline (
            id {uuid} NOT NULL PRIMARY KEY,
            official_id {uuid} NOT NULL REFERENCES official (id) ON DELETE RESTRICT,
            kind {text} NOT NULL {discipline_kind},
            decided_on {date} NOT NULL,
            ends_on {date},
            decision {text},
            reason {text} NOT NULL,
            CONSTRAINT party_discipline_period CHECK (ends_on > decided_on)
        );
        CREATE INDEX party_discipline_official ON party_discipline (official_id, decided_on);

        CREATE TABLE standing_committee (
            id {uuid} NOT NULL PRIMARY KEY,
            unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
            term {text} NOT NULL,
            valid_from {date} NOT NULL,
            valid_to {date},
            CONSTRAINT standing_committee_period CHECK (valid_to > valid_from)
        );
        CREATE INDEX standing_committee_unit ON standing_committee (unit_id, valid_from);

        CREATE TABLE standing_committee_membership (
            id {uuid} NOT NULL PRIMARY KEY,
            committee_id {uuid} NOT NULL REFERENCES standing_committee (id) ON DELETE RESTRICT,
            official_id {uuid} NOT NULL REFERENCES official (id) ON DELETE RESTRICT,
            valid_from {date} NOT NULL,
            valid_to {date},
            CONSTRAINT standing_committee_membership_period CHECK (valid_to > valid_from)
        );
        CREATE INDEX standing_committee_membership_committee
            ON standing_committee_membership (committee_id, official_id, valid_from);
        CREATE INDEX standing_committee_membership_official
            ON standing_committee_membership (official_id, valid_from);
        "
    );
    tables + &COMMITTEE_PER_DAY.up(dialect) + &MEMBERSHIP_PER_DAY.up(dialect)
}

fn down(_: Dialect) -> String {
    "DROP TABLE standing_committee_membership;
     DROP TABLE standing_committee;
     DROP TABLE party_discipline;
     DROP TABLE party_record;"
        .to_owned()
}
