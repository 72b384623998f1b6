//! Authorised seats, the appointments that fill them, and whether their holders are local.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::one_per_day::{Key, OnePerDay, Only};
use crate::words::{APPOINTMENT_MODE, APPOINTMENT_ORIGIN, LOCALITY, one_of};

pub(crate) const CHANGE: Change = Change { name: "m0008_appointments", up, down };

const POST_PER_DAY: OnePerDay = OnePerDay {
    name: "post_one_per_day",
    table: "post",
    key: &[Key::Uuid("unit_id"), Key::Text("title_code")],
    from: "valid_from",
    to: "valid_to",
    only: None,
};

const PRIMARY_PER_DAY: OnePerDay = OnePerDay {
    name: "appointment_one_primary_per_day",
    table: "appointment",
    key: &[Key::Uuid("official_id")],
    from: "valid_from",
    to: "valid_to",
    only: Some(Only::Word("mode", "PRIMARY")),
};

fn up(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, date) = (types.uuid, types.text, types.date);
    let mode = one_of("mode", APPOINTMENT_MODE);
    let origin = one_of("origin", APPOINTMENT_ORIGIN);
    let locality = one_of("locality", LOCALITY);
    let tables = format!(
        "CREATE TABLE post (
            id {uuid} NOT NULL PRIMARY KEY,
            unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
            title_code {text} NOT NULL REFERENCES title (code) ON DELETE RESTRICT,
            seats integer NOT NULL CHECK (seats >= 1),
            decision {text},
            valid_from {date} NOT NULL,
            valid_to {date},
            CONSTRAINT post_period CHECK (valid_to > valid_from)
        );
        CREATE INDEX post_unit ON post (unit_id, title_code, valid_from);

        CREATE TABLE appointment (
            id {uuid} NOT NULL PRIMARY KEY,
            official_id {uuid} NOT NULL REFERENCES official (id) ON DELETE RESTRICT,
            unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
            title_code {text} NOT NULL REFERENCES title (code) ON DELETE RESTRICT,
            mode {text} NOT NULL {mode},
            origin {text} NOT NULL {origin},
            decision {text},
            valid_from {date} NOT NULL,
            valid_to {date},
            version integer NOT NULL CHECK (version >= 1),
            CONSTRAINT appointment_period CHECK (valid_to > valid_from)
        );
        CREATE INDEX appointment_official ON appointment (official_id, valid_from);
        CREATE INDEX appointment_unit ON appointment (unit_id, title_code, valid_from);

        CREATE TABLE locality_assessment (
            id {uuid} NOT NULL PRIMARY KEY,
            appointment_id {uuid} NOT NULL REFERENCES appointment (id) ON DELETE RESTRICT,
            locality {text} NOT NULL {locality},
            criterion {text} NOT NULL,
            decided_by {text} NOT NULL,
            assessed_on {date} NOT NULL
        );
        CREATE UNIQUE INDEX locality_assessment_one_per_day
            ON locality_assessment (appointment_id, assessed_on);
        "
    );
    tables + &POST_PER_DAY.up(dialect) + &PRIMARY_PER_DAY.up(dialect)
}

fn down(_: Dialect) -> String {
    "DROP TABLE locality_assessment; DROP TABLE appointment; DROP TABLE post;".to_owned()
}
