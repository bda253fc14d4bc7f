import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { formatMonetary } from "@web/views/fields/formatters";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useWatch } from "../core/watch";
import { AcceptAllDialog } from "./accept_all";
import { KeysDialog, useBankKeys } from "./keys";
import { BankSplit } from "./split";

const MODEL = "estate.recon.workbench";
const TYPING = 300;

/**
 * The accountant's screen for bank lines: on the left what is left to match, on the
 * right what the chosen line may be, why, and what it would pay.
 *
 * Everything works with the mouse, and with the keyboard alone: ? shows the keys.
 */
export class BankWorkbench extends Component {
    static template = "estate_service.BankWorkbench";
    static components = { Layout, BankSplit };
    static props = { ...standardActionServiceProps };
    static path = "bank-matching";
    static displayName = _t("Match Bank Lines");

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
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

    get kinds() {
        const counts = this.state.page.kinds;
        return [
            { key: "all", name: _t("To match"), count: counts.all },
            { key: "certain", name: _t("Certain"), count: counts.certain },
            { key: "ambiguous", name: _t("Several likely"), count: counts.ambiguous },
            { key: "uncertain", name: _t("Uncertain"), count: counts.uncertain },
            { key: "no_fee", name: _t("No fee"), count: counts.no_fee },
            { key: "nothing", name: _t("Nothing found"), count: counts.nothing },
            { key: "waiting", name: _t("Not looked at yet"), count: counts.waiting },
            { key: "other", name: _t("Not for fees"), count: counts.other },
            { key: "done", name: _t("Matched"), count: null },
        ].filter((kind) => kind.count !== 0 || ["all", "certain"].includes(kind.key));
    }

    get waitingName() {
        return _t("Not looked at yet");
    }

    get otherName() {
        return _t("Not for fees");
    }

    get matchedName() {
        return _t("Matched");
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
        if (candidate.is_movement) {
            return _t("Money the books expect");
        }
        if (candidate.is_rule) {
            return _t("No fee, by a rule");
        }
        return candidate.units.join("、");
    }

    /** How far the job is that writes lines and looks at them. */
    get work() {
        const { file, written, lines, proposed, waiting } = this.state.page.working;
        const done = file ? written : proposed;
        const total = (file ? lines : proposed + waiting) || 1;
        const text = file
            ? _t("%(file)s: %(written)s of %(lines)s lines are written.", {
                  file,
                  written,
                  lines,
              })
            : _t("%(proposed)s lines were looked at, %(waiting)s are left.", {
                  proposed,
                  waiting,
              });
        return { text, percent: Math.min(100, Math.round((100 * done) / total)) };
    }

    // ------------------------------------------------------------
    // EVENTS
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

    showKeys() {
        this.dialog.add(KeysDialog);
    }

    // ------------------------------------------------------------
    // DECIDE
    // ------------------------------------------------------------

    /** Do a step on the server once, then go to a line: else the one that comes next. */
    async decide(method, args, goTo = null) {
        if (this.state.busy) {
            return null;
        }
        this.state.busy = true;
        const row = this.currentRow;
        const next = goTo ?? (this.lines[row + 1] || this.lines[row - 1])?.id;
        try {
            const answer = await this.orm.call(MODEL, method, args);
            await this.load(next);
            return answer ?? true;
        } catch (error) {
            await this.load(this.state.current?.id);
            throw error;
        } finally {
            this.state.busy = false;
        }
    }

    async accept(place = this.state.place) {
        const line = this.state.current;
        if (line && !line.is_reconciled && line.candidates[place]) {
            const args = [line.id, place, line.proposal];
            this.remember(line, await this.decide("accept", args));
        }
    }

    /** Keep what was booked last: it can be undone though its line is gone. */
    remember(line, done, amount = line.open) {
        if (done) {
            const who = line.payer || line.summary || line.text;
            this.state.last = { id: line.id, text: `${who} ${this.money(amount)}` };
        }
    }

    get lastText() {
        return _t("Booked: %s", this.state.last.text);
    }

    async undo() {
        const line = this.state.current;
        if (!line?.can_undo) {
            await this.undoLast();
        } else if (await this.decide("undo", [line.id], this.goOnFrom(line))) {
            this.state.last = null;
        }
    }

    /** An undone line leaves the list of matched ones only. */
    goOnFrom(line) {
        return this.state.kind === "done" ? null : line.id;
    }

    /** Undo what was booked last and go back to its line, whatever was filtered for. */
    async undoLast() {
        const id = this.state.last?.id;
        if (!id || !(await this.decide("undo", [id], id))) {
            return;
        }
        this.state.last = null;
        if (this.state.current?.id !== id) {
            Object.assign(this.state, { kind: "all", text: "", offset: 0 });
            await this.load(id);
        }
    }

    acceptAll() {
        const { threshold, currency_id, kinds } = this.state.page;
        if (!this.state.busy && kinds.all) {
            this.dialog.add(AcceptAllDialog, {
                journalId: this.state.journalId,
                least: threshold,
                currencyId: currency_id,
                accept: (least, lines) => this.acceptAllNow(least, lines),
            });
        }
    }

    async acceptAllNow(least, lines) {
        const done = await this.decide("accept_all", [this.state.journalId, least, lines]);
        if (done) {
            this.notification.add(
                _t("%(booked)s booked, %(refused)s refused, %(left)s left.", done),
                { type: done.refused ? "warning" : "success" }
            );
        }
    }

    async proposeAgain() {
        const current = this.state.current?.id;
        const count = await this.decide("propose_again", [this.state.journalId], current);
        if (count !== null) {
            this.notification.add(_t("%s lines are being looked at again.", count), {
                type: "info",
            });
        }
    }

    // ------------------------------------------------------------
    // SPLIT
    // ------------------------------------------------------------

    openSplit(noFee = false) {
        const line = this.state.current;
        if (line && !line.is_reconciled) {
            this.state.split = { noFee };
        }
    }

    async closeSplit() {
        this.state.split = null;
        await this.choosePlace(this.state.place);
    }

    async book(shares, accounts, rule, items, amount) {
        const line = this.state.current;
        const args = [line.id, shares, accounts, rule, items];
        this.remember(line, await this.decide("book", args), amount);
    }
}

registry.category("actions").add("estate_workbench", BankWorkbench);
