//! Published figures: frozen once published; a correction is another publication beside the old one.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::refusal::append_only;
use crate::words::{PUBLISHING_ROLE, TARGET_STATUS, one_of};

pub(crate) const CHANGE: Change = Change { name: "m0014_publications", up, down };

fn up(dialect: Dialect) -> String {
    let frozen = ["publication", "published_value", "published_part"]
        .map(|table| append_only(dialect, table, &["id"]));
    tables(dialect) + &frozen.concat()
}

fn tables(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, date, instant) = (types.uuid, types.text, types.date, types.instant);
    let role = one_of("role", PUBLISHING_ROLE);
    let status = one_of("status", TARGET_STATUS);
    let counts = "numerator >= 0 AND unknown >= 0 AND numerator + unknown <= denominator";
    format!(
        "CREATE TABLE publication (
            id {uuid} NOT NULL PRIMARY KEY,
            programme_id {uuid} NOT NULL REFERENCES programme (id) ON DELETE RESTRICT,
            unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
            figures_on {date} NOT NULL,
            published_at {instant} NOT NULL,
            role {text} NOT NULL {role},
            account_id {uuid} REFERENCES account (id) ON DELETE RESTRICT
        );
        CREATE INDEX publication_programme ON publication (programme_id, figures_on, unit_id, published_at);

        CREATE TABLE published_value (
            id {uuid} NOT NULL PRIMARY KEY,
            publication_id {uuid} NOT NULL REFERENCES publication (id) ON DELETE RESTRICT,
            target_id {uuid} NOT NULL REFERENCES target (id) ON DELETE RESTRICT,
            unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
            numerator bigint NOT NULL,
            denominator bigint NOT NULL,
            unknown bigint NOT NULL,
            status {text} NOT NULL {status},
            gap_by_replacement bigint CHECK (gap_by_replacement >= 0),
            gap_by_addition bigint CHECK (gap_by_addition >= 0),
            slack bigint CHECK (slack >= 0),
            surplus bigint CHECK (surplus >= 0),
            CONSTRAINT published_value_counts CHECK ({counts})
        );
        CREATE UNIQUE INDEX published_value_once ON published_value (publication_id, target_id, unit_id);
        CREATE INDEX published_value_unit ON published_value (unit_id, target_id);

        CREATE TABLE published_part (
            id {uuid} NOT NULL PRIMARY KEY,
            value_id {uuid} NOT NULL REFERENCES published_value (id) ON DELETE RESTRICT,
            position integer NOT NULL,
            code {text} NOT NULL,
            numerator bigint NOT NULL,
            denominator bigint NOT NULL,
            unknown bigint NOT NULL,
            status {text} NOT NULL {status},
            CONSTRAINT published_part_counts CHECK ({counts})
        );
        CREATE UNIQUE INDEX published_part_position ON published_part (value_id, position);
        CREATE UNIQUE INDEX published_part_code ON published_part (value_id, code);
        "
    )
}

fn down(_: Dialect) -> String {
    "DROP TABLE published_part; DROP TABLE published_value; DROP TABLE publication;".to_owned()
}
