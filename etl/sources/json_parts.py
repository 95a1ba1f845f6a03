"""Parts of a JSON file that may not be what its format says: read as absent, refused further on."""

from typing import Any


def mapping(value: object) -> dict[str, Any]:
    """The object expected here, empty when another kind of value stands in its place."""
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> list[dict[str, Any]]:
    """The objects of the list expected here; what is no object stays as an empty one."""
    return [mapping(one) for one in value] if isinstance(value, list) else []
