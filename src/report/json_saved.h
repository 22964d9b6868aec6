/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads the facts of saved reports, which --format json and jsonl of this or another version wrote. Findings,
 * their counts and the verdict are skipped: assess_report() makes them again from the facts. */
#ifndef MAILSONDE_REPORT_JSON_SAVED_H
#define MAILSONDE_REPORT_JSON_SAVED_H

#include "facts/run.h"
#include "report/json_parts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One JSON value of a file: the document of a run, one report, or a line of --format jsonl. */
struct json_saved {
    struct run run;    /* what was read; the rest is empty */
    bool has_summary;  /* run.summary was there */
    bool is_json;      /* the text begins with a JSON value */
    bool is_line;      /* which has a kind, as lines of --format jsonl have */
    size_t used_bytes; /* of the text, by that value */
    int64_t line;      /* column of the first byte that is not JSON, from 1; 0 for none */
    char *problem;     /* one line, safe for a terminal, what to do about it included; NULL for none */
};

/* Reads the first JSON value of `length` bytes into *saved, whose old content is not looked at; `whole`: more
 * than that value is wrong. False with a problem when it cannot be used: it is no JSON, no report (each has a
 * schema_version and a target), of another schema version than this program reads, or a fact has the wrong
 * type (report/json_in.h). *saved is to be cleared in either case. */
bool json_saved_read(struct json_saved *saved, const char *text, size_t length, bool whole);

/* The same of a line of --format jsonl, which comes after those whose parts are in *parts: a part is added to
 * them (without its facts being looked at before a target needs them, and saved->run stays empty), and the
 * line of a target, put together with its parts, is a report. One of which a part is missing cannot be used:
 * judged without it, something would be wrong that is not. */
bool json_saved_read_line(struct json_saved *saved, struct json_parts *parts, const char *text, size_t length,
                          bool whole);

void json_saved_clear(struct json_saved *saved);

#endif
