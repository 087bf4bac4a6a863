-- Who is known to have taken the chief executive's seat last, at each company?
SELECT DISTINCT ON (company_id) company, person, effective_date, interim
  FROM mart.leadership_event
 WHERE role = 'ceo' AND direction = 'in' AND status = 'confirmed'
 ORDER BY company_id, effective_date DESC;
