"""How a bank's statement file is read: what an administrator edits (B-02).

Plain JSON, every key optional, since the names that Chinese and English exports use
are known. What is given for a column or label replaces what is known for it::

    {
      "format": "auto",               auto | table | ofx | camt053
      "encoding": "auto",             of a text file; see :mod:`layout`
      "delimiter": "auto",            of a text file: one of , ; | and the tabulator
      "sheet": "明细",                 the first one unless told
      "date": "DD/MM/YYYY",           of dates that people write in several ways
      "amount": "yuan",               yuan | cents
      "positive": "receipts",         receipts | payments: an amount column without mark
      "balances": true,               false: the balance column does not run on
      "columns": {"remark": ["附言"], "reference": []},
      "labels": {"opening": ["承前余额"]},
      "receipts": ["贷"], "payments": ["借"],
      "totals": ["合计"]
    }
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .layout_fault import LayoutCode, LayoutError
from .layout_settings import DELIMITERS, ENCODINGS, UNITS, Settings

Names = Mapping[str, tuple[str, ...]]

COLUMNS: Names = {
    "date": (
        *("交易日期", "记账日期", "入账日期", "账务日期", "会计日期", "发生日期"),
        *("交易日", "记账日", "日期", "Transaction Date", "Booking Date"),
        *("Posting Date", "Value Date", "Date"),
    ),
    "time": (
        *("交易时间", "交易日期时间", "记账时间", "入账时间", "发生时间", "时间"),
        *("Transaction Time", "Time"),
    ),
    "debit": (
        *("借方发生额", "借方金额", "借方", "支出金额", "支出", "支取金额", "支取"),
        *("转出金额", "转出", "付款金额", "Debit Amount", "Debit"),
        *("Withdrawal", "Withdrawals", "Paid Out", "Money Out"),
    ),
    "credit": (
        *("贷方发生额", "贷方金额", "贷方", "收入金额", "收入", "存入金额", "存入"),
        *(
            "转入金额",
            "转入",
            "收款金额",
            "贷方发生额(收入)",
            "Credit Amount",
            "Credit",
        ),
        *("Deposit", "Deposits", "Paid In", "Money In"),
    ),
    "amount": (
        "交易金额",
        "发生额",
        "发生金额",
        "金额",
        "Transaction Amount",
        "Amount",
    ),
    "mark": (
        *("借贷标志", "借贷标识", "借贷方向", "借贷", "借/贷", "收支标志", "收支方向"),
        *("收支类型", "收/支", "收支", "交易方向", "来往账标志", "Debit/Credit"),
        *("Credit/Debit", "D/C", "DC", "CR/DR", "Dr/Cr"),
    ),
    "balance": (
        *("余额", "账户余额", "账面余额", "当前余额", "交易后余额", "本次余额"),
        *("联机余额", "Balance", "Running Balance", "Account Balance"),
    ),
    "name": (
        *(
            "对方户名",
            "对方名称",
            "对方账户名称",
            "对方单位名称",
            "对方单位",
            "对方姓名",
        ),
        *("交易对方", "交易对手", "对手户名", "对手名称", "付款人名称", "付款人户名"),
        *("付款方户名", "付款方名称", "付款人", "户名", "Counterparty Name"),
        *("Counterparty", "Payer Name", "Payer", "Payee", "Name"),
    ),
    "account": (
        *("对方账号", "对方帐号", "对方账户", "对方卡号", "对方账户账号", "对手账号"),
        *("交易对方账号", "付款人账号", "付款方账号", "付款账号", "付款人帐号"),
        *("Counterparty Account", "Counterparty Account Number", "Payer Account"),
    ),
    "bank": (
        *("对方开户行", "对方开户行名称", "对方银行", "对方行名", "对方开户机构"),
        *("对手开户行", "付款人开户行", "付款方开户行", "Counterparty Bank"),
    ),
    "summary": (
        *(
            "摘要",
            "交易摘要",
            "业务摘要",
            "摘要说明",
            "交易类型",
            "业务类型",
            "交易名称",
        ),
        *("Description", "Summary", "Transaction Type", "Type"),
    ),
    "postscript": ("附言", "交易附言", "客户附言", "留言", "Message", "Memo"),
    "remark": (
        *("备注", "交易备注", "备注信息", "交易说明", "Remark", "Remarks", "Note"),
        "Narrative",
    ),
    "purpose": ("用途", "交易用途", "资金用途", "Purpose"),
    "reference": (
        *("交易流水号", "流水号", "银行流水号", "核心流水号", "交易流水", "业务流水号"),
        *("交易序号", "凭证号", "凭证号码", "交易编号", "回单编号", "Transaction ID"),
        *("Reference", "Reference Number", "Bank Reference", "Ref"),
    ),
    "own_account": (
        *("本方账号", "本方帐号", "本方账户", "查询账号", "账号", "帐号", "卡号"),
        *("Account Number", "Account No", "Account"),
    ),
    "currency": ("币种", "货币", "交易币种", "Currency", "Ccy"),
}
"""Fields of a statement's table and the names of their columns, best first."""

LABELS: Names = {
    "account": (
        *(
            "账号",
            "帐号",
            "本方账号",
            "查询账号",
            "账户",
            "账户号",
            "卡号",
            "账号/卡号",
        ),
        *("Account Number", "Account No", "Account No.", "Account"),
    ),
    "name": ("户名", "账户名称", "本方户名", "单位名称", "Account Name", "Name"),
    "currency": ("币种", "货币", "Currency"),
    "opening": (
        *("期初余额", "上期余额", "承前余额", "承前页", "上页余额", "起始余额"),
        *("昨日余额", "Opening Balance", "Balance Brought Forward"),
    ),
    "closing": (
        *("期末余额", "本期余额", "终止余额", "结束余额", "过次页"),
        *("Closing Balance", "Balance Carried Forward", "Ending Balance"),
    ),
}
"""What stands before a value above the table, or in a row of balances within it."""

TOTALS = (
    *("合计", "总计", "共计", "累计", "小计", "本页合计", "本页小计", "本月合计"),
    *("借方合计", "贷方合计", "收入合计", "支出合计", "总收入", "总支出", "总笔数"),
    *("Total", "Totals", "Subtotal", "Grand Total"),
)
"""How a row of sums begins."""

GRAND_TOTALS = ("合计", "总计", "共计", "Total", "Totals", "Grand Total")
"""A row of just this name states the sums of the whole file."""

RECEIPTS = (
    *("贷", "贷方", "收", "收入", "进", "来账", "转入", "入账", "存入", "贷记", "+"),
    *("C", "CR", "CRDT", "Credit", "In"),
)
PAYMENTS = (
    *("借", "借方", "支", "支出", "付", "出", "往账", "转出", "出账", "支取", "借记"),
    *("-", "D", "DR", "DBIT", "Debit", "Out"),
)
"""Marks that give an amount its direction; 贷 is what the bank owes us more."""

FORMATS = ("auto", "table", "ofx", "camt053")
_KEYS = {
    *("format", "encoding", "delimiter", "sheet", "date", "amount", "positive"),
    *("balances", "columns", "labels", "receipts", "payments", "totals"),
}


@dataclass(frozen=True, slots=True)
class StatementLayout:
    """A checked layout; without arguments the one that knows the usual names."""

    format: str = "auto"
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str = ""
    date: str = ""
    """Format of the dates, empty for any in which people write them."""
    cents: bool = False
    positive_payments: bool = False
    """A signed amount above zero is a payment."""
    balances: bool = True
    """The running balance must hold."""
    columns: Names = dataclasses.field(default_factory=lambda: COLUMNS)
    labels: Names = dataclasses.field(default_factory=lambda: LABELS)
    receipts: tuple[str, ...] = RECEIPTS
    payments: tuple[str, ...] = PAYMENTS
    totals: tuple[str, ...] = TOTALS


def parse_statement_layout(source: Mapping[str, Any]) -> StatementLayout:
    """Return the layout that a JSON object describes.

    :raise LayoutError: with everything that is wrong.
    """
    settings = Settings()
    if not settings.is_object("", source, _KEYS):
        raise LayoutError(settings.faults)
    encoding = settings.choice(source, "encoding", [*ENCODINGS, "auto"], "auto")
    delimiter = settings.choice(source, "delimiter", [*DELIMITERS, "auto"], "auto")
    layout = StatementLayout(
        format=settings.choice(source, "format", [*FORMATS], "auto"),
        encoding=None if encoding == "auto" else encoding,
        delimiter=None if delimiter == "auto" else delimiter,
        sheet=settings.sheet_name(source.get("sheet", "")),
        date=settings.date_format("date", source.get("date")),
        cents=settings.choice(source, "amount", UNITS, "yuan") == "cents",
        positive_payments=settings.choice(
            source, "positive", ["receipts", "payments"], "receipts"
        )
        == "payments",
        balances=settings.choice(source, "balances", [True, False], True),
        columns=_names(settings, "columns", source, COLUMNS),
        labels=_names(settings, "labels", source, LABELS),
        receipts=_list(settings, "receipts", source, RECEIPTS),
        payments=_list(settings, "payments", source, PAYMENTS),
        totals=_list(settings, "totals", source, TOTALS),
    )
    if settings.faults:
        raise LayoutError(settings.faults)
    return layout


def _names(
    settings: Settings, key: str, source: Mapping[str, Any], known: Names
) -> Names:
    """Return the names of each field: as given, else as known; none if given none."""
    given = source.get(key) or {}
    if not settings.is_object(key, given, set(known)):
        return known
    names = {
        field: _list(settings, field, given, known[field], f"{key}.") for field in known
    }
    return {field: found for field, found in names.items() if found}


def _list(
    settings: Settings,
    key: str,
    source: Mapping[str, Any],
    known: tuple[str, ...],
    outer: str = "",
) -> tuple[str, ...]:
    """Return a list of texts; a single text is a list of one."""
    given = source.get(key)
    if given is None:
        return known
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list | tuple):
        settings.fault(outer + key, LayoutCode.NOT_A_TEXT, given)
        return known
    return tuple(settings.text(outer + key, name) for name in names)
