"""A named set of weights: in the address, and in a file that a reader keeps. Pure.

The file is JSON: {"format": "caremap-ponderation-1", "nom": …, "poids": {family: 0–5},
"normalisation": …, "agregation": …}. Nothing else is accepted.
"""

import json
import re
from dataclasses import dataclass

from caremap.catalog.attractiveness import (
    AGGREGATIONS,
    EQUAL_WEIGHT,
    FAMILIES,
    MAX_WEIGHT,
    NORMALISATIONS,
)
from caremap.errors import CaremapError

FORMAT = "caremap-ponderation-1"
MAX_BYTES = 1_000_000
MAX_NAME = 80
_FIELDS = ("format", "nom", "poids", "normalisation", "agregation")
_DIGIT = re.compile(f"[0-{MAX_WEIGHT}]")
_NAME = re.compile(rf"[^\x00-\x1f\x7f<>]{{1,{MAX_NAME}}}")

Weights = tuple[int, ...]
EQUAL: Weights = (EQUAL_WEIGHT,) * len(FAMILIES)


class WeightingRefused(CaremapError):
    """A weighting that breaks its contract."""


@dataclass(frozen=True)
class Weighting:
    """Weights of the six families, in catalog order, and how scores are made and added."""

    name: str
    weights: Weights
    normalisation: str
    aggregation: str


def parse_weights(text: str) -> Weights:
    """Read `3-2-2-0-1-0`: one digit from 0 to 5 a family, not all zero. Raises WeightingRefused."""
    parts = text.split("-")
    if len(parts) != len(FAMILIES) or not all(_DIGIT.fullmatch(part) for part in parts):
        raise WeightingRefused(f"Six poids de 0 à {MAX_WEIGHT} sont attendus.")
    weights = tuple(int(part) for part in parts)
    if not any(weights):
        raise WeightingRefused("Au moins un poids doit dépasser 0.")
    return weights


def write_weights(weights: Weights) -> str:
    """Write weights as they stand in the address: `3-2-2-0-1-0`."""
    return "-".join(str(weight) for weight in weights)


def write_weighting(weighting: Weighting) -> bytes:
    """Write a weighting as the file that `read_weighting` reads back."""
    content = {
        "format": FORMAT,
        "nom": weighting.name,
        "poids": {
            family.id: weight for family, weight in zip(FAMILIES, weighting.weights, strict=True)
        },
        "normalisation": weighting.normalisation,
        "agregation": weighting.aggregation,
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def read_weighting(content: bytes) -> Weighting:
    """Read a weighting file; any bytes give a weighting or WeightingRefused."""
    if len(content) > MAX_BYTES:
        raise WeightingRefused("Le fichier dépasse 1 Mo.")
    try:
        found = json.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise WeightingRefused("Le fichier n'est pas un JSON lisible.") from error
    if not isinstance(found, dict) or set(found) != set(_FIELDS) or found["format"] != FORMAT:
        raise WeightingRefused(f"Les champs attendus sont : {', '.join(_FIELDS)}.")
    name = found["nom"]
    if not isinstance(name, str) or not _NAME.fullmatch(name) or not _is_text(name):
        raise WeightingRefused(f"Le nom compte de 1 à {MAX_NAME} caractères, sans balise.")
    return Weighting(
        name,
        _weights(found["poids"]),
        _choice(found["normalisation"], NORMALISATIONS, "normalisation"),
        _choice(found["agregation"], AGGREGATIONS, "agregation"),
    )


def _is_text(name: str) -> bool:
    """Whether a name can be written in UTF-8: JSON may hold half of a pair of surrogates."""
    return not any("\ud800" <= letter <= "\udfff" for letter in name) and bool(name.strip())


def _weights(found: object) -> Weights:
    ids = [family.id for family in FAMILIES]
    if not isinstance(found, dict) or set(found) != set(ids):
        raise WeightingRefused(f"Les poids attendus sont : {', '.join(ids)}.")
    values = [found[family] for family in ids]
    if not all(type(value) is int and 0 <= value <= MAX_WEIGHT for value in values):
        raise WeightingRefused(f"Chaque poids est un entier de 0 à {MAX_WEIGHT}.")
    return parse_weights(write_weights(tuple(values)))


def _choice(found: object, options: dict[str, str], field: str) -> str:
    if not isinstance(found, str) or found not in options:
        raise WeightingRefused(f"{field} : valeurs admises, {', '.join(options)}.")
    return found
