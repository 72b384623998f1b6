//! Why a document is turned away.

use async_graphql::Pos;

use super::cost::Cost;
use crate::language::Language;

/// The most characters of a name of the client's that are told back.
const MOST_NAME_CHARACTERS: usize = 40;

/// What a document has too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Bytes.
    Bytes,
    /// Brackets that are open at once.
    Nesting,
    /// Words, numbers, texts and signs.
    Tokens,
    /// Fields inside each other.
    Depth,
    /// Fields inside each other, below `__schema` and `__type`.
    IntrospectionDepth,
    /// Selections, those of fragments counted wherever they are spread.
    Selections,
    /// Aliases.
    Aliases,
    /// Fields at the root.
    RootFields,
    /// Directives at one place.
    DirectivesPerField,
    /// Directives.
    Directives,
}

/// Why a document is turned away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It has too much of something.
    TooMuch {
        /// Of what.
        limit: Limit,
        /// The most that is allowed.
        most: usize,
    },
    /// The operation could give too many rows.
    TooManyRows(Cost),
    /// It is no document of GraphQL.
    Syntax {
        /// What the parser expected instead.
        expected: Expected,
        /// Where.
        at: Pos,
    },
    /// A fragment leads back to itself.
    Cycle,
    /// There is no operation of the name.
    NoSuchOperation,
    /// There are several operations, and none is named.
    NoOperationName,
    /// A variable came that no operation declares.
    UnknownVariable {
        /// Its name.
        name: String,
    },
}

/// What should have stood where a document stops to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A name.
    Name,
    /// A sign.
    Sign(char),
    /// A type.
    Type,
    /// A value.
    Value,
    /// A value without variables.
    Constant,
    /// A number, written as GraphQL has it.
    Number,
    /// The end of a string.
    EndOfString,
    /// A string whose escapes are all known.
    KnownEscapes,
    /// A field that the object does not have yet.
    OtherField,
    /// A field or a spread.
    Selection,
    /// `on`.
    On,
    /// A name that a fragment can have.
    NameOfFragment,
    /// A name that no fragment has yet.
    OtherFragment,
    /// A name for an operation that is not alone.
    NameOfOperation,
    /// A name that no operation has yet.
    OtherOperation,
    /// An operation or a fragment.
    Definition,
    /// At least one operation.
    Operation,
}

impl Expected {
    /// What it is, in Vietnamese.
    #[must_use]
    pub fn in_vietnamese(self) -> String {
        let text = match self {
            Self::Sign(sign) => return format!("`{sign}`"),
            Self::Name => "một tên",
            Self::Type => "một kiểu",
            Self::Value => "một giá trị",
            Self::Constant => "một giá trị không chứa biến",
            Self::Number => "một số",
            Self::EndOfString => "dấu kết thúc chuỗi",
            Self::KnownEscapes => "một chuỗi chỉ có các ký tự thoát đã biết",
            Self::OtherField => "một tên khác: đối tượng đã có trường mang tên này",
            Self::Selection => "một trường hoặc `...`",
            Self::On => "`on`",
            Self::NameOfFragment => "một tên fragment khác `on`",
            Self::OtherFragment => "một tên khác: đã có fragment mang tên này",
            Self::NameOfOperation => "tên cho từng thao tác khi có nhiều thao tác",
            Self::OtherOperation => "một tên khác: đã có thao tác mang tên này",
            Self::Definition => "một thao tác hoặc một fragment",
            Self::Operation => "một thao tác",
        };
        text.to_owned()
    }

    /// What it is, in English.
    #[must_use]
    pub fn in_english(self) -> String {
        let text = match self {
            Self::Sign(sign) => return format!("`{sign}`"),
            Self::Name => "a name",
            Self::Type => "a type",
            Self::Value => "a value",
            Self::Constant => "a value without variables",
            Self::Number => "a number",
            Self::EndOfString => "a string that ends",
            Self::KnownEscapes => "a string with no unknown escapes",
            Self::OtherField => "another name: the object has a field of this one",
            Self::Selection => "a field or `...`",
            Self::On => "`on`",
            Self::NameOfFragment => "a name of a fragment, which is not `on`",
            Self::OtherFragment => "another name: there is a fragment of this one",
            Self::NameOfOperation => "a name for each of several operations",
            Self::OtherOperation => "another name: there is an operation of this one",
            Self::Definition => "an operation or a fragment",
            Self::Operation => "an operation",
        };
        text.to_owned()
    }
}

impl Refusal {
    /// The code in `extensions.code`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooMuch { .. } | Self::TooManyRows(_) => "QUERY_LIMIT_EXCEEDED",
            Self::Syntax { .. } => "GRAPHQL_PARSE_FAILED",
            Self::Cycle => "GRAPHQL_VALIDATION_FAILED",
            Self::NoSuchOperation | Self::NoOperationName | Self::UnknownVariable { .. } => "BAD_USER_INPUT",
        }
    }

    /// Where in the document, if at one place.
    #[must_use]
    pub const fn at(&self) -> Option<Pos> {
        match self {
            Self::Syntax { at, .. } => Some(*at),
            _ => None,
        }
    }

    /// The text for people.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Vietnamese => self.in_vietnamese(),
            Language::English => self.in_english(),
        }
    }

    fn in_vietnamese(&self) -> String {
        match self {
            Self::TooMuch { limit, most } => match limit {
                Limit::Bytes => format!("Truy vấn dài quá {most} byte."),
                Limit::Nesting => format!("Truy vấn lồng nhau quá {most} cấp ngoặc."),
                Limit::Tokens => format!("Truy vấn có quá {most} từ và dấu."),
                Limit::Depth => format!("Truy vấn sâu quá {most} trường."),
                Limit::IntrospectionDepth => format!("Truy vấn lược đồ sâu quá {most} trường."),
                Limit::Selections => format!("Truy vấn chọn quá {most} mục, kể cả trong các fragment."),
                Limit::Aliases => format!("Truy vấn dùng quá {most} bí danh."),
                Limit::RootFields => format!("Truy vấn có quá {most} trường gốc."),
                Limit::DirectivesPerField => format!("Một chỗ có quá {most} chỉ thị."),
                Limit::Directives => format!("Truy vấn có quá {most} chỉ thị."),
            },
            Self::TooManyRows(cost) => format!(
                "Truy vấn có thể trả về {} dòng, tối đa là {}; hãy lấy trang nhỏ hơn hoặc chia nhỏ truy vấn.",
                cost.requested, cost.maximum
            ),
            Self::Syntax { expected, at } => {
                let Pos { line, column } = at;
                format!("Cú pháp GraphQL sai ở dòng {line}, cột {column}: cần {}.", expected.in_vietnamese())
            }
            Self::Cycle => "Một fragment dẫn về chính nó.".to_owned(),
            Self::NoSuchOperation => "Không có thao tác mang tên trong operationName.".to_owned(),
            Self::NoOperationName => "Truy vấn có nhiều thao tác: cần operationName.".to_owned(),
            Self::UnknownVariable { name } => format!("Không thao tác nào khai báo biến {}.", shown(name)),
        }
    }

    fn in_english(&self) -> String {
        match self {
            Self::TooMuch { limit, most } => match limit {
                Limit::Bytes => format!("The document is longer than {most} bytes."),
                Limit::Nesting => format!("The document nests deeper than {most} brackets."),
                Limit::Tokens => format!("The document has more than {most} tokens."),
                Limit::Depth => format!("The document is deeper than {most} fields."),
                Limit::IntrospectionDepth => format!("The introspection is deeper than {most} fields."),
                Limit::Selections => {
                    format!("The document selects more than {most} things, fragments followed.")
                }
                Limit::Aliases => format!("The document has more than {most} aliases."),
                Limit::RootFields => format!("The document has more than {most} root fields."),
                Limit::DirectivesPerField => format!("One place has more than {most} directives."),
                Limit::Directives => format!("The document has more than {most} directives."),
            },
            Self::TooManyRows(cost) => format!(
                "The document could give {} rows, and at most {} are allowed: ask for smaller pages, or split it.",
                cost.requested, cost.maximum
            ),
            Self::Syntax { expected, at } => {
                let Pos { line, column } = at;
                format!(
                    "The syntax of the document is wrong in line {line}, column {column}: expected {}.",
                    expected.in_english()
                )
            }
            Self::Cycle => "A fragment leads back to itself.".to_owned(),
            Self::NoSuchOperation => "There is no operation of the name in operationName.".to_owned(),
            Self::NoOperationName => "There are several operations: give operationName.".to_owned(),
            Self::UnknownVariable { name } => format!("No operation declares a variable {}.", shown(name)),
        }
    }
}

/// A name shortened: it may be anything that the client sent.
fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(MOST_NAME_CHARACTERS).collect()
}
