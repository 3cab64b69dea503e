# shellcheck shell=bash
# A browser and Node.js, for the tests that use the pages as people do.

need_chromium() {
  local name
  if [ -n "${SVX_CHROMIUM:-}" ]; then
    [ -x "$SVX_CHROMIUM" ] || die "SVX_CHROMIUM names $SVX_CHROMIUM, which is not a program"
    return
  fi
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if have "$name"; then
      SVX_CHROMIUM=$(command -v "$name")
      export SVX_CHROMIUM
      return
    fi
  done
  install_packages "Chromium is needed for the browser tests" chromium fonts-liberation
  SVX_CHROMIUM=$(command -v chromium) || die "the package chromium is installed, but gives no program of that name"
  export SVX_CHROMIUM
}

node_is_new_enough() {
  have node && [ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 18')" = true ]
}

need_node() {
  if ! node_is_new_enough; then
    install_packages "Node.js 18 or later is needed for the style sheets and the browser tests" nodejs npm
    hash -r
    node_is_new_enough || die "Node.js 18 or later is needed, and the one first on the path is $(node --version)"
  fi
  if ! have npm; then
    install_packages "npm is needed for the style sheets and the browser tests" npm
  fi
}

# node_modules FOLDER: installs what its lock file names, unless that has been done already.
node_modules() {
  local folder=$1 installed=$1/node_modules/.package-lock.json
  if [ -e "$installed" ] && [ ! "$folder/package-lock.json" -nt "$installed" ]; then
    return
  fi
  # The browser tests use the machine's own Chromium, so nothing else is fetched.
  (cd "$folder" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --no-progress --loglevel=error </dev/null)
}
