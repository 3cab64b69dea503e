//! Notes, keys, checkpoints and kept proofs: the published examples, and whatever is changed.

use proptest::prelude::*;
use svx_transparency::{
    Checkpoint, EntryProof, Note, NoteError, Plan, SigningKey, Tree, VerifyingKey, empty_root, leaf_hash,
};

/// The example of the signed note format.
const SECRET: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const PUBLIC: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const TEXT: &str =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const SIGNATURE: &str =
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

#[test]
fn the_published_example_is_read_made_and_verified() {
    let key = SigningKey::parse(SECRET).unwrap();
    assert_eq!(key.to_secret_text(), SECRET);
    assert_eq!(key.verifying_key().to_text(), PUBLIC);
    assert_eq!(VerifyingKey::parse(PUBLIC).unwrap(), key.verifying_key());
    let note = key.sign_note(TEXT).unwrap();
    assert_eq!(note.to_text(), format!("{TEXT}\n{SIGNATURE}"));
    assert_eq!(Note::parse(&note.to_text()).unwrap(), note);
    note.verify(&[VerifyingKey::parse(PUBLIC).unwrap()]).unwrap();
    assert_eq!(format!("{key:?}"), "SigningKey(PeterNeumann)");
}

#[test]
fn keys_that_are_none_are_refused() {
    for text in [
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Another+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ] {
        assert!(VerifyingKey::parse(text).is_err(), "{text}");
    }
    assert!(SigningKey::parse(PUBLIC).is_err());
    for name in ["", "a b", "a+b", "a\nb", &"x".repeat(256)] {
        assert!(SigningKey::from_seed(name, &[0; 32]).is_err(), "{name:?}");
    }
}

#[test]
fn notes_that_are_none_are_refused() {
    for note in [
        "".to_owned(),
        TEXT.to_owned(),
        format!("{TEXT}{SIGNATURE}"),
        format!("{TEXT}\n"),
        format!("{TEXT}\n{}", SIGNATURE.trim_end()),
        format!("{TEXT}\n{SIGNATURE}more\n"),
        format!("{TEXT}\n- PeterNeumann x08go/ZJ\n"),
        format!("{TEXT}\n— PeterNeumann x08go===\n"),
        format!("{TEXT}\n— PeterNeumann x08gow==\n"),
        format!("a\tb\n\n{SIGNATURE}"),
        format!("{TEXT}\n{}", SIGNATURE.repeat(33)),
        format!("{}\n\n{SIGNATURE}", "x".repeat(64 * 1024)),
    ] {
        assert!(Note::parse(&note).is_err(), "{note}");
    }
}

#[test]
fn signatures_of_others_are_passed_over_and_false_ones_are_not() {
    let (ours, theirs) = (
        SigningKey::from_seed("ours", &[1; 32]).unwrap(),
        SigningKey::from_seed("theirs", &[2; 32]).unwrap(),
    );
    let both = Note::new(TEXT.to_owned(), vec![theirs.sign(TEXT), ours.sign(TEXT)]).unwrap();
    both.verify(&[ours.verifying_key()]).unwrap();
    let by_theirs = theirs.sign_note(TEXT).unwrap();
    assert_eq!(
        by_theirs.verify(&[ours.verifying_key()]),
        Err(NoteError::NoKnownSignature)
    );
    // One true signature does not make up for a false one in the name of a known key.
    let mixed = Note::new(TEXT.to_owned(), vec![theirs.sign("Other.\n"), ours.sign(TEXT)]).unwrap();
    assert_eq!(
        mixed.verify(&[ours.verifying_key(), theirs.verifying_key()]),
        Err(NoteError::BadSignature("theirs".to_owned()))
    );
    // The same name with another key is another key.
    let other = SigningKey::from_seed("ours", &[3; 32]).unwrap();
    assert_eq!(
        other.sign_note(TEXT).unwrap().verify(&[ours.verifying_key()]),
        Err(NoteError::NoKnownSignature)
    );
}

#[test]
fn checkpoints_that_are_none_are_refused() {
    let root = empty_root().to_base64();
    let good = format!("example.org/log\n12\n{root}\n");
    assert_eq!(Checkpoint::parse(&good).unwrap().to_text(), good);
    let more = format!("{good}more\n");
    assert_eq!(Checkpoint::parse(&more).unwrap().extensions, ["more"]);
    for text in [
        String::new(),
        good.trim_end().to_owned(),
        format!("example.org/log\n012\n{root}\n"),
        format!("example.org/log\n+12\n{root}\n"),
        format!("example.org/log\n\n{root}\n"),
        format!("example.org/log\n99999999999999999999\n{root}\n"),
        format!("example.org/log\n{}\n{root}\n", u64::MAX),
        format!("\n12\n{root}\n"),
        "example.org/log\n12\n".to_owned(),
        "example.org/log\n12\nAAAA\n".to_owned(),
        format!("{good}\n"),
    ] {
        assert!(Checkpoint::parse(&text).is_err(), "{text:?}");
    }
}

fn kept(key: &SigningKey, size: u8, index: u8) -> EntryProof {
    let tree = Tree::of((0..size).map(|entry| leaf_hash(&[entry]))).expect("it is small");
    let head = Checkpoint::new(key.name(), tree.size(), tree.root()).expect("the key's name is a line");
    let plan = Plan::inclusion(u64::from(index), tree.size()).expect("the leaf is in the tree");
    EntryProof {
        index: u64::from(index),
        path: plan.prove(|node| tree.node(node)).expect("the tree is whole"),
        note: key.sign_note(&head.to_text()).expect("it is the text of a note"),
    }
}

#[test]
fn a_line_of_extra_data_is_passed_over() {
    let key = SigningKey::from_seed("example.org/log", &[9; 32]).unwrap();
    let proof = kept(&key, 5, 2);
    let text = proof.to_text().replace("@v1\n", "@v1\nextra aGVsbG8=\n");
    assert_eq!(EntryProof::parse(&text).unwrap(), proof);
}

#[test]
fn a_kept_proof_with_any_bit_changed_fails() {
    let key = SigningKey::from_seed("example.org/log", &[9; 32]).unwrap();
    let keys = [key.verifying_key()];
    let proof = kept(&key, 7, 4);
    let text = proof.to_text();
    let leaf = leaf_hash(&[4]);
    assert_eq!(EntryProof::parse(&text).unwrap().verify(&leaf, &keys).unwrap().size, 7);
    let mut tried = 0;
    for bit in 0..text.len() * 8 {
        let mut bytes = text.clone().into_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let Ok(changed) = String::from_utf8(bytes) else {
            continue;
        };
        tried += 1;
        let held = EntryProof::parse(&changed).and_then(|proof| proof.verify(&leaf, &keys));
        assert!(held.is_err(), "bit {bit} changed:\n{changed}");
    }
    assert!(tried > 1000, "{tried}");
    // Nothing can be cut off either.
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        let held = EntryProof::parse(&text[..end]).and_then(|proof| proof.verify(&leaf, &keys));
        assert!(held.is_err(), "{end}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn kept_proofs_hold_for_their_entry_and_key_alone(size in 1_u8..40, a in any::<u8>(), b in any::<u8>(), seed in any::<[u8; 32]>()) {
        let key = SigningKey::from_seed("example.org/log", &seed).unwrap();
        let (index, other) = (a % size, b % size);
        let read = EntryProof::parse(&kept(&key, size, index).to_text()).unwrap();
        let keys = [key.verifying_key()];
        prop_assert!(read.verify(&leaf_hash(&[index]), &keys).is_ok());
        prop_assert_eq!(read.verify(&leaf_hash(&[other]), &keys).is_ok(), other == index);
        let mut seed = seed;
        seed[usize::from(b) % 32] ^= 1;
        let stranger = SigningKey::from_seed("example.org/log", &seed).unwrap();
        prop_assert!(read.verify(&leaf_hash(&[index]), &[stranger.verifying_key()]).is_err());
    }

    #[test]
    fn no_text_makes_the_readers_panic(text in "(\\PC|\n){0,200}", note in "[a-z\n]{0,40}\n\n— [a-z]{1,5} [A-Za-z0-9+/]{0,12}={0,2}\n") {
        let _ = Note::parse(&text);
        let _ = Checkpoint::parse(&text);
        let _ = EntryProof::parse(&text);
        let _ = VerifyingKey::parse(&text);
        let _ = SigningKey::parse(&text);
        if let Ok(read) = Note::parse(&note) {
            prop_assert_eq!(read.to_text(), note);
        }
    }
}
