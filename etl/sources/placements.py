"""Steward's files of placements: parse(path) gives the rows of one file, or every refusal."""

from collections.abc import Collection
from pathlib import Path

from caremap.catalog import departement_of
from caremap.catalog.placements import SETTINGS
from caremap.catalog.tables.placements import PLACEMENTS
from caremap.catalog.tables.steward import steward_table_within
from etl.sources.personal import names_a_person
from etl.sources.steward import Row, StewardRow, read

_SETTING_IDS = {label: setting for setting, label in SETTINGS.items()}


def parse(path: Path, known_communes: Collection[str]) -> list[Row]:
    """Return one row a line, `setting` by its id; `known_communes` are current and former codes.

    Raises SourceRefused with every broken rule (file, line, column, value, rule).
    """

    def commune_exists(row: Row) -> tuple[str, str] | None:
        if row["commune_id"] in known_communes:
            return None
        return "commune_id", f"commune inconnue au COG 2026 : {row['commune_id']}"

    contract = steward_table_within(PLACEMENTS, set(map(departement_of, known_communes)))
    rules = (commune_exists, _something_counted, _hospital_identified, _no_person_named)
    return [_with_setting_id(row) for row in read(contract, path, rules)]


def _with_setting_id(row: StewardRow) -> Row:
    return {**row.values, "setting": _SETTING_IDS[str(row.values["setting"])]}


def _something_counted(row: Row) -> tuple[str, str] | None:
    if row["places"] is None and row["trainees"] is None:
        return "places", "ni places ni stagiaires : remplissez au moins l'un des deux"
    return None


def _hospital_identified(row: Row) -> tuple[str, str] | None:
    if row["setting"] == SETTINGS["hospital"] and not (row["site_id"] or row["site_name"]):
        return "site_name", "un hôpital a un identifiant ou un nom"
    return None


def _no_person_named(row: Row) -> tuple[str, str] | None:
    in_town = row["setting"] == SETTINGS["ambulatory"]
    if in_town and names_a_person(str(row["site_name"] or "")):
        return "site_name", "nom de personne : écrivez la structure, ou laissez vide"
    return None
