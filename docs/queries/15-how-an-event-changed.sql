-- How did what is said of an event change over time?
SELECT c.changed_at, c.op, c.row ->> 'status' AS status, c.row ->> 'confidence' AS confidence
  FROM mart.event_change c
 WHERE c.event_id = (SELECT event_id FROM mart.event_change GROUP BY event_id ORDER BY count(*) DESC, event_id LIMIT 1)
 ORDER BY c.change_id;
