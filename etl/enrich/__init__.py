"""Reading: from an article's text to the leadership events that it states."""
