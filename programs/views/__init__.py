"""What visitors, facilitators and the person who sets the site up see of programs."""
