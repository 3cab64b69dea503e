# shellcheck shell=bash
# pip, with which the table of postcodes is made afresh from the package that republishes the directory.

need_pip() {
  if ! python3 -m pip --version >/dev/null 2>&1; then
    miss "pip" python3-pip
  fi
}
