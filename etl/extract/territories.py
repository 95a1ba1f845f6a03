"""Territory tables of the perimeter from the Code officiel géographique."""

from typing import Any

from caremap.catalog import departement_of
from etl.extract.archives import CURRENT_COG, Archives

Row = dict[str, str | int]
Point = tuple[float, float, str]
CENSUS_OF_COG = {2021: 2019, 2022: 2020, 2023: 2020, 2024: 2022, 2025: 2023, 2026: 2023}


# As INSEE writes it for the communes of no EPCI.
NO_EPCI = "ZZZZZZZZZ"


def _no_arrondissement(commune: dict[str, Any]) -> str:
    """Mayotte has none."""
    return f"{departement_of(commune['code'])}Z"


def current_communes(archives: Archives, year: int = CURRENT_COG) -> list[dict[str, Any]]:
    """Return the communes of the perimeter in force that year, ordered by code, as published."""
    published = archives.cog(year, "communes")
    kept = [
        commune
        for commune in published
        if commune["type"] == "commune-actuelle" and archives.covers(commune["code"])
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
                "departement_id": departement_of(commune["code"]),
                "arrondissement_id": commune.get("arrondissement") or _no_arrondissement(commune),
                "epci_id": epci_of.get(commune["code"], NO_EPCI),
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
    in the perimeter. Communes of no EPCI are together under the code that INSEE gives them.
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
    groups = archives.cog(CURRENT_COG, "epci")
    alone = len(perimeter - {member["code"] for group in groups for member in group["membres"]})
    if alone:
        counts = {"communes_count": alone, "communes_in_perimeter_count": alone}
        rows.append({"epci_id": NO_EPCI, "name": "Sans EPCI", "kind": "aucun", **counts})
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
        if item["departement"] in archives.departements
    ]
    without = {
        _no_arrondissement(commune): departement_of(commune["code"])
        for commune in current_communes(archives)
        if not commune.get("arrondissement")
    }
    rows += [
        {"arrondissement_id": code, "name": "Sans arrondissement", "departement_id": departement}
        for code, departement in without.items()
    ]
    return sorted(rows, key=lambda row: str(row["arrondissement_id"]))


def departements(archives: Archives) -> list[Row]:
    """Return the départements, one row a département."""
    rows: list[Row] = [
        {"departement_id": item["code"], "name": item["nom"]}
        for item in archives.cog(CURRENT_COG, "departements")
        if item["code"] in archives.departements
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
        if "population" in commune
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
    whole = _communes_of_districts(archives)
    iris = archives.iris_table()
    covered = iris[iris["com"].map(archives.covers).to_numpy(dtype=bool)]
    summed = covered.groupby(covered["com"].replace(whole))[list(published)].sum().astype(int)
    return [
        {
            "census_year": 2021,
            "commune_id": str(commune),
            **{published[str(column)]: int(count) for column, count in counts.items()},
        }
        for commune, counts in summed.sort_index().iterrows()
    ]


def _communes_of_districts(archives: Archives) -> dict[str, str]:
    """Commune of each arrondissement municipal of Paris, Lyon and Marseille."""
    return {
        item["code"]: item["commune"]
        for item in archives.cog(CURRENT_COG, "communes")
        if item["type"] == "arrondissement-municipal"
    }
