//! `canbo account`.

use clap::{Args, Subcommand};
use entity::id::{AccountId, AccountProposalId, UnitId};
use entity::value::Role;
use sea_orm::ActiveEnum;
use uuid::Uuid;

use super::opened::{Installation, Opened};
use super::{CommandError, pass_phrase, say};
use crate::auth::Passwords;
use crate::database::Database;
use crate::work::Asker;
use crate::work::accounts::{self, Invitation, Invited, UnitPeriod, console, create_first_administrator};

/// Manage accounts: what a new or a locked-out installation needs. Everything else is for administrators, through the
/// API.
#[derive(Debug, Subcommand)]
pub(super) enum Account {
    /// Make one of the first two administrators.
    ///
    /// The pass phrase, 15 to 128 characters, is read from the variable `CANBO_PASSPHRASE`, or else from standard
    /// input; never from the command line, where others could see it.
    Create {
        #[command(flatten)]
        installation: Installation,
        /// The name to log in with.
        #[arg(long)]
        username: String,
        /// The name shown to other administrators; the login name where none is given.
        #[arg(long)]
        display_name: Option<String>,
    },
    /// List the accounts, and the proposals that wait for a second administrator.
    List {
        #[command(flatten)]
        installation: Installation,
    },
    /// Make an account with a code, with which its holder sets a pass phrase.
    Invite {
        #[command(flatten)]
        installation: Installation,
        /// The name to log in with.
        #[arg(long)]
        username: String,
        /// The name shown to administrators.
        #[arg(long)]
        display_name: String,
        /// DISTRICT, COMMUNE, PARTY_COMMITTEE, ADMIN or INTEGRATION.
        #[arg(long, value_parser = role)]
        role: Role,
        /// A unit to hold the role in, as the UUID of its row; give it once for each unit.
        #[arg(long = "unit")]
        units: Vec<Uuid>,
    },
    /// Take an account's pass phrase away and make a code to set another.
    Reset(OfAccount),
    /// Approve what an administrator proposed, where there is no second one.
    Approve {
        #[command(flatten)]
        installation: Installation,
        /// The proposal, as `list` shows it.
        proposal: Uuid,
    },
    /// Keep an account from logging in, and end its sessions.
    Disable(OfAccount),
    /// Let an account log in again.
    Enable(OfAccount),
    /// Lift the lock of too many failures in a row.
    Unlock(OfAccount),
    /// End every session of an account.
    EndSessions(OfAccount),
}

/// An account that is there.
#[derive(Debug, Args)]
pub(super) struct OfAccount {
    #[command(flatten)]
    installation: Installation,
    /// The name to log in with.
    #[arg(long)]
    username: String,
    /// Why, for the journal.
    #[arg(long, default_value = "at the console")]
    reason: String,
}

impl OfAccount {
    /// The installation, and the account in it.
    async fn open(&self) -> Result<(Opened, AccountId), CommandError> {
        let opened = self.installation.open().await?;
        let account = console::named(&opened.database, &self.username).await?;
        Ok((opened, account.ok_or_else(|| CommandError::NoAccount(self.username.clone()))?))
    }
}

impl Account {
    pub(super) async fn run(self) -> Result<(), CommandError> {
        let console = Asker::CONSOLE;
        let database = match self {
            Self::Create { installation, username, display_name } => {
                let Opened { database, work } = installation.open().await?;
                let phrase = pass_phrase::read()?;
                let display_name = display_name.unwrap_or_else(|| username.clone());
                let passwords = Passwords::default();
                let name =
                    create_first_administrator(&work, &passwords, &username, &display_name, phrase).await?;
                say(format!("The administrator {name} may log in now."))?;
                database
            }
            Self::List { installation } => list(&installation.open().await?).await?,
            Self::Invite { installation, username, display_name, role, units } => {
                let opened = installation.open().await?;
                let units =
                    units.into_iter().map(|unit| UnitPeriod { unit: UnitId(unit), from: None, to: None });
                let units = units.collect();
                let invitation =
                    Invitation { username, display_name, role, units, official: None, reason: None };
                show_code(accounts::invite(&opened.work, console, invitation, None).await?)?;
                opened.database
            }
            Self::Reset(of) => {
                let (opened, account) = of.open().await?;
                show_code(accounts::reset(&opened.work, console, account, None, &of.reason).await?)?;
                opened.database
            }
            Self::Approve { installation, proposal } => {
                let opened = installation.open().await?;
                accounts::approve(&opened.work, console, AccountProposalId(proposal), None).await?;
                say("Approved and done.")?;
                opened.database
            }
            Self::Disable(of) => {
                let (opened, account) = of.open().await?;
                accounts::disable(&opened.work, console, account, None, &of.reason).await?;
                say(format!("{} may not log in any more.", of.username))?;
                opened.database
            }
            Self::Enable(of) => {
                let (opened, account) = of.open().await?;
                accounts::enable(&opened.work, console, account, None, &of.reason).await?;
                say(format!("{} may log in again.", of.username))?;
                opened.database
            }
            Self::Unlock(of) => {
                let (opened, account) = of.open().await?;
                accounts::unlock(&opened.work, console, account, Some(&of.reason)).await?;
                say(format!("{} is not locked.", of.username))?;
                opened.database
            }
            Self::EndSessions(of) => {
                let (opened, account) = of.open().await?;
                let (_, ended) = accounts::end_all_sessions(&opened.work, console, account).await?;
                say(format!("{ended} sessions of {} ended.", of.username))?;
                opened.database
            }
        };
        Ok(database.close().await?)
    }
}

async fn list(opened: &Opened) -> Result<Database, CommandError> {
    for account in console::all(&opened.database).await? {
        let (role, status) = (account.role.to_value(), account.status.to_value());
        say(format!("{}  {role}  {status}  {}", account.username, account.display_name))?;
    }
    for proposal in console::waiting(&opened.database, opened.work.now()).await? {
        let (kind, role) = (proposal.kind.to_value(), proposal.role.to_value());
        let (id, until) = (proposal.id.0, proposal.expires_at.format("%Y-%m-%dT%H:%M:%SZ"));
        say(format!("proposal {id}  {kind}  {role}  {}  until {until}", proposal.username))?;
    }
    Ok(opened.database.clone())
}

/// Shows a code, once.
fn show_code(invited: Invited) -> Result<(), CommandError> {
    match invited.code {
        Some(code) => {
            let until = code.expires_at.format("%Y-%m-%dT%H:%M:%SZ");
            say(format!("Activation code, until {until}: {}", code.text))
        }
        None => say("A second administrator has to approve."),
    }
}

fn role(text: &str) -> Result<Role, String> {
    let known = Role::ALL.iter().find(|role| role.to_value().eq_ignore_ascii_case(text));
    known.copied().ok_or_else(|| "no role has this name".to_owned())
}
