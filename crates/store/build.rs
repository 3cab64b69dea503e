//! Rebuilds the store when a migration is added: the compiler does not see new files by itself.
fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
