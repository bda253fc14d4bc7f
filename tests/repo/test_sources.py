"""What the service desk says and offers is what its sources say, word for word.

The tables in ``tests/data`` are the sources: the reception standard (R-315) and the
lists of services (R-417, R-418), misprints mended (客户 for 客房, 洗且盆 for 洗脸盆 and
洗茶盆 for 洗菜盆, 马梭 for 马桶, 免役 for 免疫). The data of the module is English; its
Chinese is the translation.
"""

import csv

import polib
import pytest
from lxml import etree


@pytest.fixture(scope="module")
def chinese(root):
    terms = polib.pofile(str(root / "i18n" / "zh_CN.po"))
    return {"": ""} | {term.msgid: term.msgstr for term in terms if not term.obsolete}


def _table(root, name):
    with (root / "tests" / "data" / name).open(newline="") as lines:
        return [*csv.DictReader(lines)]


def _records(root, path, model):
    for record in etree.parse(str(root / "data" / path)).iter("record"):
        if record.get("model") == model:
            fields = {field.get("name"): field for field in record.iter("field")}
            yield record.get("id"), fields


def _value(fields, name):
    field = fields.get(name)
    return "" if field is None else field.text or field.get("ref") or field.get("eval")


def test_r315_each_scenario_speaks_the_words_of_the_standard(root, chinese):
    path = "desk/estate_scenario.xml"
    lines = _records(root, path, "estate.scenario.line")
    codes = {
        key: _value(fields, "code")
        for key, fields in _records(root, path, "estate.scenario")
    }
    said = [
        {
            "scenario": codes[_value(fields, "scenario_id")],
            "kind": _value(fields, "kind"),
            "when": chinese.get(_value(fields, "when")),
            "words": chinese.get(_value(fields, "text")),
        }
        for _key, fields in lines
    ]
    standard = _table(root, "reception_standard.csv")
    assert said == standard
    assert [*dict.fromkeys(row["scenario"] for row in standard)] == [*codes.values()]


def test_r315_the_scenarios_stand_in_the_order_of_the_standard(root):
    path = "desk/estate_scenario.xml"
    places = [
        int(_value(fields, "sequence"))
        for _key, fields in _records(root, path, "estate.scenario")
    ]
    assert places == sorted(set(places))


def test_r417_r418_the_services_are_those_of_the_lists(root, chinese):
    offered = [
        {
            "kind": _value(fields, "estate_service_kind"),
            "number": _value(fields, "estate_service_number"),
            "words": chinese.get(_value(fields, "name")),
            "without_materials": str(int("estate_material_excluded" in fields)),
            "round_the_clock": str(int("estate_available_24h" in fields)),
            "department": _value(fields, "estate_department_id").removeprefix(
                "department_"
            ),
        }
        for _key, fields in _records(
            root, "work/product_template.xml", "product.template"
        )
    ]
    listed = _table(root, "service_list.csv")
    assert offered == listed
    for kind, count in (("free", 28), ("paid", 60)):
        numbers = [row["number"] for row in listed if row["kind"] == kind]
        assert [*filter(None, numbers)] == [str(n) for n in range(1, count + 1)]
