-- Which customers are new? The first line that says something wins; what is not said is empty.
INSERT INTO ledger_customer (company_id, code, source, recorded_at, name, kind, language, country, address_1, address_2, postcode, city, region, tax_id, segment, terms, payment_method, salesperson, collector, pay_month_days, pay_weekdays, review_weekdays)
SELECT %(company)s, code, %(source)s, %(at)s, coalesce(name, code), coalesce(kind, 'company'), coalesce(language, ''), coalesce(country, ''), coalesce(address_1, ''), coalesce(address_2, ''), coalesce(postcode, ''), coalesce(city, ''), coalesce(region, ''), coalesce(tax_id, ''), coalesce(segment, ''), coalesce(terms, ''), coalesce(payment_method, ''), coalesce(salesperson, ''), coalesce(collector, ''), coalesce(('{' || split_part(pay_days, '|', 1) || '}')::smallint[], '{}'), coalesce(('{' || split_part(pay_days, '|', 2) || '}')::smallint[], '{}'), coalesce(('{' || split_part(pay_days, '|', 3) || '}')::smallint[], '{}')
  FROM (
    SELECT s.code, min(s.line) AS line,
           (array_agg(s.name ORDER BY s.line) FILTER (WHERE s.name <> ''))[1] AS name,
           (array_agg(s.kind ORDER BY s.line) FILTER (WHERE s.kind <> ''))[1] AS kind,
           (array_agg(s.language ORDER BY s.line) FILTER (WHERE s.language <> ''))[1] AS language,
           (array_agg(s.country ORDER BY s.line) FILTER (WHERE s.country <> ''))[1] AS country,
           (array_agg(s.address_1 ORDER BY s.line) FILTER (WHERE s.address_1 <> ''))[1] AS address_1,
           (array_agg(s.address_2 ORDER BY s.line) FILTER (WHERE s.address_2 <> ''))[1] AS address_2,
           (array_agg(s.postcode ORDER BY s.line) FILTER (WHERE s.postcode <> ''))[1] AS postcode,
           (array_agg(s.city ORDER BY s.line) FILTER (WHERE s.city <> ''))[1] AS city,
           (array_agg(s.region ORDER BY s.line) FILTER (WHERE s.region <> ''))[1] AS region,
           (array_agg(s.tax_id ORDER BY s.line) FILTER (WHERE s.tax_id <> ''))[1] AS tax_id,
           (array_agg(s.segment ORDER BY s.line) FILTER (WHERE s.segment <> ''))[1] AS segment,
           (array_agg(s.terms ORDER BY s.line) FILTER (WHERE s.terms <> ''))[1] AS terms,
           (array_agg(s.payment_method ORDER BY s.line) FILTER (WHERE s.payment_method <> ''))[1] AS payment_method,
           (array_agg(s.salesperson ORDER BY s.line) FILTER (WHERE s.salesperson <> ''))[1] AS salesperson,
           (array_agg(s.collector ORDER BY s.line) FILTER (WHERE s.collector <> ''))[1] AS collector,
           (array_agg(s.pay_days ORDER BY s.line) FILTER (WHERE s.pay_days <> ''))[1] AS pay_days
      FROM stage_customer s
     GROUP BY s.code) said
 ORDER BY line, code
    ON CONFLICT (company_id, code) DO NOTHING
RETURNING code
