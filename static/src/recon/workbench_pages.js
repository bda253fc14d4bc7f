import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { formatMonetary } from "@web/views/fields/formatters";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useWatch } from "../core/watch";
import { useBankKeys } from "./keys";
import { kindsOf, nameOf, workOf } from "./workbench_words";

const MODEL = "estate.recon.workbench";
const TYPING = 300;

/**
 * Bank lines by the page, and where the accountant is among them: bank, filter, search,
 * line and candidate. What may be done with a line is told in ./workbench.
 */
export class BankPages extends Component {
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.root = useRef("root");
        this.search = useRef("search");
        this.asked = 0;
        const kept = this.props.state || {};
        const context = this.props.action?.context || {};
        this.state = useState({
            journalId: kept.journalId || context.journal_id || false,
            kind: kept.kind || "all",
            text: kept.text || "",
            offset: kept.offset || 0,
            page: null,
            current: null,
            place: 0,
            detail: null,
            booked: null,
            split: null,
            last: null,
            busy: false,
        });
        useSetupAction({
            getLocalState: () => ({
                journalId: this.state.journalId,
                kind: this.state.kind,
                text: this.state.text,
                offset: this.state.offset,
            }),
        });
        this.searchLater = useDebounced(() => this.reload(), TYPING);
        this.keys = useBankKeys(this);
        onWillStart(() => this.load());
        // Lines are being written or looked at.
        useWatch(
            () => this.state.page.working,
            () => this.refreshIfIdle()
        );
    }

    // ------------------------------------------------------------
    // DATA
    // ------------------------------------------------------------

    /** Read the page and go to one of its lines, else to the first. */
    async load(keep = null) {
        if (await this.read()) {
            await this.choose(this.lineOf(keep) || this.lines[0] || null);
        }
    }

    /** Read the page; whether it is still the one that is wanted when it arrives. */
    async read() {
        const asked = ++this.asked;
        this.isReading = true;
        const { journalId, kind, text, offset } = this.state;
        let page = null;
        try {
            page = await this.orm.call(MODEL, "load_page", [journalId, kind, text, offset]);
        } finally {
            this.isReading = this.isReading && asked !== this.asked;
        }
        if (asked !== this.asked) {
            return false;
        }
        this.state.page = page;
        this.state.journalId = page.journal_id;
        return true;
    }

    /** Read the page again under the accountant's hands: what he does there stays. */
    async refresh() {
        if (!(await this.read())) {
            return;
        }
        const before = this.state.current;
        if (!before) {
            await this.choose(this.lines[0] || null);
            return;
        }
        // A line that moved to another page stays, too; so does what is being split.
        const line = this.lineOf(before.id) || before;
        this.state.current = line;
        const isSame =
            line.proposal === before.proposal && line.open === before.open;
        if (isSame) {
            return;
        }
        this.state.place = this.placeOf(line, before.candidates[this.state.place]);
        if (!this.state.split) {
            await this.choosePlace(this.state.place);
        }
    }

    /** Read the page again unless the accountant, or the page itself, is at something. */
    async refreshIfIdle() {
        if (!this.state.busy && !this.isReading) {
            await this.refresh();
        }
    }

    lineOf(id) {
        return this.lines.find((line) => line.id === id);
    }

    /** Where a candidate stands now; -1 if it is gone: another one is not taken for it. */
    placeOf(line, candidate) {
        const key = JSON.stringify(candidate?.key);
        return candidate
            ? line.candidates.findIndex((one) => JSON.stringify(one.key) === key)
            : 0;
    }

    async reload() {
        this.state.offset = 0;
        await this.load();
    }

    async choose(line) {
        this.state.current = line;
        this.state.split = null;
        await this.choosePlace(0);
    }

    async choosePlace(place) {
        this.state.place = place;
        this.state.detail = null;
        this.state.booked = null;
        const line = this.state.current;
        const { id, proposal } = line || {};
        const isStill = () =>
            this.state.current?.id === id && this.state.current.proposal === proposal;
        if (line?.is_reconciled || line?.is_partly) {
            const booked = await this.orm.call(MODEL, "booked", [id]);
            if (isStill()) {
                this.state.booked = booked;
            }
        }
        if (line?.candidates[place] && !line.is_reconciled) {
            const detail = await this.orm.call(MODEL, "detail", [id, place]);
            if (isStill() && this.state.place === place) {
                this.state.detail = detail;
            }
        }
    }

    // ------------------------------------------------------------
    // SHOWN
    // ------------------------------------------------------------

    get kinds() {
        return kindsOf(this.state.page.kinds);
    }

    get work() {
        return workOf(this.state.page.working);
    }

    get lines() {
        return this.state.page.lines;
    }

    get paid() {
        const shares = this.state.detail?.shares || [];
        return Object.fromEntries(
            shares.filter((share) => share.line).map((share) => [share.line, share.amount])
        );
    }

    get last() {
        return Math.min(this.state.offset + this.lines.length, this.state.page.count);
    }

    money(amount) {
        return formatMonetary(amount, { currencyId: this.state.page.currency_id });
    }

    first(line) {
        return line.candidates[0];
    }

    who(candidate) {
        return nameOf(candidate);
    }

    // ------------------------------------------------------------
    // MOVE
    // ------------------------------------------------------------

    async onKind(kind) {
        this.state.kind = kind;
        await this.reload();
        this.keys.focusLine();
    }

    async onJournal(event) {
        this.state.journalId = parseInt(event.target.value);
        await this.reload();
    }

    onSearch(event) {
        this.state.text = event.target.value;
        this.searchLater();
    }

    async onPage(step) {
        const size = this.state.page.page;
        const offset = this.state.offset + step * size;
        if (offset >= 0 && offset < this.state.page.count) {
            this.state.offset = offset;
            await this.load();
        }
    }

    /** Choose another line of the page. */
    async move(step) {
        const line = this.lines[this.currentRow + step];
        if (line) {
            await this.choose(line);
        }
    }

    /** Where the chosen line stands in the page; -1 if it moved to another one. */
    get currentRow() {
        return this.lines.findIndex((line) => line.id === this.state.current?.id);
    }

    /** Choose another candidate of the line. */
    async toPlace(place) {
        const line = this.state.current;
        if (line && !line.is_reconciled && line.candidates[place]) {
            await this.choosePlace(place);
        }
    }

    /** Choose another filter; after the last comes the first. */
    async moveKind(step) {
        const kinds = this.kinds.map((kind) => kind.key);
        const place = kinds.indexOf(this.state.kind) + step;
        await this.onKind(kinds[(place + kinds.length) % kinds.length]);
    }
}
