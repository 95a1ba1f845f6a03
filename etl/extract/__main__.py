"""Command line: `python -m etl.extract [--from DIR] [--to DIR] [--departements 80,60 | all]`."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import geopandas as gpd
import typer

from caremap.catalog import TABLE_BY_ID, ReferenceTable
from caremap.errors import CaremapError
from caremap.paths import REFERENCE
from etl.extract import territories
from etl.extract.archives import Archives
from etl.extract.background import background
from etl.extract.choice import EVERY, asked_in, choose, embedded_choice, write_perimeter
from etl.extract.contours import contours
from etl.extract.points import mairie_points
from etl.extract.tables import restrict_territories, write_statistics
from etl.extract.territories import Row

Counts = dict[str, int]


def write_csv(path: Path, rows: list[Row], table: ReferenceTable) -> None:
    """Write rows as UTF-8 CSV with LF line ends, columns in the order of the contract."""
    names = [column.name for column in table.columns]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_geojson(path: Path, land: gpd.GeoDataFrame) -> None:
    """Write a GeoJSON without indentation, one feature a row."""
    content = json.loads(land.to_json(drop_id=True, to_wgs84=True))
    content.pop("crs", None)
    path.write_text(
        json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
    )


def extract(archives: Archives, target: Path) -> dict[str, int]:
    """Write the territory files into a folder and return the number of rows of each."""
    former = territories.former_communes(archives)
    former_counts = Counter(str(row["commune_id"]) for row in former)
    areas = contours(archives, former_counts)
    tables = {
        "communes": territories.communes(archives, mairie_points(archives, areas)),
        "epci": territories.epci(archives),
        "arrondissements": territories.arrondissements(archives),
        "departements": territories.departements(archives),
        "former_communes": former,
        "populations": territories.populations(archives),
        "population_age": territories.population_age(archives),
    }
    target.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        write_csv(target / f"{name}.csv", rows, TABLE_BY_ID[name])
    areas.to_parquet(target / "contours.parquet", compression="zstd", index=False)
    land = background(archives, areas)
    write_geojson(target / "background.geojson", land)
    counts = {f"{name}.csv": len(rows) for name, rows in tables.items()}
    return counts | {"contours.parquet": len(areas), "background.geojson": len(land)}


def perimeter_folder(source: Path | None, target: Path, asked: list[str], region: str) -> Counts:
    """Write a whole reference folder for other départements; return the rows of each file.

    Without archives, only what the embedded files cover. Raises CaremapError.
    """
    if target.resolve() == REFERENCE.resolve():
        raise CaremapError(
            "Les fichiers livrés sont ceux du 59 et du 62.", "Choisissez un autre dossier : --to."
        )
    if source is None:
        choice = embedded_choice(asked, region)
        counts = restrict_territories(target, choice.codes)
    else:
        choice = choose(Archives(source), asked, region)
        counts = extract(Archives(source, choice.codes), target)
    counts |= write_statistics(target, choice.codes)
    write_perimeter(target, choice)
    return counts


def main(
    source: Annotated[
        Path | None, typer.Option("--from", help="Dossier des archives .tgz et .whl.")
    ] = None,
    target: Annotated[Path, typer.Option("--to", help="Dossier des fichiers écrits.")] = REFERENCE,
    departements: Annotated[
        str, typer.Option("--departements", help="Codes séparés par une virgule, ou « all ».")
    ] = "",
    region: Annotated[str, typer.Option("--region", help="Code d'une région (32).")] = "",
    configuration: Annotated[
        Path | None,
        typer.Option("--perimeter", help="Fichier TOML : departements = […] ou region = « 32 »."),
    ] = None,
) -> None:
    """Écrit le dossier de référence d'un périmètre ; sans périmètre, les territoires livrés."""
    asked = [code.strip().upper() for code in departements.split(",") if code.strip()]
    asked = [code if code != EVERY.upper() else EVERY for code in asked]
    try:
        if configuration is not None:
            asked, region = asked_in(configuration)
        if asked or region:
            counts = perimeter_folder(source, target, asked, region)
        elif source is not None:
            counts = extract(Archives(source), target)
        else:
            raise typer.BadParameter("--from, --departements, --region ou --perimeter attendu.")
    except CaremapError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    for name, rows in counts.items():
        typer.echo(f"{name} : {rows} lignes, {(target / name).stat().st_size} octets")


if __name__ == "__main__":
    typer.run(main)
