//! Deadlines of what units owe: each is set on its first day, and ends with the next one.

use super::step::Step;
use super::{Life, Turn};
use crate::demo::District;
use crate::work::registry::deadlines::SetDeadline;

impl Life {
    pub(super) fn tell_deadlines(&mut self, district: &District) {
        for row in &district.obligation_rules {
            let input = SetDeadline {
                kind: row.kind,
                owed_by: row.owed_by,
                month: row.month,
                day: row.day,
                falls_in: row.falls_in,
                legal_basis: row.legal_basis.clone(),
                valid_from: row.valid_from,
            };
            self.tell(row.valid_from, Turn::Deadlines, Step::SetDeadline(row.id, input));
        }
    }
}
