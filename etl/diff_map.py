"""Map of the communes whose figures differ between two releases, as an SVG without a browser."""

from pathlib import Path

import duckdb

from caremap.formats import number
from etl.export_geometry import shapes
from etl.releases import WAREHOUSE_FILE

# From no change to many: light to dark, readable in grey.
_SHADES = ("#eef0f2", "#c6dbe9", "#7fb0cf", "#2f7aa5", "#0b3c5d")
_LIMITS = (0, 2, 5, 10)
_WIDTH = 900


def write_map(before: Path, after: Path, to: Path) -> None:
    """Write one shape per commune, shaded by the number of its values that differ."""
    counts = _counts(before, after)
    areas = shapes(after)["commune"].to_crs(2154)
    left, bottom, right, top = areas.total_bounds
    scale = _WIDTH / (right - left)
    paths = [
        f'<path d="{_outline(row.geometry, left, top, scale)}" '
        f'fill="{_shade(counts.get(row.territory_id, 0))}"><title>{row.territory_id} : '
        f"{number(counts.get(row.territory_id, 0))}</title></path>"
        for row in areas.itertuples()
    ]
    height = (top - bottom) * scale
    title = f"Valeurs communales qui diffèrent, de {before.name} à {after.name}"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height + 40:.0f}" '
        f'font-family="sans-serif"><title>{title}</title><g stroke="#8b949c" stroke-width="0.3">'
        f"{''.join(paths)}</g>{_legend(height)}</svg>"
    )
    to.write_text(svg, encoding="utf-8")


def _counts(before: Path, after: Path) -> dict[str, int]:
    with duckdb.connect() as connection:
        for name, folder in (("earlier", before), ("later", after)):
            path = str(folder / WAREHOUSE_FILE).replace("'", "''")
            connection.execute(f"attach '{path}' as {name} (read_only)")
        rows = connection.execute(
            """
            select coalesce(earlier.territory_id, later.territory_id) as commune_id, count(*)
            from (from earlier.marts.indicator_values where level = 'commune') as earlier
            full outer join (from later.marts.indicator_values where level = 'commune') as later
                using (indicator_id, territory_id, year)
            where earlier.value is distinct from later.value
            group by all
            """
        ).fetchall()
    return dict(rows)


def _shade(count: int) -> str:
    return _SHADES[sum(count > limit for limit in _LIMITS)]


def _outline(geometry: object, left: float, top: float, scale: float) -> str:
    parts = getattr(geometry, "geoms", [geometry])
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return "".join(
        "M"
        + "L".join(f"{(x - left) * scale:.1f} {(top - y) * scale:.1f}" for x, y in ring.coords)
        + "Z"
        for ring in rings
    )


def _legend(height: float) -> str:
    words = ("aucune", "1 ou 2", "3 à 5", "6 à 10", "plus de 10")
    return "".join(
        f'<rect x="{20 + 150 * i}" y="{height + 12:.0f}" width="16" height="16" fill="{shade}" '
        f'stroke="#8b949c"/><text x="{42 + 150 * i}" y="{height + 25:.0f}" font-size="13">{word}'
        "</text>"
        for i, (shade, word) in enumerate(zip(_SHADES, words, strict=True))
    )
