//! Events of units.

use api::graphql::id::NodeKind;
use chrono::{Days, NaiveDate};
use entity::id::UnitId;
use serde_json::{Value, json};

use super::{Draw, input, name};

const KINDS: [&str; 6] = ["COMMUNE", "COMMUNE", "COMMUNE", "TOWNSHIP", "WARD", "AGENCY"];
const NAMES: [&str; 4] = ["Xã Phú Nghĩa", "Phường Chương Mỹ", "Xã Hòa Phú", "Xã Quảng Bị"];

impl Draw<'_> {
    pub(super) fn of_units(&mut self, mutation: &str) -> Value {
        let ends = matches!(mutation, "mergeUnits" | "splitUnit" | "abolishUnit" | "reorganiseUnits");
        let on = self.effective_on(ends);
        let mut drawn = match mutation {
            "establishUnit" => self.new_unit(),
            "renameUnit" => input(vec![
                ("unit", Some(self.of_unit())),
                ("name", Some(self.name())),
                ("code", self.percent(40).then(|| self.code())),
            ]),
            "reclassifyUnit" => {
                let class = self.word(&["I", "II", "III"]);
                let kinds = if self.percent(20) { &["DISTRICT", "CITY"][..] } else { &KINDS[..] };
                input(vec![
                    ("unit", Some(self.of_commune())),
                    ("kind", self.percent(50).then(|| self.word(kinds))),
                    ("class", self.or_nothing(class)),
                ])
            }
            "moveUnit" => {
                let unit = if self.percent(75) { self.of_commune() } else { self.of_unit() };
                input(vec![("unit", Some(unit)), ("parent", Some(self.parent()))])
            }
            "mergeUnits" => {
                let first = self.quiet(on, None);
                let mut units = vec![name(NodeKind::Unit, first)];
                if self.percent(60) {
                    units.push(name(NodeKind::Unit, self.quiet(on, Some(first))));
                }
                input(vec![("units", Some(json!(units))), ("into", Some(self.new_unit()))])
            }
            "splitUnit" => self.split(on),
            "abolishUnit" => input(vec![
                ("unit", Some(name(NodeKind::Unit, self.quiet(on, None)))),
                ("takenOverBy", self.percent(80).then(|| self.of_commune())),
            ]),
            _ => self.reorganisation(on),
        };
        if mutation == "rehearseReorganisation" && self.percent(30) {
            drawn["unit"] = self.of_unit();
        }
        drawn["effectiveOn"] = json!(on);
        drawn["legalBasis"] = self.text("Nghị quyết số 1656/NQ-UBTVQH15");
        drawn
    }

    /// A commune that can end on a day, mostly, and mostly another one than one: it is known to go on, and nothing in it begins later.
    fn quiet(&mut self, on: NaiveDate, other: Option<UnitId>) -> UnitId {
        let state = &self.model.state;
        let scope = self.model.scope(self.account, self.model.today);
        let begins_later = |unit: UnitId| {
            let posts = state.posts.iter().filter(|row| row.unit_id == unit).map(|row| row.valid_from);
            let held = state.appointments.iter().filter(|row| row.unit_id == unit).map(|row| row.valid_from);
            let files = state.affiliations.iter().filter(|row| row.unit_id == unit).map(|row| row.valid_from);
            posts.chain(held).chain(files).any(|from| from >= on)
        };
        let open = state.versions.iter().filter(|row| row.kind.is_commune_level() && row.valid_to.is_none());
        let quiet: Vec<UnitId> = open
            .filter(|row| row.valid_from < on && scope.contains(&row.unit_id) && !begins_later(row.unit_id))
            .map(|row| row.unit_id)
            .filter(|unit| Some(*unit) != other)
            .collect();
        let quiet = self.chance.any(&quiet).filter(|_| self.chance.percent(80));
        quiet.unwrap_or_else(|| self.commune())
    }

    /// Mostly a day soon to come, and where units end after most of what is to begin: whatever is known of later refuses an event.
    fn effective_on(&mut self, ends: bool) -> NaiveDate {
        let later = if ends && self.percent(70) { 40 } else { 0 };
        if self.percent(85) { self.soon() + Days::new(later) } else { self.day() }
    }

    fn of_unit(&mut self) -> Value {
        name(NodeKind::Unit, self.unit())
    }

    fn of_commune(&mut self) -> Value {
        name(NodeKind::Unit, self.commune())
    }

    fn name(&mut self) -> Value {
        if self.percent(3) { json!(self.chance.one(&super::UNUSABLE)) } else { self.word(&NAMES) }
    }

    /// A code: of a unit that there is or was, or one of a few others.
    fn code(&mut self) -> Value {
        if self.percent(3) {
            return json!("1".repeat(21));
        }
        let codes: Vec<String> = self.model.state.versions.iter().map(|row| row.code.clone()).collect();
        match self.chance.any(&codes).filter(|_| self.chance.percent(15)) {
            Some(code) => json!(code),
            None => json!(format!("2{:04}", self.chance.below(300))),
        }
    }

    /// A unit that may be above others, mostly.
    fn parent(&mut self) -> Value {
        let scope = self.model.scope(self.account, self.model.today);
        let above: Vec<UnitId> = self
            .model
            .state
            .versions
            .iter()
            .filter(|row| {
                !row.kind.is_commune_level() && row.valid_to.is_none() && scope.contains(&row.unit_id)
            })
            .map(|row| row.unit_id)
            .collect();
        match self.chance.any(&above).filter(|_| self.chance.percent(85)) {
            Some(unit) => name(NodeKind::Unit, unit),
            None => self.of_unit(),
        }
    }

    fn new_unit(&mut self) -> Value {
        input(vec![
            ("code", Some(self.code())),
            ("name", Some(self.name())),
            ("kind", Some(self.word(&KINDS))),
            ("class", self.percent(30).then(|| self.word(&["I", "II", "III"]))),
            ("parent", Some(json!({ "unit": self.parent() }))),
        ])
    }

    fn or_nothing(&mut self, value: Value) -> Option<Value> {
        self.percent(70).then(|| if self.percent(20) { Value::Null } else { value })
    }

    fn split(&mut self, on: NaiveDate) -> Value {
        let goes_on = self.percent(40);
        let count = if self.percent(4) { 0 } else { 1 + self.chance.below(2) };
        let mut parts = Vec::new();
        for number in 0..count {
            let into = match self.percent(60) {
                true => json!({ "established": self.new_unit() }),
                false => json!({ "unit": self.of_commune() }),
            };
            let is_default = if self.percent(90) { number == 0 && !goes_on } else { self.percent(50) };
            parts.push(json!({ "into": into, "isDefault": is_default }));
        }
        input(vec![
            ("unit", Some(name(NodeKind::Unit, self.quiet(on, None)))),
            ("parts", Some(json!(parts))),
            ("goesOn", goes_on.then_some(Value::Bool(true))),
        ])
    }

    /// Many things at once, about a unit that begins.
    fn reorganisation(&mut self, on: NaiveDate) -> Value {
        let new = self.new_unit();
        let code = new["code"].clone();
        let begun = |draw: &mut Self| match draw.percent(8) {
            true => json!({ "established": "no such code" }),
            false => json!({ "established": code }),
        };
        let established = if self.percent(80) { vec![new.clone()] } else { Vec::new() };
        let mut changed = Vec::new();
        for _ in 0..self.chance.below(3) {
            let other = match self.percent(30) {
                true => begun(self),
                false => json!({ "unit": self.parent() }),
            };
            changed.push(input(vec![
                ("unit", Some(self.of_unit())),
                ("code", self.percent(35).then(|| self.code())),
                ("name", self.percent(60).then(|| self.name())),
                ("kind", self.percent(15).then(|| self.word(&KINDS))),
                ("parent", self.percent(25).then_some(other)),
            ]));
        }
        let mut lineage = Vec::new();
        for _ in 0..self.chance.below(3) {
            let to = if self.percent(70) { begun(self) } else { json!({ "unit": self.of_commune() }) };
            let share = self.word(&["WHOLE", "WHOLE", "PART"]);
            lineage.push(input(vec![
                ("from", Some(name(NodeKind::Unit, self.quiet(on, None)))),
                ("to", Some(to)),
                ("share", Some(share)),
                ("isDefault", self.percent(20).then_some(Value::Bool(true))),
            ]));
        }
        let ended = if self.percent(15) { vec![self.of_commune()] } else { Vec::new() };
        input(vec![
            ("established", Some(json!(established))),
            ("changed", Some(json!(changed))),
            ("lineage", Some(json!(lineage))),
            ("ended", Some(json!(ended))),
        ])
    }
}
