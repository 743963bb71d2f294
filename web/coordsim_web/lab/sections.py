"""The parts of the Lab in the order of the page: where they are, what they are called."""

from typing import Final

from coordsim_web.lab.records import Section

SECTIONS: Final = (
    Section(id="lab-charts", title="Week by week", label="Week by week", fold="the weeks"),
    Section(
        id="lab-lost",
        title="Where sales leak away",
        label="Lost sales",
        fold="where sales leak away",
    ),
    Section(id="lab-why", title="What they decided and why", label="Why", fold="why"),
    Section(
        id="lab-outcomes",
        title="What they hoped for and what came",
        label="Hopes",
        fold="hopes and outcome",
    ),
    Section(
        id="lab-costs",
        title="What did each friction cost?",
        label="Frictions",
        fold="the frictions",
    ),
    Section(
        id="lab-knowledge",
        title="Who knew what",
        label="Who knew what",
        fold="what each knew",
    ),
    Section(id="lab-market", title="The market", label="Market", fold="the market"),
    Section(
        id="lab-flow",
        title="From order to material",
        label="Order to material",
        fold="the way from order to material",
    ),
)
OF: Final = {section["id"]: section for section in SECTIONS}
