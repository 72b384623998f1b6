//! The page that tells who may read what: role by type and field, from the policy, with the paths that lead to each type,
//! from the schema.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, FieldDefinition, Type, TypeKind, TypeSystemDefinition};
use entity::class::ConfidentialityClass;
use entity::value::Role;
use sea_orm::ActiveEnum;

use super::Schema;
use crate::policy::field::{FieldClass, class_of};
use crate::policy::matrix::{Granted, granted};
use crate::policy::release::RELEASES;

/// How many things a path goes along: a list and its items are one step.
const STEPS: usize = 2;

const HEAD: &str = "# Who may read what

Printed from the policy by `canbo permissions > docs/permissions.md`; a test compares the two. The policy that is printed \
here is the one that is enforced: whatever the path, before each field, and again where a table is read.

";

/// The page.
#[must_use]
pub fn permissions(schema: &Schema) -> String {
    let types = Types::of(schema);
    let mut page = String::from(HEAD);
    // Writing to a string does not fail.
    let _ = write_words(&mut page);
    let _ = write_classes(&mut page);
    let _ = types.write(&mut page);
    let _ = write_releases(&mut page);
    page
}

fn write_words(page: &mut String) -> std::fmt::Result {
    writeln!(page, "| word | what the role gets |\n| --- | --- |")?;
    for (word, meaning) in Granted::ALL.map(Granted::words) {
        writeln!(page, "| {word} | {meaning} |")?;
    }
    writeln!(page)
}

fn write_classes(page: &mut String) -> std::fmt::Result {
    writeln!(page, "## Classes\n\n| class |{}\n| --- |{}", roles(|role| role.to_value()), rule())?;
    for class in ConfidentialityClass::ALL {
        let cells = roles(|role| granted(role, FieldClass::Class(class)).words().0.to_owned());
        writeln!(page, "| {} |{cells}", class.to_value())?;
    }
    writeln!(page)
}

fn write_releases(page: &mut String) -> std::fmt::Result {
    writeln!(
        page,
        "## Releases\n\nBy these alone a role learns something of data that it may not read.\n\n| release | what \
         |\n| --- | --- |"
    )?;
    for release in RELEASES {
        writeln!(page, "| {} | {} |", release.name, release.what)?;
    }
    Ok(())
}

fn roles(cell: impl Fn(Role) -> String) -> String {
    Role::ALL.iter().map(|role| format!(" {} |", cell(*role))).collect()
}

fn rule() -> String {
    " --- |".repeat(Role::ALL.len())
}

/// The types that have fields, with what leads to them.
struct Types {
    fields: BTreeMap<String, Vec<FieldDefinition>>,
    paths: BTreeMap<String, BTreeSet<String>>,
}

impl Types {
    fn of(schema: &Schema) -> Self {
        let mut fields = BTreeMap::new();
        // The schema printed its own text; were it no schema, the page would be empty, and its test would say so.
        let definitions = parse_schema(schema.sdl()).map(|document| document.definitions).unwrap_or_default();
        for definition in definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let own = match definition.node.kind {
                TypeKind::Object(object) => object.fields,
                TypeKind::Interface(interface) => interface.fields,
                _ => continue,
            };
            let own = own.into_iter().map(|field| field.node).collect();
            fields.insert(definition.node.name.node.to_string(), own);
        }
        let mut types = Self { fields, paths: BTreeMap::new() };
        types.walk();
        types
    }

    /// Notes the paths from the root, the short ones first.
    fn walk(&mut self) {
        let mut next = VecDeque::from([("Query".to_owned(), String::new(), 0)]);
        while let Some((from, path, steps)) = next.pop_front() {
            for field in self.fields.get(&from).cloned().unwrap_or_default() {
                let result = base(&field.ty.node);
                let item = result.strip_suffix("Connection").unwrap_or(result);
                if !self.fields.contains_key(item) {
                    continue;
                }
                let dot = if path.is_empty() { "" } else { "." };
                let path = format!("{path}{dot}{}", field.name.node);
                let known = self.paths.entry(item.to_owned()).or_default();
                // Farther than the usual number of steps only where nothing else leads there.
                if steps < STEPS || known.is_empty() {
                    known.insert(path.clone());
                    next.push_back((item.to_owned(), path, steps + 1));
                }
            }
        }
    }

    fn write(&self, page: &mut String) -> std::fmt::Result {
        writeln!(
            page,
            "## Types\n\nA connection and its edges are of the class of what they list. A thing with a global id is also \
             given by `node` and `nodes`, under the same rules.\n"
        )?;
        for (name, fields) in self.fields.iter().filter(|(name, _)| !is_shape(name)) {
            writeln!(
                page,
                "### {name}\n\n| fields | class |{}\n| --- | --- |{}",
                roles(|role| role.to_value()),
                rule()
            )?;
            for (class, fields) in by_class(name, fields) {
                let fields: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
                let cells = roles(|role| class.of(role).words().0.to_owned());
                writeln!(page, "| {} | {} |{cells}", fields.join(" "), class.name())?;
            }
            if let Some(paths) = self.paths.get(name) {
                let paths: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
                writeln!(page, "\nPaths: {}", paths.join(" "))?;
            }
            writeln!(page)?;
        }
        Ok(())
    }
}

/// The class of a field, or that it has none and nobody may read it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Held(Option<FieldClass>);

impl Held {
    fn name(self) -> String {
        match self.0 {
            Some(class) => class.data().map_or_else(|| "none".to_owned(), |class| class.to_value()),
            None => "unknown".to_owned(),
        }
    }

    fn of(self, role: Role) -> Granted {
        self.0.map_or(Granted::No, |class| granted(role, class))
    }
}

/// The fields of a type, those of one class together, in the order in which the schema has them.
fn by_class<'f>(name: &str, fields: &'f [FieldDefinition]) -> Vec<(Held, Vec<&'f str>)> {
    let mut groups: Vec<(Held, Vec<&str>)> = Vec::new();
    for field in fields {
        let field = field.name.node.as_str();
        let class = Held(class_of(name, field));
        match groups.iter_mut().find(|(other, _)| *other == class) {
            Some((_, fields)) => fields.push(field),
            None => groups.push((class, vec![field])),
        }
    }
    groups
}

/// Whether a type only carries others.
fn is_shape(name: &str) -> bool {
    name.ends_with("Connection") || name.ends_with("Edge")
}

fn base(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(inner) => base(inner),
    }
}
