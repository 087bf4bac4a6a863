-- What was announced in a month and denied, or fell through?
SELECT company, person, direction, post, announced_on, last_seen_at
  FROM mart.leadership_event
 WHERE status = 'denied' AND announced_on BETWEEN '2023-11-01' AND '2023-11-30'
 ORDER BY announced_on DESC;
