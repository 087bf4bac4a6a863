-- Which articles name a company, and with which words?
SELECT a.published_at, a.feed, a.title, m.text, m.link_rule, m.link_confidence
  FROM mart.entity_mention m JOIN mart.article a USING (article_id)
  JOIN mart.company c ON c.company_id = m.entity_id
 WHERE c.name = 'OpenAI'
 ORDER BY a.published_at DESC;
