//! The schema as text, with the class of each field printed from the policy that enforces it.

use sea_orm::ActiveEnum;

use super::Schema;
use crate::policy::field::{FieldClass, class_of, class_of_type};

const DIRECTIVE: &str = r#""""
Who may read: the roles that may read data of the class. A field without its own mark has its type's class.
"""
directive @access(class: ConfidentialityClass!) on FIELD_DEFINITION | OBJECT
"#;

/// The SDL of the schema.
#[must_use]
pub fn sdl(schema: &Schema) -> String {
    let mut out = String::from(DIRECTIVE);
    out.push('\n');
    let mut type_name: Option<String> = None;
    let mut in_description = false;
    for line in schema.sdl().lines() {
        let quotes = line.matches("\"\"\"").count();
        let is_text = in_description || quotes > 0;
        if quotes % 2 == 1 {
            in_description = !in_description;
        }
        if is_text {
            out.push_str(line);
        } else if let Some(name) = declared_type(line) {
            out.push_str(&with_mark(line, class_of_type(&name)));
            type_name = Some(name);
        } else if line == "}" {
            out.push_str(line);
            type_name = None;
        } else {
            out.push_str(&field_with_mark(line, type_name.as_deref()));
        }
        out.push('\n');
    }
    out
}

/// The name of the object type that a line opens.
fn declared_type(line: &str) -> Option<String> {
    let rest = line.strip_prefix("type ")?;
    Some(rest.split([' ', '{']).next()?.to_owned())
}

/// The mark before the opening brace.
fn with_mark(line: &str, class: Option<FieldClass>) -> String {
    match (mark(class), line.strip_suffix('{')) {
        (Some(mark), Some(head)) => format!("{head}{mark} {{"),
        _ => line.to_owned(),
    }
}

/// A field whose class is not its type's carries a mark of its own.
fn field_with_mark(line: &str, type_name: Option<&str>) -> String {
    let Some(type_name) = type_name else { return line.to_owned() };
    let name = line.trim_start().split(['(', ':']).next().unwrap_or_default();
    let class = class_of(type_name, name);
    match mark(class).filter(|_| class != class_of_type(type_name)) {
        Some(mark) => format!("{line} {mark}"),
        None => line.to_owned(),
    }
}

fn mark(class: Option<FieldClass>) -> Option<String> {
    match class {
        Some(FieldClass::Class(class)) => {
            Some(format!("@access(class: {})", class.to_value()))
        }
        Some(FieldClass::Viewer) | None => None,
    }
}
