//! What is journalled.

use entity::class::{Classified, ConfidentialityClass};
use entity::id::{AccountId, UnitId};
use entity::value::JournalOperation;
use sea_orm::{EntityName, ModelTrait, Value as Column, sea_query::ValueTuple};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::JournalError;

/// One change, login or recorded read, before it has its place in a stream.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Who; none for the console.
    pub actor: Option<AccountId>,
    /// In which request; none for the console.
    pub request: Option<Uuid>,
    /// The kind of object: a table's name.
    pub object_type: &'static str,
    /// The object, where one row has an id of its own.
    pub object: Option<Uuid>,
    /// The unit that the object belongs to.
    pub unit: Option<UnitId>,
    /// The class of the object's data.
    pub class: ConfidentialityClass,
    /// What was done.
    pub operation: JournalOperation,
    /// Why, where a reason was given.
    pub reason: Option<String>,
    /// What is sealed with it: the row before and after, or the circumstances.
    pub value: Option<Value>,
}

/// How columns that prove a secret are named, whatever their table: they are no part of what was known, and nobody may
/// read them in the journal. That one of them changed is told.
const WITHHELD: &str = "_hash";

impl Entry {
    /// The entry of a new row.
    ///
    /// # Errors
    /// The row can't be written as JSON.
    pub fn created<M>(row: &M, unit: Option<UnitId>) -> Result<Self, JournalError>
    where
        M: ModelTrait + Serialize,
        M::Entity: Classified,
    {
        let value = json!({ "after": columns(row)? });
        Ok(Self::of(row, unit, JournalOperation::Create, None, value))
    }

    /// The entry of a row that was written anew.
    ///
    /// # Errors
    /// A row can't be written as JSON.
    pub fn changed<M>(
        before: &M,
        after: &M,
        unit: Option<UnitId>,
        reason: Option<String>,
    ) -> Result<Self, JournalError>
    where
        M: ModelTrait + Serialize,
        M::Entity: Classified,
    {
        let (before, after_all) = (serde_json::to_value(before)?, serde_json::to_value(after)?);
        let changed = changed_columns(&before, &after_all);
        let value = json!({ "before": shown(before), "after": shown(after_all), "changed": changed });
        Ok(Self::of(after, unit, JournalOperation::Change, reason, value))
    }

    /// The entry of a row whose fact was wrong and was set right.
    ///
    /// # Errors
    /// As [`changed`](Self::changed).
    pub fn corrected<M>(
        before: &M,
        after: &M,
        unit: Option<UnitId>,
        reason: String,
    ) -> Result<Self, JournalError>
    where
        M: ModelTrait + Serialize,
        M::Entity: Classified,
    {
        let changed = Self::changed(before, after, unit, Some(reason))?;
        Ok(Self { operation: JournalOperation::Correct, ..changed })
    }

    /// The entry of a row that was taken out of its table.
    ///
    /// # Errors
    /// The row can't be written as JSON.
    pub fn removed<M>(row: &M, unit: Option<UnitId>, reason: String) -> Result<Self, JournalError>
    where
        M: ModelTrait + Serialize,
        M::Entity: Classified,
    {
        let value = json!({ "before": columns(row)? });
        Ok(Self::of(row, unit, JournalOperation::Remove, Some(reason), value))
    }

    fn of<M>(
        row: &M,
        unit: Option<UnitId>,
        operation: JournalOperation,
        reason: Option<String>,
        value: Value,
    ) -> Self
    where
        M: ModelTrait,
        M::Entity: Classified,
    {
        Self {
            actor: None,
            request: None,
            object_type: M::Entity::default().table_name(),
            object: own_id(row),
            unit,
            class: M::Entity::CLASS,
            operation,
            reason,
            value: Some(value),
        }
    }
}

/// The row's columns, without those withheld.
fn columns<M: ModelTrait + Serialize>(row: &M) -> Result<Value, JournalError> {
    Ok(shown(serde_json::to_value(row)?))
}

fn shown(mut row: Value) -> Value {
    if let Some(columns) = row.as_object_mut() {
        columns.retain(|column, _| !column.ends_with(WITHHELD));
    }
    row
}

/// The names of the columns whose values differ, those withheld among them.
fn changed_columns(before: &Value, after: &Value) -> Vec<String> {
    let columns = after.as_object().into_iter().flatten();
    let changed = columns.filter(|(column, value)| before.get(column.as_str()) != Some(*value));
    changed.map(|(column, _)| column.clone()).collect()
}

/// The id of a row whose key is one id.
fn own_id<M: ModelTrait>(row: &M) -> Option<Uuid> {
    match row.get_primary_key_value() {
        ValueTuple::One(Column::Uuid(id)) => id,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use entity::value::{AccountStatus, Role};

    use super::*;

    #[test]
    fn given_an_account_when_journalled_then_its_password_hash_is_withheld() {
        let id = Uuid::from_u128(3);
        let row = entity::account::Model {
            id: AccountId(id),
            username: "noi-vu".to_owned(),
            display_name: "Phòng Nội vụ".to_owned(),
            role: Role::District,
            status: AccountStatus::Active,
            password_hash: Some("$argon2id$secret".to_owned()),
            password_changed_at: None,
            must_change_password: false,
            created_at: chrono::DateTime::UNIX_EPOCH,
            version: 1,
        };
        let renamed = entity::account::Model { display_name: "Nội vụ".to_owned(), ..row.clone() };
        let change = Entry::changed(&row, &renamed, None, None).unwrap().value.unwrap();
        assert_eq!(change.pointer("/before/display_name").unwrap(), "Phòng Nội vụ");
        assert_eq!(change.pointer("/after/display_name").unwrap(), "Nội vụ");
        assert_eq!(change.pointer("/changed").unwrap(), &json!(["display_name"]));
        let again =
            entity::account::Model { password_hash: Some("$argon2id$other".to_owned()), ..row.clone() };
        let again = Entry::changed(&row, &again, None, None).unwrap().value.unwrap();
        assert_eq!(again.pointer("/changed").unwrap(), &json!(["password_hash"]));
        assert_eq!(again.pointer("/before"), again.pointer("/after"));
        assert!(!again.to_string().contains("argon2id"));
        assert!(!change.to_string().contains("argon2id"));
        let entry = Entry::created(&row, None).unwrap();
        assert_eq!(entry.object, Some(id));
        assert_eq!(entry.object_type, "account");
        assert_eq!(entry.class, ConfidentialityClass::Account);
        let value = entry.value.unwrap();
        assert_eq!(value.pointer("/after/username").unwrap(), "noi-vu");
        assert!(!value.to_string().contains("argon2id"));
    }
}
