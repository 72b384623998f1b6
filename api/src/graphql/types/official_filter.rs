//! Which officials to list, and in which order.

use async_graphql::{Enum, ID, InputObject};
use chrono::NaiveDate;

use super::word::{OfficialCategory, OrderDirection, QualificationKind, Sex, UnitKind};
use crate::graphql::context::RequestContext;
use crate::graphql::error::{ApiError, BadInput};
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::text::searched;
use crate::repo::officials::{
    OfficialConditions, OfficialOrder as RepoOrder, OfficialOrderField as RepoOrderField,
    QualificationCondition,
};

/// The most items that a list in a filter takes.
const MOST_ITEMS: usize = 100;
/// The greatest age that can be asked for.
const MOST_YEARS: u32 = 150;

/// Which officials to list. Conditions are joined by "and".
#[derive(Clone, Debug, Default, InputObject)]
pub struct OfficialFilter {
    /// People whose file is kept by this unit or one below it on the day asked for; before it existed by its
    /// predecessors, after it ended by the successors of its last subtree.
    pub within: Option<ID>,
    /// People whose file is kept by a unit of one of these kinds.
    pub unit_kinds: Option<Vec<UnitKind>>,
    /// People who hold one of these titles, by code, in whatever unit and mode; at most 100.
    pub titles: Option<Vec<String>>,
    /// True: people who fill a seat on the day asked for, as PRIMARY or CONCURRENT, in whatever unit. False: the others, such
    /// as those whom a merger left without a post (dôi dư).
    pub has_post: Option<bool>,
    /// People of this category.
    pub category: Option<OfficialCategory>,
    /// People of one of these categories.
    pub categories: Option<Vec<OfficialCategory>>,
    /// People of this sex.
    pub sex: Option<Sex>,
    /// People who hold a key title of the programme of this code, as PRIMARY or CONCURRENT, in a unit of the
    /// commune level.
    pub key_in_programme: Option<String>,
    /// People whose age in completed years is known and below this one, 1 to 150.
    pub under_age: Option<i32>,
    /// People with this qualification.
    pub qualification: Option<QualificationFilter>,
    /// People whose name contains this text; without regard to case and diacritics, đ as d.
    pub search: Option<String>,
}

/// A level of a kind, valid on the day asked for. Give exactly one of `atLeast` and `exactly`; levels of equal rank
/// are equivalent.
#[derive(Clone, Debug, InputObject)]
pub struct QualificationFilter {
    /// The kind.
    pub kind: QualificationKind,
    /// A level of this rank or higher, by code.
    pub at_least: Option<String>,
    /// A level of this rank, by code, and none higher.
    pub exactly: Option<String>,
}

/// How to order officials. Who is equal is ordered by name, then by the person's identity.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct OfficialOrder {
    /// By what.
    pub field: OfficialOrderField,
    /// In which direction.
    #[graphql(default)]
    pub direction: OrderDirection,
}

/// By what officials can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum OfficialOrderField {
    /// By given name, then by middle and family name, in Vietnamese order.
    Name,
    /// By birth date, the oldest first and unknown ones last; then by name.
    BirthDate,
}

impl OfficialFilter {
    /// The conditions on a day.
    ///
    /// # Errors
    /// [`ApiError::BadInput`] for a code that does not exist, a number out of range, or conditions that do not go
    /// together.
    pub fn conditions(
        &self,
        request: &RequestContext,
        on: NaiveDate,
    ) -> Result<OfficialConditions, ApiError> {
        let within = self.within.as_ref().map(|id| GlobalId::of_kind(id, NodeKind::Unit)).transpose()?;
        let categories = match (self.category, &self.categories) {
            (Some(_), Some(_)) => return Err(BadInput::Contradiction { field: "categories" }.into()),
            (Some(category), None) => Some(vec![category]),
            (None, categories) => categories.clone(),
        };
        Ok(OfficialConditions {
            within: within.map(|(unit, _)| unit),
            unit_kinds: self.unit_kinds.as_ref().map(|kinds| kinds.iter().copied().map(Into::into).collect()),
            categories: categories.map(|categories| categories.into_iter().map(Into::into).collect()),
            sex: self.sex.map(Into::into),
            has_post: self.has_post,
            titles: self.titles.as_deref().map(|codes| known_titles(request, codes)).transpose()?,
            key_titles: self
                .key_in_programme
                .as_deref()
                .map(|code| key_titles(request, code, on))
                .transpose()?,
            under_age: self.under_age.map(age).transpose()?,
            qualification: self
                .qualification
                .as_ref()
                .map(|qualification| qualification.condition(request))
                .transpose()?,
            search: self.search.as_deref().map(searched).transpose()?,
        })
    }
}

impl QualificationFilter {
    fn condition(&self, request: &RequestContext) -> Result<QualificationCondition, ApiError> {
        let kind = self.kind.into();
        let titles = &request.directory().titles;
        let from = |field, code: &str| {
            titles.at_least(kind, code).ok_or(ApiError::from(BadInput::UnknownCode { field }))
        };
        let (has, lacks) = match (&self.at_least, &self.exactly) {
            (Some(code), None) => (from("atLeast", code)?, Vec::new()),
            (None, Some(code)) => {
                let rank = titles.level(kind, code).map(|level| level.rank);
                from("exactly", code)?
                    .into_iter()
                    .partition(|code| titles.level(kind, code).map(|level| level.rank) == rank)
            }
            _ => return Err(BadInput::Contradiction { field: "qualification" }.into()),
        };
        Ok(QualificationCondition { kind, has, lacks })
    }
}

impl OfficialOrder {
    /// The order, by name if none is given.
    #[must_use]
    pub fn or_by_name(order: Option<Self>) -> RepoOrder {
        let order =
            order.unwrap_or(Self { field: OfficialOrderField::Name, direction: OrderDirection::Ascending });
        RepoOrder {
            field: match order.field {
                OfficialOrderField::Name => RepoOrderField::Name,
                OfficialOrderField::BirthDate => RepoOrderField::BirthDate,
            },
            descending: order.direction == OrderDirection::Descending,
        }
    }
}

fn known_titles(request: &RequestContext, codes: &[String]) -> Result<Vec<String>, ApiError> {
    if codes.len() > MOST_ITEMS {
        return Err(BadInput::TooMany { most: MOST_ITEMS }.into());
    }
    if codes.iter().any(|code| request.directory().titles.get(code).is_none()) {
        return Err(BadInput::UnknownCode { field: "titles" }.into());
    }
    Ok(codes.to_vec())
}

fn key_titles(request: &RequestContext, programme: &str, on: NaiveDate) -> Result<Vec<String>, ApiError> {
    let programme = request.directory().programmes.by_code(programme);
    let programme = programme.ok_or(BadInput::UnknownCode { field: "keyInProgramme" })?;
    Ok(programme.key_titles_on(on).map(str::to_owned).collect())
}

fn age(years: i32) -> Result<u32, ApiError> {
    let years = u32::try_from(years).ok().filter(|years| (1..=MOST_YEARS).contains(years));
    years.ok_or(BadInput::OutOfRange { field: "underAge", least: 1, most: MOST_YEARS }.into())
}
