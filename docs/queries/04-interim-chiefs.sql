-- Who holds a post for an interim only?
SELECT company, person, post, effective_date
  FROM mart.leadership_event
 WHERE interim AND direction = 'in' AND status = 'confirmed'
 ORDER BY effective_date DESC;
