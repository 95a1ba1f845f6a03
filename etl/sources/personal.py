"""Recognise personal data by the name of a column and by the content of a cell."""

import re
import unicodedata

MASKED = "(masquée)"

_COLUMN_WORDS = frozenset(
    {
        "prenom",
        "prenoms",
        "ine",
        "nne",
        "bea",
        "naissance",
        "birth",
        "birthdate",
        "email",
        "mail",
        "courriel",
        "telephone",
        "tel",
        "phone",
        "mobile",
        "portable",
        "nir",
        "rpps",
        "adeli",
        "matricule",
    }
)
_COLUMN_NAMES = frozenset(
    {
        "nom",
        "noms",
        "name",
        "names",
        "first_name",
        "last_name",
        "firstname",
        "lastname",
        "surname",
        "full_name",
        "nom_prenom",
        "nom_de_famille",
        "nom_usuel",
        "nom_etudiant",
        "nom_de_l_etudiant",
        "nom_stagiaire",
        "nom_du_stagiaire",
        "nom_interne",
        "nom_de_l_interne",
        "nom_msu",
        "nom_maitre_de_stage",
        "nom_du_maitre_de_stage",
        "student_name",
        "trainee_name",
        "etudiant",
        "numero_etudiant",
        "student_number",
        "ne_le",
        "ne_e_le",
        "securite_sociale",
        "numero_de_securite_sociale",
    }
)
_BIRTH = "date, peut-être de naissance"
_CONTENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("adresse électronique", re.compile(r"[^\s@]+@[^\s@]+\.\w")),
    (
        "identifiant national étudiant",
        re.compile(
            r"(?<![0-9A-Za-z])(?=(?:[A-Za-z]*[0-9]){8})(?=[0-9]*[A-Za-z])"
            r"[0-9A-Za-z]{11}(?![0-9A-Za-z])"
        ),
    ),
    (_BIRTH, re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b")),
    (_BIRTH, re.compile(r"\b(19|20)\d{2}[/.-]\d{1,2}[/.-]\d{1,2}\b")),
    ("numéro de téléphone", re.compile(r"(?<!\d)(?:\+33\s?|0)[1-9](?:[\s.-]?\d{2}){4}(?!\d)")),
    ("numéro de sécurité sociale", re.compile(r"(?<!\d)[12](?:\s?\d){12}(?:\s?\d{2})?(?!\d)")),
)
_TITLE = re.compile(r"\b(?:Dr|Docteur|Pr|Professeur|Mme|Madame|Mlle|M\.|Monsieur)\s+\w", re.I)


def plain(text: str) -> str:
    """Return a text without accents or case, words joined by one underscore."""
    letters = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter)).lower()
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")


def is_personal_column(title: str) -> bool:
    """Tell whether a column is meant to hold data on a person."""
    name = plain(title)
    return name in _COLUMN_NAMES or bool(_COLUMN_WORDS & set(name.split("_")))


def personal_content(cell: str, dated: bool = False) -> str:
    """Return what personal data a cell seems to hold, in French, or an empty text.

    In a `dated` column, a date is that of a document.
    """
    found = (kind for kind, pattern in _CONTENTS if pattern.search(cell))
    return next((kind for kind in found if not (dated and kind == _BIRTH)), "")


def names_a_person(cell: str) -> bool:
    """Tell whether a place of practice is named after the person who works there."""
    return bool(_TITLE.search(cell))
