"""What people see: checks of the tables, and a report that needs no server."""
