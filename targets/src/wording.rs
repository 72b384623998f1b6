//! Reasons in words, in Vietnamese and English.

use chrono::NaiveDate;

use crate::age::{BirthDate, DatePrecision};
use crate::fact::QualificationKind;
use crate::language::Language;
use crate::reason::{Detail, Reason, ReasonCode};

impl Reason {
    /// The reason in words, with its further reasons, such as `Sinh ngày 31/12/1988, tròn 35 tuổi vào 31/12/2023`.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let mut message = match language {
            Language::Vietnamese => vietnamese(self),
            Language::English => english(self),
        };
        for further in &self.further {
            message.push_str("; ");
            message.push_str(&further.message(language));
        }
        message
    }
}

fn vietnamese(reason: &Reason) -> String {
    let day = |date: &NaiveDate| date.format("%d/%m/%Y").to_string();
    let born = |birth: &BirthDate| match birth.precision() {
        DatePrecision::Day => format!("Sinh ngày {}", day(&birth.date())),
        DatePrecision::Month => format!("Sinh tháng {}, tính từ ngày 01", birth.date().format("%m/%Y")),
        DatePrecision::Year => format!("Sinh năm {}, tính từ ngày 01/01", birth.date().format("%Y")),
    };
    let kind_name = |kind: &QualificationKind| kind_in_vietnamese(*kind);
    match (&reason.detail, reason.code) {
        (Detail::Age { birth, limit, reached_on }, ReasonCode::UnderAge) => {
            format!("{}, đến {} mới tròn {limit} tuổi", born(birth), day(reached_on))
        }
        (Detail::Age { birth, limit, reached_on }, _) => {
            format!("{}, tròn {limit} tuổi vào {}", born(birth), day(reached_on))
        }
        (Detail::Birth { birth }, _) => format!("{}, sau ngày được xét nên không dùng được", born(birth)),
        (Detail::Level { kind, level, obtained_on, .. }, ReasonCode::LevelReached) => {
            format!("{}: {}, có từ {}", kind_name(kind), level_in_vietnamese(*kind, level), day(obtained_on))
        }
        (
            Detail::Level { kind, level, revoked_on: Some(revoked_on), .. },
            ReasonCode::QualificationRevoked,
        ) => {
            format!(
                "{}: {}, bị thu hồi từ {}",
                kind_name(kind),
                level_in_vietnamese(*kind, level),
                day(revoked_on)
            )
        }
        (Detail::Level { kind, level, .. }, _) => {
            format!(
                "{}: cao nhất là {}, chưa đạt mức yêu cầu",
                kind_name(kind),
                level_in_vietnamese(*kind, level)
            )
        }
        (Detail::Kind { kind }, _) => format!("{}: hồ sơ chưa có thông tin", kind_name(kind)),
        (Detail::Course { ended_on, recorded_on }, _) => {
            format!("Hoàn thành khóa học kết thúc ngày {}, ghi nhận ngày {}", day(ended_on), day(recorded_on))
        }
        (Detail::CourseOutside { ended_on, from, to }, _) => format!(
            "Khóa học gần nhất đã hoàn thành kết thúc ngày {}, không được tính cho kỳ từ {} đến {}",
            day(ended_on),
            day(from),
            day(to)
        ),
        (Detail::Days { from, to }, _) => {
            format!("Chưa hoàn thành khóa học nào từ {} đến {}", day(from), day(to))
        }
        (Detail::CourseSince { ended_on, approved_on }, _) => format!(
            "Hoàn thành khóa học kết thúc ngày {}, sau khi quy hoạch được phê duyệt ngày {}",
            day(ended_on),
            day(approved_on)
        ),
        (Detail::FirstAppointment { on, age, limit }, code) => {
            let verdict = if code == ReasonCode::FirstAppointedOverAge { "quá" } else { "không quá" };
            format!("Giữ chức danh lần đầu từ {} khi {age} tuổi, {verdict} {limit} tuổi", day(on))
        }
        (Detail::Day { on }, code) => match code {
            ReasonCode::NotTrainedSinceApproval => {
                format!("Chưa hoàn thành khóa học nào từ khi quy hoạch được phê duyệt ngày {}", day(on))
            }
            ReasonCode::NonLocal => format!("Không phải người địa phương, theo đánh giá ngày {}", day(on)),
            ReasonCode::Local => format!("Là người địa phương, theo đánh giá ngày {}", day(on)),
            ReasonCode::LocalityNotAssessed => {
                format!("Bố trí từ {}, chưa được đánh giá có phải người địa phương hay không", day(on))
            }
            ReasonCode::WomanMember => format!("Ban Thường vụ có nữ, tham gia từ {}", day(on)),
            ReasonCode::NoWomanMember => format!("Ban Thường vụ (từ {}) chưa có nữ", day(on)),
            ReasonCode::SeatVacant => format!("Vị trí được giao từ {} còn khuyết", day(on)),
            ReasonCode::OverSeats => format!("Dôi dư so với số lượng được giao, bố trí từ {}", day(on)),
            ReasonCode::HoldsTwice => {
                format!("Đã giữ chức danh này tại đơn vị; bố trí trùng từ {}", day(on))
            }
            ReasonCode::Acting => format!("Giữ quyền chức danh từ {}, không tính là đã bố trí", day(on)),
            ReasonCode::InCharge => format!("Phụ trách vị trí từ {}, không tính là đã bố trí", day(on)),
            _ => format!("Đã bố trí từ {}", day(on)),
        },
        (Detail::None, code) => match code {
            ReasonCode::Female => "Nữ",
            ReasonCode::Male => "Nam",
            ReasonCode::BirthDateMissing => "Hồ sơ chưa có ngày sinh",
            ReasonCode::NoStandingCommittee => "Không có Ban Thường vụ vào ngày tính",
            _ => "Chức danh không có tiêu chuẩn phải đáp ứng vào ngày tính",
        }
        .to_owned(),
    }
}

fn english(reason: &Reason) -> String {
    let born = |birth: &BirthDate| match birth.precision() {
        DatePrecision::Day => format!("Born on {}", birth.date()),
        DatePrecision::Month => format!("Born in {}, taken as its first day", birth.date().format("%Y-%m")),
        DatePrecision::Year => format!("Born in {}, taken as 1 January", birth.date().format("%Y")),
    };
    let kind_name = |kind: &QualificationKind| kind_in_english(*kind);
    match (&reason.detail, reason.code) {
        (Detail::Age { birth, limit, reached_on }, ReasonCode::UnderAge) => {
            format!("{}, turns {limit} on {reached_on} only", born(birth))
        }
        (Detail::Age { birth, limit, reached_on }, _) => {
            format!("{}, turned {limit} on {reached_on}", born(birth))
        }
        (Detail::Birth { birth }, _) => format!("{}, after the day in question, so of no use", born(birth)),
        (Detail::Level { kind, level, obtained_on, .. }, ReasonCode::LevelReached) => {
            format!("{}: {}, since {obtained_on}", kind_name(kind), level_in_english(level))
        }
        (
            Detail::Level { kind, level, revoked_on: Some(revoked_on), .. },
            ReasonCode::QualificationRevoked,
        ) => {
            format!("{}: {}, revoked from {revoked_on}", kind_name(kind), level_in_english(level))
        }
        (Detail::Level { kind, level, .. }, _) => {
            format!(
                "{}: {} at the highest, below what is asked for",
                kind_name(kind),
                level_in_english(level)
            )
        }
        (Detail::Kind { kind }, _) => format!("{}: nothing on file", kind_name(kind)),
        (Detail::Course { ended_on, recorded_on }, _) => {
            format!("Completed a course that ended on {ended_on}, recorded on {recorded_on}")
        }
        (Detail::CourseOutside { ended_on, from, to }, _) => {
            format!("The latest completed course ended on {ended_on} and does not count for {from} to {to}")
        }
        (Detail::Days { from, to }, _) => format!("Completed no course from {from} to {to}"),
        (Detail::CourseSince { ended_on, approved_on }, _) => {
            format!(
                "Completed a course that ended on {ended_on}, after the plan was approved on {approved_on}"
            )
        }
        (Detail::FirstAppointment { on, age, limit }, code) => {
            let verdict = if code == ReasonCode::FirstAppointedOverAge { "over" } else { "not over" };
            format!("First held the title from {on} at the age of {age}, {verdict} {limit}")
        }
        (Detail::Day { on }, code) => match code {
            ReasonCode::NotTrainedSinceApproval => {
                format!("Completed no course since the plan was approved on {on}")
            }
            ReasonCode::NonLocal => format!("Not local, as assessed on {on}"),
            ReasonCode::Local => format!("Local, as assessed on {on}"),
            ReasonCode::LocalityNotAssessed => format!("Appointed from {on}, locality not assessed"),
            ReasonCode::WomanMember => format!("A woman is in the standing committee, since {on}"),
            ReasonCode::NoWomanMember => format!("No woman is in the standing committee (since {on})"),
            ReasonCode::SeatVacant => format!("The seat, authorised from {on}, is vacant"),
            ReasonCode::OverSeats => format!("Over the authorised seats, appointed from {on}"),
            ReasonCode::HoldsTwice => {
                format!("Holds this title in the unit already; appointed twice from {on}")
            }
            ReasonCode::Acting => format!("Acting from {on}, which fills no seat"),
            ReasonCode::InCharge => format!("In charge from {on}, which fills no seat"),
            _ => format!("Appointed from {on}"),
        },
        (Detail::None, code) => match code {
            ReasonCode::Female => "Woman",
            ReasonCode::Male => "Man",
            ReasonCode::BirthDateMissing => "No date of birth on file",
            ReasonCode::NoStandingCommittee => "No standing committee on the day",
            _ => "No standard is in force for the title on the day",
        }
        .to_owned(),
    }
}

const fn kind_in_vietnamese(kind: QualificationKind) -> &'static str {
    match kind {
        QualificationKind::Education => "Trình độ chuyên môn",
        QualificationKind::PoliticalTheory => "Lý luận chính trị",
        QualificationKind::StateManagement => "Quản lý nhà nước",
        QualificationKind::InformationTechnology => "Tin học",
        QualificationKind::ForeignLanguage => "Ngoại ngữ",
    }
}

const fn kind_in_english(kind: QualificationKind) -> &'static str {
    match kind {
        QualificationKind::Education => "Education",
        QualificationKind::PoliticalTheory => "Political theory",
        QualificationKind::StateManagement => "State management",
        QualificationKind::InformationTechnology => "Information technology",
        QualificationKind::ForeignLanguage => "Foreign language",
    }
}

/// The usual name of a level; a code without one stands for itself, since levels are data.
fn level_in_vietnamese(kind: QualificationKind, code: &str) -> &str {
    match (kind, code) {
        (QualificationKind::Education, "INTERMEDIATE") => "trung cấp",
        (QualificationKind::Education, "COLLEGE") => "cao đẳng",
        (QualificationKind::Education, "UNIVERSITY") => "đại học",
        (QualificationKind::Education, "MASTER") => "thạc sĩ",
        (QualificationKind::Education, "DOCTOR") => "tiến sĩ",
        (QualificationKind::PoliticalTheory, "ELEMENTARY") => "sơ cấp",
        (QualificationKind::PoliticalTheory, "INTERMEDIATE") => "trung cấp",
        (QualificationKind::PoliticalTheory, "ADVANCED") => "cao cấp",
        (QualificationKind::PoliticalTheory, "BACHELOR") => "cử nhân",
        (QualificationKind::StateManagement, "OFFICER") => "ngạch cán sự",
        (QualificationKind::StateManagement, "SPECIALIST") => "ngạch chuyên viên",
        (QualificationKind::StateManagement, "PRINCIPAL") => "ngạch chuyên viên chính",
        (QualificationKind::StateManagement, "SENIOR") => "ngạch chuyên viên cao cấp",
        (QualificationKind::InformationTechnology, "BASIC") => "cơ bản",
        (QualificationKind::InformationTechnology, "ADVANCED") => "nâng cao",
        (QualificationKind::InformationTechnology, "DEGREE") => "có bằng chuyên ngành",
        (_, other) => other,
    }
}

/// The code in small letters, which reads as a name.
fn level_in_english(code: &str) -> String {
    code.to_lowercase().replace('_', " ")
}
