"""Titles and labels: found through stamps and slips, the longer phrase first."""

from __future__ import annotations

import pytest

from prereview.catalogue import document_types
from prereview.classification.ngrams import fold, hash_ngrams, hash_string, hash_words, window_hashes
from prereview.classification.vocabulary import type_words, word_counter
from prereview.classification.wording import normalise


def titled(text: str) -> dict[str, float]:
    counter = word_counter()
    hits = counter.title_hits(normalise(text))
    return {counter.types[place]: round(float(hit), 2) for place, hit in enumerate(hits) if hit > 0}


def test_every_type_of_the_vocabulary_is_in_the_catalogue() -> None:
    assert set(type_words()) <= set(document_types())


@pytest.mark.parametrize("doc_type", sorted(type_words()))
def test_every_type_finds_its_own_titles_and_labels(doc_type: str) -> None:
    counter, words = word_counter(), type_words()[doc_type]
    place = counter.types.index(doc_type)
    assert counter.title_hits(normalise(words.titles[0]))[place] == 1.0
    scores = counter.label_scores("\n".join(normalise(label) for label in words.labels))
    assert scores[place] > 5
    assert scores.argmax() == place


def test_a_stamp_over_one_character_of_the_title_is_forgiven() -> None:
    assert titled("某省医疗住院收费票据(电子)")["inpatient_invoice"] == 1.0
    assert titled("某省医疗住院收赏票据(电子)")["inpatient_invoice"] == pytest.approx(0.7)


def test_a_title_inside_a_longer_one_does_not_count() -> None:
    assert titled("宣告死亡判决书") == {"court_death_declaration": 1.0}
    assert "poa" not in titled("保险金转账授权书")


def test_labels_do_not_cross_lines() -> None:
    counter = word_counter()
    broken, whole = counter.label_scores("公民身\n份号码"), counter.label_scores("公民身份号码")
    place = counter.types.index("id_card")
    assert broken[place] == 0 < whole[place]


def test_hashes_of_windows_and_of_whole_strings_agree() -> None:
    for n, hashes, inside in window_hashes("出院记录", 4):
        assert bool(inside.all())
        if n == 4:
            assert int(hashes[0]) == hash_string("出院记录")


def test_ngrams_are_distinct_sorted_and_stay_within_lines() -> None:
    assert len(hash_ngrams("ab")) == 3  # a, b, ab
    assert len(hash_ngrams("a\nb")) == 2
    assert len(hash_ngrams("")) == 0
    assert (hash_ngrams("住院号住院号")[1:] > hash_ngrams("住院号住院号")[:-1]).all()


def test_words_and_ngrams_are_hashed_apart() -> None:
    assert not set(hash_words(["abc"])) & set(hash_ngrams("abc"))
    assert fold(hash_ngrams("abc").astype("uint64")).dtype == "uint32"
