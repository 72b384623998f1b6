//! Seats, titles given and taken back, localities, standing committees.

use api::graphql::id::NodeKind;
use entity::appointment;
use entity::id::UnitId;
use entity::value::AppointmentMode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Draw, input, name};

const MODES: [&str; 6] = ["PRIMARY", "PRIMARY", "PRIMARY", "CONCURRENT", "ACTING", "IN_CHARGE"];
const ORIGINS: [&str; 4] = ["ELECTION", "RECRUITMENT", "TRANSFER", "SECONDMENT"];

impl Draw<'_> {
    pub(super) fn of_post(&mut self, mutation: &str) -> Value {
        match mutation {
            "authorisePost" | "grantTransitionalSeats" => self.seats(mutation == "grantTransitionalSeats"),
            "endPost" => self.end_of_post(),
            "appointOfficial" | "secondOfficial" | "appointActing" => self.appointment(mutation),
            "endAppointment" => self.end_of_appointment(),
            "assessLocality" => self.locality(),
            "correctLocality" => self.corrected_locality(),
            "establishStandingCommittee" => self.committee(),
            "seatInStandingCommittee" => self.seat(),
            "endStandingCommitteeSeat" => self.end_of_seat(),
            _ => self.moved(mutation),
        }
    }

    /// A title with seats in a unit, mostly: there are few.
    fn authorised(&mut self) -> (UnitId, String) {
        let title = self.title();
        let scope = self.model.scope(self.account, self.model.today);
        let posts: Vec<(UnitId, String)> = self
            .model
            .state
            .posts
            .iter()
            .filter(|row| scope.contains(&row.unit_id) && row.valid_to.is_none())
            .filter(|row| row.title_code.starts_with("PARTY") == title.starts_with("PARTY"))
            .map(|row| (row.unit_id, row.title_code.clone()))
            .collect();
        match self.chance.any(&posts).filter(|_| self.chance.percent(80)) {
            Some(post) => post,
            None => (self.commune(), title.to_owned()),
        }
    }

    fn seats(&mut self, is_transitional: bool) -> Value {
        let (unit, title) =
            if is_transitional { self.authorised() } else { (self.commune(), self.any_title()) };
        let from = if self.percent(60) { self.soon() } else { self.day() };
        let to = (is_transitional || self.percent(15)).then(|| json!(self.day_after(from)));
        let seats =
            if self.percent(4) { *self.chance.one(&[0, 1000, -1]) } else { *self.chance.one(&[1, 1, 2, 3]) };
        input(vec![
            ("unit", Some(name(NodeKind::Unit, unit))),
            ("title", Some(json!(title))),
            ("seats", Some(json!(seats))),
            ("decision", Some(self.text("12/QĐ-UBND"))),
            ("validFrom", Some(json!(from))),
            ("validTo", to),
        ])
    }

    fn any_title(&mut self) -> String {
        let title = if self.percent(3) { "NO_SUCH_TITLE" } else { *self.chance.one(&super::TITLES) };
        title.to_owned()
    }

    fn end_of_post(&mut self) -> Value {
        let scope = self.model.scope(self.account, self.model.today);
        let posts: Vec<_> =
            self.model.state.posts.iter().map(|row| (row.id, row.unit_id, row.version)).collect();
        let own: Vec<_> = posts.iter().copied().filter(|(_, unit, _)| scope.contains(unit)).collect();
        let own = self.chance.any(&own).filter(|_| self.chance.percent(92));
        let (post, _, version) = own.unwrap_or_else(|| *self.chance.one(&posts));
        let on = if self.percent(50) { self.soon() } else { self.day() };
        input(vec![
            ("post", Some(name(NodeKind::Post, post))),
            ("expectedVersion", Some(self.version(version))),
            ("endsOn", Some(json!(on))),
            ("reason", Some(self.text("Sắp xếp lại"))),
        ])
    }

    fn appointment(&mut self, mutation: &str) -> Value {
        let (unit, title) = self.authorised();
        let from = self.day();
        let is_lent = mutation == "secondOfficial";
        let to = (is_lent || self.percent(40)).then(|| json!(self.day_after(from)));
        let mode =
            if mutation == "appointActing" { self.word(&["ACTING", "IN_CHARGE"]) } else { self.word(&MODES) };
        let origin = (!is_lent).then(|| self.word(&ORIGINS));
        let decision = (mutation != "appointOfficial" || self.percent(50)).then(|| self.text("34/QĐ-UBND"));
        input(vec![
            ("official", Some(name(NodeKind::Official, self.person()))),
            ("unit", Some(name(NodeKind::Unit, unit))),
            ("title", Some(json!(title))),
            ("mode", Some(mode)),
            ("origin", origin),
            ("decision", decision),
            ("validFrom", Some(json!(from))),
            ("validTo", to),
        ])
    }

    /// An appointment, mostly one that the account may end.
    fn held(&mut self, is_wanted: impl Fn(&appointment::Model) -> bool) -> appointment::Model {
        let party = self.account.role == entity::value::Role::PartyCommittee;
        let all = self.model.state.appointments.clone();
        let wanted: Vec<_> = all
            .iter()
            .filter(|row| row.title_code.starts_with("PARTY") == party && is_wanted(row))
            .cloned()
            .collect();
        let rows = if self.percent(92) && !wanted.is_empty() { wanted } else { all };
        self.row(&rows, |row| row.official_id).unwrap()
    }

    fn end_of_appointment(&mut self) -> Value {
        let today = self.model.today;
        let row = self.held(|row| row.valid_to.is_none_or(|end| end > today));
        let on = if self.percent(60) { self.day_after(row.valid_from) } else { self.soon() };
        input(vec![
            ("appointment", Some(self.appointment_name(&row))),
            ("expectedVersion", Some(self.version(row.version))),
            ("endsOn", Some(json!(on))),
            ("reason", Some(self.text("Miễn nhiệm"))),
        ])
    }

    fn appointment_name(&mut self, row: &appointment::Model) -> Value {
        let id = if self.percent(1) { Uuid::from_u128(1) } else { row.id.0 };
        name(NodeKind::Appointment, id)
    }

    fn moved(&mut self, mutation: &str) -> Value {
        let today = self.model.today;
        let row = self
            .held(|row| row.mode == AppointmentMode::Primary && row.valid_to.is_none_or(|end| end > today));
        let (mut unit, mut title) = self.authorised();
        if mutation == "reassignOfficial" || self.percent(25) {
            unit = row.unit_id;
            // Another title that has seats there.
            let party = row.title_code.starts_with("PARTY");
            let posts = self.model.state.posts.iter().filter(|post| post.unit_id == unit);
            let titles: Vec<String> = posts
                .map(|post| post.title_code.clone())
                .filter(|other| other.starts_with("PARTY") == party && *other != row.title_code)
                .collect();
            title = self.chance.any(&titles).unwrap_or(title);
        }
        let from = if self.percent(70) { self.day_after(row.valid_from) } else { self.soon() };
        let to = self.percent(25).then(|| json!(self.day_after(from)));
        input(vec![
            ("appointment", Some(self.appointment_name(&row))),
            ("expectedVersion", Some(self.version(row.version))),
            ("unit", (mutation != "reassignOfficial").then(|| name(NodeKind::Unit, unit))),
            ("title", Some(json!(title))),
            ("decision", Some(self.text("56/QĐ-UBND"))),
            ("validFrom", Some(json!(from))),
            ("validTo", to),
            ("endsConcurrent", self.percent(50).then_some(Value::Bool(true))),
        ])
    }

    fn locality(&mut self) -> Value {
        let rows = self.model.state.appointments.clone();
        let row = self.row(&rows, |row| row.official_id).unwrap();
        let on = if self.percent(80) { self.past_day().max(row.valid_from) } else { self.past_day() };
        input(vec![
            ("appointment", Some(self.appointment_name(&row))),
            ("locality", Some(self.word(&["LOCAL", "NON_LOCAL"]))),
            ("criterion", Some(self.text("Nơi sinh"))),
            ("decidedBy", Some(self.text("Phòng Nội vụ"))),
            ("assessedOn", Some(json!(on))),
        ])
    }

    fn corrected_locality(&mut self) -> Value {
        let rows = self.model.state.localities.clone();
        let held = &self.model.state.appointments;
        let whose = |appointment| held.iter().find(|row| row.id == appointment).unwrap().official_id;
        let row = self.row(&rows, |row| whose(row.appointment_id)).map(|row| (row.id, row.version));
        let (id, version) = row.filter(|_| self.percent(98)).unwrap_or((Uuid::from_u128(1), 1));
        input(vec![
            ("localityAssessment", Some(name(NodeKind::LocalityAssessment, id))),
            ("expectedVersion", Some(self.version(version))),
            ("locality", self.percent(50).then(|| self.word(&["LOCAL", "NON_LOCAL"]))),
            ("criterion", self.percent(30).then(|| self.text("Quê quán"))),
            ("decidedBy", self.percent(30).then(|| self.text("Huyện ủy"))),
            ("assessedOn", self.percent(40).then(|| json!(self.past_day()))),
            ("reason", Some(self.text("Ghi nhầm"))),
        ])
    }

    fn committee(&mut self) -> Value {
        let from = self.day();
        let to = self.percent(40).then(|| json!(self.day_after(from)));
        input(vec![
            ("unit", Some(name(NodeKind::Unit, self.commune()))),
            ("term", Some(self.text("2025-2030"))),
            ("validFrom", Some(json!(from))),
            ("validTo", to),
        ])
    }

    fn seat(&mut self) -> Value {
        let scope = self.model.scope(self.account, self.model.today);
        let committees: Vec<_> =
            self.model.state.committees.iter().filter(|row| scope.contains(&row.unit_id)).cloned().collect();
        let committee = self.chance.any(&committees).filter(|_| self.chance.percent(85));
        let unit = committee.as_ref().map_or_else(|| self.commune(), |row| row.unit_id);
        let from = if self.percent(70) { self.day() } else { self.past_day() };
        let from = committee.filter(|_| self.percent(80)).map_or(from, |row| from.max(row.valid_from));
        input(vec![
            ("official", Some(name(NodeKind::Official, self.person()))),
            ("unit", Some(name(NodeKind::Unit, unit))),
            ("validFrom", Some(json!(from))),
            ("validTo", self.percent(30).then(|| json!(self.day_after(from)))),
        ])
    }

    fn end_of_seat(&mut self) -> Value {
        let rows = self.model.state.memberships.clone();
        let row = self.row(&rows, |row| row.official_id).unwrap();
        let id = if self.percent(2) { Uuid::from_u128(1) } else { row.id };
        input(vec![
            ("membership", Some(name(NodeKind::StandingCommitteeMembership, id))),
            ("expectedVersion", Some(self.version(row.version))),
            ("endsOn", Some(json!(self.day_after(row.valid_from)))),
            ("reason", Some(self.text("Thôi tham gia"))),
        ])
    }
}
