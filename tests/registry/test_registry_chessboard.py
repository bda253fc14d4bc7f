from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .registry_common import RegistryCommon


@tagged("post_install", "-at_install")
class TestRegistryChessboard(RegistryCommon):
    """A building as floors by rooms, read with one call."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tower = cls._tower("7", floors=3, sections=2)

    @classmethod
    def _tower(cls, code, floors, sections):
        tower = cls.building.copy({"name": f"{code}栋", "code": code})
        units = cls.env["estate.unit"].create(
            [
                {
                    "building_id": tower.id,
                    "section": str(section),
                    "room": f"{floor}{room:02}",
                }
                for section in range(1, sections + 1)
                for floor in range(1, floors + 1)
                for room in (1, 2)
            ]
        )
        cls.env["estate.occupancy"].create(
            [
                {
                    "unit_id": unit.id,
                    "partner_id": cls._person(f"Owner {unit.code}").id,
                    "date_start": "2024-01-01",
                }
                for unit in units
            ]
        )
        return tower

    def test_floors_from_the_top_and_rooms_in_columns(self):
        board = self.tower.get_chessboard()
        self.assertEqual([s["name"] for s in board["sections"]], ["1", "2"])
        first = board["sections"][0]
        self.assertEqual(first["columns"], ["01", "02"])
        self.assertEqual([f["floor"] for f in first["floors"]], [3, 2, 1])
        rooms = [
            [[cell["room"] for cell in cells] for cells in floor["cells"]]
            for floor in first["floors"]
        ]
        self.assertEqual(
            rooms, [[["301"], ["302"]], [["201"], ["202"]], [["101"], ["102"]]]
        )
        self.assertEqual(board["unit_count"], 12)

    def test_cell_says_who_and_how(self):
        unit = self.tower.unit_ids[0]
        unit.state = "vacant"
        board = self.tower.get_chessboard()
        cell = board["sections"][0]["floors"][-1]["cells"][0][0]
        self.assertEqual(cell["code"], "7-1-101")
        self.assertEqual(cell["owner"], "Owner 7-1-101")
        self.assertEqual(cell["state"], "vacant")
        self.assertEqual(cell["arrears"], 0.0)
        counts = {state["value"]: state["count"] for state in board["states"]}
        self.assertEqual(counts["vacant"], 1)
        self.assertEqual(sum(counts.values()), 12)

    def test_gaps_parking_spaces_and_shared_places(self):
        vals = {"building_id": self.tower.id, "section": "1"}
        self.env["estate.unit"].create(
            [
                {**vals, "room": "403"},
                {**vals, "room": "302", "code": "7-1-302A"},
                {"building_id": self.tower.id, "room": "B1-12", "kind": "parking"},
            ]
        )
        board = self.tower.get_chessboard()
        first = board["sections"][0]
        self.assertEqual(first["columns"], ["01", "02", "03"])
        top = first["floors"][0]["cells"]
        self.assertEqual([len(cells) for cells in top], [0, 0, 1])
        self.assertEqual(len(first["floors"][1]["cells"][1]), 2)
        self.assertEqual([cell["code"] for cell in board["others"]], ["7-B1-12"])

    def test_numbers_sort_as_numbers(self):
        self.env["estate.unit"].create(
            [
                {"building_id": self.tower.id, "section": section, "room": "101"}
                for section in ("10", "A")
            ]
        )
        board = self.tower.get_chessboard()
        names = [section["name"] for section in board["sections"]]
        self.assertEqual(names, ["1", "2", "10", "A"])

    def test_building_without_units(self):
        empty = self.building.copy()
        board = empty.get_chessboard()
        self.assertEqual((board["sections"], board["unit_count"]), ([], 0))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_board_of_another_community_is_refused(self):
        clerk = self._new_role("front_desk")
        with self.assertRaises(AccessError):
            self.neighbour.building_ids.with_user(clerk).get_chessboard()
        board = self.tower.with_user(clerk).get_chessboard()
        self.assertEqual(board["unit_count"], 12)

    def test_same_queries_for_any_number_of_units(self):
        clerk = self._new_role("front_desk")
        big = self._tower("8", floors=34, sections=3)
        self._count_queries(self.tower, clerk)
        counts = {self._count_queries(tower, clerk) for tower in (self.tower, big)}
        self.assertEqual(len(counts), 1, counts)
        self.assertLess(counts.pop(), 16)

    def _count_queries(self, tower, user):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        tower.with_user(user).get_chessboard()
        return self.cr.sql_log_count - before
