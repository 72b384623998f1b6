//! The ratings of the year that were in force on the report's day, of the people whose files are kept in its units (domain §5).

use chrono::Datelike;
use entity::rating;
use entity::value::RatingGrade;
use sea_orm::ActiveEnum;
use serde_json::{Map, Value, json};

use super::sheet::{Sheet, count};

impl Sheet<'_> {
    /// How many people each grade was approved for, how many have no approved rating, and who was rated how.
    pub(super) fn ratings(&self) -> Value {
        let (year, on) = (self.subject.from.year(), self.on());
        let ratings = self.reported.further.ratings.iter();
        let in_force = |row: &&rating::Model| {
            row.approved_on.is_some_and(|approved| approved <= on)
                && row.superseded_on.is_none_or(|superseded| on < superseded)
        };
        let own = ratings.filter(|row| row.year == year && self.keeps(row.official_id)).filter(in_force);
        let mut own: Vec<_> = own.collect();
        own.sort_by_key(|row| self.by_name(row.official_id));
        let of = |grade: RatingGrade| own.iter().filter(move |row| row.grade == grade);
        let grades: Map<String, Value> =
            RatingGrade::ALL.iter().map(|grade| (grade.to_value(), count(of(*grade)))).collect();
        let people: Vec<Value> = own
            .iter()
            .map(|row| json!({ "grade": row.grade.to_value(), "official": self.person(row.official_id) }))
            .collect();
        json!({
            "grades": grades,
            "people": people,
            "withoutApproved": self.files().count().saturating_sub(own.len()),
            "year": year,
        })
    }
}
