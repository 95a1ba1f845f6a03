"""The steward's file of placements: counts by site, never a person."""

from caremap.catalog.placements import FILE_DISCIPLINES, FILE_LEVELS, SETTINGS, STEWARD_FILE
from caremap.catalog.tables.model import COMMUNE, Column, count
from caremap.catalog.tables.steward import StewardColumn, StewardTable

FIRST_YEAR, LAST_YEAR = 2015, 2035

PLACEMENTS = StewardTable(
    id="placements",
    source_id=STEWARD_FILE,
    title="Stages : places et stagiaires",
    grain="Une ligne par année, semestre, lieu, filière et niveau. Des effectifs, jamais de noms.",
    columns=(
        StewardColumn(
            Column("year", "integer", minimum=FIRST_YEAR, maximum=LAST_YEAR),
            "année",
            "Année où commence le semestre, sur quatre chiffres.",
            "2025",
        ),
        StewardColumn(
            Column("semester", "integer", nullable=True, minimum=1, maximum=2),
            "semestre",
            "1 (hiver) ou 2 (été) ; vide si l'effectif vaut pour l'année entière.",
            "1",
        ),
        StewardColumn(
            Column("site_id", nullable=True, pattern=r"[0-9A-Za-z-]{1,40}"),
            "identifiant du lieu",
            "FINESS géographique (9 chiffres) d'un hôpital ; vide sinon.",
            "590000618",
        ),
        StewardColumn(
            Column("site_name", nullable=True, pattern=r"[^<>]{1,120}"),
            "nom du lieu",
            "Nom de l'établissement ou de la structure, jamais celui d'une personne. Facultatif en "
            "ville : les stages y sont regroupés par commune.",
            "CH de Valenciennes",
        ),
        StewardColumn(
            COMMUNE,
            "code commune",
            "Code INSEE de la commune du lieu (5 caractères, 59 ou 62) ; un ancien code est "
            "ramené à la commune actuelle.",
            "59606",
        ),
        StewardColumn(
            Column("discipline", allowed=FILE_DISCIPLINES),
            "filière",
            "Filière des stagiaires, à choisir dans la liste.",
            "médecine générale",
        ),
        StewardColumn(
            Column("trainee_level", allowed=FILE_LEVELS),
            "niveau de formation",
            "Niveau des stagiaires, à choisir dans la liste.",
            "N1 / socle",
        ),
        StewardColumn(
            Column("setting", allowed=tuple(SETTINGS.values())),
            "cadre",
            "hôpital, ou ambulatoire (MSP, centre de santé, cabinet, pharmacie, laboratoire).",
            "hôpital",
        ),
        StewardColumn(
            count("places", 2_000),
            "places",
            "Nombre de places ouvertes au choix ; vide si inconnu, 0 si aucune.",
            "12",
        ),
        StewardColumn(
            count("trainees", 2_000),
            "stagiaires",
            "Nombre de stagiaires présents ; vide si inconnu, 0 si aucun.",
            "10",
        ),
    ),
    key=(
        "year", "semester", "site_id", "site_name", "commune_id",
        "discipline", "trainee_level", "setting",
    ),
    smallest=11,
    persons="secret",
)  # fmt: skip
