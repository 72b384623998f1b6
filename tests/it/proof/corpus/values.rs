//! What arguments are given: values of the world that are visible, hidden, and of nothing at all.
//!
//! Enums, booleans and dates come from the schema alone. What a text, number or id means is told by the argument's name;
//! one that is not known here fails the test.

use std::collections::{BTreeMap, BTreeSet};

use api::demo::District;
use api::graphql::id::{NodeKind, id, key};
use async_graphql_parser::types::{BaseType, InputValueDefinition, Type, TypeKind};
use canbo_tests::{SchemaTypes, TODAY, base, day};
use entity::id::OfficialId;
use uuid::Uuid;

use super::DAYS;
use crate::proof::administration::{Held, accounts};
use crate::proof::reports::SEALED;
use crate::proof::sight::is_in;
use crate::proof::twin::CANARY;
use crate::proof::viewer::unit_at;

/// How many things of a kind stand for all where each is asked with everything below it.
const SAMPLES: usize = 3;

/// How many people stand for all: one who is in sight, one who never is, one whom only the twin has, one who was.
const CHOSEN: usize = 4;

/// The values of a world.
pub(in crate::proof) struct Values {
    /// By the name of their type, the things there are.
    things: BTreeMap<&'static str, (NodeKind, Vec<Uuid>)>,
    /// By the name of an argument, texts.
    texts: BTreeMap<&'static str, Vec<String>>,
}

impl Values {
    /// The values of a twin, which has all that the base has and more. `chosen` are people to ask for above all.
    pub(in crate::proof) fn of(rows: &District, chosen: &[OfficialId]) -> Self {
        Self { things: things(rows, chosen), texts: texts(rows) }
    }

    /// The ids of all things of a type and of one that is not, as seen from a day, or their keys.
    pub(in crate::proof) fn ids_of(&self, type_name: &str, on: Option<&str>) -> Vec<String> {
        let (kind, things) = self.things_of(type_name);
        let missing = Uuid::from_u128(0xDEAD);
        let all = things.iter().copied().chain([missing]);
        all.map(|thing| match on {
            Some(on) => id(kind, thing, day(on)).to_string(),
            None => key(kind, thing).to_string(),
        })
        .collect()
    }

    fn things_of(&self, type_name: &str) -> (NodeKind, &[Uuid]) {
        let (kind, things) = self
            .things
            .get(type_name)
            .unwrap_or_else(|| panic!("the world does not say which things of {type_name} there are"));
        (*kind, things)
    }

    /// The keys of some things of a type, spread over all; of people those who were chosen.
    fn samples(&self, type_name: &str) -> Vec<String> {
        let (kind, things) = self.things_of(type_name);
        let step = if type_name == "Official" { 1 } else { things.len().div_ceil(SAMPLES).max(1) };
        let things = if type_name == "Official" { things.get(..CHOSEN).unwrap_or(things) } else { things };
        things.iter().step_by(step).map(|thing| quoted(key(kind, *thing))).collect()
    }

    /// The argument by which things of a type are asked for.
    pub(super) fn of_type(&self, name: &str, type_name: &str) -> String {
        let samples = self.samples(type_name);
        match name {
            "id" => format!("id: {}", samples[0]),
            "ids" => format!("ids: [{}]", samples.join(", ")),
            _ => panic!("the corpus does not know what {name} asks for"),
        }
    }

    /// What a required argument is given where something else is varied.
    pub(super) fn usual(
        &self,
        types: &SchemaTypes,
        owner: &str,
        result: &str,
        argument: &InputValueDefinition,
    ) -> Vec<String> {
        let name = argument.name.node.as_str();
        match base(&argument.ty.node) {
            "ID" if name == "ids" => {
                let all =
                    types.implementations("Node").flat_map(|name| self.samples(name).into_iter().take(2));
                vec![format!("[{}]", all.collect::<Vec<_>>().join(", "))]
            }
            "ID" if name == "id" && owner == "Query" && result == "Node" => types
                .implementations("Node")
                .flat_map(|name| self.samples(name).into_iter().take(2))
                .collect(),
            // Those of which there are sealed reports in one world.
            "ID" if result == "ReportSeriesPoint" => self.samples("Unit with reports"),
            // One in which people are, and one in which people were.
            "ID" if type_of_id(name, result) == "Unit" => {
                let all = self.ids_for("Unit");
                all.first().into_iter().chain(all.last()).cloned().collect()
            }
            "ID" => self.samples(type_of_id(name, result)).into_iter().take(2).collect(),
            "Date" => vec![format!("[\"{}\", \"{}\"]", DAYS[0], DAYS[2])],
            "String" => vec![quoted(&self.texts_of(owner, name)[0])],
            _ => self.all(types, owner, result, argument),
        }
    }

    /// Filters of the journal that each show other entries.
    pub(super) fn of_the_journal(&self, types: &SchemaTypes) -> Vec<String> {
        let operations = words(types, "JournalOperation").into_iter().flatten();
        let of_operations = operations.map(|word| format!("{{ operations: [{word}] }}"));
        let objects = self.texts_of("JournalFilter", "objectTypes").iter();
        of_operations.chain(objects.map(|name| format!("{{ objectTypes: [{}] }}", quoted(name)))).collect()
    }

    /// Every value of an argument, good and bad.
    pub(super) fn all(
        &self,
        types: &SchemaTypes,
        owner: &str,
        result: &str,
        argument: &InputValueDefinition,
    ) -> Vec<String> {
        let name = argument.name.node.as_str();
        let single = self.single(types, owner, result, name, base(&argument.ty.node));
        as_asked(&argument.ty.node, single)
    }

    /// The values of an input: each field alone, and each beside each other.
    pub(super) fn input(
        &self,
        types: &SchemaTypes,
        name: &str,
        result: &str,
        fields: &[&InputValueDefinition],
    ) -> Vec<String> {
        let of = |field: &InputValueDefinition| -> Vec<String> {
            match types.get(base(&field.ty.node)).map(|definition| &definition.kind) {
                Some(TypeKind::InputObject(inner)) => {
                    let inner: Vec<_> = inner.fields.iter().map(|field| &field.node).collect();
                    self.input(types, base(&field.ty.node), result, &inner)
                }
                _ => self.all(types, name, result, field),
            }
        };
        let values: Vec<Vec<String>> = fields.iter().map(|field| of(field)).collect();
        let written = |place: usize, value: usize| {
            let values = &values[place];
            format!("{}: {}", fields[place].name.node, values[value % values.len()])
        };
        let required: Vec<usize> = (0..fields.len())
            .filter(|place| !fields[*place].ty.node.nullable && fields[*place].default_value.is_none())
            .collect();
        let whole = |places: &[usize], value: usize| {
            let others = required.iter().filter(|place| !places.contains(place));
            let given: Vec<String> =
                places.iter().chain(others).map(|place| written(*place, value)).collect();
            format!("{{ {} }}", given.join(", "))
        };
        let mut all = vec![whole(&[], 0)];
        for (place, values) in values.iter().enumerate() {
            all.extend((0..values.len()).map(|value| whole(&[place], value)));
            all.extend(
                (place + 1..fields.len())
                    .flat_map(|other| [whole(&[place, other], 0), whole(&[place, other], 1)]),
            );
        }
        let mut known = BTreeSet::new();
        all.retain(|value| known.insert(value.clone()));
        all
    }

    /// Single values of an argument or a condition.
    fn single(&self, types: &SchemaTypes, owner: &str, result: &str, name: &str, ty: &str) -> Vec<String> {
        match ty {
            "ID" => {
                let of_type = type_of_id(name, result);
                let good = if of_type == "Node" { self.samples("Official") } else { self.ids_for(of_type) };
                let other = if of_type == "Unit" { "Official" } else { "Unit" };
                let missing =
                    self.ids_of(if of_type == "Node" { "Official" } else { of_type }, None).pop().unwrap();
                let bad = ["1", "", "' OR 1=1"].map(quoted);
                let others = self.samples(other).into_iter().take(1);
                good.into_iter().chain(others).chain([quoted(&missing)]).chain(bad).collect()
            }
            "String" => self.texts_of(owner, name).iter().map(quoted).collect(),
            "Int" => match name {
                "first" | "last" => ["0", "1", "100", "101", "-1"].map(str::to_owned).into(),
                "underAge" => ["0", "30", "35", "49", "150", "151"].map(str::to_owned).into(),
                "year" | "years" | "reviewedIn" | "notReviewedIn" => {
                    ["2013", "2023", "2024", "2025", "9999"].map(str::to_owned).into()
                }
                _ => panic!("the corpus does not know which numbers {owner}.{name} takes"),
            },
            "Boolean" => ["true", "false"].map(str::to_owned).into(),
            "Date" => DAYS.iter().chain(&["2008-08-01", "9999-12-31", "2023-02-30"]).map(quoted).collect(),
            "DateTime" => ["2025-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "now"].map(quoted).into(),
            _ => words(types, ty).unwrap_or_else(|| {
                panic!("the corpus does not know the values of type {ty}, which {owner}.{name} takes")
            }),
        }
    }

    /// Keys of things of a type: of units all whose people are in the world, of others some.
    fn ids_for(&self, type_name: &str) -> Vec<String> {
        if type_name != "Unit" {
            return self.samples(type_name);
        }
        let (kind, _) = self.things_of(type_name);
        let (_, peopled) = &self.things["Unit with people"];
        peopled.iter().map(|unit| quoted(key(kind, *unit))).collect()
    }

    fn texts_of(&self, owner: &str, name: &str) -> &[String] {
        let place = match (owner, name) {
            ("UnitFilter", "codes") => "unit codes",
            ("CourseFilter", "codes") => "course codes",
            ("TrainingNeedFilter", "targets") => "target codes",
            ("Query", "code") | (_, "programme" | "keyInProgramme") => "programme",
            _ => name,
        };
        self.texts
            .get(place)
            .unwrap_or_else(|| panic!("the corpus does not know which texts {owner}.{name} takes"))
    }
}

/// The words of an enum.
fn words(types: &SchemaTypes, name: &str) -> Option<Vec<String>> {
    match &types.get(name)?.kind {
        TypeKind::Enum(words) => {
            Some(words.values.iter().map(|word| word.node.value.node.to_string()).collect())
        }
        _ => None,
    }
}

/// Which type of thing an argument of type ID names.
fn type_of_id<'r>(name: &str, result: &'r str) -> &'r str {
    match name {
        "id" => result,
        "ids" => "Node",
        "unit" | "within" | "organiser" => "Unit",
        "actor" => "Account",
        "object" => "Official",
        _ => panic!("the corpus does not know which type of thing the argument {name} names"),
    }
}

/// Values as a list where a list is asked for: each alone, the first two together, and none.
fn as_asked(ty: &Type, values: Vec<String>) -> Vec<String> {
    match &ty.base {
        BaseType::Named(_) => values,
        BaseType::List(_) => {
            let two = values.iter().take(2).cloned().collect::<Vec<_>>().join(", ");
            let none = String::from("[]");
            values.iter().map(|value| format!("[{value}]")).chain([format!("[{two}]"), none]).collect()
        }
    }
}

fn quoted(text: impl AsRef<str>) -> String {
    serde_json::to_string(text.as_ref()).unwrap()
}

/// The things of each type that has a global id.
fn things(rows: &District, chosen: &[OfficialId]) -> BTreeMap<&'static str, (NodeKind, Vec<Uuid>)> {
    let today = |row: &&entity::affiliation::Model| is_in(row.valid_from, row.valid_to, day(TODAY));
    let now: BTreeSet<Uuid> = rows.affiliations.iter().filter(today).map(|row| row.unit_id.0).collect();
    let ever: BTreeSet<Uuid> = rows.affiliations.iter().map(|row| row.unit_id.0).collect();
    // The first is one that accounts are held in.
    let held = Held::new().units[0].0;
    let others = now.iter().chain(ever.difference(&now)).copied().filter(|unit| *unit != held);
    let peopled = std::iter::once(held).chain(others);
    let others = rows.officials.iter().map(|row| row.id).filter(|id| !chosen.contains(id));
    let officials: Vec<Uuid> = chosen.iter().copied().chain(others).map(|id| id.0).collect();
    BTreeMap::from([
        ("Unit", (NodeKind::Unit, rows.units.iter().map(|row| row.id.0).collect())),
        ("Unit with people", (NodeKind::Unit, peopled.collect())),
        ("Official", (NodeKind::Official, officials)),
        ("Appointment", (NodeKind::Appointment, rows.appointments.iter().map(|row| row.id.0).collect())),
        (
            "LocalityAssessment",
            (NodeKind::LocalityAssessment, rows.locality_assessments.iter().map(|row| row.id).collect()),
        ),
        (
            "Qualification",
            (NodeKind::Qualification, rows.qualifications.iter().map(|row| row.id.0).collect()),
        ),
        ("Rating", (NodeKind::Rating, rows.ratings.iter().map(|row| row.id).collect())),
        ("Post", (NodeKind::Post, rows.posts.iter().map(|row| row.id.0).collect())),
        ("StandingCommitteeMembership", (NodeKind::StandingCommitteeMembership, seats_of(rows))),
        (
            "Account",
            (
                NodeKind::Account,
                rows.accounts.iter().map(|row| row.id).chain(accounts()).map(|id| id.0).collect(),
            ),
        ),
        ("Programme", (NodeKind::Programme, rows.programmes.iter().map(|row| row.id.0).collect())),
        ("Target", (NodeKind::Target, rows.targets.iter().map(|row| row.id.0).collect())),
        ("Course", (NodeKind::Course, rows.courses.iter().map(|row| row.id.0).collect())),
        ("Enrolment", (NodeKind::Enrolment, rows.enrolments.iter().map(|row| row.id.0).collect())),
        ("TrainingPlan", (NodeKind::TrainingPlan, rows.training_plans.iter().map(|row| row.id.0).collect())),
        ("Report", (NodeKind::Report, rows.reports.iter().map(|row| row.id.0).collect())),
        (
            "Unit with reports",
            (NodeKind::Unit, SEALED.iter().map(|code| unit_at(rows, code, "2023-12-31").0).collect()),
        ),
        (
            "SourcePoolEntry",
            (NodeKind::SourcePoolEntry, rows.source_pool_entries.iter().map(|row| row.id.0).collect()),
        ),
        (
            "SourcePoolReport",
            (NodeKind::SourcePoolReport, rows.source_pool_reports.iter().map(|row| row.id.0).collect()),
        ),
        (
            "SuccessionRound",
            (NodeKind::SuccessionRound, rows.succession_rounds.iter().map(|row| row.id.0).collect()),
        ),
        (
            "SuccessionEntry",
            (NodeKind::SuccessionEntry, rows.succession_entries.iter().map(|row| row.id.0).collect()),
        ),
    ])
}

/// The texts that arguments take.
fn texts(rows: &District) -> BTreeMap<&'static str, Vec<String>> {
    let some = |texts: &mut dyn Iterator<Item = &String>, more: &[&str]| {
        let texts: BTreeSet<String> = texts.cloned().collect();
        let step = texts.len().div_ceil(4).max(1);
        let more = more.iter().map(|text| (*text).to_owned());
        texts.into_iter().step_by(step).chain(more).collect::<Vec<_>>()
    };
    let names = rows.officials.iter().filter_map(|row| row.full_name.split(' ').next_back());
    let names: BTreeSet<String> = names.map(str::to_owned).collect();
    let phones = rows.identities.iter().filter_map(|row| row.phone.clone()).take(2);
    let reasons = rows.party_disciplines.iter().map(|row| row.reason.clone()).take(1);
    let search: Vec<String> = names
        .into_iter()
        .step_by(6)
        .chain(phones)
        .chain(reasons)
        .chain([CANARY, "thị", "Phú", "%", "_", "", "\u{0}"].map(str::to_owned))
        .collect();
    let bad_cursors = ["", "AAAA", "bm8gY3Vyc29y"].map(str::to_owned).to_vec();
    BTreeMap::from([
        ("search", search),
        ("unit codes", some(&mut rows.unit_versions.iter().map(|row| &row.code), &["277", "00000"])),
        ("course codes", some(&mut rows.courses.iter().map(|row| &row.code), &["KHÔNG-CÓ"])),
        ("target codes", some(&mut rows.targets.iter().map(|row| &row.code), &["K5", "K6", "K8", "K0"])),
        ("programme", vec!["KH-276".to_owned(), "KH-0".to_owned()]),
        ("titles", some(&mut rows.titles.iter().map(|row| &row.code), &["PARTY_SECRETARY", "NO_TITLE"])),
        ("target", ["K3", "K4", "K7", "K0"].map(str::to_owned).to_vec()),
        ("terms", some(&mut rows.succession_rounds.iter().map(|row| &row.term), &["1900-1905"])),
        ("titleGroup", some(&mut rows.courses.iter().filter_map(|row| row.title_group.as_ref()), &[CANARY])),
        ("atLeast", ["UNIVERSITY", "INTERMEDIATE", "BASIC", "NO_LEVEL"].map(str::to_owned).to_vec()),
        ("exactly", ["MASTER", "ADVANCED", "BASIC", "NO_LEVEL"].map(str::to_owned).to_vec()),
        ("objectTypes", ["official", "account", "party_record", "no_table"].map(str::to_owned).to_vec()),
        ("after", bad_cursors.clone()),
        ("before", bad_cursors),
    ])
}

/// The seats in committees, those that are held on first: everybody whose they are is seen.
fn seats_of(rows: &District) -> Vec<Uuid> {
    let mut seats: Vec<_> = rows.standing_committee_memberships.iter().collect();
    seats.sort_by_key(|row| row.valid_to.is_some());
    seats.into_iter().map(|row| row.id).collect()
}
