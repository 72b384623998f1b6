//! Changes of a thing: its history.

use async_graphql::{ID, Object, SimpleObject};
use entity::value::JournalOperation as Operation;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::journal::{field_name, kind_of, text_of};
use super::word::{ConfidentialityClass, JournalOperation, Role};
use crate::graphql::connection::{Connection, Listed, PageArgs, TotalCount};
use crate::graphql::context::RequestContext;
use crate::graphql::error::ApiError;
use crate::graphql::id::{NodeKind, key};
use crate::graphql::scalar::DateTime;
use crate::policy::journal::JournalSight;
use crate::repo::history::History;
use crate::repo::journal::JournalRow;
use crate::repo::list::Position;
use crate::repo::{Slice, Visible};
use crate::work::registry::enrolments::PLACE_CAME_FREE;

/// Columns that tell nothing of the thing, its id and what is made of others to search and sort by; that name who did what, as the
/// actor does; or that name what may be out of sight.
const NOT_TOLD: [&str; 8] = [
    "id",
    "nominated_by",
    "proposed_by",
    "search_name",
    "search_title",
    "sort_key",
    "consolidated_into_id",
    "source_item_id",
];

/// Who is planned may be out of sight where the plan is not.
const PLANNED: (&str, &str) = ("succession_entry", "official_id");

/// What the name of a column ends in that names another thing.
const ID_OF: &str = "_id";

/// A change of a thing, as the viewer may read it.
#[derive(Clone)]
pub struct Change(Visible<JournalRow>);

impl Change {
    /// A page of a history, the latest change first.
    ///
    /// # Errors
    /// A page that cannot be given, or the database fails.
    pub async fn page(
        request: &RequestContext,
        history: History,
        args: &PageArgs,
    ) -> Result<Connection<Self>, ApiError> {
        let cursors = request.cursors(&format!("history {history:?}"));
        let page = args.page::<Position>(&cursors)?;
        let places = request.load(history).await?.unwrap_or_default();
        let slice = Slice::of_reversed(places.to_vec(), &page, |place| place.position());
        let entries = request.load_many(slice.items.iter().cloned()).await?;
        let shown = slice.items.iter().map(|place| {
            let entry = entries.get(place).cloned();
            let entry = entry.ok_or_else(|| ApiError::internal("a change is not in the journal"))?;
            Ok((Self(entry), place.position()))
        });
        let items = shown.collect::<Result<Vec<_>, ApiError>>()?;
        let slice = Slice { items, has_next: slice.has_next, has_previous: slice.has_previous };
        let total = u64::try_from(places.len()).unwrap_or(u64::MAX);
        Connection::new(slice, &cursors, TotalCount::Known(total))
    }

    /// The changes in histories after an instant, the latest first and each once.
    ///
    /// # Errors
    /// The database fails.
    pub async fn since(
        request: &RequestContext,
        histories: impl IntoIterator<Item = History>,
        instant: chrono::DateTime<chrono::Utc>,
    ) -> Result<Vec<Self>, ApiError> {
        let found = request.load_many(histories).await?;
        let places = found.values().flat_map(|places| places.iter()).filter(|place| place.at() > instant);
        let places: std::collections::BTreeSet<_> = places.cloned().collect();
        let entries = request.load_many(places.iter().cloned()).await?;
        Ok(places.iter().rev().filter_map(|place| entries.get(place).cloned()).map(Self).collect())
    }

    fn member(&self, name: &str) -> Option<&Value> {
        self.0.value.as_ref()?.get(name)
    }

    /// Whether a column of the thing is told.
    fn is_told(&self, column: &str) -> bool {
        !NOT_TOLD.contains(&column) && (self.0.entry.object_type.as_str(), column) != PLANNED
    }

    /// What is no row but one value: the list of a machine's classes or networks.
    fn list(&self) -> Option<ChangedField> {
        let (before, after) = (self.member("before"), self.member("after"));
        after.or(before)?;
        Some(ChangedField {
            name: field_name(&self.0.entry.object_type),
            before: before.and_then(text_of),
            after: after.and_then(text_of),
        })
    }

    /// Whether somebody got a place in a course that another one gave up.
    fn is_moved_up(&self) -> bool {
        let entry = &self.0.entry;
        let written = [("enrolment", Operation::Change), ("enrolment_step", Operation::Create)];
        written.contains(&(entry.object_type.as_str(), entry.operation))
            && entry.reason.as_deref() == Some(PLACE_CAME_FREE)
    }

    fn is_whole(&self) -> bool {
        self.0.sight == JournalSight::Whole
    }
}

impl Listed for Change {
    const CONNECTION: &'static str = "ChangeConnection";
    const EDGE: &'static str = "ChangeEdge";
}

/// One change of a thing, or of something that belongs to it: who changed what, and when.
#[Object]
impl Change {
    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.0.entry.recorded_at)
    }

    /// What was done.
    async fn operation(&self) -> JournalOperation {
        self.0.entry.operation.into()
    }

    /// The kind of thing that changed: the name of its table, such as `appointment`.
    #[graphql(name = "type")]
    async fn object_type(&self) -> &str {
        &self.0.entry.object_type
    }

    /// The key of the thing that changed; null for what has no global id.
    async fn key(&self) -> Option<ID> {
        let entry = &self.0.entry;
        Some(key(kind_of(&entry.object_type)?, entry.object_id?))
    }

    /// The class of the data that changed.
    async fn class(&self) -> ConfidentialityClass {
        self.0.entry.class.into()
    }

    /// Who; null for the console, and where a place came free and the next on the waiting list got it: who gave it up may be out of sight.
    async fn actor(&self) -> Option<ChangeActor> {
        self.0.entry.actor_id.filter(|_| !self.is_moved_up())?;
        let role = self.member("by").and_then(|by| by.get("role")).cloned().unwrap_or_default();
        let role = serde_json::from_value::<Option<entity::value::Role>>(role).ok().flatten();
        let username = self.0.actor.as_ref().map(|actor| actor.username.clone());
        Some(ChangeActor { username, role: role.map(Into::into) })
    }

    /// The fields that changed, before and after; of a new thing all that have a value. Null where the viewer reads that there was a
    /// change and no more: of identities, and for administrators.
    async fn fields(&self) -> Option<Vec<ChangedField>> {
        let columns = |side: &str| self.member(side).and_then(Value::as_object);
        let (before, after) = (columns("before"), columns("after"));
        let Some(columns) = after.or(before) else { return self.list().map(|list| vec![list]) };
        let of = |side: Option<&Map<String, Value>>, column: &str| {
            side.and_then(|row| told(column, row.get(column)?))
        };
        let names = columns.keys().filter(|column| self.is_told(column));
        let field = |column: &String| ChangedField {
            name: field_name(column.strip_suffix(ID_OF).unwrap_or(column)),
            before: of(before, column),
            after: of(after, column),
        };
        Some(names.map(field).filter(|field| field.before != field.after).collect())
    }

    /// Why, where a reason was given; null where the viewer reads that there was a change and no more.
    async fn reason(&self) -> Option<&str> {
        self.0.entry.reason.as_deref().filter(|_| self.is_whole())
    }
}

/// Who made a change.
#[derive(Clone, Debug, SimpleObject)]
pub struct ChangeActor {
    /// The name that the account logs in with.
    username: Option<String>,
    /// The role that the account had; null where the viewer reads that there was a change and no more.
    role: Option<Role>,
}

/// A field before and after.
#[derive(Clone, Debug, SimpleObject)]
pub struct ChangedField {
    /// The field.
    name: String,
    /// Its value before, as text, of another thing the key; null where there was none.
    before: Option<String>,
    /// Its value after, as text, of another thing the key; null where there is none.
    after: Option<String>,
}

/// A column's value as text: of another thing its key, and nothing of one that has none.
fn told(column: &str, value: &Value) -> Option<String> {
    let thing = column.strip_suffix(ID_OF).and_then(|name| name.rsplit('_').next());
    let Some(thing) = thing else { return text_of(value) };
    let kind = match thing {
        "parent" => NodeKind::Unit,
        "plan" => NodeKind::TrainingPlan,
        "round" => NodeKind::SuccessionRound,
        "item" => NodeKind::TrainingPlanItem,
        "grant" => NodeKind::AccountGrant,
        "proposal" => NodeKind::AccountProposal,
        table => kind_of(table)?,
    };
    let id = value.as_str().and_then(|text| Uuid::parse_str(text).ok())?;
    Some(key(kind, id).to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn given_a_column_then_its_value_as_text_and_of_a_thing_its_key() {
        let id = Uuid::from_u128(42);
        let unit = Some(key(NodeKind::Unit, id).to_string());
        for column in ["unit_id", "hometown_unit_id", "parent_id"] {
            assert_eq!(told(column, &json!(id)), unit, "{column}");
        }
        assert_eq!(told("plan_id", &json!(id)), Some(key(NodeKind::TrainingPlan, id).to_string()));
        assert_eq!(told("committee_id", &json!(id)), None);
        assert_eq!(told("grade", &json!("GOOD")), Some("GOOD".to_owned()));
        assert_eq!(told("unit_id", &Value::Null), None);
        assert_eq!(told("version", &json!(2)), Some("2".to_owned()));
    }
}
