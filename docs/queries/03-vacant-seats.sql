-- Which seats were left and have no known successor?
SELECT company, role, out_person, transition_date
  FROM mart.seat_transition
 WHERE in_event_id IS NULL AND role IN ('ceo', 'chair', 'president', 'cfo', 'coo', 'cto')
 ORDER BY transition_date DESC;
