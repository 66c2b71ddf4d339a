"""Money."""

import math

import numpy as np

from diglot.inputs import normal, uniform
from diglot.twin import Case

from .stranger import Stranger


def norm_cdf(x):
    return 0.5 * (1.0 + math.erf(x / math.sqrt(2.0)))


def european_put(spot, strike, years, rate, volatility):
    d1 = (math.log(spot / strike) + (rate + volatility**2 / 2) * years) / (
        volatility * math.sqrt(years)
    )
    d2 = d1 - volatility * math.sqrt(years)
    price = strike * math.exp(-rate * years) * norm_cdf(-d2) - spot * norm_cdf(-d1)
    return {"price": price, "delta": norm_cdf(d1) - 1}


def net_present_value(rate, cash):
    return sum(c / (1 + rate) ** t for t, c in enumerate(cash))


def irr(cash, guess=0.1):
    rate = guess
    for _ in range(50):
        value = net_present_value(rate, cash)
        slope = sum(-t * c / (1 + rate) ** (t + 1) for t, c in enumerate(cash))
        step = value / slope
        rate -= step
        if abs(step) < 1e-13:
            return rate
    raise RuntimeError("no convergence")


def bond_duration(face, coupon, yield_, years, frequency=2):
    periods = int(years * frequency)
    t = np.arange(1, periods + 1) / frequency
    cash = np.full(periods, face * coupon / frequency)
    cash[-1] += face
    discounted = cash / (1 + yield_ / frequency) ** (t * frequency)
    price = discounted.sum()
    macaulay = (t * discounted).sum() / price
    return {"price": price, "macaulay": macaulay, "modified": macaulay / (1 + yield_ / frequency)}


def max_drawdown(prices):
    peak = prices[0]
    worst = 0.0
    for p in prices:
        peak = max(peak, p)
        worst = max(worst, (peak - p) / peak)
    return worst


def sharpe_ratio(returns, risk_free=0.02, periods=252):
    excess = returns - risk_free / periods
    return np.sqrt(periods) * excess.mean() / excess.std(ddof=1)


def loan_table(amount, rate, months):
    payment = amount * (rate / 12) / (1 - (1 + rate / 12) ** -months)
    table = np.zeros((months, 3))
    balance = amount
    for m in range(months):
        interest = balance * rate / 12
        balance -= payment - interest
        table[m] = [interest, payment - interest, balance]
    return table


def ewma_volatility(returns, decay=0.94):
    variance = returns[0] ** 2
    for r in returns[1:]:
        variance = decay * variance + (1 - decay) * r**2
    return math.sqrt(variance * 252)


RETURNS = normal(60, seed=91, mean=5e-4, std=0.012)
PRICES = 100 * np.cumprod(1 + RETURNS)

STRANGERS = [
    Stranger(
        "european_put",
        european_put,
        right="""function(spot, strike, years, rate, volatility) {
          d1 <- (log(spot / strike) + (rate + volatility^2 / 2) * years) /
            (volatility * sqrt(years))
          d2 <- d1 - volatility * sqrt(years)
          price <- strike * exp(-rate * years) * pnorm(-d2) - spot * pnorm(-d1)
          list(price = price, delta = pnorm(d1) - 1)
        }""",
        wrong=("(rate + volatility^2 / 2)", "(rate - volatility^2 / 2)"),
        mistake="d2 for d1",
        cases=[
            Case("at the money", 100.0, 100.0, 0.5, 0.03, 0.2),
            Case("out of the money", 120.0, 95.0, 1.0, 0.01, 0.15),
        ],
    ),
    Stranger(
        "irr",
        irr,
        right="""function(cash, guess = 0.1) {
          t <- seq_along(cash) - 1
          rate <- guess
          for (i in 1:50) {
            step <- sum(cash / (1 + rate)^t) / -sum(t * cash / (1 + rate)^(t + 1))
            rate <- rate - step
            if (abs(step) < 1e-13) return(rate)
          }
          stop("no convergence")
        }""",
        wrong="""function(cash, guess = 0.1) {
          t <- seq_along(cash) - 1
          uniroot(function(rate) sum(cash / (1 + rate)^t), c(-0.9, 1))$root
        }""",
        mistake="uniroot stops at a tolerance of 1.2e-4",
        cases=[
            Case("five years", np.array([-1000.0, 200.0, 250.0, 300.0, 350.0, 400.0])),
            Case("loss", np.array([-100.0, 30.0, 30.0, 30.0])),
        ],
    ),
    Stranger(
        "bond_duration",
        bond_duration,
        right="""function(face, coupon, yield, years, frequency = 2) {
          t <- seq_len(years * frequency) / frequency
          cash <- face * coupon / frequency + face * (t == years)
          discounted <- cash * (1 + yield / frequency)^(-t * frequency)
          macaulay <- weighted.mean(t, discounted)
          list(
            price = sum(discounted),
            macaulay = macaulay,
            modified = macaulay / (1 + yield / frequency)
          )
        }""",
        wrong=(
            "modified = macaulay / (1 + yield / frequency)",
            "modified = macaulay / (1 + yield)",
        ),
        mistake="a year's yield for a period's",
        cases=[Case("ten years", 100.0, 0.05, 0.04, 10), Case("zero", 1000.0, 0.0, 0.03, 5, 1)],
    ),
    Stranger(
        "max_drawdown",
        max_drawdown,
        right="function(prices) max(1 - prices / cummax(prices))",
        wrong=("cummax(prices)", "max(prices)"),
        mistake="measures from a peak that is still to come",
        cases=[Case("prices", PRICES), Case("few", np.array([3.0, 2.0, 5.0, 4.0]))],
    ),
    Stranger(
        "sharpe_ratio",
        sharpe_ratio,
        right="""function(returns, risk_free = 0.02, periods = 252) {
          excess <- returns - risk_free / periods
          sqrt(periods) * mean(excess) / sd(excess)
        }""",
        wrong=("periods = 252", "periods = 250"),
        mistake="another number of days in the year",
        cases=[Case("daily", RETURNS), Case("monthly", normal(24, seed=92, std=0.04), 0.01, 12)],
    ),
    Stranger(
        "loan_table",
        loan_table,
        right="""function(amount, rate, months) {
          r <- rate / 12
          payment <- amount * r / (1 - (1 + r)^-months)
          start <- amount * (1 + r)^(0:months) - payment * ((1 + r)^(0:months) - 1) / r
          interest <- head(start, -1) * r
          unname(cbind(interest, payment - interest, start[-1]))
        }""",
        wrong=("head(start, -1) * r", "start[-1] * r"),
        mistake="interest on what is left after the payment",
        cases=[Case("car", 12000.0, 0.059, 24), Case("short", 500.0, 0.12, 6)],
    ),
    Stranger(
        "ewma_volatility",
        ewma_volatility,
        right="""function(returns, decay = 0.94) {
          n <- length(returns)
          weights <- c(decay^(n - 1), (1 - decay) * decay^((n - 2):0))
          sqrt(252 * sum(weights * returns^2))
        }""",
        wrong=(
            "c(decay^(n - 1), (1 - decay) * decay^((n - 2):0))",
            "(1 - decay) * decay^((n - 1):0)",
        ),
        mistake="starts from nothing",
        cases=[
            Case("daily", RETURNS),
            Case("fast", uniform(15, seed=93, low=-0.02, high=0.02), 0.8),
        ],
    ),
]
