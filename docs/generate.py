"""Write the documents that the catalog already says: indicators, sources, reference files.

`python docs/generate.py` writes them; `--check` only says whether they are current (exit 1 if not).
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from caremap.catalog import (  # noqa: E402
    ABSENCES,
    CAVEATS,
    GAPS,
    GLOSSARY,
    INDICATORS,
    LEVEL_BY_ID,
    OPTIONAL_INDICATORS,
    SOURCE_BY_ID,
    SOURCES,
    STATUSES,
    TABLES,
    Indicator,
    ReferenceTable,
    Source,
)
from caremap.catalog.connectors import CONNECTORS, Connector  # noqa: E402
from caremap.catalog.tables import PERSONS  # noqa: E402

WRITTEN_BY = "<!-- Généré par `make docs` à partir du catalogue : ne pas modifier à la main. -->"


def indicators_page() -> str:
    """One section per indicator: definition, formula, levels, years, sources, limits."""
    sections = [f"# Indicateurs\n\n{WRITTEN_BY}\n"]
    listed = (*INDICATORS, *(one for one in OPTIONAL_INDICATORS if not one.restricted))
    for theme in dict.fromkeys(indicator.theme for indicator in listed):
        sections.append(f"## {theme}\n")
        sections += [_indicator(i) for i in listed if i.theme == theme]
    statuses = "\n".join(f"- **{s.label}** (`{s.id}`) : {s.definition}" for s in STATUSES)
    absences = "\n".join(f"- **{a.label}** : {a.definition}" for a in ABSENCES)
    words = "\n".join(f"- **{t.term}** : {t.definition}" for t in GLOSSARY)
    sections.append(f"## Statuts\n\n{statuses}\n\n## Absences\n\n{absences}\n")
    sections.append(f"## Glossaire\n\n{words}\n")
    return "\n".join(sections)


def _indicator(indicator: Indicator) -> str:
    levels = ", ".join(LEVEL_BY_ID[level].label for level in indicator.levels)
    lines = [
        f"### {indicator.label}\n",
        f"`{indicator.id}` · {indicator.unit or 'catégorie'} · {indicator.definition}\n",
        f"- Formule : {indicator.formula}",
        f"- Niveaux : {levels}",
        f"- Années : {_years(indicator)}",
        f"- Sources : {' ; '.join(SOURCE_BY_ID[s].citation for s in indicator.source_ids)}",
        *(f"- Limite : {CAVEATS[caveat]}" for caveat in indicator.caveats),
    ]
    return "\n".join(lines) + "\n"


def _years(indicator: Indicator) -> str:
    if indicator.optional:
        return "celles du fichier officiel, une fois pris par « refresh »"
    return ", ".join(map(str, indicator.years))


def sources_page() -> str:
    """One section per source, then what is missing and how to add it."""
    sections = [f"# Sources\n\n{WRITTEN_BY}\n", *(_source(source) for source in SOURCES)]
    gaps = "\n".join(f"- **{g.subject}** : {g.missing} {g.how_to_add}" for g in GAPS)
    files = "\n".join(_connector(connector) for connector in CONNECTORS)
    taken = (
        "## Fichiers que « refresh » reconnaît\n\n"
        "Par leur nom officiel (`*` : ce qui varie) et par leurs colonnes.\n\n"
        f"| fichier | nom officiel | adresse | ce qu'il devient |\n|---|---|---|---|\n{files}\n"
    )
    return "\n".join([*sections, taken, f"## Ce qui manque\n\n{gaps}\n"])


def _connector(connector: Connector) -> str:
    names = ", ".join(f"`{name}`" for name in connector.files)
    address = f"<{connector.url}>" if connector.url else "à déposer (`--from`)"
    if connector.dataset:
        address = f"data.gouv.fr, jeu `{connector.dataset}`"
    use = ", ".join(f"`{table}`" for table in connector.feeds)
    served = f"sert {use}" if use else f"vérifié et gardé : {connector.kept_because}"
    return f"| {connector.label} (`{connector.id}`) | {names} | {address} | {served} |"


def _source(source: Source) -> str:
    files = ", ".join(f"`{t.file}`" for t in TABLES if t.source_id == source.id)
    lines = [
        f"## {source.label}\n",
        f"- Identifiant : `{source.id}`",
        f"- Producteur : {source.producer}",
        f"- Licence : {source.licence}",
        f"- Millésime : {source.vintage} (données au {source.data_date})",
        f"- Adresse : <{source.url}>",
        f"- Fichiers : {files or 'voir `data/reference/`'}",
        f"- Liste : {'partielle' if source.partial else 'complète'} ; "
        f"signalée ancienne après {source.stale_after_days} jours",
        *(f"- Limite : {CAVEATS[caveat]}" for caveat in source.caveats),
    ]
    return "\n".join(lines) + "\n"


def reference_page() -> str:
    """One section per reference file: what a row is, origin, licence, vintage, columns."""
    intro = (
        "Petites tables versionnées, lues telles quelles par l'ETL. Chaque fichier garde son "
        "propre millésime du code géographique ; la conversion au COG 2026 se fait en SQL.\n\n"
        "`contours.parquet` (GeoParquet, EPSG:4326) et `background.geojson` viennent des sources "
        "`contours` et `natural_earth`. `perimeter.toml` dit de quels départements il "
        "s'agit ; un autre périmètre a son propre dossier (docs/echelle.md)."
    )
    return "\n".join(
        [f"# Données de référence\n\n{WRITTEN_BY}\n\n{intro}\n", *(_table(t) for t in TABLES)]
    )


def _table(table: ReferenceTable) -> str:
    source = SOURCE_BY_ID[table.source_id]
    columns = "\n".join(
        f"| `{c.name}` | {c.kind} | {'oui' if c.nullable else 'non'} |" for c in table.columns
    )
    persons = f"Personnes : {PERSONS[table.persons]}."
    cog = f"Codes communaux : COG {table.commune_cog}. " if table.commune_cog else ""
    return (
        f"## {table.file}\n\n{table.description}. {cog}Clé : {', '.join(table.key)}.\n\n"
        f"Origine : {source.citation}. Licence : {source.licence}. {persons}\n\n"
        f"| colonne | type | vide permis |\n|---|---|---|\n{columns}\n"
    )


PAGES = {
    ROOT / "docs" / "indicators.md": indicators_page,
    ROOT / "docs" / "sources.md": sources_page,
    ROOT / "data" / "reference" / "README.md": reference_page,
}


def main() -> int:
    """Write the pages, or with `--check` return 1 when one is not current."""
    stale = [
        path
        for path, page in PAGES.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != page()
    ]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)} n'est plus à jour : lancez « make docs ».")
        return 1 if stale else 0
    for path in stale:
        path.write_text(PAGES[path](), encoding="utf-8")
        print(f"{path.relative_to(ROOT)} écrit.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
