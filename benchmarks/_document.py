"""Write docs/performance.md from the last line of each benchmark, and from nothing else."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks._machine import describe
from caremap.formats import day, number, percent
from caremap.paths import ROOT

# Below this share of the cores, other programs are not told.
_NOTICED = 0.05
DOCUMENT = ROOT / "docs" / "performance.md"
# Benchmark, key, what it is, decimals, unit, limit.
FIGURES: tuple[tuple[str, str, str, int, str, float | None], ...] = (
    ("load", "p95_20_users_s", "20 lecteurs : 95 % des actions en moins de", 3, "s", 0.15),
    ("load", "median_20_users_s", "20 lecteurs : action médiane", 3, "s", None),
    ("load", "p95_50_users_s", "50 lecteurs : 95 % des actions en moins de", 3, "s", 0.3),
    ("load", "median_50_users_s", "50 lecteurs : action médiane", 3, "s", None),
    ("load", "errors", "erreurs", 0, "", 0),
    ("load", "rss_mb", "mémoire la plus haute, 500 sessions de suite", 0, "Mo", 800),
    ("load", "growth_percent", "mémoire : hausse sur les 200 dernières sessions", 1, "%", 5),
    ("load", "mixed_figures", "réponses mêlant deux versions pendant une bascule", 0, "", 0),
    ("load", "swap_p95_s", "pendant une bascule : 95 % des actions en moins de", 3, "s", None),
    ("warehouse", "build_s", "construction de l'entrepôt", 1, "s", 20),
    ("warehouse", "peak_mb", "mémoire de la construction", 0, "Mo", 600),
    (
        "scale",
        "region_s",
        "construction des Hauts-de-France (statistiques synthétiques)",
        0,
        "s",
        None,
    ),
    (
        "scale",
        "france_s",
        "construction de la France entière (statistiques synthétiques)",
        0,
        "s",
        None,
    ),
    ("scale", "france_peak_mb", "mémoire de cette construction", 0, "Mo", None),
    (
        "scale",
        "growth_exponent",
        "croissance du temps : exposant du nombre de communes",
        2,
        "",
        1.15,
    ),
    ("maps", "time_ratio_vs_folium", "changer d'indicateur : temps / folium", 4, "", 1 / 6),
    ("maps", "gzip_ratio_vs_folium", "changer d'indicateur : octets / folium", 3, "", 1 / 50),
    ("maps", "time_ratio_vs_plotly", "changer d'indicateur : temps / plotly", 2, "", 1 / 10),
    ("exports", "pptx_s", "dossier de 30 vues en diapositives", 1, "s", 20),
    ("exports", "pdf_s", "dossier de 30 vues en PDF A4", 1, "s", 20),
    ("exports", "html_s", "dossier de 30 vues en page seule", 1, "s", 20),
    ("pages", "first_page_ratio", "première page / application vide", 2, "", 2),
)


def write(results: Mapping[str, Mapping[str, Any]], document: Path = DOCUMENT) -> None:
    """Write the report of the benchmarks that ran."""
    machine = describe()
    rows = [_row(results[name], *figure) for name, *figure in FIGURES if name in results]
    today = day(datetime.now(UTC).date().isoformat())
    document.write_text(
        f"""# Performance mesurée

<!-- Écrit par `make bench` à partir des mesures : ne pas modifier à la main. -->

Mesuré le {today} sur {machine["cores"]} cœurs ({machine["system"]}, Python {machine["python"]}),
un seul processus, lecteurs et serveur sur la même machine. Un lecteur change de vue, attend 5 s en
moyenne, et recommence ; les temps sont ceux du serveur, sans le dessin par le navigateur.
{_others(results)}

| Mesure | Valeur | Visé | |
|---|---|---|---|
{chr(10).join(rows)}

Reproduire : `make bench`, ou `python -m benchmarks.load`. Ajouter des lecteurs :
[deploiement.md](deploiement.md#combien-de-lecteurs).
{_pages(results)}""",
        encoding="utf-8",
    )


def _row(
    found: Mapping[str, Any], key: str, what: str, decimals: int, unit: str, limit: float | None
) -> str:
    value = found[key]
    aim = "" if limit is None else f"≤ {number(limit, decimals)} {unit}".strip()
    kept = "" if limit is None else ("tenu" if value <= limit else "**dépassé**")
    return f"| {what} | {number(value, decimals)} {unit} | {aim} | {kept} |".replace("  |", " |")


def _others(results: Mapping[str, Mapping[str, Any]]) -> str:
    shares = [
        f"{percent(100 * results['load'][key], 0)} ({key.split('_')[2]} lecteurs)"
        for key in ("others_share_20_users", "others_share_50_users")
        if results.get("load", {}).get(key, 0) >= _NOTICED
    ]
    if not shares:
        return ""
    return (
        f"Pendant la charge, d'autres programmes occupaient {' et '.join(shares)} des cœurs : "
        "au-delà de quelques centièmes, les temps de réponse mesurent aussi leur attente."
    )


def _pages(results: Mapping[str, Mapping[str, Any]]) -> str:
    if "pages" not in results:
        return ""
    costs = results["pages"]["cpu_ms"]
    rows = [f"| {page} | {number(milliseconds, 0)} |" for page, milliseconds in costs.items()]
    head = "\n## Calcul d'une page déjà vue\n\n| Page | ms de processeur |\n|---|---|\n"
    return head + "\n".join(rows) + "\n"


def last_json(lines: list[str]) -> dict[str, Any] | None:
    """Return the results in the last line of a benchmark, or None when it printed none."""
    try:
        found = json.loads(lines[-1])
    except (IndexError, json.JSONDecodeError):
        return None
    return found if isinstance(found, dict) else None
