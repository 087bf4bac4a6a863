"""Stage `dedupe`: join the copies, updates and syndicated forms of one text into stories."""
