"""Run-sheets: what a session goes through, who leads it, and what it is made from."""
