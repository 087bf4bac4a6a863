"""Checks of the data after each run: what must not be there, and what may go wrong within bounds."""
