-- How long after the first news of its burst was each alert opened?
SELECT a.company, a.opened_at, min(t.first_seen_at) AS first_news, a.opened_at - min(t.first_seen_at) AS delay
  FROM mart.alert a
  JOIN mart.seat_transition t ON a.transitions ? t.transition_id
 GROUP BY a.alert_id, a.company, a.opened_at
 ORDER BY delay DESC;
