-- Who took the chief executive's seat last, at each company where somebody did in a quarter?
SELECT DISTINCT ON (company_id) company, person, effective_date, interim
  FROM mart.leadership_event
 WHERE role = 'ceo' AND direction = 'in' AND status = 'confirmed' AND effective_date BETWEEN '2023-09-01' AND '2023-11-30'
 ORDER BY company_id, effective_date DESC;
