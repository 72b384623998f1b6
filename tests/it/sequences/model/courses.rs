//! Courses (domain §7): announced, opened, changed, run and cancelled, and who may send whom to which.

use chrono::NaiveDate;
use entity::id::{CourseId, UnitId};
use entity::value::{CourseStatus as Status, EnrolmentStatus, NominationDecision, QualificationKind};
use entity::{course, course_seat, course_step, nomination_rule};
use uuid::Uuid;

use super::input::{Input, can_be, folded};
use super::state::State;
use super::{Asked, Broken, Claim, Done, Outcome, only};

impl State {
    pub(in super::super) fn course(&self, id: CourseId) -> Option<&course::Model> {
        self.courses.iter().find(|row| row.id == id)
    }

    fn last_course_step(&self, course: CourseId) -> &course_step::Model {
        let steps = self.course_steps.iter().filter(|step| step.course_id == course);
        steps.max_by_key(|step| step.sequence).unwrap()
    }

    pub(in super::super) fn course_status(&self, course: CourseId) -> Status {
        self.last_course_step(course).status
    }

    pub(super) fn seats_of(&self, course: CourseId) -> Vec<&course_seat::Model> {
        self.course_seats.iter().filter(|row| row.course_id == course).collect()
    }
}

impl super::Model {
    /// Whether an account's office answers for the organiser of a course: it keeps the unit or, where that has ended, all that stands for it;
    /// and where nothing does, the unit that was above it.
    pub(in super::super) fn organises(&self, account: &super::Account, organiser: UnitId) -> bool {
        let mut answers = Some(organiser);
        while let Some(unit) = answers {
            if self.state.end_of(unit).is_none_or(|end| self.today < end) {
                return self.keeps(account, unit);
            }
            let stands = self.state.stands_for(unit, self.today);
            if !stands.is_empty() {
                return stands.is_subset(&self.scope(account, self.today));
            }
            answers = self.state.versions_of(unit).last().and_then(|version| version.parent_id);
        }
        false
    }
}

impl Asked<'_> {
    /// What a course has to be.
    fn course_stands(&self, broken: &mut Broken, row: &course::Model) {
        broken.unless(can_be(row.starts_on), "BAD_USER_INPUT", "startsOn");
        broken.unless(row.starts_on <= row.ends_on, "BAD_USER_INPUT", "endsOn");
        broken.unless((1..=20_000).contains(&row.periods), "BAD_USER_INPUT", "periods");
        broken.unless((1..=10_000).contains(&row.capacity), "BAD_USER_INPUT", "capacity");
        let level = row.yields_kind.zip(row.yields_level_code.clone());
        let is_level = level.is_none_or(|level| self.model.law.levels.contains_key(&level));
        broken.unless(is_level, "BAD_USER_INPUT", "yields");
    }

    /// The places that are asked to be kept for units, and what forbids it.
    fn seats_asked(&self, broken: &mut Broken, course: CourseId) -> Vec<course_seat::Model> {
        let mut seats: Vec<course_seat::Model> = Vec::new();
        for (number, row) in self.input.list("seats").into_iter().enumerate() {
            let at = |member: &str| format!("seats.{number}.{member}");
            let (unit_id, places): (UnitId, i32) = (row.id("unit"), row.number("seats"));
            broken.unless(self.state().exists(unit_id, self.today()), "NOT_FOUND", &at("unit"));
            let is_new = seats.iter().all(|other| other.unit_id != unit_id);
            broken.unless(is_new, "BAD_USER_INPUT", &at("unit"));
            broken.unless((1..=10_000).contains(&places), "BAD_USER_INPUT", &at("seats"));
            seats.push(course_seat::Model {
                id: self.model.fresh(),
                course_id: course,
                unit_id,
                seats: places,
            });
        }
        seats
    }

    fn yielded(input: Input<'_>) -> (QualificationKind, String) {
        (input.word("kind"), input.text("level").to_owned())
    }

    /// `createCourse`.
    pub(super) fn create_course(&self) -> Outcome {
        let input = self.input;
        let mut broken = Broken::default();
        if let Claim::Replay = self.claim(&mut broken) {
            return Ok(self.replayed());
        }
        let organiser: UnitId = input.id("organiser");
        broken.unless(self.keeps(organiser), "NOT_FOUND", "organiser");
        let code = broken.text(input.opt_text("code"), 200, "code").unwrap_or_default();
        let is_taken = self.state().courses.iter().any(|row| row.code == code);
        broken.unless(!is_taken, "COURSE_CODE_TAKEN", "code");
        let title = broken.text(input.opt_text("title"), 200, "title").unwrap_or_default();
        let yielded = input.given("yields").map(|given| Self::yielded(Input(given)));
        let (yields_kind, yields_level_code) = yielded.unzip();
        let row = course::Model {
            id: self.model.fresh(),
            code,
            search_title: folded(&title),
            title,
            kind: input.word("kind"),
            organiser_unit_id: organiser,
            starts_on: input.day("startsOn"),
            ends_on: input.day("endsOn"),
            periods: input.number("periods"),
            capacity: input.number("capacity"),
            counts_as_knowledge_update: input.flag("countsAsKnowledgeUpdate"),
            title_group: broken.text(input.opt_text("titleGroup"), 200, "titleGroup"),
            yields_kind,
            yields_level_code,
            announced_on: self.today(),
            version: 1,
        };
        self.course_stands(&mut broken, &row);
        let seats = self.seats_asked(&mut broken, row.id);
        let kept: i32 = seats.iter().map(|kept| kept.seats).sum();
        broken.unless(kept <= row.capacity, "BAD_USER_INPUT", "seats");
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        let id = row.id;
        after.courses.push(row);
        after.course_seats.extend(seats);
        self.course_step(&mut after, id, 1, Status::Planned, None);
        Ok(Done { object: Some(id.0), ..self.done(after) })
    }

    fn course_step(
        &self,
        after: &mut State,
        course_id: CourseId,
        sequence: i32,
        status: Status,
        remark: Option<String>,
    ) {
        let (id, effective_on) = (self.model.fresh(), self.today());
        after.course_steps.push(course_step::Model { id, course_id, sequence, status, effective_on, remark });
    }

    /// The course that is named, with what its version and its state forbid.
    fn course_in(&self, states: &[Status]) -> Result<(course::Model, Broken), Broken> {
        let found = self.state().course(self.input.id("course"));
        let found = found.filter(|row| self.model.organises(self.account, row.organiser_unit_id));
        let row = found.ok_or_else(|| only("NOT_FOUND", "course"))?;
        let mut broken = Broken::default();
        self.version(&mut broken, row.version);
        let is_allowed = states.contains(&self.state().course_status(row.id));
        broken.unless(is_allowed, "INVALID_TRANSITION", "course");
        Ok((row.clone(), broken))
    }

    /// `openCourse`, `startCourse`, `finishCourse` and `cancelCourse`.
    pub(super) fn move_course(&self) -> Outcome {
        let (from, to): (&[Status], Status) = match self.step.mutation {
            "openCourse" => (&[Status::Planned], Status::Open),
            "startCourse" => (&[Status::Open], Status::Running),
            "finishCourse" => (&[Status::Running], Status::Finished),
            _ => (&[Status::Planned, Status::Open, Status::Running], Status::Cancelled),
        };
        let (row, mut broken) = self.course_in(from)?;
        let first_on = match to {
            Status::Running => Some(row.starts_on),
            Status::Finished => Some(row.ends_on),
            _ => None,
        };
        broken.unless(first_on.is_none_or(|day| day <= self.today()), "INVALID_TRANSITION", "course");
        let member = if to == Status::Cancelled { "reason" } else { "remark" };
        let remark = broken.text(self.input.opt_text(member), 500, member);
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        let sequence = after.last_course_step(row.id).sequence + 1;
        self.course_step(&mut after, row.id, sequence, to, remark.clone());
        after.courses.iter_mut().find(|other| other.id == row.id).unwrap().version += 1;
        if to == Status::Cancelled {
            for enrolment in after.open_enrolments(row.id) {
                self.enrolment_step(&mut after, enrolment, EnrolmentStatus::Withdrawn, remark.clone());
            }
        }
        Ok(Done { object: Some(row.id.0), ..self.done(self.counted(after)) })
    }

    /// `changeCourse`.
    pub(super) fn change_course(&self) -> Outcome {
        let input = self.input;
        let (was, mut broken) = self.course_in(&[Status::Planned, Status::Open])?;
        broken.text(input.opt_text("reason"), 500, "reason");
        let title = broken.text(input.opt_text("title"), 200, "title").unwrap_or_else(|| was.title.clone());
        let group = broken.text(input.opt_text("titleGroup"), 200, "titleGroup");
        let yielded = was.yields_kind.zip(was.yields_level_code.clone());
        let yielded =
            input.changed("yields", yielded, |input| Self::yielded(Input(input.given("yields").unwrap())));
        let (yields_kind, yields_level_code) = yielded.unzip();
        let row = course::Model {
            search_title: folded(&title),
            title,
            starts_on: input.opt_day("startsOn").unwrap_or(was.starts_on),
            ends_on: input.opt_day("endsOn").unwrap_or(was.ends_on),
            periods: input.opt_number("periods").unwrap_or(was.periods),
            capacity: input.opt_number("capacity").unwrap_or(was.capacity),
            counts_as_knowledge_update: input
                .opt_flag("countsAsKnowledgeUpdate")
                .unwrap_or(was.counts_as_knowledge_update),
            title_group: input
                .changed("titleGroup", was.title_group.clone(), |_| group.clone().unwrap_or_default()),
            yields_kind,
            yields_level_code,
            version: was.version + 1,
            ..was
        };
        self.course_stands(&mut broken, &row);
        let mut after = self.state().clone();
        if input.given("seats").is_some() {
            self.keep_seats(&mut broken, &mut after, row.id);
        }
        let id = row.id;
        let kept: i32 = after.seats_of(id).iter().map(|kept| kept.seats).sum();
        broken.unless(kept <= row.capacity, "BAD_USER_INPUT", "seats");
        *after.courses.iter_mut().find(|other| other.id == id).unwrap() = row;
        for share in after.shares(id) {
            let is_enough = after.taken(id, share) <= after.places(id, share);
            broken.unless(is_enough, "SEATS_TAKEN", if share.is_some() { "seats" } else { "capacity" });
        }
        if !broken.is_none() {
            return Err(broken);
        }
        self.promote(&mut after, id);
        Ok(Done { object: Some(id.0), ..self.done(self.counted(after)) })
    }

    /// Puts the places asked for in the place of those that are kept: of a unit that is named again the row stays.
    fn keep_seats(&self, broken: &mut Broken, after: &mut State, course: CourseId) {
        let asked = self.seats_asked(broken, course);
        let before: Vec<_> = after.seats_of(course).into_iter().cloned().collect();
        after.course_seats.retain(|row| row.course_id != course);
        for row in asked {
            let known = before.iter().find(|known| known.unit_id == row.unit_id);
            after.course_seats.push(course_seat::Model { id: known.map_or(row.id, |known| known.id), ..row });
        }
    }

    /// `setNominationRule`.
    pub(super) fn set_nomination_rule(&self) -> Outcome {
        let input = self.input;
        let mut broken = Broken::default();
        if let Claim::Replay = self.claim(&mut broken) {
            return Ok(self.replayed());
        }
        let valid_from: NaiveDate = input.day("validFrom");
        broken.unless(valid_from >= self.today(), "BAD_USER_INPUT", "validFrom");
        let legal_basis = broken.text(input.opt_text("legalBasis"), 200, "legalBasis").unwrap_or_default();
        let row = nomination_rule::Model {
            id: self.model.fresh::<Uuid>(),
            unit_kind: input.word("unitKind"),
            category: input.word("category"),
            course_kind: input.word("courseKind"),
            decision: input.word("decision"),
            authority: input.opt_word("authority"),
            legal_basis,
            valid_from,
            valid_to: None,
        };
        let must_submit = row.decision == NominationDecision::MustSubmit;
        broken.unless(row.authority.is_some() == must_submit, "BAD_USER_INPUT", "authority");
        let is_same = |other: &nomination_rule::Model| {
            (other.unit_kind, other.category, other.course_kind)
                == (row.unit_kind, row.category, row.course_kind)
        };
        let is_last = self.state().nomination_rules.iter().filter(|other| is_same(other));
        let is_last = is_last.map(|other| other.valid_from).all(|from| from < valid_from);
        broken.unless(is_last, "RULE_BEGINS_LATER", "validFrom");
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        for other in after.nomination_rules.iter_mut().filter(|other| is_same(other)) {
            if other.valid_to.is_none_or(|end| valid_from < end) {
                other.valid_to = Some(valid_from);
            }
        }
        after.nomination_rules.push(row);
        Ok(self.done(after))
    }
}
