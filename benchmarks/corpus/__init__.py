"""What is read and held against what it should give: feedparser's own test feeds, and pages of this project."""
