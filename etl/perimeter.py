"""The configuration of a perimeter, `perimeter.toml`, which travels with its reference folder."""

import csv
import tomllib
from pathlib import Path
from typing import Any

import duckdb

from caremap.catalog.perimeter import EMBEDDED_DEPARTEMENTS, NamedPoint, Perimeter
from caremap.errors import Reject, SourceRefused
from etl.meta import load_rows

PERIMETER_FILE = "perimeter.toml"
_DEPARTEMENTS_FILE = "departements.csv"
_TEXTS = ("label", "short_label")
_OPTIONAL_TEXTS = ("region", "border")
_POINT = {"name": str, "lon": float, "lat": float}
_POINT_RULE = "name (texte), lon et lat (degrés, avec un point) attendus"
COLUMNS = (
    "perimeter_id",
    "label",
    "short_label",
    "region_id",
    "border",
    "embedded",
    "west",
    "south",
    "east",
    "north",
    "faculty_name",
    "faculty_lon",
    "faculty_lat",
)
_DEPARTEMENT_COLUMNS = ("departement_id", "name", "within")


def read_perimeter(folder: Path) -> Perimeter:
    """Return the perimeter of a reference folder; names come from its départements.

    Raises SourceRefused (key, value, rule) when the file is absent, malformed or incomplete.
    """
    content = _read(folder / PERIMETER_FILE)
    names = _names(folder / _DEPARTEMENTS_FILE)
    problems = [*_problems(content), *_unknown(content, names)]
    if problems:
        raise _refused(folder / PERIMETER_FILE, problems)
    west, south, east, north = (float(edge) for edge in content["extent"])
    labels = content.get("map_labels", [])
    return Perimeter(
        label=content["label"],
        short_label=content["short_label"],
        departements={code: names[code] for code in sorted(content["departements"])},
        within=content.get("within", {}),
        region_id=content.get("region", ""),
        extent=(west, south, east, north),
        border=content.get("border", Perimeter.border),
        faculty=NamedPoint(**content["faculty"]),
        map_labels=tuple(NamedPoint(**one) for one in labels),
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _refused(path, [("(fichier)", "", "fichier absent ou illisible")]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refused(path, [("(fichier)", "", f"TOML mal formé : {error}")]) from error


Problem = tuple[str, str, str]


def _refused(path: Path, problems: list[Problem]) -> SourceRefused:
    lines = _line_of_keys(path)
    rejects = [
        Reject(path.name, lines.get(key, 0), key, value, rule) for key, value, rule in problems
    ]
    action = f"Corrigez {path} (exemple : data/reference/{PERIMETER_FILE}), puis relancez."
    return SourceRefused(rejects, f"{action} La version servie n'a pas changé.")


def _line_of_keys(path: Path) -> dict[str, int]:
    """Line of each key, so that a refusal says where it stands."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    return {line.split("=")[0].strip(): at for at, line in enumerate(lines, 1) if "=" in line}


def _names(path: Path) -> dict[str, str]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return {row["departement_id"]: row["name"] for row in csv.DictReader(stream)}
    except (OSError, KeyError, UnicodeDecodeError):
        return {}  # the contract of this table says it better


def _problems(content: dict[str, Any]) -> list[Problem]:
    found: list[Problem] = []
    for key in (*_TEXTS, *(name for name in _OPTIONAL_TEXTS if name in content)):
        value = content.get(key)
        if not isinstance(value, str) or not value.strip():
            found.append((key, _written(value), "texte attendu"))
    codes = content.get("departements")
    if not isinstance(codes, list) or not codes or not all(isinstance(one, str) for one in codes):
        found.append(("departements", _written(codes), 'liste de codes attendue : ["59", "62"]'))
    elif len(set(codes)) < len(codes):
        found.append(("departements", _written(codes), "un code y est deux fois"))
    if not _is_extent(content.get("extent")):
        rule = "ouest, sud, est, nord attendus, en degrés : [1.5, 49.9, 4.3, 51.1]"
        found.append(("extent", _written(content.get("extent")), rule))
    if not _is_point(content.get("faculty")):
        found.append(("faculty", _written(content.get("faculty")), _POINT_RULE))
    labels = content.get("map_labels", [])
    if not isinstance(labels, list) or not all(_is_point(one) for one in labels):
        found.append(("map_labels", _written(labels), _POINT_RULE))
    return found + _within_problems(content.get("within", {}))


def _is_extent(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 4:
        return False
    if not all(isinstance(edge, int | float) and not isinstance(edge, bool) for edge in value):
        return False
    west, south, east, north = value
    return bool(-180 <= west < east <= 180 and -90 <= south < north <= 90)


def _is_point(value: object) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == set(_POINT)
        and all(isinstance(value[key], kind) for key, kind in _POINT.items())
    )


def _within_problems(within: object) -> list[Problem]:
    if isinstance(within, dict) and all(isinstance(one, str) for one in within.values()):
        return []
    return [("within", _written(within), 'texte attendu par code : 80 = "dans la Somme"')]


def _unknown(content: dict[str, Any], names: dict[str, str]) -> list[Problem]:
    codes = content.get("departements")
    if not names or not isinstance(codes, list):
        return []
    both = {str(code) for code in codes} ^ set(names)
    rule = f"les codes de {_DEPARTEMENTS_FILE} et ceux du périmètre doivent être les mêmes"
    return [("departements", code, rule) for code in sorted(both)]


def _written(value: object) -> str:
    return "" if value is None else str(value)[:60]


def load_perimeter(connection: duckdb.DuckDBPyConnection, perimeter: Perimeter) -> None:
    """Create `meta.perimeter`, one row, and `meta.perimeter_departements`, one row a département.

    The release then holds its own perimeter: who reads it needs nothing else.
    """
    west, south, east, north = perimeter.extent
    row = {
        "perimeter_id": perimeter.id,
        "label": perimeter.label,
        "short_label": perimeter.short_label,
        "region_id": perimeter.region_id,
        "border": perimeter.border,
        "embedded": perimeter.codes == EMBEDDED_DEPARTEMENTS,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        **{f"faculty_{key}": getattr(perimeter.faculty, key, None) for key in _POINT},
    }
    load_rows(connection, "perimeter", COLUMNS, [row])
    departements = [
        {"departement_id": code, "name": name, "within": perimeter.words_within(code)}
        for code, name in perimeter.departements.items()
    ]
    load_rows(connection, "perimeter_departements", _DEPARTEMENT_COLUMNS, departements)
