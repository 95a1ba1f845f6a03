"""Words of the placements: disciplines, levels and settings, with the ids used in addresses."""

DISCIPLINES: dict[str, str] = {
    "medecine-generale": "médecine générale",
    "medecine-autre": "autre médecine",
    "medecine-specialites": "médecine (autres spécialités)",
    "urgence": "médecine d'urgence",
    "pharmacie": "pharmacie",
    "odontologie": "odontologie",
    "maieutique": "maïeutique",
    "soins-infirmiers": "soins infirmiers",
    "ipa": "IPA",
    "kinesitherapie": "kinésithérapie",
    "toutes": "toutes",
}
TRAINEE_LEVELS: dict[str, str] = {
    "interne": "interne",
    "docteur-junior": "docteur junior",
    "ffi": "faisant fonction d'interne",
    "externe": "externe",
    "n1": "N1 / socle",
    "saspas": "SASPAS / approfondissement",
    "etudiant": "étudiant",
    "autre": "autre",
}
SETTINGS: dict[str, str] = {"hospital": "hôpital", "ambulatory": "ambulatoire"}
# Of a group of small counts that no one setting could hide.
MIXED_SETTING = "mixed"
SETTING_LABELS = SETTINGS | {MIXED_SETTING: "hôpital ou ambulatoire (groupe)"}
SEMESTERS: dict[str, str] = {"1": "Semestre 1", "2": "Semestre 2"}

# What a steward may write; the hospital survey cuts medicine its own way.
FILE_DISCIPLINES = tuple(
    label
    for slug, label in DISCIPLINES.items()
    if slug not in {"medecine-specialites", "urgence", "toutes"}
)
FILE_LEVELS = tuple(label for slug, label in TRAINEE_LEVELS.items() if slug != "ffi")

SAE, STEWARD_FILE, DEMO_FILE = "drees_sae", "placements_file", "placements_demo"
DATASETS: dict[str, str] = {
    SAE: "Internes à l'hôpital (SAE)",
    STEWARD_FILE: "Fichier des stages",
    DEMO_FILE: "Stages d'illustration",
}
FACULTY_COMMUNE = "59350"
METROPOLIS_EPCI = "200093201"
PLACEMENT_MAPS: dict[str, str] = {
    "nombre": "Nombre",
    "taux": "Pour 10 000 habitants",
    "besoin": "Face au besoin",
    "ecarts": "Écarts nommés",
    "flux": "Flux depuis {faculty}",
}
NEEDS: dict[str, str] = {
    "pop_share_apl_under_2_5": "Population sous 2,5",
    "apl_gp_65": "APL, généralistes de 65 ans ou moins",
}
# One hospital site of the survey, and the figure announced for the same hospital.
PUBLIC_COUNTS: tuple[tuple[str, str], ...] = (("590000618", "interns_chv"),)
COUNTED: dict[str, str] = {"stagiaires": "Stagiaires", "places": "Places ouvertes"}
PLACEMENT_TABS: dict[str, str] = {
    "ecarts": "Écarts par EPCI",
    "sites": "Sites",
    "concentration": "Concentration",
    "retrait": "Retrait",
    "filieres": "Filières",
    "comptages": "Comptages publics",
}
