-- Which feeds tell of confirmed events first?
SELECT feed, count(*) AS first_reports
  FROM (SELECT DISTINCT ON (v.event_id) v.event_id, a.feed
          FROM mart.article_event v JOIN mart.article a USING (article_id)
          JOIN mart.leadership_event e ON e.event_id = v.event_id AND e.status = 'confirmed'
         ORDER BY v.event_id, a.published_at) AS firsts
 GROUP BY feed ORDER BY first_reports DESC, feed;
