"""Storing: from the bytes of a feed to articles, each in all its versions and each item counted once."""
