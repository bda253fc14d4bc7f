import { Component, onWillStart, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";

const MODEL = "estate.recon.workbench";
const TYPING = 250;

/**
 * Money that the books have and the bank had yet to show, by account and day: what a bank
 * line brought of it is ticked. What it comes to more than the line goes to an account
 * (bank charges), or stays open on the last one ticked.
 */
export class BankTransit extends Component {
    static template = "estate_service.BankTransit";
    static props = {
        lineId: Number,
        ticked: Array,
        left: Number,
        money: Function,
        addAccount: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ text: "", groups: [], more: false, account: false });
        this.findLater = useDebounced(() => this.find(), TYPING);
        onWillStart(() => this.find());
    }

    async find() {
        const found = await this.orm.call(MODEL, "open_transit", [this.props.lineId, this.state.text]);
        Object.assign(this.state, found);
    }

    onType(event) {
        this.state.text = event.target.value;
        this.findLater();
    }

    // ------------------------------------------------------------
    // TICK
    // ------------------------------------------------------------

    place(item) {
        return this.props.ticked.findIndex((one) => one.id === item.id);
    }

    isTicked(item) {
        return this.place(item) >= 0;
    }

    isWhole(group) {
        return group.items.every((item) => this.isTicked(item));
    }

    tick(item, on) {
        const place = this.place(item);
        if (on && place < 0) {
            this.props.ticked.push({ ...item, amount: item.open.toFixed(2) });
        } else if (!on && place >= 0) {
            this.props.ticked.splice(place, 1);
        }
    }

    tickGroup(group, on) {
        for (const item of group.items) {
            this.tick(item, on);
        }
    }

    // ------------------------------------------------------------
    // WHAT DIFFERS
    // ------------------------------------------------------------

    get last() {
        return this.props.ticked.at(-1);
    }

    /** What stays open of the last one ticked if it makes up for the difference. */
    get differs() {
        return this.props.ticked.length > 0 && Boolean(this.props.left);
    }

    get canStayOpen() {
        if (!this.differs) {
            return false;
        }
        const amount = Math.round(Number(this.last.amount) * 100);
        const rest = amount + this.props.left;
        const open = Math.round(this.last.open * 100);
        return rest * open > 0 && Math.abs(rest) < Math.abs(open);
    }

    stayOpen() {
        const amount = Math.round(Number(this.last.amount) * 100) + this.props.left;
        this.last.amount = (amount / 100).toFixed(2);
    }
}
