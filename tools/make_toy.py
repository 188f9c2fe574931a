#!/usr/bin/env python3
"""Makes models/tiny (a seeded toy SpERT checkpoint) and tests/golden/tiny.json (what it gives, in double precision).

    python3 tools/make_toy.py

Standard library only. The forward pass below is written from the equations, independent of the Rust code: it is the
reference that the golden test compares with. The same seed gives the same files.
"""
import json, math, random, struct
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
H, LAYERS, HEADS, FF, POSITIONS, WIDTH, MAX_SPAN = 32, 2, 4, 64, 64, 25, 10
TYPES = {
    "entities": {n: {"short": n, "verbose": v} for n, v in
                 [("Person", "Person"), ("Org", "Organisation"), ("Place", "Place")]},
    "relations": {
        "Works_For": {"short": "Works", "verbose": "works for", "symmetric": False},
        "Sibling": {"short": "Sib", "verbose": "sibling of", "symmetric": True},
    },
}
LATIN, CYRILLIC = "abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя"  # no ё: it has no subword
PIECES = ["the", "of", "in", "and", "##ed", "##ing", "##er", "##ов", "##ин", "##ая", "город", "works", "for", "at"]
VOCAB = (["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + list(LATIN + CYRILLIC + "0123456789")
         + ["##" + c for c in LATIN + CYRILLIC + "0123456789"] + list(".,;:!?()[]'\"-/&%$") + PIECES)
SENTENCES = [
    "Ida Holm works for Nord Line in Bergen .".split(),
    "Пётр Орлов , Acme-2 и город Тверь ; 😀".split(),
]
PAIRS = [[((0, 2), (4, 6)), ((4, 6), (0, 2)), ((0, 2), (2, 3)), ((0, 3), (1, 2))],
         [((0, 2), (6, 7)), ((6, 7), (3, 4)), ((5, 7), (0, 1))]]

rng = random.Random(20240607)
weights = {}


def f32(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


def normal(name, shape, std, mean=0.0):
    count = math.prod(shape)
    weights[name] = (shape, [f32(rng.gauss(mean, std)) for _ in range(count)])


def make_weights():
    # Larger deviations than a fresh BERT's 0.02, so that states differ and every part matters.
    normal("bert.embeddings.word_embeddings.weight", [len(VOCAB), H], 0.6)
    normal("bert.embeddings.position_embeddings.weight", [POSITIONS, H], 0.3)
    normal("bert.embeddings.token_type_embeddings.weight", [2, H], 0.3)
    linears = []
    for i in range(LAYERS):
        p = f"bert.encoder.layer.{i}."
        linears += [(p + f"attention.self.{x}", H, H) for x in ("query", "key", "value")]
        linears += [(p + "attention.output.dense", H, H), (p + "intermediate.dense", FF, H), (p + "output.dense", H, FF)]
    for name, outputs, inputs in linears:
        normal(name + ".weight", [outputs, inputs], 0.25)
        normal(name + ".bias", [outputs], 0.1)
    norms = ["bert.embeddings.LayerNorm"] + [f"bert.encoder.layer.{i}.{x}.LayerNorm" for i in range(LAYERS)
                                             for x in ("attention.output", "output")]
    for name in norms:
        normal(name + ".weight", [H], 0.1, 1.0)
        normal(name + ".bias", [H], 0.1)
    normal("size_embeddings.weight", [100, WIDTH], 0.3)
    normal("entity_classifier.weight", [len(TYPES["entities"]) + 1, 2 * H + WIDTH], 0.25)
    normal("entity_classifier.bias", [len(TYPES["entities"]) + 1], 0.1)
    normal("rel_classifier.weight", [len(TYPES["relations"]), 3 * H + 2 * WIDTH], 0.25)
    normal("rel_classifier.bias", [len(TYPES["relations"])], 0.1)
    # "None" wins most spans, as in a trained model, so that tests on whole texts stay readable.
    weights["entity_classifier.bias"][1][0] = f32(0.5)
    bias = weights["rel_classifier.bias"][1]
    bias[:] = [f32(b - 3.0) for b in bias]


def save(path):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, (shape, values) in weights.items():
        blob = struct.pack(f"<{len(values)}f", *values)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(blob)]}
        data += blob
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    path.write_bytes(struct.pack("<Q", len(head)) + head + data)


def wordpiece(word):
    """Lower-cased, punctuation split off, longest match first; accents stay."""
    parts, current = [], ""
    for c in word.lower():
        if not c.isalnum():
            parts += [current, c]
            current = ""
        else:
            current += c
    ids = []
    for part in [p for p in parts + [current] if p]:
        pieces, start = [], 0
        while start < len(part):
            end = len(part)
            while end > start and ("##" if start else "") + part[start:end] not in VOCAB:
                end -= 1
            if end == start:
                pieces = ["[UNK]"]
                break
            pieces.append(("##" if start else "") + part[start:end])
            start = end
        ids += [VOCAB.index(p) for p in pieces]
    return ids or [VOCAB.index("[UNK]")]


def matrix(name):
    (_, columns), values = weights[name]
    return [values[i:i + columns] for i in range(0, len(values), columns)]


def linear(name, x):
    return [sum(a * b for a, b in zip(row, x)) + bias
            for row, bias in zip(matrix(name + ".weight"), weights[name + ".bias"][1])]


def norm(name, x):
    mean = sum(x) / len(x)
    variance = sum((v - mean) ** 2 for v in x) / len(x)
    return [(v - mean) / math.sqrt(variance + 1e-12) * g + b
            for v, g, b in zip(x, weights[name + ".weight"][1], weights[name + ".bias"][1])]


def add(a, b):
    return [x + y for x, y in zip(a, b)]


def encoder(ids):
    words, places = matrix("bert.embeddings.word_embeddings.weight"), matrix("bert.embeddings.position_embeddings.weight")
    kind = matrix("bert.embeddings.token_type_embeddings.weight")[0]
    h = [norm("bert.embeddings.LayerNorm", add(add(words[t], places[i]), kind)) for i, t in enumerate(ids)]
    size = H // HEADS
    for i in range(LAYERS):
        p = f"bert.encoder.layer.{i}."
        q, k, v = ([linear(p + "attention.self." + x, row) for row in h] for x in ("query", "key", "value"))
        context = [[0.0] * H for _ in h]
        for s in range(0, H, size):
            for a in range(len(h)):
                e = [math.exp(sum(q[a][d] * k[b][d] for d in range(s, s + size)) / math.sqrt(size)) for b in range(len(h))]
                for d in range(s, s + size):
                    context[a][d] = sum(w * v[b][d] for b, w in enumerate(e)) / sum(e)
        h = [norm(p + "attention.output.LayerNorm", add(linear(p + "attention.output.dense", c), x)) for c, x in zip(context, h)]
        wide = [[0.5 * x * (1 + math.erf(x / math.sqrt(2))) for x in linear(p + "intermediate.dense", row)] for row in h]
        h = [norm(p + "output.LayerNorm", add(linear(p + "output.dense", w), x)) for w, x in zip(wide, h)]
    return h


def golden(tokens, pairs):
    ids, ranges = [VOCAB.index("[CLS]")], []
    for word in tokens:
        pieces = wordpiece(word)
        ranges.append([len(ids), len(ids) + len(pieces)])
        ids += pieces
    ids.append(VOCAB.index("[SEP]"))
    h = encoder(ids)
    widths = matrix("size_embeddings.weight")

    def pool(a, b):
        return [max(column) for column in zip(*h[a:b])] if b > a else [0.0] * H

    def state(span):
        return pool(ranges[span[0]][0], ranges[span[1] - 1][1])

    spans = [(s, s + w) for w in range(1, MAX_SPAN + 1) for s in range(len(tokens) - w + 1)]
    entity = [linear("entity_classifier", h[0] + state(s) + widths[s[1] - s[0]]) for s in spans]
    relation = []
    for a, b in pairs:
        first, second = sorted((a, b))
        between = (ranges[first[1] - 1][1], ranges[second[0]][0]) if first[1] <= second[0] else (0, 0)
        relation.append(linear("rel_classifier", pool(*between) + state(a) + state(b) + widths[a[1] - a[0]] + widths[b[1] - b[0]]))
    cut = lambda rows: [[round(v, 7) for v in row] for row in rows]
    survivors = sum(max(range(len(e)), key=e.__getitem__) > 0 for e in entity)
    print(f"{len(ids)} subwords, {survivors} of {len(spans)} spans survive")
    return {"tokens": tokens, "input_ids": ids, "word_ranges": ranges,
            "spans": [{"start": a, "end": b} for a, b in spans],
            "pairs": [{"head": spans.index(a), "tail": spans.index(b)} for a, b in pairs],
            "hidden": cut(h), "entity_logits": cut(entity), "relation_logits": cut(relation)}


def main():
    make_weights()
    out = ROOT / "models/tiny"
    out.mkdir(parents=True, exist_ok=True)
    save(out / "model.safetensors")
    config = {"model_type": "bert", "vocab_size": len(VOCAB), "hidden_size": H, "num_hidden_layers": LAYERS,
              "num_attention_heads": HEADS, "intermediate_size": FF, "hidden_act": "gelu",
              "max_position_embeddings": POSITIONS, "type_vocab_size": 2, "layer_norm_eps": 1e-12,
              "spert": {"max_span_size": MAX_SPAN, "relation_threshold": 0.4, "context": "local"}}
    dump = lambda path, value, indent: path.write_text(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")
    dump(out / "config.json", config, 1)
    dump(out / "tokenizer_config.json", {"do_lower_case": True, "strip_accents": False, "tokenizer_class": "BertTokenizer"}, None)
    dump(out / "types.json", TYPES, 1)
    (out / "vocab.txt").write_text("\n".join(VOCAB) + "\n")
    sentences = [golden(tokens, pairs) for tokens, pairs in zip(SENTENCES, PAIRS)]
    dump(ROOT / "tests/golden/tiny.json", {"sentences": sentences}, None)


main()
