"""The official files that a refresh can read, each declared once."""

from caremap.catalog.connectors.finess import FINESS_CONNECTORS
from caremap.catalog.connectors.health import HEALTH_CONNECTORS
from caremap.catalog.connectors.insee import INSEE_CONNECTORS
from caremap.catalog.connectors.model import Connector, Field
from caremap.catalog.connectors.territories import TERRITORY_CONNECTORS

CONNECTORS: tuple[Connector, ...] = (
    *HEALTH_CONNECTORS,
    *FINESS_CONNECTORS,
    *INSEE_CONNECTORS,
    *TERRITORY_CONNECTORS,
)
CONNECTOR_BY_ID = {connector.id: connector for connector in CONNECTORS}

__all__ = ["CONNECTORS", "CONNECTOR_BY_ID", "Connector", "Field"]
