from collections import defaultdict

from odoo import api, fields, models

from ..mixins.bulk_rows import set_links


class EstateBankDecision(models.AbstractModel):
    """What is kept and learned of a decision, and forgotten when it is taken back."""

    _inherit = "estate.bank.decision"

    # ------------------------------------------------------------
    # BACK AGAIN
    # ------------------------------------------------------------

    @api.model
    def _undo(self, lines):
        """Undo matches: what was paid is open again, what was learned is forgotten."""
        self._check_accountant(lines)
        for of_company in lines.grouped("company_id").values():
            service = self._service(of_company)
            of_company = of_company.with_env(service.env)
            service.env["estate.bank.booking"]._unbook(of_company)
            service._forget(of_company)

    @api.model
    def _forget(self, lines):
        proposals = lines.estate_proposal_ids
        learned = proposals.filtered("learned")
        self.env["estate.payer.alias"]._learn(
            [(proposal.line_id, proposal.unit_ids) for proposal in learned], -1
        )
        proposals.write(
            {
                "state": "open",
                "chosen": -1,
                "user_id": False,
                "date_decided": False,
                "unit_ids": False,
                "learned": False,
                # It is not booked by itself again, however often it is proposed.
                "is_undone": True,
                "is_certain": False,
                "refusal": self.env._("A person undid this match."),
            }
        )

    # ------------------------------------------------------------
    # WHAT IS KEPT
    # ------------------------------------------------------------

    @api.model
    def _remember(self, units_of, places, state, teaches=True):
        """Keep what lines were booked for and by whom, and learn from it.

        What the books held already teaches nothing of its payer.
        """
        self._make_empty_proposals(units_of)
        lessons, booked, groups = [], {}, defaultdict(list)
        for line, units in units_of.items():
            proposal = line.estate_proposal_ids
            candidate = self._candidate(line, places[line])
            learned = teaches and not (candidate and candidate["items"])
            if learned:
                lessons.append((line, units))
            booked[proposal.id] = units.ids
            groups[places[line], learned].append(proposal.id)
        self.env["estate.payer.alias"]._learn(lessons)
        proposals = self.env["estate.recon.proposal"]
        for (place, learned), ids in groups.items():
            proposals.browse(ids).write(
                {
                    "state": state,
                    "chosen": place,
                    "user_id": False if state == "auto" else self.env.uid,
                    "date_decided": fields.Datetime.now(),
                    "learned": learned,
                    "refusal": False,
                }
            )
        set_links(proposals, "unit_ids", booked)

    @api.model
    def _make_empty_proposals(self, lines):
        """Give lines a proposal for which nothing was ever proposed."""
        self.env["estate.recon.proposal"].create(
            [
                {"line_id": line.id, "verdict": "nothing", "candidates": []}
                for line in lines
                if not line.estate_proposal_ids
            ]
        )
