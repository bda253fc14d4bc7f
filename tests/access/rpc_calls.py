"""Calls as they come in from outside, and what they are called on."""

import contextlib
import functools
import inspect

import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw, get_public_method

from .access_common import MODULE
from .access_world import AccessWorld

ADDON = f"odoo.addons.{MODULE}"
SUBJECTS = (
    "estate.access.card",
    "estate.bank.layout",
    "estate.bill.run",
    "estate.close",
    "estate.collection.batch",
    "estate.collection.return",
    "estate.cashier.session",
    "estate.defect",
    "estate.deposit.request",
    "estate.dunning.debt",
    "estate.fee.adjustment",
    "estate.fee.assignment",
    "estate.fee.price",
    "estate.fee.rule",
    "estate.fund.expense",
    "estate.incident.proposal",
    "estate.meter",
    "estate.meter.round",
    "estate.occupancy",
    "estate.receipt",
    "estate.receipt.book",
    "estate.refund",
    "estate.request",
    "estate.service.clock",
    "estate.service.order",
    "estate.unit",
    "estate.unit.transfer",
    "estate.visit",
    "estate.waiver",
    "estate.workorder",
)
"""What wizards are opened for."""


class TakenBack(Exception):
    """Ends a savepoint whose work is not kept."""


class RpcCalls(AccessWorld):
    @classmethod
    def _public_methods(cls):
        """Return ``model.method`` of all that this module adds for remote callers."""
        base = set(dir(cls.env["base"]))
        return sorted(
            f"{name}.{method}"
            for name, model in cls.registry.items()
            # What inherits a mixin is judged.
            if not name.endswith(".mixin")
            for method in cls._defined_here(model) - base
            if cls._is_public(model, method)
        )

    @classmethod
    def _defined_here(cls, model):
        return {
            method
            for part in model.mro()
            if getattr(part, "__module__", "").startswith(ADDON)
            for method, value in vars(part).items()
            if inspect.isfunction(value)
        }

    @classmethod
    def _is_public(cls, model, method):
        with contextlib.suppress(AccessError):
            return bool(get_public_method(cls.env[model._name], method))
        return False

    # ------------------------------------------------------------
    # CALLING
    # ------------------------------------------------------------

    def _is_refused(self, name, user, opener=None):
        """Call a method as a user, take it back, tell whether he was refused.

        That something else stands in the way, such as a state, is no refusal.

        :param opener: who opened the wizard; the user himself unless given
        """
        model, method = name.rsplit(".", 1)
        with contextlib.suppress(TakenBack), self.env.cr.savepoint():
            try:
                ids = self._subject(name, opener or user)
                # A call from outside begins with nothing read, so all is asked for.
                self.env.flush_all()
                self.env.invalidate_all()
                keywords = self._keywords(method)
                call_kw(self.env[model].with_user(user), method, ids, keywords)
                refused = False
            except AccessError:
                refused = True
            except (UserError, psycopg2.Error):
                refused = False
            raise TakenBack
        return refused

    def _keywords(self, method):
        """Return what a call would do nothing without."""
        if method == "message_notify":
            return {"partner_ids": self.users["ad"].partner_id.ids}
        return {}

    def _subject(self, name, opener):
        """Return the arguments that name the records to call a method on."""
        model, method = name.rsplit(".", 1)
        if getattr(get_public_method(self.env[model], method), "_api_model", False):
            return self._model_arguments(name)
        if self.env[model]._transient:
            records = self.env[model].with_user(opener)
            return [records.create(self._wizard_values.get(model, {})).ids]
        return [self._ready(name, self._of(model, self.here)).ids]

    def _model_arguments(self, name):
        """Return what a call is about that names no records."""
        line = self._of("account.bank.statement.line", self.here)[:1]
        model, method = name.rsplit(".", 1)
        if method == "get_field_selection":
            return ["estate.unit", "activity_state"]
        if model == "estate.counter.console":
            scenario = self.env.ref("estate_service.scenario_question").id
            return {
                "load_queue": [self.here.id],
                "load_scenario": [scenario],
                "load_unit": self._of("estate.unit", self.here)[:1].ids,
                "search_units": ["901"],
                "start_scenario": [scenario],
            }.get(method, [])
        if model != "estate.recon.workbench":
            return []
        about = {
            "accept_all": [line.journal_id.id, 99],
            "acceptable": [line.journal_id.id, 99],
            "accounts": [],
            "book": [line.id, [], []],
            "find_units": ["901"],
            "load_page": [],
            "open_lines": [self._of("estate.unit", self.here).ids],
            "propose_again": [line.journal_id.id],
        }
        return about.get(method, [line.id])

    def _ready(self, name, records):
        """Return one record, in a state in which the method has something to do."""
        if name.startswith("account.move."):
            return records.filtered(lambda move: move.is_invoice())[:1]
        if name.startswith("estate.bill.plan."):
            return records.filtered("assignment_id")[:1]
        if name in (
            "estate.access.card.action_lost",
            "estate.access.card.action_return",
        ):
            records[:1].state = "issued"
        elif name == "estate.unit.action_take_suggested_state":
            records[:1].state = "let"
        elif name == "estate.fee.rule.action_apply":
            # A unit that nobody is charged for yet.
            building = records[:1].building_ids
            building.unit_ids.create({"building_id": building.id, "room": "902"})
        return records[:1]

    def _published_bills(self):
        bills = self._of("account.move", self.here)
        return bills.filtered(
            lambda bill: bill.is_invoice() and bill.payment_state == "not_paid"
        )[:1]

    @functools.cached_property
    def _wizard_values(self):
        """What screens would have filled in for the records of here, by wizard."""
        ids = {name: self._of(name, self.here)[:1].ids for name in SUBJECTS}
        return {
            "estate.bank.layout.try": {"layout_id": ids["estate.bank.layout"][0]},
            "estate.bill.cancel": {
                "move_ids": [Command.set(self._published_bills().ids)],
                "reason": "Wrong area",
            },
            "estate.bill.print": {"run_id": ids["estate.bill.run"][0]},
            "estate.bill.run.publish": {"run_id": ids["estate.bill.run"][0]},
            "estate.cash.deposit.make": {
                "session_id": ids["estate.cashier.session"][0],
                "amount": 1,
                "slip_number": "JK-2",
            },
            "estate.cashier.reason": {
                "session_id": ids["estate.cashier.session"][0],
                "reason": "Written twice",
            },
            "estate.close.step": {
                "close_id": ids["estate.close"][0],
                "step": "reopen",
                "reason": "A bill is missing",
            },
            "estate.card.deposit": {"card_id": ids["estate.access.card"][0]},
            "estate.collect": {"unit_id": ids["estate.unit"][0]},
            "estate.collection.import": {
                "batch_id": ids["estate.collection.batch"][0],
                "file": "MSw2MjE3MjMyMDAzOTY3MTY2ODU1LDEsMDEK",
            },
            "estate.collection.undo": {
                "return_id": ids["estate.collection.return"][0],
                "reason": "Wrong file",
            },
            "estate.deposit.take": {
                "unit_id": ids["estate.unit"][0],
                "item_id": self._deposit_item().id,
                "amount": 5,
            },
            "estate.defect.step": {
                "defect_id": ids["estate.defect"][0],
                "step": "cancelled",
                "text": "No defect",
            },
            "estate.service.order.money": {
                "order_id": ids["estate.service.order"][0],
                "step": "prepay",
            },
            "estate.service.order.step": {
                "order_id": ids["estate.service.order"][0],
                "reason": "No cake",
            },
            "estate.deposit.step": {"request_id": ids["estate.deposit.request"][0]},
            "estate.dunning.log": {"debt_id": ids["estate.dunning.debt"][0]},
            "estate.escalation.ask": {
                "res_model": "estate.request",
                "res_id": ids["estate.request"][0],
                "to_user_id": self.users["ma"].id,
                "reason": "Insists on the manager",
            },
            "estate.incident.close": {
                "incident_id": ids["estate.incident.proposal"][0],
                "result": "Main pipe mended",
            },
            "estate.programme.sign.up": {
                "event_id": self._of("estate.programme", self.here).event_ids[:1].id,
                "partner_id": self._of("estate.occupancy", self.here)[:1].partner_id.id,
            },
            "estate.visit.step": {
                "visit_id": ids["estate.visit"][0],
                "text": "Nobody answered",
            },
            "estate.clock.reason": {
                "clock_id": ids["estate.service.clock"][0],
                "reason": "Nobody was free",
            },
            "estate.request.step": {
                "request_id": ids["estate.request"][0],
                "text": "Every ten minutes",
            },
            "estate.fee.adjustment.step": {
                "adjustment_id": ids["estate.fee.adjustment"][0],
                "reason": "Nobody wants it",
            },
            "estate.fee.assignment.end": {
                "assignment_ids": [Command.set(ids["estate.fee.assignment"])]
            },
            "estate.fee.price.version": {
                "price_id": ids["estate.fee.price"][0],
                "date_from": "2027-01-01",
                "price": 3,
            },
            "estate.fee.rule.apply": {
                "rule_ids": [Command.set(ids["estate.fee.rule"])]
            },
            "estate.meter.import": {
                "round_id": ids["estate.meter.round"][0],
                "file": "6KGo5Y+3LOacrOasoeivu+aVsApXLDEK",
            },
            "estate.meter.replace": {
                "meter_id": ids["estate.meter"][0],
                "serial": "W-2",
                "final_value": 5,
            },
            "estate.occupancy.end": {
                "occupancy_ids": [Command.set(ids["estate.occupancy"])]
            },
            "estate.held.money.refund": self._refund_values(ids["estate.refund"]),
            "estate.refund.void": {
                "refund_id": ids["estate.refund"][0],
                "reason": "Written twice",
            },
            "estate.receipt.book.export": {
                "book_ids": [Command.set(ids["estate.receipt.book"])]
            },
            "estate.receipt.book.step": {
                "book_id": ids["estate.receipt.book"][0],
                "step": "missing",
                "reason": "Not in the box",
            },
            "estate.receipt.fapiao": {
                "receipt_ids": [Command.set(ids["estate.receipt"])],
                "number": "26442000000001",
            },
            "estate.receipt.void": {
                "receipt_id": ids["estate.receipt"][0],
                "reason": "Written twice",
            },
            "estate.fund.expense.step": {
                "request_id": ids["estate.fund.expense"][0],
                "reason": "No money",
            },
            "estate.unit.transfer.step": {
                "transfer_id": ids["estate.unit.transfer"][0]
            },
            "estate.waiver.step": {"request_id": ids["estate.waiver"][0]},
            "estate.workorder.step": {
                "order_id": ids["estate.workorder"][0],
                "step": "punctual",
            },
            "estate.statement": {"unit_ids": [Command.set(ids["estate.unit"])]},
        }

    def _deposit_item(self):
        items = self._of("estate.fee.item", self.here)
        return items.filtered(lambda item: item.kind == "deposit")[:1]

    def _refund_values(self, ids):
        """Give back a part of what the refund has left."""
        refund = self.env["estate.refund"].sudo().browse(ids)
        return {
            "unit_id": refund.unit_id.id,
            "partner_id": refund.partner_id.id,
            "kind": refund.kind,
            "amount": 1,
            "reason": "Moved out",
        }
