"""The fuzz target of the parser: feeds damaged at random, each reproducible by its number."""
