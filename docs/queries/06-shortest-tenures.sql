-- Who left a seat soonest after taking it, of those who left in a week?
SELECT t.company, t.role, t.in_person AS person, u.transition_date - t.transition_date AS days
  FROM mart.seat_transition u
  JOIN mart.seat_transition t ON t.company_id = u.company_id AND t.role = u.role
                             AND t.in_person = u.out_person AND t.transition_date < u.transition_date
 WHERE u.transition_date BETWEEN '2023-11-17' AND '2023-11-23'
 ORDER BY days LIMIT 20;
