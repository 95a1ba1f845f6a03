"""Errors a person can act on. Leaf module: imports nothing of the project.

CaremapError
├── WarehouseMissing      no release has been published yet
├── WarehouseUnreadable   the served release cannot be opened or is of another format
├── SettingRefused        a setting of the environment has a value that means nothing
├── UnknownIdentifier     an indicator, level or territory id that the catalog does not hold
├── SourceRefused         a source file breaks its contract (file, line, column, value, rule)
└── CheckFailed           a check on the built warehouse returned bad rows

The command line ends with the exit code of the error: 1 unless said otherwise, 2 refused by a
contract, 3 source unreachable, 4 another run holds the releases, 5 disk or memory, 6 secrecy.
"""

from dataclasses import dataclass


class CaremapError(Exception):
    """Base of every error that carries a message for a person and the next thing to do."""

    exit_code = 1

    def __init__(self, message: str, next_action: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_action = next_action

    def __str__(self) -> str:
        return f"{self.message} {self.next_action}".strip()


class WarehouseMissing(CaremapError):
    """No release has been published in the data directory."""


class WarehouseUnreadable(CaremapError):
    """The served release cannot be opened."""


class SettingRefused(CaremapError):
    """A setting of the environment has a value that means nothing."""


class UnknownIdentifier(CaremapError):
    """An id that the catalog does not hold."""


@dataclass(frozen=True)
class Reject:
    """One value of a source file that breaks its contract."""

    file: str
    line: int
    column: str
    value: str
    rule: str
    sheet: str = ""

    def __str__(self) -> str:
        sheet = f", feuille « {self.sheet} »" if self.sheet else ""
        where = f"{self.file}{sheet}, ligne {self.line}, colonne « {self.column} »"
        return f"{where} : valeur « {self.value} » refusée ({self.rule})"


class SourceRefused(CaremapError):
    """A source file breaks its contract; `rejects` lists every refused value."""

    exit_code = 2

    def __init__(self, rejects: list[Reject], next_action: str = "") -> None:
        shown = "\n".join(f"  - {reject}" for reject in rejects[:20])
        more = f"\n  … et {len(rejects) - 20} autres" if len(rejects) > 20 else ""
        super().__init__(f"{len(rejects)} valeur(s) refusée(s) :\n{shown}{more}\n", next_action)
        self.rejects = rejects


class CheckFailed(CaremapError):
    """Checks on the built warehouse returned bad rows; nothing was published."""

    exit_code = 2
