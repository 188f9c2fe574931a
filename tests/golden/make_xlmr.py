#!/usr/bin/env python3
"""Makes tests/golden/xlmr: a tiny random XLM-R with SpERT heads, and what transformers says of its states.

    pip install "transformers==4.46.3" "jax==0.4.35" "jaxlib==0.4.35" "flax==0.8.5" "numpy<2" safetensors
    python3 tests/golden/make_xlmr.py

The weights are drawn by numpy (seeded) and given to transformers' own XLM-RoBERTa (its Flax version needs no CUDA); token
ids come from the `tokenizers` that a user's tokenizer.json is read with. No special names of BERT's occur in it.
"""
import json
from pathlib import Path

import jax.numpy as jnp
import numpy as np
from flax.traverse_util import flatten_dict, unflatten_dict
from safetensors.numpy import save_file
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers
from transformers import FlaxXLMRobertaModel, XLMRobertaConfig

OUT = Path(__file__).resolve().parent / "xlmr"
PIECES = ["▁", "▁Ann", "▁works", "▁for", "▁in", "▁Acme", "▁Анна", "▁работает", "▁в", "▁Омск", "an", "ing", "е", "ск"]
LETTERS = list("abcdefghijklmnopqrstuvwxyzABCDEабвгдежзийклмнопрстуфхцчшщыьэюя.,-")
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]
SENTENCES = [
    "Ann works for Acme in Boing .".split(),
    "Анна работает в ООО Омск , «".split(),
    ["a"],
]

OUT.mkdir(exist_ok=True)
vocabulary = [(piece, 0.0) for piece in SPECIAL]
vocabulary += [(piece, -2.0 - 0.1 * at) for at, piece in enumerate(PIECES)]
vocabulary += [(letter, -9.0) for letter in LETTERS if letter not in PIECES] + [("<mask>", 0.0)]
tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3))
tokenizer.normalizer = normalizers.NFKC()
tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
tokenizer.decoder = decoders.Metaspace()
tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL + ["<mask>"]])
tokenizer.save(str(OUT / "tokenizer.json"))

config = XLMRobertaConfig(
    vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64,
    max_position_embeddings=34, type_vocab_size=1, layer_norm_eps=1e-5, pad_token_id=1, bos_token_id=0, eos_token_id=2,
)
keys = ["model_type", "vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
        "hidden_act", "max_position_embeddings", "type_vocab_size", "layer_norm_eps", "pad_token_id"]
(OUT / "config.json").write_text(json.dumps({key: getattr(config, key) for key in keys}, indent=1) + "\n")
(OUT / "types.json").write_text(json.dumps({
    "entities": {"Person": {}, "Org": {}}, "relations": {"Works_For": {}},
}, indent=1) + "\n")

random = np.random.default_rng(20260607)
model = FlaxXLMRobertaModel(config, add_pooling_layer=False)
flat, tensors = {}, {}
for path, value in sorted(flatten_dict(model.params).items()):
    # Larger deviations than a fresh model's 0.02, so that states differ and every part matters.
    spread, mean = (0.1, 1.0) if path[-1] == "scale" else (0.1, 0.0) if path[-1] == "bias" else (0.4, 0.0)
    drawn = random.normal(mean, spread, value.shape).astype(np.float32)
    flat[path] = jnp.asarray(drawn)
    # Flax keeps matrices [inputs, outputs] and has names of its own.
    name = ".".join({"scale": "weight", "kernel": "weight", "embedding": "weight"}.get(part, part) for part in path)
    tensors["roberta." + name] = np.ascontiguousarray(drawn.T if path[-1] == "kernel" else drawn)
model.params = unflatten_dict(flat)
for name, shape in [("size_embeddings.weight", (100, 25)), ("entity_classifier.weight", (3, 89)),
                    ("entity_classifier.bias", (3,)), ("rel_classifier.weight", (1, 146)), ("rel_classifier.bias", (1,))]:
    tensors[name] = random.normal(0.0, 0.25, shape).astype(np.float32)
save_file(tensors, str(OUT / "model.safetensors"))

sentences = []
for tokens in SENTENCES:
    ids, ranges = [0], []
    for word in tokens:
        pieces = tokenizer.encode(word, add_special_tokens=False).ids
        ranges.append([len(ids), len(ids) + len(pieces)])
        ids += pieces
    ids.append(2)
    states = model(np.array([ids]), attention_mask=np.ones((1, len(ids)), dtype=np.int32)).last_hidden_state[0]
    sentences.append({"tokens": tokens, "input_ids": ids, "word_ranges": ranges,
                      "hidden": [[round(float(x), 6) for x in row] for row in states]})
(OUT / "golden.json").write_text(json.dumps({"sentences": sentences}, ensure_ascii=False) + "\n")
