-- A part of a statement: on which day (`pays."on"`) a customer `d` who pays on certain days will pay the claim `c`.
      CROSS JOIN LATERAL (  -- (it falls due later by the days that the invoice waited for its review)
        SELECT c.due_on + coalesce(min(mod(weekday - extract(isodow FROM coalesce(c.delivered_on, c.issued_on))::int + 7, 7)), 0) AS "on"
          FROM unnest(d.review_weekdays) weekday) falls_due
      CROSS JOIN LATERAL (
        SELECT coalesce(min(possible."on"), falls_due."on") AS "on"
          FROM (SELECT falls_due."on" + mod(weekday - extract(isodow FROM falls_due."on")::int + 7, 7)
                  FROM unnest(d.pay_weekdays) weekday
                 UNION ALL
                SELECT least(month.begins_on + day_of_month - 1, (month.begins_on + interval '1 month - 1 day')::date)
                  FROM unnest(d.pay_month_days) day_of_month
                 CROSS JOIN (VALUES (0), (1)) later(months)
                 CROSS JOIN LATERAL (
                   SELECT (date_trunc('month', falls_due."on"::timestamp) + make_interval(months => later.months))::date AS begins_on
                 ) month) possible("on")
         WHERE possible."on" >= falls_due."on") pays
