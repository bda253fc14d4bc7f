"""Papers, signatures and settlement of a change: R-105, R-116, R-117."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time

MAY_READ = ("front_desk", "supervisor", "manager", "general_manager", "admin")
MAY_NOT = ("steward", "cashier", "finance_clerk", "accountant", "representative")


class TransferPapers:
    """For a test class whose unit changes hands and was billed for October."""

    # ------------------------------------------------------------------
    # PAPERS AND THEIR COPIES
    # ------------------------------------------------------------------

    def test_r105_deed_or_contract_is_enough(self):
        transfer = self._begin()
        rows = transfer.paper_ids.with_user(self.front_desk)
        deed, contract = rows.filtered("either_group")
        (rows.filtered("is_required") - deed - contract).action_verify()
        with self.assertRaisesRegex(UserError, "one of: Title Deed / Contract"):
            transfer.with_user(self.accountant).action_settle()
        self.assertIn("Title Deed", transfer.hint)
        contract.attachment_ids = self._files()
        contract.action_verify()
        self.assertEqual(contract.verified_by_id, self.front_desk)
        with self.assertRaises(UserError):
            contract.number = "other"
        with self.assertRaises(AccessError):
            contract.verified_by_id = self.steward
        transfer.with_user(self.accountant).action_settle()
        with self.assertRaises(UserError):
            contract.action_unverify()

    def test_r117_copies_of_papers_are_for_who_may_know_identifiers(self):
        """Read, listed, shown on the row and downloaded; changed neither."""
        row = self._begin().paper_ids[:1]
        row.attachment_ids = self._files()
        file = row.sudo().attachment_ids
        self.assertEqual((file.res_model, file.res_id), (row._name, row.id))
        of_row = [("res_model", "=", row._name), ("res_id", "=", row.id)]
        for role in (*MAY_READ, *MAY_NOT):
            user = self._new_staff(role, login=f"papers_{role}")
            shown = file if role in MAY_READ else file.browse()
            with self.subTest(role=role):
                self.env.invalidate_all()
                self.assertEqual(row.with_user(user).attachment_ids, shown)
                files = file.with_user(user)
                self.assertEqual(files.has_access("read"), bool(shown))
                self.assertEqual(files.search([("id", "=", file.id)]), shown)
                self.assertEqual(files.search(of_row), shown)
                if not shown:
                    with self.assertRaises(AccessError):
                        files.read(["raw"])
                    with self.assertRaises(AccessError):
                        files.write({"name": "x"})

    def test_r117_no_search_tells_of_a_copy_that_is_not_shown(self):
        """Neither its text nor its name, not by way of the change either."""
        row = self._begin().paper_ids[:1]
        row.attachment_ids = self._files()
        of_row = [("id", "=", row.id)]
        for user in (self.front_desk, self.steward, self.accountant):
            seen = user == self.front_desk
            rows = row.with_user(user).browse()
            changes = self.transfers.with_user(user)
            self.env.invalidate_all()
            with self.subTest(user=user.login):
                for path in ("index_content", "name"):
                    has = [(f"attachment_ids.{path}", "ilike", "contract")]
                    self.assertEqual(bool(rows.search(of_row + has)), seen)
                    by_change = [(f"paper_ids.attachment_ids.{path}", *has[0][1:])]
                    self.assertEqual(bool(changes.search(by_change)), seen)
                [(files, _count)] = rows._read_group(
                    of_row, ["attachment_ids"], ["__count"]
                )
                self.assertEqual(bool(files), seen)

    def test_r105_nobody_verifies_a_copy_that_he_does_not_see(self):
        row = self._begin().paper_ids[:1]
        row.attachment_ids = self._files()
        self.env.invalidate_all()
        theirs = row.with_user(self.steward)
        self.assertEqual(theirs.hidden_file_count, 1)
        with self.assertRaisesRegex(AccessError, "1 file.* you may not see"):
            theirs.action_verify()
        self.assertFalse(theirs.attachment_ids, "counting shows nothing")
        own = self.env["ir.attachment"].with_user(self.steward)
        theirs.attachment_ids = [(4, own.create({"name": "own.txt"}).id)]
        self.env.invalidate_all()
        self.assertEqual(theirs.hidden_file_count, 1)
        for user in (self.front_desk, self.manager):
            self.env.invalidate_all()
            self.assertEqual(row.with_user(user).hidden_file_count, 0)
        row.with_user(self.front_desk).action_verify()
        self.assertEqual(row.verified_by_id, self.front_desk)

    def test_r117_who_took_a_copy_in_still_sees_it(self):
        row = self._begin().paper_ids[:1].with_user(self.steward)
        files = self.env["ir.attachment"].with_user(self.steward)
        row.attachment_ids = files.create({"name": "deed.txt", "raw": b"x"})
        self.env.invalidate_all()
        self.assertEqual(row.attachment_ids.raw, b"x")
        other = self._new_staff("steward", login="other_steward")
        self.env.invalidate_all()
        self.assertFalse(row.with_user(other).attachment_ids)

    def _files(self):
        return (
            self.env["ir.attachment"]
            .with_user(self.front_desk)
            .create({"name": "contract.txt", "raw": b"contract 4711"})
        )

    def test_a_verified_paper_becomes_no_other(self):
        first, second = self._begin(), self._begin()
        self._verify(first)
        row = first.paper_ids.filtered("verified_by_id")[:1].with_user(self.steward)
        for vals in (
            {"transfer_id": second.id},
            {"paper_id": (second.paper_ids.paper_id - row.paper_id)[:1].id},
        ):
            with self.assertRaises(AccessError):
                row.write(vals)

    # ------------------------------------------------------------------
    # SIGNATURES
    # ------------------------------------------------------------------

    def test_b11_nothing_is_closed_before_both_have_signed(self):
        transfer = self._settle()
        with self.assertRaisesRegex(UserError, "this step is none of it"):
            self._step(transfer, "close")
        self._sign(transfer, ["from"])
        self.assertIn(self.buyer.name, transfer.hint)
        with self.assertRaises(UserError):
            self._step(transfer, "close")
        with self.assertRaisesRegex(UserError, "upload the signed paper"):
            self._step(transfer, "sign_to", self.front_desk)
        self._step(transfer, "sign_to", self.front_desk, paper=b"eA==", paper_name="s")
        self.assertEqual((transfer.state, transfer.hint), ("signed", False))
        self.assertEqual(transfer.to_witness_id, self.front_desk)
        self.assertEqual(transfer.sudo().to_paper_id.res_id, transfer.id)
        self._step(transfer, "close")

    def test_b11_a_manager_lets_one_signature_do_with_a_reason(self):
        transfer = self._settle()
        with self.assertRaisesRegex(UserError, "One side at least"):
            self._step(transfer, "let_through", self.manager, reason="Abroad")
        self._sign(transfer, ["to"])
        with self.assertRaises(AccessError):
            self._step(transfer, "let_through", self.accountant, reason="Abroad")
        self.company.estate_transfer_one_sided = False
        with (
            self.assertRaisesRegex(UserError, "both sides sign"),
            self.env.cr.savepoint(),
        ):
            self._step(transfer, "let_through", self.manager, reason="Abroad")
        self.company.estate_transfer_one_sided = True
        self._step(transfer, "let_through", self.manager, reason="Abroad")
        self.assertEqual(transfer.exception_by_id, self.manager)
        self._step(transfer, "close")

    # ------------------------------------------------------------------
    # THE SETTLEMENT ON PAPER
    # ------------------------------------------------------------------

    def test_r116_the_new_owner_reads_nothing_of_old_debts(self):
        self.item_old = self._new_item("旧欠费", 77.77)
        self._assign(self.unit, self.item_old, "2026-09-01", date_to="2026-09-30")
        self._bill("2026-10-01")
        transfer = self._begin()
        reports = self.env["ir.actions.report"].with_user(self.steward)
        for kind in ("", "_own"):
            name = f"estate_service.report_settlement{kind}"
            with self.assertRaisesRegex(UserError, "not settled yet"):
                reports._render_qweb_html(name, transfer.ids)
        self._settle(transfer)
        self.assertIn(self.item_old, transfer.own_ids.item_id)
        joint, own = (
            reports._render_qweb_html(f"estate_service.report_settlement{kind}", [one])
            for kind in ("", "_own")
            for one in transfer.ids
        )
        joint, own = joint[0].decode(), own[0].decode()
        for word in ("77.77", "旧欠费", "219.54"):
            self.assertNotIn(word, joint)
        self.assertIn("632.26", joint)
        for word in ("77.77", "旧欠费", "219.54"):
            self.assertIn(word, own)

    def test_the_leaving_party_is_told_what_is_not_billed_yet(self):
        with freeze_time("2026-10-20 02:00:00"):
            transfer = self._settle(date="2026-11-11")
        unbilled = transfer.own_ids.filtered(lambda line: line.kind == "unbilled")
        self.assertEqual(
            {line.item_id: (str(line.date_to), line.old_amount) for line in unbilled},
            {
                self.item_light: ("2026-11-10", 5.0),
                self.item_garbage: ("2026-11-10", 3.33),
            },
        )
