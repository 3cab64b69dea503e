# shellcheck shell=bash
# A browser and Node.js, for the tests that use the pages as people do.

find_chromium() {
  local name
  for name in "${SVX_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    if [ -n "$name" ] && have "$name"; then
      command -v "$name"
      return
    fi
  done
  return 1
}

need_chromium() {
  if ! find_chromium >/dev/null; then
    miss "Chromium" chromium fonts-liberation
  fi
}

use_chromium() {
  SVX_CHROMIUM=$(find_chromium) || die "Chromium is needed, and is not on the path: name it in SVX_CHROMIUM"
  export SVX_CHROMIUM
}

need_node() {
  if ! node_is_new_enough; then
    miss "Node.js 18 or later" nodejs
  fi
  if ! have npm; then
    miss "npm" npm
  fi
}

use_node() {
  node_is_new_enough || die "Node.js 18 or later is needed, and the one first on the path is $(node --version)"
}

node_is_new_enough() {
  have node && [ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 18')" = true ]
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
