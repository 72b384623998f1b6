//! What the composition check of a succession plan found, and how it is told.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object};

use super::official::Official;
use super::title::Title;
use super::warning::{Warning, WarningCode};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::language::Language;
use crate::repo::succession_composition::Composition;
use crate::succession::composition::{AgeBand, Finding, Found, LEAST_WOMEN, LEAST_YOUNG, MOST, Share};

/// The rule of how many people and titles, and of higher titles.
const REGULATION_377: &str = "Quy định 377-QĐ/TW";
/// The matter of the aims of a plan as a whole.
const AIMS: &str = "Cơ cấu ba độ tuổi, cán bộ nữ và cán bộ trẻ trong quy hoạch";
/// The rule of the age of retirement.
const DECREE_135: &str = "Nghị định 135/2020/NĐ-CP, Điều 4";
/// The matter of ratings.
const RATINGS: &str = "Kết quả đánh giá, xếp loại hằng năm";
/// The matter of measures.
const MEASURES: &str = "Kỷ luật đang trong thời hạn";

/// A band of ages, in completed years on the day of the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "AgeBand")]
pub enum SuccessionAgeBand {
    /// Under 35.
    Young,
    /// 35 to 45.
    Middle,
    /// Over 45.
    Older,
}

/// What the composition check looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum SuccessionFindingCode {
    /// Nobody is planned for a title.
    NobodyPlanned,
    /// Nobody is of one of the three age bands: under 35, 35 to 45, over 45.
    AgeBandMissing,
    /// Women are less than 25 % of the people planned.
    FewWomen,
    /// People under 35 are less than 15 % of the people planned.
    FewYoung,
    /// More than three people are planned for a title, over all rounds of the unit, the body and the term.
    TooManyPeople,
    /// A person is planned for more than three titles of one level, over all rounds that the viewer sees.
    TooManyTitles,
    /// A person is planned for a title that is not higher than one held.
    NotHigher,
    /// A person was rated NOT_COMPLETED in the latest year.
    RatedLow,
    /// A person is not rated in the latest year.
    NotRated,
    /// A person reaches the age of retirement before a whole term can be served.
    OverAge,
    /// A measure of the state or the Party is in force against a person.
    Disciplined,
}

/// What the check found, with the people and titles that it names.
#[derive(Clone)]
pub struct SuccessionFinding {
    composition: Arc<Composition>,
    finding: Finding,
}

impl SuccessionFinding {
    /// All that the check finds.
    #[must_use]
    pub fn all(composition: &Arc<Composition>) -> Vec<Self> {
        let findings = composition.plan.findings().into_iter();
        findings.map(|finding| Self { composition: Arc::clone(composition), finding }).collect()
    }

    /// The finding as a warning of a change.
    #[must_use]
    pub fn warning(&self, request: &RequestContext) -> Warning {
        let (_, rule) = code_and_rule(self.finding.found);
        Warning {
            code: WarningCode::SuccessionComposition,
            rule: rule.to_owned(),
            message: self.message_in(request),
        }
    }

    /// What is found.
    #[must_use]
    pub const fn finding(&self) -> &Finding {
        &self.finding
    }

    fn message_in(&self, request: &RequestContext) -> String {
        let titles = &request.directory().titles;
        let title = self.finding.title.as_deref().and_then(|code| titles.get(code));
        let (vietnamese, english) = messages(
            self.finding.found,
            title.map_or("", |title| &title.name),
            title.map_or("", |title| &title.name_en),
        );
        let (unsure, message) = match request.language() {
            Language::Vietnamese => (" Chưa chắc chắn vì thiếu thông tin của một số người.", vietnamese),
            Language::English => (" It is not certain, as not everything is known of everybody.", english),
        };
        if self.finding.is_certain { message } else { message + unsure }
    }
}

/// Something that a plan had better have otherwise. It advises, and forbids nothing.
#[Object]
impl SuccessionFinding {
    /// What is found, for programs.
    async fn code(&self) -> SuccessionFindingCode {
        code_and_rule(self.finding.found).0
    }

    /// What the rule rests on: a law or a decision; the matter that it belongs to where none says so.
    async fn rule(&self) -> &str {
        code_and_rule(self.finding.found).1
    }

    /// What is found, for people, in the language asked for.
    async fn message(&self, ctx: &Context<'_>) -> Result<String, ApiError> {
        Ok(self.message_in(request(ctx)?))
    }

    /// The title that it is about; null where it is about the whole plan or about people.
    async fn title(&self, ctx: &Context<'_>) -> Result<Option<Title>, ApiError> {
        let (request, on) = (request(ctx)?, self.composition.plan.on);
        self.finding.title.as_deref().map(|code| Title::get(request, code, on)).transpose()
    }

    /// The people whom it is about or, of a share, those who count, by name; without those whose files are out of the viewer's sight.
    async fn officials(&self) -> Option<Vec<Official>> {
        let people = &self.composition.people;
        let seen = self.finding.people.iter().filter_map(|official| people.get(official));
        Some(Official::by_name(seen.cloned().map(Official::from)))
    }

    /// Of a share, how many people count; null of anything else.
    async fn numerator(&self) -> Option<i32> {
        self.finding.share().map(|share| i32::try_from(share.counted).unwrap_or(i32::MAX))
    }

    /// Of a share, how many people there are; null of anything else.
    async fn denominator(&self) -> Option<i32> {
        self.finding.share().map(|share| i32::try_from(share.of).unwrap_or(i32::MAX))
    }

    /// Whether it holds whatever is not known: a birth date, or a file out of the viewer's sight, may make up for it otherwise.
    async fn is_certain(&self) -> bool {
        self.finding.is_certain
    }
}

const fn code_and_rule(found: Found) -> (SuccessionFindingCode, &'static str) {
    use SuccessionFindingCode as Code;
    match found {
        Found::NobodyPlanned => (Code::NobodyPlanned, REGULATION_377),
        Found::AgeBandMissing(_) => (Code::AgeBandMissing, AIMS),
        Found::FewWomen(_) => (Code::FewWomen, AIMS),
        Found::FewYoung(_) => (Code::FewYoung, AIMS),
        Found::TooManyPeople(_) => (Code::TooManyPeople, REGULATION_377),
        Found::TooManyTitles(_) => (Code::TooManyTitles, REGULATION_377),
        Found::NotHigher => (Code::NotHigher, REGULATION_377),
        Found::RatedLow => (Code::RatedLow, RATINGS),
        Found::NotRated => (Code::NotRated, RATINGS),
        Found::OverAge => (Code::OverAge, DECREE_135),
        Found::Disciplined => (Code::Disciplined, MEASURES),
    }
}

fn messages(found: Found, title: &str, title_en: &str) -> (String, String) {
    match found {
        Found::NobodyPlanned => (
            format!("Chưa có người trong quy hoạch chức danh {title}."),
            format!("Nobody is planned for the title {title_en}."),
        ),
        Found::AgeBandMissing(band) => {
            let (ages, ages_en) = match band {
                AgeBand::Young => ("dưới 35 tuổi", "under 35"),
                AgeBand::Middle => ("từ 35 đến 45 tuổi", "from 35 to 45"),
                AgeBand::Older => ("trên 45 tuổi", "over 45"),
            };
            (
                format!("Chưa bảo đảm ba độ tuổi: không có ai {ages}."),
                format!("One of the three age bands is missing: nobody is {ages_en}."),
            )
        }
        Found::FewWomen(Share { counted, of }) => (
            format!("Cán bộ nữ là {counted} trên {of} người, chưa đạt {LEAST_WOMEN} %."),
            format!("Women are {counted} of {of} people, less than {LEAST_WOMEN} %."),
        ),
        Found::FewYoung(Share { counted, of }) => (
            format!("Cán bộ trẻ dưới 35 tuổi là {counted} trên {of} người, chưa đạt {LEAST_YOUNG} %."),
            format!("People under 35 are {counted} of {of}, less than {LEAST_YOUNG} %."),
        ),
        Found::TooManyPeople(people) => (
            format!("{people} người trong quy hoạch chức danh {title}, quá {MOST} người."),
            format!("{people} people are planned for the title {title_en}, more than {MOST}."),
        ),
        Found::TooManyTitles(titles) => (
            format!("Một người trong quy hoạch {titles} chức danh cùng cấp, quá {MOST} chức danh."),
            format!("Somebody is planned for {titles} titles of one level, more than {MOST}."),
        ),
        Found::NotHigher => (
            format!("Chức danh {title} không cao hơn chức danh đang giữ."),
            format!("The title {title_en} is not higher than one that the person holds."),
        ),
        Found::RatedLow => (
            "Không hoàn thành nhiệm vụ ở năm gần nhất.".to_owned(),
            "Rated as not having completed the tasks of the latest year.".to_owned(),
        ),
        Found::NotRated => (
            "Chưa có kết quả xếp loại năm gần nhất.".to_owned(),
            "There is no rating of the latest year.".to_owned(),
        ),
        Found::OverAge => (
            "Đến tuổi nghỉ hưu trước khi đủ một nhiệm kỳ.".to_owned(),
            "The age of retirement is reached before a whole term can be served.".to_owned(),
        ),
        Found::Disciplined => {
            ("Đang trong thời hạn kỷ luật.".to_owned(), "A disciplinary measure is in force.".to_owned())
        }
    }
}
