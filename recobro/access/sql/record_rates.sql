-- Which of these rates are new, or another one than what counted so far for their day? Those are added; the others are there already.
-- Parameters: company, bases, currencies, days, rates (arrays of one length), source, by, at.
INSERT INTO access_rate (company_id, base, currency, "on", rate, source, by, recorded_at)
SELECT %(company)s, told.base, told.currency, told."on", told.rate, %(source)s, %(by)s, %(at)s
  FROM unnest(%(bases)s::text[], %(currencies)s::text[], %(days)s::date[], %(rates)s::numeric[]) AS told (base, currency, "on", rate)
 WHERE told.rate IS DISTINCT FROM (
       SELECT known.rate
         FROM access_rate known
        WHERE known.company_id = %(company)s AND known."on" = told."on" AND known.base = told.base AND known.currency = told.currency
        ORDER BY known.id DESC
        LIMIT 1)
