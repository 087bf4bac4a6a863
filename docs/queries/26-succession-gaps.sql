-- How many days lay between a departure and its successor's start?
SELECT t.company, t.role, t.out_person, t.in_person, i.effective_date - o.effective_date AS days
  FROM mart.seat_transition t
  JOIN mart.leadership_event o ON o.event_id = t.out_event_id
  JOIN mart.leadership_event i ON i.event_id = t.in_event_id
 ORDER BY days DESC;
