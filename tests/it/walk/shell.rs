//! As much of the shell as README's walk needs: commands with quoted words and variables, kept outputs, and remarks.

use std::collections::BTreeMap;

/// What stands in a block, in its order.
#[derive(Debug)]
pub(super) enum Line {
    Command(String),
    /// What a remark says, of one line or several.
    Remark(String),
}

/// Where the output of a command is kept.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kept {
    Nowhere,
    Variable(String),
    File(String),
}

/// The lines of a block. A command goes on as long as a quote is open.
pub(super) fn lines(block: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut rest = block.trim_start();
    while !rest.is_empty() {
        let (line, after) = if rest.starts_with('#') { remark(rest) } else { command(rest) };
        lines.push(line);
        rest = after.trim_start();
    }
    lines
}

fn remark(text: &str) -> (Line, &str) {
    let mut said = Vec::new();
    let mut rest = text;
    while let Some(line) = rest.strip_prefix('#') {
        let (line, after) = line.split_once('\n').unwrap_or((line, ""));
        said.push(line.trim());
        rest = after;
    }
    (Line::Remark(said.join("\n")), rest)
}

fn command(text: &str) -> (Line, &str) {
    let mut quote = None;
    let ends = text.char_indices().find(|(_, letter)| {
        match quote {
            Some(open) if open == *letter => quote = None,
            None if ['\'', '"'].contains(letter) => quote = Some(*letter),
            _ => {}
        }
        quote.is_none() && *letter == '\n'
    });
    let (command, rest) = text.split_at(ends.map_or(text.len(), |(at, _)| at));
    (Line::Command(command.to_owned()), rest)
}

/// The words of a command with the values of variables in them, and where its output is kept.
pub(super) fn words(command: &str, variables: &BTreeMap<String, String>) -> (Vec<String>, Kept) {
    if let Some((name, inner)) = command.split_once("=$(") {
        let inner = inner.strip_suffix(')').unwrap_or_else(|| panic!("{command}"));
        return (split(inner, variables), Kept::Variable(name.to_owned()));
    }
    let mut words = split(command, variables);
    let Some(at) = words.iter().position(|word| word == ">") else { return (words, Kept::Nowhere) };
    let file = words.split_off(at).pop().unwrap();
    (words, Kept::File(file))
}

fn split(command: &str, variables: &BTreeMap<String, String>) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut letters = command.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' | '"' if quote.is_none() => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            _ if quote == Some(letter) => quote = None,
            '$' if quote != Some('\'') => {
                let mut name = String::new();
                while let Some(letter) = letters.next_if(char::is_ascii_alphanumeric) {
                    name.push(letter);
                }
                let value = variables.get(&name).unwrap_or_else(|| panic!("{name} is not set: {command}"));
                word.get_or_insert_default().push_str(value);
            }
            _ if quote.is_none() && letter.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

#[test]
fn given_a_block_then_commands_with_their_words_and_remarks() {
    let block = "\nday 2024-10-15\n\nask somebody '{\n  me\n}' --arg a \"$A-1\" > kept\n# {\"me\":\n#   1}\nB=$(the '.me')\n";
    let variables = BTreeMap::from([("A".to_owned(), "x y".to_owned())]);
    let told: Vec<_> = lines(block)
        .into_iter()
        .map(|line| match line {
            Line::Command(command) => words(&command, &variables),
            Line::Remark(said) => (vec![said], Kept::Nowhere),
        })
        .collect();
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let expected = [
        (owned(&["day", "2024-10-15"]), Kept::Nowhere),
        (owned(&["ask", "somebody", "{\n  me\n}", "--arg", "a", "x y-1"]), Kept::File("kept".to_owned())),
        (owned(&["{\"me\":\n1}"]), Kept::Nowhere),
        (owned(&["the", ".me"]), Kept::Variable("B".to_owned())),
    ];
    assert_eq!(told, expected);
}
