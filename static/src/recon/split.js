import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { formatMonetary } from "@web/views/fields/formatters";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { BankTransit } from "./transit";

const MODEL = "estate.recon.workbench";
const TYPING = 250;

/** Cents of what was typed: sums of money are whole numbers here. */
function cents(value) {
    const number = Number(String(value).replaceAll(/[,，\s]/g, ""));
    return Number.isFinite(number) ? Math.round(number * 100) : NaN;
}

/**
 * A bank line shared out by hand: over the open bills of units, as prepayments, and to
 * accounts for what is no fee. It can be booked when nothing is left over, or when what
 * it brought beside money on its way is to stay open.
 */
export class BankSplit extends Component {
    static template = "estate_service.BankSplit";
    static components = { BankTransit };
    static props = {
        line: Object,
        noFee: Boolean,
        candidate: { type: [Object, { value: null }], optional: true },
        currencyId: Number,
        book: Function,
        close: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.root = useRef("root");
        this.input = useRef("input");
        this.state = useState({
            text: "",
            found: [],
            mark: 0,
            units: [],
            accounts: [],
            chosen: [],
            ticked: [],
            transit: false,
            leaveOpen: false,
            noFee: this.props.noFee,
            remember: false,
            words: this.props.line.summary || "",
            busy: false,
        });
        this.findLater = useDebounced(() => this.find(), TYPING);
        onWillStart(async () => {
            this.state.accounts = await this.orm.call(MODEL, "accounts", []);
            if (this.state.noFee) {
                this.addAccount();
            } else {
                await this.begin();
            }
        });
        onMounted(() => {
            const account = this.root.el.querySelector("select.o_account");
            (account || this.input.el).focus();
        });
    }

    /** Begin with what is proposed, to be changed. */
    async begin() {
        const candidate = this.props.candidate;
        for (const item of candidate?.items || []) {
            this.state.ticked.push({ ...item, amount: item.open.toFixed(2) });
            this.state.transit = true;
        }
        for (const unit of candidate?.units || []) {
            await this.addUnit(unit, candidate.shares);
        }
    }

    // ------------------------------------------------------------
    // UNITS
    // ------------------------------------------------------------

    onType(event) {
        this.state.text = event.target.value;
        this.findLater();
    }

    async find() {
        const text = this.state.text.trim();
        const found = text ? await this.orm.call(MODEL, "find_units", [text]) : [];
        if (text === this.state.text.trim()) {
            Object.assign(this.state, { found, mark: 0 });
            this.searched = text;
        }
    }

    /** Arrows mark one of the units found, Enter takes it; Escape leaves the search. */
    async onSearchKey(event) {
        if (event.isComposing || event.ctrlKey) {
            return;
        }
        const last = this.state.found.length - 1;
        const step = {
            ArrowDown: () => (this.state.mark = Math.min(last, this.state.mark + 1)),
            ArrowUp: () => (this.state.mark = Math.max(0, this.state.mark - 1)),
            Enter: () => this.pickMarked(),
            Escape: this.state.text && (() => this.clearSearch()),
        }[event.key];
        if (step) {
            event.preventDefault();
            event.stopPropagation();
            await step();
        }
    }

    /** Take the marked unit; one that was not shown yet only if there is no other. */
    async pickMarked() {
        const isShown = this.searched === this.state.text.trim();
        if (!isShown) {
            await this.find();
        }
        const { found, mark } = this.state;
        if (found.length && (isShown || found.length === 1)) {
            await this.onPick(found[mark]);
        }
    }

    clearSearch() {
        Object.assign(this.state, { text: "", found: [], mark: 0 });
    }

    async onKey(event) {
        if (event.key === "Enter" && event.ctrlKey && !event.repeat) {
            event.preventDefault();
            await this.onBook();
        }
    }

    async onPick(unit) {
        this.clearSearch();
        await this.addUnit(unit);
        this.input.el?.focus();
    }

    async addUnit(unit, shares = null) {
        if (this.state.units.some((one) => one.id === unit.id)) {
            return;
        }
        const rows = await this.orm.call(MODEL, "open_lines", [[unit.id]]);
        const entry = {
            id: unit.id,
            name: unit.name || unit.code,
            rows: rows.map((row) => ({ ...row, amount: "" })),
            prepaid: "",
        };
        this.state.units.push(entry);
        if (shares) {
            this.take(entry, shares);
        } else {
            this.fill(entry);
        }
    }

    take(entry, shares) {
        const own = shares.filter((share) => share.unit === entry.id);
        for (const share of own) {
            const row = entry.rows.find((one) => one.line === share.line);
            if (row) {
                // A part may have been paid since it was proposed.
                const part = Math.min(cents(share.amount), cents(row.open));
                row.amount = (part / 100).toFixed(2);
            } else if (!share.line) {
                entry.prepaid = share.amount.toFixed(2);
            }
        }
    }

    /** Share what is left over the unit's bills, the oldest first; keep the rest. */
    fill(entry) {
        let left = Math.max(0, this.left);
        for (const row of entry.rows) {
            const part = Math.min(left, cents(row.open));
            row.amount = part ? (part / 100).toFixed(2) : "";
            left -= part;
        }
        entry.prepaid = left ? (left / 100).toFixed(2) : "";
    }

    removeUnit(entry) {
        this.state.units = this.state.units.filter((one) => one !== entry);
    }

    // ------------------------------------------------------------
    // ACCOUNTS
    // ------------------------------------------------------------

    addAccount(account = false) {
        const left = this.left;
        this.state.chosen.push({
            account: account || "",
            amount: left ? (left / 100).toFixed(2) : "",
            name: this.props.line.text || this.props.line.summary,
        });
    }

    removeAccount(index) {
        this.state.chosen.splice(index, 1);
    }

    get canRemember() {
        return (
            this.state.chosen.length === 1 &&
            !this.state.units.length &&
            !this.state.ticked.length
        );
    }

    // ------------------------------------------------------------
    // SUMS
    // ------------------------------------------------------------

    get typed() {
        const amounts = [...this.state.chosen, ...this.state.ticked].map((one) => one.amount);
        for (const entry of this.state.units) {
            amounts.push(entry.prepaid, ...entry.rows.map((row) => row.amount));
        }
        return amounts.filter((amount) => amount !== "");
    }

    get left() {
        const open = cents(this.props.line.open);
        return this.typed.reduce((rest, amount) => rest - cents(amount), open);
    }

    /** Whether the line brought something beside the money on its way that was ticked. */
    get canLeaveOpen() {
        const open = cents(this.props.line.open);
        const isPart = this.left * open > 0 && Math.abs(this.left) < Math.abs(open);
        return isPart && this.state.ticked.length > 0;
    }

    get isReady() {
        return (
            !this.state.busy &&
            (this.left === 0 || (this.canLeaveOpen && this.state.leaveOpen)) &&
            this.typed.some((amount) => cents(amount) !== 0) &&
            this.state.chosen.every((one) => one.account)
        );
    }

    money(amount) {
        return formatMonetary(amount, { currencyId: this.props.currencyId });
    }

    get leftText() {
        return Number.isNaN(this.left) ? "?" : this.money(this.left / 100);
    }

    // ------------------------------------------------------------
    // BOOK
    // ------------------------------------------------------------

    async onBook() {
        if (!this.isReady) {
            return;
        }
        this.state.busy = true;
        const shares = [];
        for (const entry of this.state.units) {
            for (const row of entry.rows.filter((one) => cents(one.amount))) {
                shares.push({ unit: entry.id, line: row.line, amount: row.amount });
            }
            if (cents(entry.prepaid)) {
                shares.push({ unit: entry.id, line: false, amount: entry.prepaid });
            }
        }
        const remember = this.canRemember && this.state.remember;
        try {
            const words = remember ? this.state.words : "";
            const items = this.state.ticked.filter((one) => cents(one.amount));
            const amount = this.props.line.open - this.left / 100;
            await this.props.book(shares, this.state.chosen, words, items, amount);
        } finally {
            this.state.busy = false;
        }
    }
}
