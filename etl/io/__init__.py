"""The only doors to the outside: HTTP, the database, notifications."""
