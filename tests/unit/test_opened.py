"""Archives of official files: which table is read, and what a dangerous one is told."""

import gzip
import zipfile
from pathlib import Path

import pytest

from caremap.errors import SourceRefused
from etl.sources import opened
from etl.sources.opened import check_archive

AGAIN = "Téléchargez-le de nouveau à la source."
NOT_OPENED = "Ne l'ouvrez pas ; téléchargez-le de nouveau à la source."


def archive(tmp_path: Path, *names: str, packing: int = zipfile.ZIP_DEFLATED) -> Path:
    path = tmp_path / "fichier.zip"
    with zipfile.ZipFile(path, "w", packing) as written:
        for name in names:
            written.writestr(name, f"a;b\n{name}")
    return path


def content_of(path: Path, *patterns: str) -> bytes:
    with opened.opened(path, patterns) as stream:
        return stream.read()


def refused(error: pytest.ExceptionInfo[SourceRefused]) -> tuple[str, str, str]:
    """File, rule and next action of the refusal."""
    (reject,) = error.value.rejects
    return reject.file, reject.rule, error.value.next_action


@pytest.mark.parametrize("beside", ["meta_base.csv", "VARMOD_base.csv", "dictionnaire.txt"])
def test_a_table_that_describes_another_is_not_the_table(tmp_path: Path, beside: str) -> None:
    assert content_of(archive(tmp_path, beside, "base.csv", "lisez-moi.pdf")) == b"a;b\nbase.csv"


def test_an_official_name_chooses_between_tables_whatever_its_case(tmp_path: Path) -> None:
    path = archive(tmp_path, "un/Autre.CSV", "un/Base_2024.CSV")
    assert content_of(path, "base_????.csv") == b"a;b\nun/Base_2024.CSV"


def test_tables_that_nothing_tells_apart_are_named_eight_at_most(tmp_path: Path) -> None:
    names = [f"{letter}.csv" for letter in "abcdefghij"]
    with pytest.raises(SourceRefused) as error:
        content_of(archive(tmp_path, *names))
    rule = f"10 tables possibles dans l'archive ({', '.join(names[:8])})"
    action = "Sortez de l'archive le fichier voulu, puis versez-le seul."
    assert refused(error) == ("fichier.zip", rule, action)


def test_a_stream_that_inflates_past_the_limit_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "fichier.csv.gz"
    size = 100_000
    path.write_bytes(gzip.compress(b"0" * size))
    monkeypatch.setattr(opened, "MAX_EXPANDED", size)
    assert content_of(path) == b"0" * size
    monkeypatch.setattr(opened, "MAX_EXPANDED", size - 1)
    with pytest.raises(SourceRefused) as error:
        content_of(path)
    assert refused(error) == ("fichier.csv.gz", "archive trop grande une fois ouverte", AGAIN)


@pytest.mark.parametrize(
    ("packing", "rule", "action"),
    [
        (zipfile.ZIP_STORED, "archive abîmée : base.csv", NOT_OPENED),
        (
            zipfile.ZIP_DEFLATED,
            "archive illisible (Error -3 while decompressing data: ",
            "Le fichier est coupé ou n'est pas un classeur : téléchargez-le de nouveau.",
        ),
    ],
    ids=["stored", "deflated"],
)
def test_an_archive_whose_list_is_whole_and_whose_table_is_damaged_is_refused(
    tmp_path: Path, packing: int, rule: str, action: str
) -> None:
    path = archive(tmp_path, "base.csv", packing=packing)
    damaged = bytearray(path.read_bytes())
    damaged[30 + len("base.csv")] ^= 0xFF  # the first byte of the table, after its local header
    path.write_bytes(damaged)
    with pytest.raises(SourceRefused) as error:
        check_archive(path)
    file, told, advised = refused(error)
    assert (file, advised) == ("fichier.zip", action)
    assert told.startswith(rule)


ZEROS = 2_000_000


@pytest.mark.parametrize(
    ("limit", "rule"),
    [
        ({"MAX_ENTRIES": 0}, "archive trop grande une fois ouverte (2 Mo)"),
        ({"MAX_EXPANDED": ZEROS - 1}, "archive trop grande une fois ouverte (2 Mo)"),
        ({"MAX_RATIO": 19}, "archive gonflée plus de 19 fois"),
    ],
)
def test_an_archive_past_a_limit_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: dict[str, int], rule: str
) -> None:
    path = tmp_path / "fichier.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("zeros.csv", b"0" * ZEROS)
    # A small archive counts for a tenth of a megabyte: these zeros are 19.07 times that.
    for name, value in {"MAX_ENTRIES": 1, "MAX_EXPANDED": ZEROS, "MAX_RATIO": 20}.items():
        monkeypatch.setattr(opened, name, value)
    check_archive(path)
    for name, value in limit.items():
        monkeypatch.setattr(opened, name, value)
    with pytest.raises(SourceRefused) as error:
        check_archive(path)
    assert refused(error) == ("fichier.zip", rule, NOT_OPENED)


@pytest.mark.parametrize("name", ["/etc/base.csv", "../base.csv"])
def test_a_path_out_of_the_folder_is_forbidden(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceRefused) as error:
        check_archive(archive(tmp_path, name))
    assert refused(error)[1] == f"chemin interdit dans l'archive : {name}"
