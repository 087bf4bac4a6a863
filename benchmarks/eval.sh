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
