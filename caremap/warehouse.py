"""Read-only queries on one published release: the only SQL on the app side.

One connection per release, one cursor per query (a shared connection mixes rows between
threads), external access off and configuration locked.
"""

import json
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from caremap.catalog import INDICATOR_BY_ID, LEVEL_BY_ID
from caremap.errors import UnknownIdentifier, WarehouseMissing, WarehouseUnreadable
from caremap.paths import releases_dir
from caremap.served import served_id

LOCKED_READER: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "memory_limit": "500MB",
    "threads": "2",
    "max_temp_directory_size": "0GB",
    "lock_configuration": "true",
}
REBUILD = "Lancez « make build », puis rechargez la page."


class Warehouse:
    """One published release, opened read-only."""

    def __init__(self, release_id: str, data_dir: Path | str | None = None) -> None:
        self.release_id = release_id
        self.folder = releases_dir(data_dir) / release_id
        path = self.folder / "warehouse.duckdb"
        try:
            if not path.is_file():
                raise WarehouseMissing(f"Aucun entrepôt pour la version « {release_id} ».", REBUILD)
            self._connection = duckdb.connect(str(path), read_only=True, config=LOCKED_READER)
            self.build = self.rows("select * from meta.build").iloc[0].to_dict()
        except (duckdb.Error, IndexError, OSError) as error:
            raise WarehouseUnreadable(
                f"L'entrepôt de la version « {release_id} » ne peut pas être lu.", REBUILD
            ) from error

    def rows(self, sql: str, parameters: tuple[Any, ...] = ()) -> pd.DataFrame:
        """Run one query on its own cursor and return its rows."""
        with self._connection.cursor() as cursor:
            return cursor.execute(sql, list(parameters)).df()

    def probe(self) -> None:
        """Read one row from the file, which must still be there. Raises WarehouseUnreadable."""
        if not (self.folder / "warehouse.duckdb").is_file():
            raise WarehouseUnreadable(
                f"Le fichier de la version « {self.release_id} » a disparu.", REBUILD
            )
        self._checked("select territory_id from marts.territories limit 1")

    def read_in_full(self) -> int:
        """Read every value of every table and return the number of rows.

        A damaged block is only noticed by the query that reads it. Raises WarehouseUnreadable.
        """
        tables = self._checked(
            "select schema_name || '.' || table_name as name from duckdb_tables() order by name"
        )["name"]
        return sum(self._read_table(name) for name in tables)

    def _read_table(self, name: str) -> int:
        counted = self._checked(
            f"select count(*) as n, bit_xor(hash(t)) as read_all from {name} as t"  # noqa: S608
        )
        return int(counted.at[0, "n"])

    def _checked(self, sql: str) -> pd.DataFrame:
        try:
            return self.rows(sql)
        except duckdb.Error as error:
            raise WarehouseUnreadable(
                f"L'entrepôt de la version « {self.release_id} » est abîmé.", REBUILD
            ) from error

    def close(self) -> None:
        """Close the connection of this release."""
        self._connection.close()

    def territories(self) -> pd.DataFrame:
        """One row per territory of every level, ordered by level and id.

        Columns: level, territory_id, name, departement_id, population, lon, lat, postal_codes.
        """
        return self.rows(
            """
            select
                territories.*,
                coalesce(postal.codes, '') as postal_codes,
            from marts.territories as territories
            left join (
                select
                    commune_id,
                    string_agg(postal_code, ' ' order by postal_code) as codes,
                from marts.territory_postal_codes
                group by commune_id
            ) as postal
                on territories.level = 'commune' and territories.territory_id = postal.commune_id
            order by territories.level, territories.territory_id
            """
        )

    def values(self, indicator_id: str, level: str, year: int) -> pd.DataFrame:
        """One row per territory of a level, ordered by id; `value` is null where unpublished.

        Columns: territory_id, name, departement_id, population, value, numerator, denominator,
        status, source_id. Raises UnknownIdentifier on an id the catalog does not hold.
        """
        _require_known(indicator_id, level)
        return self.rows(
            """
            select
                territories.territory_id, territories.name, territories.departement_id,
                territories.population, found.value, found.numerator, found.denominator,
                found.status, found.source_id,
            from marts.territories as territories
            left join marts.indicator_values as found
                on
                    territories.level = found.level
                    and territories.territory_id = found.territory_id
                    and found.indicator_id = ?
                    and found.year = ?
            where territories.level = ?
            order by territories.territory_id
            """,
            (indicator_id, year, level),
        )

    def profile(self, territory_id: str) -> pd.DataFrame:
        """One row per indicator and year of one territory.

        Columns: indicator_id, level, year, value, numerator, denominator, status, source_id.
        """
        return self.rows(
            """
            select indicator_id, level, year, value, numerator, denominator, status, source_id,
            from marts.indicator_values
            where territory_id = ?
            order by indicator_id, year
            """,
            (territory_id,),
        )

    def members(self, territory_id: str) -> pd.DataFrame:
        """One row per commune of a territory: commune_id, name, population, ordered by people."""
        return self.rows(
            """
            select members.commune_id, communes.name, communes.population,
            from marts.territory_members as members
            inner join marts.territories as communes
                on members.commune_id = communes.territory_id and communes.level = 'commune'
            where members.territory_id = ?
            order by communes.population desc, members.commune_id
            """,
            (territory_id,),
        )

    def indicator_years(self) -> dict[str, tuple[int, ...]]:
        """Years that hold figures, by indicator id."""
        rows = self.rows(
            """
            select indicator_id, list(distinct year order by year) as years,
            from marts.indicator_values
            group by indicator_id
            """
        )
        return {
            str(name): tuple(int(year) for year in years)
            for name, years in zip(rows["indicator_id"], rows["years"], strict=True)
        }

    def table(self, name: str) -> pd.DataFrame:
        """Every row of one small mart or meta table, ordered; `name` is allow-listed."""
        if name not in SMALL_TABLES:
            raise UnknownIdentifier(f"Table inconnue : « {name} ».")
        return self.rows(f"select * from {name} order by all")  # noqa: S608 - allow-listed name

    def holds(self, name: str) -> bool:
        """Whether the release has a table: those built before it was made do not."""
        found = self.rows(
            "select 1 from duckdb_tables() where schema_name || '.' || table_name = ?", (name,)
        )
        return len(found) > 0

    def manifest(self) -> dict[str, Any]:
        """Return the manifest written with the release."""
        text = (self.folder / "manifest.json").read_text(encoding="utf-8")
        return dict(json.loads(text))


SMALL_TABLES = frozenset(
    {
        "marts.structures",
        "marts.placements",
        "marts.cpts",
        "marts.cpts_communes",
        "marts.ght",
        "marts.partnerships",
        "marts.partnership_axes",
        "marts.immersion_editions",
        "marts.immersion_students",
        "marts.immersion_hosts",
        "marts.immersion_programme",
        "marts.immersion_follow_up",
        "marts.commitment_follow_up",
        "marts.key_figures",
        "marts.dated_facts",
        "marts.zoning_history",
        "marts.liberal_workforce",
        "marts.attractiveness_families",
        "marts.attractiveness_measures",
        "marts.territory_members",
        "marts.travel_times",
        "marts.accessibility_places",
        "meta.perimeter",
        "meta.perimeter_departements",
        "meta.sources",
        "meta.accessibility_validity",
        "meta.checks",
        "meta.rejects",
        "meta.build",
    }
)


def open_current(data_dir: Path | str | None = None) -> Warehouse:
    """Open the served release. Raises WarehouseMissing or WarehouseUnreadable."""
    release_id = served_id(data_dir)
    if release_id is None:
        raise WarehouseMissing("Aucun entrepôt n'a encore été construit.", REBUILD)
    return Warehouse(release_id, data_dir)


def _require_known(indicator_id: str, level: str) -> None:
    if indicator_id not in INDICATOR_BY_ID:
        raise UnknownIdentifier(f"Indicateur inconnu : « {indicator_id} ».")
    if level not in LEVEL_BY_ID:
        raise UnknownIdentifier(f"Niveau inconnu : « {level} ».")
