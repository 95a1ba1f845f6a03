"""Words of the field, each defined once."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """One word or abbreviation and what it means here."""

    term: str
    definition: str


GLOSSARY: tuple[Term, ...] = (
    Term(
        "ACI", "Accord conventionnel interprofessionnel : contrat qui finance une CPTS ou une MSP."
    ),
    Term(
        "APL",
        "Accessibilité potentielle localisée (DREES) : consultations de médecine générale "
        "accessibles par habitant et par an, en tenant compte de l'offre des communes voisines, "
        "du temps de trajet et de l'âge de la population.",
    ),
    Term("ARS", "Agence régionale de santé."),
    Term("CNAM", "Caisse nationale de l'Assurance Maladie."),
    Term("COG", "Code officiel géographique de l'INSEE ; les communes sont ici celles de 2026."),
    Term(
        "CPTS",
        "Communauté professionnelle territoriale de santé : professionnels d'un territoire "
        "organisés autour d'un projet commun.",
    ),
    Term(
        "Docteur junior",
        "Interne en dernière phase de formation, exerçant en autonomie supervisée.",
    ),
    Term(
        "DREES",
        "Direction de la recherche, des études, de l'évaluation et des statistiques (ministères "
        "sociaux).",
    ),
    Term("EPCI", "Intercommunalité : communauté de communes, d'agglomération, urbaine, métropole."),
    Term("FFI", "Faisant fonction d'interne."),
    Term("GHT", "Groupement hospitalier de territoire."),
    Term("HZ", "Hors zonage : commune sans classement particulier."),
    Term(
        "ImPacTS",
        "Immersion pluriprofessionnelle pour l'attractivité des territoires de santé : journées "
        "organisées par l'UFR3S de l'Université de Lille.",
    ),
    Term("MEP", "Médecin généraliste à expertise particulière (angiologie, médecine du sport…)."),
    Term("MSP", "Maison de santé pluriprofessionnelle."),
    Term("MSU", "Maître de stage des universités : praticien qui accueille des étudiants."),
    Term(
        "Population municipale",
        "Habitants ayant leur résidence habituelle dans la commune, selon le recensement.",
    ),
    Term("SAE", "Statistique annuelle des établissements de santé (DREES)."),
    Term(
        "Semblables",
        "Territoires du même niveau les plus proches par population, densité de population et "
        "part des 65 ans et plus.",
    ),
    Term(
        "Sous-dense",
        "Commune dont l'APL aux généralistes de 65 ans ou moins est de 2,5 consultations par "
        "habitant et par an, ou moins.",
    ),
    Term("TVS", "Territoire de vie-santé : maille du zonage des médecins."),
    Term("UFR3S", "Faculté des sciences de santé et du sport de l'Université de Lille."),
    Term("UPHF", "Université polytechnique Hauts-de-France (Valenciennes)."),
    Term(
        "Vivier",
        "Territoires dont l'APL est de 4 ou moins, parmi lesquels l'ARS choisit ses zones.",
    ),
    Term(
        "ZAC",
        "Zone d'action complémentaire : aides de l'État et de la région, sans l'Assurance Maladie.",
    ),
    Term("ZAR", "Zone d'accompagnement régional : aides régionales seulement."),
    Term("ZIP", "Zone d'intervention prioritaire : toutes les aides à l'installation."),
)


@dataclass(frozen=True)
class Gap:
    """Something users expect that no open source publishes, and how it can be added."""

    subject: str
    missing: str
    how_to_add: str


GAPS: tuple[Gap, ...] = (
    Gap(
        "CPTS",
        "La liste complète et les périmètres communaux : 18 CPTS relevées, un périmètre connu.",
        "Compléter `data/reference/cpts.csv` et `cpts_communes.csv` (une ligne par commune, avec "
        "sa source), puis `make build`.",
    ),
    Gap(
        "MSP et centres de santé",
        "Le répertoire complet (FINESS catégories 603 et 124) : 71 lieux relevés.",
        "`python -m etl refresh` avec le fichier FINESS+ des structures, ou compléter "
        "`data/reference/structures.csv`, une ligne par lieu avec sa source, puis `make build`.",
    ),
    Gap(
        "Stages en ville",
        "Aucun jeu ouvert sur les maîtres de stage et les stages ambulatoires.",
        "`python -m etl template placements` écrit le classeur à remplir (effectifs, sans donnée "
        "nominative) ; le déposer dans `data/inbox/`, puis `make build`.",
    ),
    Gap(
        "Zonage du 1er janvier 2026",
        "La liste des communes du nouvel arrêté : seuls les totaux régionaux sont publiés.",
        "Demande une reprise du code, pas seulement un fichier : la liste par commune "
        "(`data/reference/gp_zoning_2025.csv`), les décomptes de `control_zones.sql`, et l'année "
        "et la date du zonage, écrites sur les pages.",
    ),
    Gap(
        "Médecins généralistes récents par commune",
        "Les effectifs communaux datent de fin 2019.",
        "`python -m etl refresh` avec l'extraction de l'annuaire santé (RPPS), comptée par "
        "commune : de nouveaux indicateurs, à côté de ceux de 2019.",
    ),
    Gap(
        "APL des autres professions",
        "Infirmiers, kinésithérapeutes, sages-femmes, dentistes : publiés par la DREES, non "
        "livrés ici.",
        "`python -m etl refresh` avec les classeurs du jeu APL de la DREES.",
    ),
    Gap(
        "Quatrième édition des journées d'immersion (2025)",
        "Ni date, ni lieu, ni effectif trouvés ; sept des huit territoires hôtes de 2024 ne sont "
        "pas nommés.",
        "Compléter `immersion_editions.csv` et `immersion_hosts.csv` avec une source.",
    ),
)
