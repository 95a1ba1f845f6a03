"""INSEE files that a steward may drop for the attractiveness page: what is read of them."""

from caremap.catalog.tables.model import Column

FIRST_YEAR, LAST_YEAR = 2013, 2040
# Beginnings of BPE equipment codes counted by each measure; « D201 » became « D265 » in 2023.
BPE_CODES: dict[str, tuple[str, ...]] = {
    "bpe_gps": ("D201", "D265"),
    "bpe_shops": ("B",),
    "bpe_childcare": ("D502",),
    "bpe_stations": ("E107", "E108", "E109"),
    "bpe_leisure": ("F",),
}
# One column a measure, in the workbooks of the Observatoire des territoires.
OBSERVATORY_COLUMNS = {"nb_medg": "bpe_gps"}
INCOME_MEASURE = "median_income"
FRENCH_COMMUNE = Column("commune_id", pattern=r"[0-9][0-9AB][0-9]{3}")
EQUIPMENT = Column("count", "integer", minimum=0, maximum=100_000)
FILE_YEAR = Column("year", "integer", minimum=FIRST_YEAR, maximum=LAST_YEAR)
INCOME = Column("median_income", "number", nullable=True, minimum=1_000, maximum=200_000)
PEOPLE = Column("people", "integer", nullable=True, minimum=0, maximum=3_000_000)
