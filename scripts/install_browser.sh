#!/bin/sh
# Browser of the tests: Debian's Chromium without windows (root), one already there, or
# Playwright's own.
set -eu
root() { [ "$(id -u)" = 0 ]; }
debian() { grep -qs '^ID=debian' /etc/os-release; }
starts() { command -v "$1" >/dev/null && "$1" --version >/dev/null 2>&1; }
install_package() { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; }

if starts chromium-headless-shell; then
    exit 0
fi
if root && debian && install_package chromium-headless-shell fonts-dejavu-core; then
    exit 0
fi
for name in chromium chromium-browser google-chrome; do
    if starts "$name"; then
        exit 0
    fi
done
if root && debian; then
    install_package chromium fonts-dejavu-core
# Ubuntu's package is a stub for snap, so Playwright brings its own browser there.
elif root; then
    "$VENV/bin/playwright" install --with-deps chromium
else
    "$VENV/bin/playwright" install chromium
fi
