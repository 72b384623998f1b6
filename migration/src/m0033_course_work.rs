//! Courses are changed by themselves: each counts its changes. Enrolments say who nominated and who is to approve. And the rule table of who may
//! send whom: dated rows, one for each kind of manager, category and kind of course on a day.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::one_per_day::{Key, OnePerDay};
use crate::words::{
    COURSE_KIND, NOMINATION_AUTHORITY, NOMINATION_DECISION, OFFICIAL_CATEGORY, UNIT_KIND, one_of,
};

pub(crate) const CHANGE: Change = Change { name: "m0033_course_work", up, down };

const RULE_PER_DAY: OnePerDay = OnePerDay {
    name: "nomination_rule_one_per_day",
    table: "nomination_rule",
    key: &[Key::Text("unit_kind"), Key::Text("category"), Key::Text("course_kind")],
    from: "valid_from",
    to: "valid_to",
    only: None,
};

fn up(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, date) = (types.uuid, types.text, types.date);
    let unit_kind = one_of("unit_kind", UNIT_KIND);
    let category = one_of("category", OFFICIAL_CATEGORY);
    let course_kind = one_of("course_kind", COURSE_KIND);
    let decision = one_of("decision", NOMINATION_DECISION);
    let authority = one_of("authority", NOMINATION_AUTHORITY);
    let tables = format!(
        "ALTER TABLE course ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version >= 1);
        ALTER TABLE enrolment ADD COLUMN nominated_by {uuid} REFERENCES account (id) ON DELETE RESTRICT;
        ALTER TABLE enrolment ADD COLUMN authority {text} {authority};

        CREATE TABLE nomination_rule (
            id {uuid} NOT NULL PRIMARY KEY,
            unit_kind {text} NOT NULL {unit_kind},
            category {text} NOT NULL {category},
            course_kind {text} NOT NULL {course_kind},
            decision {text} NOT NULL {decision},
            authority {text} {authority},
            legal_basis {text} NOT NULL,
            valid_from {date} NOT NULL,
            valid_to {date},
            CONSTRAINT nomination_rule_names_authority CHECK ((decision = 'MUST_SUBMIT') = (authority IS NOT NULL)),
            CONSTRAINT nomination_rule_period CHECK (valid_to > valid_from)
        );
        CREATE INDEX nomination_rule_manager ON nomination_rule (unit_kind, category, course_kind, valid_from);
        "
    );
    tables + &RULE_PER_DAY.up(dialect)
}

fn down(_: Dialect) -> String {
    "DROP TABLE nomination_rule;
     ALTER TABLE enrolment DROP COLUMN authority;
     ALTER TABLE enrolment DROP COLUMN nominated_by;
     ALTER TABLE course DROP COLUMN version;"
        .to_owned()
}
