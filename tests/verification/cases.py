"""Every quantity that theory gives and the tests hold the model against: the table of expectations.

Expected values and tolerances are those of the design (3.29 standard errors at the stated number
of replications); none was chosen after looking at what the model gives. A test measures a quantity
and hands it to the fixture ``verified`` with its name here; ``--write-verification`` writes what
was got beside what was expected into ``docs/verification.md``.
"""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    """One quantity: what it is, what theory gives, how far off chance may bring it.

    ``replications``: at least so many. ``at_least``: the quantity has only to reach ``expected``
    less ``tolerance``.
    """

    what: str
    expected: float
    tolerance: float
    replications: int
    at_least: bool = False


CASES: dict[str, Case] = {
    # --- investigation office, joint centre, mediators, commission --------------------------------
    "V1 waits": Case(
        "office as M/M/3 (5 cases a day, 2 a day and team): share that waits", 0.702247, 0.023, 30
    ),
    "V1 wait": Case("the same: mean wait, days", 0.702247, 0.130, 30),
    "V1 evidence": Case(
        "the same: evidence left when a team comes, decay .5 a day", 0.765918, 0.028, 30
    ),
    "V1 findings": Case("the same: share of cases that come to a finding", 0.765918, 0.028, 30),
    "V5 expired": Case(
        "office with patience (Erlang-A: 3 teams, 6 a day, 2 a day, .5 a day): share that expires",
        0.151595,
        0.0081,
        30,
    ),
    "V6 days": Case("centre M/M/2, then office M/M/3, 5 a day: days in all", 1.6125, 0.091, 30),
    "S3 one mediator": Case(
        "mediators as M/M/1, .5 talks a day of a day each: hours in all", 48.0, 2.1, 30
    ),
    "S3 two mediators": Case("as M/M/2, 1.5 a day of a day each: hours in all", 54.8571, 5.0, 30),
    "S3 three mediators": Case(
        "as M/M/3, 5 a day of half a day each: hours in all", 28.8539, 4.2, 30
    ),
    "S4 a week agreed": Case(
        "two guarantors asked for a sanction, a week's time: agreed", 0.423233, 0.0210, 6000
    ),
    "S4 a week vetoed": Case("the same: vetoed", 0.534856, 0.0212, 6000),
    "S4 a week lapsed": Case("the same: lapsed", 0.0419116, 0.0085, 6000),
    "S4 a day agreed": Case(
        "two guarantors, half the mean answer's time: agreed", 0.0696682, 0.0108, 6000
    ),
    "S4 a day vetoed": Case("the same: vetoed", 0.228341, 0.0178, 6000),
    "S4 a day lapsed": Case("the same: lapsed", 0.701991, 0.0194, 6000),
    "S4 partial agreed": Case(
        "two guarantors of whom one seldom agrees: agreed", 0.0719238, 0.0110, 6000
    ),
    "S4 partial vetoed": Case("the same: vetoed", 0.536942, 0.0212, 6000),
    "S4 partial lapsed": Case("the same: lapsed", 0.391134, 0.0207, 6000),
    # --- lanes ------------------------------------------------------------------------------------
    "V2 log-normal": Case(
        "one lane M/LN/1, 10 cars an hour, 5 min, CV .8: mean wait, min", 20.5, 2.0, 100
    ),
    "V2 constant": Case("one lane M/D/1, the same constant: mean wait, min", 12.5, 1.2, 100),
    "V3 convoys": Case(
        "one lane, convoys first (Cobham): mean wait of convoys, min", 4.56, 0.24, 100
    ),
    "V3 cars": Case("the same: mean wait of cars, min", 15.20, 0.90, 100),
    "V3 lanes convoys": Case(
        "three lanes, convoys first, load .2 + .65 of 4 min: mean wait of convoys, min",
        1.21729,
        0.040,
        100,
    ),
    "V3 lanes cars": Case("the same: mean wait of cars, min", 8.11530, 0.83, 100),
    # --- traffic and inspection -------------------------------------------------------------------
    "V8 mean": Case(
        "arrivals 60(1 + .8 sin(2 pi t/24)) an hour, hours 6 to 10: mean", 398.783, 6.6, 100
    ),
    "V8 mean of ten days": Case("the same on ten days in a row: mean", 398.783, 2.1, 100),
    "V8 variance": Case("the same: variance over mean", 1.0, 0.15, 100),
    "V8 profile": Case(
        "any profile of 24 hours: chi-square over the 20 hours with traffic", 20.0, 20.8, 100
    ),
    "V9 hits": Case(
        "inspection 12 h, 40 an hour, 2 % armed, detection .7: found a day", 6.72, 0.43, 400
    ),
    "V9 false alarms": Case("the same, false alarm .05: false alarms a day", 23.52, 0.80, 400),
    "V9 right alarms": Case("the same: share of alarms that are right", 0.2222, 0.012, 400),
    # --- violence ---------------------------------------------------------------------------------
    "V10 mean": Case(
        "violations, 1 a day, n .5, beta 1.2 a day, 90 days from empty: mean", 178.333, 4.4, 400
    ),
    "V10 variance": Case("the same: variance", 701.667, 0.25 * 701.667, 400),
    "V10 one mean": Case(
        "two groups, mu (.8, .3) a day, N ((.3, .25), (.1, .4)), 90 days: mean of the one",
        125.461,
        2.9,
        400,
    ),
    "V10 other mean": Case("the same: mean of the other", 65.3071, 2.4, 400),
    "V10 one variance": Case("the same: variance of the one", 311.713, 0.25 * 311.713, 400),
    "V10 other variance": Case("the same: variance of the other", 209.927, 0.25 * 209.927, 400),
    "V10 covariance": Case("the same: covariance", 118.497, 46.4, 400),
    "V10 profile": Case(
        "any profile of 24 hours: chi-square over the 20 hours with fire", 20.0, 20.8, 30
    ),
    "V12 mean": Case(
        "renewal mu(t) = 4 - 3 exp(-t/14), n .5, beta 1.2, 60 days: mean", 390.568, 6.7, 400
    ),
    "V12 day 30": Case("the same, renewed on day 30: mean", 325.709, 6.7, 400),
    "V12 day 0": Case("the same, renewed on day 0: mean", 390.568, 6.7, 400),
    "V12 fewer": Case("no offspring: fewer by a renewal on day 30", 32.7233, 2.43, 60),
    "V14 V10 KS": Case("time-change residuals of V10 against Exp(1): D sqrt(n)", 0.0, 1.95, 400),
    "V14 V10 lag": Case("the same: lag-1 autocorrelation times sqrt(n)", 0.0, 3.29, 400),
    "V14 V12 KS": Case("time-change residuals of V12 against Exp(1): D sqrt(n)", 0.0, 1.95, 400),
    "V14 V12 lag": Case("the same: lag-1 autocorrelation times sqrt(n)", 0.0, 3.29, 400),
    # --- observation ------------------------------------------------------------------------------
    "V15 disc": Case(
        "one post, half-normal sigma 2 km, disc of 5 km: share seen", 0.305940, 0.0034, 200_000
    ),
    "V15 disc network": Case("the same through the network", 0.305940, 0.0034, 200_000),
    "V15 line": Case("a line with posts every 10 km: share seen", 0.500641, 0.0037, 200_000),
    "C5 seen": Case("clusters of Fano factor 4 watched by a post: share located", 0.3, 0.0040, 400),
    "C5 true": Case(
        "the same, 180 days: variance over mean of what happened", 4.0, 0.25 * 4.0, 400
    ),
    "C5 thinned": Case("the same: variance over mean of what is located", 1.9, 0.25 * 1.9, 400),
    "S5 .75 h": Case(
        "a UAV searches at random, incident visible .75 h: share seen", 0.264216, 0.0103, 20_000
    ),
    "S5 2 h": Case("the same, 2 h", 0.558767, 0.0116, 20_000),
    "S5 going home": Case("the same, .25 h before it goes home", 0.0972167, 0.0069, 20_000),
    "S5 night": Case("the same, at night", 0.115495, 0.0074, 20_000),
    "S5 two": Case("two UAVs, .75 h", 0.458621, 0.0116, 20_000),
    "S5 two, one going home": Case("two UAVs, one of them going home", 0.335746, 0.0110, 20_000),
    "S5 delay": Case("a UAV, 2 h: mean hours until it is seen", 0.865134, 0.0177, 10_000),
    "V16 4": Case("planner's trap, 4 posts: recorded a day while 8.87 happen", 4.0017, 0.084, 100),
    "V16 8": Case("the same, 8 posts, 7.87 happen", 5.4970, 0.084, 100),
    "V16 12": Case("the same, 12 posts, 6.98 happen", 5.8235, 0.084, 100),
    "V16 20": Case("the same, 20 posts, 5.49 happen", 5.2149, 0.084, 100),
    "V16 30": Case("the same, 30 posts, 4.07 happen", 4.0205, 0.084, 100),
    # --- estimators -------------------------------------------------------------------------------
    "V17 mean": Case("Chapman, 200 incidents, lists hold .4 and .3: mean", 200.00, 0.64, 20_000),
    "V17 deviation": Case("the same: standard deviation", 27.32, 0.7, 20_000),
    "V17 wald": Case("the same: coverage of Wald's interval", 0.922, 0.006, 20_000),
    "V17 log-normal": Case("the same: coverage of the log-normal interval", 0.944, 0.006, 20_000),
    "V18 partisan": Case("Chapman over the truth, partisan lists", 16 / 7, 0.03, 1000),
    "V18 loud and quiet": Case("Chapman over the truth, loud and quiet incidents", 0.7, 0.01, 200),
    "V18 independent": Case("Chapman over the truth, independent lists", 1.0, 0.02, 200),
    # --- convoys and supply -----------------------------------------------------------------------
    "V19 arrive": Case(
        "convoys past mines (.02, .05, .01): share that arrives", 0.921690, 0.0089, 400
    ),
    "V19 tonnes": Case(
        "the same, .5 requests a day, approval .55, 120 t, 90 days: tonnes", 2737.42, 94.0, 400
    ),
    "S6 fixed empty": Case(
        "stock, 10 t every 5 days, 2.5 t a day: share of time empty", 0.2, 1e-9, 1
    ),
    "S6 fixed stock": Case("the same: mean stock, t", 4.0, 1e-9, 1),
    "S6 level empty": Case(
        "stock, 24 t ordered at 6 t, 10 h on the way, 1 t an hour: empty", 1 / 7, 1e-9, 1
    ),
    "S6 level stock": Case("the same: mean stock, t", 24**2 / 2 / 28, 1e-9, 1),
    "S6 random empty": Case("the same, exponential time on the way: empty", 0.186113, 0.0075, 30),
    "S6 Poisson empty": Case(
        "stock, Poisson deliveries, M/G/1 workload of load .7: empty", 0.3, 0.0113, 30
    ),
    "S6 Poisson stock": Case("the same: mean stock, t", 0.7 / 0.3, 0.20, 30),
    "S6 place aid": Case("a place fed by Poisson deliveries: tonnes of aid a day", 16.8, 0.27, 30),
    "S6 place empty": Case("the same: empty, from its daily books", 0.3, 0.0113, 30),
    # --- sanctions and findings -------------------------------------------------------------------
    "S1 rung 0": Case(
        "ladder, up .1 a day, down after Exp(14 days) of quiet: time on rung 0", 0.14077, 0.013, 100
    ),
    "S1 rung 1": Case("the same: rung 1", 0.19707, 0.013, 100),
    "S1 rung 2": Case("the same: rung 2", 0.27590, 0.013, 100),
    "S1 rung 3": Case("the same: rung 3", 0.38626, 0.013, 100),
    "S2 side A": Case(
        "A fires 70 %, errors .1: false among findings against A", 0.045455, 0.0060, 13_000
    ),
    "S2 side B": Case("the same: false among findings against B", 0.205882, 0.0162, 6_500),
    # --- what common random numbers are worth -----------------------------------------------------
    "C1 counts": Case("nested Poisson, kept 10 against 9: variance ratio", 0.0526, 0.020, 400),
    "C1 violence": Case("the same through the violence generator", 0.0526, 0.020, 400),
    "C3": Case(
        "KN, three systems of which one is noisy, delta 1: share of right selections",
        0.95,
        0.05,
        300,
        at_least=True,
    ),
    "C4 t": Case("Student's t, 29 degrees of freedom, .975", 2.04523, 1e-4, 1),
    "C4 eta": Case("KN's eta, 6 systems, first stage 20, alpha .05", 0.254760, 1e-4, 1),
    "C4 h": Case("the same: h squared", 9.68089, 1e-4, 1),
    "C4 Rinott 2": Case("Rinott's constant, first stage 20, .05: 2 systems", 2.45247, 1e-4, 1),
    "C4 Rinott 6": Case("the same: 6 systems", 3.52348, 1e-4, 1),
    "C4 Rinott 10": Case("the same: 10 systems", 3.87525, 1e-4, 1),
    "C2": Case("two identical scenarios: largest difference of any KPI", 0.0, 0.0, 1),
}
