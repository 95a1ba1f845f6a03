"""Counts of persons under the threshold in the tables about to be served: none may be there."""

import duckdb

from caremap.errors import CaremapError


class SecrecyFailed(CaremapError):
    """A count of persons under the threshold would be served, or could be derived."""

    exit_code = 6


def no_small_count(connection: duckdb.DuckDBPyConnection, source_id: str, smallest: int) -> None:
    """Look in every table that holds the rows of a source for a small count of persons.

    Raises SecrecyFailed.
    """
    tables = connection.execute(
        "select table_schema || '.' || table_name from information_schema.columns"
        " where column_name in ('trainees', 'source_id')"
        " group by all having count(distinct column_name) = 2 order by all"
    ).fetchall()
    for (table,) in tables:
        (found,) = connection.execute(
            f"select count(*) from {table}"  # noqa: S608 - names of our own tables
            " where source_id = ? and trainees > 0 and trainees < ?",
            [source_id, smallest],
        ).fetchall()[0]
        if found:
            raise SecrecyFailed(
                f"{table} : {found} effectif(s) de moins de {smallest} personnes "
                f"(source {source_id}).",
                "Rien n'est publié : signalez-le, avec le fichier, à l'équipe du tableau de bord.",
            )


def no_few_answers(connection: duckdb.DuckDBPyConnection, smallest: int) -> None:
    """Look for an answer, yes or no, that too few students gave, or gave since another year.

    Raises SecrecyFailed.
    """
    few = "select count(*) from raw.immersion_follow_up where"
    apart = (
        "select count(*) from raw.immersion_follow_up as one join raw.immersion_follow_up as other"
        " using (edition_id, question) where one.observed_year < other.observed_year and"
        " (abs(one.count - other.count) between 1 and ? - 1"
        " or abs(one.denominator - one.count - other.denominator + other.count)"
        " between 1 and ? - 1)"
    )
    for query, asked, what in (
        (f"{few} count < ? or denominator - count < ? or denominator < ?", 3, "réponse(s) de"),
        (apart, 2, "écart(s) entre deux années d'observation de"),
    ):
        (found,) = connection.execute(query, [smallest] * asked).fetchall()[0]
        if found:
            raise SecrecyFailed(
                f"raw.immersion_follow_up : {found} {what} moins de {smallest} étudiants.",
                "Rien n'est publié : signalez-le, avec le fichier, à l'équipe du tableau de bord.",
            )
