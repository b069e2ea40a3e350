"""Documents come in: each folder reads one kind of file into canonical records."""
