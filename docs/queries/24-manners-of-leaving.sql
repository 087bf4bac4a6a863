-- How do people leave: by resignation, dismissal, retirement ...?
SELECT coalesce(manner, 'not said') AS manner, count(*) AS departures
  FROM mart.leadership_event
 WHERE direction = 'out' AND status = 'confirmed'
 GROUP BY 1 ORDER BY departures DESC;
