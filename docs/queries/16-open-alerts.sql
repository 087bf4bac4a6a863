-- Which alerts are open, since when, and on what evidence?
SELECT a.company, a.level, a.opened_at, change ->> 'date' AS date, change ->> 'what' AS what
  FROM mart.alert a, jsonb_array_elements(a.evidence) AS change
 WHERE a.closed_at IS NULL
 ORDER BY a.opened_at, a.company, date;
