"""The one visual language of pages, figures and reports: Okabe & Ito's colours, safe for the
colour-blind.
"""

MARKETING = "#E69F00"
OPERATIONS = "#0072B2"
CUSTOMERS = "#009E73"
LEADERSHIP = "#CC79A7"
LOSS = "#D55E00"
INK = "#222222"
GREYS = ("#555555", "#8A8A8A", "#BBBBBB", "#E3E3E3")
