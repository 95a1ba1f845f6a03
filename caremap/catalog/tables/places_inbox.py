"""The steward's files on places: structures (MSP, health centres), CPTS and their perimeters."""

from caremap.catalog.tables.model import COMMUNE, COMMUNE_OR_EMPTY, DEPARTEMENT, Column, count
from caremap.catalog.tables.steward import STATE_DATE, StewardColumn, StewardTable

STRUCTURE_KINDS = (
    "MSP",
    "centre de santé",
    "maison de santé",
    "maison médicale",
    "projet MSP",
    "centre de santé (projet)",
)
PERIMETERS = {"oui": "yes", "en partie": "partial", "non": "no"}
_TEXT = r"[^<>@]{1,200}"
_ID = r"^[a-z0-9-]{1,60}$"
_ORIGIN = StewardColumn(
    Column("source_url", pattern=_TEXT),
    "origine",
    "Adresse de la page, ou document et sa date : chaque ligne dit d'où elle vient.",
    "ARS Hauts-de-France, liste des MSP, novembre 2026",
)
_STATE = StewardColumn(
    Column("state", pattern=_TEXT), "état", "Ouverte, en projet, ACI signé…", "ouverte"
)
_STATE_DATE = StewardColumn(
    Column(STATE_DATE, nullable=True, pattern=r"^\d{4}(-(0[1-9]|1[0-2]))?$"),
    "date de cet état",
    "Année ou année-mois ; vide si inconnue.",
    "2026-09",
)
_CPTS_ID = StewardColumn(
    Column("cpts_id", pattern=_ID),
    "identifiant de la CPTS",
    "Minuscules, chiffres et tirets ; celui de data/reference/cpts.csv si la CPTS y est.",
    "grand-douai",
)

STRUCTURES = StewardTable(
    id="structures",
    source_id="structure_register",
    title="Maisons et centres de santé",
    grain="Une ligne par structure ; une structure déjà connue est remplacée.",
    columns=(
        StewardColumn(
            Column("structure_id", pattern=_ID),
            "identifiant",
            "Minuscules, chiffres et tirets ; le même d'un fichier à l'autre.",
            "59-hautmont",
        ),
        StewardColumn(
            Column("name", pattern=_TEXT),
            "nom",
            "Nom de la structure, jamais celui d'une personne.",
            "MSP de Hautmont",
        ),
        StewardColumn(
            Column("kind", allowed=STRUCTURE_KINDS), "type", "À choisir dans la liste.", "MSP"
        ),
        StewardColumn(COMMUNE, "code commune", "Code INSEE de la commune, 59 ou 62.", "59291"),
        _STATE,
        _STATE_DATE,
        StewardColumn(
            count("professionals_count", 500),
            "professionnels",
            "Nombre de professionnels ; vide si inconnu.",
            "14",
        ),
        _ORIGIN,
    ),
    key=("structure_id",),
    persons="public",
)
CPTS = StewardTable(
    id="cpts",
    source_id="cpts_register",
    title="CPTS",
    grain="Une ligne par CPTS ; une CPTS déjà connue est remplacée.",
    columns=(
        _CPTS_ID,
        StewardColumn(Column("name", pattern=_TEXT), "nom", "Nom de la CPTS.", "CPTS du Douaisis"),
        StewardColumn(DEPARTEMENT, "département", "59 ou 62.", "59"),
        StewardColumn(COMMUNE_OR_EMPTY, "code commune du siège", "Vide si inconnu.", "59178"),
        _STATE,
        _STATE_DATE,
        StewardColumn(
            count("communes_count", 500),
            "nombre de communes",
            "Nombre de communes du périmètre ; vide si inconnu.",
            "35",
        ),
        StewardColumn(
            Column("perimeter_known", allowed=tuple(PERIMETERS)),
            "périmètre connu",
            "« oui » quand le fichier des périmètres donne toutes ses communes.",
            "oui",
        ),
        StewardColumn(
            Column("website", nullable=True, pattern=r"^https?://[^<>\s]{1,200}$"),
            "site",
            "Adresse du site ; vide si aucun.",
            "https://exemple.org",
        ),
        _ORIGIN,
    ),
    key=("cpts_id",),
)
CPTS_COMMUNES = StewardTable(
    id="cpts_communes",
    source_id="cpts_register",
    title="Périmètres des CPTS",
    grain="Une ligne par commune d'une CPTS ; son périmètre est remplacé en entier.",
    columns=(
        _CPTS_ID,
        StewardColumn(COMMUNE, "code commune", "Code INSEE de la commune, 59 ou 62.", "59178"),
        _ORIGIN,
    ),
    key=("cpts_id", "commune_id"),
)
PLACES_TABLES: tuple[StewardTable, ...] = (STRUCTURES, CPTS, CPTS_COMMUNES)
