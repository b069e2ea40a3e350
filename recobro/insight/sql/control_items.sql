-- Which items may be the cause of a difference to the books by their amounts? Of each way to fit the newest ones, one more than are named.
-- Parameters: company, currency, sources (text[]: whose items are in the balance), own, on (the day of the books), difference, half (null:
-- it cannot be halved), place and more (how two digits would be swapped: a power of ten in the smallest unit, and by how much the left one
-- is more than the right one; null: they are not), unit (of the currency, as a power of ten), most.
SELECT id, number, name, amount, "on"
  FROM (SELECT i.id, i.number, c.name, i.amount, i.issued_on AS "on",
               row_number() OVER (PARTITION BY i.issued_on > %(on)s, i.amount IN (%(difference)s, %(half)s) ORDER BY i.recorded_at DESC, i.id DESC) AS nth
          FROM ledger_item i
          JOIN ledger_customer c ON c.id = i.customer_id
         WHERE i.company_id = %(company)s AND i.currency = %(currency)s AND (i.source = ANY (%(sources)s) OR i.source = %(own)s)
           AND CASE WHEN i.issued_on > %(on)s THEN i.amount = -%(difference)s::numeric AND i.issued_on <= %(on)s::date + 35
                    WHEN i.amount IN (%(difference)s, %(half)s) THEN true
                    -- (digits are swapped when something is typed: one looks among what is new)
                    ELSE i.issued_on > %(on)s::date - 35 AND %(place)s::numeric IS NOT NULL
                     AND sign(i.amount) * (mod(div(abs(i.amount) * %(unit)s::numeric, %(place)s::numeric * 10), 10)
                                           - mod(div(abs(i.amount) * %(unit)s::numeric, %(place)s::numeric), 10)) = %(more)s::int END) found
 WHERE nth <= %(most)s
 ORDER BY nth
