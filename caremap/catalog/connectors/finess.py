"""Files of the Agence du numérique en santé: structures and professionals."""

from caremap.catalog.connectors.model import (
    FRENCH_COMMUNE_PATTERN,
    Connector,
    Field,
    whole,
    words,
)
from caremap.catalog.tables.model import Column

FINESS_PATTERN = r"^\d[0-9A-Z]\d{7}$"
# Categories of FINESS that the dashboard shows, and how it names them.
STRUCTURE_FAMILIES = {
    "603": ("MSP", "msp"),
    "604": ("CPTS", "cpts"),
    "124": ("centre de santé", "centre_de_sante"),
    "355": ("centre hospitalier", "hopital"),
    "101": ("centre hospitalier régional", "hopital"),
}
STRUCTURE_FIELDS = (
    Field(Column("finess_et", pattern=FINESS_PATTERN), ("nofinesset", "numFinessEge"), width=9),
    Field(Column("name"), ("rslongue", "rs")),
    Field(Column("category", pattern=r"^\d{3}$"), ("categetab",)),
    # Overseas départements are written 9A to 9F in the old extract.
    Field(Column("commune_id", pattern=r"^(\d{2}|2[AB]|9[A-F])\d{3}$"), ("cogCommune",)),
    words("postal_code", "codePostal"),
    words("opened_on", "dateouv", "dateOuverture"),
    Field(Column("lon", "number", True, -180, 180), ("longitude",), optional=True),
    Field(Column("lat", "number", True, -90, 90), ("latitude",), optional=True),
)
# Codes « savoir-faire » of general practice.
GENERAL_PRACTICE_CODES = frozenset({"SM26", "SM53", "SM54"})
_MODE = Column("mode", nullable=True, pattern=r"^[A-Z]$")
# What is kept of the RPPS extract: people counted once by commune, profession and mode.
RPPS_COUNTS = Connector(
    id="rpps_practitioners",
    source_id="rpps",
    label="Annuaire santé, comptes par commune",
    kind="csv",
    files=("rpps_comptes_*.csv",),
    fields=(
        Field(Column("commune_id", nullable=True, pattern=FRENCH_COMMUNE_PATTERN), ("commune_id",)),
        Field(Column("profession", pattern=r"^\d{2}$"), ("profession",)),
        Field(_MODE, ("mode",)),
        Field(Column("is_gp", allowed=("true", "false")), ("is_gp",)),
        whole("people_count", 1_000_000, "people_count"),
        Field(Column("year", "integer", False, 2000, 2100), ("year",)),
    ),
    key=("commune_id", "profession", "mode", "is_gp", "year"),
    min_rows=1,
)
FINESS_CONNECTORS: tuple[Connector, ...] = (
    Connector(
        id="finess_structures",
        source_id="finess",
        label="FINESS+, structures (MSP, CPTS, centres de santé, hôpitaux)",
        kind="json",
        files=("finess*structures*.json", "finess*structures*.json.gz"),
        fields=STRUCTURE_FIELDS,
        key=("finess_et",),
        min_rows=1,
        dataset="finess-structures-1",
        resource=r"finess-structures-journalier-\d{8}\.json(\.gz)?",
        feeds=("finess_structures",),
    ),
    Connector(
        id="finess_establishments",
        source_id="finess",
        label="FINESS, extraction des établissements (arrêtée le 12 mai 2026)",
        kind="csv",
        files=("etalab*cs1100502*.csv", "etalab*cs1100507*.csv"),
        fields=STRUCTURE_FIELDS,
        key=("finess_et",),
        min_rows=1,
        dataset="finess-extraction-du-fichier-des-etablissements",
        resource=r"etalab-cs1100502-stock-\d{8}-\d{4}\.csv",
        feeds=("finess_structures",),
    ),
    Connector(
        id="rpps_practitioners",
        source_id="rpps",
        label="Annuaire santé, professionnels en activité (compté par commune, jamais nominatif)",
        kind="csv",
        files=(
            "ps_libreacces_personne_activite*.txt",
            "ps[-_]libreacces[-_]personne[-_]activite*.txt",
            "ps[-_]libreacces[-_]personne[-_]activite*.csv",
            "ps[-_]libreacces*.zip",
            "rpps_comptes_*.csv",
        ),
        fields=(
            Field(Column("practitioner"), ("Identification nationale PP",)),
            Field(Column("profession", pattern=r"^\d{2}$"), ("Code profession",)),
            words("speciality", "Code savoir-faire"),
            words("speciality_label", "Libellé savoir-faire"),
            Field(_MODE, ("Code mode exercice",)),
            Field(
                Column("commune_id", nullable=True, pattern=FRENCH_COMMUNE_PATTERN),
                ("Code commune (coord. structure)",),
            ),
        ),
        key=("practitioner", "commune_id", "profession", "mode"),
        min_rows=1,
        dataset="annuaire-sante-extractions-des-donnees-en-libre-acces-des-professionnels-"
        "intervenant-dans-le-systeme-de-sante-rpps",
        resource=r"ps[-_]libreacces[-_]personne[-_]activite",
        feeds=("practitioners",),
        personal=True,
        max_bytes=1_500_000_000,
    ),
)
