//! The facts of the registry as plain lists, in the order in which they came to be.

use chrono::NaiveDate;
use entity::id::{OfficialId, ReportId, UnitId};
use entity::{
    affiliation, appointment, course, course_seat, course_step, discipline, enrolment, enrolment_step,
    locality_assessment, nomination_rule, obligation_rule, official, party_discipline, party_record, post,
    publication, published_part, published_value, qualification, rating, report, report_step,
    source_pool_entry, source_pool_report, source_pool_review, standing_committee,
    standing_committee_membership, succession_entry, succession_entry_step, succession_round,
    succession_round_step, training_plan, training_plan_item, training_plan_step, unit, unit_lineage,
    unit_version,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// A table, as far as it is compared: the name, the class (domain §9), the rows.
pub(in super::super) struct Table {
    pub(in super::super) name: &'static str,
    pub(in super::super) class: &'static str,
    pub(in super::super) rows: Vec<Value>,
}

/// Who a person is to the state, with the number in the clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct Identity {
    pub(in super::super) official_id: OfficialId,
    pub(in super::super) citizen_number: Option<String>,
    pub(in super::super) phone: Option<String>,
    pub(in super::super) address: Option<String>,
    pub(in super::super) version: i32,
}

/// A part of a sealed report, of whose bytes their hash is compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct SealedPart {
    pub(in super::super) report_id: ReportId,
    /// None until it is known: it goes over bytes that chance has a share in.
    pub(in super::super) hash: Option<String>,
}

macro_rules! state {
    ($($list:ident: $row:ty, $table:literal, $class:literal;)+) => {
        /// The facts of every table of the registry.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        pub(in super::super) struct State {
            $(pub(in super::super) $list: Vec<$row>,)+
        }

        impl State {
            /// The tables, those that others refer to first.
            pub(in super::super) fn tables(&self) -> Vec<Table> {
                vec![$(Table {
                    name: $table,
                    class: $class,
                    rows: self.$list.iter().map(|row| serde_json::to_value(row).unwrap()).collect(),
                },)+]
            }
        }
    };
}

state! {
    versions: unit_version::Model, "unit_version", "DIRECTORY";
    units: unit::Model, "unit", "DIRECTORY";
    lineages: unit_lineage::Model, "unit_lineage", "DIRECTORY";
    officials: official::Model, "official", "PERSONNEL";
    identities: Identity, "official_identity", "IDENTITY";
    affiliations: affiliation::Model, "affiliation", "PERSONNEL";
    posts: post::Model, "post", "PERSONNEL";
    appointments: appointment::Model, "appointment", "PERSONNEL";
    localities: locality_assessment::Model, "locality_assessment", "PERSONNEL";
    qualifications: qualification::Model, "qualification", "PERSONNEL";
    ratings: rating::Model, "rating", "PERSONNEL";
    disciplines: discipline::Model, "discipline", "PERSONNEL";
    party_records: party_record::Model, "party_record", "PARTY";
    party_disciplines: party_discipline::Model, "party_discipline", "PARTY";
    committees: standing_committee::Model, "standing_committee", "PARTY";
    memberships: standing_committee_membership::Model, "standing_committee_membership", "PARTY";
    rounds: succession_round::Model, "succession_round", "SUCCESSION";
    round_steps: succession_round_step::Model, "succession_round_step", "SUCCESSION";
    entries: succession_entry::Model, "succession_entry", "SUCCESSION";
    entry_steps: succession_entry_step::Model, "succession_entry_step", "SUCCESSION";
    pool_entries: source_pool_entry::Model, "source_pool_entry", "PERSONNEL";
    pool_reviews: source_pool_review::Model, "source_pool_review", "PERSONNEL";
    pool_reports: source_pool_report::Model, "source_pool_report", "PERSONNEL";
    deadlines: obligation_rule::Model, "obligation_rule", "DIRECTORY";
    training_plans: training_plan::Model, "training_plan", "PERSONNEL";
    training_plan_items: training_plan_item::Model, "training_plan_item", "PERSONNEL";
    training_plan_steps: training_plan_step::Model, "training_plan_step", "PERSONNEL";
    courses: course::Model, "course", "DIRECTORY";
    course_steps: course_step::Model, "course_step", "DIRECTORY";
    course_seats: course_seat::Model, "course_seat", "DIRECTORY";
    nomination_rules: nomination_rule::Model, "nomination_rule", "DIRECTORY";
    enrolments: enrolment::Model, "enrolment", "PERSONNEL";
    enrolment_steps: enrolment_step::Model, "enrolment_step", "PERSONNEL";
    reports: report::Model, "report", "AGGREGATE";
    report_steps: report_step::Model, "report_step", "AGGREGATE";
    aggregate_parts: SealedPart, "report_part_aggregate", "AGGREGATE";
    personnel_parts: SealedPart, "report_part_personnel", "PERSONNEL";
    party_parts: SealedPart, "report_part_party", "PARTY";
    succession_parts: SealedPart, "report_part_succession", "SUCCESSION";
    publications: publication::Model, "publication", "AGGREGATE";
    published_values: published_value::Model, "published_value", "AGGREGATE";
    published_parts: published_part::Model, "published_part", "AGGREGATE";
}

/// The id of a row: its own, or that of the person or the report whose row it is.
pub(in super::super) fn id_of(row: &Value) -> Uuid {
    let id = ["id", "official_id", "report_id"].into_iter().find_map(|field| row.get(field));
    id.and_then(Value::as_str).unwrap().parse().unwrap()
}

/// Whether something that holds from a day to another holds on a third.
pub(in super::super) fn holds(from: NaiveDate, to: Option<NaiveDate>, on: NaiveDate) -> bool {
    from <= on && to.is_none_or(|to| on < to)
}

/// A day after all that anybody draws.
pub(in super::super) fn horizon() -> NaiveDate {
    NaiveDate::from_ymd_opt(2034, 1, 1).unwrap()
}

/// Every day of a period; of an open one, every day on which something may differ from the day before.
pub(in super::super) fn days(from: NaiveDate, to: Option<NaiveDate>) -> impl Iterator<Item = NaiveDate> {
    let last = to.unwrap_or_else(horizon);
    from.iter_days().take_while(move |day| *day < last)
}

impl State {
    /// Puts an id in the place of another one, wherever it stands.
    pub(in super::super) fn rename(&mut self, from: Uuid, to: Uuid) {
        let text = serde_json::to_string(self).unwrap().replace(&from.to_string(), &to.to_string());
        *self = serde_json::from_str(&text).unwrap();
    }

    /// The file of a person that a unit keeps on a day.
    pub(in super::super) fn file_on(
        &self,
        official: OfficialId,
        on: NaiveDate,
    ) -> Option<&affiliation::Model> {
        self.affiliations
            .iter()
            .find(|row| row.official_id == official && holds(row.valid_from, row.valid_to, on))
    }

    /// The file of a person that begins last.
    pub(in super::super) fn last_file(&self, official: OfficialId) -> Option<&affiliation::Model> {
        self.affiliations.iter().filter(|row| row.official_id == official).max_by_key(|row| row.valid_from)
    }

    /// Which units kept, keep or will keep the file of a person.
    pub(in super::super) fn files_of(&self, official: OfficialId) -> Vec<affiliation::Model> {
        self.affiliations.iter().filter(|row| row.official_id == official).cloned().collect()
    }

    /// Everything that a person holds, held or will hold.
    pub(in super::super) fn career(&self, official: OfficialId) -> Vec<appointment::Model> {
        self.appointments.iter().filter(|row| row.official_id == official).cloned().collect()
    }

    pub(in super::super) fn official(&self, id: OfficialId) -> Option<&official::Model> {
        self.officials.iter().find(|row| row.id == id)
    }

    /// The versions of a unit, by their first days.
    pub(in super::super) fn versions_of(&self, unit: UnitId) -> Vec<&unit_version::Model> {
        let mut versions: Vec<_> = self.versions.iter().filter(|row| row.unit_id == unit).collect();
        versions.sort_by_key(|row| row.valid_from);
        versions
    }

    /// The unit to which a row of a table belongs, as the journal tells it: the unit of what is of a unit, and of what is of a
    /// person the unit that keeps the file today.
    pub(in super::super) fn unit_of(&self, table: &str, row: &Value, today: NaiveDate) -> Option<String> {
        let text = |field: &str| row[field].as_str().map(str::to_owned);
        let person = |id: String| {
            let official = OfficialId(id.parse().unwrap());
            // Of somebody new it is the unit that is to keep the file.
            let file = self.file_on(official, today).or_else(|| self.last_file(official));
            file.map(|file| file.unit_id.0.to_string())
        };
        let of_row = |list: &[Value], id: &str, field: &str| {
            let found = list.iter().find(|row| row["id"] == id)?;
            found[field].as_str().map(str::to_owned)
        };
        match table {
            "unit" => text("id"),
            "unit_lineage" => text("to_unit_id"),
            "official" => person(text("id")?),
            "locality_assessment" => {
                let rows: Vec<_> =
                    self.appointments.iter().map(|row| serde_json::to_value(row).unwrap()).collect();
                of_row(&rows, &text("appointment_id")?, "unit_id")
            }
            "source_pool_review" => {
                let rows: Vec<_> =
                    self.pool_entries.iter().map(|row| serde_json::to_value(row).unwrap()).collect();
                of_row(&rows, &text("entry_id")?, "unit_id")
            }
            "training_plan_item" | "training_plan_step" => {
                let rows: Vec<_> =
                    self.training_plans.iter().map(|row| serde_json::to_value(row).unwrap()).collect();
                of_row(&rows, &text("plan_id")?, "unit_id")
            }
            "course" => text("organiser_unit_id"),
            "course_step" => {
                let course = self.course(text("course_id")?.parse::<Uuid>().unwrap().into())?;
                Some(course.organiser_unit_id.0.to_string())
            }
            "enrolment_step" => {
                let enrolment = self.enrolment(text("enrolment_id")?.parse::<Uuid>().unwrap().into())?;
                Some(enrolment.unit_id.0.to_string())
            }
            "report_step"
            | "report_part_aggregate"
            | "report_part_personnel"
            | "report_part_party"
            | "report_part_succession" => {
                let report = self.report(text("report_id")?.parse::<Uuid>().unwrap().into())?;
                Some(report.unit_id.0.to_string())
            }
            "published_part" => {
                let value = text("value_id")?.parse::<Uuid>().unwrap();
                let value = self.published_values.iter().find(|row| row.id == value)?;
                Some(value.unit_id.0.to_string())
            }
            "standing_committee_membership" => {
                let rows: Vec<_> =
                    self.committees.iter().map(|row| serde_json::to_value(row).unwrap()).collect();
                of_row(&rows, &text("committee_id")?, "unit_id")
            }
            "succession_round_step" | "succession_entry" => {
                let round = self.round(text("round_id")?.parse::<Uuid>().unwrap().into())?;
                Some(round.unit_id.0.to_string())
            }
            "succession_entry_step" => {
                let id: Uuid = text("entry_id")?.parse().unwrap();
                let entry = self.entries.iter().find(|row| row.id.0 == id)?;
                Some(self.round(entry.round_id)?.unit_id.0.to_string())
            }
            _ => text("unit_id").or_else(|| person(text("official_id")?)),
        }
    }
}
