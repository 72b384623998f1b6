//! Enrolments (domain §7): people are nominated, approved or rejected by the authority, get a place or wait for one, and are withdrawn.

use std::collections::BTreeSet;

use entity::id::{CourseId, EnrolmentId, OfficialId, UnitId};
use entity::value::{
    CourseStatus, EnrolmentStatus as Status, NominationAuthority, NominationDecision, Role, UnitKind,
};
use entity::{enrolment, nomination_rule};

use super::files::MOST_ROWS;
use super::input::Input;
use super::state::{State, holds};
use super::{Asked, Broken, Claim, Done, Outcome, Shown, only};

/// Whether a state is not the last of an enrolment.
const fn is_open(status: Status) -> bool {
    matches!(status, Status::Nominated | Status::Approved | Status::Waitlisted | Status::Enrolled)
}

impl State {
    pub(in super::super) fn enrolment(&self, id: EnrolmentId) -> Option<&enrolment::Model> {
        self.enrolments.iter().find(|row| row.id == id)
    }

    /// The enrolment of a person in a course.
    pub(super) fn enrolment_of(&self, course: CourseId, official: OfficialId) -> Option<&enrolment::Model> {
        let mut enrolments = self.enrolments.iter();
        enrolments.find(|row| (row.course_id, row.official_id) == (course, official))
    }

    /// What of a record that goes into another one goes over. In a course in which the other is enrolled its own enrolment stands, and what
    /// came of the one that does not is as if it came of that.
    pub(super) fn join_enrolments(&mut self, survivor: OfficialId, duplicate: OfficialId) {
        for row in self.enrolments.clone().into_iter().filter(|row| row.official_id == duplicate) {
            match self.enrolment_of(row.course_id, survivor).map(|own| own.id) {
                Some(own) => {
                    self.enrolments.retain(|other| other.id != row.id);
                    self.enrolment_steps.retain(|step| step.enrolment_id != row.id);
                    for gained in self.qualifications.iter_mut() {
                        gained.enrolment_id =
                            gained.enrolment_id.map(|of| if of == row.id { own } else { of });
                    }
                }
                None => {
                    let over = self.enrolments.iter_mut().find(|other| other.id == row.id).unwrap();
                    (over.official_id, over.version) = (survivor, over.version + 1);
                }
            }
        }
    }

    /// The enrolments in a course that have not come to an end.
    pub(super) fn open_enrolments(&self, course: CourseId) -> Vec<EnrolmentId> {
        let of_course = self.enrolments.iter().filter(|row| row.course_id == course).map(|row| row.id);
        of_course.filter(|id| is_open(self.enrolment_status(*id))).collect()
    }
}

impl Asked<'_> {
    /// Whether a person is the one whose account asks.
    pub(super) fn is_own(&self, official: OfficialId) -> bool {
        self.model.holders.get(self.account.username) == Some(&official)
    }

    /// The enrolment that is named, of a person whom the account keeps.
    pub(super) fn enrolment_named(&self, input: Input<'_>) -> Option<&enrolment::Model> {
        let found = self.state().enrolment(input.id("enrolment"));
        found.filter(|row| self.keeps_person(row.official_id))
    }

    /// What the version and the state of an enrolment forbid, at a place.
    pub(super) fn enrolment_allows(
        &self,
        broken: &mut Broken,
        (row, input): (&enrolment::Model, Input<'_>),
        states: &[Status],
        place: &str,
    ) {
        let is_current = input.number("expectedVersion") == row.version;
        broken.unless(is_current, "CONFLICT", &format!("{place}expectedVersion"));
        let is_allowed = states.contains(&self.state().enrolment_status(row.id));
        broken.unless(is_allowed, "INVALID_TRANSITION", &format!("{place}enrolment"));
    }

    /// `nominateForCourse`.
    pub(super) fn nominate(&self) -> Outcome {
        let (state, rows) = (self.state(), self.input.list("rows"));
        let mut broken = Broken::default();
        broken.unless((1..=MOST_ROWS).contains(&rows.len()), "BAD_USER_INPUT", "rows");
        let claim = self.claim(&mut broken);
        let id: CourseId = self.input.id("course");
        broken.unless(state.course(id).is_some(), "NOT_FOUND", "course");
        for (number, row) in rows.iter().enumerate() {
            let is_kept = self.keeps_person(row.id("official"));
            broken.unless(is_kept, "NOT_FOUND", &format!("rows.{number}.official"));
        }
        if !broken.is_none() {
            return Err(broken);
        }
        if let Claim::Replay = claim {
            return Ok(self.replayed());
        }
        if state.course_status(id) != CourseStatus::Open {
            return Err(only("INVALID_TRANSITION", "course"));
        }
        let mut named = BTreeSet::new();
        let mut judged: Vec<Result<enrolment::Model, Broken>> = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            let place = format!("rows.{number}.official");
            let official: OfficialId = row.id("official");
            judged.push(match named.insert(official) {
                true => self.nomination(id, official, &place),
                false => Err(only("BAD_USER_INPUT", &place)),
            });
        }
        let mut decided = Vec::new();
        let mut done = self.settled(judged, |after, new| {
            let begun = self.begin_enrolment(after, new);
            decided.extend(new.authority.is_none().then_some(begun));
        })?;
        self.give(&mut done.after, id, &decided);
        done.after = self.counted(done.after);
        Ok(done)
    }

    /// The enrolment of somebody whom the unit that keeps the file nominates.
    fn nomination(
        &self,
        course: CourseId,
        official: OfficialId,
        place: &str,
    ) -> Result<enrolment::Model, Broken> {
        let state = self.state();
        let status = state.enrolment_of(course, official).map(|row| state.enrolment_status(row.id));
        if status.is_some_and(|status| !matches!(status, Status::Rejected | Status::Withdrawn)) {
            return Err(only("INVALID_TRANSITION", place));
        }
        let file = state.file_on(official, self.today()).unwrap();
        let kind = state.version_on(file.unit_id, self.today()).map(|version| version.kind);
        let applies = |rule: &&nomination_rule::Model| {
            Some(rule.unit_kind) == kind
                && rule.category == file.category
                && Some(rule.course_kind) == state.course(course).map(|course| course.kind)
                && holds(rule.valid_from, rule.valid_to, self.today())
        };
        let rule = state.nomination_rules.iter().find(applies);
        let decides = rule.is_some_and(|rule| rule.decision == NominationDecision::SelfDecides);
        // Where no rule says anything, the office above the unit decides.
        let authority = rule.and_then(|rule| rule.authority).unwrap_or(NominationAuthority::UnitAbove);
        Ok(enrolment::Model {
            id: self.model.fresh(),
            course_id: course,
            official_id: official,
            unit_id: file.unit_id,
            version: 1,
            nominated_by: Some(self.account.id),
            authority: (!decides).then_some(authority),
        })
    }

    /// Begins an enrolment, or begins that of the same person anew.
    fn begin_enrolment(&self, after: &mut State, new: &enrolment::Model) -> EnrolmentId {
        let mut known = after.enrolments.iter_mut();
        let known = known.find(|row| (row.course_id, row.official_id) == (new.course_id, new.official_id));
        let id = match known {
            Some(known) => {
                *known = enrolment::Model { id: known.id, version: known.version, ..new.clone() };
                known.id
            }
            None => {
                after.enrolments.push(new.clone());
                new.id
            }
        };
        self.enrolment_step(after, id, Status::Nominated, None);
        id
    }

    /// Whether the account's office is the authority that a nomination is submitted to.
    fn is_authority(&self, row: &enrolment::Model) -> bool {
        let (state, today) = (self.state(), self.today());
        let above = state.units_above(row.unit_id, today);
        let keeps = |kinds: &[UnitKind]| {
            let is_of_kind =
                |unit: &&UnitId| state.version_on(**unit, today).is_some_and(|it| kinds.contains(&it.kind));
            above.iter().find(is_of_kind).is_none_or(|unit| self.keeps(*unit))
        };
        let reaches = match row.authority {
            Some(NominationAuthority::District) => keeps(&[UnitKind::District]),
            Some(NominationAuthority::City) => keeps(&[UnitKind::City, UnitKind::Province]),
            Some(NominationAuthority::UnitAbove) | None => true,
        };
        let stands = state.stands_for(row.unit_id, today);
        let is_of_unit = self.model.scope(self.account, today).is_subset(&stands);
        self.account.role == Role::District && reaches && !is_of_unit
    }

    /// What forbids that the account decides of a nomination.
    fn decides_of(&self, broken: &mut Broken, row: &enrolment::Model, place: &str) {
        let has_nominated = row.nominated_by == Some(self.account.id);
        let may_decide = !self.is_own(row.official_id) && !has_nominated && self.is_authority(row);
        broken.unless(may_decide, "FORBIDDEN", place);
    }

    /// `approveEnrolments`.
    pub(super) fn approve_enrolments(&self) -> Outcome {
        let rows = self.input.list("rows");
        let mut broken = Broken::default();
        broken.unless((1..=MOST_ROWS).contains(&rows.len()), "BAD_USER_INPUT", "rows");
        let claim = self.claim(&mut broken);
        for (number, row) in rows.iter().enumerate() {
            let is_kept = self.enrolment_named(*row).is_some();
            broken.unless(is_kept, "NOT_FOUND", &format!("rows.{number}.enrolment"));
        }
        if !broken.is_none() {
            return Err(broken);
        }
        if let Claim::Replay = claim {
            return Ok(self.replayed());
        }
        let mut named = BTreeSet::new();
        let mut judged: Vec<Result<enrolment::Model, Broken>> = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            let place = format!("rows.{number}.");
            judged.push(match named.insert(row.id::<EnrolmentId>("enrolment")) {
                true => self.approved(*row, &place),
                false => Err(only("BAD_USER_INPUT", &format!("{place}enrolment"))),
            });
        }
        let mut approved: Vec<(CourseId, EnrolmentId)> = Vec::new();
        let mut done = self.settled(judged, |_, row| approved.push((row.course_id, row.id)))?;
        let courses: BTreeSet<CourseId> = approved.iter().map(|(course, _)| *course).collect();
        for course in courses {
            let of_course = approved.iter().filter(|(of, _)| *of == course).map(|(_, id)| *id);
            self.give(&mut done.after, course, &of_course.collect::<Vec<_>>());
        }
        done.after = self.counted(done.after);
        Ok(done)
    }

    fn approved(&self, input: Input<'_>, place: &str) -> Result<enrolment::Model, Broken> {
        let row = self.enrolment_named(input).unwrap();
        let mut broken = Broken::default();
        self.enrolment_allows(&mut broken, (row, input), &[Status::Nominated], place);
        let at = format!("{place}enrolment");
        self.decides_of(&mut broken, row, &at);
        let is_open = self.state().course_status(row.course_id) == CourseStatus::Open;
        broken.unless(is_open, "INVALID_TRANSITION", &at);
        if broken.is_none() { Ok(row.clone()) } else { Err(broken) }
    }

    /// What is told of an enrolment: of somebody whose file is seen today.
    pub(super) fn of_enrolment(&self, after: State, row: &enrolment::Model) -> Done {
        let seen = Some((Shown::OfPerson(row.official_id), self.today()));
        Done { object: Some(row.id.0), seen, ..self.done(self.counted(after)) }
    }

    /// `rejectEnrolment`.
    pub(super) fn reject_enrolment(&self) -> Outcome {
        let row = self.enrolment_named(self.input).ok_or_else(|| only("NOT_FOUND", "enrolment"))?;
        let mut broken = Broken::default();
        self.enrolment_allows(&mut broken, (row, self.input), &[Status::Nominated], "");
        self.decides_of(&mut broken, row, "enrolment");
        let remark = broken.text(self.input.opt_text("remark"), 500, "remark");
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        self.enrolment_step(&mut after, row.id, Status::Rejected, remark);
        Ok(self.of_enrolment(after, row))
    }

    /// `withdrawEnrolment`.
    pub(super) fn withdraw_enrolment(&self) -> Outcome {
        let row = self.enrolment_named(self.input).ok_or_else(|| only("NOT_FOUND", "enrolment"))?;
        let mut broken = Broken::default();
        let open = [Status::Nominated, Status::Approved, Status::Waitlisted, Status::Enrolled];
        self.enrolment_allows(&mut broken, (row, self.input), &open, "");
        let remark = broken.text(self.input.opt_text("remark"), 500, "remark");
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        self.enrolment_step(&mut after, row.id, Status::Withdrawn, remark);
        self.promote(&mut after, row.course_id);
        Ok(self.of_enrolment(after, row))
    }
}
