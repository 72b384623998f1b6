//! Vietnamese names for people who do not exist.

use entity::value::Sex;

use super::chance::Chance;

/// Family names; the common ones stand several times.
const FAMILY: [&str; 32] = [
    "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê",
    "Lê", "Phạm", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Đỗ", "Trịnh", "Đinh", "Lương", "Phùng", "Tạ",
    "Cao", "Hà", "Dương", "Đào", "Chu", "Ngô", "Mai",
];

/// Family names that are frequent among the Mường.
const FAMILY_MUONG: [&str; 5] = ["Bùi", "Quách", "Đinh", "Hà", "Bạch"];

const MALE_MIDDLE: [&str; 20] = [
    "Văn", "Văn", "Văn", "Văn", "Văn", "Đình", "Đình", "Xuân", "Minh", "Quang", "Đức", "Hữu", "Trọng",
    "Công", "Ngọc", "Thanh", "Mạnh", "Tiến", "Duy", "Bá",
];

const MALE_GIVEN: [&str; 48] = [
    "Anh", "Bình", "Bảo", "Chiến", "Chính", "Cường", "Dũng", "Duy", "Dương", "Đạt", "Đức", "Giang", "Hà",
    "Hải", "Hiếu", "Hòa", "Hoàng", "Hùng", "Hưng", "Khánh", "Khoa", "Kiên", "Lâm", "Linh", "Long", "Lợi",
    "Mạnh", "Minh", "Nam", "Nghĩa", "Phong", "Phú", "Phúc", "Quang", "Quân", "Quyết", "Sơn", "Tài", "Thắng",
    "Thành", "Thịnh", "Thủy", "Tiến", "Toàn", "Trung", "Tuấn", "Tùng", "Việt",
];

const FEMALE_MIDDLE: [&str; 16] = [
    "Thị",
    "Thị",
    "Thị",
    "Thị",
    "Thị",
    "Thị",
    "Thị Thu",
    "Thị Thanh",
    "Thị Minh",
    "Thị Ngọc",
    "Thị Hồng",
    "Thu",
    "Thanh",
    "Minh",
    "Ngọc",
    "Phương",
];

const FEMALE_GIVEN: [&str; 40] = [
    "Anh", "Ánh", "Chi", "Diệp", "Dung", "Duyên", "Hà", "Hải", "Hạnh", "Hằng", "Hiền", "Hoa", "Hòa", "Hồng",
    "Huệ", "Huyền", "Hương", "Hường", "Lan", "Lệ", "Liên", "Linh", "Loan", "Mai", "Minh", "Nga", "Ngân",
    "Nhung", "Oanh", "Phương", "Quyên", "Tâm", "Thảo", "Thoa", "Thơm", "Thúy", "Thủy", "Trang", "Tuyết",
    "Yến",
];

/// A full name for a person of a sex.
pub(super) fn full_name(chance: &mut Chance, sex: Sex, muong: bool) -> String {
    let family = if muong { chance.pick(&FAMILY_MUONG) } else { chance.pick(&FAMILY) };
    let (middle, given) = match sex {
        Sex::Male => (chance.pick(&MALE_MIDDLE), chance.pick(&MALE_GIVEN)),
        Sex::Female => (chance.pick(&FEMALE_MIDDLE), chance.pick(&FEMALE_GIVEN)),
    };
    let middle = if middle == given { "Xuân" } else { middle };
    format!("{family} {middle} {given}")
}
