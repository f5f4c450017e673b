"""What the configuration promises to the people who write it."""
