"""Who hosts, where, who comes as a guest, and what is booked for a session."""
