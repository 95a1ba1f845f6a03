"""Keep of a bill of materials what names the parts; where they are fetched is each site's own."""

import json
import sys
from pathlib import Path


def main(path: Path) -> None:
    """Rewrite the file in place, without the addresses of package indexes."""
    content = json.loads(path.read_text(encoding="utf-8"))
    for component in content["components"]:
        component.pop("externalReferences", None)
        component.pop("description", None)
    content.get("metadata", {}).pop("tools", None)
    path.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
