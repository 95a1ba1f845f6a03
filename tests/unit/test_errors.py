"""An error says what happened, where, and what to do next."""

from caremap.errors import CaremapError, CheckFailed, Reject, SourceRefused, WarehouseMissing


def test_an_error_reads_as_what_happened_then_what_to_do():
    assert str(WarehouseMissing("Rien ici.", "Lancez « make build ».")) == (
        "Rien ici. Lancez « make build »."
    )
    assert str(WarehouseMissing("Rien ici.")) == "Rien ici."


def test_a_refused_value_says_file_line_column_value_and_rule():
    reject = Reject("gp_2019.csv", 12, "gp_count", "douze", "entier attendu")
    assert str(reject) == (
        "gp_2019.csv, ligne 12, colonne « gp_count » : valeur « douze » refusée (entier attendu)"
    )


def test_twenty_refused_values_are_listed_and_the_others_counted():
    rejects = [Reject("a.csv", line, "x", "?", "nombre attendu") for line in range(2, 25)]
    error = SourceRefused(rejects, "Corrigez le fichier.")
    assert error.message.startswith("23 valeur(s) refusée(s)")
    assert "ligne 21," in error.message
    assert "ligne 22," not in error.message
    assert "et 3 autres" in error.message
    assert str(error).endswith("Corrigez le fichier.")
    assert error.rejects == rejects


def test_every_error_of_the_project_is_caught_by_one_name():
    for kind in (WarehouseMissing, CheckFailed):
        assert issubclass(kind, CaremapError)
