//! Keys of procurements in three shares, of which two make the key again (Shamir's scheme). An officer's share is a file that
//! only this installation can read; the third is a code on paper, which is kept outside.

use crate::{Error, Invalid, Result, keys::Keys};
use age::{
    secrecy::{ExposeSecret as _, SecretString},
    x25519::Identity,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use blahaj::{Share, Sharks};
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use svx_domain::{PersonId, ports::Entropy};

/// How many shares make the key.
pub const NEEDED: u8 = 2;
/// How many shares there are: two officers' and one outside.
pub const SHARES: usize = 3;
/// The number of the share that is kept outside.
pub const ESCROW: u8 = 3;
/// A share file is no larger than this.
pub const MAX_BYTES: usize = 16 * 1024;

/// The line after which the sealed share begins.
const MARK: &str = "----- SVX SHARE 1 -----";
const END: &str = "----- END -----";
/// How the bytes of an age key are written as text.
const KEY_PREFIX: &str = "age-secret-key-";
/// The letters and digits of codes: none that look like another (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many bytes of a hash are at the end of a code, to find slips of the pen.
const CHECK_BYTES: usize = 3;

/// What is sealed in an officer's share.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Inside {
    format: String,
    procurement: String,
    holder: String,
    number: u8,
    share: String,
}

const FORMAT: &str = "svx.share/1";

/// A share that was read.
pub struct Given {
    /// Which one.
    pub number: u8,
    /// The officer whose it is; nobody's for the one that is kept outside.
    pub holder: Option<PersonId>,
    /// The share.
    pub(super) share: Vec<u8>,
}

/// A new key: the public key, and the three shares of the private one.
pub(super) fn new_key(entropy: &dyn Entropy) -> Result<(String, [Vec<u8>; SHARES])> {
    let identity = Identity::generate();
    let text = identity.to_string().expose_secret().to_lowercase();
    let (_, secret) = bech32::decode(&text).map_err(|error| Error::outside("a new key")(error.into()))?;
    let mut seed = [0; 32];
    entropy.fill(&mut seed);
    let mut rng = ChaCha20Rng::from_seed(seed);
    let mut shares = Sharks(NEEDED).dealer_rng(&secret, &mut rng);
    let mut next = || shares.next().map(|share| Vec::from(&share)).unwrap_or_default();
    Ok((identity.to_public().to_string(), [next(), next(), next()]))
}

/// The private key of which these are shares. Nothing where they make another than the public one.
pub(super) fn recover(recipient: &str, shares: &[Vec<u8>]) -> Option<Identity> {
    let shares: Vec<Share> = shares
        .iter()
        .filter_map(|share| Share::try_from(share.as_slice()).ok())
        .collect();
    let secret = Sharks(NEEDED).recover(&shares).ok()?;
    let prefix = bech32::Hrp::parse(KEY_PREFIX).ok()?;
    let text = SecretString::from(bech32::encode::<bech32::Bech32>(prefix, &secret).ok()?.to_uppercase());
    let identity: Identity = text.expose_secret().parse().ok()?;
    (identity.to_public().to_string() == recipient).then_some(identity)
}

/// Seals an officer's share to the installation's key, bound to the procurement and the officer.
pub(super) fn seal(keys: &dyn Keys, ocid: &str, holder: PersonId, number: u8, share: &[u8]) -> Result<Vec<u8>> {
    let inside = Inside {
        format: FORMAT.to_owned(),
        procurement: ocid.to_owned(),
        holder: holder.to_string(),
        number,
        share: hex::encode(share),
    };
    keys.seal(&serde_json::to_vec(&inside).map_err(svx_store::Error::from)?)
}

/// A sealed share as the file that its officer keeps.
pub(super) fn file(title: &str, ocid: &str, name: &str, sealed: &[u8]) -> String {
    let encoded = BASE64_STANDARD.encode(sealed);
    let lines: Vec<&str> = encoded
        .as_bytes()
        .chunks(64)
        .filter_map(|line| str::from_utf8(line).ok())
        .collect();
    format!(
        "Share of the key that opens the bids for:\n{title} ({ocid})\n\nHolder: {name}\n\nKeep this file until the bids are opened. Show it to nobody and send it to nobody.\nOf three shares, two open the bids. Without two of them nobody can open them, whoever asks.\n\n{MARK}\n{}\n{END}\n",
        lines.join("\n")
    )
}

/// The code of the share that is kept outside, in groups of four.
pub(super) fn code(share: &[u8]) -> String {
    let check = Sha256::digest(share);
    let bytes: Vec<u8> = share.iter().chain(&check[..CHECK_BYTES]).copied().collect();
    let (mut out, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(ALPHABET[(held >> bits) as usize & 31]);
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        out.push(ALPHABET[(held << (5 - bits)) as usize & 31]);
    }
    let groups: Vec<&str> = out.chunks(4).filter_map(|group| str::from_utf8(group).ok()).collect();
    groups.join("-")
}

/// Reads a code as somebody types it: blanks, hyphens and small letters do not matter, nor do I, L and O.
fn read_code(text: &str) -> Option<Vec<u8>> {
    let (mut out, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for typed in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
        let plain = match typed.to_ascii_uppercase() {
            'I' | 'L' => '1',
            'O' => '0',
            other => other,
        };
        let value = ALPHABET.iter().position(|letter| char::from(*letter) == plain)?;
        held = (held << 5) | u32::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(held >> bits & 0xff).ok()?);
            held &= (1 << bits) - 1;
        }
    }
    let share = out.len().checked_sub(CHECK_BYTES)?;
    let (share, check) = out.split_at(share);
    (held == 0 && bits < 5 && Sha256::digest(share)[..CHECK_BYTES] == *check).then(|| share.to_vec())
}

/// Reads a share that somebody gives: the file of an officer, or the code of the one that is kept outside.
pub(super) fn read(keys: &dyn Keys, ocid: &str, text: &str) -> Result<Given> {
    let wrong = |message: &str| Error::from(Invalid::one("share", message));
    if text.trim().is_empty() {
        return Err(wrong("Choose your share’s file, or enter the code from the sheet"));
    }
    let Some((_, rest)) = text.split_once(MARK) else {
        let share = read_code(text).filter(|share| share.first() == Some(&ESCROW));
        let share = share.ok_or_else(|| {
            wrong("This is neither a share’s file nor the code of a sheet. Check the code letter by letter: one of them is wrong or missing")
        })?;
        return Ok(Given {
            number: ESCROW,
            holder: None,
            share,
        });
    };
    let body = rest.split(END).next().unwrap_or_default();
    let body: String = body.chars().filter(|c| !c.is_whitespace()).collect();
    let damaged =
        || wrong("This file is damaged, or was made by another installation. Use the file as you downloaded it");
    let sealed = BASE64_STANDARD.decode(body).map_err(|_| damaged())?;
    let inside: Inside = keys
        .open(&sealed)
        .ok()
        .and_then(|plain| serde_json::from_slice(&plain).ok())
        .ok_or_else(damaged)?;
    if inside.format != FORMAT || inside.procurement != ocid {
        return Err(wrong("This is a share of another procurement’s key"));
    }
    Ok(Given {
        number: inside.number,
        holder: Some(inside.holder.parse().map_err(|_| damaged())?),
        share: hex::decode(inside.share).map_err(|_| damaged())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{keys::InstallationKey, system::SystemEntropy};
    use proptest::prelude::*;

    fn person(byte: u8) -> PersonId {
        PersonId::from_parts(1, [byte; 10])
    }

    #[test]
    fn any_two_shares_make_the_key_and_one_does_not() {
        let (recipient, shares) = new_key(&SystemEntropy).unwrap();
        for (a, b) in [(0, 1), (0, 2), (1, 2), (2, 0)] {
            let made = recover(&recipient, &[shares[a].clone(), shares[b].clone()]).unwrap();
            assert_eq!(made.to_public().to_string(), recipient);
        }
        for share in &shares {
            assert!(recover(&recipient, std::slice::from_ref(share)).is_none());
            assert!(recover(&recipient, &[share.clone(), share.clone()]).is_none());
        }
        let (_, others) = new_key(&SystemEntropy).unwrap();
        assert!(recover(&recipient, &[shares[0].clone(), others[1].clone()]).is_none());
        assert_eq!(shares.each_ref().map(|share| share[0]), [1, 2, ESCROW]);
    }

    #[test]
    fn a_file_is_read_as_it_was_downloaded_and_only_here_and_for_its_procurement() {
        let keys = InstallationKey::in_memory();
        let sealed = seal(&keys, "ocds-1", person(1), 1, &[1; 33]).unwrap();
        let text = file("Grounds", "ocds-1", "Olive Officer", &sealed);
        for form in [text.clone(), text.replace('\n', "\r\n"), format!("\u{feff}{text}\n\n")] {
            let given = read(&keys, "ocds-1", &form).unwrap();
            assert_eq!(
                (given.number, given.holder, given.share),
                (1, Some(person(1)), vec![1; 33])
            );
        }
        let told = |outcome: Result<Given>| outcome.err().unwrap().to_string();
        assert!(told(read(&keys, "ocds-2", &text)).contains("another procurement"));
        assert!(told(read(&InstallationKey::in_memory(), "ocds-1", &text)).contains("damaged"));
        assert!(told(read(&keys, "ocds-1", &text.replace(MARK, ""))).contains("neither"));
        assert!(told(read(&keys, "ocds-1", " ")).contains("Choose your share"));
    }

    proptest! {
        #[test]
        fn a_code_is_read_however_it_is_typed(share in proptest::collection::vec(any::<u8>(), 1..40)) {
            let code = code(&share);
            prop_assert_eq!(read_code(&code), Some(share.clone()));
            let typed = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
            prop_assert_eq!(read_code(&typed), Some(share));
        }

        #[test]
        fn a_slip_in_a_code_is_found(share in proptest::collection::vec(any::<u8>(), 33..34), at in any::<proptest::sample::Index>(), other in 0_usize..32) {
            let code = code(&share).replace('-', "");
            let at = at.index(code.len());
            let mut slipped = code.clone().into_bytes();
            slipped[at] = ALPHABET[other];
            let slipped = String::from_utf8(slipped).unwrap();
            prop_assert_eq!(read_code(&slipped).is_some(), slipped == code);
            prop_assert_eq!(read_code(&code[1..]), None);
        }
    }
}
