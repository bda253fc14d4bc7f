"""What the matching screen tells, and how often it asks the database for it."""

from contextlib import suppress
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged

from .recon_common import PAYER, ReconCommon

QUERIES = 17
"""What opening the screen asks, with nothing in the cache."""
QUERIES_OF_A_CHUNK = 60
"""What proposing for a chunk asks, the facts about all units included."""
CRON = "estate_service.cron_bank_lines"


@tagged("post_install", "-at_install")
class TestReconWorkbench(ReconCommon):
    def _lines(self, first, count):
        """Import lines that a person has to look at, some with several candidates."""
        rows = [
            (f"202611{1 + place % 28:02}", 115 + place, "路人", f"62{place:015}", text)
            for place in range(first, first + count)
            for text in [("转账", "1-1-10 物业费", "")[place % 3]]
        ]
        lines = self._imported(*rows)
        self.assertFalse(any(lines.mapped("is_reconciled")))

    def _asked(self, **call):
        """Return how many queries a call makes for a browser's request."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        page = self.workbench.load_page(self.journal.id, **call)
        self.assertTrue(page["lines"])
        return self.env.cr.sql_log_count - before

    def test_b02_a_page_is_read_with_as_many_queries_whatever_is_left(self):
        for unit in (self.unit, self.unit_2, self.shop):
            self._bill(unit, [(self.item_fee, 100), (self.item_light, 15)])
        self._lines(0, 4)
        self.workbench.load_page(self.journal.id)
        few = self._asked()
        self._lines(4, 60)
        self.assertLessEqual(self._asked(), few)
        self.assertLessEqual(self._asked(offset=40), few)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(QUERIES):
            page = self.workbench.load_page(self.journal.id)
        self.assertEqual((len(page["lines"]), page["count"]), (40, 64))
        for kind, count in page["kinds"].items():
            found = self.workbench.load_page(self.journal.id, kind)
            domain = self.workbench._domain(self.journal, kind)
            lines = self.env["account.bank.statement.line"].search_count(domain)
            self.assertEqual((found["count"], count), (lines, lines), kind)

    # ---- What goes on meanwhile -------------------------------------------------

    def _euros(self):
        """Return a line of an account in another currency."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        journal = self.env["account.journal"].create(
            {
                "name": "Euros",
                "code": "EURB",
                "type": "bank",
                "currency_id": euro.id,
                "company_id": self.company.id,
            }
        )
        return self.env["account.bank.statement.line"].create(
            {"journal_id": journal.id, "amount": 5, "payment_ref": "x"}
        )

    def test_b02_a_line_of_another_currency_is_no_work_to_wait_for(self):
        line = self._euros()
        page = self.workbench.load_page(line.journal_id.id)
        self.assertFalse(page["working"])
        self.assertEqual((page["kinds"]["waiting"], page["kinds"]["other"]), (0, 1))
        self.assertTrue(page["lines"][0]["is_other"])
        self.assertEqual(self.workbench.propose_again(line.journal_id.id), 0)
        [found] = self.workbench.load_page(line.journal_id.id, "other")["lines"]
        self.assertEqual(found["id"], line.id)
        self.assertFalse(
            self.workbench.load_page(line.journal_id.id, "waiting")["lines"]
        )

    def test_b02_lines_not_looked_at_yet_are_waited_for(self):
        line = self._line(20, "x")
        self.assertFalse(self.workbench.load_page(self.journal.id)["working"])
        line.estate_proposal_ids.sudo().unlink()
        page = self.workbench.load_page(self.journal.id)
        self.assertEqual(
            page["working"],
            {"file": "", "written": 0, "lines": 0, "proposed": 0, "waiting": 1},
        )
        self.assertEqual((page["kinds"]["waiting"], page["kinds"]["other"]), (1, 0))
        file = line.estate_import_id
        self.assertEqual((file.imported_count, file.waiting_count), (1, 1))
        file.sudo().state = "importing"
        working = self.workbench.load_page(self.journal.id)["working"]
        self.assertEqual((working["file"], working["written"]), (file.name, 1))

    def test_b02_what_was_looked_at_is_booked_or_nothing(self):
        """Between a look and Enter another candidate may have come first."""
        self.company.estate_match_auto = False
        self._bill(self.unit, [(self.item_fee, 100), (self.item_light, 15)])
        line = self._line(115, "1-1-101 物业费", *PAYER)
        [seen] = self.workbench.load_page(self.journal.id)["lines"]
        self.workbench.propose_again(self.journal.id)
        self._match_job()
        with self.assertRaisesRegex(UserError, "proposal is gone"):
            self.workbench.accept(line.id, 0, seen["proposal"])
        self.assertFalse(line.is_reconciled)
        [now] = self.workbench.load_page(self.journal.id)["lines"]
        self.assertEqual(now["candidates"][0]["key"], seen["candidates"][0]["key"])
        self.workbench.accept(line.id, 0, now["proposal"])
        self.assertTrue(line.is_reconciled)

    # ---- Many at once -----------------------------------------------------------

    def _proposed_as(self, verdict, confidence, amount, text, day):
        """Return a line whose first candidate is judged so."""
        line = self._line(amount, text, f"付款人{day}", f"62170000{day}", day=day)
        # What the engine would say of other facts.
        line.estate_proposal_ids.sudo().write(
            {
                "verdict": verdict,
                "confidence": confidence,
                "is_certain": verdict == "certain",
            }
        )
        return line

    def test_b02_all_are_accepted_from_the_likelihood_that_is_chosen(self):
        self.company.estate_match_auto = False
        self._bills()
        sure = self._proposed_as("certain", 0.99, 115, "1-1-101 物业费", "03")
        likely = self._proposed_as("uncertain", 0.96, 115, "1-1-102 物业费", "04")
        for verdict, day in (
            ("ambiguous", "05"),
            ("amount_only", "06"),
            ("incomplete", "07"),
        ):
            self._proposed_as(verdict, 0.97, 115, "1-1-103 物业费", day)
        desk, journal = self.workbench, self.journal.id
        for least, lines in ((98, sure), (95, sure | likely), (0, sure | likely)):
            told = desk.acceptable(journal, least)
            self.assertEqual(set(told["lines"]), set(lines.ids))
            self.assertEqual((told["received"], told["paid"]), (115 * len(lines), 0))
        told = desk.acceptable(journal, 95)
        new = self._proposed_as("certain", 0.99, 7, "1-1-101 物业费", "08")
        answer = desk.accept_all(journal, 95, told["lines"])
        self.assertEqual(answer, {"booked": 2, "refused": 0, "left": 1})
        self.assertFalse(new.is_reconciled)
        self.assertEqual(self._owed(self.unit, self.unit_2), 0)

    def test_b02_what_is_undone_refused_or_repeated_is_not_accepted_with_all(self):
        self.company.estate_match_auto = False
        self._bills()
        first, again = (
            self._line(115, "1-1-101 物业费", *PAYER, day=day) for day in ("03", "04")
        )
        again.estate_proposal_ids.sudo().is_certain = True
        told = self.workbench.acceptable(self.journal.id, 50)
        self.assertEqual(told["lines"], first.ids)
        first.estate_proposal_ids.sudo().refusal = "x"
        told = self.workbench.acceptable(self.journal.id, 50)
        self.assertNotIn(first.id, told["lines"])

    # ---- The job ----------------------------------------------------------------

    def _proposing(self, lines):
        """Return how many queries it takes to propose for lines."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["estate.bank.job"]._propose(lines)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_b02_a_chunk_is_proposed_for_with_as_many_queries_however_long(self):
        for unit in (self.unit, self.unit_2, self.shop):
            self._bill(unit, [(self.item_fee, 100), (self.item_light, 15)])
        self._lines(0, 40)
        lines = self._open_lines()
        self._proposing(lines)
        few = self._proposing(lines[:3])
        self.assertLessEqual(self._proposing(lines), few)
        self.assertLessEqual(few, QUERIES_OF_A_CHUNK)

    def _open_lines(self):
        return self.env["account.bank.statement.line"].search(
            [("journal_id", "=", self.journal.id), ("is_reconciled", "=", False)],
            order="internal_index",
        )

    def test_b02_a_killed_job_keeps_the_chunks_that_it_proposed_for(self):
        self.company.estate_match_chunk_size = 2
        lines = self._written(
            *((f"2026110{day}", day, "甲", "", "x") for day in range(1, 6))
        )
        propose = type(self.env["estate.bank.job"])._propose
        asked = []

        def killed(job, chunk):
            asked.append(chunk)
            if len(asked) == 2:
                raise MemoryError
            return propose(job, chunk)

        # Nothing is rolled back beyond what the job's commits would have kept.
        with (
            patch.object(type(self.env["estate.bank.job"]), "_propose", killed),
            suppress(MemoryError),
        ):
            self._match_job()
        self.assertEqual(len(asked), 2)
        first = lines.estate_proposal_ids
        self.assertEqual(first.line_id, lines[:2])
        self.assertEqual(self._match_job(), (True, [1, 1, 0]))
        self.assertEqual(lines.estate_proposal_ids.line_id, lines)
        self.assertEqual(first.exists(), first, "what was done is not done again")

    def test_b02_the_job_gives_way_when_its_time_is_over(self):
        self.company.estate_match_chunk_size = 2
        lines = self._written(
            *((f"2026110{day}", day, "甲", "", "x") for day in range(1, 6))
        )
        self.assertEqual(self._match_job(seconds=0.0), (False, [3, 3]))
        self.assertEqual(len(lines.estate_proposal_ids), 2)
        self._match_job(seconds=0.0)
        self.assertEqual(self._match_job(seconds=0.0)[0], True)
        self.assertEqual(len(lines.estate_proposal_ids), 5)

    def test_b02_chunks_come_to_the_same_as_all_in_one_go(self):
        """What the first chunk is certain of is no longer open for the next."""
        self.company.estate_match_auto = False
        self._bills()
        rows = [
            ("20261103", 115, *PAYER, "1-1-101 物业费"),
            ("20261104", 115, *PAYER, "1-1-101 物业费"),
            ("20261105", 115, "郭萍", "6217000000000000002", "1-1-102 物业费"),
        ]
        lines = self._written(*rows)
        found = []
        for size in (10, 1):
            self.company.estate_match_chunk_size = size
            lines.estate_proposal_ids.is_asked = True
            self._match_job()
            proposals = lines.estate_proposal_ids.sorted("line_id")
            self.assertFalse(any(proposals.mapped("is_asked")))
            found.append([(one.verdict, one.candidates[0]) for one in proposals])
        self.assertEqual(*found)
        bills = [
            share["line"]
            for _verdict, candidate in found[1]
            for share in candidate["shares"]
            if share["line"]
        ]
        self.assertEqual(len(bills), len(set(bills)), "no bill is paid twice")

    def test_b02_chunks_take_a_movement_of_the_books_once(self):
        self.company.estate_match_auto = False
        self._bills()
        card = self._counter_method("pos")
        rows = self._open(self.unit)
        self._collect(
            self.unit,
            [(row["move_line_id"], row["open"]) for row in rows],
            [self._by(card, 115)],
        )
        first, second = self._written(
            ("20261124", 115, "银联商务", "", "POS 结算"),
            ("20261125", 115, "银联商务", "", "POS 结算"),
        )
        job = self.env["estate.bank.job"]
        taken = job._propose(first).sudo()
        self.assertTrue(taken.candidates[0]["items"])
        for is_certain in (False, True):
            taken.is_certain = is_certain
            offered = [one["items"] for one in job._propose(second).candidates]
            self.assertEqual(taken.candidates[0]["items"] in offered, not is_certain)

    # ---- Propose again ----------------------------------------------------------

    def test_b02_propose_again_only_asks_for_it(self):
        self._bills()
        self._lines(0, 4)
        lines = self._open_lines()
        before = lines.estate_proposal_ids
        job = Domain("cron_id", "=", self.env.ref(CRON).id)
        triggers = self.env["ir.cron.trigger"]
        triggers_before = triggers.search_count(job)
        self.assertEqual(self.workbench.propose_again(self.journal.id), 4)
        self.assertEqual(triggers.search_count(job), triggers_before + 1)
        self.assertEqual(lines.estate_proposal_ids, before, "the old ones stay")
        self.assertTrue(self.workbench.load_page(self.journal.id)["working"])
        self._match_job()
        self.assertFalse(before.exists())
        self.assertEqual(lines.estate_proposal_ids.line_id, lines)
        self.assertFalse(self.workbench.load_page(self.journal.id)["working"])
        with self.assertRaises(AccessError):
            self.workbench.with_user(self.clerk).propose_again(self.journal.id)
