//! Publications of figures.

use api::graphql::id::NodeKind;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Draw, input, name};

/// The days of figures: as many that repeat as that do not, one before all targets, one to come.
const DAYS: [&str; 5] = ["2022-12-31", "2023-12-31", "2024-12-31", "2025-06-30", "2030-12-31"];

impl Draw<'_> {
    pub(super) fn published(&mut self) -> Value {
        let unit = if self.percent(70) { self.unit() } else { self.commune() };
        let unit = if self.percent(2) { Uuid::from_u128(1) } else { unit.0 };
        let on = if self.percent(40) { json!(self.past_day()) } else { self.word(&DAYS) };
        let programme = self.programme();
        input(vec![
            ("programme", Some(programme)),
            ("unit", Some(name(NodeKind::Unit, unit))),
            ("asOf", Some(on)),
        ])
    }
}
