"""Check-ups and questionnaires whose items and results are cells, and what a check-up explains. All invented."""

import pytest

CHECK_UP = """健康管理中心
检查项目
本次检查结果
{item}
{result}
腹部压痛
无
心脏杂音
无
肝脏
未触及
"""


@pytest.mark.parametrize(
    ("item", "result", "said"),
    [
        ("腹壁静脉曲张", "无", {"negated"}),
        ("甲状腺结节", "未见异常", {"negated"}),
        ("胆囊息肉", "有", {"present"}),
        ("乙肝表面抗原", "阴性", {"negated"}),
        ("传染病史", "无特殊", {"negated"}),
        ("幽门螺杆菌C14（空腹）", "1.2", {"hypothetical"}),
    ],
)
def test_the_result_beside_an_item_answers_it(historian, item, result, said):
    found = historian.find_mentions(CHECK_UP.format(item=item, result=result), doc_type="checkup_report")
    assert {mention.assertion for mention in found} == said


def test_a_diagnosis_alone_on_its_line_stays_without_a_table(historian):
    found = historian.find_mentions("出院诊断\n高血压病\n冠心病\n", doc_type="discharge_summary")
    assert [mention.assertion for mention in found] == ["present", "present"]


def test_what_a_check_up_explains_is_nobodys_and_its_findings_stay(historian):
    text = (
        "体检日期：2026年1月5日\n主要阳性结果\n【1】甲状腺结节\n◆甲状腺结节◆\n【医学解释】\n少数结节会发展为甲状腺癌，也可合并桥本甲状腺炎。\n"
        "【指导建议】\n每年复查一次。\n◆脂肪肝◆\n【常见原因】\n肥胖、糖尿病、高脂血症等。\n"
    )
    said = {
        mention.condition: mention.assertion for mention in historian.find_mentions(text, doc_type="checkup_report")
    }
    assert {said["甲状腺结节"], said["脂肪肝"]} == {"present"}
    assert {said[name] for name in ("甲状腺癌", "糖尿病")} == {"hypothetical"}


def test_an_antibody_of_vaccination_is_no_hepatitis(historian):
    assert not historian.find_mentions("乙肝表面抗体阳性", doc_type="checkup_report")
