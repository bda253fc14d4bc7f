"""What the accounting of a property company needs, for :mod:`.estate_setup`.

Plain data: the wizard looks on the chart at hand for what fits and proposes the rest.
Words are looked for in account names of every installed language.
"""

from dataclasses import dataclass

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class AccountNeed:
    """An account that a setting of the company points to.

    :param words: an account whose name has one of them is taken as it is
    :param beside: else a new one is opened beside (or below) one named like this
    :param company_field: a setting of core that may know the account already
    """

    key: str
    name: object
    account_type: str
    words: tuple
    beside: tuple
    reconcile: bool = False
    company_field: str = None

    @property
    def setting(self):
        return f"estate_{self.key}_account_id"


@dataclass(frozen=True)
class JournalNeed:
    """A journal; with a channel it is offered at the counter (R-801).

    :param chinese: proposed only where people pay that way
    :param at_counter: clerks may choose it; the bank's collection they may not
    """

    key: str
    name: object
    type: str
    code: str
    setting: str = None
    channel: str = None
    chinese: bool = False
    at_counter: bool = True


OTHER_PAYABLES = ("其他应付款", "other payable", "other current liabilit", "liabilit")

ACCOUNTS = (
    AccountNeed(
        "prepay",
        _lt("Fees Received in Advance"),
        "liability_current",
        ("预收物业", "预收管理费", "fees received in advance"),
        ("预收账款", "advance from customer", "deferred revenue", "liabilit"),
        reconcile=True,
    ),
    AccountNeed(
        "deposit",
        _lt("Deposits Held"),
        "liability_current",
        ("押金", "保证金", "deposits held"),
        OTHER_PAYABLES,
        reconcile=True,
    ),
    AccountNeed(
        "agency",
        _lt("Agency Money"),
        "liability_current",
        ("代收代付", "代收", "agency money"),
        OTHER_PAYABLES,
    ),
    AccountNeed(
        "cash_difference",
        _lt("Cash Over/Short"),
        "expense",
        ("现金长短款", "现金短缺", "cash over", "cash difference"),
        ("财务费用", "financial expense", "expense"),
        company_field="default_cash_difference_expense_account_id",
    ),
    AccountNeed(
        "charge",
        _lt("Bank Charges"),
        "expense",
        ("手续费", "bank fee", "bank charge"),
        ("财务费用", "financial expense", "expense"),
    ),
    AccountNeed(
        "opening",
        _lt("Opening Balances"),
        "equity",
        ("期初", "opening balance"),
        ("实收资本", "capital"),
    ),
    AccountNeed(
        "income",
        _lt("Fee Income"),
        "income",
        ("物业服务费收入", "物业服务收入", "物业费收入", "fee income"),
        ("主营业务收入", "revenue", "sales"),
    ),
)

JOURNALS = (
    JournalNeed(
        "bill", _lt("Fee Bills"), "sale", "FEE", setting="estate_bill_journal_id"
    ),
    JournalNeed(
        "misc",
        _lt("Fee Adjustments"),
        "general",
        "FADJ",
        setting="estate_misc_journal_id",
    ),
    JournalNeed("cash", _lt("Cash at the Counter"), "cash", "CASH", channel="cash"),
    JournalNeed("bank", _lt("Bank"), "bank", "BNK", channel="transfer"),
    JournalNeed("pos", _lt("POS Terminal"), "bank", "POS", channel="pos"),
    JournalNeed(
        "wechat", _lt("WeChat Pay"), "bank", "WX", channel="wechat", chinese=True
    ),
    JournalNeed("alipay", _lt("Alipay"), "bank", "ALI", channel="alipay", chinese=True),
    JournalNeed(
        "collection",
        _lt("Bank Collection"),
        "bank",
        "TS",
        channel="collection",
        at_counter=False,
    ),
)

CHANNEL_NAMES = {
    "cash": _lt("Cash"),
    "pos": _lt("POS"),
    "transfer": _lt("Bank Transfer"),
    "wechat": _lt("WeChat Pay"),
    "alipay": _lt("Alipay"),
    "collection": _lt("Bank Collection"),
}

CHINESE_FEE_TAX = 6.0
"""Percent of VAT on property services of a general taxpayer in China."""

TAXES = (
    ("fee", _lt("Own Fees"), "estate_fee_tax_id"),
    ("agency", _lt("Agency Fees"), "estate_agency_tax_id"),
)

SEQUENCES = (
    ("receipt", _lt("Receipts"), "estate.receipt", "SJ/%(year)s/"),
    ("refund", _lt("Refund Vouchers"), "estate.refund", "TK/%(year)s/"),
)
"""Key, name, code and usual prefix of the numbers that have no gap."""

FIRST_CODES = {
    "liability_current": "200000",
    "expense": "600000",
    "equity": "300000",
    "income": "400000",
    "asset_current": "100000",
}
"""Where a chart without any account of the type begins."""
