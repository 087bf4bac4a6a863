-- Which feeds told first of the events that were confirmed in a week?
SELECT feed, count(*) AS first_reports
  FROM (SELECT DISTINCT ON (v.event_id) v.event_id, v.feed
          FROM mart.leadership_event e
          JOIN mart.article_event v USING (event_id)
         WHERE e.status = 'confirmed' AND e.announced_on BETWEEN '2023-11-17' AND '2023-11-23'
         ORDER BY v.event_id, v.published_at) AS firsts
 GROUP BY feed ORDER BY first_reports DESC, feed;
