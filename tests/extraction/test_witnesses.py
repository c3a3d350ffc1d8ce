"""Other papers of the claim put right what differs as misreadings do, and nothing else."""

import pytest

from prereview.documents import Document, Evidence, Fact
from prereview.extraction import corroborate

CARD = "6299996739214035173"


def paper(number: int, **facts: tuple[str, float | None]) -> Document:
    place = Evidence(file="a.jpg", page=number)
    told = tuple(Fact(name=name, value=value, confidence=sure, evidence=place) for name, (value, sure) in facts.items())
    return Document(id=f"doc-{number}", doc_type="claim_form", probability=None, pages=(), facts=told)


def put_right(name: str, read: str, *others: str, sure: float = 0.94, known: dict[str, str] | None = None) -> str:
    papers = [
        paper(1, **{name: (read, sure)}),
        *(paper(n, **{name: (value, 0.99)}) for n, value in enumerate(others, 2)),
    ]
    return corroborate(papers, known or {})[0].facts[0].value


def test_a_shortened_run_of_digits_is_as_the_bank_card_has_it():
    assert put_right("card_number", CARD.replace("9999", "999"), CARD) == CARD


def test_another_digit_may_stand_on_the_paper_and_stays():
    wrong = CARD[:-1] + "4"
    assert put_right("card_number", wrong, CARD) == wrong


def test_the_insurers_own_number_tells_letter_from_digit():
    known = {"policy_number": "H635180376716775"}
    assert put_right("policy_number", "8635180376716775", known=known) == "H635180376716775"
    assert put_right("policy_number", "H635180376716776", known=known) == "H635180376716776"


@pytest.mark.parametrize(
    ("read", "told", "after"),
    [
        ("白沙市慈思中心医院", "白沙市慈恩中心医院", "白沙市慈恩中心医院"),
        ("白沙市第一人民医院", "白沙市第二人民医院", "白沙市第一人民医院"),
    ],
)
def test_a_hospital_two_papers_name_surely(read, told, after):
    assert put_right("hospital", read, told, told) == after
    assert put_right("hospital", read, told) == read  # one witness is no witness
    assert put_right("hospital", read, told, told, sure=0.99) == read
