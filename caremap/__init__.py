"""What the dashboard knows and how it reads it: catalog, warehouse, science, maps, pages' parts."""

__version__ = "0.1.0"
