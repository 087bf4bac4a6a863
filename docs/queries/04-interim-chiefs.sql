-- Who took a post for an interim only, in a month?
SELECT company, person, post, effective_date
  FROM mart.leadership_event
 WHERE interim AND direction = 'in' AND status = 'confirmed' AND effective_date BETWEEN '2023-11-01' AND '2023-11-30'
 ORDER BY effective_date DESC;
