-- On which day would a customer with these pay days pay an invoice? The same answer as in `evaluate`.
-- Parameters: due_on, issued_on, month_days, weekdays, review_weekdays.
SELECT pays."on"
  FROM (SELECT %(due_on)s::date AS due_on, %(issued_on)s::date AS issued_on, NULL::date AS delivered_on) c
  CROSS JOIN (SELECT %(month_days)s::smallint[] AS pay_month_days, %(weekdays)s::smallint[] AS pay_weekdays,
                     %(review_weekdays)s::smallint[] AS review_weekdays) d
-- include: evaluation/pays_on
