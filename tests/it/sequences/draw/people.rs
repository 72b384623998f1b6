//! People, their files, and what these hold.

use api::graphql::id::NodeKind;
use entity::id::OfficialId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::world::NUMBERS;
use super::{Draw, input, name};

const NAMES: [&str; 5] =
    ["Nguyễn Văn An", " Nguye\u{302}\u{303}n  Văn An ", "Trần Thị Bích", "Đỗ Thị Yến", "Hà Văn Sơn"];
const BIRTHS: [&str; 7] =
    ["1980-05-12", "1985-03-08", "1990-12-31", "1991-01-01", "1992-02-29", "2000-01-01", "2010-06-15"];
const LEVELS: [(&str, &[&str]); 5] = [
    ("EDUCATION", &["INTERMEDIATE", "COLLEGE", "UNIVERSITY", "MASTER"]),
    ("POLITICAL_THEORY", &["ELEMENTARY", "INTERMEDIATE", "ADVANCED", "BACHELOR"]),
    ("STATE_MANAGEMENT", &["OFFICER", "SPECIALIST"]),
    ("INFORMATION_TECHNOLOGY", &["BASIC", "ADVANCED"]),
    ("FOREIGN_LANGUAGE", &["LEVEL_1"]),
];
const MEASURES: [&str; 4] = ["REPRIMAND", "WARNING", "DEMOTION", "DISMISSAL"];
const CATEGORIES: [&str; 3] = ["CADRE", "CIVIL_SERVANT", "PUBLIC_EMPLOYEE"];
const GRADES: [&str; 5] = ["EXCELLENT", "EXCELLENT", "GOOD", "COMPLETED", "NOT_RATED"];

impl Draw<'_> {
    pub(super) fn of_person(&mut self, mutation: &str) -> Value {
        match mutation {
            "registerOfficial" => self.registered(),
            "correctOfficial" => self.corrected_person(),
            "retireOfficial" => self.retired(),
            "recordIdentity" => self.identity(),
            "recordDiscipline" | "recordPartyDiscipline" => self.measure(),
            "correctDiscipline" => self.corrected_measure(),
            "recordPartyMembership" => self.membership(),
            "recordQualification" => self.qualification(),
            "revokeQualification" | "correctQualification" => self.other_qualification(mutation),
            "proposeRatings" => self.proposals(),
            "approveRatings" => self.approvals(),
            "supersedeRating" => self.superseded(),
            "withdrawRatingProposal" => self.withdrawn(),
            "mergeOfficials" => self.merged(),
            "affiliateOfficial" => self.file(),
            _ => {
                let rows: Vec<Value> = (0..self.rows()).map(|_| self.file()).collect();
                input(vec![("rows", Some(json!(rows))), ("errorPolicy", self.policy())])
            }
        }
    }

    /// How many rows a change has.
    pub(super) fn rows(&mut self) -> usize {
        if self.percent(3) { 0 } else { 1 + self.chance.below(3) }
    }

    pub(super) fn policy(&mut self) -> Option<Value> {
        self.percent(60).then(|| self.word(&["REJECT_ALL", "REJECT_FAILED_ROWS"]))
    }

    fn named(&mut self) -> Value {
        name(NodeKind::Official, self.person())
    }

    fn file(&mut self) -> Value {
        let person = self.person();
        let first = self.model.state.last_file(person).map(|file| file.valid_from);
        let from = match first {
            Some(first) if self.percent(65) => self.day_after(first),
            // The very day on which the last one began.
            Some(first) if self.percent(40) => first,
            _ => self.soon(),
        };
        input(vec![
            ("official", Some(name(NodeKind::Official, person))),
            ("unit", Some(name(NodeKind::Unit, self.commune()))),
            ("category", self.percent(40).then(|| self.word(&CATEGORIES))),
            ("validFrom", Some(json!(from))),
        ])
    }

    fn number(&mut self) -> Value {
        if self.percent(10) {
            return self.word(&["12345", "999185004201", "00118500420a", "001185 00420"]);
        }
        if self.percent(30) {
            let known: Vec<&str> = NUMBERS.iter().map(|(_, number)| *number).collect();
            return self.word(&known);
        }
        json!(format!("0010900{:05}", self.chance.below(40)))
    }

    fn registered(&mut self) -> Value {
        let birth = self.percent(80).then(|| *self.chance.one(&BIRTHS));
        let precision = self.percent(25).then(|| self.word(&["DAY", "MONTH", "YEAR"]));
        let hometown = self.percent(40).then(|| self.unit());
        let full_name = match self.percent(3) {
            true => json!(self.chance.one(&super::UNUSABLE)),
            false => self.word(&NAMES),
        };
        let distinct: Vec<Value> = match self.percent(30) {
            true => self.model.state.officials.iter().map(|row| name(NodeKind::Official, row.id)).collect(),
            false => Vec::new(),
        };
        input(vec![
            ("fullName", Some(full_name)),
            ("birthDate", birth.map(|birth| json!(birth))),
            ("birthDatePrecision", precision),
            ("sex", Some(self.word(&["FEMALE", "MALE"]))),
            ("ethnicity", self.percent(30).then(|| self.text("Mường"))),
            ("hometown", hometown.map(|unit| name(NodeKind::Unit, unit))),
            ("hometownOn", self.percent(20).then(|| json!(self.past_day()))),
            ("unit", Some(name(NodeKind::Unit, self.commune()))),
            ("category", Some(self.word(&CATEGORIES))),
            ("validFrom", Some(json!(self.day()))),
            ("citizenNumber", self.percent(40).then(|| self.number())),
            ("distinctFrom", (!distinct.is_empty()).then(|| json!(distinct))),
        ])
    }

    /// Something, or what takes it away.
    pub(super) fn or_null(&mut self, value: Value) -> Option<Value> {
        self.percent(40).then(|| if self.percent(25) { Value::Null } else { value })
    }

    fn corrected_person(&mut self) -> Value {
        let person = self.person();
        let version = self.model.state.official(person).map_or(1, |row| row.version);
        let birth = self.word(&BIRTHS);
        let hometown = name(NodeKind::Unit, self.unit());
        let (ethnicity, named_on) = (self.text("Tày"), json!(self.past_day()));
        input(vec![
            ("official", Some(name(NodeKind::Official, person))),
            ("expectedVersion", Some(self.version(version))),
            ("fullName", self.percent(40).then(|| self.word(&NAMES))),
            ("birthDate", self.or_null(birth)),
            ("birthDatePrecision", self.percent(15).then(|| self.word(&["DAY", "MONTH", "YEAR"]))),
            ("sex", self.percent(20).then(|| self.word(&["FEMALE", "MALE"]))),
            ("ethnicity", self.or_null(ethnicity)),
            ("hometown", self.or_null(hometown)),
            ("hometownOn", self.or_null(named_on).filter(|_| self.chance.percent(40))),
            ("reason", Some(self.text("Ghi nhầm"))),
        ])
    }

    fn retired(&mut self) -> Value {
        // Mostly somebody who holds nothing.
        let state = &self.model.state;
        let free: Vec<OfficialId> = state
            .officials
            .iter()
            .map(|row| row.id)
            .filter(|official| state.career(*official).iter().all(|row| row.valid_to.is_some()))
            .collect();
        let seen = self.model.seen(self.account, self.model.today);
        let free: Vec<OfficialId> = free.into_iter().filter(|official| seen.contains(official)).collect();
        let person =
            self.chance.any(&free).filter(|_| self.chance.percent(60)).unwrap_or_else(|| self.person());
        let on = if self.percent(75) { self.soon() } else { self.day() };
        input(vec![
            ("official", Some(name(NodeKind::Official, person))),
            ("retiresOn", Some(json!(on))),
            ("decision", Some(self.text("78/QĐ-UBND"))),
            ("reason", Some(self.text("Đủ tuổi"))),
        ])
    }

    fn identity(&mut self) -> Value {
        let person = self.person();
        let row = self.model.state.identities.iter().find(|row| row.official_id == person);
        let version = row.map(|row| self.version(row.version));
        let version = if self.percent(4) { Some(json!(7)) } else { version };
        let (number, phone, address) = (self.number(), self.text("0912345678"), self.text("Xã Phú Nghĩa"));
        input(vec![
            ("official", Some(name(NodeKind::Official, person))),
            ("expectedVersion", version),
            ("citizenNumber", self.or_null(number)),
            ("phone", self.or_null(phone)),
            ("address", self.or_null(address)),
            ("reason", self.percent(30).then(|| self.text("Cập nhật"))),
        ])
    }

    fn measure(&mut self) -> Value {
        let decided = self.past_day();
        input(vec![
            ("official", Some(self.named())),
            ("kind", Some(self.word(&MEASURES))),
            ("decidedOn", Some(json!(decided))),
            ("endsOn", self.percent(50).then(|| json!(self.day_after(decided)))),
            ("decision", self.percent(50).then(|| self.text("90/QĐ-UBND"))),
            ("grounds", Some(self.text("Vi phạm quy chế"))),
        ])
    }

    fn corrected_measure(&mut self) -> Value {
        let rows = self.model.state.disciplines.clone();
        let row = self.row(&rows, |row| row.official_id).unwrap();
        let id = if self.percent(2) { Uuid::from_u128(1) } else { row.id };
        let (ends_on, decision) = (json!(self.day_after(row.decided_on)), self.text("91/QĐ-UBND"));
        input(vec![
            ("discipline", Some(name(NodeKind::Discipline, id))),
            ("expectedVersion", Some(self.version(row.version))),
            ("kind", self.percent(40).then(|| self.word(&MEASURES))),
            ("decidedOn", self.percent(30).then(|| json!(self.past_day()))),
            ("endsOn", self.or_null(ends_on)),
            ("decision", self.or_null(decision)),
            ("grounds", self.percent(30).then(|| self.text("Chậm báo cáo"))),
            ("reason", Some(self.text("Ghi nhầm"))),
        ])
    }

    fn membership(&mut self) -> Value {
        let person = self.person();
        let row = self.model.state.party_records.iter().find(|row| row.official_id == person);
        let version = row.map(|row| self.version(row.version));
        let version = if self.percent(4) { Some(json!(9)) } else { version };
        let admitted = self.past_day();
        let (full, admitted) = (json!(self.day_after(admitted)), json!(admitted));
        input(vec![
            ("official", Some(name(NodeKind::Official, person))),
            ("expectedVersion", version),
            ("admittedOn", self.or_null(admitted)),
            ("fullMemberOn", self.or_null(full)),
            ("reason", self.percent(80).then(|| self.text("Ghi nhầm"))),
        ])
    }

    fn qualification(&mut self) -> Value {
        let (kind, levels) = *self.chance.one(&LEVELS);
        let level = if self.percent(3) { json!("NO_SUCH_LEVEL") } else { self.word(levels) };
        input(vec![
            ("official", Some(self.named())),
            ("kind", Some(json!(kind))),
            ("level", Some(level)),
            ("obtainedOn", self.percent(75).then(|| json!(self.past_day()))),
            ("issuer", self.percent(50).then(|| self.text("Học viện"))),
            ("certificate", self.percent(50).then(|| self.text("A123"))),
        ])
    }

    fn other_qualification(&mut self, mutation: &str) -> Value {
        let rows = self.model.state.qualifications.clone();
        let row = self.row(&rows, |row| row.official_id).unwrap();
        let id = if self.percent(2) { Uuid::from_u128(1) } else { row.id.0 };
        let mut members = vec![
            ("qualification", Some(name(NodeKind::Qualification, id))),
            ("expectedVersion", Some(self.version(row.version))),
            ("reason", Some(self.text("Kiểm tra lại"))),
        ];
        if mutation == "revokeQualification" {
            members.push(("revokedOn", Some(json!(self.past_day()))));
        } else {
            let kind = serde_json::to_value(row.kind).unwrap();
            let levels = LEVELS.iter().find(|(other, _)| kind == *other).unwrap().1;
            let (obtained, revoked) = (json!(self.past_day()), json!(self.past_day()));
            let (issuer, certificate) = (self.text("Trường Chính trị"), self.text("B456"));
            members.push(("level", self.percent(40).then(|| self.word(levels))));
            members.push(("obtainedOn", self.or_null(obtained)));
            members.push(("issuer", self.or_null(issuer)));
            members.push(("certificate", self.or_null(certificate)));
            members.push(("revokedOn", self.or_null(revoked)));
        }
        input(members)
    }

    fn proposals(&mut self) -> Value {
        let year = *self.chance.one(&[2023, 2024, 2024, 2025, 2025, 2025, 1999, 2026]);
        let row = |draw: &mut Self| json!({ "official": draw.named(), "grade": draw.word(&GRADES) });
        let rows: Vec<Value> = (0..self.rows()).map(|_| row(self)).collect();
        let policy = self.policy();
        input(vec![("year", Some(json!(year))), ("rows", Some(json!(rows))), ("errorPolicy", policy)])
    }

    fn approvals(&mut self) -> Value {
        let all = self.model.state.ratings.clone();
        let open: Vec<_> = all.iter().filter(|row| row.approved_on.is_none()).cloned().collect();
        let row = |draw: &mut Self| {
            let rows = if open.is_empty() || draw.percent(10) { &all } else { &open };
            let row = draw.row(rows, |row| row.official_id).unwrap();
            let id = if draw.percent(1) { Uuid::from_u128(1) } else { row.id };
            json!({ "rating": name(NodeKind::Rating, id), "expectedVersion": draw.version(row.version) })
        };
        let rows: Vec<Value> = (0..self.rows()).map(|_| row(self)).collect();
        let policy = self.policy();
        input(vec![("rows", Some(json!(rows))), ("errorPolicy", policy)])
    }

    fn withdrawn(&mut self) -> Value {
        let all = self.model.state.ratings.clone();
        let open: Vec<_> = all.iter().filter(|row| row.approved_on.is_none()).cloned().collect();
        let rows = if open.is_empty() || self.percent(15) { &all } else { &open };
        let row = self.row(rows, |row| row.official_id).unwrap();
        input(vec![
            ("rating", Some(name(NodeKind::Rating, row.id))),
            ("expectedVersion", Some(self.version(row.version))),
            ("reason", Some(self.text("Xếp nhầm"))),
        ])
    }

    fn merged(&mut self) -> Value {
        let (person, duplicate) = (self.person(), self.person());
        let version = |person| self.model.state.official(person).map_or(1, |row| row.version);
        let versions = (version(person), version(duplicate));
        input(vec![
            ("official", Some(name(NodeKind::Official, person))),
            ("expectedVersion", Some(self.version(versions.0))),
            ("duplicate", Some(name(NodeKind::Official, duplicate))),
            ("duplicateVersion", Some(self.version(versions.1))),
            ("reason", Some(self.text("Ghi hai lần"))),
        ])
    }

    fn superseded(&mut self) -> Value {
        let all = self.model.state.ratings.clone();
        let is_in_force =
            |row: &&entity::rating::Model| row.approved_on.is_some() && row.superseded_on.is_none();
        let in_force: Vec<_> = all.iter().filter(is_in_force).cloned().collect();
        let rows = if in_force.is_empty() || self.percent(15) { &all } else { &in_force };
        let row = self.row(rows, |row| row.official_id).unwrap();
        input(vec![
            ("rating", Some(name(NodeKind::Rating, row.id))),
            ("expectedVersion", Some(self.version(row.version))),
            ("grade", Some(self.word(&GRADES))),
            ("reason", Some(self.text("Xếp nhầm"))),
            ("atOnce", self.percent(50).then_some(Value::Bool(true))),
        ])
    }
}
