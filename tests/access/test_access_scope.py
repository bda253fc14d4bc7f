"""Which records a role reaches: those of his communities and companies only."""

import contextlib

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .access_common import OPERATIONS, OUTSIDERS
from .access_world import OF_COMPANY, SHARED, AccessWorld
from .without_fees import WithoutFees

ALL_COMMUNITIES = ("gm", "re", "ad")
LEDGER = ("account.move", "account.move.line", "account.payment")
BANK = "res.partner.bank"
BANK_ROLES = ("fd", "ac", "su", "ma", "gm", "ad")
"""Who sees bank accounts of residents; core lets every colleague read the model."""
ORIGINS = {("estate.fee.assignment", "rule_id")}
"""Says only which rule made the record."""
PAYEES = {
    ("estate.deposit.request", "payee_id"),
    ("estate.fund.expense", "vendor_id"),
    ("estate.unit.transfer", "from_partner_id"),
    ("estate.unit.transfer", "to_partner_id"),
    ("estate.waiver", "partner_id"),
}
"""Who gets or owes money; bookkeepers know all payers of the company."""
REFUSALS = (AccessError, UserError, psycopg2.Error)


class TakenBack(Exception):
    """Ends a savepoint whose work is not kept."""


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestAccessScope(WithoutFees, AccessWorld):
    # ------------------------------------------------------------
    # THE TEST ITSELF
    # ------------------------------------------------------------

    def test_every_model_has_a_way_to_its_community(self):
        lost = {name for name in self._kept_models() if not self._path(name)}
        self.assertEqual(lost, OF_COMPANY | SHARED)

    def test_each_community_has_something_of_every_model(self):
        missing = [
            (model, community.name)
            for model in self._scoped_models()
            for community in (self.here, self.next_door, self.abroad)
            if not self._of(model, community)
        ]
        self.assertFalse(missing, "Furnish them in access_world.py.")

    # ------------------------------------------------------------
    # COMMUNITIES AND COMPANIES
    # ------------------------------------------------------------

    def test_roles_see_what_is_here(self):
        blind = [
            (model, user.login)
            for model in self._scoped_models()
            for user in self._readers(model)
            if not self._visible(model, self.here, user)
        ]
        self.assertFalse(blind)

    def test_roles_of_a_community_reach_nothing_next_door(self):
        self._assert_closed(self.next_door, self._sees_next_door)

    def _sees_next_door(self, role, model, operation):
        """Who is meant to: heads of all communities, bookkeepers of the company."""
        if model == BANK:
            return role in ("ac", "gm", "ad")
        if role in ALL_COMMUNITIES or (role == "ac" and model in LEDGER):
            return True
        # Bookkeepers know all payers; core shows colleagues the address book.
        known = model == "res.partner" and role in ("ac", "us")
        return known and operation == "read"

    def test_roles_of_all_communities_see_what_is_next_door(self):
        blind = [
            (model, user.login)
            for model in self._scoped_models()
            for user in self._readers(model, ALL_COMMUNITIES)
            if not self._visible(model, self.next_door, user)
        ]
        self.assertFalse(blind)

    def test_nobody_reaches_another_company(self):
        # An address that names no company is everybody's in core.
        self._of("res.partner", self.abroad).company_id = self.stranger_company
        self._assert_closed(self.abroad, lambda *_whatever: False)

    def test_what_a_company_shares_stays_in_it(self):
        leaks = []
        for model in OF_COMPANY:
            abroad = self._of(model, self.abroad)
            for role in self.users:
                leaks += self._leaks(abroad, role, lambda *_whatever: False)
        self.assertFalse(leaks)

    def _assert_closed(self, community, is_meant):
        leaks = []
        for model in self._scoped_models():
            for role in self.users:
                leaks += self._leaks(self._of(model, community), role, is_meant)
        self.assertFalse(leaks, "\n".join(map(str, ["Open to others:", *leaks])))

    def _leaks(self, records, role, is_meant):
        """Return (role, operation, model) of what is found or open, but not meant."""
        mine = records.with_user(self.users[role])
        for operation in OPERATIONS.values():
            if is_meant(role, records._name, operation):
                continue
            if any(record.has_access(operation) for record in mine):
                yield role, operation, records._name
            elif operation == "read" and mine.browse().has_access("read"):
                if mine.search([("id", "in", records.ids)]):
                    yield role, "search", records._name

    # ------------------------------------------------------------
    # MOVING THINGS
    # ------------------------------------------------------------

    @mute_logger("odoo.sql_db")
    def test_nobody_moves_a_record_next_door(self):
        """Core asks before a write only: each model has to ask again after it."""
        self.assertFalse([*self._moved("write", self._move)])

    @mute_logger("odoo.sql_db")
    def test_nobody_makes_a_record_next_door(self):
        self.assertFalse([*self._moved("create", self._make)])

    def _moved(self, operation, act):
        for model in self._scoped_models():
            for user in self._roles_of_here():
                record = self._of(model, self.here)[:1].with_user(user)
                if not record.has_access(operation):
                    continue
                if user == self.users["ac"] and model in LEDGER:
                    continue
                for field, comodel in self._links(model):
                    if user == self.users["ac"] and (model, field) in PAYEES:
                        continue
                    target = self._elsewhere(comodel)
                    if self._succeeds(act, record, field, target):
                        yield f"{user.login}: {operation} {model}.{field}"

    def _elsewhere(self, model):
        """Return a record that the roles of here do not reach."""
        if model == "res.company":
            return self.stranger_company
        return self._of(model, self.next_door)[:1]

    def _succeeds(self, act, record, field, target):
        """Try it, and take it back."""
        done = False
        with contextlib.suppress(*REFUSALS, TakenBack), self.env.cr.savepoint():
            act(record, {field: target.id})
            self.env.flush_all()
            done = True
            raise TakenBack
        return done

    def _move(self, record, vals):
        record.write(vals)

    def _make(self, record, vals):
        """Create what the copy of a record would be, somewhere else."""
        copied = record.sudo().copy_data(vals)[0]
        record.create({**copied, **vals})

    def _links(self, model):
        """Relations to what belongs to a community or a company, derived ones too."""
        scoped = [name for name in self._scoped_models() if name.startswith("estate.")]
        if model.startswith("estate."):
            scoped += ["res.company", "res.partner"]
        return [
            (name, field.comodel_name)
            for name, field in self.env[model]._fields.items()
            if field.type == "many2one"
            and field.store
            and field.comodel_name in scoped
            and (model, name) not in ORIGINS
        ]

    def _scoped_models(self):
        return [name for name in self._kept_models() if self._path(name)]

    def _roles_of_here(self):
        return [
            user
            for role, user in self.users.items()
            if role not in ALL_COMMUNITIES and role not in OUTSIDERS
        ]

    def _readers(self, model, roles=None):
        """Users with a role (of these) who may read the model at all."""
        return [
            user
            for role, user in self.users.items()
            if role not in OUTSIDERS
            and (roles is None or role in roles)
            and (model != BANK or role in BANK_ROLES)
            and self.env[model].with_user(user).has_access("read")
        ]

    def _visible(self, model, community, user):
        records = self._of(model, community)
        return self.env[model].with_user(user).search([("id", "in", records.ids)])

    def test_a_resident_of_next_door_is_not_known_by_naming_his_number(self):
        person = self._of("res.partner", self.next_door)[:1]
        unit = self._of("estate.unit", self.here)[:1]
        for role in ("fd", "su", "ma"):
            occupancies = self.env["estate.occupancy"].with_user(self.users[role])
            vals = {"unit_id": unit.id, "partner_id": person.id, "role": "family"}
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    occupancies.create(vals)
                with self.assertRaises(AccessError):
                    occupancies.browse(unit.occupancy_ids[:1].id).partner_id = person

    def test_the_counter_tells_nothing_of_next_door(self):
        """Related fields are read with all rights: the unit itself must be asked."""
        unit = self._of("estate.unit", self.next_door)[:1]
        for role in ("fd", "ca", "su"):
            screens = self.env["estate.collect"].with_user(self.users[role])
            with self.subTest(role=role), self.assertRaises(AccessError):
                told = screens.create({"unit_id": unit.id}).read()
                self.assertNotIn(unit.owner_id.phone, str(told))
                raise AccessError("It told nothing.")

    # ------------------------------------------------------------
    # WHAT HANGS ON RECORDS
    # ------------------------------------------------------------

    def test_files_and_messages_follow_their_record(self):
        unit = self._of("estate.unit", self.next_door)[:1]
        file = (
            self.env["ir.attachment"]
            .sudo()
            .create({"name": "lease.pdf", "res_model": unit._name, "res_id": unit.id})
        )
        message = unit.message_post(body="Nobody else's business")
        for user in self._roles_of_here():
            with self.subTest(user=user.login):
                for record in (file, message):
                    mine = record.with_user(user)
                    self.assertFalse(mine.search([("id", "=", record.id)]))
                    self.assertFalse(mine.has_access("read"))

    # ------------------------------------------------------------
    # WIZARDS
    # ------------------------------------------------------------

    def test_a_wizard_is_for_the_eyes_of_who_opened_it(self):
        """Odoo 19 has no such rule of its own: each wizard needs one."""
        rules = self.env["ir.rule"].sudo().search([("groups", "=", False)])
        owned = {
            rule.model_id.model
            for rule in rules
            if rule.domain_force == "[('create_uid', '=', user.id)]"
        }
        wizards = {name for name in self._own_models() if self.env[name]._transient}
        self.assertFalse(wizards - owned)

    # ------------------------------------------------------------
    # PERSONAL IDENTIFIERS
    # ------------------------------------------------------------

    def test_personal_identifiers_are_for_the_roles_that_need_them(self):
        personal = self.env.ref("estate_service.group_estate_personal_data")
        holders = {r for r, u in self.users.items() if personal in u.all_group_ids}
        self.assertEqual(holders, {"fd", "su", "ma", "gm", "ad"})

    def test_others_neither_read_nor_search_nor_sort_nor_group_by_them(self):
        person = self._of("res.partner", self.here)[:1]
        for role, user in self.users.items():
            if role in ("fd", "su", "ma", "gm", "ad", "po"):
                continue
            mine = person.with_user(user)
            for field in self._personal_fields():
                with self.subTest(role=role, field=field):
                    self._assert_unknown(mine, field)

    def _personal_fields(self):
        found = [
            name
            for name, field in self.env["res.partner"]._fields.items()
            if "group_estate_personal_data" in (field.groups or "")
        ]
        self.assertIn("estate_id_number", found)
        return found

    def _assert_unknown(self, person, field):
        self.assertNotIn(field, person.fields_get())
        with self.assertRaises(AccessError):
            person.read([field])
        with self.assertRaises(AccessError):
            person.search([(field, "!=", False)])
        with self.assertRaises(AccessError):
            person.search([], order=field)
        with self.assertRaises(AccessError):
            person.formatted_read_group([], [field], ["__count"])
        with self.assertRaises(AccessError):
            person.write({field: False})

    def test_bank_accounts_of_residents_are_for_the_roles_that_need_them(self):
        accounts = self._of(BANK, self.here)
        own = accounts.create(
            {"partner_id": self.company.partner_id.id, "acc_number": "40000231"}
        )
        for role, user in self.users.items():
            if role == "po":
                continue
            with self.subTest(role=role):
                seen = self._visible(BANK, self.here, user)
                self.assertEqual(bool(seen), role in BANK_ROLES)
                self.assertTrue(own.with_user(user).has_access("read"))

    # ------------------------------------------------------------
    # WHO SERVES WHOM
    # ------------------------------------------------------------

    def test_nobody_but_an_administrator_gives_communities(self):
        for role, user in self.users.items():
            if role == "ad":
                continue
            with self.subTest(user=user.login):
                for record in (user, self.users["fd"]):
                    with self.assertRaises(AccessError):
                        record.with_user(user).write(
                            {"estate_community_ids": [(4, self.next_door.id)]}
                        )
                with self.assertRaises(AccessError):
                    self.here.with_user(user).write({"user_ids": [(4, user.id)]})

    def test_an_administrator_gives_communities(self):
        community = self.next_door.with_user(self.users["ad"])
        community.write({"user_ids": [(4, self.users["fd"].id)]})
        self.assertIn(self.next_door, self.users["fd"].estate_community_ids)
