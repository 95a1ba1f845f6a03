"""INSEE files: population, income, equipment, membership."""

from caremap.catalog.connectors.model import Connector, Field, commune, number, whole, words
from caremap.catalog.tables.model import Column

_SIREN = r"^(\d{9}|Z{9})$"
INSEE_CONNECTORS: tuple[Connector, ...] = (
    Connector(
        id="insee_membership",
        source_id="cog",
        label="Table d'appartenance géographique des communes",
        kind="xlsx",
        files=("*appartenance*communes*.xlsx",),
        fields=(
            commune("CODGEO"),
            Field(Column("name"), ("LIBGEO",)),
            Field(Column("departement_id", pattern=r"^(\d{2,3}|2[AB])$"), ("DEP",)),
            Field(Column("arrondissement_id", pattern=r"^([0-9AB]{3,4}|Z{4})$"), ("ARR",)),
            Field(Column("epci_id", pattern=_SIREN), ("EPCI",)),
            words("living_area_id", "BV2022", "BV2012", optional=True),
        ),
        key=("commune_id",),
        min_rows=1_500,
        sheet="COM",
        kept_because="la composition servie est celle du 1er janvier 2026, plus récente",
        reference=True,
    ),
    Connector(
        id="insee_populations",
        source_id="population_legal",
        label="Populations municipales par commune",
        kind="csv",
        files=("*donnees_communes*.csv", "*pop_communes*.csv"),
        fields=(
            commune("Code", "CODGEO", "COM"),
            words("name", "Libellé", "LIBGEO", "Commune", optional=True),
            whole("population", 3_000_000, "Population municipale*", "PMUN*"),
        ),
        key=("commune_id",),
        min_rows=1_500,
        kept_because="les six millésimes servis vont déjà jusqu'au code géographique de 2026",
    ),
    Connector(
        id="insee_income",
        source_id="insee_filosofi",
        label="Filosofi, niveau de vie par commune",
        kind="csv",
        files=("cc_filosofi_2???_com*.csv", "*filosofi*com*.csv"),
        fields=(
            commune("CODGEO"),
            whole("people", 3_000_000, "NBPERSMENFISC*"),
            number("income", 100_000, "MED*"),
            number("poverty_share", 100, "TP60??", optional=True),
        ),
        key=("commune_id",),
        min_rows=1_500,
        url="https://www.insee.fr/fr/statistiques/fichier/7756729/"
        "base-cc-filosofi-2021-geo2025_csv.zip",
        feeds=("attractiveness_inbox",),
    ),
    Connector(
        id="insee_equipment",
        source_id="insee_bpe",
        label="Base permanente des équipements, généralistes par commune",
        kind="xlsx",
        files=("*offre_sante*.xlsx",),
        fields=(
            commune("codgeo"),
            words("name", "libgeo", optional=True),
            Field(Column("year", "integer", False, 2000, 2100), ("an",)),
            whole("gp_count", 3_000, "nb_medg"),
        ),
        key=("commune_id", "year"),
        min_rows=1_500,
        sheet="Data",
        feeds=("attractiveness_inbox",),
    ),
)
