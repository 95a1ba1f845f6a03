"""What the files of deploy/ promise: pinned images, no root, nothing writable, a health check."""

import re
from configparser import ConfigParser
from pathlib import Path

import pytest
import yaml

from caremap.paths import ROOT

DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
OWN_IMAGES = ("first-release", "app", "refresh")
SECRET = (
    ".env",
    ".git/config",
    ".streamlit/secrets.toml",
    "data/inbox/placements.csv",
    "data/releases/CURRENT",
    "data/secrecy/history.json",
    "data/snapshots/file",
    "deploy/secrets.toml",
    "deploy/tls/privkey.pem",
    "backup.xlsx",
)


def unit(name: str) -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(DEPLOY / "systemd" / name, encoding="utf-8")
    return parser


def test_images_are_pinned_by_tag():
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(bases) == 2
    for image in (*bases, COMPOSE["services"]["proxy"]["image"]):
        assert re.search(r":\d+\.\d+", image), image


def test_the_image_ends_as_an_account_without_rights():
    users = re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)
    assert users[-1].isdigit()
    assert users[-1] != "0"
    after = DOCKERFILE.split(f"USER {users[-1]}")[1]
    assert "RUN" not in after


def test_the_health_of_the_image_reads_the_body_of_ready():
    assert "HEALTHCHECK" in DOCKERFILE
    assert "/ready" in DOCKERFILE.split("HEALTHCHECK")[1]
    assert "json.load" in DOCKERFILE.split("HEALTHCHECK")[1]


def test_secrets_and_data_stay_out_of_the_image():
    written = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in written if line and not line.startswith("#")]
    assert rules[0] == "*", "whatever is not named stays out"
    taken = [rule.removeprefix("!") for rule in rules if rule.startswith("!")]
    for kept_out in SECRET:
        assert not any(Path(kept_out).is_relative_to(path) for path in taken), kept_out
    for path in taken:
        assert (ROOT / path).exists()


def test_the_image_holds_what_its_commands_copy_and_any_account_may_read_it():
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    for copied in re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE):
        assert copied == "." or f"!{copied}" in ignored
    assert "chmod -R a+rX" in DOCKERFILE.split("COPY . .")[1].split("USER")[0]


def test_one_service_builds_the_image_and_the_others_wait_for_it():
    services = COMPOSE["services"]
    assert [name for name in services if "build" in services[name]] == ["app"]
    for name in OWN_IMAGES:
        assert services[name]["image"] == "caremap"
        assert name == "app" or services[name]["pull_policy"] == "never"


def test_a_limit_is_said_once():
    """Compose refuses a file with pids_limit beside the limits of deploy."""
    for service in COMPOSE["services"].values():
        assert not {"pids_limit", "mem_limit", "cpus"} & service.keys()
    assert COMPOSE["services"]["app"]["deploy"]["resources"]["limits"]["pids"]


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_a_service_has_no_privilege_and_writes_nowhere_else(name):
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    if "deploy" in service:
        assert service["deploy"]["resources"]["limits"]["memory"]


def test_readers_cannot_write_the_data_and_the_etl_can():
    volumes = {name: COMPOSE["services"][name]["volumes"] for name in OWN_IMAGES}
    assert "data:/data:ro" in volumes["app"]
    assert "data:/data" in volumes["refresh"]
    assert COMPOSE["services"]["app"]["deploy"]["replicas"] >= 2
    assert "ports" not in COMPOSE["services"]["app"], "only the proxy is reached from outside"


@pytest.mark.parametrize("name", ["caremap@.service", "caremap-refresh.service"])
def test_units_are_hardened_and_run_the_project_s_own_commands(name):
    service = unit(name)["Service"]
    assert service["User"] not in {"root", ""}
    assert service["NoNewPrivileges"] == "true"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert service["ExecStart"].startswith("/opt/caremap/.venv/bin/")


def test_only_the_refresh_may_write():
    assert "ReadWritePaths" not in unit("caremap@.service")["Service"]
    assert unit("caremap-refresh.service")["Service"]["ReadWritePaths"] == "/var/lib/caremap"
    assert unit("caremap-refresh.timer")["Timer"]["Persistent"] == "true"


@pytest.mark.parametrize("path", sorted(DEPLOY.rglob("*.example")), ids=lambda path: path.name)
def test_examples_hold_no_secret(path: Path):
    for line in path.read_text("utf-8").splitlines():
        assert not re.search(r"[0-9a-f]{32}", line)
