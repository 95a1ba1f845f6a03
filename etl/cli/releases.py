"""Commands on published releases: check, diff, releases, rollback."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from caremap import paths
from caremap.errors import UnknownIdentifier, WarehouseMissing
from caremap.formats import number, signed
from etl import releases as store
from etl.checks import CheckResult, raise_on_failure
from etl.cli.common import DataDir, app, console, served
from etl.diff import Diff, compare


@app.command("check")
def check_command(data_dir: DataDir = None) -> None:
    """Repasse tous les contrôles sur la version servie."""
    from etl.build import check  # all that builds, which the other commands do not need

    with served(paths.data_dir(data_dir)) as connection:
        results = check(connection)
    _print_checks(results)
    raise_on_failure(results)


@app.command("diff")
def diff_command(
    before: Annotated[str | None, typer.Argument(help="Version de départ (la précédente).")] = None,
    after: Annotated[str | None, typer.Argument(help="Version d'arrivée (la servie).")] = None,
    map_file: Annotated[
        Path | None, typer.Option("--map", help="Carte des communes qui changent (SVG).")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Compare deux versions : lignes, valeurs perdues, ajoutées, changées, médianes."""
    folder = paths.data_dir(data_dir)
    first, last = _compared(folder, before, after)
    found = compare(first, last)
    _print_diff(found)
    if map_file is not None:
        from etl.diff_map import write_map

        write_map(first, last, map_file)
        console.print(f"Carte écrite : {map_file}", highlight=False)


def _compared(data_dir: Path, before: str | None, after: str | None) -> tuple[Path, Path]:
    """Folders of the two releases; by default the served one and the one before it."""
    known = store.release_ids(data_dir)
    later = after or paths.current_release_id(data_dir)
    older = [release_id for release_id in known if later and release_id < later]
    earlier = before or (older[-1] if older else None)
    for release_id in (earlier, later):
        if release_id is None:
            action = "Il en faut deux : lancez « python -m etl build »."
            raise WarehouseMissing("Une seule version est présente.", action)
        if release_id not in known:
            action = f"Versions présentes : {', '.join(known)}."
            raise UnknownIdentifier(f"Version inconnue : {release_id}.", action)
    folder = paths.releases_dir(data_dir)
    return folder / str(earlier), folder / str(later)


def _print_diff(found: Diff) -> None:
    console.print(f"De {found.before} à {found.after}", highlight=False)
    for table in found.tables:
        if table.rows_before != table.rows_after:
            rows = [n if n is not None else 0 for n in (table.rows_before, table.rows_after)]
            told = f"{number(rows[0])} → {number(rows[1])} lignes ({signed(rows[1] - rows[0])})"
            console.print(f"  {table.table} : {told}", highlight=False)
    for one in found.changed:
        console.print(
            f"  {one.indicator_id}, {one.level}, {one.year} : {number(one.lost_count)} perdue(s), "
            f"{number(one.added_count)} ajoutée(s), {number(one.changed_count)} changée(s) ; "
            f"médiane {_number(one.median_before)} → {_number(one.median_after)}",
            highlight=False,
            soft_wrap=True,
        )
    for value in found.largest:
        console.print(
            f"    {value.indicator_id}, {value.year}, {escape(value.name or value.territory_id)} : "
            f"{_number(value.value_before)} → {_number(value.value_after)}",
            highlight=False,
            soft_wrap=True,
        )
    if not found.changed:
        console.print("  Aucune valeur ne change.", highlight=False)
    for breach in found.breaches:
        console.print(f"  À JUSTIFIER {escape(breach)}", highlight=False, soft_wrap=True)


def _number(value: float | None) -> str:
    return "n.d." if value is None else number(value, 2)


@app.command("releases")
def releases_command(data_dir: DataDir = None) -> None:
    """Liste les versions présentes ; la version servie est marquée d'une étoile."""
    folder = paths.data_dir(data_dir)
    current = paths.current_release_id(folder)
    for release_id in store.release_ids(folder):
        manifest = paths.releases_dir(folder) / release_id / "manifest.json"
        content: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
        mark = "*" if release_id == current else " "
        accepted = (content.get("changes") or {}).get("accepted")
        reason = f"  acceptée : {accepted['reason']}" if accepted else ""
        line = f"{mark} {release_id}  construite le {content['built_at']}{reason}"
        console.print(escape(line), highlight=False, soft_wrap=True)
    if current is None:
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
