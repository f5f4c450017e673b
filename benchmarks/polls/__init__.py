"""What the benchmark of polling is made of: the sites, the ways to poll them, and what that costs."""
