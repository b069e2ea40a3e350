"""Measures Recobro against its own floors: `make bench N=100000`. What each line means is in docs/reference/bench.md."""
