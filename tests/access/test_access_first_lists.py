"""On demo data, whoever opens the app finds something to look at."""

import itertools

from lxml import etree

from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..demo_common import DemoCase
from .access_common import ROLES

LISTS = ("list", "kanban")


@tagged("post_install", "-at_install")
class TestAccessFirstLists(DemoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: cls.env.ref(f"estate_service.demo_user_{role}")
            for role in ROLES.values()
            if role != "admin"
        } | {"admin": cls.env.ref("base.user_admin")}

    def test_every_role_opens_the_app_on_a_list_with_records(self):
        empty = []
        for role, user in self.users.items():
            # An engineering supervisor is sent nowhere while technicians are there.
            own = role == "technician"
            lists = (one for one in self._lists(user) if own or not self._is_own(one))
            action = next(lists, None)
            with self.subTest(role=role):
                self.assertTrue(action, f"{role} has no list in the menu")
            if not self._records(action):
                empty.append((role, action.name))
        self.assertFalse(empty)

    def test_no_list_of_the_menu_is_empty_for_the_administrator(self):
        """A user's own work may be missing: nobody sends the administrator."""
        empty = [
            action.name
            for action in self._lists(self.users["admin"])
            if not self._is_own(action) and not self._records(action)
        ]
        self.assertFalse(empty)

    def test_every_list_can_be_read_by_who_has_it_in_his_menu(self):
        for role, user in self.users.items():
            for action in self._lists(user):
                with self.subTest(role=role, action=action.name):
                    records = self._records(action)[:3]
                    self.assertEqual(
                        len(records.read(self._columns(action))), len(records)
                    )

    def test_every_filter_and_grouping_of_a_list_works(self):
        for role in ("front_desk", "accountant", "admin"):
            seen = set()
            for action in self._lists(self.users[role]):
                context = self._eval(action, action.context or "{}")
                model = action.env(su=False)[action.res_model].with_context(**context)
                view = action.search_view_id.id
                if (model._name, view) in seen:
                    continue
                seen.add((model._name, view))
                for node in self._arch(action, view, "search").iter("filter"):
                    with self.subTest(role=role, model=model._name, **node.attrib):
                        self._apply(action, model, node)

    def _apply(self, action, model, node):
        """Filter or group as the browser does with a filter of a search view."""
        domain = self._eval(action, node.get("domain") or "[]")
        chosen = self._eval(action, node.get("context") or "{}").get("group_by") or []
        chosen = [chosen] if isinstance(chosen, str) else chosen
        if node.get("date"):
            chosen = [f"{node.get('date')}:month"]
        for group in chosen:
            model.web_read_group(domain, [group], ["__count"])
        model.search(domain, limit=1)

    def test_roles_have_the_demo_company_and_community(self):
        company = self.env.ref("estate_service.demo_company")
        for role, user in self.users.items():
            with self.subTest(role=role):
                self.assertEqual(user.company_id, company)
                self.assertIn(self.community, user.estate_community_ids)

    def test_every_role_logs_in_with_its_login(self):
        for role, user in self.users.items():
            if role == "admin":
                continue
            with self.subTest(role=role):
                credential = {
                    "login": user.login,
                    "password": user.login,
                    "type": "password",
                }
                user.with_user(user)._check_credentials(
                    credential, {"interactive": False}
                )

    # ------------------------------------------------------------
    # MENU
    # ------------------------------------------------------------

    def _lists(self, user):
        """Yield the actions of the app's lists in the order of the user's menu."""
        env = self.env(user=user, su=False)
        env = env(context={"allowed_company_ids": user.company_id.ids})
        visible = env["ir.ui.menu"]._visible_menu_ids()
        root = self.env.ref("estate_service.estate_menu_root")
        for menu in self._walk(root, visible):
            action = menu.action
            if action and action._name == "ir.actions.act_window":
                if action.view_mode.split(",")[0] in LISTS:
                    yield action.with_env(env).sudo()

    def _is_own(self, action):
        """Tell whether a list is of the user's own work alone."""
        return "uid" in (action.domain or "")

    def _walk(self, menu, visible):
        if menu.id not in visible:
            return
        yield menu
        for child in menu.child_id.sorted(lambda child: (child.sequence, child.id)):
            yield from self._walk(child, visible)

    # ------------------------------------------------------------
    # LIST
    # ------------------------------------------------------------

    def _records(self, action):
        """Return what the list shows when it is opened, filters set by default."""
        context = self._eval(action, action.context or "{}")
        domain = Domain(self._eval(action, action.domain or "[]"))
        model = action.env(su=False)[action.res_model].with_context(**context)
        return model.search(domain & self._default_filters(action, context))

    def _default_filters(self, action, context):
        """Filters between two separators are alternatives, as the client has it."""
        arch = self._arch(action, action.search_view_id.id, "search")
        result = Domain.TRUE
        alternatives = []
        for node in [*arch.iter("filter", "separator"), None]:
            if node is None or node.tag == "separator":
                result &= Domain.OR(alternatives) if alternatives else Domain.TRUE
                alternatives = []
            elif context.get(f"search_default_{node.get('name')}"):
                if node.get("domain"):
                    domain = self._eval(action, node.get("domain"))
                    alternatives.append(Domain(domain))
        return result

    def _columns(self, action):
        """Return the fields of all its views but the form."""
        kinds = {"list", *action.view_mode.split(",")} - {"form"}
        nodes = [self._arch(action, False, kind).iter("field") for kind in kinds]
        names = {node.get("name") for node in itertools.chain(*nodes)}
        return sorted(names & set(self.env[action.res_model]._fields))

    def _arch(self, action, view_id, kind):
        views = dict((mode, view) for view, mode in action.views)
        view_id = view_id or (views.get(kind) if kind != "search" else False)
        model = action.env(su=False)[action.res_model]
        return etree.fromstring(model.get_view(view_id or None, kind)["arch"])

    def _eval(self, action, text):
        names = {"uid": action.env.uid, "allowed_company_ids": action.env.companies.ids}
        return safe_eval(text, names)
