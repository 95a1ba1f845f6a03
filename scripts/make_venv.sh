#!/bin/sh
# Create the virtual environment; on a bare Debian or Ubuntu, first add the package that can.
set -eu
if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Python 3.11 ou plus récent est nécessaire ($("$PYTHON" --version) trouvé)." >&2
    echo "Indiquez-en un autre : make PYTHON=python3.12 run" >&2
    exit 1
fi
if ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        apt-get install -y -qq --no-install-recommends python3-venv python3-pip
    else
        echo "Le module venv manque. Installez-le : sudo apt-get install python3-venv" >&2
        exit 1
    fi
fi
"$PYTHON" -m venv "$VENV"
