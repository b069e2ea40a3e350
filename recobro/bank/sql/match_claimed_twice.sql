-- Which likely proposals name an item that another movement may pay as well? The surest keeps it, of equals the earliest; one that goes by
-- the payer and the amount alone gives way to any other. One that gives way says so, and is not automatic.
WITH claim AS (
  SELECT p.id, p.movement_id, p.certainty, m.booked_on, (part ->> 'item')::bigint AS item,
         p.reasons @> '[{"key": "reference"}]' OR p.reasons @> '[{"key": "number_in_text"}]' AS is_said
    FROM bank_proposal p
    JOIN bank_movement m ON m.company_id = p.company_id AND m.id = p.movement_id
    CROSS JOIN LATERAL jsonb_array_elements(p.lines) part
   WHERE p.company_id = %(company)s AND p.rank = 1 AND p.certainty >= %(likely)s
     AND p.movement_id = ANY (%(only)s::bigint[]) -- only
)
UPDATE bank_proposal p
   SET certainty = CASE WHEN p.certainty >= %(automatic)s THEN %(automatic)s - 10 ELSE p.certainty END,
       reasons = p.reasons || '[{"key": "claimed_twice", "value": true}]'
 WHERE p.company_id = %(company)s AND p.rank = 1 AND p.certainty >= %(likely)s
   AND NOT p.reasons @> '[{"key": "claimed_twice"}]'
   AND EXISTS (
     SELECT FROM claim mine
       JOIN claim other ON other.item = mine.item AND other.movement_id <> mine.movement_id
      WHERE mine.id = p.id
        AND (NOT mine.is_said OR (-other.certainty, other.booked_on, other.movement_id) < (-mine.certainty, mine.booked_on, mine.movement_id)))
