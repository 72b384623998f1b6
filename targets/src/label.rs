//! Reasons in words that tell nothing of the person: what a code says, without the values of the fact that decided.

use crate::language::Language;
use crate::reason::ReasonCode;

impl ReasonCode {
    /// What the code says, for readers who may know where a member stands and not see the member's file.
    #[must_use]
    pub const fn label(self, language: Language) -> &'static str {
        let (vietnamese, english) = match self {
            Self::UnderAge => ("Chưa đến độ tuổi", "Below the age"),
            Self::AgeReached => ("Đã đến độ tuổi", "The age is reached"),
            Self::BirthDateMissing => ("Hồ sơ chưa có ngày sinh", "No date of birth on file"),
            Self::BirthDateAfterwards => ("Ngày sinh không dùng được", "The date of birth is of no use"),
            Self::Female => ("Nữ", "Woman"),
            Self::Male => ("Nam", "Man"),
            Self::LevelReached => ("Đạt trình độ yêu cầu", "The level asked for is reached"),
            Self::LevelTooLow => ("Chưa đạt trình độ yêu cầu", "Below the level asked for"),
            Self::QualificationRevoked => {
                ("Văn bằng, chứng chỉ đã bị thu hồi", "The qualification is revoked")
            }
            Self::QualificationMissing => {
                ("Hồ sơ chưa có thông tin về trình độ", "No qualification of the kind on file")
            }
            Self::CourseCompleted => ("Đã hoàn thành khóa học được tính", "Completed a course that counts"),
            Self::CourseNotCounting => {
                ("Khóa học đã hoàn thành không được tính", "The courses completed do not count")
            }
            Self::CourseMissing => ("Chưa hoàn thành khóa học nào", "Completed no course"),
            Self::TrainedSinceApproval => {
                ("Đã được đào tạo, bồi dưỡng từ khi được quy hoạch", "Trained since the plan was approved")
            }
            Self::NotTrainedSinceApproval => (
                "Chưa được đào tạo, bồi dưỡng từ khi được quy hoạch",
                "Not trained since the plan was approved",
            ),
            Self::FirstAppointedWithinAge => {
                ("Giữ chức danh lần đầu trong độ tuổi", "First held the title within the age")
            }
            Self::FirstAppointedOverAge => {
                ("Giữ chức danh lần đầu khi quá độ tuổi", "First held the title over the age")
            }
            Self::NoRequirement => {
                ("Chức danh không có tiêu chuẩn phải đáp ứng", "No standard is in force for the title")
            }
            Self::NonLocal => ("Không phải người địa phương", "Not local"),
            Self::Local => ("Là người địa phương", "Local"),
            Self::LocalityNotAssessed => {
                ("Chưa được đánh giá có phải người địa phương hay không", "Locality not assessed")
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
        };
        match language {
            Language::Vietnamese => vietnamese,
            Language::English => english,
        }
    }
}
