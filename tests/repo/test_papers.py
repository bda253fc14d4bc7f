"""Every paper is self-contained: its style stands in it, nothing is fetched."""

from lxml import etree

PRINTED = "//record[@model='ir.actions.report'][field[@name='report_type']='qweb-pdf']"


def test_every_paper_carries_its_style(root):
    bare, papers = [], 0
    for path in sorted((root / "reports").rglob("*.xml")):
        for report in etree.parse(path).xpath(PRINTED):
            papers += 1
            size = report.findtext("field[@name='estate_slice']")
            if int(size or 0) <= 0:
                bare.append(report.get("id"))
    assert papers
    assert not bare, "printed without style: the report names no estate_slice"
