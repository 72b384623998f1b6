//! Titles, the levels of qualifications, and the standards that titles ask for.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::one_per_day::{Key, OnePerDay};
use crate::words::{OFFICIAL_CATEGORY, QUALIFICATION_KIND, TITLE_BODY, one_of};

pub(crate) const CHANGE: Change = Change { name: "m0003_titles", up, down };

const STANDARD_PER_DAY: OnePerDay = OnePerDay {
    name: "title_standard_one_per_day",
    table: "title_standard",
    key: &[Key::Text("title_code")],
    from: "valid_from",
    to: "valid_to",
    only: None,
};

fn up(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, date) = (types.uuid, types.text, types.date);
    let body = one_of("body", TITLE_BODY);
    let category = one_of("category", OFFICIAL_CATEGORY);
    let kind = one_of("kind", QUALIFICATION_KIND);
    let tables = format!(
        "CREATE TABLE title (
            code {text} NOT NULL PRIMARY KEY,
            name {text} NOT NULL,
            name_en {text} NOT NULL,
            body {text} NOT NULL {body},
            category {text} NOT NULL {category},
            position integer NOT NULL
        );

        CREATE TABLE qualification_level (
            id {uuid} NOT NULL PRIMARY KEY,
            kind {text} NOT NULL {kind},
            code {text} NOT NULL,
            name {text} NOT NULL,
            name_en {text} NOT NULL,
            rank integer NOT NULL
        );
        CREATE UNIQUE INDEX qualification_level_code ON qualification_level (kind, code);

        CREATE TABLE title_standard (
            id {uuid} NOT NULL PRIMARY KEY,
            title_code {text} NOT NULL REFERENCES title (code) ON DELETE RESTRICT,
            max_age_at_first_appointment integer CHECK (max_age_at_first_appointment >= 1),
            legal_basis {text},
            valid_from {date} NOT NULL,
            valid_to {date},
            CONSTRAINT title_standard_period CHECK (valid_to > valid_from)
        );
        CREATE INDEX title_standard_title ON title_standard (title_code, valid_from);

        CREATE TABLE title_requirement (
            id {uuid} NOT NULL PRIMARY KEY,
            standard_id {uuid} NOT NULL REFERENCES title_standard (id) ON DELETE RESTRICT,
            kind {text} NOT NULL,
            level_code {text} NOT NULL,
            CONSTRAINT title_requirement_level FOREIGN KEY (kind, level_code)
                REFERENCES qualification_level (kind, code) ON DELETE RESTRICT
        );
        CREATE UNIQUE INDEX title_requirement_kind ON title_requirement (standard_id, kind);
        "
    );
    tables + &STANDARD_PER_DAY.up(dialect)
}

fn down(_: Dialect) -> String {
    "DROP TABLE title_requirement;
     DROP TABLE title_standard;
     DROP TABLE qualification_level;
     DROP TABLE title;"
        .to_owned()
}
