//! Sealing: a bid is turned into an age file in memory before it is stored anywhere, padded so that its size says little, and
//! bound to its procurement, its supplier and its version.

use super::content::Bid;
use crate::{
    Error, Result,
    keys::{Keys, open_with, seal_to},
};
use age::{
    secrecy::ExposeSecret as _,
    x25519::{Identity, Recipient},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use svx_domain::OrganisationId;

/// What the format member of a sealed bid says.
pub const BID_FORMAT: &str = "svx.bid/1";
/// Sealed content is padded to the first of these sizes that it fits, in bytes.
pub const SIZES_BYTES: [usize; 4] = [1 << 10, 4 << 10, 16 << 10, 64 << 10];

/// What is inside a sealed bid: JSON, followed by blanks up to the size.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    format: String,
    procurement: String,
    supplier: String,
    version: u32,
    bid: Bid,
}

/// What a sealed bid belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    /// The procurement.
    pub ocid: &'a str,
    /// The supplier.
    pub supplier: OrganisationId,
    /// Which submission, from 1.
    pub version: u32,
}

/// A new key pair of a procurement: the public key, and the private key sealed to the installation's.
pub fn new_key(keys: &dyn Keys) -> Result<(String, Vec<u8>)> {
    let identity = Identity::generate();
    let sealed = keys.seal(identity.to_string().expose_secret().as_bytes())?;
    Ok((identity.to_public().to_string(), sealed))
}

/// The private key of a procurement.
pub fn open_key(keys: &dyn Keys, sealed: &[u8]) -> Result<Identity> {
    let text = String::from_utf8(keys.open(sealed)?).map_err(|_| not_ours("the private key is not text"))?;
    text.parse().map_err(not_ours)
}

/// Seals a bid to a procurement's public key.
pub fn seal_bid(recipient: &str, binding: Binding<'_>, bid: &Bid) -> Result<Vec<u8>> {
    let envelope = Envelope {
        format: BID_FORMAT.to_owned(),
        procurement: binding.ocid.to_owned(),
        supplier: binding.supplier.to_string(),
        version: binding.version,
        bid: bid.clone(),
    };
    let recipient: Recipient = recipient.parse().map_err(not_ours)?;
    let plain = serde_json::to_vec(&envelope).map_err(svx_store::Error::from)?;
    seal_to(&recipient, &padded(plain)?)
}

/// Opens a bid and checks what it belongs to.
pub fn open_bid(identity: &Identity, binding: Binding<'_>, sealed: &[u8]) -> Result<Bid> {
    let plain = open_with(identity, sealed)?;
    let envelope: Envelope = serde_json::from_slice(&plain).map_err(svx_store::Error::from)?;
    let same = envelope.format == BID_FORMAT
        && envelope.procurement == binding.ocid
        && envelope.supplier == binding.supplier.to_string()
        && envelope.version == binding.version;
    if same {
        Ok(envelope.bid)
    } else {
        Err(not_ours("it was sealed for another procurement, supplier or version"))
    }
}

/// Seals a draft to the installation's key.
pub fn seal_draft<T: Serialize>(keys: &dyn Keys, draft: &T) -> Result<Vec<u8>> {
    let plain = serde_json::to_vec(draft).map_err(svx_store::Error::from)?;
    keys.seal(&padded(plain)?)
}

/// Opens a draft.
pub fn open_draft<T: for<'de> Deserialize<'de>>(keys: &dyn Keys, sealed: &[u8]) -> Result<T> {
    let plain = keys.open(sealed)?;
    Ok(serde_json::from_slice(&plain).map_err(svx_store::Error::from)?)
}

/// The SHA-256 of a sealed file, in hexadecimal, as a receipt gives it.
pub fn fingerprint(sealed: &[u8]) -> String {
    hex::encode(Sha256::digest(sealed))
}

/// Fills up with line feeds, which JSON allows after a value, so that any tool can read what the stock age tool opens.
pub(crate) fn padded(mut plain: Vec<u8>) -> Result<Vec<u8>> {
    let size = SIZES_BYTES.into_iter().find(|size| plain.len() <= *size);
    let Some(size) = size else {
        return Err(crate::Invalid::one(
            "answers",
            "Your answers are too long together. Make some of them shorter",
        )
        .into());
    };
    plain.resize(size, b'\n');
    Ok(plain)
}

pub(crate) fn not_ours(message: &'static str) -> Error {
    Error::outside("a sealed bid")(message.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::InstallationKey;

    fn supplier(byte: u8) -> OrganisationId {
        OrganisationId::from_parts(1, [byte; 10])
    }

    fn bid(price: &str, words: usize) -> Bid {
        let answers = [("q1".to_owned(), "x".repeat(words))].into();
        Bid {
            price: price.to_owned(),
            answers,
            pledges: Vec::new(),
        }
    }

    #[test]
    fn a_bid_opens_only_as_what_it_was_sealed_as() {
        let keys = InstallationKey::in_memory();
        let (recipient, sealed_key) = new_key(&keys).unwrap();
        let binding = Binding {
            ocid: "ocds-1",
            supplier: supplier(1),
            version: 2,
        };
        let sealed = seal_bid(&recipient, binding, &bid("10.00", 5)).unwrap();
        let identity = open_key(&keys, &sealed_key).unwrap();
        assert_eq!(open_bid(&identity, binding, &sealed).unwrap().price, "10.00");
        for other in [
            Binding {
                ocid: "ocds-2",
                ..binding
            },
            Binding {
                supplier: supplier(2),
                ..binding
            },
            Binding { version: 1, ..binding },
        ] {
            assert!(open_bid(&identity, other, &sealed).is_err());
        }
        assert!(open_key(&InstallationKey::in_memory(), &sealed_key).is_err());
    }

    #[test]
    fn sizes_say_little() {
        let keys = InstallationKey::in_memory();
        let (recipient, _) = new_key(&keys).unwrap();
        let binding = Binding {
            ocid: "ocds-1",
            supplier: supplier(1),
            version: 1,
        };
        let size = |words| seal_bid(&recipient, binding, &bid("1", words)).unwrap().len();
        // The header of an age file has a part of random length, so sizes are alike but not the same.
        let holds = |words, plain: usize| (plain..plain + 1024).contains(&size(words));
        assert!(holds(0, 1 << 10) && holds(700, 1 << 10));
        assert!(holds(5_000, 16 << 10) && holds(15_000, 16 << 10));
        assert!(matches!(
            seal_bid(&recipient, binding, &bid("1", 66_000)),
            Err(Error::Invalid(_))
        ));
    }
}
