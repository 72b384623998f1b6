//! Degrees, diplomas and certificates (domain §4).

use chrono::NaiveDate;
use entity::id::QualificationId;
use entity::{official, qualification};

use super::state::holds;
use super::{Asked, Broken, Claim, Done, Outcome, only};

impl Asked<'_> {
    /// `recordQualification`.
    pub(super) fn record_qualification(&self) -> Outcome {
        let input = self.input;
        let mut broken = Broken::default();
        if let Claim::Replay = self.claim(&mut broken) {
            return Ok(self.replayed());
        }
        let person = self.person_named("official").map_err(|missing| broken.clone().and(missing))?;
        let row = qualification::Model {
            id: self.model.fresh(),
            official_id: person.id,
            kind: input.word("kind"),
            level_code: input.text("level").to_owned(),
            obtained_on: input.opt_day("obtainedOn"),
            recorded_on: self.today(),
            issuer: broken.text(input.opt_text("issuer"), 200, "issuer"),
            certificate: broken.text(input.opt_text("certificate"), 200, "certificate"),
            revoked_on: None,
            enrolment_id: None,
            version: 1,
        };
        self.qualification(&mut broken, &person, &row);
        if !broken.is_none() {
            return Err(broken);
        }
        let (warnings, object) = (self.advice_on(&row), Some(row.id.0));
        let mut after = self.state().clone();
        after.qualifications.push(row);
        Ok(Done { warnings, object, ..self.done(after) })
    }

    /// The qualification that is named, of a person whom the account keeps.
    fn qualification_named(&self) -> Result<(official::Model, qualification::Model), Broken> {
        let id: QualificationId = self.input.id("qualification");
        let found = self.state().qualifications.iter().find(|row| row.id == id);
        let found = found.filter(|row| self.keeps_person(row.official_id));
        let row = found.ok_or_else(|| only("NOT_FOUND", "qualification"))?;
        Ok((self.state().official(row.official_id).unwrap().clone(), row.clone()))
    }

    /// `revokeQualification`.
    pub(super) fn revoke_qualification(&self) -> Outcome {
        let (person, before) = self.qualification_named()?;
        let mut broken = Broken::default();
        self.version(&mut broken, before.version);
        broken.unless(before.revoked_on.is_none(), "INVALID_TRANSITION", "qualification");
        broken.text(self.input.opt_text("reason"), 500, "reason");
        let revoked_on = Some(self.input.day("revokedOn"));
        let row = qualification::Model { revoked_on, version: before.version + 1, ..before };
        self.qualification(&mut broken, &person, &row);
        if !broken.is_none() {
            return Err(broken);
        }
        Ok(self.with_qualification(row))
    }

    /// `correctQualification`.
    pub(super) fn correct_qualification(&self) -> Outcome {
        let input = self.input;
        let (person, was) = self.qualification_named()?;
        let mut broken = Broken::default();
        self.version(&mut broken, was.version);
        broken.text(input.opt_text("reason"), 500, "reason");
        broken.text(input.opt_text("issuer"), 200, "issuer");
        broken.text(input.opt_text("certificate"), 200, "certificate");
        let text = |member: &'static str, was: &Option<String>| {
            input.changed(member, was.clone(), |input| {
                super::kept(input.text(member), 200).unwrap_or_default()
            })
        };
        let day = |member: &'static str, was: Option<NaiveDate>| {
            input.changed(member, was, |input| input.day(member))
        };
        let row = qualification::Model {
            level_code: input.opt_text("level").map_or_else(|| was.level_code.clone(), str::to_owned),
            obtained_on: day("obtainedOn", was.obtained_on),
            issuer: text("issuer", &was.issuer),
            certificate: text("certificate", &was.certificate),
            revoked_on: day("revokedOn", was.revoked_on),
            version: was.version + 1,
            ..was
        };
        self.qualification(&mut broken, &person, &row);
        if !broken.is_none() {
            return Err(broken);
        }
        let warnings = self.advice_on(&row);
        Ok(Done { warnings, corrected: [row.id.0].into(), ..self.with_qualification(row) })
    }

    fn with_qualification(&self, row: qualification::Model) -> Done {
        let mut after = self.state().clone();
        let id = row.id;
        *after.qualifications.iter_mut().find(|other| other.id == id).unwrap() = row;
        Done { object: Some(id.0), ..self.done(after) }
    }

    /// What a qualification has to be.
    fn qualification(&self, broken: &mut Broken, person: &official::Model, row: &qualification::Model) {
        let is_level = self.model.law.levels.contains_key(&(row.kind, row.level_code.clone()));
        broken.unless(is_level, "BAD_USER_INPUT", "level");
        if let Some(obtained) = row.obtained_on {
            let is_of_age = person.birth_date.is_none_or(|birth| birth < obtained);
            broken.unless(self.has_been(obtained) && is_of_age, "BAD_USER_INPUT", "obtainedOn");
        }
        if let Some(revoked) = row.revoked_on {
            let since = row.obtained_on.unwrap_or(row.recorded_on);
            broken.unless(self.has_been(revoked) && since <= revoked, "BAD_USER_INPUT", "revokedOn");
        }
    }

    fn advice_on(&self, row: &qualification::Model) -> Vec<&'static str> {
        let mut warnings = Vec::new();
        if row.issuer.is_none() && row.certificate.is_none() {
            warnings.push("NO_EVIDENCE");
        }
        let is_same = |other: &qualification::Model| {
            other.id != row.id
                && other.official_id == row.official_id
                && (other.kind, &other.level_code) == (row.kind, &row.level_code)
                && holds(other.obtained_on.unwrap_or(other.recorded_on), other.revoked_on, self.today())
        };
        if row.revoked_on.is_none() && self.state().qualifications.iter().any(is_same) {
            warnings.push("ALREADY_RECORDED");
        }
        warnings
    }
}
