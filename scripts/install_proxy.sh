#!/bin/sh
# Reverse proxy of the tests of deploy/: one already there, else Debian's or Ubuntu's (root).
# Without it those tests are skipped with a message. Never on a machine where it would start to serve.
set -eu
if command -v nginx >/dev/null || [ -x /usr/sbin/nginx ]; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && [ ! -d /run/systemd/system ] && command -v apt-get >/dev/null; then
    apt-get update -qq || exit 0
    apt-get install -y -qq --no-install-recommends nginx-light openssl || exit 0
fi
