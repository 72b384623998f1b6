//! Officials, the units that keep their files, and the discipline of the state.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::one_per_day::{Key, OnePerDay};
use crate::words::{DATE_PRECISION, DISCIPLINE_KIND, OFFICIAL_CATEGORY, SEX, one_of};

pub(crate) const CHANGE: Change = Change { name: "m0005_officials", up, down };

const AFFILIATION_PER_DAY: OnePerDay = OnePerDay {
    name: "affiliation_one_per_day",
    table: "affiliation",
    key: &[Key::Uuid("official_id")],
    from: "valid_from",
    to: "valid_to",
    only: None,
};

fn up(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, date, bytes) = (types.uuid, types.text, types.date, types.bytes);
    let birth_date_precision = one_of("birth_date_precision", DATE_PRECISION);
    let sex = one_of("sex", SEX);
    let category = one_of("category", OFFICIAL_CATEGORY);
    let discipline_kind = one_of("kind", DISCIPLINE_KIND);
    let (day, month) = day_and_month(dialect);
    let tables = format!(
        "CREATE TABLE official (
            id {uuid} NOT NULL PRIMARY KEY,
            full_name {text} NOT NULL,
            search_name {text} NOT NULL,
            sort_key {bytes} NOT NULL,
            birth_date {date},
            birth_date_precision {text} {birth_date_precision},
            sex {text} NOT NULL {sex},
            ethnicity {text},
            hometown_unit_id {uuid} REFERENCES unit (id) ON DELETE RESTRICT,
            hometown_on {date},
            version integer NOT NULL CHECK (version >= 1),
            CONSTRAINT official_birth_date_has_precision
                CHECK ((birth_date IS NULL) = (birth_date_precision IS NULL)),
            CONSTRAINT official_birth_date_starts_what_is_known
                CHECK ((birth_date_precision <> 'MONTH' OR {day} = 1)
                    AND (birth_date_precision <> 'YEAR' OR ({day} = 1 AND {month} = 1)))
        );
        CREATE INDEX official_order ON official (sort_key, id);
        CREATE INDEX official_search_name ON official (search_name);
        CREATE INDEX official_hometown ON official (hometown_unit_id);

        CREATE TABLE affiliation (
            id {uuid} NOT NULL PRIMARY KEY,
            official_id {uuid} NOT NULL REFERENCES official (id) ON DELETE RESTRICT,
            unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
            category {text} NOT NULL {category},
            valid_from {date} NOT NULL,
            valid_to {date},
            CONSTRAINT affiliation_period CHECK (valid_to > valid_from)
        );
        CREATE INDEX affiliation_official ON affiliation (official_id, valid_from);
        CREATE INDEX affiliation_unit ON affiliation (unit_id, valid_from);

        CREATE TABLE discipline (
            id {uuid} NOT NULL PRIMARY KEY,
            official_id {uuid} NOT NULL REFERENCES official (id) ON DELETE RESTRICT,
            kind {text} NOT NULL {discipline_kind},
            decided_on {date} NOT NULL,
            ends_on {date},
            decision {text},
            reason {text} NOT NULL,
            CONSTRAINT discipline_period CHECK (ends_on > decided_on)
        );
        CREATE INDEX discipline_official ON discipline (official_id, decided_on);
        "
    );
    tables + &AFFILIATION_PER_DAY.up(dialect)
}

/// The day and the month of a birth date, as numbers.
const fn day_and_month(dialect: Dialect) -> (&'static str, &'static str) {
    match dialect {
        Dialect::Sqlite => {
            ("CAST(strftime('%d', birth_date) AS integer)", "CAST(strftime('%m', birth_date) AS integer)")
        }
        Dialect::Postgres => ("extract(day FROM birth_date)", "extract(month FROM birth_date)"),
    }
}

fn down(_: Dialect) -> String {
    "DROP TABLE discipline; DROP TABLE affiliation; DROP TABLE official;".to_owned()
}
