"""Generated history cases with their truth: a medical history, a policy, a claim, and what a reviewer would hold.

Every sentence is our own, written in the patterns of clinical records; every person and date is invented. The truth is
drawn before the text is written: the onset is a date, the record tells it rounded, and the reviewer judges by the date.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from prereview.history.lexicon import load_lexicon
from prereview.history.relations import covers
from prereview.training.evaluate_clinical import corrupt

Relation = Literal["same", "strong", "risk", "none"]
Told = Literal[
    "present", "denied", "family", "other", "possible", "finding", "contradicted", "silent", "undated", "narrative"
]
Product = Literal["medical", "known_only", "city", "critical", "accident", "covers"]

_WORDING: dict[Product, tuple[str, str, str]] = {
    "medical": (
        "住院医疗险",
        "一年期医疗险",
        "既往症是指生效前已由医生明确诊断并治疗，或症状持续明显而未就医的疾病；既往症及其并发症所致费用不在保障范围",
    ),
    "known_only": ("百万医疗险", "一年期医疗险", "责任免除：被保险人在保单生效前已患有且已知晓的有关疾病或症状"),
    "city": (
        "某市惠民保",
        "城市定制型商业医疗保险",
        "不包含以下重大既往症：恶性肿瘤；肾功能不全、肝硬化；冠心病、脑梗死、脑出血、高血压3级；慢性阻塞性肺疾病",
    ),
    "critical": ("重大疾病保险", "长期重疾险", ""),
    "accident": ("综合意外险", "意外伤害保险", ""),
    "covers": ("普惠门诊住院医疗险", "一年期医疗险", "本产品对既往症可保可赔，既往症与非既往症赔付比例相同"),
}


@dataclass(frozen=True, slots=True)
class Story:
    """The facts behind one case; flip one with `dataclasses.replace` and write it again."""

    disease: str
    claimed: str
    relation: Relation
    told: Told
    onset: date
    effective: date
    visit: date
    product: Product = "medical"
    disclosed: bool = False
    first_effective: date | None = None
    waiting_days: int = 30
    cured: bool = False
    seed: int = 0
    noise: float = 0.0

    @property
    def inception(self) -> date:
        """The first day of cover that counts; a renewal goes back to the first contract."""
        return self.first_effective or self.effective

    @property
    def before(self) -> bool:
        """Whether the illness is older than the cover."""
        return self.onset < self.inception


@dataclass(frozen=True, slots=True)
class HistoryCase:
    """A case as the `history` command takes it, its story, and whether the reviewer would uphold a flag."""

    record: dict[str, Any]
    story: Story
    upheld: bool = field(default=False)


@cache
def _plan() -> dict[str, Any]:
    text = resources.files("prereview").joinpath("training/history_cases.yaml").read_text(encoding="utf-8")
    plan: dict[str, Any] = yaml.safe_load(text)
    return plan


#: How the papers tell of the disease, and how often.
_TELLINGS: Mapping[Told, float] = {
    "present": 12, "denied": 3, "family": 1.5, "other": 1, "possible": 1.5, "finding": 1, "contradicted": 1.5,
    "silent": 1, "undated": 1.5, "narrative": 2,
}  # fmt: skip


def draw_story(chance: random.Random, *, seed: int) -> Story:
    """A story at random; roughly a third of them would be upheld."""
    disease = chance.choice(_plan()["diseases"])
    relation: Relation = chance.choices(("same", "strong", "risk", "none"), (5, 3, 2, 3))[0]
    if not disease[relation]:
        relation = "same"
    visit = date(2019, 1, 1) + timedelta(days=chance.randrange(2300))
    effective = visit - timedelta(days=chance.choice((20, 100, 250, 360, 700, 1100, 1800)) + chance.randrange(20))
    gap = chance.choice((-2000, -800, -300, -120, 60, 150, 400, 1200, 3000, 5000)) + chance.randrange(60)
    onset = min(effective - timedelta(days=gap), visit - timedelta(days=3))
    told: Told = chance.choices(tuple(_TELLINGS), tuple(_TELLINGS.values()))[0]
    product: Product = chance.choices(
        ("medical", "known_only", "city", "critical", "accident", "covers"), (8, 4, 1, 1, 0.7, 0.7)
    )[0]
    renewed = chance.random() < 0.12
    return Story(
        disease=disease["name"],
        claimed=chance.choice(disease[relation]),
        relation=relation,
        told=told,
        onset=onset,
        effective=effective,
        visit=visit,
        product=product,
        disclosed=chance.random() < 0.15,
        first_effective=effective - timedelta(days=chance.choice((365, 730, 1095))) if renewed else None,
        cured=chance.random() < 0.08,
        seed=seed,
        noise=chance.choice((0.0, 0.0, 0.0, 0.01, 0.03)),
    )


def generate_cases(count: int, *, seed: int) -> Iterator[HistoryCase]:
    """Cases with the reviewer's answer drawn from what the story would earn."""
    for number in range(count):
        chance = random.Random(seed * 1_000_003 + number)
        story = draw_story(chance, seed=seed * 1_000_003 + number)
        yield HistoryCase(write_record(story), story, chance.random() < chance_upheld(story))


def chance_upheld(story: Story) -> float:
    """How likely a fair reviewer upholds the flag. Facts decide; the rest is the spread between reviewers."""
    if story.told in ("denied", "family", "other", "silent") or not story.before:
        return 0.01
    if story.disclosed or story.product in ("accident", "covers"):
        return 0.01
    if story.product == "critical" or (story.product == "city" and not _serious(story.disease)):
        return 0.05
    by_relation = {"same": 0.97, "strong": 0.9, "risk": 0.12, "none": 0.01}[story.relation]
    by_telling = {"possible": 0.12, "finding": 0.1, "contradicted": 0.3, "undated": 0.6}.get(story.told, 1.0)
    return by_relation * by_telling * (0.6 if story.cured else 1.0)


def _serious(disease: str) -> bool:
    return disease in _plan()["serious"]


# ── the papers ───────────────────────────────────────────────────────────────────────────────────────────────────


def write_record(story: Story) -> dict[str, Any]:
    """The story as papers and policy, in the input form of the `history` command."""
    chance = random.Random(story.seed)
    product, contract, wording = _WORDING[story.product]
    texts = [
        ("入院登记", _register(story, chance)),
        ("入院记录", _admission(story, chance)),
        ("出院记录", f"入院后完善检查，诊断为：{story.claimed}。经治疗后好转，今日出院。"),
    ]
    damaged = [(kind, corrupt(text, story.noise, story.seed + n)) for n, (kind, text) in enumerate(texts)]
    return {
        "id": f"generated-{story.seed}",
        "medical_documents": [{"doc_type": kind, "text": text} for kind, text in damaged],
        "policy": {
            "product": product,
            "contract_type": contract,
            "effective_date": story.effective.isoformat(),
            "first_effective_date": story.first_effective.isoformat() if story.first_effective else None,
            "waiting_period_days": story.waiting_days if story.product != "accident" else 0,
            "waiting_period_applies_to": "疾病(意外不适用)",
            "preexisting_wording": wording or None,
            "disclosed_conditions": [story.disease] if story.disclosed else [],
        },
        "claim": {"claimed_diagnosis": story.claimed, "visit_date": story.visit.isoformat()},
    }


def _register(story: Story, chance: random.Random) -> str:
    complaint = chance.choice(_plan()["complaints"])
    day = f"{story.visit.year}年{story.visit.month}月{story.visit.day}日"
    who = f"{chance.choice(('男', '女'))}，{chance.randrange(30, 85)}岁"
    return f"{who}，主因{complaint}{chance.randrange(2, 10)}天于{day}入院。"


def _admission(story: Story, chance: random.Random) -> str:
    lines = [
        f"患者{chance.choice(('中年', '老年'))}，此次因{chance.choice(_plan()['complaints'])}就诊。",
        _history(story, chance),
    ]
    # Nobody denies what the same page affirms: names that share two characters with the disease stay out of the list.
    others = [
        name for name in _plan()["denials"] if not _alike(name, story.disease) and not _alike(name, story.claimed)
    ]
    denied = "、".join(chance.sample(others, 3))
    if story.told != "denied":
        lines.append(chance.choice(_plan()["denial_forms"]).format(list=denied))
    lines.append("查体：神清，精神可，心肺腹未见明显异常。")
    return "".join(lines)


def _alike(name: str, disease: str) -> bool:
    """Whether denying `name` would contradict `disease`: they share two characters, or one covers the other."""
    general, entry = load_lexicon().find(name), load_lexicon().find(disease)
    if general is not None and entry is not None and covers(general.name, entry.icd10):
        return True
    return any(name[at : at + 2] in disease for at in range(len(name) - 1))


def say_duration(story: Story) -> str:
    """The time since onset as people say it: whole years, 余年, half a year, months."""
    months = (story.visit - story.onset).days / 30.44
    if months < 0.8:
        return f"{max(1, (story.visit - story.onset).days)}天"
    if 4.5 <= months <= 7.5:
        return "半年"
    if months < 11:
        return f"{max(1, round(months))}个月"
    years = months / 12
    if years >= 10:
        return f"{int(years // 10 * 10)}余年"
    return f"{int(years)}年余" if years - int(years) > 0.3 and int(years) else f"{max(1, round(years))}年"


def _history(story: Story, chance: random.Random) -> str:
    since, drug = say_duration(story), _drug(story.disease)
    name = story.disease
    if story.told == "present" and story.cured:
        return f"既往有{name}病史{since}，诉已治愈。"
    if story.told in ("present", "contradicted"):
        said = str(chance.choice(_plan()["present_forms"])).format(name=name, since=since, drug=drug)
        return said + (f"既往否认{name}病史。" if story.told == "contradicted" else "")
    forms = {
        "denied": f"否认{name}、外伤、手术史。",
        "family": f"家族史：父亲患{name}{since}。",
        "other": f"其配偶患有{name}，本人体健。",
        "possible": f"{since}前外院检查考虑{name}可能，未进一步诊治。",
        "finding": f"{since}前体检提示{_finding(name)}，未予治疗。",
        "undated": f"既往有{name}病史，具体时间不详，口服{drug}治疗。",
        "narrative": f"患者{since}前在外院诊断为“{name}”，长期口服{drug}。",
        "silent": "既往体健。",
    }
    return forms[story.told]


def _entry(disease: str) -> dict[str, Any]:
    entry: dict[str, Any] = next(item for item in _plan()["diseases"] if item["name"] == disease)
    return entry


def _drug(disease: str) -> str:
    return str(_entry(disease)["drug"])


def _finding(disease: str) -> str:
    return str(_entry(disease)["finding"])


def flip(story: Story, fact: str) -> Story:
    """The same story with one fact changed: effective_date, experiencer, negation, disclosed, wording, contract."""
    if fact == "effective_date":
        later = story.onset - timedelta(days=500)
        return replace(story, effective=later, first_effective=None)
    if fact == "experiencer":
        return replace(story, told="family")
    if fact == "negation":
        return replace(story, told="denied")
    if fact == "disclosed":
        return replace(story, disclosed=True)
    return replace(story, product={"wording": "covers", "contract": "accident"}[fact])  # type: ignore[arg-type]
