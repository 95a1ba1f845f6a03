"""Format samples: the layouts of official files, with figures made for the test. None is real."""

import gzip
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

from official import csv_file
from openpyxl import Workbook

RPPS_COLUMNS = (
    "Type d'identifiant PP",
    "Identification nationale PP",
    "Nom d'exercice",
    "Code profession",
    "Code savoir-faire",
    "Libellé savoir-faire",
    "Code mode exercice",
    "Raison sociale site",
    "Code commune (coord. structure)",
)
BPE_HEADER = "AN;NOMRS;DEPCOM;DEP;TYPEQU;LAMBERT_X"
FILOSOFI_HEADER = (
    "GEO;GEO_OBJECT;FILOSOFI_MEASURE;UNIT_MEASURE;UNIT_MULT;CONF_STATUS;OBS_STATUS;"
    "TIME_PERIOD;OBS_VALUE"
)
AGE_COLUMNS = ("POP", "POP0014", "POP7589", "POP90P", "H0019", "H2064", "H65P", "F0019", "F2064")
MOVEMENT_HEADER = (
    "MOD,DATE_EFF,TYPECOM_AV,COM_AV,TNCC_AV,NCC_AV,NCCENR_AV,LIBELLE_AV,"
    "TYPECOM_AP,COM_AP,TNCC_AP,NCC_AP,NCCENR_AP,LIBELLE_AP"
)


def rpps_line(
    person: str, commune: str, profession: str = "60", mode: str = "L", skill: str = ""
) -> str:
    """One activity of a made-up person."""
    name = 'CABINET "INVENTÉ'
    cells = ("8", person, "NOM INVENTÉ", profession, skill, "", mode, name, commune, "")
    return "|".join(cells)


def rpps_file(folder: Path, lines: Sequence[str], encoding: str = "utf-8") -> Path:
    """Extract of the RPPS: `|` between cells and after the last one."""
    header = "|".join((*RPPS_COLUMNS, ""))
    path = folder / "PS_LibreAcces_Personne_activite_202610080900.txt"
    return csv_file(path, [header, *lines], encoding)


def filosofi_line(
    place: str, measure: str, value: str, kind: str = "COM", status: str = "F"
) -> str:
    """One measure of a place."""
    return f'"{place}";"{kind}";"{measure}";"EUR";"0";"{status}";"A";"2023";"{value}"'


def filosofi_lines(communes: Sequence[str]) -> list[str]:
    """Three measures by commune, and lines of other places and measures."""
    lines = [filosofi_line("59", "MED_SL", "22000", "DEP"), filosofi_line("FM", "NUM_HH", "3", "F")]
    for code in communes:
        lines.append(filosofi_line(code, "MED_SL", "21500.5"))
        lines.append(filosofi_line(code, "PR_MD60", "", status="C"))
        lines.append(filosofi_line(code, "NUM_PER", "400"))
        lines.append(filosofi_line(code, "S_DIR_TAX_DI", "-15.2"))
    return lines


def age_file(folder: Path, communes: Sequence[str], year: int = 23) -> Path:
    """Population by age of three censuses, oldest columns included."""
    names = (*AGE_COLUMNS, "F65P")
    older = (year - 6, year - 11)
    header = ["CODGEO", *(f"P{y:02d}_{name}" for name in names for y in (year, *older))]
    figures = (100.4, 20, 9.5, 1.5, 12.2, 25, 12.6, 12.2, 25.4, 13.0)
    cells = [cell for figure in figures for cell in (str(figure).replace(".", ","), "1", "1")]
    lines = [";".join([code, *cells]) for code in communes]
    return csv_file(folder / f"base-cc-evol-struct-pop-20{year}.CSV", [";".join(header), *lines])


def workbook(
    path: Path, sheet: str, titles: int, header: Sequence[str], rows: Sequence[Sequence[object]]
) -> Path:
    """Workbook of one sheet: title lines, header, rows."""
    book = Workbook()
    active = book.active
    active.title = sheet
    for number in range(titles):
        active.append([f"Titre {number}"])
    active.append(list(header))
    for row in rows:
        active.append(list(row))
    book.save(path)
    return path


def population_history(folder: Path, communes: Sequence[str], year: int = 2024) -> Path:
    """Municipal populations since 1876, the last one first."""
    header = ["CODGEO", "REG", "DEP", "LIBGEO", f"PMUN{year}", f"PMUN{year - 1}", "PSDC1999"]
    rows = [[code, "32", code[:2], "X", 1_000 + n, 1, 2] for n, code in enumerate(communes)]
    path = folder / f"base-pop-historiques-1876-{year}.xlsx"
    return workbook(path, f"pop_1876_{year}", 5, header, rows)


def density_grid(folder: Path, rows: Sequence[Sequence[object]], levels: int = 7) -> Path:
    """Density grid of 2025: classes on three levels, then on seven."""
    header = ["CODGEO", "LIBGEO", "DENS", "LIBDENS", "PMUN22", "P1", "P2", "DENS7"][: levels + 1]
    path = folder / "fichier_diffusion_2025.xlsx"
    return workbook(path, "Maille communale", 4, header, [row[: levels + 1] for row in rows])


def movements(folder: Path, moves: Sequence[tuple[str, str, str, str]]) -> Path:
    """Movements of communes: kind of movement, date, code before, code after."""
    lines = [
        f"{move},{day},COM,{before},0,A,A,A,COM,{after},0,B,B,B"
        for move, day, before, after in moves
    ]
    return csv_file(folder / "v_mvt_commune_2026.csv", [MOVEMENT_HEADER, *lines])


def zipped(path: Path, *others: tuple[str, str]) -> Path:
    """The same file in an archive, beside other ones."""
    archive = path.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.write(path, path.name)
        for name, text in others:
            opened.writestr(name, text)
    path.unlink()
    return archive


def finess_plus(folder: Path, groups: list[dict[str, object]], entities: Sequence[str]) -> Path:
    """FINESS+ structures with groups; each entity is a hospital of the Nord with one MSP."""
    places = [
        {
            "informationsGeneralesPMEJ": {
                "pmSmsseId": identifier,
                "numFinessPm": f"5907{rank:05d}",
                "denominationLonguePmSmsse": f"HOPITAL INVENTE {identifier}   ",
            },
            "ege": [
                {
                    "informationsGeneralesEGE": {
                        "numFinessEge": f"5900{rank:05d}",
                        "nomEgeLong": "MAISON INVENTEE",
                    },
                    "categorieentiteGeographiqueExercice": "603",
                    "etatObjet": "A",
                    "adresse": [{"usageAdresse": "03", "cogCommune": "59350"}],
                }
            ],
        }
        for rank, identifier in enumerate(entities, start=1)
    ]
    content = {"schemaVersion": "v1.0.0", "gcc": groups, "gco": [], "pmej": places}
    path = folder / "finess-structures-journalier-20260901.json.gz"
    path.write_bytes(gzip.compress(json.dumps(content).encode()))
    return path


def group(
    name: str, *members: tuple[str, str], kind: str = "001", state: str = "A"
) -> dict[str, object]:
    """A group of FINESS+: members are identifiers and roles, `S` being the support."""
    return {
        "gccId": "1",
        "nomGcc": name,
        "typeGcc": kind,
        "etatObjet": state,
        "evenement": [{"dateEvenement": "2016-07-01"}],
        "pmejDuGcc": [{"pmSmsseId": one, "typeRoleEntiteGroupe": role} for one, role in members],
    }
