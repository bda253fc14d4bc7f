"""The public methods of this module and who may call them from outside.

Every method without an underscore is an API: it may be called with any ids. A new one
has to be judged here. "staff" are all roles, "fees" those of them that read bills and
receipts, "any" is everybody, since the method reads nothing and leads to a screen that
asks for itself; "none" is for system administrators. What a role may do with the
records of others is refused anyway. Those of the service desk and its work stand in
:mod:`.public_methods_desk`.
"""

PUBLIC_METHODS = """
account.bank.statement.line.action_undo_reconciliation: ac ad  # opens bills again
account.move.action_estate_cancel_bill: any  # leads to a screen, reads nothing
account.move.action_estate_collect: fees  # opens the counter for the bill's unit
account.move.action_estate_open_invoice: any  # opens core's form
account.move.action_estate_view_unit: fees  # opens the unit
account.move.button_cancel: ac ad  # core's, and tells the repair of it
account.move.button_draft: ac ad  # core's, and tells the repair of it
estate.access.card.action_issue: fd su ma gm ad  # hands the card out
estate.access.card.action_lost: fd su ma gm ad  # blocks the card
estate.access.card.action_return: fees  # with a deposit: opens a screen
estate.access.card.action_view_deposit_receipt: fees  # opens a paper
estate.access.card.action_view_deposit_refunds: fees  # opens papers
estate.access.card.action_take_deposit: fd su ma gm ad  # opens the counter for it
estate.bank.layout.action_try: fc ac ma gm ad  # leads to a screen
estate.bill.cancel.action_confirm: ac ad  # reverses posted bills
estate.bill.plan.action_leave_out: fc ac ad  # chooses what is published
estate.bill.plan.action_take_in: fc ac ad  # chooses what is published
estate.bill.plan.action_view_bill: fees
estate.bill.plan.action_view_unit: fees
estate.bill.print.action_print: fd st ca fc ac su ma gm ad  # prints bills he may read
estate.bill.run.action_cancel: ac ad  # reverses bills
estate.bill.run.action_confirm_publish: any  # leads to a screen, reads nothing
estate.bill.run.action_draft: fc ac ad  # throws the plan away
estate.bill.run.action_plan: fc ac ad  # computes the plan
estate.bill.run.action_print_bills: any  # leads to a screen, reads nothing
estate.bill.run.action_publish: fc ac ad  # starts the job
estate.bill.run.action_resume: fc ac ad  # starts the job again
estate.bill.run.action_stop: fc ac ad  # stops the job
estate.bill.run.action_view_anomalies: any  # leads to a screen, reads nothing
estate.bill.run.action_view_bills: any  # leads to a screen, reads nothing
estate.bill.run.action_view_failed: any  # leads to a screen, reads nothing
estate.bill.run.action_view_plan: fees  # leads to its lines
estate.bill.run.action_view_refused: any  # leads to a screen, reads nothing
estate.bill.run.publish.action_confirm: fc ac ad  # starts the job
estate.building.action_view_chessboard: any  # leads to a screen, reads nothing
estate.building.action_view_units: any  # leads to a screen, reads nothing
estate.building.get_chessboard: staff  # reads units and people, arrears for who may
estate.card.deposit.action_confirm: fd su ma gm ad  # takes or gives back money
estate.cash.deposit.action_view_entry: ac ad  # opens the entry
estate.cash.deposit.action_void: ca ac su ma gm re ad  # asks for the reason
estate.cash.deposit.make.action_book: ca  # its own cashier's cash
estate.cashier.handover.action_confirm: fd ac su ma gm ad  # giver or a reviewer
estate.cashier.handover.action_take_back: fd ca  # the two who hand over
estate.cashier.reason.action_confirm: ma gm ad  # opens a closed session again
estate.cashier.session.action_close: ca  # its own cashier
estate.cashier.session.action_collect_again: ca  # its own cashier
estate.cashier.session.action_count: ca  # its own cashier
estate.cashier.session.action_deposit: any  # leads to a screen, reads nothing
estate.cashier.session.action_reopen: ca ac su ma gm re ad  # asks for the reason
estate.cashier.session.action_review: ac su ma gm ad  # never his own
estate.cashier.session.action_take_over: ca  # its own cashier
estate.cashier.session.action_view_fapiaos: any  # leads to a screen, reads nothing
estate.cashier.session.action_view_payments: ac ad  # opens payments
estate.cashier.session.action_view_receipts: ca ac su ma gm re ad  # opens papers
estate.cashier.session.action_view_refunds: ca ac su ma gm re ad  # opens papers
estate.cashier.session.open.action_begin: ca fc ac ad  # asks for the float
estate.cashier.session.open.action_confirm: ca fc ac ad  # opens a session of his own
estate.close.action_check: ac ad  # runs the checks
estate.close.action_close: ac ad  # locks the month
estate.close.action_download_pack: fc ac ma gm re ad  # a file of the pack
estate.close.action_make_pack: ac ad  # starts the job
estate.close.action_reopen: fc ac ma gm re ad  # leads to a screen
estate.close.action_verify: fc ac ma gm re ad  # reads the files
estate.close.action_view_changes: any  # leads to a screen, reads nothing
estate.close.action_view_figures: any  # leads to a screen, reads nothing
estate.close.change.action_view_entry: ac ad  # opens the entry
estate.close.file.action_download: ac gm re ad  # names residents of all communities
estate.close.line.action_accept: fc ac ma gm re ad  # leads to a screen
estate.close.line.action_enter_balance: fc ac ma gm re ad  # leads to a screen
estate.close.line.action_view: ac ad  # opens journal items
estate.close.step.action_confirm: ma gm ad  # the manager's decision
estate.collect.action_add_prepayment: fd ca fc ac su ma gm ad  # works on his own screen
estate.collect.action_apply_held: fd ca fc ac su ma gm ad  # uses prepayments
estate.collect.action_clear: fd ca fc ac su ma gm ad  # works on his own screen
estate.collect.action_collect: fd ca fc ac su ma gm ad  # takes money
estate.collect.action_keep_excess: fd ca fc ac su ma gm ad  # works on his own screen
estate.collect.action_oldest_first: fd ca fc ac su ma gm ad  # works on his own screen
estate.collect.action_open_last: fd ca fc ac su ma gm ad  # works on his own screen
estate.collect.action_pay_all: fd ca fc ac su ma gm ad  # works on his own screen
estate.collect.action_prepay_months: fd ca fc ac su ma gm ad  # works on his own screen
estate.collect.action_print_last: fd ca fc ac su ma gm ad  # works on his own screen
estate.collect.action_rest_in_cash: fd ca fc ac su ma gm ad  # works on his own screen
estate.collection.batch.action_cancel: fc ac ad  # gives a batch up
estate.collection.batch.action_choose: fc ac ad  # chooses bills
estate.collection.batch.action_close: ac ad  # frees what was not answered
estate.collection.batch.action_download: fc ac ma gm ad  # the file sent
estate.collection.batch.action_export: fc ac ma gm ad  # the list
estate.collection.batch.action_freeze: fc ac ad  # holds bills for the bank
estate.collection.batch.action_import_return: fc ac ma gm ad  # leads to a screen
estate.collection.batch.action_print: fc ac ma gm ad  # the list
estate.collection.batch.action_second_deduction: fc ac ad  # makes a batch
estate.collection.batch.action_send: ac ad  # writes the file
estate.collection.batch.action_view_entries: fc ac ma gm ad  # leads to a screen
estate.collection.batch.action_view_lines: any  # leads to a screen, reads nothing
estate.collection.batch.action_view_refused: any  # leads to a screen, reads nothing
estate.collection.batch.action_view_retries: fc ac ma gm ad  # leads to a screen
estate.collection.import.action_import: ac ad  # books a return
estate.collection.line.action_view_mandate: fc ac ma gm ad  # opens a form
estate.collection.line.action_view_unit: fc ac ma gm ad  # opens a form
estate.collection.return.action_undo: fc ac ma gm ad  # leads to a screen
estate.collection.return.action_view_entries: fc ac ma gm ad  # leads to a screen
estate.collection.undo.action_confirm: ac ad  # takes a booking back
estate.community.action_view_buildings: any  # leads to a screen, reads nothing
estate.community.action_view_units: any  # leads to a screen, reads nothing
estate.contact.point.action_verify: fd st su ma gm ad  # notes a contact as reached
estate.deposit.action_request_deduction: fees  # leads to a screen
estate.deposit.action_request_refund: fees  # leads to a screen
estate.deposit.action_view_receipt: fees  # opens a paper
estate.deposit.action_view_requests: fd ca fc ac su ma gm re ad  # opens requests
estate.deposit.request.action_cancel: fd ca fc ac su ma gm re ad  # asks why
estate.deposit.request.action_carry_out: fd ca fc ac su ma gm re ad  # leads to a screen
estate.deposit.request.action_print: fd ca fc ac su ma gm re ad  # the voucher
estate.deposit.request.action_submit: fd ca fc ac su ma gm ad  # asks
estate.deposit.request.action_undo: fd ca fc ac su ma gm re ad  # asks why
estate.deposit.request.action_view_entry: fd ca fc ac su ma gm re ad  # opens the entry
estate.deposit.request.action_view_refunds: fd ca fc ac su ma gm re ad  # opens papers
estate.deposit.request.reject_tier: fd ca fc ac su ma gm re ad  # asks why
estate.deposit.request.request_validation: fd ca fc ac su ma gm ad  # asks
estate.deposit.request.restart_validation: ac ad  # others: only their own
estate.deposit.step.action_confirm: ca fc ac ad  # pays
estate.deposit.take.action_confirm: fd ca fc ac su ma gm ad  # takes money
estate.diagnostic.action_check: fc ac ma gm ad  # runs a check
estate.diagnostic.action_check_all: fc ac ma gm ad  # runs all checks
estate.diagnostic.action_view_findings: fc ac su ma gm re ad  # leads to a screen
estate.diagnostic.finding.action_accept: ac ma gm ad  # lets it stay
estate.diagnostic.finding.action_fix: su ma gm ad  # leads to where it is mended
estate.diagnostic.finding.action_reopen: ac ma gm ad  # has it mended after all
estate.diagnostic.finding.action_take: ac ma gm ad  # makes it his own
estate.diagnostic.finding.action_view_unit: fc ac su ma gm re ad  # opens the unit
estate.dunning.attempt.action_came_back: fd st ca fc ac su ma gm ad  # notes a letter
estate.dunning.case.action_leave_out: fc ac ad  # chooses who is reminded
estate.dunning.case.action_log: fees  # leads to a screen
estate.dunning.case.action_release: ma gm ad  # lets a lawyer's letter go
estate.dunning.case.action_take_in: fc ac ad  # chooses who is reminded
estate.dunning.case.action_view_debt: fees  # opens the debt
estate.dunning.debt.action_log: any  # leads to a screen, reads nothing
estate.dunning.debt.action_pause: any  # leads to a screen, reads nothing
estate.dunning.debt.action_view_attempts: any  # leads to a screen, reads nothing
estate.dunning.debt.action_view_unit: fees  # opens the unit
estate.dunning.debt.message_notify: fees  # talk among the staff
estate.dunning.debt.message_post: fees  # talk among the staff
estate.dunning.debt.message_subscribe: any  # talk among the staff
estate.dunning.log.action_confirm: fd st ca fc ac su ma gm ad  # keeps a contact
estate.dunning.pause.action_end: st fc ac su ma gm ad  # goes on with dunning
estate.dunning.pause.message_notify: fees  # talk among the staff
estate.dunning.pause.message_post: st fc ac su ma gm ad  # talk among the staff
estate.dunning.pause.message_subscribe: any  # talk among the staff
estate.dunning.run.action_cancel: fc ac ad  # gives up what is not sent
estate.dunning.run.action_draft: fc ac ad  # throws the list away
estate.dunning.run.action_plan: fc ac ad  # makes the list
estate.dunning.run.action_print_letters: fees  # prints letters he may read
estate.dunning.run.action_resume: fc ac ad  # starts the job again
estate.dunning.run.action_send: fc ac ad  # starts the job
estate.dunning.run.action_stop: fc ac ad  # stops the job
estate.dunning.run.action_view_calls: any  # leads to a screen, reads nothing
estate.dunning.run.action_view_cases: any  # leads to a screen, reads nothing
estate.dunning.run.action_view_failed: any  # leads to a screen, reads nothing
estate.dunning.run.message_notify: fees  # talk among the staff
estate.dunning.run.message_post: fc ac ad  # talk among the staff
estate.dunning.run.message_subscribe: any  # talk among the staff
estate.clock.reason.action_confirm: fd st su ma gm ad cr te en  # writes why
estate.fee.adjustment.action_book_rebill: ac ad  # starts the job that bills
estate.fee.adjustment.action_consent: ma gm ad  # says that the owners agreed
estate.fee.adjustment.action_count_owners: ma gm ad  # counts the owners anew
estate.fee.adjustment.action_decide: ma gm ad  # makes the prices
estate.fee.adjustment.action_investigate: ac su ma gm ad  # one step back
estate.fee.adjustment.action_notify: ma gm ad  # writes to every owner
estate.fee.adjustment.action_plan: ac su ma gm ad  # ends the investigation
estate.fee.adjustment.action_print_letters: fd st ac su ma gm ad  # who delivers them
estate.fee.adjustment.action_print_simulation: fees  # prints
estate.fee.adjustment.action_reject: ma gm ad  # asks for the reason
estate.fee.adjustment.action_simulate: ac su ma gm ad  # computes the figures
estate.fee.adjustment.action_submit: ma gm ad  # puts it to the owners
estate.fee.adjustment.action_tell_newcomers: ma gm ad  # writes to those who came
estate.fee.adjustment.action_view_billed: fees  # leads to its bill lines
estate.fee.adjustment.action_view_notices: any  # leads to a screen, reads nothing
estate.fee.adjustment.action_view_ownerless: fees  # opens units he may read
estate.fee.adjustment.action_view_prices: fees  # opens its prices
estate.fee.adjustment.action_view_rebill: any  # leads to a screen, reads nothing
estate.fee.adjustment.action_view_simulation: any  # leads to a screen, reads nothing
estate.fee.adjustment.action_view_unreached: any  # leads to a screen, reads nothing
estate.fee.adjustment.action_withdraw: ma gm ad  # asks for the reason
estate.fee.adjustment.notice.action_print: fd st ac su ma gm ad  # who delivers them
estate.fee.adjustment.notice.action_resend: ac su ma gm ad  # starts the job again
estate.fee.adjustment.step.action_confirm: ma gm ad  # decides, or gives up
estate.fee.assignment.action_end: any  # leads to a screen, reads nothing
estate.fee.assignment.action_view_bill_lines: any  # leads to a screen, reads nothing
estate.fee.assignment.end.action_confirm: su ma gm ad  # ends charges
estate.fee.item.action_view_assignments: any  # leads to a screen, reads nothing
estate.fee.price.action_new_version: any  # leads to a screen, reads nothing
estate.fee.price.version.action_confirm: ma gm ad  # makes a price
estate.fee.rebill.action_again: ac ad  # decides again what was taken back
estate.fee.rebill.action_keep: ac ma gm ad  # chooses what is billed
estate.fee.rebill.action_rebill: ac ma gm ad  # chooses what is billed
estate.fee.rebill.action_undo: ac ad  # takes bills back
estate.fee.rebill.action_view_entry: fees
estate.fee.rule.action_apply: su ma gm ad  # makes charges
estate.fee.rule.action_preview: ma gm ad  # opens what a rule would do
estate.fee.rule.action_view_assignments: any  # leads to a screen, reads nothing
estate.fee.rule.apply.action_confirm: ma gm ad  # makes and ends charges
estate.fund.budget.action_adopt: ac ma gm ad  # puts it in force
estate.fund.budget.action_close: ac ma gm ad  # ends it
estate.fund.budget.action_reopen: ac ma gm ad  # changes what was resolved
estate.fund.budget.action_view_expenses: fc ac su ma gm re ad  # leads to a list
estate.fund.expense.action_bill: ac ad  # makes a vendor bill
estate.fund.expense.action_cancel: fc ac su ma gm re ad  # asks why
estate.fund.expense.action_done: ac ad  # frees the rest of the budget
estate.fund.expense.action_submit: fc ac su ma gm ad  # asks
estate.fund.expense.action_view_bills: fc ac su ma gm re ad  # opens bills he may read
estate.fund.expense.reject_tier: fc ac su ma gm re ad  # asks why
estate.fund.expense.request_validation: fc ac su ma gm ad  # asks
estate.fund.expense.restart_validation: ac ad  # others: only their own
estate.fund.expense.step.action_confirm: ac ad  # others: only their own
estate.fund.report.action_compute: ac ma gm ad  # reads the books into a draft
estate.fund.report.action_confirm: ac ma gm ad  # freezes the figures
estate.fund.report.action_publish: ac ma gm ad  # tells the owners
estate.fund.report.action_reopen: ac ma gm ad  # back to draft
estate.fund.report.action_view_receipts: fees  # counts who was not reached
estate.fund.report.receipt.action_posted: fd st fc ac su ma gm ad  # who posts them
estate.fund.report.receipt.action_print: fd st fc ac su ma gm ad  # who posts them
estate.fund.report.line.action_view_entries: fees  # leads to items he may read
estate.held.money.action_refund: ca fc ac ad  # asks how much goes back
estate.held.money.refund.action_refund: ca fc ac ad  # gives money back
estate.import.action_back: ma gm ad  # back to the mapping
estate.import.action_check: ma gm ad  # dry run
estate.import.action_import_all: ma gm ad  # writes the estate
estate.import.action_import_good: ma gm ad  # writes the estate
estate.import.action_open_created: ma gm ad  # shows what is made
estate.import.action_open_entries: ma gm ad  # shows opening entries
estate.import.action_open_people: ma gm ad  # shows imported people
estate.import.action_open_units: ma gm ad  # shows imported units
estate.import.action_open_updated: ma gm ad  # shows what is changed
estate.import.action_read: ma gm ad  # reads the files
estate.import.action_roll_back: ma gm ad  # takes the import back
estate.import.action_save_profile: ma gm ad  # teaches the profile
estate.import.effect.action_open_record: ma gm ad  # leads to the record
estate.import.summary.action_open_created: ma gm ad  # shows what is made
estate.import.summary.action_open_updated: ma gm ad  # shows what is changed
estate.late.fee.line.action_leave_out: fc ac ad  # chooses what is billed
estate.late.fee.line.action_take_in: fc ac ad  # chooses what is billed
estate.late.fee.line.action_view_bill: fc ac ma gm re ad  # opens the overdue bill
estate.late.fee.run.action_book: ac ad  # bills the list
estate.late.fee.run.action_cancel: ac ad  # cancels bills
estate.late.fee.run.action_stop: ac ad  # stops the job
estate.late.fee.run.action_plan: fc ac ad  # makes the list
estate.late.fee.run.action_view_bills: fc ac ma gm re ad  # opens bills
estate.late.fee.run.action_view_lines: any  # leads to a screen, reads nothing
estate.mandate.action_activate: fc ac ad  # puts a mandate into force
estate.mandate.action_end: fc ac ad  # ends a mandate
estate.mandate.action_suspend: fc ac ad  # leaves a mandate out
estate.mandate.action_view_lines: any  # leads to a screen, reads nothing
estate.meter.action_charge: su ma gm ad  # makes charges
estate.meter.action_replace: staff  # leads to a screen
estate.meter.action_undo_replacement: fc ac su ma gm ad  # deletes a meter not read
estate.meter.action_view_readings: any  # leads to a screen, reads nothing
estate.meter.import.action_import: fc ac su ma gm ad  # enters readings
estate.meter.reading.action_check: fc ac su ma gm ad  # releases for billing
estate.meter.reading.action_next: staff  # opens the next meter
estate.meter.reading.action_skip: st fc ac su ma gm ad  # leaves a meter out
estate.meter.reading.action_uncheck: fc ac su ma gm ad  # takes the release back
estate.meter.replace.action_confirm: fc ac su ma gm ad  # makes a meter
estate.meter.round.action_check: fc ac su ma gm ad  # releases for billing
estate.meter.round.action_close: fc ac su ma gm ad  # ends the round
estate.meter.round.action_estimate: fc ac su ma gm ad  # enters readings
estate.meter.round.action_read_next: staff  # opens the next meter
estate.meter.round.action_start: fc ac su ma gm ad  # lays out readings
estate.meter.round.action_view_readings: staff  # opens its readings
estate.occupancy.action_end: staff  # asks for the last day
estate.occupancy.action_open: any  # leads to a screen, reads nothing
estate.occupancy.end.action_end: fd su ma gm ad  # ends an occupancy
estate.payment.promise.action_cancel: fd st ca fc ac su ma gm ad  # takes it back
estate.payment.promise.message_notify: fees  # talk among the staff
estate.payment.promise.message_post: fd st ca fc ac su ma gm ad  # talk among the staff
estate.payment.promise.message_subscribe: any  # talk among the staff
estate.receipt.action_fapiao_ask: fd ca fc ac su ma gm ad  # queues a tax invoice
estate.receipt.action_fapiao_deliver: any  # leads to a screen, reads nothing
estate.receipt.action_fapiao_make: any  # leads to a screen, reads nothing
estate.receipt.action_fapiao_undo: any  # leads to a screen, reads nothing
estate.receipt.action_print: fees  # prints and counts copies
estate.receipt.action_take_back_prepayment: ac su ma gm ad  # opens paid bills again
estate.receipt.action_view_payments: ac ad  # opens payments
estate.receipt.action_void: fees  # asks for the reason
estate.receipt.book.action_export_list: fd ca fc ac su ma gm re ad  # the usage
estate.receipt.book.action_issue: fd ca fc ac su ma gm re ad  # leads to a screen
estate.receipt.book.action_print_list: fd ca fc ac su ma gm re ad  # prints the usage
estate.receipt.book.action_print_slip: fd ca fc ac su ma gm re ad  # prints the slip
estate.receipt.book.action_report_missing: fd ca fc ac su ma gm re ad  # asks which
estate.receipt.book.action_return: ac ad  # takes a book back
estate.receipt.book.action_view_papers: fd ca fc ac su ma gm re ad  # opens papers
estate.receipt.book.action_void_papers: fd ca fc ac su ma gm re ad  # leads to a screen
estate.receipt.book.number.action_found: ac ad  # a paper is blank again
estate.receipt.book.step.action_confirm: ca ac ad  # holder or keeper
estate.receipt.fapiao.action_confirm: ca fc ac ad  # records a tax invoice
estate.receipt.void.action_void: ac su ma gm ad  # clerks: only their own receipt
estate.recon.board.action_sweep: fc ac ad  # checks the ledger
estate.recon.board.action_view_exceptions: fc ac su ma gm re ad  # opens exceptions
estate.recon.board.action_view_items: ac ad  # opens journal items
estate.recon.exception.action_escalate: fc ac ad  # asks the manager
estate.recon.exception.action_fix: fc ac ad  # settles it
estate.recon.exception.action_open_workbench: fc ac su ma gm re ad  # leads to a screen
estate.recon.exception.action_reopen: fc ac ad  # opens it again
estate.recon.exception.action_take: fc ac ad  # makes it his own
estate.recon.exception.action_view_batch: fc ac ma gm ad  # opens the batch
estate.recon.exception.action_view_entry: ac ad  # opens the entry
estate.recon.exception.action_view_unit: fc ac su ma gm re ad  # opens the unit
estate.recon.exception.action_view_voucher: fc ac su ma gm re ad  # opens the paper
estate.recon.workbench.accept: ac ad  # books a bank line
estate.recon.workbench.accept_all: ac ad  # books bank lines
estate.recon.workbench.acceptable: ac ad
estate.recon.workbench.accounts: ac ad
estate.recon.workbench.book: ac ad  # books a bank line
estate.recon.workbench.booked: ac ad
estate.recon.workbench.detail: ac ad
estate.recon.workbench.find_units: ac ad
estate.recon.workbench.load_page: ac ad
estate.recon.workbench.open_lines: ac ad
estate.recon.workbench.open_transit: ac ad
estate.recon.workbench.propose_again: ac ad  # writes proposals
estate.recon.workbench.undo: ac ad  # opens bills again
estate.refund.action_print: fees  # prints and counts copies
estate.refund.action_view_payments: ac ad  # opens payments
estate.refund.action_void: fees  # asks for the reason
estate.refund.void.action_void: ac su ma gm ad  # clerks: only their own refund
estate.setup.action_apply: ac ad  # makes accounts and journals
estate.setup.action_load_chart: ac ad  # loads a chart
estate.setup.action_open: ac ad  # opens the set-up
estate.setup.action_propose_again: ac ad  # looks anew
estate.share.pool.action_confirm: fc ac ad  # releases for billing
estate.share.pool.action_reopen: fc ac ad  # takes the release back
estate.share.pool.action_share: fc ac ad  # shares a cost out
estate.share.pool.action_view_shares: fees  # opens its shares
estate.statement.action_print: fd st ca fc ac su ma gm ad  # prints the account
estate.statement.import.action_back: ac ad
estate.statement.import.action_check: ac ad  # reads a file
estate.statement.import.action_import: ac ad  # writes bank lines
estate.statement.import.action_match: fc ac ma gm ad  # leads to a screen
estate.statement.import.action_view_lines: fc ac ma gm ad  # leads to a screen
estate.unit.action_apply_prepayments: fd ca fc ac su ma gm ad  # uses prepayments
estate.unit.action_change_owner: staff  # opens a form
estate.unit.action_collect: any  # leads to a screen, reads nothing
estate.unit.action_new_owner: staff  # opens a form
estate.unit.action_new_tenant: any  # leads to a screen, reads nothing
estate.unit.action_open_vip_profiles: fd st su ma gm ad  # opens files he may read
estate.unit.action_statement: any  # leads to a screen, reads nothing
estate.unit.action_take_suggested_state: fd st su ma gm ad  # writes the state
estate.unit.action_view_assignments: any  # leads to a screen, reads nothing
estate.unit.action_view_bills: any  # leads to a screen, reads nothing
estate.unit.action_view_cards: any  # leads to a screen, reads nothing
estate.unit.action_view_children: any  # leads to a screen, reads nothing
estate.unit.action_view_debts: fees  # begins files of arrears
estate.unit.action_view_held_money: any  # leads to a screen, reads nothing
estate.unit.action_view_mandates: any  # leads to a screen, reads nothing
estate.unit.action_view_occupancies: any  # leads to a screen, reads nothing
estate.unit.action_view_receipts: any  # leads to a screen, reads nothing
estate.unit.action_view_transfers: staff  # leads to a list
estate.unit.action_view_vehicles: any  # leads to a screen, reads nothing
estate.unit.transfer.action_ask_papers: fd st ac su ma gm ad  # lists papers
estate.unit.transfer.action_cancel: fees  # asks why
estate.unit.transfer.action_close: fees  # leads to a screen
estate.unit.transfer.action_let_through: fees  # asks why
estate.unit.transfer.action_reopen: fd st ac su ma gm ad  # throws the settlement away
estate.unit.transfer.action_settle: ac ad  # splits the bills
estate.unit.transfer.action_sign_from: fees  # leads to a screen
estate.unit.transfer.action_sign_to: fees  # leads to a screen
estate.unit.transfer.action_undo: fees  # asks why
estate.unit.transfer.action_view_entries: fees  # leads to entries
estate.unit.transfer.action_view_held: fees  # leads to a list
estate.unit.transfer.message_notify: fees  # talk among the staff
estate.unit.transfer.message_post: fd st ac su ma gm ad  # talk among the staff
estate.unit.transfer.message_subscribe: any  # talk among the staff
estate.unit.transfer.paper.action_unverify: fd st ac su ma gm ad  # on his own word
estate.unit.transfer.paper.action_verify: fd st ac su ma gm ad  # on his own word
estate.unit.transfer.step.action_confirm: ac ad  # closes a change
estate.vacancy.action_cancel: su ma gm ad  # ends its discounts
estate.vacancy.action_confirm: su ma gm ad  # proposes discounts
estate.vacancy.action_propose: su ma gm ad  # proposes discounts
estate.vacancy.action_view_waivers: fd ca fc ac su ma gm re ad  # opens waivers
estate.waiver.action_approve_chosen: fd ca fc ac su ma gm re ad  # each by its own right
estate.waiver.action_book: fd ca fc ac su ma gm re ad  # leads to a screen
estate.waiver.action_book_chosen: fd ca fc ac su ma gm re ad  # each by its own right
estate.waiver.action_cancel: fd ca fc ac su ma gm re ad  # asks why
estate.waiver.action_fill_lines: fd ca fc ac su ma gm ad  # works on his own draft
estate.waiver.action_submit: fd ca fc ac su ma gm ad  # asks
estate.waiver.action_undo: fd ca fc ac su ma gm re ad  # asks why
estate.waiver.action_view_credits: fd ca fc ac su ma gm re ad  # opens credit notes
estate.waiver.reject_tier: fd ca fc ac su ma gm re ad  # asks why
estate.waiver.request_validation: fd ca fc ac su ma gm ad  # asks
estate.waiver.restart_validation: ac ad  # others: only their own
estate.waiver.report.action_print: fc ac ma gm re ad  # prints what he may see
estate.waiver.step.action_confirm: ac ad  # books
ir.model.fields.get_field_selection: any  # core's: labels of choices, for everybody
product.template.action_estate_print_prices: staff  # a public list
product.template.action_estate_print_services: staff  # a public list
res.config.settings.action_estate_setup: none  # for system administrators
res.partner.action_open_estate_vip_profile: fd st su ma gm ad  # opens files
res.partner.action_view_estate_debts: any  # leads to a screen, reads nothing
res.partner.action_view_estate_mandates: any  # leads to a screen, reads nothing
res.partner.action_view_estate_units: any  # leads to a screen, reads nothing
"""
