//! What a server told and what it wrote, against the model.

use std::collections::{BTreeMap, BTreeSet};

use canbo_tests::Server;
use entity::journal_entry;
use entity::value::{JournalOperation, JournalStream};
use serde_json::{Value, json};
use uuid::Uuid;

use super::ask::Answered;
use super::model::{DENIED, Done, Judgement, Model, Row, SUCCESSION, Shown, State, Step, Told, id_of};
use super::{found, publications, seals};

/// The heads of the journal before a step.
pub(super) struct Before {
    data: i64,
    access: i64,
}

impl Before {
    pub(super) async fn of(server: &Server) -> Self {
        Self {
            data: found::head(server, JournalStream::Data).await,
            access: found::head(server, JournalStream::Access).await,
        }
    }
}

/// Compares what was told, what is written and what is journalled of a step, and gives the server's ids to what is new.
pub(super) async fn step(
    server: &Server,
    model: &Model,
    step: &Step,
    answered: &Answered,
    judgement: &mut Judgement,
    before: &Before,
) -> Result<(), String> {
    let told = |what: String| format!("{what}, where the server told: {}", answered.text);
    outcome(answered, judgement).map_err(told)?;
    let found = found::facts(server).await;
    let mut names = Vec::new();
    match judgement {
        Judgement::Done(done) => {
            names = bind(&mut done.after, &found);
            let account = model.account(step.account);
            for report in done.sealed.clone() {
                seals::take_over(server, model, account, (&mut done.after, &found), report).await?;
            }
            let renamed = |id: Uuid| names.iter().find(|(from, _)| *from == id).map_or(id, |(_, to)| *to);
            if let Some(publication) = done.published {
                let publication = renamed(publication.0).into();
                publications::take_over(model, answered, (&mut done.after, &found), publication)?;
            }
            state(&done.after, &found)?;
            let is_seen = done.seen.is_none_or(|(shown, on)| {
                let unit = match shown {
                    Shown::OfPerson(person) => {
                        done.after.file_on(renamed(person.0).into(), on).map(|it| it.unit_id)
                    }
                    Shown::OfUnit(unit) => Some(unit),
                };
                unit.is_some_and(|unit| model.scope(account, on).contains(&unit))
            });
            object(answered, done, is_seen, &names).map_err(told)?;
            done.object = done.object.map(renamed);
        }
        Judgement::Refused(_) => state(&model.state, &found)?,
    }
    journal(server, model, step, judgement, before, &names).await.map_err(told)
}

fn outcome(answered: &Answered, judgement: &Judgement) -> Result<(), String> {
    match judgement {
        Judgement::Refused(broken) => some_of(&answered.errors, &broken.rules),
        Judgement::Done(done) if done.is_replay => {
            agree("the errors of a replay", &answered.errors, &BTreeSet::new())?;
            agree("whether it is a replay", &answered.is_replay, &true)
        }
        Judgement::Done(done) => {
            agree("whether it is a replay", &answered.is_replay, &false)?;
            let warnings: Vec<String> = done.warnings.iter().map(|&code| code.to_owned()).collect();
            rows(answered, done)?;
            match done.published {
                // Whether the same was published before is looked at when its values are known.
                Some(_) => Ok(()),
                None => agree("the warnings", &answered.warnings, &warnings),
            }
        }
    }
}

/// Whether rules were named that are broken, and no other.
fn some_of(told: &BTreeSet<Told>, broken: &BTreeSet<Told>) -> Result<(), String> {
    let is_one = !told.is_empty() && told.is_subset(broken);
    if is_one { Ok(()) } else { Err(format!("{told:?} are broken, and not some of {broken:?}")) }
}

/// What became of each row.
fn rows(answered: &Answered, done: &Done) -> Result<(), String> {
    agree("the number of rows", &answered.rows.len(), &done.rows.len())?;
    let mut all = BTreeSet::new();
    for ((status, errors), row) in answered.rows.iter().zip(&done.rows) {
        let expected = match row {
            Row::Done => "DONE",
            Row::Refused(_) => "REFUSED",
            Row::NotDone => "NOT_DONE",
        };
        agree("what became of a row", &status.as_str(), &expected)?;
        match row {
            Row::Refused(broken) => some_of(errors, broken)?,
            Row::Done | Row::NotDone => agree("the errors of a row", errors, &BTreeSet::new())?,
        }
        all.extend(errors.iter().cloned());
    }
    // Where nothing was written, all that is wrong is told of the whole as well.
    let of_all = if done.is_written() { BTreeSet::new() } else { all };
    agree("the errors", &answered.errors, &of_all)
}

/// Whether the payload tells of what was made or changed.
fn object(answered: &Answered, done: &Done, is_seen: bool, names: &[(Uuid, Uuid)]) -> Result<(), String> {
    if done.is_replay || !done.rows.is_empty() {
        return Ok(());
    }
    agree("whether there is an object", &answered.has_object, &is_seen)?;
    let Some(expected) = done.object.filter(|_| is_seen) else { return Ok(()) };
    let expected = names.iter().find(|(from, _)| *from == expected).map_or(expected, |(_, to)| *to);
    let is_told = answered.keys.contains(&expected);
    if is_told { Ok(()) } else { Err(format!("{expected} is not told of")) }
}

/// Gives the ids of rows that only the database has to the rows of the model that say the same; tells which were given.
fn bind(state: &mut State, found: &State) -> Vec<(Uuid, Uuid)> {
    let mut names = Vec::new();
    while let Some(pair) = unbound(state, found) {
        state.rename(pair.0, pair.1);
        names.push(pair);
    }
    names
}

/// The first row of the model that is not in the database, with a row of it that says the same under an id that the model does not have.
fn unbound(state: &State, found: &State) -> Option<(Uuid, Uuid)> {
    for (own, other) in state.tables().into_iter().zip(found.tables()) {
        let ids = |rows: &[Value]| -> BTreeSet<Uuid> { rows.iter().map(id_of).collect() };
        let (known, there) = (ids(&own.rows), ids(&other.rows));
        let missing = own.rows.iter().filter(|row| !there.contains(&id_of(row)));
        for missing in missing {
            let new = other.rows.iter().filter(|row| !known.contains(&id_of(row)));
            let same = |new: &&Value| match own.name {
                // A unit that begins is known by its code.
                "unit_version" => ["code", "valid_from"].iter().all(|field| new[*field] == missing[*field]),
                _ => without_id(new) == without_id(missing),
            };
            let Some(new) = new.into_iter().find(same) else { continue };
            let named = |row: &Value, field: &str| row[field].as_str().unwrap().parse().unwrap();
            if own.name == "unit_version" && new["unit_id"] != missing["unit_id"] {
                return Some((named(missing, "unit_id"), named(new, "unit_id")));
            }
            return Some((id_of(missing), id_of(new)));
        }
    }
    None
}

fn without_id(row: &Value) -> Value {
    let mut row = row.clone();
    let id = if row.get("id").is_some() { "id" } else { "official_id" };
    row.as_object_mut().unwrap().remove(id);
    row
}

/// Whether the database holds what the model does.
pub(super) fn state(model: &State, found: &State) -> Result<(), String> {
    for (own, other) in model.tables().iter().zip(found.tables()) {
        let by_id = |rows: &[Value]| -> BTreeMap<Uuid, Value> {
            rows.iter().map(|row| (id_of(row), row.clone())).collect()
        };
        let (own_rows, found_rows) = (by_id(&own.rows), by_id(&other.rows));
        if own_rows != found_rows {
            let differs = |these: &BTreeMap<Uuid, Value>, those: &BTreeMap<Uuid, Value>| {
                let rows = these.iter().filter(|(id, row)| those.get(id) != Some(row));
                rows.map(|(_, row)| row.to_string()).collect::<Vec<_>>()
            };
            let (expected, there) = (differs(&own_rows, &found_rows), differs(&found_rows, &own_rows));
            return Err(format!("the table {} holds {there:#?} and not {expected:#?}", own.name));
        }
    }
    Ok(())
}

/// An entry as it is compared: the table, what was done, the row, the unit, the class.
type Written = (String, String, Option<Uuid>, Option<Uuid>, String);

/// Whether there is one entry for each row that was made or changed, and none for anything else.
async fn journal(
    server: &Server,
    model: &Model,
    step: &Step,
    judgement: &Judgement,
    before: &Before,
    names: &[(Uuid, Uuid)],
) -> Result<(), String> {
    let mut expected: Vec<Written> = Vec::new();
    let mut denials = Vec::new();
    match judgement {
        Judgement::Done(done) => expected = written(model, done),
        Judgement::Refused(broken) if broken.refers => denials.push("official_identity"),
        Judgement::Refused(_) => {}
    }
    let entries = found::entries(server, JournalStream::Data, before.data).await;
    let mut found: Vec<Written> = entries.iter().map(as_written).collect();
    expected.sort();
    found.sort();
    agree(&format!("the journal ({} ids were given)", names.len()), &found, &expected)?;
    let mut accesses = found::entries(server, JournalStream::Access, before.access).await;
    // What a payload shows of a succession plan is told as read; and as looked for, where it was made before and is gone since.
    let is_looked_for = matches!(judgement, Judgement::Done(_)) || is_refused_at(judgement, "NOT_FOUND", "");
    let is_read = is_looked_for && SUCCESSION.contains(&step.mutation);
    accesses.retain(|entry| !(is_read && entry.operation == JournalOperation::Read));
    let denied: Vec<&str> = accesses.iter().map(|entry| entry.object_type.as_str()).collect();
    let is_denial = accesses.iter().all(|entry| entry.operation == JournalOperation::Denied);
    if denied == ["graphql"] && is_denial && is_refused_at(judgement, "FORBIDDEN", DENIED) {
        return Ok(());
    }
    agree(&format!("the denials of {}", step.mutation), &(denied, is_denial), &(denials, true))
}

fn is_refused_at(judgement: &Judgement, code: &str, place: &str) -> bool {
    match judgement {
        Judgement::Refused(broken) => broken.rules.contains(&(code.to_owned(), place.to_owned())),
        Judgement::Done(_) => false,
    }
}

/// The tables whose rows are of a person, and belong to the unit that keeps the file.
const OF_PEOPLE: [&str; 6] =
    ["official", "official_identity", "qualification", "discipline", "party_record", "party_discipline"];

/// The entries of what a mutation made, changed and took out.
fn written(model: &Model, done: &Done) -> Vec<Written> {
    let mut written = Vec::new();
    let unit_of = |table: &str, row: &Value| {
        // What was of two records is of the one that stays.
        let survivor = done.merged.filter(|_| OF_PEOPLE.contains(&table));
        let (table, row) = match survivor {
            Some((_, survivor)) => ("official", json!({ "id": survivor })),
            None => (table, row.clone()),
        };
        // Whose a person is, is told as of before: the file may move by the same change. An enrolment is of the unit that nominates now.
        let states = match table {
            "enrolment_step" => [&done.after, &model.state],
            _ => [&model.state, &done.after],
        };
        let unit = states.into_iter().find_map(|state| state.unit_of(table, &row, model.today));
        unit.map(|unit| unit.parse().unwrap())
    };
    for (was, is) in model.state.tables().iter().zip(done.after.tables()) {
        let known: BTreeMap<Uuid, &Value> = was.rows.iter().map(|row| (id_of(row), row)).collect();
        let stays: BTreeSet<Uuid> = is.rows.iter().map(id_of).collect();
        let mut add = |operation: &str, row: &Value| {
            let (name, class) = (is.name.to_owned(), is.class.to_owned());
            written.push((name, operation.to_owned(), Some(id_of(row)), unit_of(is.name, row), class));
        };
        let today = model.today.to_string();
        let had_ended = |row: &Value| {
            let mut ends = ["valid_to", "removed_on"].into_iter().filter_map(|end| row[end].as_str());
            ends.any(|end| end <= today.as_str())
        };
        // A record of the Party goes over under the id of its person.
        let goes_over = |row: &Value| {
            done.merged.is_some_and(|(duplicate, survivor)| {
                let is_of_either = [duplicate.0, survivor.0].contains(&id_of(row));
                is.name == "party_record" && is_of_either && !known.contains_key(&survivor.0)
            })
        };
        for row in was.rows.iter().filter(|row| !stays.contains(&id_of(row)) && !goes_over(row)) {
            add("REMOVE", row);
        }
        for row in &is.rows {
            let is_correction = match done.merged {
                Some(_) => is.name != "official",
                None => done.corrected.contains(&id_of(row)),
            };
            match known.get(&id_of(row)) {
                Some(before) if *before == row => {}
                // Nothing closed is edited but by a correction.
                Some(before) if is_correction || had_ended(before) => add("CORRECT", row),
                Some(_) => add("CHANGE", row),
                None if goes_over(row) => add("CORRECT", row),
                None => add("CREATE", row),
            }
        }
    }
    if let Some((duplicate, _)) = done.merged {
        let accounts = model.holders.iter().filter(|(_, holder)| **holder == duplicate);
        written.extend(accounts.map(|(username, _)| {
            let account = Some(model.account(username).id.0);
            ("account_holder".to_owned(), "CORRECT".to_owned(), account, None, "ACCOUNT".to_owned())
        }));
    }
    written
}

fn as_written(entry: &journal_entry::Model) -> Written {
    let word = |word: Value| word.as_str().unwrap().to_owned();
    (
        entry.object_type.clone(),
        word(serde_json::to_value(entry.operation).unwrap()),
        entry.object_id,
        entry.unit_id.map(|unit| unit.0),
        word(serde_json::to_value(entry.class).unwrap()),
    )
}

pub(super) fn agree<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, wanted: &T) -> Result<(), String> {
    if found == wanted { Ok(()) } else { Err(format!("{what}: {found:?}, and not {wanted:?}")) }
}
