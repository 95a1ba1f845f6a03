"""INSEE files of the inbox: any bytes give rows or a typed refusal, never a crash."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from caremap.errors import SourceRefused
from etl.sources import bpe, filosofi

KNOWN = {"59001", "59350", "62041"}
HEADERS = (
    "AN;DEPCOM;TYPEQU;NB_EQUIP",
    "DEPCOM;TYPEQU",
    "codgeo;libgeo;an;nb_medg",
    "CODGEO;NBPERSMENFISC21;MED21",
)
cells = st.sampled_from(["2020", "59001", "59350", "B101", "D265", "12", "s", "", "2B001", "x" * 9])
lines = st.lists(cells | st.text(max_size=6), max_size=6).map(";".join)
likely = st.tuples(st.sampled_from(HEADERS), st.lists(lines, max_size=6)).map(
    lambda both: "\n".join((both[0], *both[1])).encode("utf-8", "surrogatepass")
)
parsers = pytest.mark.parametrize("module", [bpe, filosofi], ids=["bpe", "filosofi"])


@parsers
@given(content=st.binary(max_size=300) | likely, suffix=st.sampled_from([".csv", ".xlsx"]))
@example(content=b"", suffix=".xlsx")
@example(content=b"PK\x03\x04", suffix=".xlsx")
@example(content=b'DEPCOM;TYPEQU\n"59001', suffix=".csv")
@example(content="AN;DEPCOM;TYPEQU\n²;59001;B101".encode(), suffix=".csv")
def test_any_bytes_are_rows_or_a_refusal(module, content, suffix):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"fichier{suffix}"
        path.write_bytes(content)
        try:
            rows = module.parse(path, KNOWN)
        except SourceRefused as error:
            refused = error
        else:
            refused = None
    if refused:
        assert refused.rejects
        assert refused.next_action
        return
    assert rows
    for row in rows:
        assert row["commune_id"] in KNOWN
        assert 2013 <= row["year"] <= 2040
        assert row["numerator"] is None or row["numerator"] >= 0
