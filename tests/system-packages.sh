#!/bin/sh
# What the tests need beside Python packages: chromium, and fonts to look at Arabic and Chinese mails with; and postfix,
# a real mail server to send them through, which only root can start. Installs it where it can. Prints which tests can
# run, as an expression for `pytest -m`; where some cannot, it says so, and fails when CI=true (but not for a mail
# server that only root could start).
set -eu

have_chromium() {
    command -v chromium >/dev/null 2>&1
}

is_root() {
    [ "$(id -u)" = 0 ]
}

have_postfix() {
    is_root && command -v postfix >/dev/null 2>&1
}

install() {
    is_root && command -v apt-get >/dev/null 2>&1 || return 1
    echo "installing $* (apt-get), which the mail tests go through" >&2
    apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

missing() {
    echo "=================================================================================" >&2
    echo "NOT TESTED: $1" >&2
    echo "=================================================================================" >&2
}

tests="not soak"
failed=
have_chromium || install chromium fonts-noto-core || true
if ! have_chromium; then
    missing "how mails look in a browser. Install chromium (Debian: apt install
chromium fonts-noto-core), or run this as root, which installs it."
    tests="$tests and not browser"
    failed=yes
fi
have_postfix || install postfix || true
if ! have_postfix; then
    missing "the way through a real mail server. Run this as root, which installs
postfix (Debian: apt install postfix) and may start it."
    tests="$tests and not mta"
    if is_root; then failed=yes; fi
fi
echo "$tests"
[ -z "$failed" ] || [ "${CI:-}" != true ]
