//! The figures of each year's end, published by the Home Affairs office and the Party committee early in the next.

use std::collections::BTreeMap;

use entity::published_part;
use uuid::Uuid;

use super::step::Step;
use super::{Life, Turn};
use crate::clock::day_of;
use crate::demo::District;
use crate::work::registry::publications::PublishFigures;

impl Life {
    pub(super) fn tell_publications(&mut self, district: &District) {
        let mut parts: BTreeMap<Uuid, Vec<&published_part::Model>> = BTreeMap::new();
        for part in &district.published_parts {
            parts.entry(part.value_id).or_default().push(part);
        }
        for row in &district.publications {
            let Some(programme) =
                district.programmes.iter().find(|programme| programme.id == row.programme_id)
            else {
                continue;
            };
            let input =
                PublishFigures { programme: programme.code.clone(), unit: row.unit_id, on: row.figures_on };
            let values = district.published_values.iter().filter(|value| value.publication_id == row.id);
            let with_parts = |value: Uuid| {
                let parts = parts.get(&value).into_iter().flatten().map(|part| part.id);
                std::iter::once(value).chain(parts)
            };
            let ids = values.flat_map(|value| with_parts(value.id)).collect();
            let step = Step::Publish(row.id, ids, row.role, input);
            self.tell(day_of(row.published_at), Turn::Publications, step);
        }
    }
}
