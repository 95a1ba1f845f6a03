"""What every command shares: the application, the console, the option of the data directory."""

from pathlib import Path
from typing import Annotated

import duckdb
import typer
from rich.console import Console

from caremap import paths
from caremap.errors import WarehouseMissing, WarehouseUnreadable
from etl.releases import WAREHOUSE_FILE

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Dossier des données (sinon CAREMAP_DATA_DIR, sinon data/)."),
]
Reference = Annotated[
    Path | None,
    typer.Option(
        "--reference",
        exists=True,
        file_okay=False,
        help="Dossier de référence d'un périmètre (sinon celui du dossier des données).",
    ),
]
Accept = Annotated[
    str | None,
    typer.Option("--accept", help="Votre nom et la raison d'un changement inhabituel."),
]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Construit, contrôle et publie l'entrepôt de données.",
)
console = Console()


def served(data_dir: Path) -> duckdb.DuckDBPyConnection:
    """Open the served release. Raises WarehouseMissing or WarehouseUnreadable."""
    release_id = paths.current_release_id(data_dir)
    if release_id is None:
        raise WarehouseMissing("Aucune version publiée.", "Lancez « python -m etl build ».")
    path = paths.releases_dir(data_dir) / release_id / WAREHOUSE_FILE
    try:
        return duckdb.connect(path, read_only=True)
    except duckdb.Error as error:
        action = "Lancez « python -m etl rollback » ou « python -m etl build »."
        raise WarehouseUnreadable(f"{path} est illisible : {error}.", action) from error
