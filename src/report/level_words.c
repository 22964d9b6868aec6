/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words for levels. */
#include "report/level_words.h"

#include "base/list.h"

static const char *const deliveries[] = {
    [DELIVERY_UNKNOWN] = "unknown",           [DELIVERY_NO] = "no",   [DELIVERY_SOME_HOSTS] = "some hosts",
    [DELIVERY_SOME_SENDERS] = "some senders", [DELIVERY_YES] = "yes",
};
_Static_assert(sizeof deliveries / sizeof deliveries[0] == DELIVERY_COUNT, "words for each delivery");

static const char *const inbound_levels[] = {
    [INBOUND_UNKNOWN] = "unknown",
    [INBOUND_NO_MAIL] = "no mail",
    [INBOUND_NOT_ROUTABLE] = "not routable",
    [INBOUND_CLEARTEXT] = "cleartext",
    [INBOUND_OPPORTUNISTIC] = "opportunistic",
    [INBOUND_OBSERVED_ONLY] = "observed only",
    [INBOUND_UNAUTHENTICATED] = "unauthenticated",
    [INBOUND_WEAKLY_PINNED] = "weakly pinned",
    [INBOUND_HALF_DANE] = "half DANE",
    [INBOUND_PINNED] = "pinned",
    [INBOUND_DOWNGRADE_RESISTANT] = "downgrade-resistant",
    [INBOUND_BOTH] = "DANE and MTA-STS",
};
_Static_assert(sizeof inbound_levels / sizeof inbound_levels[0] == INBOUND_LEVEL_COUNT,
               "words for each inbound level");

static const char *const submission_levels[] = {
    [SUBMISSION_LEVEL_UNKNOWN] = "unknown",
    [SUBMISSION_LEVEL_NONE] = "none",
    [SUBMISSION_LEVEL_CREDENTIALS_IN_CLEAR] = "passwords in clear",
    [SUBMISSION_LEVEL_STRIPPABLE] = "TLS not required",
    [SUBMISSION_LEVEL_STARTTLS] = "STARTTLS required",
    [SUBMISSION_LEVEL_IMPLICIT_TLS] = "implicit TLS",
    [SUBMISSION_LEVEL_STEADY_DISCOVERY] = "TLS, signed SRV",
};
_Static_assert(sizeof submission_levels / sizeof submission_levels[0] == SUBMISSION_LEVEL_COUNT,
               "words for each level of submission");

const char *level_words_delivery(enum delivery delivery)
{
    return deliveries[delivery];
}

const char *level_words_inbound(enum inbound_level level)
{
    return inbound_levels[level];
}

const char *level_words_submission(enum submission_level level)
{
    return submission_levels[level];
}

char *level_words_raised(const struct next_step *step)
{
    bool inbound = step->raises_inbound_to != INBOUND_UNKNOWN;
    if (!inbound && step->raises_submission_to == SUBMISSION_LEVEL_UNKNOWN)
        return text_copy("");
    return text_format(" (%s: %s)", inbound ? "inbound" : "submission",
                       inbound ? level_words_inbound(step->raises_inbound_to)
                               : level_words_submission(step->raises_submission_to));
}

const char *level_words_client_mode(enum port_mode mode)
{
    return mode == MODE_IMPLICIT_TLS ? "implicit TLS"
           : mode == MODE_STARTTLS   ? "STARTTLS, required"
                                     : "any mode";
}
