//! Programme 28/276 as rows: its documents, dates, key titles and ten targets.

use chrono::NaiveDate;
use entity::id::{ProgrammeId, TargetId};
use entity::value::{
    Comparator, CompletionPeriod, CountedThing, QualificationKind, TargetKind, TargetMeasure,
};
use entity::{
    programme, programme_basis, programme_key_title, programme_reporting_date, target, target_evidence,
    target_title, target_version,
};
use uuid::Uuid;

use super::calendar::{BASELINE, day};
use super::identifier::id;
use super::titles::KEY_TITLES;

/// The programme's code.
pub(super) const CODE: &str = "KH-276";
/// The first day of its key titles and targets: the year of the baseline is measured by them as well.
const IN_FORCE_FROM: NaiveDate = day(2023, 1, 1);
/// The day by which the targets are to be reached.
const DUE_ON: NaiveDate = day(2025, 12, 31);
/// The plan, as cited.
const PLAN: &str = "Kế hoạch 276/KH-UBND";

/// The programme's rows, one list for each table.
#[derive(Debug, Default)]
pub(super) struct ProgrammeRows {
    pub(super) programmes: Vec<programme::Model>,
    pub(super) bases: Vec<programme_basis::Model>,
    pub(super) key_titles: Vec<programme_key_title::Model>,
    pub(super) reporting_dates: Vec<programme_reporting_date::Model>,
    pub(super) targets: Vec<target::Model>,
    pub(super) target_versions: Vec<target_version::Model>,
    pub(super) target_evidences: Vec<target_evidence::Model>,
    pub(super) target_titles: Vec<target_title::Model>,
}

/// What sets one target apart from the others.
#[derive(Clone, Copy)]
struct Definition {
    code: &'static str,
    name: &'static str,
    name_en: &'static str,
    measure: TargetMeasure,
    kind: TargetKind,
    counts: CountedThing,
    /// The comparator, and the threshold in per cent.
    asks: Option<(Comparator, i64)>,
    age_limit: Option<i32>,
    periods: Option<(CompletionPeriod, CompletionPeriod)>,
    evidence: &'static [(&'static str, QualificationKind, &'static str)],
    titles: &'static [&'static str],
}

/// What most targets have: all of the persons, and nothing of their own.
const ALL_PERSONS: Definition = Definition {
    code: "",
    name: "",
    name_en: "",
    measure: TargetMeasure::Qualified,
    kind: TargetKind::Mandatory,
    counts: CountedThing::Persons,
    asks: Some((Comparator::Equal, 100)),
    age_limit: None,
    periods: None,
    evidence: &[],
    titles: &[],
};

const DEFINITIONS: [Definition; 10] = [
    Definition {
        code: "K1",
        name: "Bố trí đủ cán bộ chủ chốt theo chức danh",
        name_en: "Every key post is filled",
        measure: TargetMeasure::PostsFilled,
        counts: CountedThing::Posts,
        ..ALL_PERSONS
    },
    Definition {
        code: "K2",
        name: "Cán bộ chủ chốt dưới 35 tuổi",
        name_en: "Key officials under 35",
        measure: TargetMeasure::UnderAge,
        kind: TargetKind::Aspirational,
        asks: Some((Comparator::GreaterThan, 5)),
        age_limit: Some(35),
        ..ALL_PERSONS
    },
    Definition {
        code: "K3",
        name: "Cán bộ chủ chốt là nữ",
        name_en: "Women among key officials",
        measure: TargetMeasure::Female,
        kind: TargetKind::Aspirational,
        asks: Some((Comparator::GreaterThan, 15)),
        ..ALL_PERSONS
    },
    Definition {
        code: "K4",
        name: "Ban Thường vụ Đảng ủy có cán bộ nữ",
        name_en: "A woman in each Party standing committee",
        measure: TargetMeasure::WomanInStandingCommittee,
        kind: TargetKind::Aspirational,
        counts: CountedThing::Units,
        ..ALL_PERSONS
    },
    Definition {
        code: "K5",
        name: "Cán bộ chủ chốt có trình độ đại học trở lên và lý luận chính trị từ trung cấp trở lên",
        name_en: "Key officials with a university degree and intermediate political theory",
        evidence: &[
            ("EDUCATION", QualificationKind::Education, "UNIVERSITY"),
            ("POLITICAL_THEORY", QualificationKind::PoliticalTheory, "INTERMEDIATE"),
        ],
        ..ALL_PERSONS
    },
    Definition {
        code: "K6",
        name: "Cán bộ chủ chốt được bồi dưỡng, cập nhật kiến thức hằng năm",
        name_en: "Key officials whose knowledge was updated in the year",
        measure: TargetMeasure::KnowledgeUpdate,
        periods: Some((CompletionPeriod::CalendarYear, CompletionPeriod::SinceProgrammeStart)),
        ..ALL_PERSONS
    },
    Definition {
        code: "K7",
        name: "Người trong quy hoạch được đào tạo, bồi dưỡng",
        name_en: "People in the succession plan who were trained",
        measure: TargetMeasure::PlannedTrained,
        counts: CountedThing::PlannedPersons,
        ..ALL_PERSONS
    },
    Definition {
        code: "K8",
        name: "Cán bộ chủ chốt đạt chuẩn kỹ năng công nghệ thông tin",
        name_en: "Key officials with the required IT level",
        evidence: &[("INFORMATION_TECHNOLOGY", QualificationKind::InformationTechnology, "BASIC")],
        ..ALL_PERSONS
    },
    Definition {
        code: "K9",
        name: "Bí thư Đảng ủy, Chủ tịch Ủy ban nhân dân không phải là người địa phương",
        name_en: "Party secretaries and committee chairs who are not local",
        measure: TargetMeasure::NonLocal,
        kind: TargetKind::Aspirational,
        counts: CountedThing::FilledPosts,
        asks: Some((Comparator::AtLeast, 50)),
        titles: &["PARTY_SECRETARY", "COMMITTEE_CHAIR"],
        ..ALL_PERSONS
    },
    Definition {
        code: "K10",
        name: "Tăng Phó Bí thư Thường trực, Phó Chủ tịch Ủy ban nhân dân không phải là người địa phương",
        name_en: "More standing deputy secretaries and committee vice chairs who are not local",
        measure: TargetMeasure::NonLocalTrend,
        kind: TargetKind::Directional,
        counts: CountedThing::FilledPosts,
        asks: None,
        titles: &["PARTY_STANDING_DEPUTY_SECRETARY", "COMMITTEE_VICE_CHAIR"],
        ..ALL_PERSONS
    },
];

impl ProgrammeRows {
    /// The rows of programme 28/276.
    pub(super) fn new() -> Self {
        let programme: ProgrammeId = id("programme", CODE);
        let mut rows = Self::default();
        rows.programmes.push(programme::Model {
            id: programme,
            code: CODE.to_owned(),
            name: "Kế hoạch 276/KH-UBND: tạo nguồn, đào tạo, bố trí cán bộ chủ chốt xã, thị trấn huyện Chương Mỹ"
                .to_owned(),
            name_en: "Plan 276/KH-UBND: source, training and placement of key officials of the communes of Chương Mỹ"
                .to_owned(),
            baseline_on: BASELINE,
            starts_on: day(2024, 1, 12),
            ends_on: Some(day(2030, 12, 31)),
        });
        for (text, position) in ["Đề án 28-ĐA/HU ngày 12/01/2024", PLAN].into_iter().zip(1..) {
            rows.bases.push(programme_basis::Model {
                id: id("programme_basis", text),
                programme_id: programme,
                position,
                text: text.to_owned(),
            });
        }
        for title in KEY_TITLES {
            rows.key_titles.push(programme_key_title::Model {
                id: id("programme_key_title", title),
                programme_id: programme,
                title_code: title.to_owned(),
                valid_from: IN_FORCE_FROM,
                valid_to: None,
            });
        }
        for year in 2023..=2030 {
            let due_on = day(year, 12, 31);
            rows.reporting_dates.push(programme_reporting_date::Model {
                id: id("programme_reporting_date", &due_on.to_string()),
                programme_id: programme,
                due_on,
            });
        }
        for (definition, position) in DEFINITIONS.iter().zip(1..) {
            rows.add_target(programme, definition, position);
        }
        rows
    }

    fn add_target(&mut self, programme: ProgrammeId, definition: &Definition, position: i32) {
        let target: TargetId = id("target", definition.code);
        let version: Uuid = id("target_version", definition.code);
        self.targets.push(target::Model {
            id: target,
            programme_id: programme,
            code: definition.code.to_owned(),
            position,
        });
        self.target_versions.push(target_version::Model {
            id: version,
            target_id: target,
            name: definition.name.to_owned(),
            name_en: definition.name_en.to_owned(),
            measure: definition.measure,
            kind: definition.kind,
            counts: definition.counts,
            comparator: definition.asks.map(|(comparator, _)| comparator),
            threshold_numerator: definition.asks.map(|(_, per_cent)| per_cent),
            threshold_denominator: definition.asks.map(|_| 100),
            age_limit: definition.age_limit,
            completion_period: definition.periods.map(|(period, _)| period),
            alternative_period: definition.periods.map(|(_, alternative)| alternative),
            due_on: Some(DUE_ON),
            legal_basis: Some(PLAN.to_owned()),
            valid_from: IN_FORCE_FROM,
            valid_to: None,
        });
        for (part, kind, level) in definition.evidence {
            self.target_evidences.push(target_evidence::Model {
                id: id("target_evidence", &format!("{}/{part}/{level}", definition.code)),
                target_version_id: version,
                part_code: (*part).to_owned(),
                kind: *kind,
                level_code: (*level).to_owned(),
            });
        }
        for title in definition.titles {
            self.target_titles.push(target_title::Model {
                id: id("target_title", &format!("{}/{title}", definition.code)),
                target_version_id: version,
                title_code: (*title).to_owned(),
            });
        }
    }
}
