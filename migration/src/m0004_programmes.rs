//! Programmes as data: key titles, targets, thresholds and periods are rows, so that another programme needs no code.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::one_per_day::{Key, OnePerDay};
use crate::words::{COMPARATOR, COMPLETION_PERIOD, COUNTED_THING, TARGET_KIND, TARGET_MEASURE, one_of};

pub(crate) const CHANGE: Change = Change { name: "m0004_programmes", up, down };

const KEY_TITLE_PER_DAY: OnePerDay = OnePerDay {
    name: "programme_key_title_one_per_day",
    table: "programme_key_title",
    key: &[Key::Uuid("programme_id"), Key::Text("title_code")],
    from: "valid_from",
    to: "valid_to",
    only: None,
};

const TARGET_VERSION_PER_DAY: OnePerDay = OnePerDay {
    name: "target_version_one_per_day",
    table: "target_version",
    key: &[Key::Uuid("target_id")],
    from: "valid_from",
    to: "valid_to",
    only: None,
};

fn up(dialect: Dialect) -> String {
    programmes(dialect)
        + &targets(dialect)
        + &KEY_TITLE_PER_DAY.up(dialect)
        + &TARGET_VERSION_PER_DAY.up(dialect)
}

fn programmes(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, date) = (types.uuid, types.text, types.date);
    format!(
        "CREATE TABLE programme (
            id {uuid} NOT NULL PRIMARY KEY,
            code {text} NOT NULL,
            name {text} NOT NULL,
            name_en {text} NOT NULL,
            baseline_on {date} NOT NULL,
            starts_on {date} NOT NULL,
            ends_on {date},
            CONSTRAINT programme_period CHECK (ends_on >= starts_on)
        );
        CREATE UNIQUE INDEX programme_code ON programme (code);

        CREATE TABLE programme_basis (
            id {uuid} NOT NULL PRIMARY KEY,
            programme_id {uuid} NOT NULL REFERENCES programme (id) ON DELETE RESTRICT,
            position integer NOT NULL,
            text {text} NOT NULL
        );
        CREATE UNIQUE INDEX programme_basis_position ON programme_basis (programme_id, position);

        CREATE TABLE programme_key_title (
            id {uuid} NOT NULL PRIMARY KEY,
            programme_id {uuid} NOT NULL REFERENCES programme (id) ON DELETE RESTRICT,
            title_code {text} NOT NULL REFERENCES title (code) ON DELETE RESTRICT,
            valid_from {date} NOT NULL,
            valid_to {date},
            CONSTRAINT programme_key_title_period CHECK (valid_to > valid_from)
        );
        CREATE INDEX programme_key_title_programme ON programme_key_title (programme_id, title_code, valid_from);

        CREATE TABLE programme_reporting_date (
            id {uuid} NOT NULL PRIMARY KEY,
            programme_id {uuid} NOT NULL REFERENCES programme (id) ON DELETE RESTRICT,
            due_on {date} NOT NULL
        );
        CREATE UNIQUE INDEX programme_reporting_date_once ON programme_reporting_date (programme_id, due_on);
        "
    )
}

fn targets(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, date) = (types.uuid, types.text, types.date);
    let measure = one_of("measure", TARGET_MEASURE);
    let kind = one_of("kind", TARGET_KIND);
    let counts = one_of("counts", COUNTED_THING);
    let comparator = one_of("comparator", COMPARATOR);
    let completion_period = one_of("completion_period", COMPLETION_PERIOD);
    let alternative_period = one_of("alternative_period", COMPLETION_PERIOD);
    format!(
        "CREATE TABLE target (
            id {uuid} NOT NULL PRIMARY KEY,
            programme_id {uuid} NOT NULL REFERENCES programme (id) ON DELETE RESTRICT,
            code {text} NOT NULL,
            position integer NOT NULL
        );
        CREATE UNIQUE INDEX target_code ON target (programme_id, code);

        CREATE TABLE target_version (
            id {uuid} NOT NULL PRIMARY KEY,
            target_id {uuid} NOT NULL REFERENCES target (id) ON DELETE RESTRICT,
            name {text} NOT NULL,
            name_en {text} NOT NULL,
            measure {text} NOT NULL {measure},
            kind {text} NOT NULL {kind},
            counts {text} NOT NULL {counts},
            comparator {text} {comparator},
            threshold_numerator bigint CHECK (threshold_numerator >= 0),
            threshold_denominator bigint CHECK (threshold_denominator > 0),
            age_limit integer CHECK (age_limit >= 1),
            completion_period {text} {completion_period},
            alternative_period {text} {alternative_period},
            due_on {date},
            legal_basis {text},
            valid_from {date} NOT NULL,
            valid_to {date},
            CONSTRAINT target_version_period CHECK (valid_to > valid_from),
            CONSTRAINT target_version_threshold_whole
                CHECK ((threshold_numerator IS NULL) = (threshold_denominator IS NULL)),
            CONSTRAINT target_version_compared_with_threshold
                CHECK ((comparator IS NULL) = (threshold_numerator IS NULL)),
            CONSTRAINT target_version_directional_has_no_threshold
                CHECK ((kind = 'DIRECTIONAL') = (comparator IS NULL)),
            CONSTRAINT target_version_age_limit
                CHECK ((measure = 'UNDER_AGE') = (age_limit IS NOT NULL)),
            CONSTRAINT target_version_completion_period
                CHECK ((measure = 'KNOWLEDGE_UPDATE') = (completion_period IS NOT NULL)),
            CONSTRAINT target_version_alternative_period
                CHECK (alternative_period IS NULL OR completion_period IS NOT NULL)
        );
        CREATE INDEX target_version_target ON target_version (target_id, valid_from);

        CREATE TABLE target_title (
            id {uuid} NOT NULL PRIMARY KEY,
            target_version_id {uuid} NOT NULL REFERENCES target_version (id) ON DELETE RESTRICT,
            title_code {text} NOT NULL REFERENCES title (code) ON DELETE RESTRICT
        );
        CREATE UNIQUE INDEX target_title_once ON target_title (target_version_id, title_code);

        CREATE TABLE target_evidence (
            id {uuid} NOT NULL PRIMARY KEY,
            target_version_id {uuid} NOT NULL REFERENCES target_version (id) ON DELETE RESTRICT,
            part_code {text} NOT NULL,
            kind {text} NOT NULL,
            level_code {text} NOT NULL,
            CONSTRAINT target_evidence_level FOREIGN KEY (kind, level_code)
                REFERENCES qualification_level (kind, code) ON DELETE RESTRICT
        );
        CREATE UNIQUE INDEX target_evidence_once
            ON target_evidence (target_version_id, part_code, kind, level_code);
        "
    )
}

fn down(_: Dialect) -> String {
    "DROP TABLE target_evidence;
     DROP TABLE target_title;
     DROP TABLE target_version;
     DROP TABLE target;
     DROP TABLE programme_reporting_date;
     DROP TABLE programme_key_title;
     DROP TABLE programme_basis;
     DROP TABLE programme;"
        .to_owned()
}
