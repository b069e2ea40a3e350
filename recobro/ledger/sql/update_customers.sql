-- Which customers does the file describe differently? What it does not say stays.
UPDATE ledger_customer c
   SET name = coalesce(said.name, c.name),
       kind = coalesce(said.kind, c.kind),
       language = coalesce(said.language, c.language),
       country = coalesce(said.country, c.country),
       address_1 = coalesce(said.address_1, c.address_1),
       address_2 = coalesce(said.address_2, c.address_2),
       postcode = coalesce(said.postcode, c.postcode),
       city = coalesce(said.city, c.city),
       region = coalesce(said.region, c.region),
       tax_id = coalesce(said.tax_id, c.tax_id),
       segment = coalesce(said.segment, c.segment),
       terms = coalesce(said.terms, c.terms),
       payment_method = coalesce(said.payment_method, c.payment_method),
       salesperson = coalesce(said.salesperson, c.salesperson),
       collector = coalesce(said.collector, c.collector),
       pay_month_days = coalesce(said.pay_month_days, c.pay_month_days),
       pay_weekdays = coalesce(said.pay_weekdays, c.pay_weekdays),
       review_weekdays = coalesce(said.review_weekdays, c.review_weekdays)
  FROM (
    SELECT summed.*, ('{' || split_part(pay_days, '|', 1) || '}')::smallint[] AS pay_month_days,
           ('{' || split_part(pay_days, '|', 2) || '}')::smallint[] AS pay_weekdays,
           ('{' || split_part(pay_days, '|', 3) || '}')::smallint[] AS review_weekdays
      FROM (
    SELECT s.code,
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
     GROUP BY s.code) summed) said
 WHERE c.company_id = %(company)s AND c.code = said.code
   AND (coalesce(said.name, c.name) <> c.name OR coalesce(said.kind, c.kind) <> c.kind OR coalesce(said.language, c.language) <> c.language OR coalesce(said.country, c.country) <> c.country OR coalesce(said.address_1, c.address_1) <> c.address_1 OR coalesce(said.address_2, c.address_2) <> c.address_2 OR coalesce(said.postcode, c.postcode) <> c.postcode OR coalesce(said.city, c.city) <> c.city OR coalesce(said.region, c.region) <> c.region OR coalesce(said.tax_id, c.tax_id) <> c.tax_id OR coalesce(said.segment, c.segment) <> c.segment OR coalesce(said.terms, c.terms) <> c.terms OR coalesce(said.payment_method, c.payment_method) <> c.payment_method OR coalesce(said.salesperson, c.salesperson) <> c.salesperson OR coalesce(said.collector, c.collector) <> c.collector
    OR coalesce(said.pay_month_days, c.pay_month_days) <> c.pay_month_days OR coalesce(said.pay_weekdays, c.pay_weekdays) <> c.pay_weekdays
    OR coalesce(said.review_weekdays, c.review_weekdays) <> c.review_weekdays)
