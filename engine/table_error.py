"""The one error of reading a table file."""

from typing import Any


class TableError(Exception):
    """A table file is refused: a code and what is needed to say why.

    The code is for the program, the sentence is for whoever shows it; ``params``
    holds places and numbers as the file's owner counts them (rows from 1).
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code
