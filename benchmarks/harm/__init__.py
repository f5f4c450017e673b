"""What the hostile benchmark and the tests of the way out share: places, answers and files that mean harm."""
