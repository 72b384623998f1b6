//! Reports (decision 0015, README "Reports"): drafted and submitted by whoever has the unit in his scope of the last day of the year, returned
//! and accepted by the office above, and sealed by that with those of the units below.

use chrono::{Datelike, NaiveDate};
use entity::id::{ReportId, UnitId};
use entity::value::{ReportKind, ReportStatus as Status, UnitKind};
use entity::{report, report_step};

use super::state::{SealedPart, State};
use super::{Asked, Broken, Claim, Done, Outcome, Shown, only};

impl State {
    pub(in super::super) fn report(&self, id: ReportId) -> Option<&report::Model> {
        self.reports.iter().find(|row| row.id == id)
    }

    fn last_report_step(&self, report: ReportId) -> &report_step::Model {
        let steps = self.report_steps.iter().filter(|step| step.report_id == report);
        steps.max_by_key(|step| step.sequence).unwrap()
    }

    pub(in super::super) fn report_status(&self, report: ReportId) -> Status {
        self.last_report_step(report).status
    }

    /// The report of another unit that has the period and the programme of one.
    fn report_like(&self, one: &report::Model, unit: UnitId) -> Option<&report::Model> {
        self.reports.iter().find(|row| {
            (row.unit_id, row.programme_id, row.period_from) == (unit, one.programme_id, one.period_from)
        })
    }

    /// The units directly below one on a day that report: agencies do not.
    fn reporting_below(&self, unit: UnitId, on: NaiveDate) -> Vec<UnitId> {
        let of_day = self.units.iter().filter_map(|row| self.version_on(row.id, on));
        let below = of_day.filter(|row| row.parent_id == Some(unit) && row.kind != UnitKind::Agency);
        below.map(|row| row.unit_id).collect()
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

impl Asked<'_> {
    fn reaches(&self, unit: UnitId, on: NaiveDate) -> bool {
        self.model.scope(self.account, on).contains(&unit)
    }

    /// What forbids that a unit reports as of a day.
    fn reporting(&self, broken: &mut Broken, unit: UnitId, as_of: NaiveDate) {
        let version = self.state().version_on(unit, as_of);
        match version.filter(|_| self.reaches(unit, as_of)) {
            Some(version) => {
                broken.unless(version.kind != UnitKind::Agency, "BAD_USER_INPUT", "unit");
            }
            None => {
                let is_known = version.is_none() && self.keeps(unit);
                broken.add(if is_known { "UNIT_ABSENT" } else { "NOT_FOUND" }, "unit");
            }
        }
    }

    /// `draftReport`.
    pub(super) fn draft_report(&self) -> Outcome {
        let mut broken = Broken::default();
        if let Claim::Replay = self.claim(&mut broken) {
            return Ok(self.replayed());
        }
        let (unit, year): (UnitId, i32) = (self.input.id("unit"), self.input.number("year"));
        let programme = &self.model.law.programme;
        broken.unless(self.input.text("programme") == programme.code, "NOT_FOUND", "programme");
        if !broken.unless((2000..=self.today().year()).contains(&year), "BAD_USER_INPUT", "year") {
            return Err(broken);
        }
        let row = report::Model {
            id: self.model.fresh(),
            unit_id: unit,
            programme_id: programme.id,
            kind: ReportKind::Yearly,
            period_from: day(year, 1, 1),
            period_to: day(year + 1, 1, 1),
            as_of: day(year, 12, 31),
            head: None,
            signature: None,
            signing_key: None,
            version: 1,
        };
        self.reporting(&mut broken, unit, row.as_of);
        broken.unless(self.state().report_like(&row, unit).is_none(), "REPORT_EXISTS", "unit");
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        after.reports.push(row.clone());
        self.report_step(&mut after, row.id, 1, Status::Draft, None);
        Ok(self.of_report(after, &row))
    }

    fn report_step(
        &self,
        after: &mut State,
        report: ReportId,
        sequence: i32,
        status: Status,
        remark: Option<String>,
    ) {
        after.report_steps.push(report_step::Model {
            id: self.model.fresh(),
            report_id: report,
            sequence,
            status,
            effective_on: self.today(),
            remark,
            taken_by: Some(self.account.id),
        });
    }

    /// What is told of a report: as of its day.
    fn of_report(&self, after: State, row: &report::Model) -> Done {
        let seen = Some((Shown::OfUnit(row.unit_id), row.as_of));
        Done { object: Some(row.id.0), seen, ..self.done(after) }
    }

    /// The report that is named, with what its version and its state forbid.
    fn report_in(&self, states: &[Status]) -> Result<(report::Model, Broken), Broken> {
        let found = self.state().report(self.input.id("report"));
        let found = found.filter(|row| self.reaches(row.unit_id, row.as_of));
        let row = found.ok_or_else(|| only("NOT_FOUND", "report"))?;
        let mut broken = Broken::default();
        self.version(&mut broken, row.version);
        let is_allowed = states.contains(&self.state().report_status(row.id));
        broken.unless(is_allowed, "INVALID_TRANSITION", "report");
        Ok((row.clone(), broken))
    }

    /// Takes a report into another state.
    fn next_of_report(&self, after: &mut State, report: ReportId, status: Status, remark: Option<String>) {
        let sequence = after.last_report_step(report).sequence + 1;
        self.report_step(after, report, sequence, status, remark);
        after.reports.iter_mut().find(|row| row.id == report).unwrap().version += 1;
    }

    /// `submitReport`.
    pub(super) fn submit_report(&self) -> Outcome {
        let (row, mut broken) = self.report_in(&[Status::Draft, Status::Returned])?;
        let kind = self.state().version_on(row.unit_id, row.as_of).map(|version| version.kind);
        broken.unless(kind != Some(UnitKind::Agency), "BAD_USER_INPUT", "report");
        broken.unless(row.as_of <= self.today(), "PERIOD_NOT_OVER", "report");
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        self.next_of_report(&mut after, row.id, Status::Submitted, None);
        Ok(self.of_report(after, &row))
    }

    /// What forbids that the account decides of a report: an office above the unit does, or where nothing is above it, its own.
    fn decides_of_report(&self, broken: &mut Broken, row: &report::Model) {
        let above = self.state().version_on(row.unit_id, row.as_of).and_then(|version| version.parent_id);
        let stands = self.state().stands_for(row.unit_id, self.today());
        let is_of_unit = self.model.scope(self.account, self.today()).is_subset(&stands);
        broken.unless(above.is_none() || !is_of_unit, "FORBIDDEN", "report");
    }

    /// `returnReport`.
    pub(super) fn return_report(&self) -> Outcome {
        let (row, mut broken) = self.report_in(&[Status::Submitted])?;
        self.decides_of_report(&mut broken, &row);
        let remark = broken.text(self.input.opt_text("remark"), 500, "remark");
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        self.next_of_report(&mut after, row.id, Status::Returned, remark);
        Ok(self.of_report(after, &row))
    }

    /// `acceptReport`.
    pub(super) fn accept_report(&self) -> Outcome {
        let (row, mut broken) = self.report_in(&[Status::Submitted])?;
        self.decides_of_report(&mut broken, &row);
        let mut all = vec![row.clone()];
        let mut at = 0;
        while let Some(one) = all.get(at).cloned() {
            let is_own = self.state().last_report_step(one.id).taken_by == Some(self.account.id);
            broken.unless(!is_own, "FORBIDDEN", "report");
            for unit in self.state().reporting_below(one.unit_id, one.as_of) {
                let below = self.state().report_like(&one, unit);
                match below.map(|below| self.state().report_status(below.id)) {
                    Some(Status::Accepted) => {}
                    Some(Status::Submitted) => all.extend(below.cloned()),
                    _ => broken.add("REPORTS_BELOW_MISSING", "report"),
                }
            }
            at += 1;
        }
        if !broken.is_none() {
            return Err(broken);
        }
        let mut after = self.state().clone();
        for one in &all {
            self.next_of_report(&mut after, one.id, Status::Accepted, None);
            let part = SealedPart { report_id: one.id, hash: None };
            for parts in after.sealed_parts() {
                parts.push(part.clone());
            }
        }
        let sealed = all.iter().map(|one| one.id).collect();
        Ok(Done { sealed, ..self.of_report(after, &row) })
    }
}

impl State {
    /// The sealed parts of all reports, by their classes.
    pub(in super::super) fn sealed_parts(&mut self) -> [&mut Vec<SealedPart>; 4] {
        [
            &mut self.aggregate_parts,
            &mut self.personnel_parts,
            &mut self.party_parts,
            &mut self.succession_parts,
        ]
    }
}
