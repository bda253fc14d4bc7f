import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { AcceptAllDialog } from "./accept_all";
import { KeysDialog } from "./keys";
import { BankSplit } from "./split";
import { BankPages } from "./workbench_pages";

const MODEL = "estate.recon.workbench";

/**
 * The accountant's screen for bank lines: on the left what is left to match, on the
 * right what the chosen line may be, why, and what it would pay.
 *
 * Everything works with the mouse, and with the keyboard alone: ? shows the keys.
 */
export class BankWorkbench extends BankPages {
    static template = "estate_service.BankWorkbench";
    static components = { Layout, BankSplit };
    static path = "bank-matching";
    static displayName = _t("Match Bank Lines");

    setup() {
        super.setup();
        this.dialog = useService("dialog");
        this.notification = useService("notification");
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
