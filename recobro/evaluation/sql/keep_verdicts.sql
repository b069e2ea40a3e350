-- What does a run see? The verdicts of all customers or of some, kept for the statements behind it until the transaction ends.
CREATE TEMPORARY TABLE stage_verdict ON COMMIT DROP AS
-- include: evaluation/evaluate
