//! Source pools, and deadlines.

use api::graphql::id::NodeKind;
use entity::id::OfficialId;
use entity::{source_pool_entry, source_pool_review};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Draw, input, name};

const YEARS: [i32; 8] = [2023, 2024, 2024, 2024, 2025, 2025, 1999, 2026];

impl Draw<'_> {
    pub(super) fn of_pool(&mut self, mutation: &str) -> Value {
        match mutation {
            "addToSourcePool" => self.addition(),
            "reviewSourcePool" => self.review(),
            "correctSourcePoolReview" => self.corrected_review(),
            "withdrawSourcePoolEntry" => self.withdrawn_entry(),
            "reportSourcePool" => self.pool_report(),
            _ => self.deadline(),
        }
    }

    /// A person, mostly one who is rated.
    fn rated(&mut self) -> OfficialId {
        let ratings = self.model.state.ratings.clone();
        let approved: Vec<_> = ratings.into_iter().filter(|row| row.approved_on.is_some()).collect();
        let found = self.row(&approved, |row| row.official_id).filter(|_| self.chance.percent(60));
        found.map_or_else(|| self.person(), |row| row.official_id)
    }

    fn addition(&mut self) -> Value {
        let person = self.rated();
        let on = if self.percent(90) { self.past_day() } else { self.day() };
        let state = &self.model.state;
        let kept_by = state.file_on(person, on).map(|file| file.unit_id);
        let kind = kept_by.and_then(|unit| state.version_on(unit, on)).map(|version| version.kind);
        let unit = kept_by.filter(|_| self.chance.percent(75)).unwrap_or_else(|| self.unit());
        let right = match kind {
            _ if kept_by == Some(unit) => "ON_SITE",
            Some(kind) if kind.is_commune_level() => "INTER_COMMUNE",
            _ => "FROM_ABOVE",
        };
        let any = self.word(&["ON_SITE", "INTER_COMMUNE", "FROM_ABOVE"]);
        let origin = if self.percent(90) { json!(right) } else { any };
        input(vec![
            ("official", Some(name(NodeKind::Official, person))),
            ("unit", Some(name(NodeKind::Unit, unit))),
            ("origin", Some(origin)),
            ("addedOn", Some(json!(on))),
            ("year", Some(json!(self.chance.one(&YEARS)))),
            ("assessment", Some(self.text("Có triển vọng"))),
        ])
    }

    /// Entries that a review of a year may look at, mostly.
    fn entries(&mut self, year: i32) -> Vec<source_pool_entry::Model> {
        let state = &self.model.state;
        let is_rated = |row: &&source_pool_entry::Model| {
            let mut ratings = state.ratings.iter();
            ratings.any(|rating| {
                (rating.official_id, rating.year) == (row.official_id, year) && rating.approved_on.is_some()
            })
        };
        let is_new = |row: &&source_pool_entry::Model| {
            let mut reviews = state.pool_reviews.iter();
            row.removed_on.is_none() && !reviews.any(|it| (it.entry_id, it.year) == (row.id, year))
        };
        let fitting: Vec<_> = state.pool_entries.iter().filter(is_rated).filter(is_new).cloned().collect();
        let all = state.pool_entries.clone();
        if fitting.is_empty() || self.percent(15) { all } else { fitting }
    }

    fn review(&mut self) -> Value {
        let year = *self.chance.one(&YEARS);
        let entries = self.entries(year);
        let first = self.row(&entries, |row| row.official_id);
        let unit = first.as_ref().map(|row| row.unit_id).unwrap_or_else(|| self.unit());
        let of_unit: Vec<_> = entries.into_iter().filter(|row| row.unit_id == unit).collect();
        let count = self.rows();
        let rows: Vec<Value> = (0..count)
            .map(|number| {
                let other = self.chance.any(&of_unit);
                let entry = if number == 0 { first.clone() } else { other };
                self.reviewed(entry)
            })
            .collect();
        let on = if self.percent(85) { self.model.today } else { self.past_day() };
        let policy = self.policy();
        input(vec![
            ("unit", Some(name(NodeKind::Unit, unit))),
            ("year", Some(json!(year))),
            ("reviewedOn", Some(json!(on))),
            ("rows", Some(json!(rows))),
            ("errorPolicy", policy),
        ])
    }

    fn reviewed(&mut self, entry: Option<source_pool_entry::Model>) -> Value {
        let (id, version) = entry.map_or((Uuid::from_u128(1), 1), |row| (row.id.0, row.version));
        let is_removal = self.percent(40);
        let has_reason = is_removal != self.percent(4);
        input(vec![
            ("entry", Some(name(NodeKind::SourcePoolEntry, id))),
            ("expectedVersion", Some(self.version(version))),
            ("decision", Some(json!(if is_removal { "REMOVED" } else { "KEPT" }))),
            ("assessment", Some(self.text("Hoàn thành tốt nhiệm vụ"))),
            ("reason", has_reason.then(|| self.text("Theo nguyện vọng"))),
        ])
    }

    fn corrected_review(&mut self) -> Value {
        let state = &self.model.state;
        let whose = |review: &source_pool_review::Model| {
            let mut entries = state.pool_entries.iter();
            entries
                .find(|row| row.id == review.entry_id)
                .map_or(OfficialId(Uuid::nil()), |row| row.official_id)
        };
        let reviews = state.pool_reviews.clone();
        let review = self.row(&reviews, whose);
        let (id, version) = review.map_or((Uuid::from_u128(1), 1), |row| (row.id, row.version));
        input(vec![
            ("review", Some(name(NodeKind::SourcePoolReview, id))),
            ("expectedVersion", Some(self.version(version))),
            ("assessment", self.percent(60).then(|| self.text("Cần bồi dưỡng thêm"))),
            ("removalReason", self.percent(20).then(|| self.text("Chuyển công tác"))),
            ("reason", Some(self.text("Ghi nhầm"))),
        ])
    }

    fn withdrawn_entry(&mut self) -> Value {
        let entries = self.model.state.pool_entries.clone();
        let entry = self.row(&entries, |row| row.official_id);
        let (id, version) = entry.map_or((Uuid::from_u128(1), 1), |row| (row.id.0, row.version));
        input(vec![
            ("entry", Some(name(NodeKind::SourcePoolEntry, id))),
            ("expectedVersion", Some(self.version(version))),
            ("reason", Some(self.text("Nhầm người"))),
        ])
    }

    fn pool_report(&mut self) -> Value {
        let entries = self.model.state.pool_entries.clone();
        let entry = self.row(&entries, |row| row.official_id).filter(|_| self.chance.percent(60));
        let unit = entry.map(|row| row.unit_id).unwrap_or_else(|| self.unit());
        let authority = self.percent(25).then(|| self.unit());
        input(vec![
            ("unit", Some(name(NodeKind::Unit, unit))),
            ("year", Some(json!(self.chance.one(&YEARS)))),
            ("authority", authority.map(|unit| name(NodeKind::Unit, unit))),
            ("remark", self.percent(30).then(|| self.text("Đã rà soát"))),
        ])
    }

    fn deadline(&mut self) -> Value {
        let from = if self.percent(80) { self.soon() } else { self.day() };
        let (month, day) = *self.chance.one(&[(12, 14), (11, 15), (1, 31), (2, 29), (13, 1)]);
        input(vec![
            ("kind", Some(self.word(&["RATINGS", "SOURCE_POOL_REVIEW", "TRAINING_PLAN", "REPORT"]))),
            ("owedBy", Some(self.word(&["COMMUNE_LEVEL", "AGENCY", "DISTRICT"]))),
            ("month", Some(json!(month))),
            ("day", Some(json!(day))),
            ("fallsIn", self.percent(50).then(|| self.word(&["YEAR_BEFORE", "SAME_YEAR", "YEAR_AFTER"]))),
            ("legalBasis", Some(self.text("Quyết định 12/QĐ-UBND"))),
            ("validFrom", Some(json!(from))),
        ])
    }
}
