"""Write `data/demo/`: `python -m etl.demo`. Same seed, same reference files: same bytes."""

import csv
import random
from pathlib import Path

from caremap.paths import REFERENCE
from etl.inbox import DEMO

SEED = 2026
COMMUNES = 60
YEARS = (2024, 2025)
HOST_EDITION = "impacts_2024"
HOSTS = 6
_MARK = "ILLUSTRATION : inventé"
_HEADER = (
    "year", "semester", "site_id", "site_name", "commune_id", "discipline", "trainee_level",
    "setting", "places", "trainees", "remarque",
)  # fmt: skip
_KINDS: tuple[tuple[str, str, int, float], ...] = (
    ("médecine générale", "N1 / socle", 4, 0.9),
    ("médecine générale", "SASPAS / approfondissement", 3, 0.6),
    ("médecine générale", "externe", 4, 0.7),
    ("pharmacie", "étudiant", 2, 0.4),
    ("soins infirmiers", "étudiant", 5, 0.6),
    ("maïeutique", "étudiant", 2, 0.2),
    ("kinésithérapie", "étudiant", 3, 0.3),
    ("odontologie", "étudiant", 2, 0.2),
    ("IPA", "étudiant", 1, 0.2),
)


def _read(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def placements() -> list[tuple[str, ...]]:
    """Return invented ambulatory placements of sixty communes that had a doctor in 2019."""
    draw = random.Random(SEED)  # noqa: S311 - an illustration, not a secret
    current = {row["commune_id"] for row in _read("communes.csv")}
    doctors = {row["commune_id"]: int(row["gp_count"]) for row in _read("gp_2019.csv")}
    known = sorted(code for code, count in doctors.items() if code in current and count >= 2)
    chosen = sorted(draw.sample(known, COMMUNES))
    rows: list[tuple[str, ...]] = []
    for year in YEARS:
        for semester in (1, 2):
            for commune in chosen:
                rows += _of_commune(draw, year, semester, commune)
    return rows


def _of_commune(
    draw: random.Random, year: int, semester: int, commune: str
) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for discipline, level, most, chance in _KINDS:
        if draw.random() > chance:
            continue
        places = draw.randint(1, most)
        trainees = draw.randint(0, places)
        rows.append((
            str(year), str(semester), "", "", commune, discipline, level, "ambulatoire",
            str(places), str(trainees), _MARK,
        ))  # fmt: skip
    return rows


def hosts() -> list[tuple[str, ...]]:
    """Return six invented host CPTS, each anchored in a commune of the perimeter."""
    draw = random.Random(SEED)  # noqa: S311 - an illustration, not a secret
    anchors = sorted(row["commune_id"] for row in _read("communes.csv"))
    return [
        (HOST_EDITION, "CPTS", f"CPTS d'illustration n° {number}", commune, "", _MARK)
        for number, commune in enumerate(sorted(draw.sample(anchors, HOSTS)), start=1)
    ]


def write(folder: Path) -> None:
    """Write both files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    host_header = ("edition_id", "host_kind", "host_name", "commune_id", "cpts_id", "source_url")
    files = (
        ("placements.csv", _HEADER, placements()),
        ("immersion_hosts.csv", host_header, hosts()),
    )
    for name, header, rows in files:
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows)


if __name__ == "__main__":
    write(DEMO)
