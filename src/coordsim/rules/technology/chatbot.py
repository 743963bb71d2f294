"""A chatbot: simple questions do not come to the desk."""

from coordsim.rules.technology import TECHNOLOGIES
from coordsim.rules.technology.kind import Technology

TECHNOLOGIES.register(
    Technology(
        "chatbot",
        "Chatbot",
        "unanswered",
        "Answers simple questions, so that the desk has time for the others.",
        without={"contacts_left": 1.0},
    ),
    order=7,
)
