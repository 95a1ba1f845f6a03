"""Territorial hospital groups (GHT) of FINESS+: their support and members, read as a stream."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ijson

from etl.sources.json_parts import mappings
from etl.sources.opened import opened, refusal

_TERRITORIAL, _SUPPORT, _ACTIVE = "001", "S", "A"


def members(path: Path, departements: tuple[str, ...]) -> list[dict[str, str | None]]:
    """One row a GHT and member, for the groups with a member in one of the départements.

    Columns: ght, support (its legal entity), member, date (of creation, or None). Raises
    SourceRefused when a group names a legal entity that the file does not hold.
    """
    groups = [group for group in _items(path, "gcc.item") if _territorial(group)]
    wanted = {_identifier(one) for group in groups for one in mappings(group.get("pmejDuGcc"))}
    wanted.discard("")
    entities = {
        _identifier(general): (_name(general), str(general.get("numFinessPm") or ""))
        for general in _items(path, "pmej.item.informationsGeneralesPMEJ")
        if _identifier(general) in wanted
    }
    rows = []
    for group in groups:
        parts = [(_identifier(one), one) for one in mappings(group.get("pmejDuGcc"))]
        unknown = [identifier for identifier, _ in parts if identifier not in entities]
        if len(unknown) == len(parts):
            continue
        if unknown:
            name, member = _clean(group.get("nomGcc")), unknown[0] or "sans numéro"
            rule = f"groupement « {name} » : membre {member} absent du fichier"
            raise refusal(path, rule, "Le fichier est incomplet : téléchargez-le de nouveau.")
        if any(entities[identifier][1][:2] in departements for identifier, _ in parts):
            rows += _rows(group, [(entities[identifier][0], one) for identifier, one in parts])
    return rows


def _rows(
    group: dict[str, Any], parts: list[tuple[str, dict[str, Any]]]
) -> list[dict[str, str | None]]:
    support = [name for name, one in parts if one.get("typeRoleEntiteGroupe") == _SUPPORT]
    events = mappings(group.get("evenement"))
    dates = sorted(str(e["dateEvenement"]) for e in events if e.get("dateEvenement"))
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


def _identifier(entity: dict[str, Any]) -> str:
    return str(entity.get("pmSmsseId") or "")


def _name(general: dict[str, Any]) -> str:
    return _clean(general.get("denominationLonguePmSmsse")) or _clean(general.get("denominationPm"))


def _clean(value: object) -> str:
    return " ".join(str(value or "").split())
