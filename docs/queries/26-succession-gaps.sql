-- How many days lay between a departure of a fortnight and its successor's start?
SELECT t.company, t.role, t.out_person, t.in_person, i.effective_date - o.effective_date AS days
  FROM mart.seat_transition t
  JOIN mart.leadership_event o ON o.event_id = t.out_event_id
  JOIN mart.leadership_event i ON i.event_id = t.in_event_id
 WHERE t.transition_date BETWEEN '2023-11-17' AND '2023-11-30'
 ORDER BY days DESC;
