"""Official files on professionals, access, hospitals and structures."""

from caremap.catalog.connectors.model import Connector, Field, commune, number, whole, words
from caremap.catalog.tables.model import Column

_DREES = (
    "https://data.drees.solidarites-sante.gouv.fr/api/v2/catalog/datasets/"
    "530_l-accessibilite-potentielle-localisee-apl/attachments/"
    "indicateur_d_accessibilite_potentielle_localisee_apl_aux_{}_xlsx"
)
_SHEET = r"APL[ _](\d{4})"
_FINESS = r"^\d[0-9A-Z]\d{7}$"


def _apl(slug: str, title: str, files: str, pattern: str, highest: float) -> Connector:
    return Connector(
        id=f"drees_apl_{slug}",
        source_id="drees_apl_professions",
        label=f"APL aux {title}",
        kind="xlsx",
        files=(f"*apl*{files}*.xlsx",),
        fields=(
            commune("Code commune INSEE", "Code commune", "CODGEO"),
            words("name", "Commune", "Libellé commune", optional=True),
            number("apl", highest, pattern),
            number("standardised_population", 4_000_000, "Population*standardisée*", optional=True),
            number("population", 4_000_000, "Population totale*", optional=True),
        ),
        key=("commune_id", "year"),
        min_rows=1_500,
        url=_DREES.format(files.replace("*", "_")),
        sheet=_SHEET,
        feeds=("apl_professions",),
    )


APL_GP = Connector(
    id="drees_apl_gp",
    source_id="drees_apl",
    label="APL aux médecins généralistes",
    kind="xlsx",
    files=("*apl*medecins_generalistes*.xlsx", "*apl*mg*.xlsx", "*apl*generaliste*.xlsx"),
    fields=(
        commune("Code commune INSEE", "Code commune", "CODGEO"),
        words("name", "Commune", "Libellé commune", optional=True),
        number("apl_gp", 20, "APL aux médecins généralistes"),
        number(
            "apl_gp_65",
            20,
            "APL aux médecins généralistes de 65 ans et moins",
            "APL aux médecins généralistes de moins de 65 ans",
        ),
        number("standardised_population", 4_000_000, "Population*standardisée*", optional=True),
        number("population", 4_000_000, "Population totale*", optional=True),
    ),
    key=("commune_id", "year"),
    min_rows=1_500,
    url=_DREES.format("medecins_generalistes"),
    sheet=_SHEET,
    feeds=("apl_gp",),
)
HEALTH_CONNECTORS: tuple[Connector, ...] = (
    APL_GP,
    _apl("nurses", "infirmières", "infirmieres", "APL aux infirmi*", 3_000),
    _apl("midwives", "sages-femmes", "sages*femmes", "APL aux sages*femmes", 500),
    _apl("physiotherapists", "kinésithérapeutes", "kinesitherapeutes", "APL aux *kin*", 3_000),
    _apl("dentists", "chirurgiens-dentistes", "chirurgiens*dentistes", "APL aux *dentistes", 2_000),
    Connector(
        id="cnam_workforce",
        source_id="cnam",
        label="Effectifs et densités des professionnels libéraux",
        kind="csv",
        files=("*demographie*effectifs*.csv", "*toutes_specialites*.csv", "*densites*.csv"),
        fields=(
            Field(Column("year", "integer", False, 2000, 2100), ("annee",)),
            Field(Column("profession"), ("profession_sante",)),
            Field(
                Column("departement_id", pattern=r"^(\d{2,3}|2[AB])$"), ("departement",), width=2
            ),
            words("region_id", "region", optional=True),
            words("age_class", "classe_age", optional=True),
            words("sex", "libelle_sexe", optional=True),
            whole("headcount", 400_000, "effectif"),
            number("density_per_100k", 10_000, "densite"),
        ),
        key=("year", "profession", "region_id", "departement_id", "age_class", "sex"),
        min_rows=40,
        url="https://data.ameli.fr/api/explore/v2.1/catalog/datasets/"
        "demographie-effectifs-et-les-densites/exports/csv",
        feeds=("liberal_workforce",),
    ),
    Connector(
        id="sae_identity",
        source_id="drees_sae",
        label="SAE, identification des établissements (ID)",
        kind="csv",
        files=("ID_2???*.csv", "ID_2???*.CSV"),
        fields=(
            Field(Column("year", "integer", False, 2000, 2100), ("an",)),
            Field(Column("finess_et", pattern=_FINESS), ("fi",), width=9),
            Field(Column("establishment"), ("rs",)),
            # Overseas départements are written 9A to 9F.
            Field(Column("commune_id", nullable=True, pattern=r"^\d[0-9A-F]\d{3}$"), ("cominsee",)),
            words("commune_name", "nomcom"),
        ),
        key=("year", "finess_et"),
        min_rows=200,
        feeds=("hospital_interns",),
    ),
    Connector(
        id="sae_interns",
        source_id="drees_sae",
        label="SAE, internes présents (Q22)",
        kind="csv",
        files=("Q22_2???*.csv", "Q22_2???*.CSV"),
        fields=(
            Field(Column("year", "integer", False, 2000, 2100), ("an",)),
            Field(Column("finess_et", pattern=_FINESS), ("fi",), width=9),
            Field(Column("establishment"), ("rs",)),
            whole("interns_medicine", 2_000, "intmed"),
            whole("interns_general_practice", 2_000, "intgen"),
            whole("interns_emergency", 2_000, "inturg"),
            whole("interns_pharmacy", 2_000, "intpha"),
            whole("interns_dentistry", 2_000, "intodo"),
            whole("interns_total", 2_000, "int"),
            whole("junior_doctors", 2_000, "docju", optional=True),
            whole("acting_interns", 2_000, "ffi", optional=True),
        ),
        key=("year", "finess_et"),
        min_rows=200,
        feeds=("hospital_interns",),
    ),
    Connector(
        id="sae_ght",
        source_id="ght_register",
        label="SAE, groupements hospitaliers de territoire",
        kind="csv",
        files=("GHT_2???*.csv", "GHT_2???*.CSV"),
        fields=(
            Field(Column("ght"), ("nom_complet_ght",)),
            Field(Column("short_name"), ("nom_court_ght",)),
            Field(Column("ght_id", pattern=r"^\d{5}$"), ("code_ght",), width=5),
            whole("establishments_count", 200, "nb_etab", optional=True),
            whole("interns_count", 5_000, "eff_int", optional=True),
        ),
        key=("ght_id",),
        min_rows=50,
        kept_because="le fichier ne dit pas de quels établissements un groupement est fait",
    ),
    Connector(
        id="cartosante_gp",
        source_id="cartosante_2019",
        label="CartoSanté, généralistes libéraux par commune",
        kind="csv",
        files=("cartosante*.csv",),
        fields=(
            commune("Code"),
            words("name", "Libellé"),
            # Two columns carry one title: people aged 60 or more come first, then everyone.
            whole("gp_60_plus_count", 2_000, "Nbre de généralistes lib*"),
            whole("gp_count", 3_000, "Nbre de généralistes lib*"),
        ),
        key=("commune_id",),
        min_rows=1_500,
        kept_because="les chiffres servis viennent de ce même fichier, à fin 2019",
    ),
    Connector(
        id="cartosante_zoning",
        source_id="ars_zoning",
        label="Zonage des généralistes, par code postal et commune",
        kind="csv",
        files=("zonmed*.csv", "*zonage*.csv"),
        fields=(
            Field(Column("postal_code", pattern=r"^\d{5}$"), ("Code_postal",), width=5),
            Field(Column("name"), ("Nom_commune",)),
            Field(
                Column("zone", nullable=True, allowed=("1_ZIP", "2_ZAC", "3_HZ", "4_ZAR")),
                ("Zonage",),
            ),
        ),
        key=("postal_code", "name", "zone"),
        min_rows=1_500,
        kept_because="le fichier ne dit pas la date de l'arrêté, sans laquelle une zone est fausse",
    ),
)
