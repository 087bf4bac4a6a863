-- How did people leave in a month: by resignation, dismissal, retirement ...?
SELECT coalesce(manner, 'not said') AS manner, count(*) AS departures
  FROM mart.leadership_event
 WHERE direction = 'out' AND status = 'confirmed' AND effective_date BETWEEN '2023-11-01' AND '2023-11-30'
 GROUP BY 1 ORDER BY departures DESC;
