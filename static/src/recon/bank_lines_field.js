import { Component } from "@odoo/owl";
import { formatMonetary } from "@web/views/fields/formatters";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The new lines of a statement file, as the file tells them; nothing can be typed. */
export class BankLinesField extends Component {
    static template = "estate_service.BankLinesField";
    static props = { ...standardFieldProps };

    get lines() {
        return this.props.record.data[this.props.name] || [];
    }

    get more() {
        return Math.max(0, this.props.record.data.new_count - this.lines.length);
    }

    get moreText() {
        return _t("… and %s more.", this.more);
    }

    money(amount) {
        const currency = this.props.record.data.currency_id;
        return formatMonetary(amount, { currencyId: currency && currency.id });
    }
}

registry.category("fields").add("estate_bank_lines", {
    component: BankLinesField,
    supportedTypes: ["json"],
});
