"""The command line: each command parses, calls one verb, and prints. `main.py` is the list of commands."""
