//! The values of targets, and who counted in them with the facts that decided. Each stands in the part of the class that it rests on.

use entity::id::{OfficialId, UnitId};
use sea_orm::ActiveEnum;
use serde_json::{Value, json};
use targets::evaluate::breakdown;
use targets::explain::{Bucket, Member, members};
use targets::language::Language;
use targets::programme::Target;
use targets::reason::{FactKind, FactRef, Reason};
use targets::value::{Count, Status, Value as Figure};

use super::sheet::{Sheet, text};
use crate::policy::figures::class_of;
use crate::repo::RepoError;
use crate::repo::directory::TargetRecord;
use crate::repo::figures::engine;
use crate::report::PartClass;

/// The reason of a member whose file is kept elsewhere: which it is would tell what the file says.
const FILE_NOT_SHOWN: &str = "FILE_NOT_SHOWN";

impl<'r> Sheet<'r> {
    /// The values of the targets whose facts are of a part's class; those that rest on PERSONNEL stand in AGGREGATE.
    pub(super) fn targets(&self, class: PartClass) -> Result<Vec<Value>, RepoError> {
        let of_numbers = match class {
            PartClass::Aggregate => PartClass::Personnel,
            PartClass::Personnel => return Ok(Vec::new()),
            class => class,
        };
        let targets = self.resting_on(of_numbers);
        let rules: Vec<&Target> = targets.iter().map(|(_, rule)| *rule).collect();
        if rules.is_empty() {
            return Ok(Vec::new());
        }
        let (facts, unit) = (&self.reported.facts, self.subject.unit.0);
        let rows = breakdown(facts, &self.programme.rules, &rules, &[unit], self.on()).map_err(engine)?;
        let values = rows.into_iter().flatten();
        Ok(targets.iter().zip(values).map(|((record, _), value)| told(record, &value)).collect())
    }

    /// The members of the targets whose facts are of a part's class; of AGGREGATE none.
    pub(super) fn members(&self, class: PartClass) -> Result<Vec<Value>, RepoError> {
        let target = |(record, rule): (&TargetRecord, &Target)| {
            let (facts, unit) = (&self.reported.facts, self.subject.unit.0);
            let found = members(facts, &self.programme.rules, rule, unit, self.on(), None).map_err(engine)?;
            let found: Vec<Value> = found.iter().map(|member| self.member(member)).collect();
            Ok(json!({ "target": record.target.code, "members": found }))
        };
        self.resting_on(class).into_iter().map(target).collect()
    }

    /// The targets in force whose facts are of a class, in the programme's order.
    fn resting_on(&self, class: PartClass) -> Vec<(&'r TargetRecord, &'r Target)> {
        let on = self.on();
        let records = self.programme.targets_on(on);
        let records = records.filter(|record| class_of(record.version.measure) == class.class());
        records.filter_map(|record| Some((record, self.programme.rule_on(record.target.id, on)?))).collect()
    }

    fn member(&self, member: &Member) -> Value {
        let official = member.official.map(OfficialId);
        let is_open = official.is_none_or(|official| self.keeps(official));
        json!({
            "bucket": bucket(member.bucket),
            "entries": member.entries,
            "official": official.map(|official| self.person(official)),
            "reason": reason(&member.reason, is_open),
            "seat": member.seat,
            "title": member.title.as_deref(),
            "unit": member.unit.map(|unit| self.unit(UnitId(unit))),
        })
    }
}

fn told(record: &TargetRecord, value: &Figure) -> Value {
    let version = &record.version;
    let threshold = version.threshold_numerator.zip(version.threshold_denominator);
    let parts = value.parts.iter().map(
        |part| json!({ "code": *part.code, "count": counted(&part.count), "status": status(part.status) }),
    );
    json!({
        "baseline": value.baseline.as_ref().map(counted),
        "code": record.target.code,
        "comparator": version.comparator.map(|comparator| comparator.to_value()),
        "count": counted(&value.count),
        "counts": version.counts.to_value(),
        "gap": value.gap.map(|gap| json!({ "byAddition": gap.by_addition, "byReplacement": gap.by_replacement })),
        "kind": version.kind.to_value(),
        "measure": version.measure.to_value(),
        "name": text(&version.name),
        "parts": parts.collect::<Vec<_>>(),
        "slack": value.slack,
        "status": status(value.status),
        "surplus": value.surplus,
        "threshold":
            threshold.map(|(numerator, denominator)| json!({ "denominator": denominator, "numerator": numerator })),
    })
}

fn counted(count: &Count) -> Value {
    let Count { numerator, denominator, unknown } = *count;
    json!({ "denominator": denominator, "numerator": numerator, "unknown": unknown })
}

/// Why a member stands where it does; of a person whose file is not kept here no more than what the code tells without the file.
fn reason(reason: &Reason, is_open: bool) -> Value {
    if !is_open {
        let is_told = reason.code.label(Language::English).is_some();
        let code = if is_told { reason.code.as_str() } else { FILE_NOT_SHOWN };
        return json!({ "code": code, "fact": null, "further": [] });
    }
    let further = reason.further.iter().map(|further| self::reason(further, true)).collect::<Vec<_>>();
    let fact = reason.fact.map(|FactRef { kind, id }| json!({ "key": id, "kind": fact_kind(kind) }));
    json!({ "code": reason.code.as_str(), "fact": fact, "further": further })
}

const fn bucket(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Counted => "COUNTED",
        Bucket::NotCounted => "NOT_COUNTED",
        Bucket::Unknown => "UNKNOWN",
        Bucket::Excluded => "EXCLUDED",
    }
}

/// The word of a status, as the schema has it.
pub(super) const fn status(status: Status) -> &'static str {
    match status {
        Status::Met => "MET",
        Status::NotMet => "NOT_MET",
        Status::Reached => "REACHED",
        Status::NotReached => "NOT_REACHED",
        Status::Improving => "IMPROVING",
        Status::Flat => "FLAT",
        Status::Worsening => "WORSENING",
        Status::Unknown => "UNKNOWN",
        Status::NotApplicable => "NOT_APPLICABLE",
    }
}

const fn fact_kind(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Official => "OFFICIAL",
        FactKind::Appointment => "APPOINTMENT",
        FactKind::LocalityAssessment => "LOCALITY_ASSESSMENT",
        FactKind::Qualification => "QUALIFICATION",
        FactKind::Enrolment => "ENROLMENT",
        FactKind::Post => "POST",
        FactKind::StandingMembership => "STANDING_COMMITTEE_MEMBERSHIP",
        FactKind::StandingCommittee => "STANDING_COMMITTEE",
        FactKind::PlannedEntry => "SUCCESSION_ENTRY",
    }
}
