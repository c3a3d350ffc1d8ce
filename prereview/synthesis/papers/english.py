"""The minor English part: claim forms, records and bills from abroad (defect D21 without a translation)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

from prereview.synthesis.canvas import Canvas, Text
from prereview.synthesis.case import Case
from prereview.synthesis.house import draw_house
from prereview.synthesis.options import Options
from prereview.synthesis.sheet import Field, Sheet

_NAMES = ("Wei Zhang", "Na Li", "Fang Wang", "Jun Chen", "Thomas Harlow", "Maria Osten", "Daniel Reyes", "Ying Liu")
_HOSPITALS = (
    "Saint Alder Medical Center",
    "Riverbend General Hospital",
    "Kowhai Private Hospital",
    "Northgate Clinic",
    "Lakeside Community Hospital",
)
_PROBLEMS = (
    ("Acute appendicitis", "right lower quadrant abdominal pain"),
    ("Community-acquired pneumonia", "fever and productive cough"),
    ("Closed fracture of distal radius", "wrist pain after a fall"),
    ("Acute gastroenteritis", "vomiting and diarrhea"),
    ("Essential hypertension", "headache and dizziness"),
    ("Ankle sprain", "ankle pain after twisting injury"),
)


def _sheet(case: Case, rng: Random, title: str) -> Sheet:
    house = replace(
        draw_house(rng),
        body=rng.choice(("sans", "roman")),
        title=rng.choice(("sans", "roman")),
        colon=": ",
        spaced_title=False,
        date_format=rng.choice(("%m/%d/%Y", "%d %b %Y", "%Y-%m-%d")),
        wording=rng.choice((1, 2, 5, 8, 10)),
    )
    sheet = Sheet(rng, house, size=rng.choice(((210.0, 297.0), (216.0, 279.0))))
    sheet.heading(rng.choice(_HOSPITALS), title, fact="hospital")
    return sheet


def _patient(sheet: Sheet, case: Case, *, stay: bool) -> None:
    name = sheet.rng.choice(_NAMES)
    rows = [
        Field("Patient Name", name, "name"),
        Field("Date of Birth", sheet.day(case.person.birth_date), "birth_date", case.person.birth_date.isoformat()),
        Field("Sex", "Male" if case.person.sex == "男" else "Female"),
        Field(sheet.rng.choice(("MRN", "Medical Record No", "Patient ID")), case.stay.inpatient_number),
    ]
    if stay:
        rows += [
            Field("Admission Date", sheet.day(case.stay.admission), "admission_date", case.stay.admission.isoformat()),
            Field("Discharge Date", sheet.day(case.stay.discharge), "discharge_date", case.stay.discharge.isoformat()),
        ]
    else:
        rows.append(Field("Date of Visit", sheet.day(case.stay.visit), "visit_date", case.stay.visit.isoformat()))
    sheet.fields(rows, columns=2)


def discharge(case: Case, rng: Random) -> list[Canvas]:
    """Discharge Summary."""
    sheet = _sheet(case, rng, rng.choice(("DISCHARGE SUMMARY", "Discharge Summary", "Hospital Discharge Summary")))
    problem, complaint = rng.choice(_PROBLEMS)
    _patient(sheet, case, stay=True)
    sheet.section("Admitting Diagnosis", problem)
    sheet.section("Discharge Diagnosis", problem, fact="diagnosis")
    sheet.section(
        "History of Present Illness",
        (
            f"The patient presented with {complaint} for two days and was "
            "admitted through the emergency department for further care."
        ),
    )
    sheet.section(
        "Past Medical History",
        rng.choice(
            (
                "No known chronic illness. Denies diabetes and heart disease.",
                "Hypertension for several years, on amlodipine.",
                "Unremarkable.",
            )
        ),
    )
    sheet.section(
        "Hospital Course",
        "The patient was treated with intravenous fluids and medication and improved steadily during the stay.",
    )
    sheet.section("Discharge Medications", "As listed on the medication reconciliation form.")
    sheet.section("Follow-up", "Return to clinic in two weeks or sooner if symptoms recur.")
    sheet.signature("Attending Physician", rng.choice(_NAMES))
    return sheet.footers()


def visit_note(case: Case, rng: Random) -> list[Canvas]:
    """Clinic note in the usual subjective-objective-assessment-plan form."""
    sheet = _sheet(
        case,
        rng,
        rng.choice(
            ("OUTPATIENT CLINIC NOTE", "Emergency Department Record", "Progress Note", "MEDICAL RECORD", "Office Visit")
        ),
    )
    problem, complaint = rng.choice(_PROBLEMS)
    _patient(sheet, case, stay=False)
    sheet.section("Chief Complaint", complaint.capitalize(), fact="chief_complaint")
    sheet.section("Subjective", f"Patient reports {complaint} since yesterday. No loss of consciousness.")
    sheet.section(
        "Objective",
        (
            f"BP {rng.randrange(100, 150)}/{rng.randrange(60, 95)}, HR {rng.randrange(60, 100)}"
            f", Temp {rng.uniform(36.2, 38.5):.1f} C. Alert and oriented."
        ),
    )
    sheet.section("Assessment", problem, fact="diagnosis")
    sheet.section("Plan", "Rest, oral hydration, analgesics as needed. Follow up in one week.")
    sheet.signature("Physician", rng.choice(_NAMES))
    return sheet.footers()


def bill(case: Case, rng: Random) -> list[Canvas]:
    """Hospital invoice with service lines."""
    sheet = _sheet(case, rng, rng.choice(("HOSPITAL RECEIPT", "HOSPITAL INVOICE", "Hospital Bill", "Medical Invoice")))
    _patient(sheet, case, stay=case.inpatient)
    names = (
        "Room and board",
        "Laboratory services",
        "Pharmacy",
        "Radiology",
        "Emergency room",
        "Physician fee",
        "Medical supplies",
        "Operating room",
    )
    rows = [(name, rng.randrange(40, 2400)) for name in rng.sample(names, rng.randrange(3, 7))]
    sheet.table(
        ("Service", "Code", "Qty", "Charges"),
        (5, 2, 1, 2),
        [[name, str(rng.randrange(100, 999)), "1", f"{amount}.00"] for name, amount in rows],
    )
    total = f"{sum(amount for _, amount in rows)}.00"
    sheet.fields(
        [
            Field("Total Charges", total, "total"),
            Field("Insurance Payments", "0.00"),
            Field("Patient Balance Due", total),
        ],
        columns=1,
    )
    return sheet.footers()


def itemised(case: Case, rng: Random) -> list[Canvas]:
    """Every service with what was charged, adjusted and paid, as billing offices and pharmacies print it."""
    pharmacy = rng.random() < 0.25
    sheet = _sheet(case, rng, rng.choice(_PHARMACY_TITLES if pharmacy else _STATEMENT_TITLES))
    _patient(sheet, case, stay=case.inpatient)
    goods = _MEDICINES if pharmacy else _SERVICES
    rows, total = [], 0.0
    for name, code in rng.choices(goods, k=rng.randrange(4, 16)):
        charge = rng.uniform(12, 900)
        paid = charge * rng.choice((0.0, 0.5, 0.8))
        total += charge - paid
        day = sheet.day(case.stay.visit)
        rows.append([day, name, code, str(rng.randrange(1, 4)), *(f"{x:.2f}" for x in (charge, paid, charge - paid))])
    date, item, number = ("Filled", "Medication", "Rx #") if pharmacy else ("Date", "Description", "CPT")
    payer = rng.choice(("Ins Paid", "Adjustments", "Plan Paid"))
    sheet.table((date, item, number, "Qty", "Charges", payer, "Balance"), (3, 6, 2, 1, 2, 2, 2), rows)
    sheet.fields(
        [Field(rng.choice(("Patient Balance", "Amount Due", "Balance Due")), f"{total:.2f}", "total")], columns=1
    )
    return sheet.footers()


_STATEMENT_TITLES = (
    "ITEMIZED BILL",
    "Itemized Statement",
    "STATEMENT OF CHARGES",
    "Billing Summary",
    "PATIENT STATEMENT",
    "Patient Account Summary",
)
_PHARMACY_TITLES = ("Pharmacy Expense Report", "Prescription Expense Report")
_SERVICES = (
    ("Office visit, established patient", "99213"),
    ("Emergency dept visit, moderate", "99284"),
    ("Venipuncture", "36415"),
    ("Complete blood count", "85025"),
    ("Comprehensive metabolic panel", "80053"),
    ("Chest X-ray, 2 views", "71046"),
    ("CT abdomen with contrast", "74160"),
    ("X-ray foot, 3 views", "73630"),
    ("MRI knee without contrast", "73721"),
    ("Ultrasound pelvis, complete", "76856"),
    ("Room and board, semi-private", "0120"),
    ("Therapeutic exercise, 15 min", "97110"),
    ("IV infusion, hydration", "96360"),
    ("Medical supplies, sterile", "0272"),
)
_MEDICINES = (
    ("Amoxicillin 500 mg cap", "7710233"),
    ("Metformin 850 mg tab", "7812904"),
    ("Lisinopril 10 mg tab", "7533120"),
    ("Ibuprofen 400 mg tab", "7901442"),
    ("Omeprazole 20 mg cap", "7688015"),
)


def laboratory(case: Case, rng: Random) -> list[Canvas]:
    """Results with units and the range of healthy people."""
    sheet = _sheet(case, rng, rng.choice(("LABORATORY REPORT", "Laboratory Test Report", "Lab Results", "TEST REPORT")))
    _patient(sheet, case, stay=False)
    rows = []
    for name, unit, low, high in rng.sample(_TESTS, rng.randrange(4, len(_TESTS) + 1)):
        value = rng.uniform(0.7 * low, 1.3 * high)
        flag = "L" if value < low else "H" if value > high else ""
        rows.append([name, f"{value:.1f}", flag, unit, f"{low} - {high}"])
    result, span = rng.choice(
        (("Result", "Reference Range"), ("Value", "Normal Range"), ("Observed", "Reference Interval"))
    )
    sheet.table(("Test Name", result, "Flag", "Units", span), (5, 2, 1, 2, 3), rows)
    sheet.signature("Pathologist", rng.choice(_NAMES))
    return sheet.footers()


_TESTS = (
    ("Hemoglobin", "g/dL", 12.0, 16.0),
    ("White Blood Cell Count", "10^3/uL", 4.0, 10.0),
    ("Platelet Count", "10^3/uL", 150, 400),
    ("Hematocrit", "%", 36.0, 46.0),
    ("Neutrophils", "%", 40.0, 70.0),
    ("Glucose, fasting", "mg/dL", 70, 99),
    ("Creatinine", "mg/dL", 0.6, 1.2),
    ("Total Cholesterol", "mg/dL", 120, 200),
    ("Triglycerides", "mg/dL", 50, 150),
    ("Alkaline Phosphatase", "U/L", 44, 120),
    ("Bilirubin, total", "mg/dL", 0.3, 1.2),
    ("TSH", "uIU/mL", 0.4, 4.5),
)


def claim_form(case: Case, rng: Random) -> list[Canvas]:
    """Generic health claim form."""
    return english_claim_form(case, rng, Options())


def english_claim_form(case: Case, rng: Random, options: Options) -> list[Canvas]:
    """A generic health claim form in English: numbered boxes, tick boxes, service lines."""
    canvas = Canvas(216, 279)
    canvas.add(
        Text(
            58,
            12,
            rng.choice(
                ("HEALTH INSURANCE CLAIM FORM", "MEDICAL CLAIM FORM", "TRAVEL AND MEDICAL INSURANCE CLAIM FORM")
            ),
            5.2,
            "sans",
            bold=True,
        )
    )
    _numbered_boxes(case, rng, canvas)
    canvas.add(Text(12, 265, "PLEASE PRINT OR TYPE", 2.6, "sans"))
    canvas.add(Text(90, 265, rng.choice(("APPROVED FORM 08/05", "FORM GC-12 (02/12)")), 2.6, "sans"))
    return [canvas]


def _numbered_boxes(case: Case, rng: Random, canvas: Canvas) -> None:
    name = rng.choice(("ZHANG WEI", "LI NA", "WANG FANG", "CHEN JUN", "JOHN T. HARLOW", "MARIA K. OSTEN"))
    boxes = _BOX_LABELS
    filled = rng.random() < 0.7
    for index, label in enumerate(boxes):
        x, y = 12 + (index % 2) * 96, 24 + (index // 2) * 21.5
        canvas.frame(x, y, 96, 21.5, colour=(190, 60, 60) if rng.random() < 0 else (40, 40, 44))
        canvas.add(Text(x + 1, y + 1, label, 2.2, "sans"))
        if filled and rng.random() < 0.7:
            value = (
                name
                if "NAME" in label
                else case.policy.number
                if "NUMBER" in label
                else f"{case.stay.visit:%m/%d/%Y}"
                if "DATE" in label
                else f"{case.bill.total:.2f}"
                if "CHARGE" in label
                else case.disease.icd[:5]
                if "DIAGNOSIS" in label
                else "SIGNATURE ON FILE"
                if "SIGNATURE" in label
                else "12 MAPLE STREET"
            )
            canvas.add(Text(x + 4, y + 8, value, 3.6, "roman", fact=("language", "en") if index == 1 else None))


_BOX_LABELS = (
    "1a. INSURED'S I.D. NUMBER",
    "2. PATIENT'S NAME (Last Name, First Name)",
    "3. PATIENT'S BIRTH DATE   SEX  M [ ]  F [X]",
    "4. INSURED'S NAME",
    "5. PATIENT'S ADDRESS (No., Street)",
    "6. PATIENT RELATIONSHIP TO INSURED  Self [X] Spouse [ ] Child [ ]",
    "7. INSURED'S ADDRESS",
    "9. OTHER INSURED'S NAME",
    "10. IS PATIENT'S CONDITION RELATED TO: EMPLOYMENT? AUTO ACCIDENT?",
    "11. INSURED'S POLICY GROUP OR FECA NUMBER",
    "12. PATIENT'S OR AUTHORIZED PERSON'S SIGNATURE",
    "13. INSURED'S OR AUTHORIZED PERSON'S SIGNATURE",
    "14. DATE OF CURRENT ILLNESS, INJURY",
    "17. NAME OF REFERRING PROVIDER",
    "18. HOSPITALIZATION DATES RELATED TO CURRENT SERVICES",
    "21. DIAGNOSIS OR NATURE OF ILLNESS OR INJURY",
    "23. PRIOR AUTHORIZATION NUMBER",
    "24. A. DATE(S) OF SERVICE   B. PLACE   D. PROCEDURES   F. $ CHARGES",
    "25. FEDERAL TAX I.D. NUMBER",
    "28. TOTAL CHARGE   29. AMOUNT PAID",
    "31. SIGNATURE OF PHYSICIAN OR SUPPLIER",
    "33. BILLING PROVIDER INFO & PH #",
)


ENGLISH_PAPERS: Mapping[str, Callable[[Case, Random], list[Canvas]]] = {
    "claim_form": claim_form,
    "discharge_summary": discharge,
    "outpatient_record": visit_note,
    "inpatient_invoice": bill,
    "outpatient_invoice": bill,
    "expense_list": itemised,
    "lab_report": laboratory,
}
