"""Telling persons apart, within a file and against those already known.

A number of an identity document decides. Without one, name and telephone together
do; two who share only a name are two persons. Someone without either is known only
within his unit.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, eq=False)
class Person:
    """One person: what is stored of him, and what the rows say."""

    key: Any
    name: str
    id_number: str | None = None
    stored: dict[str, Any] | None = None
    vals: dict[str, Any] = field(default_factory=dict)
    hidden: bool = False
    """Stored, but no business of whoever imports: he serves other communities."""
    row: Any = None
    """The first good row that speaks of the person."""
    label: str = ""
    """How that row names him, with its unit: ``1-1-101 王伟``."""


class PersonIndex:
    """Finds the person a row means; keeps namesakes apart."""

    def __init__(self):
        self.persons: list[Person] = []
        self._by_number: dict[str, Person] = {}
        self._by_phone: dict[tuple[str, str], list[Person]] = defaultdict(list)
        self._by_unit: dict[tuple[str, str], list[Person]] = defaultdict(list)

    def add(self, person, phone=None, units=()):
        """Enter a person under all that he may be found by."""
        self.persons.append(person)
        self.learn(person, phone, units)

    def learn(self, person, phone=None, units=()):
        """Enter a known person under what a further row tells of him."""
        if person.id_number:
            self._by_number.setdefault(person.id_number, person)
        if phone and person not in self._by_phone[person.name, phone]:
            self._by_phone[person.name, phone].append(person)
        for unit in units:
            if person not in self._by_unit[unit, person.name]:
                self._by_unit[unit, person.name].append(person)

    def find(self, name, id_number, phone, unit):
        """Return the person meant, ``None`` for a new one.

        A person found by his number may bear another name: that is for the caller
        to refuse.
        """
        if id_number in self._by_number:
            return self._by_number[id_number]
        for person in self._by_phone.get((name, phone), []):
            if not (id_number and person.id_number):
                return person
        if id_number or phone:
            return None
        found = self._by_unit.get((unit, name), [])
        return found[0] if len(found) == 1 else None
