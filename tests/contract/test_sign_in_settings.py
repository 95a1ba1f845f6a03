"""A site that asks for sign-in never opens to everyone by a mistake in its settings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks._server import free_port
from caremap.paths import ROOT

TYPING_MISTAKE = '[auth]\nclient_id = "caremap\n'


def started(data_dir: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Start the server; what refuses to start ends at once."""
    options = ["--server.headless", "true", "--server.port", str(free_port())]
    return subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "dashboard.py", *options],
        cwd=ROOT,
        env=os.environ | {"CAREMAP_DATA_DIR": str(data_dir)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_typing_mistake_in_the_secrets_stops_the_server(served_dir, tmp_path):
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(TYPING_MISTAKE, encoding="utf-8")
    ended = started(served_dir, STREAMLIT_SECRETS_FILES=str(secrets))
    assert ended.returncode != 0
    assert "Le fichier des secrets est illisible. Corrigez sa syntaxe TOML" in ended.stderr
    assert "at line 2" in ended.stderr + ended.stdout


@pytest.mark.parametrize("secrets", [None, "# no section yet\n"])
def test_a_site_that_requires_sign_in_does_not_start_without_it(served_dir, tmp_path, secrets):
    path = tmp_path / "secrets.toml"
    if secrets is not None:
        path.write_text(secrets, encoding="utf-8")
    required = {"CAREMAP_SIGN_IN": "required", "STREAMLIT_SECRETS_FILES": str(path)}
    ended = started(served_dir, **required)
    assert ended.returncode != 0
    assert "Ce site demande une connexion" in ended.stderr
    assert "Rétablissez le fichier des secrets" in ended.stderr
