#!/bin/sh
# Browser of the tests: one already there, else Debian's Chromium (root), else Playwright's own.
set -eu
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null && "$name" --version >/dev/null 2>&1; then
        exit 0
    fi
done
if [ "$(id -u)" = 0 ] && grep -qs '^ID=debian' /etc/os-release; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core
    exit 0
fi
# Ubuntu's package is a stub for snap, so Playwright brings its own browser there.
if [ "$(id -u)" = 0 ]; then
    "$VENV/bin/playwright" install --with-deps chromium
else
    "$VENV/bin/playwright" install chromium
fi
