"""Commitments of the two agreements: what the warehouse can measure, and what is missing."""

from dataclasses import dataclass

FOLLOW_UP_STATES = ("à venir", "en cours", "tenu", "suspendu", "abandonné")
FOLLOW_UP_FILE = "engagements.csv"
_VALENCIENNES_EPCI = "245901160"


@dataclass(frozen=True)
class Measure:
    """One figure near a commitment.

    `kind` is `indicator` (an indicator of a territory), `site_interns` (interns of a hospital
    site), `key_figure` (a dated figure quoted from a source) or `structures` (places known, by
    kind). `reference` is the id the figure is found by. Without `territory_id` it is that of the
    perimeter.
    """

    kind: str
    reference: str
    label: str
    level: str = "perimetre"
    territory_id: str = ""


@dataclass(frozen=True)
class Commitment:
    """One commitment: `starts` is how its wording begins in the file of agreements.

    `missing` says what would have to be known to measure the commitment itself.
    """

    id: str
    partnership_id: str
    axis_number: int
    starts: str
    missing: str
    measures: tuple[Measure, ...] = ()


_ARS, _CHV = "ars_ulille_2023", "chv_uphf_2024"

COMMITMENTS: tuple[Commitment, ...] = (
    Commitment(
        "ars-1",
        _ARS,
        1,
        "Chaire portée par Sciences Po",
        "les travaux de la chaire : thèmes, communes étudiées, publications et leurs dates",
        (
            Measure(
                "indicator",
                "pop_share_apl_under_2_5",
                "Contexte : population en commune sous-dense",
            ),
        ),
    ),
    Commitment(
        "ars-2",
        _ARS,
        2,
        "Accueil d'étudiants en stage",
        "les étudiants accueillis par l'ARS chaque année (stage, apprentissage) et les heures "
        "d'enseignement de ses cadres",
    ),
    Commitment(
        "ars-3",
        _ARS,
        3,
        "Formations courtes",
        "les professionnels de l'ARS formés chaque année et les VAE ouvertes",
    ),
    Commitment(
        "ars-4a",
        _ARS,
        4,
        "Développer les maisons et pôles",
        "le caractère universitaire de chaque MSP : aucune liste ouverte ne le donne",
        (Measure("structures", "MSP", "Contexte : MSP relevées, liste partielle"),),
    ),
    Commitment(
        "ars-4b",
        _ARS,
        4,
        "Créer des postes d'assistants",
        "les postes d'assistants universitaires partagés, par structure et par année",
    ),
    Commitment(
        "ars-4c",
        _ARS,
        4,
        "Offre de stage diversifiée",
        "les stages en ville, par commune et par semestre : aucun jeu ouvert ; un gestionnaire "
        "peut les verser",
        (
            Measure("indicator", "hospital_interns", "Internes présents à l'hôpital"),
            Measure("indicator", "internship_places", "Places de stage, fichier versé"),
            Measure(
                "indicator",
                "share_places_in_underserved",
                "Part des places en commune sous-dense, fichier versé",
            ),
        ),
    ),
    Commitment(
        "ars-5",
        _ARS,
        5,
        "Dispositifs de prévention",
        "les actions de prévention financées par l'ARS et menées à l'université, et le nombre "
        "d'étudiants qui y ont participé",
    ),
    Commitment(
        "chv-1",
        _CHV,
        1,
        "Deux chaires d'excellence",
        "la date de création et les titulaires de chaque chaire, et leurs projets",
    ),
    Commitment(
        "chv-2a",
        _CHV,
        2,
        "Encadrement des internes",
        "les internes accueillis à chaque semestre, comptés par l'hôpital : la SAE compte les "
        "présents, le communiqué les accueillis par semestre, et les deux ne se comparent pas",
        (
            Measure("site_interns", "590000618", "Internes présents, CH de Valenciennes"),
            Measure("key_figure", "interns_chv", "Annoncé : internes accueillis par semestre"),
        ),
    ),
    Commitment(
        "chv-2b",
        _CHV,
        2,
        "Réseau universitaire de formation",
        "les stages en ville du Valenciennois, par commune et par semestre",
        (
            Measure(
                "indicator",
                "internship_places",
                "Places de stage, Valenciennes Métropole, fichier versé",
                "epci",
                _VALENCIENNES_EPCI,
            ),
        ),
    ),
    Commitment(
        "chv-3",
        _CHV,
        3,
        "Santé des femmes",
        "les actions de prévention menées auprès des étudiants et le nombre de participants",
    ),
)
COMMITMENT_BY_ID = {commitment.id: commitment for commitment in COMMITMENTS}


def commitment_of(partnership_id: str, axis_number: int, wording: str) -> Commitment | None:
    """Return the commitment of a line of the agreements, None when the catalog has none."""
    return next(
        (
            one
            for one in COMMITMENTS
            if (one.partnership_id, one.axis_number) == (partnership_id, axis_number)
            and wording.startswith(one.starts)
        ),
        None,
    )
