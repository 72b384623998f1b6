//! Yearly ratings (đánh giá, xếp loại).

use crate::change::Change;
use crate::dialect::Dialect;
use crate::refusal::{refuse, refuse_truncate};
use crate::words::{RATING_GRADE, one_of};

pub(crate) const CHANGE: Change = Change { name: "m0009_ratings", up, down };

/// Source: domain §5, "an approved rating is immutable; a correction supersedes it".
const FINAL: &str = "rating_approved_is_final";

/// That a rating was approved and is changed in more than this: the day on which another one stands in its place may
/// still be set, once.
const EDITED: &str = "OLD.approved_on IS NOT NULL AND (
        OLD.superseded_on IS NOT NULL OR NEW.id <> OLD.id OR NEW.official_id <> OLD.official_id
        OR NEW.unit_id <> OLD.unit_id OR NEW.year <> OLD.year OR NEW.grade <> OLD.grade
        OR NEW.proposed_on <> OLD.proposed_on OR NEW.approved_on IS NULL OR NEW.approved_on <> OLD.approved_on)";

fn up(dialect: Dialect) -> String {
    let types = dialect.types();
    let (uuid, text, date) = (types.uuid, types.text, types.date);
    let grade = one_of("grade", RATING_GRADE);
    let table = format!(
        "CREATE TABLE rating (
            id {uuid} NOT NULL PRIMARY KEY,
            official_id {uuid} NOT NULL REFERENCES official (id) ON DELETE RESTRICT,
            unit_id {uuid} NOT NULL REFERENCES unit (id) ON DELETE RESTRICT,
            year integer NOT NULL,
            grade {text} NOT NULL {grade},
            proposed_on {date} NOT NULL,
            approved_on {date},
            superseded_on {date},
            CONSTRAINT rating_approved_after_proposed CHECK (approved_on >= proposed_on),
            CONSTRAINT rating_superseded_after_approved
                CHECK (superseded_on IS NULL OR (approved_on IS NOT NULL AND superseded_on >= approved_on))
        );
        CREATE INDEX rating_official ON rating (official_id, year);
        CREATE INDEX rating_unit ON rating (unit_id, year);
        CREATE UNIQUE INDEX rating_one_in_force ON rating (official_id, year)
            WHERE approved_on IS NOT NULL AND superseded_on IS NULL;
        "
    );
    table
        + &refuse(dialect, FINAL, "rating", "UPDATE", Some(EDITED))
        + &refuse(dialect, FINAL, "rating", "DELETE", Some("OLD.approved_on IS NOT NULL"))
        + &refuse_truncate(dialect, FINAL, "rating")
}

fn down(_: Dialect) -> String {
    "DROP TABLE rating;".to_owned()
}
