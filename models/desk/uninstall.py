EMPLOYEES = "[('partner_id.employee_ids', '=', False)]"


def uninstall_hook(env):
    """Give core's rule of the employees' bank accounts its own words back.

    It names a field of ours, see security/desk/hr_rules.xml; without that field nobody
    could read an account any more.
    """
    rule = env.ref("hr.ir_rule_res_partner_bank_internal_users", False)
    if rule:
        rule.domain_force = EMPLOYEES
