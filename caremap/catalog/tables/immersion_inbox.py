"""The steward's files on immersion days: editions, hosts, students, and what is asked later."""

from caremap.catalog.tables.model import COMMUNE_OR_EMPTY, Column, ReferenceTable, count
from caremap.catalog.tables.steward import StewardColumn, StewardTable

SOURCE_ID = "immersion"
MODES = ("sur le territoire", "à la faculté")
HOST_KINDS = ("CPTS", "MSP", "hôpital", "EPCI", "centre de santé", "autre")
COUNT_KINDS = {"annoncé": "announced", "rapporté": "reported"}
QUESTIONS = (
    "intention d'exercer sur un territoire sous-dense, avant",
    "intention d'exercer sur un territoire sous-dense, après",
    "stage ultérieur dans le territoire d'un hôte",
    "installation ultérieure dans le territoire d'un hôte",
)
ALL_DISCIPLINES = "toutes filières"
SMALLEST = 11
_TEXT = r"[^<>@]{1,200}"

_EDITION = StewardColumn(
    Column("edition_id", pattern=r"^impacts_\d{4}$"),
    "identifiant de l'édition",
    "impacts_ suivi de l'année ; le même dans tous les fichiers.",
    "impacts_2027",
)
_ORIGIN = StewardColumn(
    Column("source_url", pattern=_TEXT),
    "origine",
    "Adresse de la page, ou document et sa date : chaque ligne dit d'où elle vient.",
    "Université de Lille (UFR3S), bilan de l'édition 2027",
)

EDITIONS = StewardTable(
    id="immersion_editions",
    source_id=SOURCE_ID,
    title="Immersion : éditions",
    grain="Une ligne par édition ; une édition déjà connue est remplacée.",
    columns=(
        _EDITION,
        StewardColumn(
            Column("label", pattern=_TEXT), "libellé", "Nom de l'édition.", "ImPacTS 2027"
        ),
        StewardColumn(
            Column("year", "integer", minimum=2022, maximum=2100), "année", "Année.", "2027"
        ),
        StewardColumn(
            Column("month", "integer", nullable=True, minimum=1, maximum=12),
            "mois",
            "Mois de la journée, de 1 à 12 ; vide si inconnu.",
            "6",
        ),
        StewardColumn(
            Column("day", "integer", nullable=True, minimum=1, maximum=31),
            "jour",
            "Jour du mois ; vide si inconnu.",
            "4",
        ),
        StewardColumn(
            Column("place", nullable=True, pattern=_TEXT), "lieu", "Lieu de la journée.", "Maubeuge"
        ),
        StewardColumn(
            COMMUNE_OR_EMPTY, "code commune", "Code INSEE du lieu, 59 ou 62 ; vide sinon.", "59392"
        ),
        StewardColumn(
            Column("mode", nullable=True, allowed=MODES),
            "mode",
            "Où se tient la journée.",
            "sur le territoire",
        ),
        StewardColumn(
            count("territories_count", 200),
            "nombre d'hôtes",
            "Nombre total d'hôtes, nommés ou non ; vide si inconnu.",
            "3",
        ),
        _ORIGIN,
    ),
    key=("edition_id",),
)
HOSTS = StewardTable(
    id="immersion_hosts",
    source_id=SOURCE_ID,
    title="Immersion : hôtes",
    grain="Une ligne par hôte et par édition ; un hôte déjà connu est remplacé.",
    columns=(
        _EDITION,
        StewardColumn(
            Column("host_kind", allowed=HOST_KINDS),
            "type d'hôte",
            "À choisir dans la liste.",
            "MSP",
        ),
        StewardColumn(
            Column("host_name", pattern=_TEXT),
            "nom de l'hôte",
            "Nom de la structure, jamais celui d'une personne.",
            "MSP de Hautmont",
        ),
        StewardColumn(
            COMMUNE_OR_EMPTY,
            "code commune",
            "Code INSEE du siège, 59 ou 62. Pour une intercommunalité : une de ses communes.",
            "59291",
        ),
        StewardColumn(
            Column("cpts_id", nullable=True, pattern=r"^[a-z0-9-]{1,60}$"),
            "identifiant de la CPTS",
            "Celui de data/reference/cpts.csv, si l'hôte est une CPTS.",
            "",
        ),
        _ORIGIN,
    ),
    key=("edition_id", "host_name"),
)
STUDENTS = StewardTable(
    id="immersion_students",
    source_id=SOURCE_ID,
    title="Immersion : étudiants",
    grain="Une ligne par édition, filière et nature du décompte. Des effectifs, jamais de noms.",
    columns=(
        _EDITION,
        StewardColumn(
            Column("discipline", pattern=_TEXT),
            "filière",
            f"Filière des étudiants, ou « {ALL_DISCIPLINES} » pour le total de l'édition : les "
            "autres lignes de même nature en sont alors le détail, jamais ajouté.",
            "pharmacie",
        ),
        StewardColumn(
            Column("level", nullable=True, pattern=_TEXT), "niveau", "Année d'études.", "5e année"
        ),
        StewardColumn(
            count("student_count", nullable=False),
            "étudiants",
            "Effectif de la ligne : au moins 11. Réunissez les filières qui en ont moins.",
            "90",
        ),
        StewardColumn(
            Column("count_kind", allowed=tuple(COUNT_KINDS)),
            "nature",
            "annoncé (avant la journée) ou rapporté (après) : les deux ne s'additionnent jamais.",
            "rapporté",
        ),
        StewardColumn(Column("note", nullable=True, pattern=_TEXT), "note", "Précision.", ""),
        _ORIGIN,
    ),
    key=("edition_id", "discipline", "count_kind"),
    smallest=SMALLEST,
    persons="secret",
)
FOLLOW_UP = StewardTable(
    id="immersion_follow_up",
    source_id=SOURCE_ID,
    title="Immersion : ce qui est demandé ensuite (facultatif)",
    grain="Une ligne par édition et question. Toujours un nombre et le nombre de réponses.",
    columns=(
        _EDITION,
        StewardColumn(
            Column("question", allowed=QUESTIONS), "question", "À choisir.", QUESTIONS[0]
        ),
        StewardColumn(
            count("count", nullable=False),
            "nombre",
            "Étudiants qui répondent oui. N'est pas écrit si moins de 11 répondent oui, ou non.",
            "24",
        ),
        StewardColumn(
            Column("denominator", "integer", minimum=SMALLEST, maximum=10_000),
            "sur combien",
            "Étudiants interrogés ou suivis, pas les présents. Au moins 11.",
            "80",
        ),
        StewardColumn(
            Column("observed_year", "integer", minimum=2022, maximum=2100),
            "année d'observation",
            "Année où la question a été posée ou le fait observé.",
            "2027",
        ),
        _ORIGIN,
    ),
    key=("edition_id", "question", "observed_year"),
    smallest=SMALLEST,
    persons="secret",
)
IMMERSION_TABLES: tuple[StewardTable, ...] = (EDITIONS, HOSTS, STUDENTS, FOLLOW_UP)


def engagements_table(ids: tuple[str, ...], states: tuple[str, ...]) -> ReferenceTable:
    """Return the contract of the follow-up of commitments, by commitment id."""
    return ReferenceTable(
        "commitment_follow_up",
        "engagements.csv",
        "partnerships",
        "Une ligne par engagement : son état et la prochaine étape",
        (
            Column("commitment_id", allowed=ids),
            Column("state", allowed=states),
            Column("next_step", nullable=True, pattern=r"[^<>@]{1,300}"),
            Column("date", "date"),
        ),
        ("commitment_id",),
        0,
    )
