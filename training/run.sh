#!/usr/bin/env bash
# Train the model that ships, from the source weights to the model card, with PyTorch in an environment of its own.
#   training/run.sh NER_DIR LISTS_DIR
# NER_DIR and LISTS_DIR hold the public files that training/data.yml names; they are not part of the project.
set -euo pipefail
cd "$(dirname "$0")/.."
ner=${1:?usage: run.sh NER_DIR LISTS_DIR}
lists=${2:?usage: run.sh NER_DIR LISTS_DIR}
for folder in "$ner" "$lists"; do
  [ -d "$folder" ] || { echo "$folder is no folder; say make train NER=... LISTS=..." >&2; exit 2; }
done
environment=build/training-venv
work=build/training
[ -x "$environment/bin/python" ] || ${PYTHON:-python3.11} -m venv "$environment"
.venv/bin/uv pip install --quiet --python "$environment/bin/python" --require-hashes -r requirements-train.lock
export PYTHONPATH=.:training
torch="$environment/bin/python"
product=.venv/bin/python
mkdir -p "$work"
"$torch" training/prepare.py --to "$work" --ner "$ner" --lists "$lists"
"$torch" training/train.py --source "$work" --out "$work/run" --ner "$ner" --lists "$lists" --epochs "${EPOCHS:-20}"
"$torch" training/export.py --source "$work" --network "$work/run/network.pt" --to etl/enrich/model --version "$(date -u +%Y.%m.%d)"
"$product" training/calibrate.py --model etl/enrich/model --out "$work/calibration.json" --into
"$product" training/evaluate.py --ner "$ner" --card training/MODEL_CARD.md
