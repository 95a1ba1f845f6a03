"""Command line: `python -m etl.extract --from DIR [--to DIR]`."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import geopandas as gpd
import typer

from caremap.errors import CaremapError
from caremap.paths import REFERENCE
from etl.extract import territories
from etl.extract.archives import Archives
from etl.extract.background import background
from etl.extract.contours import contours
from etl.extract.points import mairie_points
from etl.extract.territories import Row


def write_csv(path: Path, rows: list[Row]) -> None:
    """Write rows as UTF-8 CSV with LF line ends, columns in the order of the first row."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
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
        write_csv(target / f"{name}.csv", rows)
    areas.to_parquet(target / "contours.parquet", compression="zstd", index=False)
    land = background(archives, areas)
    write_geojson(target / "background.geojson", land)
    counts = {f"{name}.csv": len(rows) for name, rows in tables.items()}
    return counts | {"contours.parquet": len(areas), "background.geojson": len(land)}


def main(
    source: Annotated[Path, typer.Option("--from", help="Dossier des archives .tgz et .whl.")],
    target: Annotated[Path, typer.Option("--to", help="Dossier des fichiers écrits.")] = REFERENCE,
) -> None:
    """Extrait les fichiers de territoires des archives de paquets déjà téléchargées."""
    try:
        counts = extract(Archives(source), target)
    except CaremapError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    for name, rows in counts.items():
        typer.echo(f"{name} : {rows} lignes, {(target / name).stat().st_size} octets")


if __name__ == "__main__":
    typer.run(main)
