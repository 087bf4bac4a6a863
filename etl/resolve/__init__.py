"""Stage `resolve`: which company and which person is meant, over names, scripts and languages."""
