"""What the benchmark of stories is made of: scores, sets of reports, and rewritten wires."""
