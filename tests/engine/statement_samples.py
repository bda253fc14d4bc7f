"""A statement as a table, and how the tests read it."""

import pytest

from engine.bank.fault import BankFileError
from engine.bank.statement_layout import parse_statement_layout
from engine.bank.statement_reader import read_statement

TEXT = (
    "账户明细查询\n"
    "账号：,44050100000000001234,户名：,某物业服务中心,币种：,人民币\n"
    "起始日期：20261101,截止日期：20261130\n"
    "\n"
    "交易时间,借方发生额（支取）,贷方发生额（收入）,余额,对方户名,对方账号,摘要,备注\n"
    '20261101 12:43:05,,274.68,"1,274.68",韦某,6217590081091728939,转账存入,17—1—403\n'
    '20261101 15:23:54,,188.27,"1,462.95",刘某,,转账存入,\n'
    '20261103 16:47:28,56.64,,"1,406.31",,,手续费,\n'
    "合计,56.64,462.95,,,,,\n"
)


def read(text=TEXT, settings=None, encoding="gb18030", **options):
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return read_statement(data, parse_statement_layout(settings or {}), **options)


def faults_of(text=TEXT, settings=None, **options):
    with pytest.raises(BankFileError) as caught:
        read(text, settings, **options)
    return caught.value.faults


def told(*arguments, **options):
    return [(f.code.value, f.line, f.field) for f in faults_of(*arguments, **options)]


def table(*rows):
    """Return rows as a text; a row of one text is a title."""
    return "\n".join(row if isinstance(row, str) else ",".join(row) for row in rows)
