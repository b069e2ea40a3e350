-- What was the customer told by this message? The items of its reminder (null: all) that still have their step, each at its level.
INSERT INTO evaluation_told (company_id, customer_id, item_id, mode, level_key, severity, "on", at, channel, is_contact, reminder_id)
SELECT company_id, customer_id, item_id, mode, level_key, severity, %(on)s, %(at)s, %(channel)s, %(is_contact)s, reminder_id
  FROM evaluation_step
 WHERE company_id = %(company)s AND reminder_id = %(reminder)s AND released_at IS NULL
   AND (%(items)s::bigint[] IS NULL OR item_id = ANY (%(items)s::bigint[]))
    ON CONFLICT DO NOTHING
