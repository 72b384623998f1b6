//! The names of the parts of values.

use entity::value::TargetMeasure;

use crate::graphql::context::RequestContext;
use crate::language::Language;

/// The names that belong to the product, in Vietnamese and English; evidence is named after its kind.
const NAMES: [(&str, &str, &str); 8] = [
    ("STANDARD", "Đạt tiêu chuẩn chức danh", "Title standard met"),
    ("CALENDAR_YEAR", "Trong năm", "In the calendar year"),
    ("SINCE_PROGRAMME_START", "Từ khi bắt đầu chương trình", "Since the programme began"),
    ("EDUCATION", "Trình độ chuyên môn", "Education"),
    ("POLITICAL_THEORY", "Lý luận chính trị", "Political theory"),
    ("STATE_MANAGEMENT", "Quản lý nhà nước", "State management"),
    ("INFORMATION_TECHNOLOGY", "Tin học", "Information technology"),
    ("FOREIGN_LANGUAGE", "Ngoại ngữ", "Foreign language"),
];

/// The name of a part in the reader's language: of a title where titles are the parts. A code of a programme's own
/// stands for itself.
pub(super) fn name(request: &RequestContext, measure: TargetMeasure, code: &str) -> String {
    let is_title = matches!(measure, TargetMeasure::NonLocal | TargetMeasure::NonLocalTrend);
    let title = request.directory().titles.get(code).filter(|_| is_title);
    let known = title.map(|title| (title.name.as_str(), title.name_en.as_str())).or_else(|| {
        NAMES
            .iter()
            .find(|(known, _, _)| *known == code)
            .map(|(_, vietnamese, english)| (*vietnamese, *english))
    });
    let (vietnamese, english) = known.unwrap_or((code, code));
    match request.language() {
        Language::Vietnamese => vietnamese.to_owned(),
        Language::English => english.to_owned(),
    }
}
