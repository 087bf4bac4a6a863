"""Benchmarks: ratios of CPU seconds in one run, never times on their own."""
