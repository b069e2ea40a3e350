-- How do these customers stand: whom to call, when did they last hear from us, what came of the last call?
-- Parameters: company, mode, customers (bigint[]).
SELECT c.id AS customer_id, coalesce(p.phone, '') AS phone, t.last_contact_on, l."on" AS last_call_on, coalesce(l.outcome, '') AS last_call
  FROM unnest(%(customers)s::bigint[]) AS c (id)
  LEFT JOIN LATERAL (
        -- of the contact for reminders, else of any other; the newest first
        SELECT phone FROM ledger_contact
         WHERE company_id = %(company)s AND customer_id = c.id AND phone <> ''
         ORDER BY role = 'reminders' DESC, id DESC LIMIT 1) p ON true
  LEFT JOIN LATERAL (
        SELECT max("on") AS last_contact_on FROM evaluation_told
         WHERE company_id = %(company)s AND customer_id = c.id AND mode = %(mode)s AND is_contact AND undone_on IS NULL) t ON true
  LEFT JOIN LATERAL (
        SELECT "on", outcome FROM casework_call
         WHERE company_id = %(company)s AND customer_id = c.id
         ORDER BY "on" DESC, id DESC LIMIT 1) l ON true
