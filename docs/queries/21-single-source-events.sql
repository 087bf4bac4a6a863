-- Which confirmed events of a month rest on a single story?
SELECT company, person, direction, role, effective_date, confidence
  FROM mart.leadership_event
 WHERE status = 'confirmed' AND source_count = 1 AND effective_date BETWEEN '2023-11-01' AND '2023-11-30'
 ORDER BY effective_date DESC;
