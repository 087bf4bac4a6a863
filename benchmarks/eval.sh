#!/usr/bin/env bash
# Replay a labelled folder and score what was stored against its gold; then what else must pass through without an error.
#   benchmarks/eval.sh REPLAY_DIR SCORER_DIR
# REPLAY_DIR and SCORER_DIR are not part of the project. The results stay in build/eval/NAME.
set -euo pipefail
cd "$(dirname "$0")/.."
replay=${1:?usage: eval.sh REPLAY_DIR SCORER_DIR}
scorer=${2:?usage: eval.sh REPLAY_DIR SCORER_DIR}
for needed in "$replay/articles.jsonl" "$scorer/replay_feeds.py" "$scorer/score.py"; do
  [ -e "$needed" ] || { echo "$needed is not there; say make eval REPLAY=... SCORER=..." >&2; exit 2; }
done
out=build/eval/$(basename "$replay")
rm -rf "$out"
mkdir -p "$out"
export REVDOOR_HOME="$PWD/$out/home"
python=.venv/bin/python
revdoor=.venv/bin/revdoor

"$python" "$scorer/replay_feeds.py" "$replay" "$out/feeds"
"$revdoor" replay "$out/feeds" > "$out/replay.txt"
"$revdoor" sql --csv "select url, company, person, direction, role, interim, event_date, status from mart.article_event" > "$out/articles.csv"
"$revdoor" sql --csv "select company, person, direction, role, interim, effective_date, status from mart.leadership_event" > "$out/events.csv"
"$python" "$scorer/score.py" "$replay" --articles "$out/articles.csv" --events "$out/events.csv" --json "$out/score.json"
"$python" "$scorer/score.py" "$replay" --articles "$out/articles.csv" --events "$out/events.csv" --errors > "$out/errors.txt"
echo "Every miss and false alarm: $out/errors.txt"

# Recorded feeds and single articles that must pass through without an error, where there are some beside the scorer:
# SCORER_DIR/../data/feeds/LANG.NAME.KIND.xml and SCORER_DIR/../seed/* (one article, an item of the feed ifanr-de).
extra=$(dirname "$scorer")
if [ -d "$extra/data/feeds" ]; then
  mkdir -p "$out/extra/2023-11-20"
  for feed in "$extra"/data/feeds/*.xml; do
    name=$(basename "$feed" .xml)
    cp "$feed" "$out/extra/2023-11-20/${name//./-}.xml"
  done
  if [ -d "$extra/seed" ]; then "$python" benchmarks/one_article.py "$extra"/seed/* > "$out/extra/2023-11-20/ifanr-de.xml"; fi
  export REVDOOR_HOME="$PWD/$out/extra-home"
  "$revdoor" replay "$out/extra" > "$out/extra.txt"
  "$revdoor" sql "select feed, count(*) as articles, count(*) filter (where extraction_outcome = 'failed') as failed from mart.article group by feed order by feed"
  "$revdoor" sql "select company, person, direction, role, interim, event_date, status from mart.article_event e join mart.article a using (article_id) where a.feed = 'ifanr-de'"
  failed=$("$revdoor" sql --csv "select count(*) from mart.article where extraction_outcome = 'failed'" | tail -n 1)
  [ "$failed" = 0 ] || { echo "$failed articles could not be read" >&2; exit 1; }
fi
