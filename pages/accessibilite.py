"""Accessibilité: statement of digital accessibility, with what is not met."""

from caremap.ui import access_statement, parts

parts.header(
    "Déclaration d'accessibilité",
    "Qui peut se servir de ce tableau de bord, comment c'est vérifié, et ce qui manque encore.",
)
access_statement.show()
