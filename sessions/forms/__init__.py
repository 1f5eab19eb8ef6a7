"""The shape of what people type about sessions, a module for each noun."""
