//! The root of reads, one file for each thing of the domain.

mod node;
mod official;
mod programme;
mod target;
mod title;
mod unit;
mod viewer;

use async_graphql::MergedObject;

pub use node::NodeQuery;
pub use official::OfficialQuery;
pub use programme::ProgrammeQuery;
pub use target::TargetQuery;
pub use title::TitleQuery;
pub use unit::UnitQuery;
pub use viewer::ViewerQuery;

/// The root of reads. Fields of a class that the viewer's role may not read are null, with an error of code
/// `FORBIDDEN`.
#[derive(Default, MergedObject)]
pub struct Query(ViewerQuery, NodeQuery, UnitQuery, OfficialQuery, TitleQuery, ProgrammeQuery, TargetQuery);
