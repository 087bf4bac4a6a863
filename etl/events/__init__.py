"""Stage `events`: one row a real event over all articles and languages, and the changes of seats that they make."""
