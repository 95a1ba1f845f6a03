"""Territory tables of the perimeter from the Code officiel géographique."""

from collections import Counter
from typing import Any

from etl.extract.archives import CURRENT_COG, PERIMETER, Archives

Row = dict[str, str | int]
Point = tuple[float, float, str]
CENSUS_OF_COG = {2021: 2019, 2022: 2020, 2023: 2020, 2024: 2022, 2025: 2023, 2026: 2023}


def current_communes(archives: Archives, year: int = CURRENT_COG) -> list[dict[str, Any]]:
    """Return the communes of the perimeter in force that year, ordered by code, as published."""
    published = archives.cog(year, "communes")
    kept = [
        commune
        for commune in published
        if commune["type"] == "commune-actuelle" and commune.get("departement") in PERIMETER
    ]
    return sorted(kept, key=lambda commune: str(commune["code"]))


def communes(archives: Archives, points: dict[str, Point]) -> list[Row]:
    """Return the communes of COG 2026.

    One row a commune; lon and lat in degrees (EPSG:4326); point_basis is `mairie` or `contour`.
    """
    epci_of = {
        member["code"]: group["code"]
        for group in archives.cog(CURRENT_COG, "epci")
        for member in group["membres"]
    }
    rows: list[Row] = []
    for commune in current_communes(archives):
        lon, lat, basis = points[commune["code"]]
        rows.append(
            {
                "commune_id": commune["code"],
                "name": commune["nom"],
                "departement_id": commune["departement"],
                "arrondissement_id": commune["arrondissement"],
                "epci_id": epci_of[commune["code"]],
                "postal_codes": ";".join(sorted(commune["codesPostaux"])),
                "lon": f"{lon:.5f}",
                "lat": f"{lat:.5f}",
                "point_basis": basis,
            }
        )
    return rows


def epci(archives: Archives) -> list[Row]:
    """Return the EPCI with at least one commune in the perimeter.

    One row an EPCI; communes_count covers the whole EPCI, communes_in_perimeter_count its part
    in 59 and 62.
    """
    perimeter = {commune["code"] for commune in current_communes(archives)}
    rows: list[Row] = []
    for group in archives.cog(CURRENT_COG, "epci"):
        members = {member["code"] for member in group["membres"]}
        if members & perimeter:
            rows.append(
                {
                    "epci_id": group["code"],
                    "name": group["nom"],
                    "kind": group["type"],
                    "communes_count": len(members),
                    "communes_in_perimeter_count": len(members & perimeter),
                }
            )
    return sorted(rows, key=lambda row: str(row["epci_id"]))


def arrondissements(archives: Archives) -> list[Row]:
    """Return the arrondissements of the perimeter, one row an arrondissement."""
    rows: list[Row] = [
        {
            "arrondissement_id": item["code"],
            "name": item["nom"],
            "departement_id": item["departement"],
        }
        for item in archives.cog(CURRENT_COG, "arrondissements")
        if item["departement"] in PERIMETER
    ]
    return sorted(rows, key=lambda row: str(row["arrondissement_id"]))


def departements(archives: Archives) -> list[Row]:
    """Return the two départements, one row a département."""
    rows: list[Row] = [
        {"departement_id": item["code"], "name": item["nom"]}
        for item in archives.cog(CURRENT_COG, "departements")
        if item["code"] in PERIMETER
    ]
    return sorted(rows, key=lambda row: str(row["departement_id"]))


def former_communes(archives: Archives) -> list[Row]:
    """Return the old codes that COG 2026 still attaches to a commune of the perimeter.

    One row an old code; kind is `deleguee`, `associee`, or `ancienne` when the code has no status
    left (its name is then empty).
    """
    partial = {
        item["code"]: (item["nom"], str(item["type"]).removeprefix("commune-"))
        for item in archives.cog(CURRENT_COG, "communes")
        if item["type"] in {"commune-deleguee", "commune-associee"}
    }
    rows: list[Row] = []
    for commune in current_communes(archives):
        for former in commune.get("anciensCodes", []):
            name, kind = partial.get(former, ("", "ancienne"))
            rows.append(
                {
                    "former_commune_id": former,
                    "commune_id": commune["code"],
                    "name": name,
                    "kind": kind,
                }
            )
    return sorted(rows, key=lambda row: str(row["former_commune_id"]))


def populations(archives: Archives) -> list[Row]:
    """Return the municipal populations of six vintages, each in its own COG.

    One row a commune and COG year; population in inhabitants.
    """
    return [
        {
            "cog_year": year,
            "census_year": census,
            "commune_id": commune["code"],
            "population": commune["population"],
        }
        for year, census in CENSUS_OF_COG.items()
        for commune in current_communes(archives, year)
    ]


def population_age(archives: Archives) -> list[Row]:
    """Return census 2021 by broad age group, IRIS summed by commune, in the COG of the source.

    One row a commune; counts in inhabitants.
    """
    published = {
        "pop": "population",
        "pop_0_19": "age_0_19",
        "pop_20_64": "age_20_64",
        "pop_65p": "age_65_plus",
    }
    totals: dict[str, Counter[str]] = {}
    iris = archives.iris_table()
    for record in iris[iris["com"].str[:2].isin(PERIMETER)].to_dict("records"):
        counts = {column: int(record[source]) for source, column in published.items()}
        totals.setdefault(str(record["com"]), Counter()).update(counts)
    return [
        {
            "census_year": 2021,
            "commune_id": commune,
            **{c: totals[commune][c] for c in published.values()},
        }
        for commune in sorted(totals)
    ]
