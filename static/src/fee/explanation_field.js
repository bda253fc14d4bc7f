import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

class ExplanationPopover extends Component {
    static template = "estate_service.ExplanationPopover";
    static props = { text: String, close: { type: Function, optional: true } };
}

/**
 * How the amount of a bill line came about, behind a small button: the standard
 * invoice stays as accountants know it.
 */
export class ExplanationField extends Component {
    static template = "estate_service.ExplanationField";
    static props = { ...standardFieldProps };

    setup() {
        this.popover = usePopover(ExplanationPopover, { position: "bottom-start" });
    }

    get text() {
        return this.props.record.data[this.props.name];
    }

    show(ev) {
        this.popover.open(ev.currentTarget, { text: this.text });
    }
}

registry.category("fields").add("estate_explanation", {
    component: ExplanationField,
    displayName: _t("Calculation"),
    supportedTypes: ["text", "char"],
});
