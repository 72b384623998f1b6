//! The journal: who did what, when.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use uuid::Uuid;

use super::unit::Unit;
use super::word::{ConfidentialityClass, JournalOperation, Role};
use crate::graphql::connection::Listed;
use crate::graphql::context::request;
use crate::graphql::error::{ApiError, BadInput};
use crate::graphql::id::{GlobalId, NodeKind, key};
use crate::graphql::scalar::DateTime;
use crate::policy::journal::JournalSight;
use crate::repo::Visible;
use crate::repo::journal::JournalRow;

/// The circumstances that are shown of an entry's value beside what changed. What is not named here is not shown.
const DETAILS: [&str; 15] = [
    "address",
    "again",
    "client",
    "configuration",
    "count",
    "fields",
    "filter",
    "key",
    "outcome",
    "purpose",
    "reason",
    "step",
    "usedAddress",
    "usedAt",
    "version",
];

/// An entry of the journal.
#[derive(Clone)]
pub struct JournalEntry {
    id: Option<String>,
    row: Visible<JournalRow>,
}

impl JournalEntry {
    /// An entry, with the id that is sealed of its place.
    #[must_use]
    pub const fn new(id: Option<String>, row: Visible<JournalRow>) -> Self {
        Self { id, row }
    }

    /// A member of what was sealed with the entry; none where that is not seen.
    fn member(&self, name: &str) -> Option<&Value> {
        self.row.value.as_ref()?.get(name)
    }

    fn is_whole(&self) -> bool {
        self.row.sight == JournalSight::Whole
    }
}

impl Listed for JournalEntry {
    const CONNECTION: &'static str = "JournalEntryConnection";
    const EDGE: &'static str = "JournalEntryEdge";
}

/// One thing that was done: a change, a login, granted or refused, a recorded read, a denial, or something done to the
/// installation.
#[Object]
impl JournalEntry {
    /// The entry's id; it holds nothing readable.
    async fn id(&self) -> Result<ID, ApiError> {
        let id = self.id.clone().ok_or_else(|| ApiError::internal("the id of an entry was not sealed"))?;
        Ok(ID(id))
    }

    /// When.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.row.entry.recorded_at)
    }

    /// Who; null for the console, and for somebody whom nobody knows.
    async fn actor(&self) -> Option<JournalActor> {
        let actor = self.row.actor.as_ref()?;
        Some(JournalActor {
            account: thing_id("account", actor.id.0),
            username: actor.username.clone(),
            display_name: actor.display_name.clone(),
        })
    }

    /// What was done.
    async fn operation(&self) -> JournalOperation {
        self.row.entry.operation.into()
    }

    /// The class of the data that it is about.
    async fn class(&self) -> ConfidentialityClass {
        self.row.entry.class.into()
    }

    /// The kind of thing: the name of a table, or `graphql` for denials, `journal`, `server`, `configuration` or `keys`.
    async fn object_type(&self) -> &str {
        &self.row.entry.object_type
    }

    /// The thing, where it has an id of its own: its key, or an id that is good for the filter of this list alone.
    async fn object(&self) -> Option<ID> {
        let entry = &self.row.entry;
        entry.object_id.map(|object| thing_id(&entry.object_type, object))
    }

    /// The unit that the thing belongs to, as it is today or was last; null where it belongs to none.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>, ApiError> {
        let request = request(ctx)?;
        Ok(self.row.entry.unit_id.and_then(|unit| Unit::shown(request, unit, request.today(), None)))
    }

    /// The request in which it was done, as the log names it; null for the console.
    async fn request_id(&self) -> Option<String> {
        self.row.entry.request_id.map(|id| id.to_string())
    }

    /// Why, where a reason was given; null where the viewer sees the entry without values.
    async fn reason(&self) -> Option<&str> {
        self.row.entry.reason.as_deref().filter(|_| self.is_whole())
    }

    /// The circumstances; null for the console, and where the viewer sees the entry without values.
    async fn by(&self) -> Option<JournalCircumstances> {
        let by = self.member("by")?;
        let word = |name: &str| by.get(name).cloned().unwrap_or_default();
        let role = serde_json::from_value::<Option<entity::value::Role>>(word("role")).ok().flatten();
        let session = serde_json::from_value::<Option<Uuid>>(word("session")).ok().flatten();
        Some(JournalCircumstances {
            session: session.map(|session| thing_id("session", session)),
            role: role.map(Into::into),
            address: word("address").as_str().map(str::to_owned),
        })
    }

    /// The names of the fields that changed, also of those whose values nobody may read; null where nothing changed, and
    /// where the viewer sees the entry without values.
    async fn changed(&self) -> Option<Vec<String>> {
        let names = self.member("changed")?.as_array()?;
        Some(names.iter().filter_map(Value::as_str).map(field_name).collect())
    }

    /// The fields before and after: of a change those that differ, of a new thing all; null where nothing changed, and
    /// where the viewer sees the entry without values.
    async fn changes(&self) -> Option<Vec<JournalChange>> {
        let (before, after) = (self.member("before"), self.member("after"));
        let Some(columns) = after.or(before)?.as_object().map(serde_json::Map::keys) else {
            // What is no row is one value: the list of an account's classes or networks.
            let field = field_name(&self.row.entry.object_type);
            return Some(vec![JournalChange::of(field, before, after)]);
        };
        let of = |side: Option<&'_ Value>, column: &str| side.and_then(|row| row.get(column)).cloned();
        let pairs = columns.map(|column| (column, of(before, column), of(after, column)));
        let differing = pairs.filter(|(_, before, after)| before != after);
        let change = |(column, before, after): (&String, Option<Value>, Option<Value>)| {
            JournalChange::of(field_name(column), before.as_ref(), after.as_ref())
        };
        Some(differing.map(change).collect())
    }

    /// What else is told: the fields that were denied, how many entries were read by which filter, the client that logged
    /// in; null where there is nothing, and where the viewer sees the entry without values.
    async fn details(&self) -> Option<Vec<JournalDetail>> {
        let told = DETAILS.into_iter().filter_map(|name| {
            Some(JournalDetail { name: name.to_owned(), value: self.member(name).and_then(text_of)? })
        });
        let told: Vec<_> = told.collect();
        (!told.is_empty()).then_some(told)
    }
}

/// An account as the journal names it.
#[derive(Clone, Debug, SimpleObject)]
pub struct JournalActor {
    /// The key of the account.
    account: ID,
    /// The name that it logs in with.
    username: String,
    /// The name shown to administrators.
    display_name: String,
}

/// In what circumstances something was done.
#[derive(Clone, Debug, SimpleObject)]
pub struct JournalCircumstances {
    /// The session; null where it was done outside of one.
    session: Option<ID>,
    /// The role that the account had; null where nobody was logged in.
    role: Option<Role>,
    /// The address that the request came from; null where it is not known.
    address: Option<String>,
}

/// A field before and after.
#[derive(Clone, Debug, SimpleObject)]
pub struct JournalChange {
    /// The field.
    field: String,
    /// Its value before, as text; null where there was none.
    before: Option<String>,
    /// Its value after, as text; null where there is none.
    after: Option<String>,
}

impl JournalChange {
    fn of(field: String, before: Option<&Value>, after: Option<&Value>) -> Self {
        Self { field, before: before.and_then(text_of), after: after.and_then(text_of) }
    }
}

/// A circumstance of a kind of entry.
#[derive(Clone, Debug, SimpleObject)]
pub struct JournalDetail {
    /// What it is.
    name: String,
    /// Its value, as text.
    value: String,
}

/// Which entries to list. Conditions are joined by "and".
#[derive(Clone, Debug, Default, InputObject)]
pub struct JournalFilter {
    /// By this account.
    pub actor: Option<ID>,
    /// About this thing: a key, or an id that the journal gave.
    pub object: Option<ID>,
    /// About things of one of these kinds, as `objectType` names them; at most 100.
    pub object_types: Option<Vec<String>>,
    /// One of these operations.
    pub operations: Option<Vec<JournalOperation>>,
    /// About data of one of these classes; one of which the viewer sees no entry is denied.
    pub classes: Option<Vec<ConfidentialityClass>>,
    /// About things of this unit itself.
    pub unit: Option<ID>,
    /// Recorded at this instant or later.
    pub from: Option<DateTime>,
    /// Recorded before this instant.
    pub to: Option<DateTime>,
}

/// The byte that an id begins with which is good for the journal's filter alone: no type of thing has it.
const FOR_THE_JOURNAL: u8 = u8::MAX;

/// The id of a thing of a table: its key where it has one.
fn thing_id(table: &str, thing: Uuid) -> ID {
    match kind_of(table) {
        Some(kind) => key(kind, thing),
        None => ID(URL_SAFE_NO_PAD.encode([&[FOR_THE_JOURNAL], thing.as_bytes().as_slice()].concat())),
    }
}

/// The thing of an id that the journal gave, or of any other id or key.
///
/// # Errors
/// [`BadInput::MalformedId`] for text that is neither.
pub fn thing(id: &ID) -> Result<Uuid, ApiError> {
    let bytes = URL_SAFE_NO_PAD.decode(id.as_bytes()).map_err(|_| BadInput::MalformedId)?;
    match bytes.split_first() {
        Some((&FOR_THE_JOURNAL, thing)) => Uuid::from_slice(thing).map_err(|_| BadInput::MalformedId.into()),
        _ => Ok(GlobalId::decode(id)?.uuid),
    }
}

/// The kind of the things of a table; none of those that have no global id.
pub(super) fn kind_of(table: &str) -> Option<NodeKind> {
    Some(match table {
        "account" => NodeKind::Account,
        "account_grant" => NodeKind::AccountGrant,
        "account_proposal" => NodeKind::AccountProposal,
        "session" => NodeKind::Session,
        "service_secret" => NodeKind::ServiceSecret,
        "service_key" => NodeKind::ServiceKey,
        "unit" => NodeKind::Unit,
        "official" => NodeKind::Official,
        "appointment" => NodeKind::Appointment,
        "qualification" => NodeKind::Qualification,
        "programme" => NodeKind::Programme,
        "target" => NodeKind::Target,
        "course" => NodeKind::Course,
        "enrolment" => NodeKind::Enrolment,
        "training_plan" => NodeKind::TrainingPlan,
        "training_plan_item" => NodeKind::TrainingPlanItem,
        "source_pool_entry" => NodeKind::SourcePoolEntry,
        "source_pool_review" => NodeKind::SourcePoolReview,
        "source_pool_report" => NodeKind::SourcePoolReport,
        "obligation_rule" => NodeKind::Deadline,
        "locality_assessment" => NodeKind::LocalityAssessment,
        "post" => NodeKind::Post,
        "rating" => NodeKind::Rating,
        "report" => NodeKind::Report,
        "discipline" => NodeKind::Discipline,
        "standing_committee_membership" => NodeKind::StandingCommitteeMembership,
        "succession_round" => NodeKind::SuccessionRound,
        "succession_entry" => NodeKind::SuccessionEntry,
        _ => return None,
    })
}

/// A column as the fields of the schema are named.
pub(super) fn field_name(column: &str) -> String {
    let mut parts = column.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| {
        let mut letters = part.chars();
        let capital = letters.next().map(|letter| letter.to_ascii_uppercase());
        name + &capital.into_iter().chain(letters).collect::<String>()
    })
}

/// A value as text; none for null.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;

    #[test]
    fn given_a_column_then_its_name_as_a_field() {
        assert_eq!(field_name("display_name"), "displayName");
        assert_eq!(field_name("must_change_password"), "mustChangePassword");
        assert_eq!(field_name("id"), "id");
    }

    #[test]
    fn given_an_id_of_the_journal_or_any_other_then_the_thing() {
        let uuid = Uuid::from_u128(42);
        assert_eq!(thing(&thing_id("activation", uuid)).unwrap(), uuid);
        assert_eq!(thing(&thing_id("official", uuid)).unwrap(), uuid);
        assert_eq!(thing_id("official", uuid), key(NodeKind::Official, uuid));
        assert!(GlobalId::decode(&thing_id("activation", uuid)).is_err());
        for text in ["", "_w", "A", "_____w", &"_".repeat(40)] {
            assert!(thing(&ID(text.to_owned())).is_err(), "{text}");
        }
    }

    #[test]
    fn given_a_value_then_text_and_none_for_null() {
        assert_eq!(text_of(&Value::Null), None);
        assert_eq!(text_of(&Value::from("a")), Some("a".to_owned()));
        assert_eq!(text_of(&Value::from(vec![1, 2])), Some("[1,2]".to_owned()));
    }
}
