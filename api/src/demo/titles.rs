//! Titles of Nghị định 33/2023, what their holders must have, and the levels of qualifications.

use chrono::NaiveDate;
use entity::value::{OfficialCategory, QualificationKind, TitleBody};
use entity::{qualification_level, title, title_requirement, title_standard};
use uuid::Uuid;

use super::calendar::day;
use super::identifier::id;

/// The seven titles of the Party, the council and the committee, from the highest.
pub(super) const KEY_TITLES: [&str; 7] = [
    "PARTY_SECRETARY",
    "PARTY_STANDING_DEPUTY_SECRETARY",
    "PARTY_DEPUTY_SECRETARY",
    "COUNCIL_CHAIR",
    "COMMITTEE_CHAIR",
    "COUNCIL_VICE_CHAIR",
    "COMMITTEE_VICE_CHAIR",
];

/// The heads of the Fatherland Front and of the socio-political unions.
pub(super) const UNION_TITLES: [&str; 5] = [
    "FATHERLAND_FRONT_CHAIR",
    "YOUTH_UNION_SECRETARY",
    "WOMENS_UNION_CHAIR",
    "FARMERS_UNION_CHAIR",
    "VETERANS_ASSOCIATION_CHAIR",
];

/// The titles of civil servants of the commune level.
pub(super) const STAFF_TITLES: [&str; 6] = [
    "MILITARY_COMMANDER",
    "OFFICE_STATISTICS",
    "LAND_CONSTRUCTION_ENVIRONMENT",
    "FINANCE_ACCOUNTING",
    "JUSTICE_CIVIL_STATUS",
    "CULTURE_SOCIETY",
];

/// Nghị định 33/2023 in force.
const DECREE_33: NaiveDate = day(2023, 8, 1);
/// Thông tư 13/2019/TT-BNV in force.
const CIRCULAR_13: NaiveDate = day(2019, 12, 25);

type TitleRow = (&'static str, &'static str, &'static str, TitleBody, OfficialCategory);

const TITLES: [TitleRow; 21] = {
    use OfficialCategory::{Cadre, CivilServant};
    use TitleBody::{Committee, Council, Front, Party, Staff, Union};
    [
        ("PARTY_SECRETARY", "Bí thư Đảng ủy", "Secretary of the Party committee", Party, Cadre),
        (
            "PARTY_STANDING_DEPUTY_SECRETARY",
            "Phó Bí thư Thường trực Đảng ủy",
            "Standing deputy secretary of the Party committee",
            Party,
            Cadre,
        ),
        (
            "PARTY_DEPUTY_SECRETARY",
            "Phó Bí thư Đảng ủy",
            "Deputy secretary of the Party committee",
            Party,
            Cadre,
        ),
        ("COUNCIL_CHAIR", "Chủ tịch Hội đồng nhân dân", "Chair of the People's Council", Council, Cadre),
        (
            "COUNCIL_VICE_CHAIR",
            "Phó Chủ tịch Hội đồng nhân dân",
            "Vice chair of the People's Council",
            Council,
            Cadre,
        ),
        ("COMMITTEE_CHAIR", "Chủ tịch Ủy ban nhân dân", "Chair of the People's Committee", Committee, Cadre),
        (
            "COMMITTEE_VICE_CHAIR",
            "Phó Chủ tịch Ủy ban nhân dân",
            "Vice chair of the People's Committee",
            Committee,
            Cadre,
        ),
        (
            "FATHERLAND_FRONT_CHAIR",
            "Chủ tịch Ủy ban Mặt trận Tổ quốc Việt Nam",
            "Chair of the Fatherland Front committee",
            Front,
            Cadre,
        ),
        (
            "YOUTH_UNION_SECRETARY",
            "Bí thư Đoàn Thanh niên Cộng sản Hồ Chí Minh",
            "Secretary of the Ho Chi Minh Communist Youth Union",
            Union,
            Cadre,
        ),
        (
            "WOMENS_UNION_CHAIR",
            "Chủ tịch Hội Liên hiệp Phụ nữ Việt Nam",
            "Chair of the Women's Union",
            Union,
            Cadre,
        ),
        (
            "FARMERS_UNION_CHAIR",
            "Chủ tịch Hội Nông dân Việt Nam",
            "Chair of the Farmers' Union",
            Union,
            Cadre,
        ),
        (
            "VETERANS_ASSOCIATION_CHAIR",
            "Chủ tịch Hội Cựu chiến binh Việt Nam",
            "Chair of the Veterans' Association",
            Union,
            Cadre,
        ),
        (
            "MILITARY_COMMANDER",
            "Chỉ huy trưởng Ban Chỉ huy Quân sự",
            "Commander of the military command",
            Staff,
            CivilServant,
        ),
        ("OFFICE_STATISTICS", "Công chức Văn phòng – thống kê", "Office and statistics", Staff, CivilServant),
        (
            "LAND_CONSTRUCTION_ENVIRONMENT",
            "Công chức Địa chính – nông nghiệp – xây dựng và môi trường",
            "Land, construction and environment",
            Staff,
            CivilServant,
        ),
        (
            "FINANCE_ACCOUNTING",
            "Công chức Tài chính – kế toán",
            "Finance and accounting",
            Staff,
            CivilServant,
        ),
        (
            "JUSTICE_CIVIL_STATUS",
            "Công chức Tư pháp – hộ tịch",
            "Justice and civil status",
            Staff,
            CivilServant,
        ),
        ("CULTURE_SOCIETY", "Công chức Văn hóa – xã hội", "Culture and society", Staff, CivilServant),
        ("AGENCY_HEAD", "Trưởng phòng", "Head of an office", Staff, CivilServant),
        ("AGENCY_DEPUTY_HEAD", "Phó Trưởng phòng", "Deputy head of an office", Staff, CivilServant),
        ("AGENCY_SPECIALIST", "Chuyên viên", "Specialist of an office", Staff, CivilServant),
    ]
};

/// Every title, in the order of lists.
pub(super) fn titles() -> Vec<title::Model> {
    TITLES
        .iter()
        .zip(1..)
        .map(|((code, name, name_en, body, category), position)| title::Model {
            code: (*code).to_owned(),
            name: (*name).to_owned(),
            name_en: (*name_en).to_owned(),
            body: *body,
            category: *category,
            position,
        })
        .collect()
}

/// The body that a title belongs to.
pub(super) fn body_of(title: &str) -> TitleBody {
    TITLES.iter().find(|row| row.0 == title).map_or(TitleBody::Staff, |row| row.3)
}

/// The category of the people who hold a title.
pub(super) fn category_of(title: &str) -> OfficialCategory {
    TITLES.iter().find(|row| row.0 == title).map_or(OfficialCategory::CivilServant, |row| row.4)
}

/// The standards of the titles and what they ask for.
#[derive(Debug, Default)]
pub(super) struct Standards {
    pub(super) standards: Vec<title_standard::Model>,
    pub(super) requirements: Vec<title_requirement::Model>,
}

/// A kind of qualification and the least level of it.
type Asked = (QualificationKind, &'static str);

const UNIVERSITY: Asked = (QualificationKind::Education, "UNIVERSITY");
const SECONDARY: Asked = (QualificationKind::Education, "INTERMEDIATE");
const INTERMEDIATE_THEORY: Asked = (QualificationKind::PoliticalTheory, "INTERMEDIATE");
const ELEMENTARY_THEORY: Asked = (QualificationKind::PoliticalTheory, "ELEMENTARY");
const SPECIALIST: Asked = (QualificationKind::StateManagement, "SPECIALIST");
const BASIC_IT: Asked = (QualificationKind::InformationTechnology, "BASIC");

impl Standards {
    /// The standards before and since Nghị định 33/2023. The levels are the district's framework of competences; the
    /// decree sets the least education.
    pub(super) fn new() -> Self {
        let mut standards = Self::default();
        for title in KEY_TITLES {
            standards.add(title, CIRCULAR_13, None, &[SECONDARY, INTERMEDIATE_THEORY]);
            standards.add(title, DECREE_33, None, &[UNIVERSITY, INTERMEDIATE_THEORY, SPECIALIST, BASIC_IT]);
        }
        for title in UNION_TITLES {
            let age = (title == "YOUTH_UNION_SECRETARY").then_some(35);
            standards.add(title, CIRCULAR_13, age, &[SECONDARY, ELEMENTARY_THEORY]);
            standards.add(title, DECREE_33, age, &[UNIVERSITY, INTERMEDIATE_THEORY]);
        }
        for title in STAFF_TITLES {
            standards.add(title, CIRCULAR_13, None, &[SECONDARY]);
            standards.add(title, DECREE_33, None, &[UNIVERSITY, BASIC_IT]);
        }
        standards
    }

    fn add(&mut self, title: &str, from: NaiveDate, max_age: Option<i32>, asked: &[Asked]) {
        let key = format!("{title}@{from}");
        let standard: Uuid = id("title_standard", &key);
        let (to, legal_basis) = if from == DECREE_33 {
            (None, "Nghị định số 33/2023/NĐ-CP")
        } else {
            (Some(DECREE_33), "Thông tư số 13/2019/TT-BNV")
        };
        self.standards.push(title_standard::Model {
            id: standard,
            title_code: title.to_owned(),
            max_age_at_first_appointment: max_age,
            legal_basis: Some(legal_basis.to_owned()),
            valid_from: from,
            valid_to: to,
        });
        for (kind, level) in asked {
            self.requirements.push(title_requirement::Model {
                id: id("title_requirement", &format!("{key}/{kind:?}")),
                standard_id: standard,
                kind: *kind,
                level_code: (*level).to_owned(),
            });
        }
    }
}

type LevelRow = (QualificationKind, &'static str, &'static str, &'static str, i32);

const LEVELS: [LevelRow; 22] = {
    use QualificationKind::{
        Education, ForeignLanguage, InformationTechnology, PoliticalTheory, StateManagement,
    };
    [
        (Education, "INTERMEDIATE", "Trung cấp", "Intermediate", 1),
        (Education, "COLLEGE", "Cao đẳng", "College", 2),
        (Education, "UNIVERSITY", "Đại học", "University", 3),
        (Education, "MASTER", "Thạc sĩ", "Master", 4),
        (Education, "DOCTOR", "Tiến sĩ", "Doctor", 5),
        (PoliticalTheory, "ELEMENTARY", "Sơ cấp", "Elementary", 1),
        (PoliticalTheory, "INTERMEDIATE", "Trung cấp", "Intermediate", 2),
        (PoliticalTheory, "ADVANCED", "Cao cấp", "Advanced", 3),
        (PoliticalTheory, "BACHELOR", "Cử nhân", "Bachelor", 3),
        (StateManagement, "OFFICER", "Cán sự", "Officer", 1),
        (StateManagement, "SPECIALIST", "Chuyên viên", "Specialist", 2),
        (StateManagement, "PRINCIPAL", "Chuyên viên chính", "Principal specialist", 3),
        (StateManagement, "SENIOR", "Chuyên viên cao cấp", "Senior specialist", 4),
        (InformationTechnology, "BASIC", "Ứng dụng công nghệ thông tin cơ bản", "Basic use", 1),
        (InformationTechnology, "ADVANCED", "Ứng dụng công nghệ thông tin nâng cao", "Advanced use", 2),
        (InformationTechnology, "DEGREE", "Trình độ đào tạo về công nghệ thông tin", "Degree", 3),
        (ForeignLanguage, "LEVEL_1", "Bậc 1", "Level 1", 1),
        (ForeignLanguage, "LEVEL_2", "Bậc 2", "Level 2", 2),
        (ForeignLanguage, "LEVEL_3", "Bậc 3", "Level 3", 3),
        (ForeignLanguage, "LEVEL_4", "Bậc 4", "Level 4", 4),
        (ForeignLanguage, "LEVEL_5", "Bậc 5", "Level 5", 5),
        (ForeignLanguage, "LEVEL_6", "Bậc 6", "Level 6", 6),
    ]
};

/// Every level of every kind of qualification.
pub(super) fn qualification_levels() -> Vec<qualification_level::Model> {
    LEVELS
        .iter()
        .map(|(kind, code, name, name_en, rank)| qualification_level::Model {
            id: id("qualification_level", &format!("{kind:?}/{code}")),
            kind: *kind,
            code: (*code).to_owned(),
            name: (*name).to_owned(),
            name_en: (*name_en).to_owned(),
            rank: *rank,
        })
        .collect()
}
