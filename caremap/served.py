"""Which release is served, or why it cannot be told."""

from pathlib import Path

from caremap.errors import WarehouseUnreadable
from caremap.paths import current_release_id

_RIGHTS = "Vérifiez que le compte du serveur peut lire le dossier des versions."


def served_id(data_dir: Path | str | None = None) -> str | None:
    """Return the id of the served release, None without one. Raises WarehouseUnreadable."""
    try:
        return current_release_id(data_dir)
    except OSError as error:
        raise WarehouseUnreadable("La version publiée ne peut pas être lue.", _RIGHTS) from error
