"""What stays of a session: notes, actions, small wins, and a facilitator's private debrief."""
