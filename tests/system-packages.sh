#!/bin/sh
# What the tests need beside Python packages: chromium, and fonts to look at Arabic and Chinese mails with. Installs it
# where it can. Prints which tests can run, as an expression for `pytest -m`; where some cannot, it says so, and fails
# when CI=true.
set -eu

have_chromium() {
    command -v chromium >/dev/null 2>&1
}

install_chromium() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
    echo "installing chromium (apt-get), which the mail tests look through" >&2
    apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-core >&2
}

if have_chromium || { install_chromium && have_chromium; }; then
    echo "not soak"
    exit 0
fi
echo "=================================================================================" >&2
echo "NOT TESTED: how mails look in a browser. Install chromium (Debian: apt install" >&2
echo "chromium fonts-noto-core), or run this as root, which installs it." >&2
echo "=================================================================================" >&2
echo "not soak and not browser"
[ "${CI:-}" != true ]
