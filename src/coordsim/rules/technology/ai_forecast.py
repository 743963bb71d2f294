"""AI forecasting: the forecast is told more exactly and uses where the market is going."""

from coordsim.rules.technology import TECHNOLOGIES
from coordsim.rules.technology.kind import Technology

TECHNOLOGIES.register(
    Technology(
        "ai_forecast",
        "AI forecasting",
        "forecast_accuracy",
        "The forecast is told with less noise and uses the market's momentum.",
        without={"forecast_noise_left": 1.0, "momentum": 0.0},
    ),
    order=5,
)
