-- Which items may be the cause of a difference to the books by their amounts? Of each way to fit those nearest to the day of the books, one
-- more than are named, and how many fit alike. `near`: 0 dated or set off within a week of the day, 1 recorded after it, 2 neither.
-- Parameters: company, currency, sources (text[]: whose items are in the balance), own, on (the day of the books), difference, half (null:
-- it cannot be halved), place and more (how two digits would be swapped: a power of ten in the smallest unit, and by how much the left one
-- is more than the right one; null: they are not), unit (of the currency, as a power of ten), most.
SELECT id, number, name, amount, "on", near, alike
  FROM (SELECT f.*, c.name, count(*) OVER (PARTITION BY way) AS alike,
               row_number() OVER (PARTITION BY way ORDER BY near, f.recorded_at DESC, f.id DESC) AS nth
          FROM (SELECT i.id, i.number, i.customer_id, i.amount, i.issued_on AS "on", i.recorded_at,
                       CASE WHEN i.issued_on > %(on)s THEN 'later' WHEN i.amount = %(difference)s::numeric THEN 'item'
                            WHEN i.amount = %(half)s::numeric THEN 'half' ELSE 'swapped' END AS way,
                       CASE WHEN least(abs(i.issued_on - %(on)s::date), abs(i.last_fact_on - %(on)s::date)) <= 7 THEN 0
                            WHEN i.recorded_at >= %(on)s::date + 1 THEN 1
                            ELSE 2 END AS near
                  FROM ledger_item i
                 WHERE i.company_id = %(company)s AND i.currency = %(currency)s AND (i.source = ANY (%(sources)s) OR i.source = %(own)s)
                   AND CASE WHEN i.issued_on > %(on)s THEN i.amount = -%(difference)s::numeric AND i.issued_on <= %(on)s::date + 35
                            WHEN i.amount IN (%(difference)s, %(half)s) THEN true
                            -- (digits are swapped when something is typed: one looks among what is new)
                            ELSE i.issued_on > %(on)s::date - 35 AND %(place)s::numeric IS NOT NULL
                             AND sign(i.amount) * (mod(div(abs(i.amount) * %(unit)s::numeric, %(place)s::numeric * 10), 10)
                                                   - mod(div(abs(i.amount) * %(unit)s::numeric, %(place)s::numeric), 10)) = %(more)s::int
                             END) f
          JOIN ledger_customer c ON c.id = f.customer_id) found
 WHERE nth <= %(most)s
 ORDER BY nth
