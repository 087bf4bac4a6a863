-- What was known of a company at a moment, without what came later?
SELECT effective_date, person, direction, role, status
  FROM mart.leadership_event_as_of('2023-11-20 23:59:59+00')
 WHERE company = 'OpenAI'
 ORDER BY effective_date, person;
