"""Which law holds by which test: what is invariant, conserved, exact, and compared elsewhere.

``docs/verification.md`` prints these lists, and a test checks that every test named here is there.
"""

from __future__ import annotations

Relations = list[tuple[str, str]]

COMPARISONS: list[tuple[str, str, str]] = [
    (
        "violence: three groups, full matrices, two kernels, three places, rates that change over "
        "the day, an intensity that reacts to what happened",
        "an exact event-by-event sampler (Ogata's thinning), written for the tests",
        "test_clusters_against_ogata",
    ),
    (
        "lanes: three lanes, convoys before cars, wait for wait",
        "SimPy's PriorityResource",
        "test_wait_for_wait_as_a_simpy_priority_resource",
    ),
    (
        "lanes: several lanes, convoys before cars, wait for wait from the same times and in "
        "distribution from its own",
        "Ciw",
        "test_wait_for_wait_as_in_ciw test_waits_have_the_distribution_that_ciw_gives",
    ),
    (
        "every distribution, quantile by quantile",
        "SciPy",
        "test_every_quantile_function_agrees_with_scipy "
        "test_tabulated_services_agree_with_scipy test_large_poisson_counts_agree_with_scipy",
    ),
]
"""What | the other program | tests."""

LOG: Relations = [
    (
        "times never decrease; nothing after the horizon",
        "test_times_never_decrease_and_end_at_the_horizon",
    ),
    (
        "each seize of a team, an escort or a UAV has one release; busy <= capacity",
        "test_teams_and_escorts_are_released_as_often_as_seized_and_never_too_many "
        "test_uavs_are_never_more_than_are_left",
    ),
    (
        "what is sighted is a subset of what happened",
        "test_every_incident_is_watched_once_with_one_outcome "
        "test_recorded_is_matched_duplicate_and_unfounded",
    ),
    (
        "a sanction has an earlier report and, under investigation, a finding",
        "test_a_sanction_has_an_earlier_report_and_under_investigation_a_finding",
    ),
    (
        "closed, sheltering and short-handed posts see nothing",
        "test_nobody_sees_who_does_not_watch test_posts_are_manned_only_while_they_are_due",
    ),
    (
        "people on duty <= people paid <= people there",
        "test_people_on_duty_are_paid_for test_a_contingent_never_pays_more_people_than_it_has",
    ),
    ("an incident follows what brought it", "test_children_follow_their_parents"),
    (
        "the ladder is climbed one rung at a time",
        "test_the_ladder_is_climbed_one_rung_at_a_time",
    ),
    ("who is refused does not visit", "test_who_is_refused_does_not_visit"),
    (
        "nothing that the memorandum does not cover counts as a violation",
        "test_nothing_of_a_zone_before_it_opens_counts_as_a_violation",
    ),
]
CONSERVED: Relations = [
    (
        "true = located + heard + missed + not watched + blind",
        "test_every_incident_is_watched_once_with_one_outcome",
    ),
    (
        "recorded = matched + duplicate + unfounded",
        "test_recorded_is_matched_duplicate_and_unfounded "
        "test_what_was_recorded_adds_up_and_the_kpis_say_so",
    ),
    (
        "reports = logged only + open + closed + expired",
        "test_reports_are_logged_open_closed_or_expired",
    ),
    (
        "vehicles in = out + inside + turned away",
        "test_vehicles_in_are_vehicles_out_inside_or_turned_away "
        "test_every_wait_of_those_served_is_counted_once "
        "test_vehicles_balance_and_littles_identity_holds",
    ),
    (
        "Little's identity at every checkpoint, to 1e-9",
        "test_littles_identity_at_every_checkpoint "
        "test_littles_identity_includes_those_turned_away",
    ),
    (
        "people requested = refused + unanswered + pending + loaded",
        "test_people_and_tonnes_of_convoys_are_conserved test_people_and_tonnes_are_conserved "
        "test_people_of_a_convoy_sent_instead_are_counted_once",
    ),
    (
        "tonnes loaded = delivered + lost + returned + in transit",
        "test_people_and_tonnes_of_convoys_are_conserved test_people_and_tonnes_are_conserved",
    ),
    (
        "stock = stock of the day before + what came - consumed - spoilt",
        "test_stocks_are_conserved_day_by_day test_the_books_balance_day_by_day",
    ),
]
EXACT: Relations = [
    (
        "one more post, no deterrence: the same truth, a superset of sightings",
        "test_one_more_post_sees_a_superset_of_the_same_truth",
    ),
    (
        "one more observer at each post: the same",
        "test_more_observers_detect_a_superset_at_every_post",
    ),
    (
        "one more patrol or UAV: the same",
        "test_more_eyes_find_a_superset_of_the_same_truth",
    ),
    (
        "renaming or reordering posts, or anything in a file, changes nothing",
        "test_renaming_a_post_with_its_key_changes_only_its_name "
        "test_the_order_of_entries_in_a_file_changes_nothing "
        "test_the_order_of_all_entries_in_all_files_changes_nothing",
    ),
    (
        "one more team, lane or officer never lengthens a wait",
        "test_one_more_team_never_lengthens_a_wait test_one_more_lane_never_lengthens_a_wait "
        "test_one_more_officer_never_lengthens_the_handling_of_a_report",
    ),
    (
        "a longer horizon leaves the first days identical",
        "test_a_longer_horizon_leaves_the_first_days_identical",
    ),
    (
        "any rule agrees with record-only until its first measure",
        "test_every_rule_agrees_with_record_only_until_its_first_measure "
        "test_what_would_be_violated_is_the_same_under_any_rule",
    ),
    (
        "a rule's special case is the simpler rule",
        "test_the_special_case_of_a_rule_is_the_memorandums_rule "
        "test_mediation_that_always_fails_is_to_record_only",
    ),
    (
        "the second ledger's parameters don't touch the first",
        "test_the_second_ledgers_parameters_do_not_touch_the_first_ledger",
    ),
    (
        "swapping the sides mirrors the log",
        "test_swapping_the_sides_mirrors_the_log test_swapping_the_sides_mirrors_everything",
    ),
    (
        "less intensity keeps a subset, path by path",
        "test_a_lower_intensity_keeps_a_subset_of_whole_families_too "
        "test_a_renewal_keeps_a_subset_and_changes_nothing_before_it",
    ),
    (
        "an actor switched off is as if it were not there",
        "test_off_is_as_if_it_were_not_there",
    ),
    (
        "how often lanes or a stock are touched changes nothing",
        "test_how_often_lanes_are_advanced_changes_nothing "
        "test_how_often_the_stock_is_touched_changes_nothing",
    ),
    (
        "the same log on any number of workers, in any order, under any hash seed",
        "test_any_number_of_worker_processes_gives_the_same_logs "
        "test_the_order_of_runs_changes_nothing test_the_order_of_sets_and_hashes_changes_nothing",
    ),
]

RELATIONS: list[tuple[str, str, Relations]] = [
    (
        "What holds of every log",
        "Checked on logs of Eastern Ghouta at every staffing level, of four zones with an actor of "
        "every kind, and of every shipped scenario.",
        LOG,
    ),
    ("What is conserved", "Checked on the same logs.", CONSERVED),
    (
        "What follows exactly",
        "Random numbers are asked for by name, so these hold in every replication, without any "
        "interval. Where feedback, shared pools, travel or priority would break a relation, its "
        "test says what is switched off.",
        EXACT,
    ),
]
"""Title | what it is checked on | relations with their tests."""
