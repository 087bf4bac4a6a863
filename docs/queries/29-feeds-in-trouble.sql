-- Which feeds bring nothing, and why?
SELECT feed, state, reason, consecutive_failures, last_success_at
  FROM mart.feed_health
 WHERE is_active AND state NOT IN ('ok', 'unchanged', 'new')
 ORDER BY consecutive_failures DESC, feed;
