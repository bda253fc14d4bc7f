"""What each role may do with each model as such: r ead, w rite, c reate, d elete.

Which records of a model he reaches is another matter: see ``test_access_scope.py``.

fd front desk, st steward, ca cashier, fc finance clerk, ac accountant, su supervisor,
ma manager, gm general manager, re company representative, ad administrator,
us a colleague without a role here, po a resident in the portal; cr control room,
te technician, en engineering supervisor, qu quality controller.
"""

MATRIX = """
                            fd   st   ca   fc   ac   su   ma   gm   re   ad   us   po

# registry
estate.access.card          rwc  r    r    r    r    rwc  rwcd rwcd r    rwcd -    -
estate.access.card.type     r    r    r    r    r    r    r    r    r    rwcd -    -
estate.building             r    r    r    r    r    rw   rwcd rwcd r    rwcd -    -
estate.community            r    r    r    r    r    r    r    r    r    rwcd -    -
estate.contact.point        rwc  rw   r    r    r    rwc  rwcd rwcd r    rwcd -    -
estate.occupancy            rwc  r    r    r    r    rwc  rwcd rwcd r    rwcd -    -
estate.occupancy.end        rwc  -    -    -    -    rwc  rwc  rwc  -    rwc  -    -
estate.unit                 rw   rw   r    r    r    rw   rwcd rwcd r    rwcd -    -
estate.vehicle              rwc  r    r    r    r    rwc  rwcd rwcd r    rwcd -    -
estate.vip.profile          rwc  rwc  -    -    -    rwc  rwcd rwcd -    rwcd -    -

# desk
estate.clock.reason         rwc  rwc  -    -    -    rwc  rwc  rwc  -    rwc  -    -
estate.department.route     r    r    r    r    r    r    rwcd rwcd r    rwcd -    -
estate.escalation           r    r    r    r    r    r    r    r    r    r    -    -
estate.escalation.ask       rwc  rwc  -    -    -    rwc  rwc  rwc  -    rwc  -    -
estate.request              rwc  rwc  r    r    r    rwc  rwcd rwcd r    rwcd -    -
estate.request.step         rwc  rwc  -    -    -    rwc  rwc  rwc  -    rwc  -    -
estate.request.type         r    r    r    r    r    r    rwc  rwc  r    rwcd -    -
estate.incident.close       rwc  rwc  -    -    -    rwc  rwc  rwc  -    rwc  -    -
estate.incident.proposal    rw   rw   r    r    r    rw   rw   rw   r    rw   -    -
estate.quality.check        -    -    -    -    -    r    r    r    r    rwc  -    -
estate.quality.check.line   -    -    -    -    -    r    r    r    r    rw   -    -
estate.quality.point        -    -    -    -    -    r    rwc  rwc  r    rwcd -    -
estate.service.clock        r    r    r    r    r    rw   rw   rw   r    rw   -    -
estate.service.policy       r    r    r    r    r    r    r    r    r    rwcd -    -
estate.service.target       r    r    r    r    r    r    r    r    r    rwcd -    -
estate.visit                rwc  rwc  r    r    r    rwc  rwcd rwcd r    rwcd -    -
estate.visit.answer         rw   rw   r    r    r    rw   rw   rw   r    rw   -    -
estate.visit.question       r    r    r    r    r    r    rwc  rwc  r    rwcd -    -
estate.visit.rule           r    r    r    r    r    r    rwcd rwcd r    rwcd -    -
estate.visit.step           rwc  rwc  -    -    -    rwc  rwc  rwc  -    rwc  -    -

# desk: counter and duty
estate.birthday             rw   rw   -    -    -    rw   rw   rw   -    rw   -    -
estate.duty.log             rwc  r    -    -    -    rwc  rwc  rwc  -    rwc  -    -
estate.duty.shift           rwc  r    -    -    -    rwc  rwc  rwc  -    rwc  -    -
estate.reception            rwc  -    -    -    -    rwc  rwc  rwc  -    rwc  -    -
estate.scenario             r    r    r    r    r    r    rwc  rwc  r    rwcd -    -
estate.scenario.line        r    r    r    r    r    r    rwcd rwcd r    rwcd -    -

# community life
estate.programme            r    r    r    r    r    rwc  rwcd rwcd r    rwcd -    -
estate.programme.sign.up    rwc  rwc  -    -    -    rwc  rwc  rwc  -    rwc  -    -
event.event                 r    r    r    r    r    r    r    r    r    r    -    -
event.registration          r    r    -    -    -    r    r    r    -    r    -    -

# fee
estate.bill.cancel          -    -    -    -    rwcd -    -    -    -    rwcd -    -
estate.bill.plan            r    r    r    r    r    r    r    r    r    r    -    -
estate.bill.print           rwcd rwcd rwcd rwcd rwcd rwcd rwcd rwcd -    rwcd -    -
estate.bill.run             r    r    r    rwcd rwcd r    r    r    r    rwcd -    -
estate.bill.run.publish     -    -    -    rwcd rwcd -    -    -    -    rwcd -    -
estate.fee.adjustment       r    r    r    r    rwcd rwcd rwcd rwcd r    rwcd -    -
estate.fee.adjustment.band  r    r    r    r    r    r    r    r    r    r    -    -
estate.fee.adjustment.line  r    r    r    r    rwcd rwcd rwcd rwcd r    rwcd -    -
estate.fee.adjustment.notice rw  rw   r    r    rw   rw   rw   rw   r    rw   -    r
estate.fee.adjustment.question rwc rwc r   r    rwc  rwcd rwcd rwcd r    rwcd -    -
estate.fee.adjustment.step  -    -    -    -    -    -    rwc  rwc  -    rwc  -    -
estate.fee.adjustment.unit  r    r    r    r    r    r    r    r    r    r    -    -
estate.fee.assignment       r    r    r    r    r    rwc  rwcd rwcd r    rwcd -    -
estate.fee.assignment.end   -    -    -    -    -    rwcd rwcd rwcd -    rwcd -    -
estate.fee.item             r    r    r    r    rwc  r    r    r    r    rwcd -    -
estate.fee.price            r    r    r    r    r    r    rwcd rwcd r    rwcd -    -
estate.fee.price.version    -    -    -    -    -    -    rwcd rwcd -    rwcd -    -
estate.fee.rule             r    r    r    r    r    r    rwcd rwcd r    rwcd -    -
estate.fee.rule.apply       -    -    -    -    -    -    rwcd rwcd -    rwcd -    -
estate.fee.rule.apply.line  -    -    -    -    -    -    rwcd rwcd -    rwcd -    -
estate.fee.price.tier       r    r    r    r    r    r    rwcd rwcd r    rwcd -    -
estate.meter                r    r    r    rwc  rwc  rwc  rwcd rwcd r    rwcd -    -
estate.meter.import         -    -    -    rwcd rwcd rwcd rwcd rwcd -    rwcd -    -
estate.meter.reading        r    rwc  r    rwcd rwcd rwcd rwcd rwcd r    rwcd -    -
estate.meter.replace        -    -    -    rwcd rwcd rwcd rwcd rwcd -    rwcd -    -
estate.meter.round          r    r    r    rwcd rwcd rwcd rwcd rwcd r    rwcd -    -
estate.meter.type           r    r    r    r    r    r    rwc  rwc  r    rwcd -    -
estate.share.line           r    r    r    r    r    r    r    r    r    r    -    -
estate.share.pool           r    r    r    rwcd rwcd r    r    r    r    rwcd -    -
estate.late.fee.pause       r    r    r    rwc  rwc  rwc  rwcd rwcd r    rwcd -    -
estate.late.fee.rule        r    r    r    r    r    r    rwcd rwcd r    rwcd -    -
estate.vacancy.rule         r    r    r    r    r    r    rwcd rwcd r    rwcd -    -
estate.waiver.reason        r    r    r    r    r    r    rwc  rwc  r    rwcd -    -

# recon
estate.payer.alias          -    -    -    -    rd   -    -    -    -    rd   -    -
estate.recon.board          -    -    -    r    r    r    r    r    r    r    -    -
estate.recon.exception      -    -    -    rw   rw   r    r    r    r    rw   -    -
estate.recon.proposal       -    -    -    -    r    -    -    -    -    r    -    -
estate.statement.import     -    -    -    r    rwcd -    r    r    -    rwcd -    -

# cashier
estate.card.deposit         rwc  -    -    -    -    rwc  rwc  rwc  -    rwc  -    -
estate.cash.denomination    -    -    r    r    r    r    r    r    -    rwcd -    -
estate.cash.deposit         -    -    r    r    r    r    r    r    r    r    -    -
estate.cash.deposit.make    -    -    rwc  rwc  rwc  -    -    -    -    rwc  -    -
estate.cashier.handover     r    -    r    r    r    r    r    r    r    r    -    -
estate.cashier.reason       -    -    rwc  rwc  rwc  -    rwc  rwc  -    rwc  -    -
estate.cashier.session      -    -    rw   rw   rw   r    r    r    r    rw   -    -
estate.cashier.session.cash -    -    rw   rw   rw   r    r    r    r    rw   -    -
estate.cashier.session.line -    -    rw   rw   rw   r    r    r    r    rw   -    -
estate.cashier.session.open -    -    rwc  rwc  rwc  -    -    -    -    rwc  -    -
estate.deposit              r    r    r    r    r    r    r    r    r    r    -    -
estate.deposit.request      rwcd -    rwcd rwcd rwcd rwcd rwcd rwcd r    rwcd -    -
estate.deposit.step         rwc  -    rwc  rwc  rwc  rwc  rwc  rwc  -    rwc  -    -
estate.deposit.take         rwc  -    rwc  rwc  rwc  rwc  rwc  rwc  -    rwc  -    -
estate.fee.rebill           r    r    r    r    rw   r    rw   rw   r    rw   -    -
estate.held.money           r    r    r    r    r    r    r    r    r    r    -    -
estate.held.money.refund    -    -    rwc  rwc  rwc  -    -    -    -    rwc  -    -
estate.late.fee.line        -    -    -    r    r    -    r    r    r    r    -    -
estate.late.fee.run         -    -    -    rwcd rwcd -    r    r    r    rwcd -    -
estate.receipt              r    r    r    r    r    r    r    r    r    r    -    -
estate.receipt.book         r    -    r    r    rwcd r    r    r    r    rwcd -    -
estate.receipt.book.export  rwc  -    rwc  rwc  rwc  rwc  rwc  rwc  rwc  rwc  -    -
estate.receipt.book.number  r    -    r    r    r    r    r    r    r    r    -    -
estate.receipt.book.range   r    -    r    r    r    r    r    r    r    r    -    -
estate.receipt.book.step    rwc  -    rwc  rwc  rwc  rwc  rwc  rwc  -    rwc  -    -
estate.receipt.fapiao       rwc  -    rwc  rwc  rwc  rwc  rwc  rwc  -    rwc  -    -
estate.receipt.line         r    r    r    r    r    r    r    r    r    r    -    -
estate.receipt.void         rwc  -    rwc  rwc  rwc  rwc  rwc  rwc  -    rwc  -    -
estate.refund               r    r    r    r    r    r    r    r    r    r    -    -
estate.refund.void          rwc  -    rwc  rwc  rwc  rwc  rwc  rwc  -    rwc  -    -
estate.statement            rwcd rwcd rwcd rwcd rwcd rwcd rwcd rwcd -    rwcd -    -
estate.statement.line       rwcd rwcd rwcd rwcd rwcd rwcd rwcd rwcd -    rwcd -    -
estate.vacancy              rwcd rwcd r    r    r    rwcd rwcd rwcd r    rwcd -    -
estate.waiver               rwcd -    rwcd rwcd rwcd rwcd rwcd rwcd r    rwcd -    -
estate.waiver.line          rwcd -    rwcd rwcd rwcd rwcd rwcd rwcd r    rwcd -    -
estate.waiver.report        -    -    -    rwc  rwc  -    rwc  rwc  rwc  rwc  -    -
estate.waiver.step          rwc  -    rwc  rwc  rwc  rwc  rwc  rwc  -    rwc  -    -

# work: commissions, directory, warranty
estate.defect               rwc  rwc  r    r    r    rwc  rwcd rwcd r    rwcd -    -
estate.defect.step          rwc  rwc  -    -    -    rwc  rwc  rwc  -    rwc  -    -
estate.directory.category   r    r    r    r    r    r    rwc  rwc  r    rwcd -    -
estate.directory.entry      rwc  r    r    r    r    rwc  rwcd rwcd r    rwcd -    -
estate.service.order        rwc  rwc  r    r    r    rwc  rwcd rwcd r    rwcd -    -
estate.service.order.money  rwc  -    rwc  rwc  rwc  rwc  rwc  rwc  -    rwc  -    -
estate.service.order.step   rwc  rwc  rwc  rwc  rwc  rwc  rwc  rwc  -    rwc  -    -
estate.service.order.type   r    r    r    r    r    r    rwc  rwc  r    rwcd -    -
estate.vendor.scope         rw   r    r    r    r    rwc  rwcd rwcd r    rwcd -    -
estate.warranty.rule        r    r    r    r    r    r    rwc  rwc  r    rwcd -    -

# bank
estate.bank.layout          -    -    -    r    rwcd -    r    r    -    rwcd -    -
estate.bank.layout.try      -    -    -    rwcd rwcd -    -    -    -    rwcd -    -
estate.collection.batch     -    -    -    rwcd rwcd -    r    r    -    rwcd -    -
estate.collection.bill      -    -    -    r    r    -    r    r    -    r    -    -
estate.collection.code      -    -    -    r    rwcd -    r    r    -    rwcd -    -
estate.collection.import    -    -    -    -    rwcd -    -    -    -    rwcd -    -
estate.collection.line      -    -    -    rd   rd   -    r    r    -    rd   -    -
estate.collection.profile   -    -    -    r    rwcd -    r    r    -    rwcd -    -
estate.collection.return    -    -    -    r    r    -    r    r    -    r    -    -
estate.collection.undo      -    -    -    -    rwcd -    -    -    -    rwcd -    -
estate.mandate              r    r    r    rwc  rwcd r    r    r    r    rwcd -    -

# arrears
estate.dunning.attempt      rw   rw   rw   rw   rw   rw   rw   rw   r    rw   -    -
estate.dunning.case         r    r    r    r    r    r    r    r    r    r    -    -
estate.dunning.debt         r    r    r    r    r    r    r    r    r    r    -    -
estate.dunning.level        r    r    r    r    r    r    r    r    r    rwcd -    -
estate.dunning.log          rwc  rwc  rwc  rwc  rwc  rwc  rwc  rwc  -    rwc  -    -
estate.dunning.pause        r    rwc  r    rwc  rwc  rwc  rwc  rwc  r    rwc  -    -
estate.dunning.policy       r    r    r    r    r    r    r    r    r    rwcd -    -
estate.dunning.run          r    r    r    rwcd rwcd r    r    r    r    rwcd -    -
estate.payment.promise      rwc  rwc  rwc  rwc  rwc  rwc  rwc  rwc  r    rwc  -    -

# delivery
estate.transfer.paper       r    r    r    r    r    r    r    r    r    rwcd -    -
estate.unit.transfer        rwcd rwcd r    r    rwcd rwcd rwcd rwcd r    rwcd -    -
estate.unit.transfer.held   rw   rw   r    r    rw   rw   rw   rw   r    rw   -    -
estate.unit.transfer.line   r    r    r    r    r    r    r    r    r    r    -    -
estate.unit.transfer.meter  rw   rw   r    r    rw   rw   rw   rw   r    rw   -    -
estate.unit.transfer.paper  rw   rw   r    r    rw   rw   rw   rw   r    rw   -    -
estate.unit.transfer.step   rwc  rwc  -    -    rwc  rwc  rwc  rwc  -    rwc  -    -

# closing
estate.fund.budget          -    -    -    r    rwcd r    rwcd rwcd r    rwcd -    -
estate.fund.budget.line     -    -    -    r    rwcd r    rwcd rwcd r    rwcd -    -
estate.fund.expense         -    -    -    rwcd rwcd rwcd rwcd rwcd r    rwcd -    -
estate.fund.expense.step    -    -    -    rwc  rwc  rwc  rwc  rwc  -    rwc  -    -
estate.fund.purpose         r    r    r    r    rwc  r    rwc  rwc  r    rwc  -    -
estate.fund.report          r    r    r    r    rwcd r    rwcd rwcd r    rwcd -    -
estate.fund.report.line     r    r    r    r    r    r    r    r    r    r    -    -
estate.fund.report.receipt  rw   rw   r    rw   rw   rw   rw   rw   r    rw   -    -
estate.close                -    -    -    r    rwcd -    r    r    r    rwcd -    -
estate.close.change         -    -    -    r    r    -    r    r    r    r    -    -
estate.close.figure         -    -    -    r    r    -    r    r    r    r    -    -
estate.close.file           -    -    -    r    r    -    r    r    r    r    -    -
estate.close.line           -    -    -    r    r    -    r    r    r    r    -    -
estate.close.step           -    -    -    -    rwc  -    rwc  rwc  -    rwc  -    -
estate.diagnostic           -    -    -    r    r    r    r    r    r    rw   -    -
estate.diagnostic.finding   -    -    -    r    rw   r    rw   rw   r    rw   -    -

# counter
estate.collect              rwcd -    rwcd rwcd rwcd rwcd rwcd rwcd -    rwcd -    -
estate.collect.line         rwcd -    rwcd rwcd rwcd rwcd rwcd rwcd -    rwcd -    -
estate.collect.method       rwcd -    rwcd rwcd rwcd rwcd rwcd rwcd -    rwcd -    -

# onboarding
estate.import               -    -    -    -    -    -    rwcd rwcd -    rwcd -    -
estate.import.column        -    -    -    -    -    -    rwd  rwd  -    rwd  -    -
estate.import.effect        -    -    -    -    -    -    r    r    -    r    -    -
estate.import.field         -    -    -    -    -    -    r    r    -    r    -    -
estate.import.issue         -    -    -    -    -    -    r    r    -    r    -    -
estate.import.profile       -    -    -    -    -    -    rwcd rwcd -    rwcd -    -
estate.import.profile.line  -    -    -    -    -    -    rwcd rwcd -    rwcd -    -
estate.import.record        -    -    -    -    -    -    r    r    -    r    -    -
estate.import.sheet         -    -    -    -    -    -    rwd  rwd  -    rwd  -    -
estate.import.summary       -    -    -    -    -    -    r    r    -    r    -    -
estate.import.total         -    -    -    -    -    -    rw   rw   -    rw   -    -
estate.setup                -    -    -    -    rwcd -    -    -    -    rwcd -    -
estate.setup.line           -    -    -    -    rwcd -    -    -    -    rwcd -    -

# work
estate.promise              r    r    r    r    r    r    r    r    r    r    -    -
estate.service.review       -    -    -    -    -    rwc  rwcd rwcd r    rwcd -    -
estate.service.review.line  -    -    -    -    -    r    r    r    r    r    -    -
estate.trade                r    r    r    r    r    r    rwc  rwc  r    rwcd -    -
estate.workorder            rwc  rwc  r    r    r    rwc  rwcd rwcd r    rwcd -    -
estate.workorder.line       rwcd rwcd r    r    r    rwcd rwcd rwcd r    rwcd -    -
estate.workorder.quote      r    r    r    r    r    r    r    r    r    r    -    -
estate.workorder.step       rwc  rwc  -    -    -    rwc  rwc  rwc  -    rwc  -    -

# core, as far as this module or its roles touch it
account.move                r    r    r    r    rwcd r    r    r    r    rwcd -    r
account.move.line           r    r    r    r    rwcd r    r    r    r    rwcd -    r
account.payment             -    -    -    -    rwcd -    -    -    -    rwcd -    -
account.partial.reconcile   -    -    -    -    rwcd -    -    -    -    rwcd -    -
account.journal             -    -    -    -    r    -    -    -    -    r    -    -
account.account             r    r    r    r    r    r    r    r    r    r    r    -
account.tax                 r    r    r    r    r    r    r    r    r    r    r    -
account.payment.method.line r    r    r    r    rwcd r    r    r    r    rwcd r    -
product.product             r    r    r    r    r    rwc  rwc  rwc  r    rwc  r    -
product.template            r    r    r    r    r    rwc  rwc  rwc  r    rwc  r    -
res.partner                 rwc  r    r    r    r    rwc  rwc  rwc  r    rwcd r    r
res.partner.bank            r    r    r    r    r    r    r    r    r    rwcd r    -
res.users                   r    r    r    r    r    r    r    r    r    r    r    r
res.groups                  r    r    r    r    r    r    r    r    r    r    r    -
res.company                 r    r    r    r    r    r    r    r    r    r    r    r
ir.sequence                 r    r    r    r    r    r    r    r    r    r    r    -
ir.cron                     -    -    -    -    -    -    -    -    -    -    -    -
ir.rule                     -    -    -    -    -    -    -    -    -    -    -    -
ir.model.access             -    -    -    -    -    -    -    -    -    -    -    -
ir.config_parameter         -    -    -    -    -    -    -    -    -    -    -    -
ir.actions.report           r    r    r    r    r    r    r    r    r    r    r    -
"""

DESK_MATRIX = """
                            cr   te   en   qu

estate.clock.reason         rwc  rwc  rwc  -
estate.defect               r    rw   rwc  r
estate.defect.step          -    rwc  rwc  -
estate.duty.log             rwc  -    rw   r
estate.duty.shift           rwc  -    r    r
estate.escalation.ask       rwc  -    rwc  -
estate.incident.close       rwc  -    rwc  -
estate.incident.proposal    rw   r    rw   r
estate.quality.check        -    -    -    rwc
estate.quality.check.line   -    -    -    rw
estate.quality.point        -    -    -    r
estate.request              rwc  r    rwc  r
estate.reception            -    -    -    r
estate.request.step         rwc  -    rwc  -
estate.service.clock        r    r    rw   r
estate.visit                rwc  r    rwc  r
estate.visit.answer         rw   r    rw   r
estate.visit.step           rwc  -    rwc  -

estate.promise              r    r    r    r
estate.service.review       -    -    -    r
estate.service.review.line  -    -    -    r
estate.workorder            rwc  rw   rwc  r
estate.workorder.line       rwcd rwcd rwcd r
estate.workorder.quote      r    r    r    r
estate.workorder.step       rwc  rwc  rwc  -
"""
"""The roles of the service desk that are about cases alone.

With a model that is not named they may do what every member of staff may.
"""
