"""The pages of intakes: open forms, one's own applications, offers. Only a POST acts."""
