-- What was reported in a month and is not confirmed?
SELECT company, person, direction, post, announced_on, source_count
  FROM mart.leadership_event
 WHERE status = 'reported' AND announced_on BETWEEN '2023-11-01' AND '2023-11-30'
 ORDER BY announced_on DESC;
