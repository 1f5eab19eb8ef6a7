"""The shapes of what coordinators and facilitators type on the site's own pages."""
