/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What slim JSON says once where a report has it several times: doc/json.md.
 *
 * A session says which of its members are as those of the endpoint's first session ("as_first"), and of its
 * handshake only what differs ("rest_as_first"). A TLS survey that says what that of an earlier endpoint of
 * the report does is a reference to it, with what differs ("as_endpoint"). The lines of a reply to EHLO are
 * left out where its keywords say them. */
#ifndef MAILSONDE_REPORT_JSON_REPEATS_H
#define MAILSONDE_REPORT_JSON_REPEATS_H

#include "facts/report.h"
#include "report/json_out.h"

#include <stdbool.h>

/* A style's `instead` (report/json_out.h) for sessions and replies to EHLO; its own `instead` is asked about
 * their members. */
bool json_repeats_write(struct json_write *json, const struct json_style *style, const struct field *field,
                        const void *object);

/* Writes the sessions of an endpoint of the report as its member: the first, too, beside that of an earlier
 * endpoint that introduces itself in the same way ("as_endpoint"). */
void json_repeats_write_sessions(struct json_write *json, const struct json_style *style,
                                 const struct report *report, size_t endpoint);

/* The index of an earlier endpoint whose survey says the same, but for what is volatile; -1 for none. Few
 * endpoints are gone through. */
int64_t json_repeats_survey(const struct report *report, size_t endpoint);

/* Writes the survey as a reference to that of the other endpoint. */
void json_repeats_write_survey(struct json_write *json, const struct json_style *style,
                               const struct report *report, size_t endpoint, int64_t other);

/* Writes what profiles say of endpoints: items that are those of an earlier one are a reference to it
 * ("as_profile"). */
void json_repeats_write_profiles(struct json_write *json, const struct json_style *style,
                                 const struct profile_verdict *profiles, size_t count);

#endif
