"""Command line of the warehouse: `python -m etl build | check | releases | rollback`."""

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
from etl import releases as store
from etl.checks import CheckResult, raise_on_failure
from etl.progress import reporting

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
def build_command(data_dir: DataDir = None) -> None:
    """Construit une version à partir des fichiers de référence, la contrôle et la publie."""
    with reporting(console) as report:
        release_id = builder.build(paths.data_dir(data_dir), report)
    console.print(f"Version publiée : {release_id}", highlight=False)


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
