"""Command line of the warehouse: `python -m etl build | check | releases | rollback | …`."""

import json
import sys
from pathlib import Path
from typing import Annotated

import duckdb
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from caremap import paths
from caremap.errors import CaremapError, WarehouseMissing, WarehouseUnreadable
from etl import build as builder
from etl import refresh, road_times, spark
from etl import releases as store
from etl.checks import CheckResult, raise_on_failure
from etl.export import FORMATS, export
from etl.inbox import demo_folder
from etl.progress import reporting
from etl.templates import TEMPLATES
from etl.templates import write as write_template

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Dossier des données (sinon CAREMAP_DATA_DIR, sinon data/)."),
]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Construit, contrôle et publie l'entrepôt de données.",
)
console = Console()


@app.command("build")
def build_command(
    data_dir: DataDir = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Ajoute le jeu d'illustration (jamais dans data/).")
    ] = False,
) -> None:
    """Construit une version (fichiers de référence et dépôt), la contrôle et la publie."""
    folder = demo_folder(data_dir) if demo else paths.data_dir(data_dir)
    with reporting(console) as report:
        release_id = builder.build(folder, report, demo)
    console.print(f"Version publiée : {release_id}", highlight=False)
    if demo:
        console.print("Jeu d'illustration chargé : ne pas citer ces chiffres.", highlight=False)


@app.command("refresh")
def refresh_command(
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Une source, plusieurs fois si besoin.")
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--from",
            exists=True,
            file_okay=False,
            help="Dossier de fichiers officiels, sans réseau.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tout faire, sauf publier.")] = False,
    report_file: Annotated[
        Path | None, typer.Option("--report", help="Compte rendu en JSON.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Reprend les fichiers officiels qui ont changé, construit, contrôle et publie."""
    target = paths.data_dir(data_dir)
    target.mkdir(parents=True, exist_ok=True)
    with reporting(console) as report:
        result = refresh.run(target, source or [], folder, not dry_run, report, report_file)
    for outcome in result.outcomes:
        console.print(escape(outcome.line), highlight=False, soft_wrap=True)
    if result.error:
        raise result.error
    console.print(escape(result.conclusion), highlight=False, soft_wrap=True)
    if result.failed:
        raise typer.Exit(1)


@app.command("template")
def template_command(
    source: Annotated[str, typer.Argument(help=f"Source : {', '.join(TEMPLATES)}.")],
    to: Annotated[Path | None, typer.Option("--to", help="Classeur à écrire.")] = None,
) -> None:
    """Écrit le classeur qu'un gestionnaire remplit : listes, ligne d'exemple, explications."""
    if source not in TEMPLATES:
        raise typer.BadParameter(f"« {source} » ; sources : {', '.join(TEMPLATES)}.")
    path = to or Path(f"modele-{source}.xlsx")
    write_template(TEMPLATES[source], path)
    console.print(f"Modèle écrit : {path}", highlight=False)


@app.command("travel")
def travel_command(
    osm: Annotated[Path, typer.Option("--osm", help="Extrait OpenStreetMap (.osm.pbf).")],
    data_dir: DataDir = None,
) -> None:
    """Calcule les durées de trajet sur le réseau routier ; la prochaine construction s'en sert."""
    folder = paths.data_dir(data_dir)
    with reporting(console) as report:
        pairs, places = road_times.compute(folder, osm, report)
    console.print(f"{pairs} durées entre {places} lieux : {road_times.times_path(folder)}")
    console.print("Lancez « python -m etl build » pour les publier.", highlight=False)


@app.command("export")
def export_command(
    kind: Annotated[str, typer.Option("--format", help=f"Format : {', '.join(FORMATS)}.")],
    to: Annotated[Path, typer.Option("--to", help="Dossier à écrire, neuf ou vide.")],
    data_dir: DataDir = None,
) -> None:
    """Écrit la version servie en fichiers que lisent d'autres outils."""
    if kind not in FORMATS:
        raise typer.BadParameter(f"« {kind} » ; formats : {', '.join(FORMATS)}.")
    folder = paths.data_dir(data_dir)
    with _served(folder) as connection, reporting(console) as report:
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
    session = spark.open_session()
    with reporting(console) as report:
        spark.run_models(session, source, to, report)
    session.stop()
    console.print(f"Tables écrites : {to}", highlight=False)


@app.command("check")
def check_command(data_dir: DataDir = None) -> None:
    """Repasse tous les contrôles sur la version servie."""
    with _served(paths.data_dir(data_dir)) as connection:
        results = builder.check(connection)
    _print_checks(results)
    raise_on_failure(results)


@app.command("releases")
def releases_command(data_dir: DataDir = None) -> None:
    """Liste les versions présentes ; la version servie est marquée d'une étoile."""
    folder = paths.data_dir(data_dir)
    served = paths.current_release_id(folder)
    for release_id in store.release_ids(folder):
        manifest = paths.releases_dir(folder) / release_id / "manifest.json"
        built_at = json.loads(manifest.read_text(encoding="utf-8"))["built_at"]
        mark = "*" if release_id == served else " "
        console.print(f"{mark} {release_id}  construite le {built_at}", highlight=False)
    if served is None:
        raise WarehouseMissing("Aucune version publiée.", "Lancez « python -m etl build ».")


@app.command("rollback")
def rollback_command(
    release_id: Annotated[str | None, typer.Argument(help="Version à servir.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Sert une version plus ancienne : la précédente, ou celle nommée."""
    folder = paths.data_dir(data_dir)
    with store.exclusive(folder):
        target = store.rollback(folder, release_id)
    console.print(f"Version servie : {target}", highlight=False)


def _served(data_dir: Path) -> duckdb.DuckDBPyConnection:
    release_id = paths.current_release_id(data_dir)
    if release_id is None:
        raise WarehouseMissing("Aucune version publiée.", "Lancez « python -m etl build ».")
    path = paths.releases_dir(data_dir) / release_id / store.WAREHOUSE_FILE
    try:
        return duckdb.connect(path, read_only=True)
    except duckdb.Error as error:
        action = "Lancez « python -m etl rollback » ou « python -m etl build »."
        raise WarehouseUnreadable(f"{path} est illisible : {error}.", action) from error


def _print_checks(results: list[CheckResult]) -> None:
    if not console.is_terminal:
        for result in results:
            verdict = "conforme " if result.passed else "EN DÉFAUT"
            print(f"{verdict} {result.rows_bad:>6}  {result.check.id} : {result.check.label}")
        return
    table = Table("Contrôle", "Règle", "Lignes en défaut", "Résultat")
    for result in results:
        verdict = "conforme" if result.passed else "EN DÉFAUT"
        table.add_row(result.check.id, escape(result.check.label), str(result.rows_bad), verdict)
    console.print(table)


def main() -> None:
    """Run the command line; an expected error ends with its message and exit code 1."""
    try:
        app()
    except CaremapError as error:
        Console(stderr=True).print(escape(str(error)), highlight=False, soft_wrap=True)
        sys.exit(1)
    except (OSError, duckdb.IOException) as error:
        advice = "Vérifiez la place et les droits du dossier de données, puis relancez."
        Console(stderr=True).print(escape(f"Lecture ou écriture impossible : {error}. {advice}"))
        sys.exit(1)


if __name__ == "__main__":
    main()
