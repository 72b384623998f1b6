#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use tempfile::TempDir;

use super::*;
use crate::repo::cursor::CursorSeal;
use crate::seal::{Place, SealError};

const FILES: [&str; 7] = [
    "token.key",
    "cursor.key",
    "identity.key",
    "identity-index.key",
    "journal.key",
    "checkpoint.key",
    "report.key",
];
const PLACE: Place<'static> = Place { table: "a", column: "b", row: b"c" };

/// A directory of keys in a folder that is deleted at the end.
struct Folder {
    _folder: TempDir,
    directory: PathBuf,
}

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path().join("keys");
        Self { _folder: folder, directory }
    }

    fn with_keys() -> (Self, Keys) {
        let folder = Self::new();
        let keys = Keys::create(&folder.directory).unwrap();
        (folder, keys)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    fn names(&self) -> BTreeSet<String> {
        let entries = fs::read_dir(&self.directory).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    fn overwrite(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    /// Why the directory is refused.
    fn refusal(&self) -> KeyError {
        Keys::load(&self.directory).map(drop).unwrap_err()
    }

    fn stages(&self, purpose: Purpose) -> Vec<(String, Stage)> {
        let keys = keys_in(&self.directory).unwrap();
        let keys = keys.into_iter().filter(|key| key.purpose == purpose);
        keys.map(|key| (key.path.file_name().unwrap().to_str().unwrap().to_owned(), key.stage)).collect()
    }

    fn id(&self, purpose: Purpose, stage: Stage) -> String {
        let keys = keys_in(&self.directory).unwrap();
        keys.into_iter().find(|key| (key.purpose, key.stage) == (purpose, stage)).unwrap().id
    }

    fn rotate_twice(&self, purpose: Purpose) {
        assert_eq!(rotate(&self.directory, purpose).unwrap(), Rotation::Published);
        assert_eq!(rotate(&self.directory, purpose).unwrap(), Rotation::InUse);
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn given_new_keys_when_loaded_again_then_they_are_the_same_and_private() {
    let (folder, made) = Folder::with_keys();
    let loaded = Keys::load(&folder.directory).unwrap();
    assert_eq!(made.token().id(), loaded.token().id());
    let cursor = |keys: &Keys| CursorSeal::lasting(keys.cursor().clone(), "a list").seal(&1).unwrap();
    assert_eq!(cursor(&made), cursor(&loaded));
    assert_eq!(made.identity_index().mark("a", b"x"), loaded.identity_index().mark("a", b"x"));
    let sealed = made.identity().seal(PLACE, b"x").unwrap();
    assert_eq!(loaded.identity().open(PLACE, &sealed).unwrap(), b"x");
    assert_eq!(made.journal().open(PLACE, &sealed), Err(SealError::OtherKey));
    assert_eq!(folder.names(), FILES.map(str::to_owned).into());
}

#[test]
fn given_keys_when_created_again_then_nothing_is_overwritten() {
    let (folder, first) = Folder::with_keys();
    assert!(matches!(Keys::create(&folder.directory), Err(KeyError::Exists(_))));
    assert!(matches!(create_first(&folder.directory, Purpose::Token), Err(KeyError::Exists(_))));
    assert_eq!(Keys::load(&folder.directory).unwrap().token().id(), first.token().id());
}

#[test]
fn given_a_directory_that_lacks_a_purpose_then_its_first_key_is_made_alone() {
    let (folder, first) = Folder::with_keys();
    fs::remove_file(folder.path("identity-index.key")).unwrap();
    assert!(matches!(folder.refusal(), KeyError::Missing(path) if path.ends_with("identity-index.key")));
    assert!(matches!(Keys::create(&folder.directory), Err(KeyError::Exists(_))));
    create_first(&folder.directory, Purpose::IdentityIndex).unwrap();
    assert_eq!(Keys::load(&folder.directory).unwrap().token().id(), first.token().id());
}

#[test]
fn dr_05_given_a_missing_short_or_malformed_key_then_refused_by_its_name_and_without_its_content() {
    for name in FILES {
        let (folder, _) = Folder::with_keys();
        let whole = fs::read(folder.path(name)).unwrap();
        fs::remove_file(folder.path(name)).unwrap();
        assert!(matches!(folder.refusal(), KeyError::Missing(path) if path.ends_with(name)), "{name}");
        for bytes in [&[][..], b"\n", whole.get(..whole.len() - 1).unwrap()] {
            folder.overwrite(name, bytes);
            set_mode(&folder.path(name), 0o600);
            let error = folder.refusal();
            assert!(matches!(&error, KeyError::Malformed(path) if path.ends_with(name)), "{name}: {error}");
            let told = error.to_string();
            assert_eq!(told, format!("{} does not hold a whole key", folder.path(name).display()));
        }
    }
    let missing = Folder::new();
    assert!(matches!(missing.refusal(), KeyError::Missing(path) if path == missing.directory));
}

#[test]
fn dr_05_given_a_key_that_was_typed_or_copied_then_refused_by_its_name() {
    let rising: Vec<u8> = (0..32).collect();
    let typed = b"change-me-change-me-change-me-32";
    let published = [
        0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44,
        0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
    ];
    for bytes in [&[0; 32][..], &[0xff; 32], &rising, typed, &published] {
        let (folder, _) = Folder::with_keys();
        for name in ["cursor.key", "identity.key", "identity-index.key", "journal.key"] {
            let whole = fs::read(folder.path(name)).unwrap();
            folder.overwrite(name, bytes);
            assert!(matches!(folder.refusal(), KeyError::MadeUp(path) if path.ends_with(name)), "{name}");
            folder.overwrite(name, &whole);
        }
        // The same secret as an Ed25519 key in PKCS#8.
        let prefix =
            [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
        folder.overwrite("token.key", &[&prefix[..], bytes].concat());
        assert!(matches!(folder.refusal(), KeyError::MadeUp(path) if path.ends_with("token.key")));
    }
}

#[test]
fn dr_05_given_one_key_for_two_purposes_then_refused() {
    let (folder, _) = Folder::with_keys();
    fs::copy(folder.path("identity.key"), folder.path("identity-index.key")).unwrap();
    assert!(matches!(folder.refusal(), KeyError::Shared(path) if path.ends_with("identity-index.key")));
}

#[test]
fn dr_05_given_a_key_or_directory_open_to_others_then_refused_and_a_stricter_mode_is_accepted() {
    let (folder, _) = Folder::with_keys();
    for name in FILES {
        for open in [0o640, 0o604, 0o620, 0o601, 0o644, 0o666] {
            set_mode(&folder.path(name), open);
            let error = folder.refusal().to_string();
            assert_eq!(
                error,
                format!(
                    "{} is open to others than its owner: its mode is {open:o}, it must be 600",
                    folder.path(name).display()
                )
            );
        }
        set_mode(&folder.path(name), 0o400);
    }
    for open in [0o755, 0o750, 0o701] {
        set_mode(&folder.directory, open);
        assert!(matches!(folder.refusal(), KeyError::Open { wanted: 0o700, .. }), "{open:o}");
    }
    set_mode(&folder.directory, 0o500);
    Keys::load(&folder.directory).unwrap();
    set_mode(&folder.directory, 0o700);
}

#[test]
fn dr_05_given_a_key_file_with_a_name_of_none_then_refused_and_other_files_are_left_alone() {
    let (folder, _) = Folder::with_keys();
    for name in ["token.old.key", "token.1.key", "token.02.key", "token.2.next.x.key", "other.key"] {
        folder.overwrite(name, b"x");
        assert!(matches!(folder.refusal(), KeyError::Name(path) if path.ends_with(name)), "{name}");
        fs::remove_file(folder.path(name)).unwrap();
    }
    folder.overwrite("database-url", b"x");
    Keys::load(&folder.directory).unwrap();
}

#[test]
fn dr_07_given_keys_made_and_rotated_then_directory_and_files_are_closed_to_others() {
    let (folder, _) = Folder::with_keys();
    Purpose::ALL.into_iter().for_each(|purpose| folder.rotate_twice(purpose));
    rotate(&folder.directory, Purpose::Token).unwrap();
    assert_eq!(mode(&folder.directory), 0o700);
    let names = folder.names();
    assert_eq!(names.len(), 2 * FILES.len() + 1);
    for name in names {
        assert_eq!(mode(&folder.path(&name)), 0o600, "{name}");
    }
}

#[test]
fn tk_10_given_a_key_then_its_name_can_be_typed_behind_any_command() {
    for _ in 0..100 {
        let key = TokenKey::from_pkcs8(&TokenKey::generate().unwrap()).unwrap();
        assert_eq!(key.id().len(), 16);
        assert!(key.id().chars().all(|digit| digit.is_ascii_hexdigit()), "{}", key.id());
    }
}

#[test]
fn tk_10_given_a_rotation_then_a_new_key_is_published_put_into_use_and_the_old_one_retired() {
    let (folder, keys) = Folder::with_keys();
    let ids = || -> BTreeSet<String> {
        let set = keys.tokens().key_set();
        let keys = set.get("keys").unwrap().as_array().unwrap().clone();
        keys.iter().map(|key| key.get("kid").unwrap().as_str().unwrap().to_owned()).collect()
    };
    let first = keys.token().id().to_owned();
    assert!(!keys.reload().unwrap());

    assert_eq!(rotate(&folder.directory, Purpose::Token).unwrap(), Rotation::Published);
    let next = folder.id(Purpose::Token, Stage::Next);
    assert_eq!(ids(), BTreeSet::from([first.clone()]), "nobody looked yet");
    assert!(keys.reload().unwrap());
    assert_eq!(keys.token().id(), first);
    assert_eq!(ids(), BTreeSet::from([first.clone(), next.clone()]));

    assert_eq!(rotate(&folder.directory, Purpose::Token).unwrap(), Rotation::InUse);
    assert!(keys.reload().unwrap());
    assert_eq!(keys.token().id(), next);
    assert_eq!(ids(), BTreeSet::from([first.clone(), next.clone()]));
    let stages = [("token.2.key", Stage::Current), ("token.key", Stage::Older)];
    assert_eq!(folder.stages(Purpose::Token), stages.map(|(name, stage)| (name.to_owned(), stage)));

    let in_use = retire(&folder.directory, Purpose::Token, &next).unwrap_err();
    assert!(matches!(in_use, KeyError::InUse { .. }), "{in_use}");
    let unknown = retire(&folder.directory, Purpose::Journal, &first).unwrap_err();
    assert!(matches!(unknown, KeyError::Unknown { .. }), "{unknown}");
    retire(&folder.directory, Purpose::Token, &first).unwrap();
    assert!(keys.reload().unwrap());
    assert_eq!(ids(), BTreeSet::from([next.clone()]));
    assert!(keys.tokens().find(&first).is_none());
    folder.rotate_twice(Purpose::Token);
    assert_eq!(folder.names().iter().filter(|name| name.starts_with("token")).count(), 2);
}

#[test]
fn given_every_purpose_rotated_then_what_the_old_keys_made_is_still_understood() {
    let (folder, keys) = Folder::with_keys();
    let sealed = keys.identity().seal(PLACE, b"x").unwrap();
    let journalled = keys.journal().seal(PLACE, b"y").unwrap();
    let mark = keys.identity_index().mark("a", b"z");
    let cursor = CursorSeal::lasting(keys.cursor().clone(), "a list").seal(&1).unwrap();
    Purpose::ALL.into_iter().for_each(|purpose| folder.rotate_twice(purpose));
    let held = keys.cursor().clone();
    assert!(keys.reload().unwrap());
    assert_eq!(keys.identity().open(PLACE, &sealed).unwrap(), b"x");
    assert_eq!(keys.journal().open(PLACE, &journalled).unwrap(), b"y");
    assert!(keys.identity_index().marks("a", b"z").contains(&mark));
    assert_ne!(keys.identity_index().mark("a", b"z"), mark);
    assert_eq!(CursorSeal::lasting(held, "a list").open::<i32>(&cursor), Ok(1));
}

#[test]
fn given_a_change_that_cannot_be_used_then_the_keys_stay_and_a_later_one_is_taken() {
    let (folder, keys) = Folder::with_keys();
    let first = keys.token().id().to_owned();
    folder.rotate_twice(Purpose::Token);
    let second = folder.path("token.2.key");
    let whole = fs::read(&second).unwrap();
    folder.overwrite("token.2.key", b"short");
    assert!(matches!(keys.reload(), Err(KeyError::Malformed(path)) if path == second));
    assert_eq!(keys.token().id(), first);
    folder.overwrite("token.2.key", &whole);
    assert!(keys.reload().unwrap());
    assert_ne!(keys.token().id(), first);
}

#[test]
fn given_a_change_of_name_that_was_cut_off_then_the_key_counts_once() {
    let (folder, keys) = Folder::with_keys();
    folder.rotate_twice(Purpose::Token);
    fs::copy(folder.path("token.2.key"), folder.path("token.2.next.key")).unwrap();
    assert!(keys.reload().unwrap());
    assert_eq!(folder.stages(Purpose::Token).len(), 2);
    assert_eq!(rotate(&folder.directory, Purpose::Token).unwrap(), Rotation::Published);
    assert!(folder.names().contains("token.3.next.key"));
}

#[tokio::test]
async fn tk_10_given_a_watch_then_a_rotation_is_noticed_without_a_restart() {
    let (folder, keys) = Folder::with_keys();
    let watch = keys.watch_every(Duration::from_millis(1));
    folder.rotate_twice(Purpose::Token);
    let second = folder.id(Purpose::Token, Stage::Current);
    while keys.token().id() != second {
        tokio::task::yield_now().await;
    }
    drop(watch);
}
