from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.match_facts import Alias, OpenLine, Person, Role, UnitFacts
from ...engine.match_index import Facts
from ...engine.money import decimal_of

ROLES = {
    "owner": Role.OWNER,
    "co_owner": Role.CO_OWNER,
    "tenant": Role.TENANT,
    "family": Role.FAMILY,
}
DAYS_OF_MONTH = "30.4375"
SETTLED_DAYS = 62
"""Bills paid within so many days may be paid twice by mistake."""


class EstateBankFacts(models.AbstractModel):
    """What the matching is told, read set-wise from the records (B-02)."""

    _name = "estate.bank.facts"
    _description = "Facts for the Matching of Bank Lines"

    @api.model
    def _facts(self, company, expected=()):
        """Return the :class:`Facts` of a company's communities.

        :param expected: movements of the books that the bank has yet to show
        """
        communities = self.env["estate.community"].search(
            [("company_id", "=", company.id)]
        )
        names = self._names(communities)
        return Facts(
            self._unit_facts(communities, names),
            {names[one]: self._spellings(one) for one in communities},
            self._aliases(company),
            expected,
        )

    @api.model
    def _names(self, communities):
        """Return {community: its name}, told apart where two have the same one.

        A text that begins with the name of a community means a unit of it.
        """
        same = communities.grouped("name")
        return {
            one: one.name if len(same[one.name]) == 1 else f"{one.name} {one.code}"
            for one in communities
        }

    @api.model
    def _spellings(self, community):
        aliases = (community.alias_names or "").replace("，", ",").split(",")
        names = [community.name, *(name.strip() for name in aliases)]
        return [name for name in names if name]

    @api.model
    def _aliases(self, company):
        aliases = self.env["estate.payer.alias"].search_fetch(
            [("company_id", "=", company.id)], ["account", "payer", "unit_ids", "times"]
        )
        return [
            Alias(
                alias.account or "",
                alias.payer or "",
                tuple(sorted(alias.unit_ids.ids)),
                alias.times,
            )
            for alias in aliases
            if alias.times
        ]

    # ------------------------------------------------------------
    # UNITS
    # ------------------------------------------------------------

    @api.model
    def _unit_facts(self, communities, names):
        units = self.env["estate.unit"].search_fetch(
            [("community_id", "in", communities.ids)], ["code", "community_id"]
        )
        people = self._people(communities)
        lines = self._open_by_unit(units, people)
        monthly = self._monthly(communities)
        settled = self._settled(communities)
        reminded = self._reminded(communities)
        accounts, references = self._numbers(communities)
        return [
            UnitFacts(
                key=unit.id,
                community=names[unit.community_id],
                code=unit.code,
                people=tuple(people[unit.id]),
                lines=tuple(lines[unit.id]),
                monthly=monthly[unit.id],
                reminded=tuple(reminded.get(unit.id, ())),
                settled=tuple(settled[unit.id]),
                accounts=frozenset(accounts[unit.id]),
                references=frozenset(references[unit.id]),
            )
            for unit in units
        ]

    @api.model
    def _people(self, communities):
        """Return {unit id: people of today and of the last days, contacts included}."""
        people = defaultdict(list)
        today = fields.Date.context_today(self)
        occupancies = self.env["estate.occupancy"].search_fetch(
            [
                ("community_id", "in", communities.ids),
                "|",
                ("date_end", "=", False),
                ("date_end", ">=", fields.Date.subtract(today, days=SETTLED_DAYS)),
            ],
            ["unit_id", "partner_id", "role"],
        )
        occupancies.partner_id.fetch(["name", "phone"])
        for occupancy in occupancies:
            partner = occupancy.partner_id
            people[occupancy.unit_id.id].append(
                Person(
                    partner.name or "",
                    ROLES.get(occupancy.role, Role.OTHER),
                    partner.id,
                    (partner.phone,) if partner.phone else (),
                )
            )
        contacts = self.env["estate.contact.point"].search_fetch(
            [("community_id", "in", communities.ids), ("invalid", "=", False)],
            ["unit_id", "name", "phone"],
        )
        for contact in contacts:
            people[contact.unit_id.id].append(
                Person(contact.name, Role.FAMILY, phones=(contact.phone,))
            )
        return people

    @api.model
    def _open_by_unit(self, units, people):
        """Return {unit id: open lines}; who owes them is one of its people then.

        :param people: {unit id: people}, to which debtors who moved out are added
        """
        lines = defaultdict(list)
        rows = self.env["estate.cashier"]._open_lines(units)
        debtors = self.env["res.partner"].browse(row["partner_id"] for row in rows)
        debtors.fetch(["name", "phone"])
        for line in rows:
            if line["open"] > 0:
                self._add_debtor(people[line["unit_id"]], line["partner_id"])
                lines[line["unit_id"]].append(
                    OpenLine(
                        line["move_line_id"],
                        line["bill"] or f"#{line['move_line_id']}",
                        line["date_due"],
                        line["open"],
                    )
                )
        return lines

    @api.model
    def _add_debtor(self, people, partner_id):
        """Who still owes a bill may pay it, though he sold the unit long ago."""
        if partner_id and all(person.identity != partner_id for person in people):
            partner = self.env["res.partner"].browse(partner_id)
            phones = (partner.phone,) if partner.phone else ()
            people.append(Person(partner.name or "", Role.OTHER, partner_id, phones))

    @api.model
    def _monthly(self, communities):
        """Return {unit id: what a month cost when it was billed last}.

        Of fees that are charged still; the last period of each, by the month.
        """
        self.env["account.move.line"].flush_model()
        self.env["estate.fee.assignment"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH billed AS (
                    SELECT line.estate_unit_id AS unit_id, line.price_total,
                           line.estate_date_from AS first, line.estate_date_to AS last,
                           MAX(line.estate_date_to)
                               OVER (PARTITION BY line.estate_assignment_id) AS latest
                      FROM account_move_line line
                      JOIN estate_fee_assignment assignment
                        ON assignment.id = line.estate_assignment_id
                     WHERE assignment.community_id = ANY(%(communities)s)
                       AND line.parent_state = 'posted'
                       AND (assignment.date_to IS NULL
                            OR assignment.date_to >= %(today)s)
                )
                SELECT unit_id,
                       SUM(price_total / GREATEST(
                           1, ROUND((last - first + 1) / %(month)s::numeric)))
                  FROM billed
                 WHERE last = latest
              GROUP BY unit_id
                """,
                communities=communities.ids,
                today=fields.Date.context_today(self),
                month=DAYS_OF_MONTH,
            )
        )
        cent = Decimal("0.01")
        return defaultdict(
            Decimal, {unit: decimal_of(total).quantize(cent) for unit, total in rows}
        )

    @api.model
    def _settled(self, communities):
        """Return {unit id: totals of the bills that were paid lately}."""
        self.env["account.move"].flush_model(
            ["amount_total", "estate_unit_id", "invoice_date", "payment_state", "state"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT move.estate_unit_id, move.amount_total
                  FROM account_move move
                  JOIN estate_unit unit ON unit.id = move.estate_unit_id
                 WHERE unit.community_id = ANY(%(communities)s)
                   AND move.move_type = 'out_invoice'
                   AND move.state = 'posted'
                   AND move.payment_state IN ('paid', 'in_payment')
                   AND move.invoice_date >= %(since)s
              GROUP BY move.estate_unit_id, move.amount_total
                """,
                communities=communities.ids,
                since=fields.Date.subtract(
                    fields.Date.context_today(self), days=SETTLED_DAYS
                ),
            )
        )
        settled = defaultdict(list)
        for unit_id, amount in rows:
            settled[unit_id].append(decimal_of(amount))
        return settled

    @api.model
    def _reminded(self, _communities):
        """Return {unit id: what each of its payers was reminded of last}.

        The room that reminds fills it in.
        """
        return {}

    @api.model
    def _numbers(self, communities):
        """Return mandate accounts and cited numbers by unit id."""
        accounts, references = defaultdict(set), defaultdict(set)
        mandates = self.env["estate.mandate"].search(
            [
                ("community_id", "in", communities.ids),
                ("state", "in", ("active", "suspended")),
            ]
        )
        for mandate in mandates:
            accounts[mandate.unit_id.id].add(mandate.account_number)
            references[mandate.unit_id.id].add(mandate.name)
        self.env["estate.vehicle"].flush_model()
        self.env["estate.access.card"].flush_model()
        for unit_id, number in self.env.execute_query(
            SQL(
                """SELECT unit_id, plate FROM estate_vehicle
                    WHERE community_id = ANY(%(communities)s) AND active
                UNION ALL
                   SELECT unit_id, name FROM estate_access_card
                    WHERE community_id = ANY(%(communities)s) AND state = 'issued'""",
                communities=communities.ids,
            )
        ):
            references[unit_id].add(number)
        return accounts, references
