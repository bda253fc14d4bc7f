from . import estate_close_papers, report_close_pack, report_fund, report_fund_letter
