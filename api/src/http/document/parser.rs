//! The parser of documents: by recursive descent over the tokens, in time linear in them, into what the library's own
//! parser gives. It calls itself only within brackets, whose nesting was bounded before.
//!
//! It takes what the library takes, in the same way, except where two readers could read a document differently: words,
//! numbers and strings end where GraphQL (§2.1) ends them, `on` after three dots is a type condition, and a field of an
//! object is given once. Of what GraphQL has and the library does not take, it takes spaces in types, comments after `on`,
//! and a variable's directives after its default.

use std::collections::HashMap;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    BaseType, Directive, DocumentOperations, ExecutableDocument, Field, FragmentDefinition, FragmentSpread,
    InlineFragment, OperationDefinition, OperationType, Selection, SelectionSet, Type, TypeCondition,
    VariableDefinition,
};
use async_graphql::{Name, Pos, Positioned};
use async_graphql_value::Value;

use super::lexical::{Kind, Token, Tokens};
use super::refusal::{Expected, Refusal};

type Parsed<T> = Result<T, Refusal>;

/// An argument of a field or a directive, or a field of an object.
type Argument = (Positioned<Name>, Positioned<Value>);

/// Whether a value may hold variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Variables {
    Allowed,
    Refused,
}

/// The document that tokens are.
pub(super) fn document(tokens: &Tokens<'_>) -> Parsed<ExecutableDocument> {
    Parser { rest: &tokens.all, end: tokens.end }.document()
}

const fn expected(what: Expected, at: Pos) -> Refusal {
    Refusal::Syntax { expected: what, at }
}

fn at<T>(at: Pos, node: T) -> Positioned<T> {
    Positioned::new(node, at)
}

struct Parser<'d> {
    rest: &'d [Token<'d>],
    end: Pos,
}

/// Tokens.
impl<'d> Parser<'d> {
    /// The kind of the next token.
    fn peek(&self) -> Option<Kind> {
        self.rest.first().map(|token| token.kind)
    }

    /// Where the next token begins, or the document ends.
    fn position(&self) -> Pos {
        self.rest.first().map_or(self.end, |token| token.at)
    }

    fn is_word(&self, word: &str) -> bool {
        self.rest.first().is_some_and(|token| token.kind == Kind::Name && token.text == word)
    }

    fn refuse<T>(&self, what: Expected) -> Parsed<T> {
        Err(expected(what, self.position()))
    }

    /// The next token, if it is of the kind.
    fn take(&mut self, kind: Kind) -> Option<&'d Token<'d>> {
        let (first, rest) = self.rest.split_first()?;
        (first.kind == kind).then(|| {
            self.rest = rest;
            first
        })
    }

    fn takes(&mut self, sign: u8) -> bool {
        self.take(Kind::Sign(sign)).is_some()
    }

    fn sign(&mut self, sign: u8) -> Parsed<()> {
        if self.takes(sign) { Ok(()) } else { self.refuse(Expected::Sign(char::from(sign))) }
    }

    fn name(&mut self) -> Parsed<Positioned<Name>> {
        match self.take(Kind::Name) {
            Some(token) => Ok(at(token.at, Name::new(token.text))),
            None => self.refuse(Expected::Name),
        }
    }

    /// Adds items up to the closing bracket.
    fn until<T>(
        &mut self,
        close: u8,
        mut items: Vec<T>,
        item: impl Fn(&mut Self) -> Parsed<T>,
    ) -> Parsed<Vec<T>> {
        while !self.takes(close) {
            if self.rest.is_empty() {
                self.sign(close)?;
            }
            items.push(item(self)?);
        }
        Ok(items)
    }

    /// Items up to the closing bracket, at least one.
    fn some<T>(&mut self, close: u8, item: impl Fn(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let first = item(self)?;
        self.until(close, vec![first], item)
    }
}

/// Definitions.
impl Parser<'_> {
    fn document(mut self) -> Parsed<ExecutableDocument> {
        let (mut operations, mut fragments) = (None, HashMap::new());
        while !self.rest.is_empty() {
            if self.is_word("fragment") {
                let (name, fragment) = self.fragment()?;
                if fragments.insert(name.node, fragment).is_some() {
                    return Err(expected(Expected::OtherFragment, name.pos));
                }
            } else {
                let (name, operation) = self.operation()?;
                match (name, &mut operations) {
                    (None, None) => operations = Some(DocumentOperations::Single(operation)),
                    (Some(name), None) => {
                        let all = HashMap::from([(name.node, operation)]);
                        operations = Some(DocumentOperations::Multiple(all));
                    }
                    (Some(name), Some(DocumentOperations::Multiple(all))) => {
                        if all.insert(name.node, operation).is_some() {
                            return Err(expected(Expected::OtherOperation, name.pos));
                        }
                    }
                    _ => return Err(expected(Expected::NameOfOperation, operation.pos)),
                }
            }
        }
        match operations {
            Some(operations) => Ok(ExecutableDocument { operations, fragments }),
            None => self.refuse(Expected::Operation),
        }
    }

    fn operation(&mut self) -> Parsed<(Option<Positioned<Name>>, Positioned<OperationDefinition>)> {
        let pos = self.position();
        let mut operation = OperationDefinition {
            ty: OperationType::Query,
            variable_definitions: Vec::new(),
            directives: Vec::new(),
            selection_set: Positioned::default(),
        };
        let mut name = None;
        if self.peek() != Some(Kind::Sign(b'{')) {
            operation.ty = self.operation_type()?;
            name = self.take(Kind::Name).map(|token| at(token.at, Name::new(token.text)));
            if self.takes(b'(') {
                operation.variable_definitions = self.until(b')', Vec::new(), Self::variable_definition)?;
            }
            operation.directives = self.directives()?;
        }
        operation.selection_set = self.selection_set()?;
        Ok((name, at(pos, operation)))
    }

    fn operation_type(&mut self) -> Parsed<OperationType> {
        let place = self.position();
        match self.take(Kind::Name).map(|token| token.text) {
            Some("query") => Ok(OperationType::Query),
            Some("mutation") => Ok(OperationType::Mutation),
            Some("subscription") => Ok(OperationType::Subscription),
            _ => Err(expected(Expected::Definition, place)),
        }
    }

    /// A variable with its type and its default, and directives before the default, as the library has them, or after
    /// it, as GraphQL has them.
    fn variable_definition(&mut self) -> Parsed<Positioned<VariableDefinition>> {
        let pos = self.position();
        self.sign(b'$')?;
        let name = self.name()?;
        self.sign(b':')?;
        let var_type = self.type_reference()?;
        let mut directives = self.directives()?;
        let default_value = if self.takes(b'=') { Some(self.constant()?) } else { None };
        directives.extend(self.directives()?);
        Ok(at(pos, VariableDefinition { name, var_type, directives, default_value }))
    }

    fn type_reference(&mut self) -> Parsed<Positioned<Type>> {
        let pos = self.position();
        let base = if self.takes(b'[') {
            let of = self.type_reference()?;
            self.sign(b']')?;
            BaseType::List(Box::new(of.node))
        } else if let Some(token) = self.take(Kind::Name) {
            BaseType::Named(Name::new(token.text))
        } else {
            return self.refuse(Expected::Type);
        };
        let nullable = !self.takes(b'!');
        Ok(at(pos, Type { base, nullable }))
    }

    fn fragment(&mut self) -> Parsed<(Positioned<Name>, Positioned<FragmentDefinition>)> {
        let pos = self.position();
        self.name()?;
        if self.is_word("on") {
            return self.refuse(Expected::NameOfFragment);
        }
        let name = self.name()?;
        if !self.is_word("on") {
            return self.refuse(Expected::On);
        }
        let type_condition = self.type_condition()?;
        let directives = self.directives()?;
        let selection_set = self.selection_set()?;
        Ok((name, at(pos, FragmentDefinition { type_condition, directives, selection_set })))
    }

    /// A type condition, whose `on` was seen.
    fn type_condition(&mut self) -> Parsed<Positioned<TypeCondition>> {
        let pos = self.name()?.pos;
        Ok(at(pos, TypeCondition { on: self.name()? }))
    }
}

/// Selections.
impl Parser<'_> {
    fn selection_set(&mut self) -> Parsed<Positioned<SelectionSet>> {
        let pos = self.position();
        self.sign(b'{')?;
        let items = self.some(b'}', Self::selection)?;
        Ok(at(pos, SelectionSet { items }))
    }

    fn selection(&mut self) -> Parsed<Positioned<Selection>> {
        let pos = self.position();
        let selection = match self.peek() {
            Some(Kind::Name) => Selection::Field(at(pos, self.field()?)),
            Some(Kind::Spread) => self.spread(pos)?,
            _ => return self.refuse(Expected::Selection),
        };
        Ok(at(pos, selection))
    }

    fn field(&mut self) -> Parsed<Field> {
        let mut name = self.name()?;
        let mut alias = None;
        if self.takes(b':') {
            alias = Some(name);
            name = self.name()?;
        }
        let arguments = self.arguments()?;
        let directives = self.directives()?;
        let selection_set = match self.peek() {
            Some(Kind::Sign(b'{')) => self.selection_set()?,
            _ => Positioned::default(),
        };
        Ok(Field { alias, name, arguments, directives, selection_set })
    }

    /// A spread of a fragment, or a fragment in place.
    fn spread(&mut self, pos: Pos) -> Parsed<Selection> {
        self.take(Kind::Spread);
        let is_condition = self.is_word("on");
        if self.peek() == Some(Kind::Name) && !is_condition {
            let fragment_name = self.name()?;
            let directives = self.directives()?;
            return Ok(Selection::FragmentSpread(at(pos, FragmentSpread { fragment_name, directives })));
        }
        let type_condition = if is_condition { Some(self.type_condition()?) } else { None };
        let directives = self.directives()?;
        let selection_set = self.selection_set()?;
        let fragment = InlineFragment { type_condition, directives, selection_set };
        Ok(Selection::InlineFragment(at(pos, fragment)))
    }

    fn arguments(&mut self) -> Parsed<Vec<Argument>> {
        match self.takes(b'(') {
            true => self.some(b')', |parser| parser.argument(Variables::Allowed)),
            false => Ok(Vec::new()),
        }
    }

    fn argument(&mut self, variables: Variables) -> Parsed<Argument> {
        let name = self.name()?;
        self.sign(b':')?;
        let pos = self.position();
        Ok((name, at(pos, self.value(variables)?)))
    }

    fn directives(&mut self) -> Parsed<Vec<Positioned<Directive>>> {
        let mut directives = Vec::new();
        while let Some(sign) = self.take(Kind::Sign(b'@')) {
            let name = self.name()?;
            let arguments = self.arguments()?;
            directives.push(at(sign.at, Directive { name, arguments }));
        }
        Ok(directives)
    }
}

/// Values.
impl Parser<'_> {
    fn constant(&mut self) -> Parsed<Positioned<async_graphql::Value>> {
        let pos = self.position();
        let value = self.value(Variables::Refused)?.into_const();
        value.map(|value| at(pos, value)).ok_or_else(|| expected(Expected::Constant, pos))
    }

    fn value(&mut self, variables: Variables) -> Parsed<Value> {
        let Some((token, rest)) = self.rest.split_first() else { return self.refuse(Expected::Value) };
        let value = match token.kind {
            Kind::Name => word(token.text),
            Kind::Number => {
                Value::Number(token.text.parse().map_err(|_| expected(Expected::Number, token.at))?)
            }
            Kind::String => {
                let text = unescaped(token.text);
                Value::String(text.ok_or_else(|| expected(Expected::KnownEscapes, token.at))?)
            }
            Kind::BlockString => Value::String(without_indent(token.text)),
            Kind::Unended => return self.refuse(Expected::EndOfString),
            Kind::Sign(b'$') if variables == Variables::Refused => {
                return self.refuse(Expected::Constant);
            }
            Kind::Sign(b'$' | b'[' | b'{') => {
                self.rest = rest;
                return self.compound(token.kind, variables);
            }
            Kind::Sign(_) | Kind::Spread => return self.refuse(Expected::Value),
        };
        self.rest = rest;
        Ok(value)
    }

    /// A value of several tokens, whose first was read.
    fn compound(&mut self, first: Kind, variables: Variables) -> Parsed<Value> {
        match first {
            Kind::Sign(b'$') => Ok(Value::Variable(self.name()?.node)),
            Kind::Sign(b'[') => {
                Ok(Value::List(self.until(b']', Vec::new(), |parser| parser.value(variables))?))
            }
            _ => self.object(variables),
        }
    }

    /// An object, whose bracket was read. Of two fields of one name, the library would drop the first.
    fn object(&mut self, variables: Variables) -> Parsed<Value> {
        let fields = self.until(b'}', Vec::new(), |parser| parser.argument(variables))?;
        let mut object = IndexMap::with_capacity(fields.len());
        for (name, value) in fields {
            if object.insert(name.node, value.node).is_some() {
                return Err(expected(Expected::OtherField, name.pos));
            }
        }
        Ok(Value::Object(object))
    }
}

fn word(text: &str) -> Value {
    match text {
        "true" => Value::Boolean(true),
        "false" => Value::Boolean(false),
        "null" => Value::Null,
        _ => Value::Enum(Name::new(text)),
    }
}

/// The text of a string. Like the library, it takes no surrogates, and no code points in braces.
fn unescaped(raw: &str) -> Option<String> {
    if !raw.as_bytes().contains(&b'\\') {
        return Some(raw.to_owned());
    }
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((plain, escape)) = rest.split_once('\\') {
        let mut escape = escape.chars();
        text.push_str(plain);
        text.push(match escape.next()? {
            same @ ('"' | '\\' | '/') => same,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let mut digit = || escape.next()?.to_digit(16);
                char::from_u32((0..4).try_fold(0, |code, _| Some(code * 16 + digit()?))?)?
            }
            _ => return None,
        });
        rest = escape.as_str();
    }
    text.push_str(rest);
    Some(text)
}

/// The text of a block string: without the indent that its lines share, the first left out, and without the blank lines
/// around it. Like the library, it leaves `\"""` as it stands, and a blank line that is shorter than the indent.
fn without_indent(raw: &str) -> String {
    let is_blank = |line: &str| indent(line) == line.len();
    let raw = raw.replace("\r\n", "\n");
    let lines = || raw.split(['\n', '\r']);
    let shared = lines().skip(1).filter(|line| !is_blank(line)).map(indent).min().unwrap_or(0);
    let (mut text, mut end) = (String::with_capacity(raw.len()), 0);
    for (number, line) in lines().enumerate().skip_while(|(_, line)| is_blank(line)) {
        if end > 0 {
            text.push('\n');
        }
        let cut = if number == 0 { 0 } else { shared };
        text.push_str(line.get(cut..).unwrap_or(line));
        if !is_blank(line) {
            end = text.len();
        }
    }
    text.truncate(end);
    text
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]
mod tests {
    use async_graphql::parser::parse_query;

    use super::super::lexical::tokens;
    use super::*;
    use crate::config::LimitsConfig;

    fn parse(text: &str) -> Parsed<ExecutableDocument> {
        document(&tokens(text, &LimitsConfig::default())?)
    }

    /// A document as text, places included.
    fn shown(document: &ExecutableDocument) -> String {
        let mut operations: Vec<_> = document.operations.iter().collect();
        operations.sort_by_key(|(name, _)| *name);
        let mut fragments: Vec<_> = document.fragments.iter().collect();
        fragments.sort_by_key(|(name, _)| *name);
        format!("{operations:?} {fragments:?}")
    }

    /// Whether a document is read, and as the library reads it.
    fn is_as_in_the_library(text: &str) -> bool {
        let ours = parse(text).map(|document| shown(&document));
        ours.unwrap() == shown(&parse_query(text).unwrap())
    }

    /// What is expected in a document that is none, with the line and the column.
    fn refusal(text: &str) -> (String, usize, usize) {
        match parse(text) {
            Err(Refusal::Syntax { expected, at }) => (expected.in_english(), at.line, at.column),
            other => panic!("{text}: {other:?}"),
        }
    }

    fn refused(what: &str, line: usize, column: usize) -> (String, usize, usize) {
        (what.to_owned(), line, column)
    }

    /// The argument of the only field.
    fn value(text: &str) -> String {
        let document = parse(&format!("{{a(b:{text})}}")).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        match &operation.node.selection_set.node.items.first().unwrap().node {
            Selection::Field(field) => format!("{:?}", field.node.arguments.first().unwrap().1.node),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn given_each_production_then_it_is_read_as_the_library_reads_it() {
        for text in [
            "{a}",
            "query{a}",
            "query @a {b}",
            "mutation M{a} subscription S{b} query query{c}",
            "query Q($a:Int $b:[Int!]! = [1 2], $c:[[A]]@d(e:$f){}) {a}".replace("){}", ")").as_str(),
            "query ($a: A @b = {c: 1, d: [TRUE]}) {a}",
            "query Q() {a}",
            "{a b:c d(e:1) f@g h{i} j:k(l:$m)@n(o:p)@q{r}}",
            "{query mutation fragment on true:null type extend}",
            "{...F ...G@a ...{b} ...@c{d} ...on T{e} ... on on@f{g} ...onT ...fragment}",
            "fragment F on T{a} {...F} fragment G on\n,T@b{c}",
            "{a(b:[1 -0 1.5 -2e3 1E+5 18446744073709551616 [] [[]] {} {c:{d:$e}} true false null E \"\"])}",
            "#\u{feff}\r\n{\t\"a\"".replace("\"a\"", "a#é\n}").as_str(),
            "\u{feff}{a\r\r\nb(c:\"é𠮷\")d(e:\"\"\"\n é\r x\"\"\"f:1)g}",
        ] {
            assert!(is_as_in_the_library(text), "{text}");
        }
    }

    #[test]
    fn given_strings_then_their_text_is_that_of_the_library() {
        for (text, expected) in [
            (r#""""#, ""),
            (r#""a b""#, "a b"),
            (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
            (r#""\u0041\u00e9\uD7FF\ue000""#, "Aé\u{d7ff}\u{e000}"),
            (r#""""""""#, ""),
            ("\"\"\"a\"\"\"", "a"),
            ("\"\"\"\n\n    a\r\n      b\r\r   \n    c\n \"\"\"", "a\n  b\n\n   \nc"),
            ("\"\"\"  a\n    b\n  c\"\"\"", "  a\n  b\nc"),
            ("\"\"\"\\n \\\"\"\" \"\" \"\"\"", "\\n \\\"\"\" \"\" "),
            ("\"\"\"\n   \n\"\"\"", ""),
        ] {
            assert_eq!(value(text), format!("String({expected:?})"), "{text}");
            assert!(is_as_in_the_library(&format!("{{a(b:{text})}}")), "{text}");
        }
    }

    #[test]
    fn given_what_is_no_document_then_the_place_is_where_it_stops_to_be_one() {
        for (text, expected) in [
            ("", refused("an operation", 1, 1)),
            ("# nothing\n ", refused("an operation", 2, 2)),
            ("fragment F on T{a}", refused("an operation", 1, 19)),
            ("a", refused("an operation or a fragment", 1, 1)),
            ("{a} }", refused("an operation or a fragment", 1, 5)),
            ("extend type A{a}", refused("an operation or a fragment", 1, 1)),
            ("\"a\" {a}", refused("an operation or a fragment", 1, 1)),
            ("query", refused("`{`", 1, 6)),
            ("query Q R{a}", refused("`{`", 1, 9)),
            ("query ($a Int){a}", refused("`:`", 1, 11)),
            ("query (a:Int){a}", refused("`$`", 1, 8)),
            ("query ($:Int){a}", refused("a name", 1, 9)),
            ("query ($a:){a}", refused("a type", 1, 11)),
            ("query ($a:[Int){a}", refused("`]`", 1, 15)),
            ("query ($a:Int!!){a}", refused("`$`", 1, 15)),
            ("query ($a:Int=){a}", refused("a value", 1, 15)),
            ("query ($a:Int", refused("`)`", 1, 14)),
            ("{}", refused("a field or `...`", 1, 2)),
            ("{", refused("a field or `...`", 1, 2)),
            ("{a", refused("`}`", 1, 3)),
            ("{a\n  {b}\n", refused("`}`", 3, 1)),
            ("{a:}", refused("a name", 1, 4)),
            ("{a()}", refused("a name", 1, 4)),
            ("{a(b)}", refused("`:`", 1, 5)),
            ("{a(b:)}", refused("a value", 1, 6)),
            ("{a(b:1}", refused("a name", 1, 7)),
            ("{a(b:1", refused("`)`", 1, 7)),
            ("{a(b:[1)}", refused("a value", 1, 8)),
            ("{a(b:{c})}", refused("`:`", 1, 8)),
            ("{a(b:$)}", refused("a name", 1, 7)),
            ("{a(b:!)}", refused("a value", 1, 6)),
            ("{a(b:...)}", refused("a value", 1, 6)),
            ("{a @}", refused("a name", 1, 5)),
            ("{...}", refused("`{`", 1, 5)),
            ("{... on T}", refused("`{`", 1, 10)),
            ("{..a}", refused("a field or `...`", 1, 2)),
            ("{a é}", refused("a field or `...`", 1, 4)),
            ("{...F} fragment F{a}", refused("`on`", 1, 18)),
            ("{...F} fragment F on{a}", refused("a name", 1, 21)),
        ] {
            assert_eq!(refusal(text), expected, "{text}");
            assert!(parse_query(text).is_err(), "{text}");
        }
    }

    #[test]
    fn given_values_that_are_none_then_they_are_refused_where_they_begin() {
        for value in ["1.", "1.e2", "1e", "1e+", "-", "-a", "1a", "0x1", "1_", "1.5.2", "1e999", "+1", ".5"] {
            let (what, line, column) = refusal(&format!("{{a(b:[ {value}])}}"));
            assert!(what == "a number" || what == "a value", "{value}: {what}");
            assert_eq!((line, column), (1, 8), "{value}");
        }
        for escape in ["\\x", "\\u12", "\\u+123", "\\ud800", "\\uD83D\\uDE00", "\\u{41}", "\\N"] {
            let text = format!("{{a(b:\"é{escape}\")}}");
            assert_eq!(refusal(&text), refused("a string with no unknown escapes", 1, 6), "{escape}");
            assert!(parse_query(&text).is_err(), "{escape}");
        }
        for string in ["\"a", "\"a\n\"", "\"a\\\"", "\"\\\n\""] {
            assert_eq!(
                refusal(&format!("{{a(b:{string})}}")),
                refused("a string that ends", 1, 6),
                "{string}"
            );
        }
    }

    #[test]
    fn given_a_variable_in_a_default_then_it_is_refused_where_it_stands() {
        for default in ["$b", "[1 $b]", "{c:{d:[$b]}}"] {
            let text = format!("query ($a:A={default}){{a}}");
            let column = text.rfind('$').unwrap() + 1;
            assert_eq!(refusal(&text), refused("a value without variables", 1, column), "{default}");
            assert!(parse_query(&text).is_err(), "{default}");
        }
    }

    #[test]
    fn given_names_that_are_taken_then_the_second_is_refused() {
        let several = "a name for each of several operations";
        for (text, expected) in [
            ("{a}\n{b}", refused(several, 2, 1)),
            ("{a} query Q{b}", refused(several, 1, 5)),
            ("query Q{b} query {a}", refused(several, 1, 12)),
            ("query Q{b} mutation Q{a}", refused("another name: there is an operation of this one", 1, 21)),
            (
                "{a} fragment F on A{a} fragment F on B{b}",
                refused("another name: there is a fragment of this one", 1, 33),
            ),
        ] {
            assert_eq!(refusal(text), expected, "{text}");
            assert!(parse_query(text).is_err(), "{text}");
        }
    }

    /// What the library takes although GraphQL does not, and a reader of GraphQL would read otherwise.
    #[test]
    fn given_what_the_library_takes_for_two_words_or_two_values_then_it_is_refused() {
        for (text, expected) in [
            ("queryQ{a}", refused("an operation or a fragment", 1, 1)),
            ("{a} fragmentF on T{b}", refused("an operation or a fragment", 1, 5)),
            ("{a(b:nullc:1)}", refused("a name", 1, 11)),
            ("{a(b:[01])}", refused("a number", 1, 7)),
            ("{a(b:[-00.5])}", refused("a number", 1, 7)),
            ("{a(b:[\"\"\"c\"])}", refused("a string that ends", 1, 7)),
            ("{...on}", refused("a name", 1, 7)),
            ("{...on@b}", refused("a name", 1, 7)),
            ("{a} fragment on on T{b}", refused("a name of a fragment, which is not `on`", 1, 14)),
            ("{a(b:{c:1 c:2})}", refused("another name: the object has a field of this one", 1, 11)),
        ] {
            assert!(parse_query(text).is_ok() || text.contains("nullc"), "{text}");
            assert_eq!(refusal(text), expected, "{text}");
        }
    }

    /// What GraphQL has and the library does not take.
    #[test]
    fn given_what_only_graphql_takes_then_it_is_read() {
        for (text, same) in [
            ("query($a:[ Int !] !){a}", "query($a:[Int!]!  ){a}  "),
            ("query($a:Int=1 @b){a}", "query($a:Int @b=1){a}"),
            ("{a} fragment F on #\nT{a}", "{a} fragment F on  \nT{a}"),
        ] {
            assert!(parse_query(text).is_err(), "{text}");
            let (read, same) = (parse(text).unwrap(), parse_query(same).unwrap());
            let types = |text: String| {
                text.split("Pos(")
                    .map(|part| part.split_once(')').map_or(part, |(_, rest)| rest).to_owned())
                    .collect::<String>()
            };
            assert_eq!(types(shown(&read)), types(shown(&same)), "{text}");
        }
        for word in ["nulls", "trueish", "falsetto", "Null"] {
            assert_eq!(value(word), format!("Enum(Name({word:?}))"));
        }
        assert_eq!(value("[nulls]"), "List([Enum(Name(\"nulls\"))])", "and not two values");
        let condition = shown(&parse("{...on#\nT{a}}").unwrap());
        assert!(condition.contains("InlineFragment"), "and no spread of `on` beside a field: {condition}");
    }

    #[test]
    fn given_the_deepest_nesting_that_is_let_in_then_it_is_read() {
        for (open, inner, close) in [("{a", "", "}"), ("{a(b:", "1", ")}"), ("{...", "{a}", "}")] {
            let (levels, open) = if open == "{a(b:" { (30, "[") } else { (31, open) };
            let close = if open == "[" { "]" } else { close };
            let nested = format!("{}{inner}{}", open.repeat(levels), close.repeat(levels));
            let text = if open == "[" { format!("{{a(b:{nested})}}") } else { nested };
            assert!(is_as_in_the_library(&text), "{text}");
        }
    }
}
