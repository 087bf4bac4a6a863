-- How long after the first news of its burst was each alert opened?
SELECT a.company, a.opened_at, min(t.first_seen_at) AS first_news, a.opened_at - min(t.first_seen_at) AS delay
  FROM mart.alert a
  CROSS JOIN LATERAL jsonb_array_elements_text(a.transitions) AS member(transition_id)
  JOIN mart.seat_transition t USING (transition_id)
 GROUP BY a.alert_id, a.company, a.opened_at
 ORDER BY delay DESC;
