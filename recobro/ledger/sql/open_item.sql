-- What is open on a day, as known at a moment? One row per item with something open, claims above zero and credits below.
-- Parameters: company, as_of (date), known_at (timestamptz; null: by everything known now).
-- include: ledger/open_item_kept

UNION ALL

-- include: ledger/open_item_counted
