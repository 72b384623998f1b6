//! Reasons in words that tell nothing of a person's file: what a code says of a seat or a committee, without the values of
//! the fact that decided.

use crate::language::Language;
use crate::reason::ReasonCode;

impl ReasonCode {
    /// What the code says, for readers who may know where a member stands and not see the person's file; none for a code
    /// that would tell what is in it.
    #[must_use]
    pub const fn label(self, language: Language) -> Option<&'static str> {
        let (vietnamese, english) = match self {
            Self::NoRequirement => {
                ("Chức danh không có tiêu chuẩn phải đáp ứng", "No standard is in force for the title")
            }
            Self::WomanMember => ("Ban Thường vụ có nữ", "A woman is in the standing committee"),
            Self::NoWomanMember => ("Ban Thường vụ chưa có nữ", "No woman is in the standing committee"),
            Self::NoStandingCommittee => ("Không có Ban Thường vụ", "No standing committee"),
            Self::SeatFilled => ("Đã bố trí", "The seat is filled"),
            Self::SeatVacant => ("Vị trí còn khuyết", "The seat is vacant"),
            Self::OverSeats => ("Dôi dư so với số lượng được giao", "Over the authorised seats"),
            Self::HoldsTwice => ("Bố trí trùng tại đơn vị", "Holds this title in the unit already"),
            Self::Acting => ("Giữ quyền, không tính là đã bố trí", "Acting, which fills no seat"),
            Self::InCharge => ("Phụ trách, không tính là đã bố trí", "In charge, which fills no seat"),
            Self::UnderAge
            | Self::AgeReached
            | Self::BirthDateMissing
            | Self::BirthDateAfterwards
            | Self::Female
            | Self::Male
            | Self::LevelReached
            | Self::LevelTooLow
            | Self::QualificationRevoked
            | Self::QualificationMissing
            | Self::CourseCompleted
            | Self::CourseNotCounting
            | Self::CourseMissing
            | Self::TrainedSinceApproval
            | Self::NotTrainedSinceApproval
            | Self::FirstAppointedWithinAge
            | Self::FirstAppointedOverAge
            | Self::NonLocal
            | Self::Local
            | Self::LocalityNotAssessed => return None,
        };
        Some(match language {
            Language::Vietnamese => vietnamese,
            Language::English => english,
        })
    }
}
