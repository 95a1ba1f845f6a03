"""Which départements an extraction covers, and the `perimeter.toml` that it writes for them."""

import csv
import json
import math
import tomllib
from dataclasses import dataclass
from pathlib import Path

from caremap.catalog import EMBEDDED
from caremap.catalog.perimeter import NamedPoint
from caremap.errors import CaremapError
from caremap.paths import REFERENCE
from etl.extract.archives import CURRENT_COG, Archives
from etl.perimeter import PERIMETER_FILE, read_perimeter

EVERY = "all"
_NAMED = 3
_ARTICLES = {2: "dans le ", 3: "dans la ", 4: "dans les ", 5: "dans l'"}
_WITHOUT_ARTICLE = {"75": "à Paris", "974": "à La Réunion", "976": "à Mayotte"}
# Collectivities overseas have neither contour, EPCI nor census in the archives.
_ZONES = ("metro", "drom")


@dataclass(frozen=True)
class Choice:
    """Départements chosen, with the names of the whole and how a sentence is in each."""

    codes: tuple[str, ...]
    label: str
    short_label: str
    within: dict[str, str]
    region_id: str = ""
    faculty: NamedPoint | None = None


def asked_in(path: Path) -> tuple[list[str], str]:
    """Read the départements or the region that a configuration file asks for."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        example = 'departements = ["80", "60"], ou region = "32"'
        raise CaremapError(f"{path} est illisible : {error}.", f"Attendu : {example}.") from error
    codes = content.get("departements", [])
    return [str(code) for code in codes], "" if codes else str(content.get("region", ""))


def choose(archives: Archives, asked: list[str], region: str) -> Choice:
    """Return what was asked for: codes, `all`, or the code of a region. Raises CaremapError."""
    known = {
        item["code"]: item
        for item in archives.cog(CURRENT_COG, "departements")
        if item["zone"] in _ZONES
    }
    regions = {item["code"]: item["nom"] for item in archives.cog(CURRENT_COG, "regions")}
    if region:
        asked = [code for code, item in known.items() if item["region"] == region]
    elif asked == [EVERY]:
        asked = list(known)
    unknown = sorted(set(asked) - set(known))
    if unknown or not asked:
        told = ", ".join(unknown) or f"région « {region} »"
        raise CaremapError(
            f"Département ou région inconnus : {told}.",
            f"Départements : {', '.join(sorted(known))} ou « {EVERY} ». "
            f"Régions : {', '.join(f'{code} {name}' for code, name in sorted(regions.items()))}.",
        )
    codes = tuple(sorted(set(asked)))
    names = {code: str(known[code]["nom"]) for code in codes}
    within = {code: _within(code, names[code], known[code]["typeLiaison"]) for code in codes}
    whole = "France" if set(codes) == set(known) else regions.get(region, "")
    return Choice(codes, *_labels(names, whole), within, region)


def embedded_choice(asked: list[str], region: str) -> Choice:
    """Return départements of the embedded files, for which no archive is needed."""
    names = dict(EMBEDDED.departements)
    unknown = sorted(set(asked) - set(names))
    if region or unknown or not asked:
        raise CaremapError(
            "Sans archives, seuls les départements 59 et 62 peuvent être repris.",
            "Donnez le dossier des archives (--from) : voir etl/extract/__init__.py.",
        )
    chosen = {code: names[code] for code in sorted(set(asked))}
    within = {code: EMBEDDED.within[code] for code in chosen}
    faculty = read_perimeter(REFERENCE).faculty
    return Choice(tuple(chosen), *_labels(chosen, ""), within, faculty=faculty)


def _within(code: str, name: str, article: int) -> str:
    if code in _WITHOUT_ARTICLE:
        return _WITHOUT_ARTICLE[code]
    return f"{_ARTICLES.get(article, 'en ')}{name}"


def _labels(names: dict[str, str], whole: str) -> tuple[str, str]:
    """Label and short label of the whole."""
    if whole:
        return whole, whole
    short = " + ".join(names) if len(names) <= 2 * _NAMED else f"{len(names)} départements"
    if len(names) > _NAMED:
        return short, short
    *first, last = names.values()
    return " et ".join([*([", ".join(first)] if first else []), last]), short


def write_perimeter(folder: Path, choice: Choice) -> None:
    """Write `perimeter.toml` beside the tables it is about.

    The faculty is in the largest town unless
    the choice says where."""
    with (folder / "communes.csv").open(encoding="utf-8", newline="") as stream:
        communes = list(csv.DictReader(stream))
    points = [(float(row["lon"]), float(row["lat"])) for row in communes]
    faculty = choice.faculty or _largest(folder, communes)
    lines = [
        "# Périmètre du tableau de bord. Libellés, faculté et noms de la carte se changent ici.",
        f"label = {_text(choice.label)}",
        f"short_label = {_text(choice.short_label)}",
        f"departements = {json.dumps(list(choice.codes))}",
        *([f"region = {_text(choice.region_id)}"] if choice.region_id else []),
        "# Ouest, sud, est, nord, en degrés : tout point de commune est dedans.",
        f"extent = {json.dumps(_extent(points))}",
        "",
        "# Les distances des stages et des journées d'immersion partent de la faculté.",
        "[faculty]",
        f"name = {_text(faculty.name)}",
        f"lon = {faculty.lon}",
        f"lat = {faculty.lat}",
        "",
        "# Comment une phrase situe chaque département.",
        "[within]",
        *(f"{code} = {_text(words)}" for code, words in choice.within.items()),
    ]
    (folder / PERIMETER_FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _extent(points: list[tuple[float, float]]) -> list[float]:
    lon, lat = zip(*points, strict=True)
    low = [math.floor(10 * min(one)) / 10 for one in (lon, lat)]
    high = [math.ceil(10 * max(one)) / 10 for one in (lon, lat)]
    return [*low, *high]


def _largest(folder: Path, communes: list[dict[str, str]]) -> NamedPoint:
    with (folder / "populations.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["cog_year"] == str(CURRENT_COG)]
    people = {row["commune_id"]: int(row["population"]) for row in rows}
    town = max(communes, key=lambda row: people.get(row["commune_id"], 0))
    return NamedPoint(town["name"], float(town["lon"]), float(town["lat"]))
