"""The pages of sessions, a module for each noun."""
