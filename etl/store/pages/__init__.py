"""Part of the stage `store`: where a feed carries a teaser only, the article's own page is asked for its text."""
