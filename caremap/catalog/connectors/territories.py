"""Files on territories: communes and their movements, density grid, contours."""

from caremap.catalog.connectors.model import (
    FRENCH_COMMUNE_PATTERN,
    Connector,
    Field,
    commune,
    words,
)
from caremap.catalog.tables.model import Column

_COMMUNE = Column("commune_id", pattern=FRENCH_COMMUNE_PATTERN)
_KINDS = ("COM", "ARM", "COMD", "COMA")
_SIMPLIFIED = (
    "les contours servis sont simplifiés ensemble, bords communs gardés, et coupés au périmètre : "
    "cela se fait une fois par code géographique, avec « python -m etl.extract »"
)
_CONTOUR_FIELDS = (
    Field(_COMMUNE, ("code", "code_insee", "insee_com")),
    words("name", "nom", "nom_officiel", "nom_com"),
)
TERRITORY_CONNECTORS: tuple[Connector, ...] = (
    Connector(
        id="insee_communes",
        source_id="cog",
        label="Code officiel géographique, communes actuelles, déléguées et associées",
        kind="csv",
        files=("v_commune_2???.csv", "commune_2???.csv"),
        fields=(
            Field(Column("kind", allowed=_KINDS), ("TYPECOM",)),
            commune("COM"),
            Field(Column("name"), ("LIBELLE",)),
            Field(
                Column("parent_id", nullable=True, pattern=FRENCH_COMMUNE_PATTERN), ("COMPARENT",)
            ),
        ),
        key=("kind", "commune_id"),
        min_rows=1_500,
        feeds=("former_communes",),
        reference=True,
    ),
    Connector(
        id="insee_movements",
        source_id="cog",
        label="Code officiel géographique, mouvements des communes",
        kind="csv",
        files=("v_mvt_commune_2???.csv", "v_mvtcommune_2???.csv", "mvtcommune_2???.csv"),
        fields=(
            Field(Column("move", pattern=r"^\d{2}$"), ("MOD",)),
            Field(Column("moved_on", "date"), ("DATE_EFF",)),
            Field(Column("kind", pattern=r"^[A-Z]{3,4}$"), ("TYPECOM_AV",)),
            Field(_COMMUNE, ("COM_AV",), width=5),
            Field(Column("kind_after", pattern=r"^[A-Z]{3,4}$"), ("TYPECOM_AP",)),
            Field(Column("commune_after_id", pattern=FRENCH_COMMUNE_PATTERN), ("COM_AP",), width=5),
        ),
        key=("move", "moved_on", "kind", "commune_id", "kind_after", "commune_after_id"),
        min_rows=1,
        feeds=("former_communes",),
    ),
    Connector(
        id="insee_density_grid",
        source_id="insee_density_grid",
        label="Grille communale de densité, 7 niveaux",
        kind="xlsx",
        files=("fichier_diffusion_2???.xlsx", "grille_densite*2???*.xlsx"),
        fields=(
            commune("CODGEO"),
            words("name", "LIBGEO", optional=True),
            Field(Column("density_class", "integer", True, 1, 7), ("DENS7", "DENS")),
        ),
        key=("commune_id",),
        min_rows=1_500,
        url="https://www.insee.fr/fr/statistiques/fichier/8571524/fichier_diffusion_2025.xlsx",
        sheet=r"[Mm]aille [Cc]ommunale|[Gg]rille_[Dd]ensite.*",
        feeds=("density_grid",),
    ),
    Connector(
        id="etalab_contours",
        source_id="contours",
        label="Contours des communes (Etalab)",
        kind="geojson",
        files=("communes-*.geojson", "communes-*.geojson.gz"),
        fields=_CONTOUR_FIELDS,
        key=("commune_id",),
        min_rows=1,
        url="https://etalab-datasets.geo.data.gouv.fr/contours-administratifs/2026/geojson/"
        "communes-100m.geojson.gz",
        kept_because=_SIMPLIFIED,
        reference=True,
    ),
    Connector(
        id="ign_contours",
        source_id="contours",
        label="Contours des communes (IGN Admin Express)",
        kind="gpkg",
        files=("ade*.gpkg", "admin*express*.gpkg"),
        fields=_CONTOUR_FIELDS,
        key=("commune_id",),
        min_rows=1,
        sheet=r"commune",
        kept_because=_SIMPLIFIED,
        reference=True,
    ),
)
