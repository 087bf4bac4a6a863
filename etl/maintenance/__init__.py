"""The house's chores, run once a day by the DAG `maintenance`."""
