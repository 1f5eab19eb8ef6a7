"""The shapes of what people and coordinators type. Nothing here acts."""
