"""Routes of the player: its page, and the slides of one presentation."""

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from caremap.errors import CaremapError
from caremap.paths import ASSETS
from caremap.ui import deck_files
from caremap.ui.slides import slides

PATH = "/diaporama"


async def player(request: Request) -> Response:
    """Serve the page that plays a presentation; it fetches its slides once."""
    return FileResponse(ASSETS / "player.html", headers={"Cache-Control": "no-cache"})


def player_slides(request: Request) -> Response:
    """Serve every slide of a presentation, or why it cannot be played and what to do."""
    try:
        return JSONResponse(slides(*deck_files.asked(request.query_params)))
    except CaremapError as error:
        return JSONResponse({"message": error.message, "next": error.next_action}, 404)
