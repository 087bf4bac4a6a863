"""Stage `fetch`: poll the feeds that are due, politely and safely, and keep the bytes and the outcome of every attempt."""
