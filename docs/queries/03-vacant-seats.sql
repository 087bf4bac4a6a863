-- Which seats were left in a month and have no known successor?
SELECT company, role, out_person, transition_date
  FROM mart.seat_transition
 WHERE in_event_id IS NULL AND role IN ('ceo', 'chair', 'president', 'cfo', 'coo', 'cto')
   AND transition_date BETWEEN '2023-11-01' AND '2023-11-30'
 ORDER BY transition_date DESC;
