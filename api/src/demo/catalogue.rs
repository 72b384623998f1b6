//! The courses of 2023 to 2026.

use chrono::NaiveDate;
use entity::value::{CourseKind, QualificationKind};

use super::calendar::day;

/// Who opens a course.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Organiser {
    /// Phòng Nội vụ huyện Chương Mỹ.
    Agency,
    /// Hà Nội.
    City,
    /// Phường Chương Mỹ, for the six communes.
    Ward,
}

/// For whom a course is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Audience {
    /// Holders of titles, so many in a hundred.
    Holders(&'static [&'static str], u32),
    /// Cadres without a valid IT certificate, so many in a hundred.
    WithoutIt(u32),
    /// Key officials without a valid IT certificate, but for those who came from above.
    LeadersWithoutIt,
    /// People of an approved succession plan, so many in a hundred, and of the others a quarter of that: who is on such a
    /// course is known to many who may not know who is planned.
    Promising(u32),
    /// People below a level of the kind that the course yields, so many in a hundred.
    BelowYield(u32),
}

/// A course.
#[derive(Clone, Copy, Debug)]
pub(super) struct Course {
    pub(super) code: &'static str,
    pub(super) title: &'static str,
    pub(super) kind: CourseKind,
    pub(super) organiser: Organiser,
    pub(super) starts_on: NaiveDate,
    pub(super) ends_on: NaiveDate,
    pub(super) periods: i32,
    pub(super) capacity: i32,
    /// The places kept for each commune; 0 where all share them.
    pub(super) kept: i32,
    pub(super) counts_as_knowledge_update: bool,
    pub(super) title_group: Option<&'static str>,
    pub(super) yields: Option<(QualificationKind, &'static str)>,
    pub(super) audience: Audience,
    /// The day on which it was cancelled, and why.
    pub(super) cancelled: Option<(NaiveDate, &'static str)>,
}

const LEADERS: &[&str] = &["PARTY_SECRETARY", "COMMITTEE_CHAIR"];
const DEPUTIES: &[&str] =
    &["PARTY_STANDING_DEPUTY_SECRETARY", "COUNCIL_CHAIR", "COUNCIL_VICE_CHAIR", "COMMITTEE_VICE_CHAIR"];
const UNIONS: &[&str] = &[
    "FATHERLAND_FRONT_CHAIR",
    "YOUTH_UNION_SECRETARY",
    "WOMENS_UNION_CHAIR",
    "FARMERS_UNION_CHAIR",
    "VETERANS_ASSOCIATION_CHAIR",
];
const BASIC_IT: Option<(QualificationKind, &str)> = Some((QualificationKind::InformationTechnology, "BASIC"));

/// A knowledge update of a week, from which most others differ in a few points.
const UPDATE: Course = Course {
    code: "",
    title: "",
    kind: CourseKind::KnowledgeUpdate,
    organiser: Organiser::Agency,
    starts_on: day(2023, 5, 8),
    ends_on: day(2023, 5, 12),
    periods: 40,
    capacity: 80,
    kept: 0,
    counts_as_knowledge_update: true,
    title_group: None,
    yields: None,
    audience: Audience::Holders(LEADERS, 92),
    cancelled: None,
};

const fn update(code: &'static str, title: &'static str, starts_on: NaiveDate, ends_on: NaiveDate) -> Course {
    Course { code, title, starts_on, ends_on, ..UPDATE }
}

/// The courses, by their codes.
pub(super) const COURSES: [Course; 27] = [
    Course {
        kept: 2,
        title_group: Some("Bí thư Đảng ủy, Chủ tịch UBND"),
        ..update(
            "2023-01",
            "Cập nhật kiến thức cho Bí thư Đảng ủy, Chủ tịch UBND xã, thị trấn năm 2023",
            day(2023, 5, 8),
            day(2023, 5, 12),
        )
    },
    Course {
        capacity: 140,
        audience: Audience::Holders(DEPUTIES, 55),
        title_group: Some("Cấp phó của Đảng ủy, HĐND, UBND"),
        ..update(
            "2023-02",
            "Cập nhật kiến thức cho cấp phó xã, thị trấn năm 2023",
            day(2023, 9, 11),
            day(2023, 9, 15),
        )
    },
    Course {
        kind: CourseKind::Digital,
        counts_as_knowledge_update: false,
        periods: 16,
        capacity: 120,
        audience: Audience::Holders(&["OFFICE_STATISTICS", "JUSTICE_CIVIL_STATUS"], 70),
        ..update(
            "2023-03",
            "Tập huấn chuyển đổi số cho công chức cấp xã",
            day(2023, 10, 9),
            day(2023, 10, 10),
        )
    },
    Course {
        kind: CourseKind::PoliticalTheory,
        organiser: Organiser::City,
        counts_as_knowledge_update: false,
        periods: 1056,
        capacity: 45,
        yields: Some((QualificationKind::PoliticalTheory, "INTERMEDIATE")),
        audience: Audience::BelowYield(18),
        ..update("2022-11", "Trung cấp lý luận chính trị, khóa 2022–2023", day(2022, 9, 5), day(2023, 8, 31))
    },
    Course {
        kind: CourseKind::JobPosition,
        counts_as_knowledge_update: false,
        capacity: 70,
        audience: Audience::Holders(&["FINANCE_ACCOUNTING", "LAND_CONSTRUCTION_ENVIRONMENT"], 45),
        ..update(
            "2023-05",
            "Bồi dưỡng theo vị trí việc làm: tài chính, địa chính cấp xã",
            day(2023, 11, 6),
            day(2023, 11, 10),
        )
    },
    Course {
        kept: 2,
        audience: Audience::Holders(LEADERS, 95),
        title_group: Some("Bí thư Đảng ủy, Chủ tịch UBND"),
        ..update(
            "2024-01",
            "Cập nhật kiến thức cho Bí thư Đảng ủy, Chủ tịch UBND xã, thị trấn năm 2024",
            day(2024, 5, 13),
            day(2024, 5, 17),
        )
    },
    Course {
        capacity: 150,
        audience: Audience::Holders(DEPUTIES, 82),
        title_group: Some("Cấp phó của Đảng ủy, HĐND, UBND"),
        ..update(
            "2024-02",
            "Cập nhật kiến thức cho cấp phó xã, thị trấn năm 2024",
            day(2024, 9, 16),
            day(2024, 9, 20),
        )
    },
    Course {
        kind: CourseKind::Digital,
        counts_as_knowledge_update: false,
        periods: 120,
        capacity: 60,
        yields: BASIC_IT,
        audience: Audience::WithoutIt(45),
        ..update(
            "2024-03",
            "Ứng dụng công nghệ thông tin cơ bản, lớp 1 năm 2024",
            day(2024, 4, 15),
            day(2024, 5, 17),
        )
    },
    Course {
        kind: CourseKind::Digital,
        counts_as_knowledge_update: false,
        periods: 120,
        capacity: 60,
        yields: BASIC_IT,
        audience: Audience::WithoutIt(50),
        ..update(
            "2024-04",
            "Ứng dụng công nghệ thông tin cơ bản, lớp 2 năm 2024",
            day(2024, 10, 7),
            day(2024, 11, 8),
        )
    },
    Course {
        kind: CourseKind::StateManagement,
        organiser: Organiser::City,
        counts_as_knowledge_update: false,
        periods: 240,
        capacity: 50,
        yields: Some((QualificationKind::StateManagement, "SPECIALIST")),
        audience: Audience::BelowYield(25),
        ..update(
            "2024-05",
            "Quản lý nhà nước ngạch chuyên viên, khóa 2024",
            day(2024, 6, 3),
            day(2024, 8, 23),
        )
    },
    Course {
        kind: CourseKind::LeadershipSkill,
        capacity: 20,
        audience: Audience::Holders(&["COMMITTEE_VICE_CHAIR", "COUNCIL_VICE_CHAIR"], 30),
        title_group: Some("Cấp phó của HĐND, UBND"),
        ..update("2024-06", "Kỹ năng lãnh đạo, quản lý cấp xã", day(2024, 7, 8), day(2024, 7, 12))
    },
    Course {
        kind: CourseKind::Candidate,
        periods: 80,
        capacity: 90,
        counts_as_knowledge_update: true,
        audience: Audience::Promising(38),
        ..update("2024-07", "Bồi dưỡng nguồn cán bộ cấp xã, khóa 2024", day(2024, 10, 21), day(2024, 11, 1))
    },
    Course {
        kind: CourseKind::DefenceSecurity,
        counts_as_knowledge_update: false,
        capacity: 32,
        kept: 1,
        audience: Audience::Holders(UNIONS, 30),
        ..update(
            "2024-08",
            "Bồi dưỡng kiến thức quốc phòng và an ninh, đối tượng 4",
            day(2024, 8, 5),
            day(2024, 8, 9),
        )
    },
    Course {
        kind: CourseKind::PoliticalTheory,
        organiser: Organiser::City,
        counts_as_knowledge_update: false,
        periods: 1056,
        capacity: 50,
        yields: Some((QualificationKind::PoliticalTheory, "INTERMEDIATE")),
        audience: Audience::BelowYield(20),
        ..update("2024-09", "Trung cấp lý luận chính trị, khóa 2024–2025", day(2024, 9, 9), day(2025, 8, 29))
    },
    Course {
        kind: CourseKind::ForeignLanguage,
        counts_as_knowledge_update: false,
        periods: 180,
        capacity: 30,
        yields: Some((QualificationKind::ForeignLanguage, "LEVEL_2")),
        audience: Audience::BelowYield(6),
        cancelled: Some((day(2024, 10, 18), "Không đủ số người đăng ký")),
        ..update(
            "2024-10",
            "Tiếng Anh bậc 2 cho cán bộ, công chức cấp xã",
            day(2024, 11, 4),
            day(2025, 1, 24),
        )
    },
    Course {
        kind: CourseKind::Degree,
        organiser: Organiser::City,
        counts_as_knowledge_update: false,
        periods: 900,
        capacity: 12,
        yields: Some((QualificationKind::Education, "MASTER")),
        audience: Audience::Holders(DEPUTIES, 6),
        ..update("2022-12", "Cao học Quản lý công, khóa 2022–2024", day(2022, 10, 3), day(2024, 10, 25))
    },
    Course {
        kind: CourseKind::TitleBased,
        capacity: 70,
        kept: 2,
        audience: Audience::Holders(&["FATHERLAND_FRONT_CHAIR", "FARMERS_UNION_CHAIR"], 70),
        title_group: Some("Mặt trận và các đoàn thể"),
        ..update(
            "2024-11",
            "Bồi dưỡng theo chức danh: Mặt trận và các đoàn thể",
            day(2024, 6, 10),
            day(2024, 6, 14),
        )
    },
    Course {
        capacity: 60,
        kept: 2,
        audience: Audience::Holders(LEADERS, 62),
        ..update("2025-01", "Cập nhật kiến thức 6 tháng đầu năm 2025", day(2025, 4, 14), day(2025, 4, 18))
    },
    Course {
        kind: CourseKind::Digital,
        counts_as_knowledge_update: false,
        periods: 120,
        capacity: 40,
        yields: BASIC_IT,
        audience: Audience::WithoutIt(55),
        ..update(
            "2025-02",
            "Ứng dụng công nghệ thông tin cơ bản, năm 2025",
            day(2025, 3, 10),
            day(2025, 4, 11),
        )
    },
    Course {
        kind: CourseKind::Candidate,
        periods: 80,
        capacity: 80,
        audience: Audience::Promising(45),
        ..update("2025-03", "Bồi dưỡng nguồn cán bộ cấp xã, khóa 2025", day(2025, 5, 12), day(2025, 5, 23))
    },
    Course {
        organiser: Organiser::City,
        capacity: 60,
        audience: Audience::Holders(
            &[
                "PARTY_SECRETARY",
                "PARTY_STANDING_DEPUTY_SECRETARY",
                "COMMITTEE_CHAIR",
                "COUNCIL_VICE_CHAIR",
                "COMMITTEE_VICE_CHAIR",
            ],
            96,
        ),
        ..update("2025-04", "Vận hành chính quyền địa phương hai cấp", day(2025, 8, 11), day(2025, 8, 15))
    },
    Course {
        kind: CourseKind::Digital,
        organiser: Organiser::Ward,
        counts_as_knowledge_update: false,
        periods: 120,
        capacity: 40,
        yields: BASIC_IT,
        audience: Audience::LeadersWithoutIt,
        ..update("2025-05", "Kỹ năng số cho lãnh đạo xã, phường mới", day(2025, 10, 6), day(2025, 11, 7))
    },
    Course {
        kind: CourseKind::Candidate,
        organiser: Organiser::Ward,
        periods: 40,
        audience: Audience::Promising(40),
        ..update("2025-06", "Bồi dưỡng nguồn cán bộ xã, phường mới", day(2025, 12, 8), day(2025, 12, 12))
    },
    Course {
        kind: CourseKind::PoliticalTheory,
        organiser: Organiser::City,
        counts_as_knowledge_update: false,
        periods: 1400,
        capacity: 15,
        yields: Some((QualificationKind::PoliticalTheory, "ADVANCED")),
        audience: Audience::Holders(
            &["PARTY_STANDING_DEPUTY_SECRETARY", "COMMITTEE_CHAIR", "COMMITTEE_VICE_CHAIR"],
            45,
        ),
        ..update("2025-07", "Cao cấp lý luận chính trị, khóa 2025–2027", day(2025, 9, 22), day(2027, 3, 26))
    },
    Course {
        kind: CourseKind::JobPosition,
        organiser: Organiser::Ward,
        counts_as_knowledge_update: false,
        capacity: 40,
        audience: Audience::Holders(&["JUSTICE_CIVIL_STATUS"], 30),
        cancelled: Some((day(2025, 11, 17), "Chuyển sang kế hoạch năm 2026")),
        ..update(
            "2025-08",
            "Nghiệp vụ hộ tịch, chứng thực cho công chức cấp xã",
            day(2025, 11, 24),
            day(2025, 11, 28),
        )
    },
    Course {
        kind: CourseKind::TitleBased,
        organiser: Organiser::City,
        capacity: 60,
        audience: Audience::Holders(LEADERS, 80),
        title_group: Some("Bí thư Đảng ủy, Chủ tịch UBND"),
        ..update(
            "2026-01",
            "Bồi dưỡng theo chức danh cho lãnh đạo xã, phường năm 2026",
            day(2026, 1, 19),
            day(2026, 1, 23),
        )
    },
    Course {
        kind: CourseKind::StateManagement,
        organiser: Organiser::City,
        counts_as_knowledge_update: false,
        periods: 240,
        capacity: 40,
        yields: Some((QualificationKind::StateManagement, "PRINCIPAL")),
        audience: Audience::Holders(LEADERS, 0),
        ..update(
            "2026-02",
            "Quản lý nhà nước ngạch chuyên viên chính, khóa 2026",
            day(2026, 4, 6),
            day(2026, 6, 26),
        )
    },
];
