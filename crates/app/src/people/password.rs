//! Passwords: what is accepted as one, and hashing and checking them with Argon2id away from the threads that answer requests.

use crate::{App, Error, Result};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

/// The fewest characters of a password.
pub const MIN_CHARS: usize = 12;
/// The most characters of a password: enough for any sentence or manager, and no burden to hash.
pub const MAX_CHARS: usize = 200;
/// The fewest different characters.
const MIN_DIFFERENT: usize = 5;
/// How many hashes are computed at once: each takes 19 MiB and a whole core.
const AT_ONCE: usize = 4;

/// A hash of a text that nobody knows, by the parameters of [`Argon2::default`]. A sign-in with an address that is not known is checked
/// against it, so that it takes as long as any other.
const NOBODYS_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c3Z4LW5vYm9keS1rbm93cw$ZHVtbXkgaGFzaCB0aGF0IG1hdGNoZXMgbm90aGluZyA";

static PLACES: Semaphore = Semaphore::const_new(AT_ONCE);

/// Words that guesses begin with, a line each, in lower case letters alone.
const COMMON: &str = include_str!("common_words.txt");
/// Runs of keys and letters that guesses are made of.
const RUNS: [&str; 6] = [
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "01234567890123456789012345678901234567890",
    "98765432109876543210987654321098765432109",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
];

/// Says what is wrong with a password, if anything, given the name and the address of whoever chose it.
pub fn weakness(password: &str, name: &str, email: &str) -> Option<String> {
    let chars = password.chars().count();
    if chars == 0 {
        return Some("Enter a password".to_owned());
    }
    if chars < MIN_CHARS {
        return Some(format!(
            "Your password must have at least {MIN_CHARS} characters. Three words of your own are a good start"
        ));
    }
    if chars > MAX_CHARS {
        return Some(format!("Your password must have at most {MAX_CHARS} characters"));
    }
    let guess = is_monotonous(password) || is_common(password) || is_personal(password, name, email);
    guess.then(|| {
        "This password is too easy to guess. Choose another: three words of your own are a good start".to_owned()
    })
}

fn is_monotonous(password: &str) -> bool {
    let lower = password.to_lowercase();
    let mut different: Vec<char> = lower.chars().collect();
    different.sort_unstable();
    different.dedup();
    different.len() < MIN_DIFFERENT || RUNS.iter().any(|run| run.contains(&lower))
}

/// Whether a common word, or one again and again, is left when digits for letters are read as letters and the rest is dropped.
fn is_common(password: &str) -> bool {
    let letters: String = password
        .to_lowercase()
        .chars()
        .map(|character| match character {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        })
        .collect();
    let plain = |text: &str| -> String { text.chars().filter(char::is_ascii_alphabetic).collect() };
    let read = plain(&letters);
    let trimmed = plain(password.to_lowercase().trim_matches(|c: char| !c.is_alphabetic()));
    COMMON
        .lines()
        .any(|word| [&read, &trimmed].into_iter().any(|text| is_made_of(text, word)))
}

/// `textword` is made of `word` where it is the word once or several times, with at most two letters more.
fn is_made_of(text: &str, word: &str) -> bool {
    if word.is_empty() || text.is_empty() {
        return false;
    }
    let rest = text.replace(word, "");
    rest.len() < text.len() && rest.len() <= 2
}

fn is_personal(password: &str, name: &str, email: &str) -> bool {
    let letters = |text: &str| -> String { text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect() };
    let password = letters(password);
    let local = email.split('@').next().unwrap_or_default();
    [letters(name), letters(email), letters(local)]
        .iter()
        .any(|own| own.len() >= 4 && password.contains(own.as_str()) && password.len() < own.len() + 6)
}

/// Hashes a password with a fresh salt.
pub async fn hash(app: &App, password: &str) -> Result<String> {
    let mut salt = [0; 16];
    app.entropy().fill(&mut salt);
    let password = password.to_owned();
    let hashed = on_its_own_thread(move || {
        let hash: Result<PasswordHash, _> = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
        hash.map(|hash| hash.to_string())
    });
    hashed
        .await?
        .map_err(|error| Error::outside("hashing a password")(error.to_string().into()))
}

/// Whether a password is the one that was hashed. Without a hash the answer is no, and takes as long.
pub async fn verify(password: &str, hash: Option<&str>) -> Result<bool> {
    let known = hash.is_some();
    // Nothing longer was ever accepted as a password, and hashing it would only cost time.
    let password: String = password.chars().take(MAX_CHARS + 1).collect();
    let hash = hash.unwrap_or(NOBODYS_HASH).to_owned();
    let matches = on_its_own_thread(move || {
        PasswordHash::new(&hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    });
    Ok(matches.await? && known)
}

async fn on_its_own_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _place = PLACES
        .acquire()
        .await
        .map_err(|error| Error::outside("waiting to hash")(error.into()))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::outside("hashing a password")(error.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn nobodys_hash_takes_as_long_as_any_other() {
        let nobody = PasswordHash::new(NOBODYS_HASH).unwrap();
        let hashed: PasswordHash = Argon2::default()
            .hash_password_with_salt(b"something", b"0123456789abcdef")
            .unwrap();
        assert_eq!(nobody.algorithm, hashed.algorithm);
        assert_eq!(nobody.params, hashed.params);
        assert_eq!(nobody.hash.unwrap().len(), hashed.hash.unwrap().len());
    }

    #[rstest]
    #[case("", "Enter a password")]
    #[case("elevenchars", "at least 12")]
    #[case("aaaaaaaaaaaa", "too easy")]
    #[case("ababababababab", "too easy")]
    #[case("123456789012", "too easy")]
    #[case("qwertyuiopas", "too easy")]
    #[case("Password1234", "too easy")]
    #[case("P@ssw0rd!2026", "too easy")]
    #[case("letmeinletmein", "too easy")]
    #[case("adalovelace1", "too easy")]
    #[case("ada.l@example.org", "too easy")]
    fn what_is_guessed_first_is_refused(#[case] password: &str, #[case] said: &str) {
        let found = weakness(password, "Ada Lovelace", "ada.l@example.org").unwrap();
        assert!(found.contains(said), "{found}");
    }

    #[rstest]
    #[case("correct horse battery staple")]
    #[case("the password is a secret of mine")]
    #[case("Ada has seven green teapots")]
    #[case("xT9$kq2!vLw7")]
    #[case("кошка собака лошадь")]
    fn what_is_long_and_ones_own_is_taken(#[case] password: &str) {
        assert_eq!(weakness(password, "Ada Lovelace", "ada.l@example.org"), None);
    }

    #[test]
    fn an_overlong_password_is_refused() {
        let long: String = "long words ".repeat(30);
        assert!(weakness(&long, "", "").unwrap().contains("at most 200"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_judged_without_a_panic(password in "\\PC{0,220}", name in "\\PC{0,40}", email in "\\PC{0,40}") {
            let _ = weakness(&password, &name, &email);
        }
    }
}
