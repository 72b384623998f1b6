use super::*;

const NAMES: [&str; 3] = ["noi-vu", "Phòng Nội vụ", "Xã Phú Nghĩa"];

fn judged(text: &str) -> Result<(), Rule> {
    check(&PassPhrase::new(text), NAMES)
}

#[test]
fn au_10_given_lengths_when_a_pass_phrase_is_set_then_characters_from_15_to_128_are_accepted() {
    let words = "Ngày mưa ở quê, bà ngồi kể chuyện thuở xưa bên bếp lửa hồng; cháu nghe mãi mà chưa hết, \
                 tiếng gió ngoài hiên thổi qua rặng tre già.";
    let longest: String = words.chars().take(128).collect();
    assert_eq!(longest.chars().count(), 128);
    assert_eq!(judged(&longest), Ok(()));
    assert_eq!(judged(&format!("{longest}x")), Err(Rule::Length));
    assert_eq!(judged(&words.repeat(10).chars().take(1_024).collect::<String>()), Err(Rule::Length));
    assert_eq!(judged("kqzvhxbtmwrjdn"), Err(Rule::Length));
    assert_eq!(judged("kqzvhxbtmwrjdnp"), Ok(()));
    // Characters are counted once composed, whichever keyboard typed them.
    assert_eq!(judged("ặ ố ữ ẫ ể ợ ứ"), Err(Rule::Length));
    assert_eq!(judged(&"ặ ố ữ ẫ ể ợ ứ".chars().chain("x".chars()).collect::<String>()), Err(Rule::Length));
}

#[test]
fn au_10_given_a_phrase_by_chance_or_of_words_when_set_then_accepted() {
    for text in [
        "qjzvtkxwpbmhgdr",
        "four tigers climb",
        "staple anchor violin meadow",
        "Mật khẩu dài và khó đoán",
        "con mèo đen ngủ trên mái ngói",
        "7hG!kq02-Zx9-vvT",
        "090517 ruộng bậc thang",
        "839201746605173",
    ] {
        assert_eq!(judged(text), Ok(()), "{text}");
    }
}

#[test]
fn au_10_given_a_common_password_drawn_out_when_set_then_refused() {
    for text in [
        "password1234567",
        "Password-12345678!",
        "P@ssw0rd2025!!!",
        "p@$$w0rd-p@$$w0rd-1",
        "iloveyousunshine1",
        "sunshine.princess.99",
        "MatKhau@123456789",
        "mật khẩu 2025 2026",
        "letmein!!!!!!!!!!!!!",
        "dragon-dragonfly",
    ] {
        let outcome = judged(text);
        assert!(matches!(outcome, Err(Rule::Common | Rule::Pattern | Rule::Breached)), "{text}: {outcome:?}");
    }
}

#[test]
fn au_10_given_any_of_the_3000_most_common_when_drawn_out_to_the_length_then_refused() {
    let list: Vec<&str> = lines(include_str!("lists/common.txt")).collect();
    assert_eq!(list.len(), 10_000);
    for word in list.iter().take(3_000) {
        let fill = super::super::password::LEAST_LENGTH.saturating_sub(word.len());
        for text in [
            format!("{word}{}", "1".repeat(fill)),
            format!("{word}{}", word.repeat(3)),
            format!("{}{word}", "0".repeat(fill)),
        ] {
            assert!(judged(&text).is_err(), "{text}");
        }
    }
}

#[test]
fn au_10_given_a_phrase_known_from_breaches_when_set_then_refused() {
    let list: Vec<&str> = lines(include_str!("lists/breached.txt")).collect();
    assert!(list.len() >= 200, "{}", list.len());
    assert_eq!(list.iter().collect::<HashSet<_>>().len(), list.len());
    for phrase in list {
        assert!(phrase.len() >= 15 && squeeze(phrase) == fold(phrase), "{phrase}");
        assert!(judged(phrase).is_err(), "{phrase}");
    }
    for text in
        ["correct horse battery staple", "Không có gì quý hơn độc lập, tự do!", "To be, or not to be: 123"]
    {
        assert_eq!(judged(text), Err(Rule::Breached), "{text}");
    }
}

#[test]
fn au_10_given_a_name_of_the_account_its_units_or_the_product_when_in_it_then_refused() {
    for text in [
        "zkwq-noi-vu-pfhtx",
        "zkwq NOIVU pfhtxq",
        "phongnoivu zkwqpfhtx",
        "zkwqpf Phú Nghĩa htx",
        "phunghia-zkwqpfhtx",
        "zkwqpf quanly htxb",
        "zkwqpf Cán bộ htxbm",
    ] {
        assert_eq!(judged(text), Err(Rule::ContainsName), "{text}");
    }
    // Words of one syllable alone are in every sentence.
    assert_eq!(judged("căn phòng vắng vẻ cuối hành lang"), Ok(()));
}

#[test]
fn au_10_given_a_pattern_when_set_then_refused() {
    for text in [
        "qwertyuiopasdfghjkl",
        "1qaz2wsx3edc4rfv",
        "zxcvbnm,./asdfgh",
        "123456789012345",
        "987654321-987654321",
        "hanoi2hanoi2hanoi2",
        "aaaaaaaaaaaaaaaaaaaa",
        "abababababababab",
        "abcdefghijklmnopq",
        "aabbaabbccaabbcc",
        "xk7 xk7 xk7 xk7 xk7",
    ] {
        let outcome = judged(text);
        assert!(matches!(outcome, Err(Rule::Pattern | Rule::Breached)), "{text}: {outcome:?}");
    }
}
