-- Whose banking days will be asked for? Those of each country that the file names.
SELECT DISTINCT country FROM stage_customer WHERE country <> ''
