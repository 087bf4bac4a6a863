#!/usr/bin/env python3
"""Check the corpus part next to this script and print its counts. Standard library only; exit status 1 on any BAD line."""
import collections, datetime as dt, html, itertools, json, pathlib, re, sys, unicodedata
HERE = pathlib.Path(__file__).parent
ROLES = set("ceo chair president cfo coo cto cxo board founder head other".split())
MANNERS = set("appointed promoted elected returned resigned dismissed retired died moved term_ended suspended".split())
KEYS = {"id", "feed", "guid", "url", "lang", "published", "title", "html", "dup_of", "mentions", "events", "historical", "traps"}
EKEYS = {"canonical", "company", "person", "direction", "post", "role", "interim", "date", "status", "manner", "evidence", "trigger"}
def jsonl(name): return [json.loads(l) for l in (HERE / name).read_text("utf-8").splitlines() if l.strip()]
def fold(n): return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", n or "").casefold())
def strip(h): return re.sub(r"[ \t]+", " ", html.unescape(re.sub(r"<[^>]+>", "", h)))
def wb(s): return (r"(?<!\w)" if s[0].isalnum() else "") + re.escape(s) + (r"(?!\w)" if s[-1].isalnum() else "")
arts, ent = jsonl("articles.jsonl"), json.loads((HERE / "entities.json").read_text("utf-8"))
rows = jsonl("timeline.jsonl"); tl = {t["canonical"]: t for t in rows}
bad, note = [], []
if len(tl) != len(rows): bad.append("timeline: canonical twice")
for field in ("id", "guid", "url"):
    bad += [f"{field} {v} occurs {n} times" for v, n in collections.Counter(a[field] for a in arts).items() if n > 1]
owner = {}
for kind in ("companies", "people"):
    for canon, al in ent[kind].items():
        for x in [canon, *al]:
            o = owner.setdefault((kind, fold(x)), canon)
            if o != canon: bad.append(f"alias {x} of {canon} also names {o}")
shape, grams, words = {}, {}, []
for a in arts:
    i = a["id"]
    if set(a) != KEYS: bad.append(f"{i} keys {sorted(set(a) ^ KEYS)}")
    if not re.fullmatch(r"en3-\d{3}", i) or a["lang"] != "en" or a["dup_of"] is not None: bad.append(f"{i} id, lang or dup_of")
    p = dt.datetime.fromisoformat(a["published"])
    if p.tzinfo is None or not 2015 <= p.year <= 2026: bad.append(f"{i} published")
    body = strip(a["html"]); text = a["title"] + "\n" + body; low = fold(text); words.append(len(body.split()))
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", a["html"] + a["title"]): bad.append(f"{i} control characters")
    toks = re.findall(r"\w+", body.lower()); grams[i] = {tuple(toks[k:k + 4]) for k in range(len(toks) - 3)}
    if set(a["mentions"]) != {"PERSON", "ORG", "POST"}: bad.append(f"{i} mentions keys")
    every = [(k, x) for k, v in a["mentions"].items() for x in v]
    if len({x for _, x in every}) != len(every): bad.append(f"{i} a mention is listed twice")
    bad += [f"{i} mention {x!r} does not occur" for _, x in every if not re.search(wb(x), text)]
    for part in ("events", "historical"):
        seen = set()
        for e in a[part]:
            w = f"{i} {e['canonical']}"
            if set(e) != EKEYS: bad.append(f"{w} keys")
            if e["evidence"] not in body and e["evidence"] != a["title"]: bad.append(f"{w} evidence not verbatim")
            pos = 0
            if not isinstance(e["trigger"], list) or not e["trigger"]: bad.append(f"{w} trigger")
            for t in e["trigger"]:
                m = re.compile(wb(t)).search(e["evidence"], pos)
                if not m: bad.append(f"{w} trigger {t!r} not in evidence"); break
                pos = m.end()
            if e["role"] not in ROLES or e["direction"] not in ("in", "out") or e["status"] not in ("confirmed", "reported", "denied") \
               or (e["manner"] is not None and e["manner"] not in MANNERS) or type(e["interim"]) is not bool: bad.append(f"{w} vocabulary")
            if e["date"]: dt.date.fromisoformat(e["date"])
            if e["status"] == "denied" and e["date"]: bad.append(f"{w} denied with a date")
            if part == "events" and e["date"] and e["date"] < a["published"][:4]: bad.append(f"{w} event of an earlier year")
            if part == "historical" and e["date"] and e["date"][:4] == a["published"][:4]: bad.append(f"{w} historical, but of this year")
            for kind, label, name in (("companies", "ORG", e["company"]), ("people", "PERSON", e["person"])):
                al = ent[kind].get(name)
                if al is None: bad.append(f"{w} {name} not in entities.json"); continue
                forms = [name, *al]
                if not any(x in a["mentions"][label] for x in forms): bad.append(f"{w} no alias of {name} among the mentions")
                for x in forms:
                    if re.search(wb(x), text) and x not in a["mentions"][label] and not any(x in y and x != y for y in a["mentions"][label] + a["mentions"]["ORG"]):
                        bad.append(f"{w} {x} is used, but not a mention")
                if kind == "people" and not any(fold(x) in fold(e["evidence"]) for x in forms): note.append(f"{w} evidence without a name of {name}")
            k = (e["company"], e["person"], e["direction"], e["role"])
            if k in seen: bad.append(f"{w} key twice in the article")
            seen.add(k)
            s = shape.setdefault(e["canonical"], (*k, e["interim"], e["post"]))
            if s != (*k, e["interim"], e["post"]): bad.append(f"{w} inconsistent with other articles")
            if part == "events":
                t = tl.get(e["canonical"])
                if not t or (t["company"], t["person"], t["direction"], t["role"], t["interim"]) != (*k, e["interim"]): bad.append(f"{w} timeline")
last = {}
for a in sorted(arts, key=lambda a: dt.datetime.fromisoformat(a["published"])):
    for e in a["events"]: last[e["canonical"]] = e["status"]
bad += [f"timeline {c} final_status" for c, t in tl.items() if last.get(c) != t["final_status"]]
bad += [f"timeline {c} first_article" for c, t in tl.items() if not any(a["id"] == t["first_article"] and any(e["canonical"] == c for e in a["events"]) for a in arts)]
for x, y in itertools.combinations(grams, 2):
    if len(grams[x]) > 15 and len(grams[y]) > 15:
        j = len(grams[x] & grams[y]) / min(len(grams[x]), len(grams[y]))
        if j > 0.15: bad.append(f"{x} and {y} share {j:.0%} of their 4-grams")
print("\n".join("BAD  " + b for b in bad)); print("\n".join("note " + n for n in note) if "-v" in sys.argv else f"{len(note)} notes (-v)")
ev = [e for a in arts for e in a["events"]]; C = collections.Counter
print(len(arts), "articles,", sum(not a["events"] for a in arts), "without event;", len(ev), "events,", sum(len(a["historical"]) for a in arts), "historical,", len(tl), "canonical")
for f in ("direction", "status", "role", "interim", "manner"): print(" ", f, dict(C(str(e[f]) for e in ev).most_common()))
print("  date null", sum(e["date"] is None for e in ev), "| words", min(words), sum(words) // len(words), max(words), "| under 60 words", sum(n < 60 for n in words))
print("  mentions", {k: sum(len(a["mentions"][k]) for a in arts) for k in ("PERSON", "ORG", "POST")})
print("  years", dict(sorted(C(a["published"][:4] for a in arts).items())), "\n  feeds", dict(C(a["feed"] for a in arts)))
print("  traps", dict(C(t for a in arts for t in a["traps"]).most_common()))
sys.exit(bool(bad))
