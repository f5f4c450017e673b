#!/bin/sh
# What the tests need beside Python packages: a browser, and fonts to look at Arabic and Chinese mails with.
set -eu
if command -v chromium >/dev/null 2>&1; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing chromium (apt-get), which the mail tests look through"
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-core >/dev/null; then exit 0; fi
fi
echo "=================================================================================" >&2
echo "NOT TESTED: how mails look in a browser. Install chromium (Debian: apt install" >&2
echo "chromium fonts-noto-core), or run this as root, which installs it." >&2
echo "=================================================================================" >&2
[ "${CI:-}" != true ]
