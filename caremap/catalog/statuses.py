"""The five kinds of figures, and the five kinds of absence. None may be taken for another."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Status:
    """What a figure rests on."""

    id: str
    label: str
    definition: str


STATUSES: tuple[Status, ...] = (
    Status("official", "officiel", "Chiffre publié tel quel par son producteur."),
    Status("derived", "calculé", "Calculé ici à partir de chiffres officiels."),
    Status("declared", "déclaré", "Annoncé ou rapporté par un organisateur ou par la presse."),
    Status("estimated", "estimé", "Résultat d'un modèle."),
    Status("demo", "illustration", "Donnée d'illustration, jamais chargée sans le demander."),
)
STATUS_BY_ID = {status.id: status for status in STATUSES}


@dataclass(frozen=True)
class Absence:
    """Why a cell holds no figure."""

    id: str
    label: str
    definition: str


ABSENCES: tuple[Absence, ...] = (
    Absence("zero", "0", "Zéro compté : le producteur a compté et n'a trouvé personne."),
    Absence("not_published", "n.d.", "Non disponible : aucun producteur n'a publié cette valeur."),
    Absence("not_applicable", "sans objet", "L'indicateur n'existe pas à ce niveau."),
    Absence("suppressed", "s", "Secret statistique : effectif trop petit pour être montré."),
    Absence("not_loaded", "non chargé", "La source existe mais n'a pas encore été versée."),
)
