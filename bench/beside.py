"""The matching screen beside OCA's account_reconcile_oca: both see the same lines.

Two files of bank lines are imported through the code of our screen, one before and one
after OCA's module is installed, so that lines written at once are compared with those
that the module had its say in. Then an accountant works in both screens: proposes,
accepts and undoes in ours, matches and undoes in OCA's, and each time looks at the
same line in the other one. What differs is printed as it is found.
"""

import base64
from functools import partial

from odoo.exceptions import UserError

from bench.common import (
    Clock,
    arguments,
    environment,
    expect,
    finish,
    fresh_database,
    install,
    result,
)
from bench.estate_seed import (
    publish_month,
    seed_clerk,
    seed_community,
    seed_items,
    set_up_company,
)

PEER = "account_reconcile_oca"
SCREEN = f"{PEER}.bank_statement_line_form_reconcile_view"
HEADER = "交易日期,贷方发生额,对方户名,对方账号,备注"
UNITS = 8


class Beside:
    """An accountant's work in both screens, and what of it is not as it must be."""

    def __init__(self):
        self.checks = self.failed = 0
        self.accountant_id = None

    def see(self, what, found, wanted=True):
        """Count a check; say loudly when it fails."""
        self.checks += 1
        if found != wanted:
            self.failed += 1
            print(f"FAILED {what}: {found!r}, {wanted!r} is wanted", flush=True)

    def enter(self, env):
        """Take the accountant's place in a transaction."""
        self.env = env(user=self.accountant_id) if self.accountant_id else env
        self.workbench = self.env["estate.recon.workbench"]
        self.journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )

    # ---- What there is ----------------------------------------------------------

    def prepare(self, env):
        """Bills of some units; nothing is booked before somebody says so."""
        company = set_up_company(env)
        company.estate_match_auto = False
        community, _owners = seed_community(
            env, company, seed_items(env, company), UNITS, "BESIDE"
        )
        publish_month(env, community)
        self.accountant_id = seed_clerk(env, "accountant", community).id

    def bill(self, number):
        bills = self.env["account.move"].search([("move_type", "=", "out_invoice")])
        return bills.filtered(lambda b: b.estate_unit_id.code == f"1-1-{number}")

    def due(self, bill):
        return bill.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )

    def open_of(self, bill):
        bill.invalidate_recordset()
        return bill.amount_residual

    def suspense(self):
        """What waits on the suspense account."""
        account = self.journal.suspense_account_id
        [[balance]] = self.env["account.move.line"]._read_group(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")],
            [],
            ["balance:sum"],
        )
        return round(-(balance or 0), 2)

    def writes_at_once(self):
        """Whether nobody but core and ours has a say in how lines are written."""
        bank_lines = self.env["account.bank.statement.line"]
        return bool(bank_lines._estate_can_create(self.journal))

    def imported(self, day, *rows):
        """The lines of a file that was imported with our screen, in their order.

        :param rows: (number of the unit whose open amount is paid, payer, words)
        """
        text = [HEADER]
        for number, payer, words in rows:
            amount = self.bill(number).amount_residual
            text.append(f"202611{day:02},{amount:.2f},{payer},62{number:015},{words}")
        file = self.env["estate.statement.import"].create(
            {
                "journal_id": self.journal.id,
                "file": base64.b64encode("\n".join(text).encode("gb18030")),
                "file_name": f"{day}.csv",
            }
        )
        file.action_check()
        file.action_import()
        self.see("lines of the file", len(file.line_ids), len(rows))
        return file.line_ids.sorted("id")

    # ---- Both screens -----------------------------------------------------------

    def ours(self, line):
        """How our screen shows a line: as done, as open, or not at all."""
        for kind, name in (("done", "done"), ("all", "open")):
            page = self.workbench.load_page(self.journal.id, kind)
            if line.id in [row["id"] for row in page["lines"]]:
                return name
        return "nowhere"

    def our_bills(self, line):
        """The bills that our screen says a line paid."""
        rows = self.workbench.booked(line.id)["rows"]
        return sorted({name for row in rows for name in row["bills"]})

    def theirs(self, line):
        """The same of OCA's screen: a form that offers to match, or to undo."""
        line.invalidate_recordset()
        return "done" if line.is_reconciled else "open"

    def their_bills(self, line):
        """The entries that OCA's screen shows against a line."""
        line.invalidate_recordset()
        data = line.reconcile_data_info["data"]
        return sorted({row["move"] for row in data if row["kind"] == "other"})

    def match_in_theirs(self, line, bill):
        """Choose the open item of a bill in OCA's form, and validate."""
        from odoo.tests import Form  # noqa: PLC0415  (only where tests may be)

        with Form(line, view=SCREEN) as form:
            form.add_account_move_line_id = self.due(bill)
            self.see("OCA's form can be validated", form.can_reconcile)
        line.reconcile_bank_line()

    def see_done(self, how, line, bill):
        """Both screens show a line as done, and what it paid."""
        self.see(f"{how}: our screen", self.ours(line), "done")
        self.see(f"{how}: OCA's screen", self.theirs(line), "done")
        self.see(f"{how}: bills in ours", self.our_bills(line), [bill.name])
        self.see(f"{how}: bills in OCA's", self.their_bills(line), [bill.name])
        self.see(f"{how}: the bill is paid", self.open_of(bill), 0.0)

    def see_open(self, how, line, bill):
        """Both screens show a line as open, and its bill is owed again."""
        self.see(f"{how}: our screen", self.ours(line), "open")
        self.see(f"{how}: OCA's screen", self.theirs(line), "open")
        self.see(f"{how}: OCA's has no counterpart", self.their_bills(line), [])
        self.see(f"{how}: the bill is open", self.open_of(bill), bill.amount_total)

    def refused(self, call):
        """Whether a call ends in a clear refusal."""
        try:
            with self.env.cr.savepoint():
                call()
        except UserError:
            return True
        return False


# ---- What is checked ------------------------------------------------------------


def entries(lines):
    """What was written for bank lines, whichever way: compared with one another."""
    return [
        (
            line.move_id.state,
            line.partner_name,
            bool(line.partner_id),
            line.is_reconciled,
            line.amount_residual + line.amount,
            sorted(
                (
                    item.account_id.id,
                    item.name == line.payment_ref,
                    item.balance / line.amount,
                    item.amount_currency / line.amount,
                    item.parent_state,
                    item.statement_line_id == line,
                    bool(item.partner_id),
                )
                for item in line.move_id.line_ids
            ),
        )
        for line in lines
    ]


def written_alone(work):
    """Lines written at once, while nobody else has a say in them."""
    bank_lines = work.env["account.bank.statement.line"]
    work.see(
        "alone, lines are written at once", bank_lines._estate_can_create(work.journal)
    )
    lines = work.imported(2, (1, "陌生人", "转账"), (2, "陌生人", "转账"))
    return entries(lines)


def written_beside(work, alone):
    """With OCA's module core writes the lines, and OCA's code is heard."""
    items, lines = (
        work.env["account.move.line"],
        work.env["account.bank.statement.line"],
    )
    work.see(
        "beside, lines are left to core", not lines._estate_can_create(work.journal)
    )
    work.see("beside, items are settled at once", items._estate_can_settle())
    found = work.imported(3, (1, "陌生人", "转账"), (2, "陌生人", "转账"))
    work.see("lines are written alike", entries(found), alone)
    bill = work.bill(8)
    [line] = work.imported(4, (8, "陌生人", bill.name))
    work.see_done("matched by OCA at import", line, bill)
    work.env["estate.bank.job"].sudo()._book_certain(line)
    work.see_done("not booked twice", line, bill)
    work.workbench.undo(line.id)
    work.see("undone by ours", (work.ours(line), work.theirs(line)), ("open", "open"))
    work.see("its bill is open", work.open_of(bill), bill.amount_total)


def matched_in_ours(work):
    """Proposed, accepted, undone and accepted again in our screen."""
    bill = work.bill(3)
    waiting = work.suspense()
    [line] = work.imported(5, (3, "Owner 3", "1-1-3 物业费"))
    work.see_open("imported", line, bill)
    [row] = [
        one
        for one in work.workbench.load_page(work.journal.id)["lines"]
        if one["id"] == line.id
    ]
    units = [candidate["units"] for candidate in row["candidates"][:1]]
    work.see("its unit is proposed", units, [["1-1-3"]])
    work.workbench.accept(line.id)
    work.see_done("accepted", line, bill)
    work.see("nothing of it waits", work.suspense(), waiting)
    work.workbench.undo(line.id)
    work.see_open("undone", line, bill)
    work.see("all of it waits", work.suspense(), round(waiting + line.amount, 2))
    work.workbench.accept(line.id)
    work.see_done("accepted again", line, bill)
    line.unreconcile_bank_line()
    work.see("undone in OCA's", (work.ours(line), work.theirs(line)), ("open", "open"))
    work.see("its bill is open", work.open_of(bill), bill.amount_total)
    work.workbench.accept(line.id)
    work.see_done("accepted after OCA's undo", line, bill)


def matched_in_theirs(work):
    """Matched in OCA's screen, seen and undone in ours, and matched there again."""
    bill = work.bill(4)
    waiting = work.suspense()
    [line] = work.imported(6, (4, "陌生人", "转账"))
    work.see_open("a stranger's", line, bill)
    work.match_in_theirs(line, bill)
    work.see_done("matched in OCA's", line, bill)
    work.see("nothing of it waits", work.suspense(), waiting)
    accept = partial(work.workbench.accept, line.id)
    work.see("ours does not book it twice", work.refused(accept))
    work.workbench.undo(line.id)
    work.see_open("OCA's undone in ours", line, bill)
    work.see("all of it waits", work.suspense(), round(waiting + line.amount, 2))
    work.match_in_theirs(line, bill)
    work.see_done("matched in OCA's again", line, bill)
    line.unreconcile_bank_line()
    work.see("undone in OCA's", (work.ours(line), work.theirs(line)), ("open", "open"))
    work.see("its bill is open", work.open_of(bill), bill.amount_total)


def booked_in_bulk(work):
    """Certain lines booked by the job: OCA's screen sees each as done."""
    work.env.company.sudo().estate_match_auto = True
    rows = [(n, f"Owner {n}", f"1-1-{n} 物业费") for n in (5, 6, 7)]
    lines = work.imported(7, *rows)
    for line, (number, _payer, _words) in zip(lines, rows, strict=True):
        work.see_done(f"booked by itself, unit {number}", line, work.bill(number))


def main():
    options = arguments(__doc__).parse_args()
    clock = Clock(options.max_seconds)
    work = Beside()
    with fresh_database("beside", keep=options.keep) as database:
        with environment(database) as env:
            work.prepare(env)
        with environment(database) as env:
            work.enter(env)
            alone = written_alone(work)
        install(database, PEER)
        for step in (
            partial(written_beside, alone=alone),
            matched_in_ours,
            matched_in_theirs,
            booked_in_bulk,
        ):
            with environment(database) as env:
                work.enter(env)
                step(work)
    met = expect("failed", work.failed, most=0)
    result("beside", checks=work.checks, failed=work.failed, seconds=clock.elapsed)
    finish([met])


if __name__ == "__main__":
    main()
