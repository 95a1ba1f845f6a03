"""An agreement is said to be signed only by a source that is not older than the signature."""

import pytest

from caremap.readings_agreements import signed


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        ("CH, communiqué du 04/04/2024", "signature annoncée pour le 10 avril 2024"),
        ("CH, communiqué du 10/04/2024", "signée le 10 avril 2024"),
        ("CH, communiqués du 04/04/2024 et du 11/04/2024", "signée le 10 avril 2024"),
        ("https://exemple.fr/accord", "signée le 10 avril 2024"),
    ],
)
def test_a_source_older_than_the_signature_announces_it(citation: str, expected: str) -> None:
    assert signed("2024-04-10", citation) == expected
