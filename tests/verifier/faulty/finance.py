"""Finance and time series: returns, present values, seasons."""

import numpy as np

from diglot.inputs import normal, uniform
from diglot.twin import Case

from .subject import Mistake, Subject


def log_returns(prices):
    return np.diff(np.log(prices))


def growth(prices):
    return np.diff(prices) / prices[:-1]


def total_return(prices):
    return prices[-1] / prices[0] - 1


def maximum_drawdown(prices):
    peak = np.maximum.accumulate(prices)
    return np.max((peak - prices) / peak)


def net_present_value(rate, flows):
    return sum(flow / (1 + rate) ** t for t, flow in enumerate(flows))


def annuity(principal, rate, years):
    monthly = rate / 12
    n = years * 12
    return principal * monthly / (1 - (1 + monthly) ** -n)


def compound(principal, rate, years):
    return principal * (1 + rate) ** years


def sharpe_ratio(returns):
    return np.mean(returns) / np.std(returns) * np.sqrt(252)


def seasonal_means(x, period):
    return x.reshape(-1, period).mean(axis=0)


def autoregression(x, phi):
    recent = x[::-1][: len(phi)]
    return np.sum(phi * recent)


SERIES = [
    Case("six", np.array([1.0, 2.0, 4.0, 3.0, 5.0, 8.0])),
    Case("walk", 20 + np.cumsum(normal(12, seed=1))),
    Case("prices", uniform(9, seed=2, low=80.0, high=120.0)),
]


SUBJECTS = [
    Subject(
        log_returns,
        SERIES,
        "function(prices) diff(log(prices))",
        [
            Mistake("takes log10", ("log(", "log10("), "scaled", ["operation"], "log|10"),
            Mistake(
                "turns the ratio",
                ("diff(log(prices))", "-diff(log(prices))"),
                "sign",
                ["scaled", "operation"],
                "-|sign",
            ),
            Mistake(
                "forgets the logarithm",
                ("diff(log(prices))", "prices[-1] / prices[-length(prices)]"),
                "operation",
                (),
                "log",
            ),
        ],
    ),
    Subject(
        growth,
        SERIES,
        "function(prices) diff(prices) / prices[-length(prices)]",
        [
            Mistake(
                "divides by the new price",
                ("prices[-length(prices)]", "prices[-1]"),
                "index",
                ["operation"],
                "length|last|first|index|-1|1",
            ),
            Mistake(
                "gives percent", ("diff(prices) /", "100 * diff(prices) /"), "scaled", (), "100"
            ),
            Mistake(
                "falls where prices rise",
                ("diff(prices)", "(head(prices, -1) - tail(prices, -1))"),
                "sign",
                ["scaled", "reversed"],
                "-|sign",
            ),
        ],
    ),
    Subject(
        total_return,
        SERIES,
        "function(prices) prices[length(prices)] / prices[1] - 1",
        [
            Mistake(
                "takes [-1] for the last",
                ("prices[length(prices)]", "prices[-1]"),
                "index",
                ["dimensions"],
                "length|last|-1|tail",
            ),
            Mistake(
                "begins with the second", ("prices[1]", "prices[2]"), "index", (), "1|first|index"
            ),
            Mistake("forgets - 1", (" - 1", ""), "shifted", ["operation"], "1"),
            Mistake(
                "the wrong way round",
                ("prices[length(prices)] / prices[1]", "prices[1] / prices[length(prices)]"),
                "reversed",
                ["operation", "arguments", "index"],
                "swap|revers|/|order|turn",
            ),
        ],
        {
            "tail and head": """function(prices) {
              unname(tail(c(prices), n = 1L) / head(c(prices), n = 1L) - 1)
            }"""
        },
    ),
    Subject(
        maximum_drawdown,
        SERIES,
        "function(prices) { peak <- cummax(prices); max((peak - prices) / peak) }",
        [
            Mistake("divides by the price", ("/ peak", "/ prices"), "operation", (), "peak|prices"),
            Mistake("gives money", (" / peak", ""), "operation", (), "peak|/"),
            Mistake(
                "takes the last",
                ("max((peak - prices) / peak)", "tail((peak - prices) / peak, 1)"),
                None,
                ["index", "operation"],
            ),
        ],
    ),
    Subject(
        net_present_value,
        [
            Case("loan", 0.05, np.array([-100.0, 30.0, 40.0, 50.0])),
            Case("bond", 0.02, np.array([3.0, 3.0, 103.0])),
            Case("venture", 0.15, np.array([-50.0, -10.0, 0.0, 90.0, 20.0])),
        ],
        "function(rate, flows) sum(flows / (1 + rate)^(seq_along(flows) - 1))",
        [
            Mistake(
                "discounts the first flow",
                ("^(seq_along(flows) - 1)", "^seq_along(flows)"),
                "index",
                ["operation", "scaled"],
                "1|from 0|start",
            ),
            Mistake("forgets 1 +", ("(1 + rate)", "rate"), "operation", (), r"1 \+|1"),
            Mistake(
                "grows what it should discount",
                ("flows / (1", "flows * (1"),
                "operation",
                ["sign"],
                r"/|\*|divi",
            ),
        ],
        {
            "Horner": """function(rate, flows) {
              Reduce(function(flow, later) flow + later / (1 + rate), flows, right = TRUE)
            }""",
        },
    ),
    Subject(
        annuity,
        [
            Case("house", 200_000.0, 0.03, 30),
            Case("car", 15_000.0, 0.06, 5),
            Case("short", 1000.0, 0.12, 1),
        ],
        """function(principal, rate, years) {
          monthly <- rate / 12
          n <- years * 12
          principal * monthly / (1 - (1 + monthly)^-n)
        }""",
        [
            Mistake("takes the rate of a year", ("rate / 12", "rate"), "operation", (), "12"),
            Mistake("counts years", ("years * 12", "years"), "operation", (), "12"),
            Mistake("forgets the minus", ("^-n", "^n"), "sign", ["operation"], "-|minus|sign"),
            Mistake(
                "swaps rate and years",
                """function(principal, years, rate) {
                  i <- rate / 12
                  principal * i / (1 - (1 + i)^-(years * 12))
                }""",
                "arguments",
                (),
                "swap|order|argument",
            ),
        ],
    ),
    Subject(
        compound,
        [
            Case("ten years", 1000.0, 0.05, 10),
            Case("one year", 250.0, 0.02, 1),
            Case("long", 1.0, 0.07, 40),
        ],
        "function(principal, rate, years) principal * (1 + rate)^years",
        [
            Mistake(
                "gives simple interest",
                ("(1 + rate)^years", "(1 + rate * years)"),
                "operation",
                (),
                r"\^|power|\*",
            ),
            Mistake(
                "rounds to cents",
                ("principal * (1 + rate)^years", "round(principal * (1 + rate)^years, 2)"),
                "precision",
                (),
                "round|digits",
            ),
            Mistake(
                "single precision",
                (
                    "principal * (1 + rate)^years",
                    """{
            value <- principal * (1 + rate)^years
            readBin(writeBin(value, raw(), size = 4), "numeric", size = 4)
          }""",
                ),
                "precision",
                (),
                "single|float|digits",
            ),
            Mistake(
                "prints and reads again",
                (
                    "principal * (1 + rate)^years",
                    "as.numeric(format(principal * (1 + rate)^years))",
                ),
                "precision",
                (),
                "round|digits|format",
            ),
        ],
        {
            "repeat": """function(principal, rate, years) {
              repeat {
                if (years < 1) break
                principal <- principal + principal * rate
                years <- years - 1
              }
              return(principal)
            }"""
        },
    ),
    Subject(
        sharpe_ratio,
        [
            Case("month", normal(21, seed=34, mean=0.001, std=0.01)),
            Case("week", normal(5, seed=35, mean=0.002, std=0.02)),
            Case("year", normal(252, seed=36, mean=0.0005, std=0.012)),
        ],
        "function(returns) mean(returns) / sqrt(mean((returns - mean(returns))^2)) * sqrt(252)",
        [
            Mistake(
                "divides by n - 1",
                ("sqrt(mean((returns - mean(returns))^2))", "sd(returns)"),
                "scaled",
                ["default", "mean", "operation"],
                "n - 1|sd|ddof",
            ),
            Mistake("is not annual", (" * sqrt(252)", ""), "operation", ["scaled"], "252"),
            Mistake("counts 365 days", ("252", "365"), None, ["operation", "scaled"], "252"),
        ],
    ),
    Subject(
        seasonal_means,
        [
            Case("quarters", normal(12, seed=37), 4),
            Case("halves", np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), 2),
            Case("square", normal(9, seed=38), 3),
        ],
        "function(x, period) colMeans(matrix(x, ncol = period, byrow = TRUE))",
        [
            Mistake("fills by columns", (", byrow = TRUE", ""), "memory order", (), "byrow|order"),
            Mistake(
                "means of years", ("colMeans", "rowMeans"), "other axis", ["dimensions"], "col|axis"
            ),
        ],
        {"tapply": "function(x, period) tapply(x, rep_len(seq_len(period), length(x)), mean)"},
    ),
    Subject(
        autoregression,
        [
            Case("two", np.array([1.0, 3.0, 2.0, 5.0]), np.array([0.6, 0.3])),
            Case("three", normal(10, seed=39), normal(3, seed=40)),
            Case("one", normal(5, seed=41), np.array([0.9])),
        ],
        "function(x, phi) sum(phi * rev(x)[seq_along(phi)])",
        [
            Mistake(
                "weighs the oldest most",
                ("rev(x)[seq_along(phi)]", "tail(x, length(phi))"),
                "reversed",
                ["other order"],
                "rev|order",
            ),
            Mistake(
                "begins at the beginning",
                ("rev(x)", "x"),
                "reversed",
                ["operation", "index"],
                "rev|last",
            ),
        ],
    ),
]
