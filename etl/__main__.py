"""Command line of the warehouse: `python -m etl build | refresh | check | diff | releases | …`."""

import sys

import duckdb
import stamina
from rich.console import Console
from rich.markup import escape

from caremap.errors import CaremapError
from etl.cli import build, exchange, releases
from etl.cli.common import app

NO_ROOM = 5

__all__ = ["app", "build", "exchange", "main", "releases"]


def main() -> None:
    """Run the command line; an expected error ends with its message and its exit code."""
    stamina.instrumentation.set_on_retry_hooks([])  # it names no source: the answers do
    try:
        app()
    except CaremapError as error:
        Console(stderr=True).print(escape(str(error)), highlight=False, soft_wrap=True)
        sys.exit(error.exit_code)
    except (OSError, MemoryError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
        advice = "Vérifiez la place, la mémoire et les droits du dossier de données, puis relancez."
        Console(stderr=True).print(escape(f"Lecture ou écriture impossible : {error}. {advice}"))
        sys.exit(NO_ROOM)


if __name__ == "__main__":
    main()
