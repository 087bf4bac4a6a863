"""Churn of a company as a statement of probability against what is to be expected of such a company."""
