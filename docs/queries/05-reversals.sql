-- Which changes were taken back in a month, by which, and after how many days?
SELECT back.company, first.role, first.out_person, back.in_person, first.transition_date,
       back.transition_date - first.transition_date AS days
  FROM mart.seat_transition back
  JOIN mart.seat_transition first ON first.transition_id = back.reverses_transition_id
 WHERE back.transition_date BETWEEN '2023-11-01' AND '2023-11-30'
 ORDER BY back.transition_date DESC;
