"""Reference pictures of the pages: what someone looked at and found right, to compare with.

`CAREMAP_WRITE_REFERENCES=1` replaces them; look at each before keeping it. They are compared by
coarse cells: another release id, an age in days or smoother letters change nothing, a missing
map, chart, block or colour does.
"""

import os
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from visits import Visit

FOLDER = Path(__file__).parent / "references"
WIDTH, CELL = 480, 12
FAR, MOST = 48, 0.08


def picture(visit: Visit) -> Image.Image:
    """The screen once it no longer moves."""
    last = screen(visit)
    for _ in range(12):
        visit.page.wait_for_timeout(250)
        seen = screen(visit)
        if seen == last:
            break
        last = seen
    return last


def screen(visit: Visit) -> Image.Image:
    """The screen as it is now."""
    shot = visit.page.screenshot(animations="disabled", caret="hide")
    whole = Image.open(BytesIO(shot)).convert("RGB")
    return whole.resize((WIDTH, round(whole.height * WIDTH / whole.width)), Image.Resampling.BOX)


def cells(image: Image.Image) -> NDArray[np.float64]:
    """Mean colour of each cell."""
    size = (image.width // CELL, image.height // CELL)
    return np.asarray(image.convert("RGB").resize(size, Image.Resampling.BOX), dtype=float)


def far_share(one: Image.Image, other: Image.Image) -> float:
    """Share of the cells whose colours are far apart, 1 when the sizes differ."""
    a, b = cells(one), cells(other)
    if a.shape != b.shape:
        return 1.0
    return float((np.abs(a - b).max(axis=2) > FAR).mean())


def differs(visit: Visit, name: str) -> str:
    """What is wrong with the screen against its reference; empty as soon as nothing is."""
    path = FOLDER / f"{name}.png"
    if os.environ.get("CAREMAP_WRITE_REFERENCES"):
        FOLDER.mkdir(exist_ok=True)
        picture(visit).quantize(64).save(path, optimize=True)
        return ""
    if not path.is_file():
        return f"no reference {path.name}"
    reference = Image.open(path)
    if far_share(screen(visit), reference) <= MOST:
        return ""
    share = far_share(picture(visit), reference)
    return f"{path.name}: {share:.1%} of the cells differ" if share > MOST else ""
