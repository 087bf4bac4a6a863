-- What is reported and not confirmed?
SELECT company, person, direction, post, announced_on, source_count
  FROM mart.leadership_event
 WHERE status = 'reported'
 ORDER BY announced_on DESC;
