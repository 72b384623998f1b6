//! The root of reads, one file for each thing of the domain.

mod account;
mod course;
mod journal;
mod node;
mod nomination_rule;
mod obligation;
mod official;
mod programme;
mod publication;
mod rating;
mod referral;
mod report;
mod source_pool;
mod source_pool_report;
mod succession;
mod target;
mod title;
mod training_need;
mod training_plan;
mod training_statistics;
mod unit;
mod viewer;

use async_graphql::MergedObject;

pub use account::AccountQuery;
pub use course::CourseQuery;
pub use journal::JournalQuery;
pub use node::NodeQuery;
pub use nomination_rule::NominationRuleQuery;
pub use obligation::ObligationQuery;
pub use official::OfficialQuery;
pub use programme::ProgrammeQuery;
pub use publication::PublicationQuery;
pub use rating::RatingQuery;
pub use referral::ReferralQuery;
pub use report::ReportQuery;
pub use source_pool::SourcePoolQuery;
pub use source_pool_report::SourcePoolReportQuery;
pub use succession::SuccessionQuery;
pub use target::TargetQuery;
pub use title::TitleQuery;
pub use training_need::TrainingNeedQuery;
pub use training_plan::TrainingPlanQuery;
pub use training_statistics::TrainingStatisticsQuery;
pub use unit::UnitQuery;
pub use viewer::ViewerQuery;

/// The root of reads. Fields of a class that the viewer's role may not read are null, with an error of code
/// `FORBIDDEN`.
#[derive(Default, MergedObject)]
pub struct Query(
    ViewerQuery,
    NodeQuery,
    UnitQuery,
    OfficialQuery,
    TitleQuery,
    ProgrammeQuery,
    TargetQuery,
    CourseQuery,
    NominationRuleQuery,
    TrainingPlanQuery,
    TrainingNeedQuery,
    TrainingStatisticsQuery,
    SourcePoolQuery,
    SourcePoolReportQuery,
    ObligationQuery,
    SuccessionQuery,
    AccountQuery,
    JournalQuery,
    RatingQuery,
    ReferralQuery,
    ReportQuery,
    PublicationQuery,
);
