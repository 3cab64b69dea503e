# shellcheck shell=bash
# The Rust toolchain and the C compiler that two of the crates need (SQLite and the TLS library).

need_rust() {
  have cargo || die "Rust is needed: install it with rustup, then open a new shell"
  if ! have cc; then
    miss "a C compiler" gcc libc6-dev
  fi
}

need_rust_components() {
  if cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1; then
    return
  fi
  have rustup || die "rustfmt and clippy are needed: install them beside cargo"
  rustup component add rustfmt clippy </dev/null || die "rustfmt and clippy are needed: rustup component add rustfmt clippy"
}
