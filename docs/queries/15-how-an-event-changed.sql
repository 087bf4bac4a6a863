-- How did what is said of one person at one company change over time?
SELECT c.changed_at, e.direction, e.role, c.op, c.row ->> 'status' AS status, c.row ->> 'confidence' AS confidence
  FROM mart.leadership_event e
  JOIN mart.event_change c USING (event_id)
 WHERE e.company = 'OpenAI' AND e.person = 'Sam Altman'
 ORDER BY c.changed_at, c.change_id;
