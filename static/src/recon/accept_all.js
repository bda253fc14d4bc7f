import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { formatMonetary } from "@web/views/fields/formatters";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";

const MODEL = "estate.recon.workbench";
const TYPING = 250;

/**
 * From which likelihood on bank lines are accepted: how many and what sum that is, is
 * told before any is booked, and no other line than those is.
 */
export class AcceptAllDialog extends Component {
    static template = "estate_service.AcceptAllDialog";
    static components = { Dialog };
    static props = {
        journalId: Number,
        least: Number,
        currencyId: Number,
        accept: Function,
        close: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ least: String(this.props.least), told: null });
        this.askLater = useDebounced(() => this.ask(), TYPING);
        onWillStart(() => this.ask());
    }

    get title() {
        return _t("Accept All From a Likelihood");
    }

    get least() {
        return this.state.least === "" ? NaN : Number(this.state.least);
    }

    onType(event) {
        this.state.least = event.target.value;
        this.state.told = null;
        this.askLater();
    }

    async ask() {
        const least = this.least;
        if (!(least >= 0 && least <= 100)) {
            return;
        }
        const told = await this.orm.call(MODEL, "acceptable", [this.props.journalId, least]);
        if (least === this.least) {
            this.state.told = told;
        }
    }

    money(amount) {
        return formatMonetary(amount, { currencyId: this.props.currencyId });
    }

    get text() {
        const { lines, received, paid } = this.state.told;
        const told = {
            count: lines.length,
            received: this.money(received),
            paid: this.money(paid),
        };
        return paid
            ? _t("%(count)s bank lines: %(received)s came in, %(paid)s went out.", told)
            : _t("%(count)s bank lines: %(received)s came in.", told);
    }

    get leftText() {
        return _t("%s more come with the next click.", this.state.told.left);
    }

    get isReady() {
        return Boolean(this.state.told?.lines.length);
    }

    onAccept() {
        if (this.isReady) {
            this.props.accept(this.least, this.state.told.lines);
            this.props.close();
        }
    }
}
