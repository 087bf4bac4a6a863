-- What did one person do, in order?
SELECT effective_date, company, direction, post, manner, status
  FROM mart.leadership_event
 WHERE person = 'Sam Altman'
 ORDER BY effective_date, direction DESC;
