"""Taking over people from a file: reading it, trying it out, keeping it, undoing it.

`intakes/imports.py` holds the acts.
"""
