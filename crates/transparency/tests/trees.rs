//! Trees and proofs: the known vectors, another implementation of the same RFC, and whatever is changed.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;
use sha2::Sha256;
use svx_transparency::{
    Frontier, Hash, Node, Plan, ProofError, Tree, empty_root, leaf_hash, verify_consistency, verify_inclusion,
};

/// The entries of the tree that implementations of RFC 6962 are tested with.
const ENTRIES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];
/// The roots of its first 0, 1, … 8 entries.
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn hexadecimal(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(Hash::to_string).collect()
}

#[test]
fn roots_and_proofs_are_those_of_the_known_tree() {
    let mut tree = Tree::default();
    assert_eq!(tree.root().to_string(), ROOTS[0]);
    for (entry, root) in ENTRIES.iter().zip(&ROOTS[1..]) {
        tree.push(leaf_hash(&hex::decode(entry).unwrap())).unwrap();
        assert_eq!(tree.root().to_string(), *root);
    }
    let prove = |plan: Plan| hexadecimal(&plan.prove(|node| tree.node(node)).unwrap());
    assert_eq!(
        prove(Plan::inclusion(0, 8).unwrap()),
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
    );
    assert_eq!(
        prove(Plan::consistency(6, 8).unwrap()),
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
}

#[test]
fn what_cannot_be_is_refused() {
    let outside = ProofError::OutsideTree { index: 3, size: 3 };
    assert_eq!(Plan::inclusion(3, 3), Err(outside));
    assert_eq!(verify_inclusion(&empty_root(), 3, 3, &empty_root(), &[]), Err(outside));
    let shrunk = ProofError::Shrunk { old: 4, new: 3 };
    assert_eq!(Plan::consistency(4, 3), Err(shrunk));
    assert_eq!(verify_consistency(4, &empty_root(), 3, &empty_root(), &[]), Err(shrunk));
    let large = ProofError::TooLarge(u64::MAX);
    assert_eq!(Plan::inclusion(0, u64::MAX), Err(large));
    assert_eq!(Plan::consistency(0, u64::MAX), Err(large));
    assert_eq!(Plan::root(u64::MAX), Err(large));
    assert_eq!(
        verify_inclusion(&empty_root(), 0, u64::MAX, &empty_root(), &[]),
        Err(large)
    );
    assert_eq!(Frontier::from_bytes(3, &[0; 32]), None);
    assert_eq!(Frontier::from_bytes(1, &[0; 33]), None);
    // The empty tree comes before every other, and only with its own root.
    let other = leaf_hash(b"x");
    assert_eq!(verify_consistency(0, &empty_root(), 1, &other, &[]), Ok(()));
    assert_eq!(
        verify_consistency(0, &other, 1, &other, &[]),
        Err(ProofError::WrongRoot)
    );
}

#[test]
fn a_missing_node_is_named() {
    let tree = Tree::of([leaf_hash(b"a"), leaf_hash(b"b")]).unwrap();
    let missing = Plan::inclusion(0, 3).unwrap().prove(|node| tree.node(node));
    assert_eq!(missing.unwrap_err().0, Node { level: 0, index: 2 });
}

fn leaves(size: usize) -> Vec<Hash> {
    (0..size).map(|index| leaf_hash(&index.to_be_bytes())).collect()
}

fn flipped(hash: Hash, bit: usize) -> Hash {
    let mut bytes = hash.0;
    bytes[bit / 8] ^= 1 << (bit % 8);
    Hash(bytes)
}

/// Every list of hashes that differs from this one in a bit, or by one hash more or fewer.
fn changed(proof: &[Hash], bit: usize) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    for index in 0..proof.len() {
        let (mut flip, mut drop, mut twice) = (proof.to_vec(), proof.to_vec(), proof.to_vec());
        flip[index] = flipped(flip[index], bit);
        drop.remove(index);
        twice.insert(index, proof[index]);
        all.extend([flip, drop, twice]);
        if index > 0 {
            let mut swap = proof.to_vec();
            swap.swap(index, index - 1);
            all.push(swap);
        }
    }
    all.push(proof.iter().copied().chain([empty_root()]).collect());
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// The log in a database: only the frontier and, with each leaf, what it completed.
    #[test]
    fn a_frontier_and_what_leaves_complete_serve_for_every_proof(size in 1_usize..200, a in any::<u64>(), b in any::<u64>()) {
        let leaves = leaves(size);
        let tree = Tree::of(leaves.iter().copied()).unwrap();
        let mut frontier = Frontier::default();
        let mut rows = Vec::new();
        for leaf in &leaves {
            let stored = Frontier::from_bytes(frontier.size(), &frontier.to_bytes()).unwrap();
            prop_assert_eq!(&stored, &frontier);
            rows.push((*leaf, frontier.push(*leaf).unwrap()));
        }
        prop_assert_eq!(frontier.root(), tree.root());
        let stored = |node: Node| {
            let (leaf, completed) = rows.get(usize::try_from(node.completed_by()).unwrap())?;
            match node.level {
                0 => Some(*leaf),
                level => completed.get(usize::from(level) - 1).copied(),
            }
        };
        let size = size as u64;
        let (index, old) = (a % size, b % (size + 1));
        for plan in [Plan::inclusion(index, size), Plan::consistency(old, size), Plan::root(old)] {
            let plan = plan.unwrap();
            prop_assert_eq!(plan.prove(stored).unwrap(), plan.prove(|node| tree.node(node)).unwrap());
            prop_assert!(plan.nodes().count() <= 128);
        }
        let root = Plan::root(size).unwrap().prove(stored).unwrap();
        prop_assert_eq!(root, [tree.root()]);
    }

    #[test]
    fn another_implementation_agrees_and_checks_our_proofs(size in 1_usize..150, a in any::<usize>(), b in any::<usize>()) {
        let mut theirs = MemoryBackedTree::<Sha256, Vec<u8>>::new();
        let mut ours = Tree::default();
        for index in 0..size {
            theirs.push(index.to_be_bytes().to_vec());
            ours.push(leaf_hash(&index.to_be_bytes())).unwrap();
        }
        let root = theirs.root();
        prop_assert_eq!(root.as_bytes().as_slice(), &ours.root().0);
        let bytes = |plan: Plan| -> Vec<u8> {
            plan.prove(|node| ours.node(node)).unwrap().iter().flat_map(|hash| hash.0).collect()
        };
        let (index, old) = (a % size, 1 + b % size);
        let inclusion = bytes(Plan::inclusion(index as u64, size as u64).unwrap());
        let proof = theirs.prove_inclusion(index);
        prop_assert_eq!(proof.as_bytes(), inclusion);
        if old < size {
            let consistency = bytes(Plan::consistency(old as u64, size as u64).unwrap());
            let proof = theirs.prove_consistency(size - old);
            prop_assert_eq!(proof.as_bytes(), consistency);
        }
    }

    #[test]
    fn an_inclusion_proof_holds_and_nothing_like_it_does(size in 1_usize..150, a in any::<u64>(), bit in 0_usize..256) {
        let leaves = leaves(size);
        let tree = Tree::of(leaves.iter().copied()).unwrap();
        let (root, size) = (tree.root(), size as u64);
        let index = a % size;
        let leaf = leaves[usize::try_from(index).unwrap()];
        let proof = Plan::inclusion(index, size).unwrap().prove(|node| tree.node(node)).unwrap();
        prop_assert_eq!(verify_inclusion(&leaf, index, size, &root, &proof), Ok(()));
        prop_assert!(verify_inclusion(&flipped(leaf, bit), index, size, &root, &proof).is_err());
        prop_assert!(verify_inclusion(&leaf, index, size, &flipped(root, bit), &proof).is_err());
        for other in (0..=size).filter(|other| *other != index) {
            prop_assert!(verify_inclusion(&leaf, other, size, &root, &proof).is_err());
        }
        for other in changed(&proof, bit) {
            prop_assert!(other == proof || verify_inclusion(&leaf, index, size, &root, &other).is_err());
        }
    }

    #[test]
    fn a_consistency_proof_holds_and_nothing_like_it_does(size in 1_usize..150, a in any::<u64>(), bit in 0_usize..256) {
        let leaves = leaves(size);
        let tree = Tree::of(leaves.iter().copied()).unwrap();
        let (root, size) = (tree.root(), size as u64);
        let old = a % (size + 1);
        let before = Tree::of(leaves.iter().copied().take(usize::try_from(old).unwrap())).unwrap().root();
        let proof = Plan::consistency(old, size).unwrap().prove(|node| tree.node(node)).unwrap();
        prop_assert_eq!(verify_consistency(old, &before, size, &root, &proof), Ok(()));
        prop_assert!(verify_consistency(old, &flipped(before, bit), size, &root, &proof).is_err());
        if old > 0 {
            // Whatever comes after nothing comes after it.
            prop_assert!(verify_consistency(old, &before, size, &flipped(root, bit), &proof).is_err());
        }
        for other in changed(&proof, bit) {
            prop_assert!(other == proof || verify_consistency(old, &before, size, &root, &other).is_err());
        }
        // A tree in which one early leaf was changed.
        if old > 0 {
            let mut rewritten = leaves;
            let place = usize::try_from(a % old).unwrap();
            rewritten[place] = flipped(rewritten[place], bit);
            let other = Tree::of(rewritten).unwrap();
            let proof = Plan::consistency(old, size).unwrap().prove(|node| other.node(node)).unwrap();
            prop_assert!(verify_consistency(old, &before, size, &other.root(), &proof).is_err());
        }
    }
}
