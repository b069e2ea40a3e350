Story: the credit control flow over ninety days (R-9 to R-11)

# Due on a Wednesday. Three banking days of grace: Thursday, Friday, Monday. On Tuesday the customer is asked for a
# payment plan. Thirty days after that was told comes the second reminder, sixty days after the due date the last one,
# which says that we shall take legal advice.

Company: Prompt Cash SL, ES, en, EUR, policy credit-control
Customer LATE: Late GmbH, ap@late.example, 1 Main Road, 10115 Berlin
Approval: every night

2026-01-05  LATE owes INV-1 of 1000.00, due 2026-02-04
2026-02-09  INV-1 stands: not_reached, next on 2026-02-10
2026-02-10  night: e-mail "payment-plan" to LATE for 1000.00
2026-03-12  night: e-mail "second-reminder" to LATE for 1000.00
2026-04-05  night: e-mail "legal-advice" to LATE for 1000.00
2026-04-06  INV-1 stands: all_done
