"""Known-item searches: each question was made of one page, and how far up that page is found counts (mean reciprocal rank of the first ten).

measure.py CELL URLS PARAPHRASES: CELL answers at that address and has the pages of URLS; psql reaches an empty database by its usual
variables. Prints "CONTESTANT METRIC VALUE" lines, of the half of the questions by which nothing was tuned ("tuning" in the
environment: of the other half).
"""
import collections, hashlib, json, os, re, subprocess, sys, urllib.error, urllib.parse, urllib.request

MOST = 500
FIRST = 10


def get(address):
    with urllib.request.urlopen(address) as answer:
        return json.load(answer)


def stored(cell, url):
    try:
        return get(f"{cell}/page?url={urllib.parse.quote(url, safe='')}")
    except urllib.error.HTTPError as missing:
        if missing.code == 404:
            return None
        raise


def chance(text):
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)


def sentence(page):
    """The first one of its text that has eight to thirty words and is not its title."""
    for part in re.split(r"(?<=[.!?])\s+|\n", page["text"]):
        words = re.findall(r"[\w'-]+", part)
        if 8 <= len(words) <= 30 and page["title"].lower() not in part.lower():
            return " ".join(words)
    return None


def questions(pages, paraphrases):
    """(kind, question, URL), each kind at most MOST, the same ones in each run."""
    titles = collections.Counter(page["title"].lower() for page in pages)
    bodies = collections.Counter(page["hash"] for page in pages)
    fair = [p for p in pages if p["title"] and titles[p["title"].lower()] == 1 and bodies[p["hash"]] == 1 and p["language"][:2] in ("", "en")]
    fair.sort(key=lambda page: chance(page["url"]))
    yield from (("title", " ".join(p["title"].split()), p["url"]) for p in fair[:MOST])
    yield from (("sentence", said, p["url"]) for p, said in [(p, sentence(p)) for p in fair] [:2 * MOST] if said)
    with open(paraphrases) as lines:
        yield from (("paraphrase", line.rstrip("\n").split("\t")[1], line.split("\t")[0]) for line in lines)


def ask_cell(cell, asked):
    for question in asked:
        found = get(f"{cell}/search?count={FIRST}&q={urllib.parse.quote(question)}")
        yield [result["url"] for result in found["results"]]


# Title, headings and text weighted as PostgreSQL's manual does it; all words, or else any of them.
SCHEMA = """
create table pages (url text primary key, title text, headings text, body text);
create function found(question text) returns table (url text) language plpgsql as $$
declare
    every tsquery := plainto_tsquery('english', question);
    any_of tsquery := replace(every::text, '&', '|')::tsquery;
begin
    return query select p.url from pages p where p.words @@ every order by ts_rank(p.words, every) desc, p.url limit 10;
    if not found then
        return query select p.url from pages p where p.words @@ any_of order by ts_rank(p.words, any_of) desc, p.url limit 10;
    end if;
end $$;
"""
INDEX = """
alter table pages add words tsvector;
update pages set words = setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', headings), 'B') || to_tsvector('english', left(body, 500000));
create index on pages using gin (words);
analyze pages;
"""


def psql(text):
    return subprocess.run(["psql", "-qAtX", "-F", "\t", "-v", "ON_ERROR_STOP=1"], input=text, stdout=subprocess.PIPE, text=True, check=True).stdout


def fill(pages):
    psql(SCHEMA)
    clean = lambda text: text.replace("\0", "").replace("\\", "\\\\").replace("\t", " ").replace("\n", "\\n").replace("\r", "\\r")
    rows = "".join("\t".join(clean(page[part]) for part in ("url", "title", "headings", "text")) + "\n" for page in pages)
    psql(f"copy pages from stdin;\n{rows}\\.\n{INDEX}")


def ask_postgresql(asked):
    text = "".join(f"select {at}, url from found($question${question}$question$);\n" for at, question in enumerate(asked))
    rows = collections.defaultdict(list)
    for line in psql(text).splitlines():
        at, url = line.split("\t")
        rows[int(at)].append(url)
    return [rows[at] for at in range(len(asked))]


def main(cell, urls, paraphrases):
    with open(urls) as lines:
        pages = [page for page in (stored(cell, line.strip()) for line in lines) if page]
    bodies = {page["url"]: page["hash"] for page in pages}
    half = 0 if os.environ.get("tuning") else 1
    asked = [(kind, question, url) for kind, question, url in questions(pages, paraphrases) if chance(question) % 2 == half]
    fill(pages)
    texts = [question for _, question, _ in asked]
    for contestant, answers in (("cell", ask_cell(cell, texts)), ("postgresql", ask_postgresql(texts))):
        ranks = collections.defaultdict(list)
        for (kind, question, url), found in zip(asked, answers, strict=True):
            # A page with the same bytes is the same page.
            place = next((at for at, other in enumerate(found, 1) if bodies.get(other) == bodies[url]), None)
            ranks[kind].append(1 / place if place else 0)
            if os.environ.get("tuning") and place != 1:
                print(f"{contestant} {kind} {place}: {question} -> {url}; first {found[:1]}", file=sys.stderr)
        for kind, values in ranks.items():
            print(contestant, f"mrr_{kind}", f"{sum(values) / len(values):.4f}")
            print(contestant, f"questions_{kind}", len(values))
        print(contestant, "mrr", f"{sum(sum(values) / len(values) for values in ranks.values()) / len(ranks):.4f}")


main(*sys.argv[1:])
