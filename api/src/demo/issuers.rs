//! Who issues degrees and certificates.

use entity::value::QualificationKind;

use super::chance::Chance;

const UNIVERSITIES: [&str; 6] = [
    "Học viện Hành chính Quốc gia",
    "Trường Đại học Lâm nghiệp",
    "Học viện Nông nghiệp Việt Nam",
    "Trường Đại học Luật Hà Nội",
    "Đại học Kinh tế Quốc dân",
    "Trường Đại học Mở Hà Nội",
];
const COLLEGES: [&str; 3] = [
    "Trường Cao đẳng Cộng đồng Hà Tây",
    "Trường Cao đẳng Sư phạm Hà Tây",
    "Trường Trung cấp Kinh tế – Kỹ thuật Hà Tây",
];
const CENTRES: [&str; 3] = [
    "Trung tâm Tin học, Trường Đại học Lâm nghiệp",
    "Trung tâm Ngoại ngữ – Tin học Hà Đông",
    "Trung tâm Tin học, Trường Đại học Sư phạm Hà Nội",
];

/// An issuer of a level of a kind of qualification.
pub(super) fn issuer(chance: &mut Chance, kind: QualificationKind, level: &str) -> &'static str {
    match (kind, level) {
        (QualificationKind::Education, "INTERMEDIATE" | "COLLEGE") => chance.pick(&COLLEGES),
        (QualificationKind::Education, _) => chance.pick(&UNIVERSITIES),
        (QualificationKind::PoliticalTheory, "ADVANCED" | "BACHELOR") => {
            "Học viện Chính trị quốc gia Hồ Chí Minh"
        }
        (QualificationKind::PoliticalTheory, "INTERMEDIATE") => "Trường Đào tạo cán bộ Lê Hồng Phong",
        (QualificationKind::PoliticalTheory, _) => "Trung tâm Chính trị huyện Chương Mỹ",
        (QualificationKind::StateManagement, _) => "Học viện Hành chính Quốc gia",
        (QualificationKind::InformationTechnology | QualificationKind::ForeignLanguage, _) => {
            chance.pick(&CENTRES)
        }
    }
}
