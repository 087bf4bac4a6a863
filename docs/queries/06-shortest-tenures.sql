-- Who left a seat soonest after taking it?
SELECT t.company, t.role, t.in_person AS person, u.transition_date - t.transition_date AS days
  FROM mart.seat_transition t
  JOIN mart.seat_transition u ON u.company_id = t.company_id AND u.role = t.role
                             AND u.out_person = t.in_person AND u.transition_date > t.transition_date
 ORDER BY days LIMIT 20;
