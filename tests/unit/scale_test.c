/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a report of twice as many endpoints costs: about twice as many comparisons of texts, in all that looks
 * at it after the probing. strcmp() is counted (-Wl,--wrap), since look-ups by address and id are made of it.
 */
#include "assess/assess.h"
#include "base/list.h"
#include "facts/report.h"
#include "facts/shapes.h"
#include "facts_builder.h"
#include "scan/dane_matches.h"
#include "scan/name_checks.h"
#include "scan/reach_watch.h"
#include "trace/path_plan.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

int __real_strcmp(const char *left, const char *right);
int __wrap_strcmp(const char *left, const char *right);

static uint64_t compared;

int __wrap_strcmp(const char *left, const char *right)
{
    compared++;
    return __real_strcmp(left, right);
}

/* Gives the host as many addresses more, on whose ports there is what is on those of `like`. */
static void add_addresses(struct report *report, const char *host, const char *like, int network, int count)
{
    size_t endpoint_count = report->endpoint_count;
    for (int n = 0; n < count; n++) {
        char *text = text_format("198.%d.%d.%d", network, n / 250, n % 250 + 1);
        struct address *address =
            list_append(&report->addresses, &report->address_count, sizeof *report->addresses);
        shape_copy(&address_shape, address, facts_address(report, like));
        text_replace(&address->address, text_copy(text));
        text_list_append(&facts_host(report, host)->addresses, text);
        for (size_t i = 0; i < endpoint_count; i++) {
            if (!text_same(report->endpoints[i].address, like))
                continue;
            struct endpoint *endpoint =
                list_append(&report->endpoints, &report->endpoint_count, sizeof *report->endpoints);
            shape_copy(&endpoint_shape, endpoint, &report->endpoints[i]);
            text_replace(&endpoint->address, text_copy(text));
        }
        free(text);
    }
}

static void all_is_well(struct report *report)
{
    facts_good(report);
}

static void relays_refuse(struct report *report)
{
    facts_good(report);
    facts_stop(report, "192.0.2.10", 25, STEP_CONNECT, STOP_REFUSED);
    facts_stop(report, "192.0.2.20", 25, STEP_CONNECT, STOP_REFUSED);
}

static void nothing_answers(struct report *report)
{
    facts_good(report);
    for (size_t i = 0; i < report->endpoint_count; i++)
        facts_stop(report, report->endpoints[i].address, report->endpoints[i].port, STEP_CONNECT,
                   STOP_TIMED_OUT);
}

static void dane_is_used(struct report *report)
{
    facts_good_dane(report);
}

/* How many comparisons all takes that is worked out from a report of so many endpoints. */
static uint64_t cost_of(void (*make)(struct report *report), int addresses)
{
    struct report report = {0};
    struct path_plan plan;
    struct reach_watch *watch = reach_watch_new();
    make(&report);
    add_addresses(&report, "mx1.example.org", "192.0.2.10", 51, addresses);
    add_addresses(&report, "mx2.example.org", "192.0.2.20", 18, addresses);
    compared = 0;
    report_index_make(&report);
    reach_watch_note(watch, &report);
    path_plan_blocked(&report, &plan);
    name_checks_complete(&report);
    dane_matches_complete(NULL, &report, NULL);
    reach_watch_tell(watch, &report);
    assess_report(&report, &policy_default);
    uint64_t cost = compared;
    path_plan_free(&plan);
    reach_watch_free(watch);
    facts_clear(&report);
    return cost;
}

Test(scale, twice_as_many_endpoints_cost_about_twice_as_much, .timeout = 300)
{
    static const struct {
        const char *what;
        void (*make)(struct report *report);
    } rows[] = {{"all is well", all_is_well},
                {"relays refuse", relays_refuse},
                {"nothing answers", nothing_answers},
                {"DANE", dane_is_used}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t some = cost_of(rows[i].make, 100), twice = cost_of(rows[i].make, 200);
        cr_expect_lt(some, twice, "%s: nothing was counted", rows[i].what);
        cr_expect_lt(twice * 2, some * 5, "%s: %llu comparisons, and %llu for twice as many endpoints",
                     rows[i].what, (unsigned long long)some, (unsigned long long)twice);
    }
}
