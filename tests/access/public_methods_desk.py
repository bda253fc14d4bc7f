"""The public methods of the service desk and its work: :mod:`.public_methods`."""

DESK_METHODS = """
estate.birthday.action_greeted: fd st su ma gm ad  # on his own word
estate.defect.action_called: fd st su ma gm ad te en  # plans the next call
estate.defect.action_cancel: any  # leads to a screen, reads nothing
estate.defect.action_close: fd st su ma gm ad te en  # a step
estate.defect.action_escalate: staff  # leads to a screen
estate.defect.action_explain: any  # leads to a screen, reads nothing
estate.defect.action_inspect: fd st su ma gm ad te en  # a step
estate.defect.action_mended: any  # leads to a screen, reads nothing
estate.defect.action_notify: fd st su ma gm ad te en  # notifies the builder
estate.defect.action_print: staff  # the notice
estate.defect.action_raise: any  # leads to a screen, reads nothing
estate.defect.step.action_confirm: fd st su ma gm ad te en  # takes the step
estate.counter.console.load_counter: fd su ma gm ad  # reads who waits
estate.counter.console.load_queue: fd su ma gm ad  # reads who waits
estate.counter.console.load_scenario: fd su ma gm ad  # reads a script
estate.counter.console.load_unit: fd su ma gm ad  # reads people and cases
estate.counter.console.search_units: fd su ma gm ad  # finds units and people
estate.counter.console.start_scenario: fd su ma gm ad  # leads to a screen
estate.desk.overview.load_overview: su ma gm ad en  # counts cases
estate.directory.entry.action_checked: fd su ma gm ad  # dates the check
estate.escalation.action_view_document: staff  # opens the case
estate.escalation.ask.action_confirm: fd st su ma gm ad cr en  # moves a case up
estate.service.clock.action_why_late: fd st su ma gm ad cr te en  # leads to a screen
estate.duty.log.action_acknowledge: fd su ma gm ad  # the day desk takes over
estate.duty.log.action_check: ad en  # the engineering supervisor
estate.duty.log.action_defer: fd st su ma gm ad cr en qu  # asks for the consent
estate.duty.log.action_dispatch: fd st su ma gm ad cr en  # hands the case over
estate.duty.log.action_view_request: fd st su ma gm ad cr en qu  # opens the case
estate.duty.shift.action_end: fd su ma gm ad cr
estate.duty.shift.action_take_over: fd su ma gm ad cr  # the day desk takes over
estate.duty.shift.action_view_log: fd st su ma gm ad cr en qu  # opens a list
estate.incident.close.action_confirm: fd st su ma gm ad cr en  # closes all requests
estate.incident.proposal.action_accept: fd st su ma gm ad cr en  # decides
estate.incident.proposal.action_dismiss: fd st su ma gm ad cr en  # decides
estate.incident.proposal.action_solve: any  # leads to a screen, reads nothing
estate.incident.proposal.action_tell: fd st su ma gm ad cr en  # writes to residents
estate.incident.proposal.action_view_requests: any  # leads to a screen, reads nothing
estate.quality.check.action_done: ad qu  # never by whoever had a hand in it
estate.quality.check.action_view_request: su ma gm re ad qu  # opens the request
estate.reception.action_call: fd su ma gm ad  # serves a visitor
estate.reception.action_done: fd su ma gm ad
estate.reception.action_escalate: fd su ma gm ad qu  # leads to a screen
estate.reception.action_leave: fd su ma gm ad
estate.reception.action_manager_called: fd su ma gm ad
estate.reception.action_move_up: fd su ma gm ad  # hands a visitor on
estate.reception.action_pass_on: fd su ma gm ad  # tells the manager
estate.request.action_answer: any  # leads to a screen, reads nothing
estate.request.action_cancel: any  # leads to a screen, reads nothing
estate.request.action_close: fd st su ma gm ad cr en  # ends the case
estate.request.action_defer: any  # leads to a screen, reads nothing
estate.request.action_escalate: staff  # leads to a screen
estate.request.action_feed_back: any  # leads to a screen, reads nothing
estate.request.action_hand_over: fd st su ma gm ad cr en  # gives it to a department
estate.request.action_reopen: any  # leads to a screen, reads nothing
estate.request.action_view_visits: any  # leads to a screen, reads nothing
estate.request.step.action_confirm: fd st su ma gm ad cr en  # takes the step
estate.request.action_open_defect: staff  # leads to a screen
estate.request.action_print_vendor_note: staff  # prints a vendor's telephone
estate.request.action_open_service_order: staff  # leads to a screen
estate.service.order.action_book: ca fc ac ad  # finance books the voucher
estate.service.order.action_cancel: any  # leads to a screen, reads nothing
estate.service.order.action_change: fd st su ma gm ad  # written anew
estate.service.order.action_close: fd st su ma gm ad  # closes what is settled
estate.service.order.action_collect: any  # leads to a screen, reads nothing
estate.service.order.action_deliver: fd st su ma gm ad  # a step
estate.service.order.action_escalate: staff  # leads to a screen
estate.service.order.action_order: fd st su ma gm ad  # a step
estate.service.order.action_prepay: any  # leads to a screen, reads nothing
estate.service.order.action_print: staff  # the order
estate.service.order.action_print_voucher: fees  # the slip
estate.service.order.action_refund: any  # leads to a screen, reads nothing
estate.service.order.action_settle: fd st su ma gm ad  # charges what it cost
estate.service.order.action_sign: fd st su ma gm ad  # a step
estate.service.order.action_unsettle: any  # leads to a screen, reads nothing
estate.service.order.action_view_entries: fees  # opens entries
estate.service.order.action_view_receipts: fees  # opens papers
estate.service.order.action_view_refunds: fees  # opens papers
estate.service.order.money.action_confirm: fd ca fc ac su ma gm ad  # moves money
estate.service.order.step.action_confirm: fd st su ma gm ad  # cancels, undoes
estate.request.action_open_order: fd st su ma gm ad cr en  # writes the order
estate.request.action_view_orders: staff  # opens orders
estate.service.review.action_count: su ma gm ad  # counts anew
estate.service.review.action_done: su ma gm ad  # his verdict
estate.service.review.action_print: su ma gm re ad qu  # prints
estate.service.review.action_view_orders: su ma gm re ad qu  # leads to a table
estate.vendor.scope.action_checked: fd su ma gm ad  # dates the check
estate.vendor.scope.action_print_note: staff  # prints
estate.vendor.scope.action_view_orders: staff  # leads to their list
estate.vip.profile.action_review: fd st su ma gm ad  # dates the review
estate.vip.profile.action_view_person: fd st su ma gm ad  # opens a form
estate.vip.profile.action_view_units: fd st su ma gm ad  # opens a list
estate.vip.profile.action_view_vehicles: fd st su ma gm ad  # opens a list
estate.workorder.action_absent: fd st su ma gm ad cr te en  # asks
estate.workorder.action_accept: fd st su ma gm ad cr te en  # ends the work
estate.workorder.action_agree: fd st su ma gm ad cr te en  # asks
estate.workorder.action_arrive: fd st su ma gm ad cr te en  # ends the fifteen minutes
estate.workorder.action_ask_consent: fd st su ma gm ad cr te en  # in the portal
estate.workorder.action_assign: fd su ma gm ad cr en  # asks who is sent
estate.workorder.action_bill: fc ac ad  # books
estate.workorder.action_cancel: fd su ma gm ad cr en  # asks why
estate.workorder.action_close: fd su ma gm ad cr en
estate.workorder.action_confirm_price: su ma gm ad en  # with the engineering supervisor
estate.workorder.action_consent: fd st su ma gm ad cr te en  # asks
estate.workorder.action_dispatch: fd su ma gm ad cr en  # sends the suggested
estate.workorder.action_escalate: staff  # leads to a screen
estate.workorder.action_grab: te en  # technicians
estate.workorder.action_misjudged: fd st su ma gm ad cr te en  # asks
estate.workorder.action_print_note: fd st ca fc ac su ma gm re ad cr te en qu
estate.workorder.action_print_slip: fd st ca fc ac su ma gm re ad cr te en qu
estate.workorder.action_punctual: fd st su ma gm ad cr te en  # asks
estate.workorder.action_refer: fd st su ma gm ad cr te en  # asks
estate.workorder.action_verify: fd su ma gm ad cr en
estate.workorder.action_view_bill: fd st ca fc ac su ma gm re ad cr te en qu
estate.workorder.action_view_request: fd st ca fc ac su ma gm re ad cr te en qu
estate.workorder.load_technicians: staff  # reads who has how much in hand
estate.workorder.step.action_confirm: fd su ma gm ad cr en  # what the dialog asked
event.event.action_estate_call_off: su ma gm ad  # tells who signed up
event.event.action_estate_sign_up: any  # leads to a screen, reads nothing
event.registration.action_estate_came: fd st su ma gm ad  # ticks who came
event.registration.action_estate_withdraw: fd st su ma gm ad  # frees a seat
estate.programme.action_plan: su ma gm ad  # plans sessions
estate.programme.action_publish: su ma gm ad  # opens it for residents
estate.programme.action_view_sessions: any  # leads to a screen, reads nothing
estate.programme.sign.up.action_confirm: fd st su ma gm ad  # signs a resident up
estate.visit.action_cancel: any  # leads to a screen, reads nothing
estate.visit.action_done: fd st su ma gm ad cr en  # what the resident said
estate.visit.action_missed: any  # leads to a screen, reads nothing
estate.visit.action_new_request: staff  # leads to a screen
estate.visit.action_take: fd st su ma gm ad cr en  # makes it his own
estate.visit.action_view_origin: staff  # opens the case
estate.visit.step.action_confirm: fd st su ma gm ad cr en  # ends a visit
"""
