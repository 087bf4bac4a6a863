-- What was denied or fell through?
SELECT company, person, direction, post, announced_on, last_seen_at
  FROM mart.leadership_event
 WHERE status = 'denied'
 ORDER BY announced_on DESC;
