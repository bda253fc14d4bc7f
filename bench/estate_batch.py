"""A collection batch asked of the bank, and an estate whose bills the bank collects."""

import json

from odoo.fields import Command, Date

from odoo.addons.estate_service.engine.bank.collection import read_return
from odoo.addons.estate_service.engine.bank.layout_parse import parse_layout

from bench.common import Measure, expect
from bench.estate_bank import BankedEstate

ANSWERED = {"code", "paid", "reason"}
"""What only the bank's answer tells of a deduction."""


def make_profile(env, account, request, answer, **vals):
    """A collection profile with these layouts of request and return."""
    layouts = env["estate.bank.layout"].create(
        [
            {"name": purpose, "purpose": purpose, "definition": json.dumps(source)}
            for purpose, source in (("request", request), ("return", answer))
        ]
    )
    return env["estate.collection.profile"].create(
        {
            "name": "Bench",
            "account_number": account,
            "request_layout_id": layouts[0].id,
            "return_layout_id": layouts[1].id,
            **vals,
        }
    )


def request_layout(answer):
    """The layout of a request like that of its return, without what the bank adds."""
    kept = {key: answer[key] for key in answer if key not in ("codes", "trailer")}
    detail = answer["detail"]
    kept["detail"] = {name: detail[name] for name in detail if name not in ANSWERED}
    return kept


def ask_bank(batch):
    """Choose, freeze and send a batch; return what each step took."""
    env, steps = batch.env, {}
    for name, step in (
        ("choose", batch.action_choose),
        ("freeze", batch.action_freeze),
        ("send", batch.action_send),
    ):
        with Measure(env) as steps[name]:
            step()
            env.flush_all()
        env.invalidate_all()
    return steps


class CollectedEstate(BankedEstate):
    """An estate whose month is collected by the bank before its statement comes."""

    @property
    def is_collected(self):
        """Whether the folder has a return of the bank and tells how to read it."""
        has_files = self.has("mandates", "collection_return")
        return has_files and "collection_layout" in self.facts

    def set_up(self):
        super().set_up()
        if self.is_collected:
            # The bank was asked for whole bills: prepayments are kept for later ones.
            self.env.company.estate_auto_apply_prepayment = False

    def set_up_collection(self):
        layout = self.facts["collection_layout"]
        self.answer = read_return(self.read("collection_return"), parse_layout(layout))
        # The bank may number the lines of its return anew.
        make_profile(
            self.env,
            self.answer.account or "0",
            request_layout(layout),
            layout,
            match_by="account",
        )

    def ask_bank(self):
        """Ask for the bills of the month of all who gave a mandate, arrears apart."""
        first_day = Date.to_date(self.run.date_from)
        month_end = Date.end_of(first_day, "month")
        self.batch = self.env["estate.collection.batch"].create(
            {
                "community_ids": [Command.set(self.community.ids)],
                "date": self.answer.date or month_end,
                "due_from": first_day,
            }
        )
        ask_bank(self.batch)

    def import_return(self):
        key = "collection_return"
        name, data = self.facts["files"][key], self.read(key)
        self.owed_before = self.owed()
        returns = self.env["estate.collection.return"]
        self.returned = returns._import(self.batch, data, name)

    def collection_steps(self):
        """The work, in the order in which it is done; each step is measured."""
        yield "profile", self.set_up_collection
        yield "batch", self.ask_bank
        yield "return", self.import_return

    def collection_ties(self):
        """{name: (one side, other side)} of what must be equal once it is booked."""
        found = self.returned
        on_its_way = sum(found._bank_items().mapped("balance"))
        settled = found.accepted_total - found.prepaid_total
        return {
            "collected": (self.answer.accepted_total, on_its_way),
            "settled": (self.owed_before - self.owed(), settled),
        }

    def expect_collected(self):
        """Whether every answer of the bank is booked; says so when one is not."""
        found = self.returned
        count = found.accepted_count + found.refused_count
        return expect("returned", count, least=self.answer.count)
