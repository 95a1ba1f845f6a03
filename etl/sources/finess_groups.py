"""Territorial hospital groups (GHT) of FINESS+: their support and members, read as a stream."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ijson

from etl.sources.opened import opened, refusal

_TERRITORIAL, _SUPPORT, _ACTIVE = "001", "S", "A"


def members(path: Path, departements: tuple[str, ...]) -> list[dict[str, str | None]]:
    """One row a GHT and member, for the groups with a member in one of the départements.

    Columns: ght, support (its legal entity), member, date (of creation, or None). Raises
    SourceRefused when a group names a legal entity that the file does not hold.
    """
    groups = [group for group in _items(path, "gcc.item") if _territorial(group)]
    wanted = {
        one.get("pmSmsseId") for group in groups for one in group.get("pmejDuGcc") or [] if one
    }
    entities = {
        general.get("pmSmsseId"): (_name(general), str(general.get("numFinessPm") or ""))
        for general in _items(path, "pmej.item.informationsGeneralesPMEJ")
        if general.get("pmSmsseId") in wanted
    }
    rows = []
    for group in groups:
        parts = [(one.get("pmSmsseId"), one) for one in group.get("pmejDuGcc") or []]
        unknown = [identifier for identifier, _ in parts if identifier not in entities]
        if len(unknown) == len(parts):
            continue
        if unknown:
            rule = f"groupement « {group.get('nomGcc')} » : membre {unknown[0]} absent du fichier"
            raise refusal(path, rule, "Le fichier est incomplet : téléchargez-le de nouveau.")
        if any(entities[identifier][1][:2] in departements for identifier, _ in parts):
            rows += _rows(group, [(entities[identifier][0], one) for identifier, one in parts])
    return rows


def _rows(
    group: dict[str, Any], parts: list[tuple[str, dict[str, Any]]]
) -> list[dict[str, str | None]]:
    support = [name for name, one in parts if one.get("typeRoleEntiteGroupe") == _SUPPORT]
    dates = sorted(str(e["dateEvenement"]) for e in group.get("evenement") or [] if _dated(e))
    return [
        {
            "ght": f"GHT {_clean(group.get('nomGcc'))}",
            "support": support[0] if support else None,
            "member": name,
            "date": dates[0] if dates else None,
        }
        for name, _ in parts
    ]


def _items(path: Path, prefix: str) -> Iterator[dict[str, Any]]:
    action = "Le fichier est coupé ou n'est pas du JSON : téléchargez-le de nouveau."
    try:
        with opened(path) as stream:
            yield from (one for one in ijson.items(stream, prefix) if isinstance(one, dict))
    except (ijson.JSONError, OSError, UnicodeDecodeError) as error:
        raise refusal(path, f"JSON illisible ({error})"[:160], action) from error


def _territorial(group: dict[str, Any]) -> bool:
    return group.get("typeGcc") == _TERRITORIAL and group.get("etatObjet") == _ACTIVE


def _dated(event: object) -> bool:
    return isinstance(event, dict) and bool(event.get("dateEvenement"))


def _name(general: dict[str, Any]) -> str:
    return _clean(general.get("denominationLonguePmSmsse")) or _clean(general.get("denominationPm"))


def _clean(value: object) -> str:
    return " ".join(str(value or "").split())
