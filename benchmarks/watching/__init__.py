"""What ``benchmarks.matching`` is made of: a world of rules and articles, the ways to search it, and how to measure."""
