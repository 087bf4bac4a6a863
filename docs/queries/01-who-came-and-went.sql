-- Who joined and who left a company in a fortnight, with a sentence and a link for each?
SELECT e.effective_date, e.person, e.direction, e.post, e.status, s.sentence, s.url
  FROM mart.leadership_event e
  JOIN LATERAL (SELECT a.sentence, a.url FROM mart.article_event a
                 WHERE a.event_id = e.event_id ORDER BY a.confidence DESC, a.published_at LIMIT 1) s ON true
 WHERE e.company = 'OpenAI' AND e.effective_date BETWEEN '2023-11-17' AND '2023-11-30'
 ORDER BY e.effective_date, e.person;
