-- Which confirmed events rest on a single story?
SELECT company, person, direction, role, effective_date, confidence
  FROM mart.leadership_event
 WHERE status = 'confirmed' AND source_count = 1
 ORDER BY effective_date DESC;
