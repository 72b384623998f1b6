//! The values of journal entries: one sealed table for each class, so that no header and no other class's
//! reader comes near them.

macro_rules! value_tables {
    ($($(#[$doc:meta])* $module:ident, $table:literal, $class:ident;)*) => {$(
        $(#[$doc])*
        pub mod $module {
            use sea_orm::entity::prelude::*;
            use serde::{Deserialize, Serialize};

            use crate::class::{Classified, ConfidentialityClass};
            use crate::value::JournalStream;

            /// The sealed value of one journal entry of this class.
            #[sea_orm::model]
            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                /// The stream of the entry.
                #[sea_orm(primary_key, auto_increment = false)]
                pub stream: JournalStream,
                /// The sequence number of the entry.
                #[sea_orm(primary_key, auto_increment = false)]
                pub sequence: i64,
                /// Before and after as JSON, sealed with AES-256-GCM and bound to stream, sequence and class.
                pub sealed: Vec<u8>,
            }

            impl ActiveModelBehavior for ActiveModel {}

            impl Classified for Entity {
                const CLASS: ConfidentialityClass = ConfidentialityClass::$class;
            }
        }
    )*};
}

value_tables! {
    /// Values of entries about the directory.
    directory, "journal_value_directory", Directory;
    /// Values of entries about personnel.
    personnel, "journal_value_personnel", Personnel;
    /// Values of entries about identity.
    identity, "journal_value_identity", Identity;
    /// Values of entries about Party data.
    party, "journal_value_party", Party;
    /// Values of entries about succession planning.
    succession, "journal_value_succession", Succession;
    /// Values of entries about published figures.
    aggregate, "journal_value_aggregate", Aggregate;
    /// Values of entries about accounts.
    account, "journal_value_account", Account;
}
