"""The faults of a refresh, each given to the real command: the served release never changes."""

import errno
import json
import os
import re
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from official import apl_workbook, csv_file
from test_refresh import NAME, RUNNER, fingerprint, refresh, served_rows

from caremap.paths import ROOT, current_release_id, releases_dir
from etl import refresh as refreshing
from etl import releases
from etl.__main__ import app
from etl.snapshots import current_snapshots

DOCUMENT = ROOT / "docs" / "pannes.md"
CNAM = "demographie-effectifs-et-les-densites.csv"
CNAM_HEADER = "annee;profession_sante;region;departement;classe_age;libelle_sexe;effectif;densite"
MANY = [f"2025;Profession {n};32;59;tout_age;tout sexe;{n};1,5" for n in range(1, 400)]
Rows = list[list[object]]
Spoil = Callable[[Path, Rows], None]


def cnam(*lines: str, header: str = CNAM_HEADER) -> Callable[[Path], None]:
    return lambda folder: csv_file(folder / CNAM, [header, *MANY, *lines]) and None


def raw(content: bytes) -> Callable[[Path], None]:
    body = "\n".join([CNAM_HEADER, *MANY, ""]).encode()
    return lambda folder: (folder / CNAM).write_bytes(body + content) and None


SWAPPED = "annee;profession_sante;region;departement;classe_age;libelle_sexe;densite;effectif"


@pytest.mark.parametrize(
    ("bring", "told"),
    [
        (cnam(header=CNAM_HEADER.replace("effectif", "nombre")), "effectif"),
        (cnam(header=SWAPPED), "REFUSÉ"),
        (cnam(*(f"2025;MÃ©decins {n};32;59;a;b;1;1" for n in range(40))), "encod"),
        (raw(b"2025;caf\xe9 \x81;32;59;tout_age;tout sexe;1;1\n"), "encodage"),
        (raw(b"2025;Li\x00lle;32;59;tout_age;tout sexe;1;1\n"), "U+0000"),
        (raw(b'2025;"Lille"x;32;59;tout_age;tout sexe;1;1\n'), "CSV mal"),
        (raw(b"2025;" + b"x" * 1_100_000 + b";32;59;tout_age;tout sexe;1;1\n"), "million"),
        (cnam(*(f"2025;P{n};32;59;a;b;1e400;1" for n in range(40))), "effectif"),
        (cnam(*(f"2025;P{n};32;59;a;b;1.234,5;inf" for n in range(40))), "effectif"),
        (cnam(*(f"2025;P{n};32;5;a;b;-{n + 1};1" for n in range(40))), "effectif"),
        (cnam(*(f"2025;Profession {n};32;59;tout_age;tout sexe;9999;2" for n in range(1, 40))),
         "même clé, contenus différents"),
    ],
    ids=["renamed", "swapped", "encoded-twice", "no-encoding", "nul", "quotes", "long-line",
         "infinite", "ambiguous", "negative", "one-key-two-contents"],
)  # fmt: skip
def test_a_bad_text_file_changes_nothing(
    served: Path, brought: Path, bring: Callable[[Path], None], told: str
) -> None:
    bring(brought)
    before = fingerprint(served)
    result = refresh(served, "--from", str(brought))
    assert result.exit_code == 2, result.output
    assert told in result.output
    assert CNAM in result.output
    assert fingerprint(served) == before


def bomb(path: Path, rows: Rows) -> None:
    apl_workbook(path, rows)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"0" * 400_000_000)


def errors(path: Path, rows: Rows) -> None:
    apl_workbook(path, [[*row[:2], "#N/A", *row[3:]] for row in rows])


def dated(path: Path, rows: Rows) -> None:
    """What a spreadsheet makes of 3.11: a date."""
    apl_workbook(path, [[*row[:2], "03/11/2025", *row[3:]] for row in rows])


def strangers(path: Path, rows: Rows) -> None:
    apl_workbook(path, [[f"59{n:03d}Z", *row[1:]] for n, row in enumerate(rows)])


@pytest.mark.parametrize(
    ("spoil", "told"),
    [(bomb, "gonflée"), (errors, "#N/A"), (dated, "03/11/2025"), (strangers, "commune")],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_bad_workbook_changes_nothing(
    served: Path, brought: Path, apl_rows: Rows, spoil: Spoil, told: str
) -> None:
    spoil(brought / NAME, apl_rows)
    before = fingerprint(served)
    result = refresh(served, "--from", str(brought))
    assert result.exit_code == 2, result.output
    assert told in result.output
    assert fingerprint(served) == before


def test_harmless_differences_are_taken(served: Path, brought: Path, apl_rows: Rows) -> None:
    """Codes that lost their text, « NA » as a name: nothing is lost or invented."""
    numbers: Rows = [[int(str(row[0])), "NA", *row[2:]] for row in apl_rows]
    apl_workbook(brought / NAME, numbers)
    result = refresh(served, "--from", str(brought), "--accept", "essai : nouveau millésime")
    assert result.exit_code == 0, result.output
    (count,) = served_rows(
        served,
        "select count(*) from marts.indicator_values where indicator_id = 'apl_gp'"
        " and level = 'commune' and year = 2025 and value is not null",
    )
    assert count == (1_534,)


def test_a_label_that_a_spreadsheet_would_run_is_kept_as_text(
    served: Path, brought: Path, apl_rows: Rows
) -> None:
    apl_rows[0][1] = "<img src=x onerror=alert(1)>"
    apl_rows[1][1] = "@SUM(1+1)"
    apl_workbook(brought / NAME, apl_rows)
    result = refresh(served, "--from", str(brought), "--accept", "essai : nouveau millésime")
    assert result.exit_code == 0, result.output
    names = served_rows(served, "select name from marts.territories where level = 'commune'")
    assert not [name for (name,) in names if "<" in str(name) or str(name).startswith("@")]


@pytest.mark.skipif(sys.platform == "win32", reason="Limite de taille propre à Unix.")
def test_no_room_left_changes_nothing_and_says_so(served: Path) -> None:
    """The system refuses to write more than 3 MB in one file, as a full disk does."""
    before = fingerprint(served)
    result = subprocess.run(
        [sys.executable, "-m", "etl", "build", "--data-dir", str(served)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000)),
    )
    assert result.returncode == 5, result.stderr
    assert "Traceback" not in result.stderr
    assert "Vérifiez la place" in " ".join(result.stderr.split())
    assert fingerprint(served) == before
    # Once there is room, the next build needs nothing else.
    assert not [name for name in os.listdir(releases_dir(served)) if name.startswith(".tmp-")]


def link_oldest_release(data_dir: Path, elsewhere: Path) -> str:
    """As many releases as are kept; the oldest is a link, that a removal of folders refuses."""
    for day in range(2, releases.KEPT_RELEASES):
        (releases_dir(data_dir) / f"2020010{day}T000000Z-abcdef").mkdir()
    for folder in releases_dir(data_dir).glob("2020*"):
        (folder / "warehouse.duckdb").write_bytes(b"")
    elsewhere.mkdir()
    (elsewhere / "warehouse.duckdb").write_bytes(b"old")
    oldest = "20200101T000000Z-abcdef"
    link = releases_dir(data_dir) / oldest
    link.symlink_to(elsewhere)
    os.utime(link, (0, 0), follow_symlinks=False)
    return oldest


def test_an_old_release_that_cannot_be_removed_is_told(
    served: Path, brought: Path, tmp_path: Path, apl_rows: Rows
) -> None:
    oldest = link_oldest_release(served, tmp_path / "elsewhere")
    apl_workbook(brought / NAME, apl_rows)
    before, report = current_release_id(served), tmp_path / "report.json"
    result = refresh(served, "--from", str(brought), "--report", str(report))
    assert result.exit_code == 0, result.output
    new = current_release_id(served)
    assert new != before
    told = f"Version publiée : {new} ; l'ancienne version {oldest} n'a pas pu être effacée ("
    assert told in result.output
    written = json.loads(report.read_text(encoding="utf-8"))
    assert written["published"]
    assert written["message"].startswith(told)
    assert [one.name for one in current_snapshots(served)] == [NAME]
    assert (tmp_path / "elsewhere" / "warehouse.duckdb").read_bytes() == b"old"
    assert oldest not in releases.release_ids(served)
    left = releases_dir(served) / f".tmp-{oldest}"
    assert left.is_symlink()
    assert f"effacez {left} à la main" in written["message"]
    # What is left does not hold back the next build.
    assert RUNNER.invoke(app, ["build", "--data-dir", str(served)]).exit_code == 0


def test_a_build_tells_an_old_release_that_cannot_be_removed(served: Path, tmp_path: Path) -> None:
    oldest = link_oldest_release(served, tmp_path / "elsewhere")
    result = RUNNER.invoke(app, ["build", "--data-dir", str(served)])
    assert result.exit_code == 0, result.output
    assert f"{current_release_id(served)} ; l'ancienne version {oldest}" in result.output


def test_a_failure_once_served_keeps_the_files_of_the_release(
    served: Path, brought: Path, apl_rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fails as the pointer, already replaced, is made sure."""
    apl_workbook(brought / NAME, apl_rows)
    before, fsync, failures = current_release_id(served), os.fsync, [errno.EIO]

    def failing(descriptor: int) -> None:
        if failures and current_release_id(served) != before:
            raise OSError(failures[0], os.strerror(failures.pop()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        refreshing.run(served, [], brought, publish=True)
    assert current_release_id(served) != before
    assert [one.name for one in current_snapshots(served)] == [NAME]


def test_each_fault_of_the_document_names_a_test_that_exists() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    numbered = re.findall(r"^\| (\d+)\. ", text, re.MULTILINE)
    assert numbered == [str(number) for number in range(1, 25)]
    written = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = re.findall(r"`(test_\w+)`", text)
    assert len(named) >= 24
    assert [name for name in named if f"def {name}(" not in written] == []
