"""Commands for other tools: export, spark. Each imports what it runs."""

from pathlib import Path
from typing import Annotated

import typer

from caremap import paths
from etl.cli.common import DataDir, app, console, served
from etl.progress import reporting


@app.command("export")
def export_command(
    kind: Annotated[str, typer.Option("--format", help="Format : parquet, csv, geojson.")],
    to: Annotated[Path, typer.Option("--to", help="Dossier à écrire, neuf ou vide.")],
    data_dir: DataDir = None,
) -> None:
    """Écrit la version servie en fichiers que lisent d'autres outils."""
    from etl.export import FORMATS, export

    if kind not in FORMATS:
        raise typer.BadParameter(f"« {kind} » ; formats : {', '.join(FORMATS)}.")
    folder = paths.data_dir(data_dir)
    with served(folder) as connection, reporting(console) as report:
        release = paths.releases_dir(folder) / str(paths.current_release_id(folder))
        files = export(connection, release, kind, to, report)
    console.print(f"{len(files)} fichiers écrits : {to}", highlight=False)


@app.command("spark")
def spark_command(
    source: Annotated[
        Path, typer.Option("--from", help="Dossier écrit par « export --format parquet ».")
    ],
    to: Annotated[Path, typer.Option("--to", help="Dossier à écrire, neuf ou vide.")],
) -> None:
    """Recalcule les tables avec Apache Spark, de Parquet à Parquet."""
    from etl import spark

    session = spark.open_session()
    with reporting(console) as report:
        spark.run_models(session, source, to, report)
    session.stop()
    console.print(f"Tables écrites : {to}", highlight=False)
