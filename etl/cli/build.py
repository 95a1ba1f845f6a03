"""Commands that make a release: build, refresh, template, travel.

Each imports what it runs: help and refusals answer at once.
"""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from caremap import paths
from caremap.catalog.tables import TEMPLATES
from etl.cli.common import Accept, DataDir, Reference, app, console
from etl.progress import Heard, reporting


@app.command("build")
def build_command(
    data_dir: DataDir = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Ajoute le jeu d'illustration (jamais dans data/).")
    ] = False,
    accept: Accept = None,
    reference: Reference = None,
) -> None:
    """Construit une version (fichiers de référence et dépôt), la contrôle et la publie."""
    from etl.build import build
    from etl.inbox import demo_folder
    from etl.inbox_names import unread
    from etl.refresh import published_line

    told = Heard()
    folder = demo_folder(data_dir) if demo else paths.data_dir(data_dir)
    with reporting(console) as report:
        release_id = build(folder, report, demo, accept=accept, reference=reference, tell=told)
    for outcome in [] if demo else unread(folder):
        console.print(escape(outcome.line), highlight=False, soft_wrap=True)
    line = published_line(release_id, told[release_id])
    console.print(escape(line), highlight=False, soft_wrap=True)
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
    accept: Accept = None,
    data_dir: DataDir = None,
    reference: Reference = None,
) -> None:
    """Reprend les fichiers officiels qui ont changé, construit, contrôle et publie."""
    from etl import refresh

    target = paths.data_dir(data_dir)
    target.mkdir(parents=True, exist_ok=True)
    with reporting(console) as report:
        result = refresh.run(
            target, source or [], folder, not dry_run, report, report_file, accept, reference
        )
    for outcome in result.outcomes:
        console.print(escape(outcome.line), highlight=False, soft_wrap=True)
    if result.error:
        raise result.error
    console.print(escape(result.conclusion), highlight=False, soft_wrap=True)
    if result.exit_code:
        raise typer.Exit(result.exit_code)


@app.command("template")
def template_command(
    source: Annotated[str, typer.Argument(help=f"Source : {', '.join(TEMPLATES)}.")],
    to: Annotated[Path | None, typer.Option("--to", help="Classeur à écrire.")] = None,
) -> None:
    """Écrit le classeur qu'un gestionnaire remplit : listes, ligne d'exemple, explications."""
    if source not in TEMPLATES:
        raise typer.BadParameter(f"« {source} » ; sources : {', '.join(TEMPLATES)}.")
    from etl.templates import write

    path = to or Path(f"modele-{source}.xlsx")
    write(TEMPLATES[source], path)
    console.print(f"Modèle écrit : {path}", highlight=False)


@app.command("travel")
def travel_command(
    osm: Annotated[Path, typer.Option("--osm", help="Extrait OpenStreetMap (.osm.pbf).")],
    data_dir: DataDir = None,
) -> None:
    """Calcule les durées de trajet sur le réseau routier ; la prochaine construction s'en sert."""
    from etl import road_times

    folder = paths.data_dir(data_dir)
    with reporting(console) as report:
        pairs, places = road_times.compute(folder, osm, report)
    console.print(f"{pairs} durées entre {places} lieux : {road_times.times_path(folder)}")
    console.print("Lancez « python -m etl build » pour les publier.", highlight=False)
