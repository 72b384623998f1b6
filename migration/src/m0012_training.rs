//! Training plans, courses, enrolments, and the qualifications that people bring or gain.

use crate::change::Change;
use crate::dialect::Dialect;
use crate::refusal::append_only;
use crate::words::{
    COURSE_KIND, COURSE_STATUS, ENROLMENT_STATUS, QUALIFICATION_KIND, TRAINING_PLAN_STATUS, one_of,
};

pub(crate) const CHANGE: Change = Change { name: "m0012_training", up, down };

fn up(dialect: Dialect) -> String {
    let steps = ["training_plan_step", "course_step", "enrolment_step"]
        .map(|table| append_only(dialect, table, &["id"]));
    plans(dialect) + &courses(dialect) + &enrolments(dialect) + &steps.concat()
}

// References within a table have no ON DELETE RESTRICT: SQLite empties a table row by row before it drops it, and
// RESTRICT, unlike the default, would refuse the first row that another one refers to.
fn plans(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, date) = (types.uuid, types.text, types.date);
    let course_kind = one_of("course_kind", COURSE_KIND);
    let status = one_of("status", TRAINING_PLAN_STATUS);
    format!(
        "CREATE TABLE training_plan (
            id {uuid} NOT NULL PRIMARY KEY,
            unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
            year integer NOT NULL,
            edition integer NOT NULL CHECK (edition >= 1),
            consolidated_into_id {uuid} REFERENCES training_plan (id),
            decision {text},
            decided_on {date},
            signer {text},
            version integer NOT NULL CHECK (version >= 1),
            CONSTRAINT training_plan_not_into_itself CHECK (consolidated_into_id <> id)
        );
        CREATE UNIQUE INDEX training_plan_edition ON training_plan (unit_id, year, edition);
        CREATE INDEX training_plan_consolidated_into ON training_plan (consolidated_into_id);

        CREATE TABLE training_plan_item (
            id {uuid} NOT NULL PRIMARY KEY,
            plan_id {uuid} NOT NULL REFERENCES training_plan (id) ON DELETE RESTRICT,
            position integer NOT NULL,
            course_kind {text} NOT NULL {course_kind},
            title_group {text},
            people integer NOT NULL CHECK (people >= 1),
            reason {text},
            source_item_id {uuid} REFERENCES training_plan_item (id)
        );
        CREATE UNIQUE INDEX training_plan_item_position ON training_plan_item (plan_id, position);
        CREATE INDEX training_plan_item_source ON training_plan_item (source_item_id);

        CREATE TABLE training_plan_step (
            id {uuid} NOT NULL PRIMARY KEY,
            plan_id {uuid} NOT NULL REFERENCES training_plan (id) ON DELETE RESTRICT,
            sequence integer NOT NULL CHECK (sequence >= 1),
            status {text} NOT NULL {status},
            effective_on {date} NOT NULL,
            remark {text}
        );
        CREATE UNIQUE INDEX training_plan_step_sequence ON training_plan_step (plan_id, sequence);
        "
    )
}

fn courses(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, date) = (types.uuid, types.text, types.date);
    let kind = one_of("kind", COURSE_KIND);
    let status = one_of("status", COURSE_STATUS);
    format!(
        "CREATE TABLE course (
            id {uuid} NOT NULL PRIMARY KEY,
            code {text} NOT NULL,
            title {text} NOT NULL,
            search_title {text} NOT NULL,
            kind {text} NOT NULL {kind},
            organiser_unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
            starts_on {date} NOT NULL,
            ends_on {date} NOT NULL,
            periods integer NOT NULL CHECK (periods >= 1),
            capacity integer NOT NULL CHECK (capacity >= 1),
            counts_as_knowledge_update boolean NOT NULL,
            title_group {text},
            yields_kind {text},
            yields_level_code {text},
            announced_on {date} NOT NULL,
            CONSTRAINT course_period CHECK (ends_on >= starts_on),
            CONSTRAINT course_yields_whole CHECK ((yields_kind IS NULL) = (yields_level_code IS NULL)),
            CONSTRAINT course_yields_level FOREIGN KEY (yields_kind, yields_level_code)
                REFERENCES qualification_level (kind, code) ON DELETE RESTRICT
        );
        CREATE UNIQUE INDEX course_code ON course (code);
        CREATE INDEX course_order ON course (starts_on, id);
        CREATE INDEX course_search_title ON course (search_title);
        CREATE INDEX course_organiser ON course (organiser_unit_id);

        CREATE TABLE course_seat (
            id {uuid} NOT NULL PRIMARY KEY,
            course_id {uuid} NOT NULL REFERENCES course (id) ON DELETE RESTRICT,
            unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
            seats integer NOT NULL CHECK (seats >= 1)
        );
        CREATE UNIQUE INDEX course_seat_once ON course_seat (course_id, unit_id);
        CREATE INDEX course_seat_unit ON course_seat (unit_id);

        CREATE TABLE course_step (
            id {uuid} NOT NULL PRIMARY KEY,
            course_id {uuid} NOT NULL REFERENCES course (id) ON DELETE RESTRICT,
            sequence integer NOT NULL CHECK (sequence >= 1),
            status {text} NOT NULL {status},
            effective_on {date} NOT NULL,
            remark {text}
        );
        CREATE UNIQUE INDEX course_step_sequence ON course_step (course_id, sequence);
        "
    )
}

fn enrolments(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, date) = (types.uuid, types.text, types.date);
    let status = one_of("status", ENROLMENT_STATUS);
    let kind = one_of("kind", QUALIFICATION_KIND);
    format!(
        "CREATE TABLE enrolment (
            id {uuid} NOT NULL PRIMARY KEY,
            course_id {uuid} NOT NULL REFERENCES course (id) ON DELETE RESTRICT,
            official_id {uuid} NOT NULL REFERENCES official (id) ON DELETE RESTRICT,
            unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
            version integer NOT NULL CHECK (version >= 1)
        );
        CREATE INDEX enrolment_course ON enrolment (course_id, official_id);
        CREATE INDEX enrolment_official ON enrolment (official_id);
        CREATE INDEX enrolment_unit ON enrolment (unit_id);

        CREATE TABLE enrolment_step (
            id {uuid} NOT NULL PRIMARY KEY,
            enrolment_id {uuid} NOT NULL REFERENCES enrolment (id) ON DELETE RESTRICT,
            sequence integer NOT NULL CHECK (sequence >= 1),
            status {text} NOT NULL {status},
            effective_on {date} NOT NULL,
            remark {text}
        );
        CREATE UNIQUE INDEX enrolment_step_sequence ON enrolment_step (enrolment_id, sequence);

        CREATE TABLE qualification (
            id {uuid} NOT NULL PRIMARY KEY,
            official_id {uuid} NOT NULL REFERENCES official (id) ON DELETE RESTRICT,
            kind {text} NOT NULL {kind},
            level_code {text} NOT NULL,
            obtained_on {date},
            recorded_on {date} NOT NULL,
            issuer {text},
            certificate {text},
            revoked_on {date},
            enrolment_id {uuid} REFERENCES enrolment (id) ON DELETE RESTRICT,
            CONSTRAINT qualification_revoked_after_obtained CHECK (revoked_on >= obtained_on),
            CONSTRAINT qualification_level_known FOREIGN KEY (kind, level_code)
                REFERENCES qualification_level (kind, code) ON DELETE RESTRICT
        );
        CREATE INDEX qualification_official ON qualification (official_id, kind);
        CREATE INDEX qualification_enrolment ON qualification (enrolment_id);
        "
    )
}

fn down(_: Dialect) -> String {
    "DROP TABLE qualification;
     DROP TABLE enrolment_step;
     DROP TABLE enrolment;
     DROP TABLE course_step;
     DROP TABLE course_seat;
     DROP TABLE course;
     DROP TABLE training_plan_step;
     DROP TABLE training_plan_item;
     DROP TABLE training_plan;"
        .to_owned()
}
