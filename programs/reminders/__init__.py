"""What the rules of programs/reminder_rules.py lead to."""
