/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A finding as code hosts and CI systems show it: beside a line of a file, known by a fingerprint. */
#ifndef MAILSONDE_REPORT_ANNOTATION_H
#define MAILSONDE_REPORT_ANNOTATION_H

#include "facts/report.h"

#include <stdint.h>

/* What becomes of a finding; the worst first. */
enum annotation_kind {
    ANNOTATION_ERROR, /* it fails, and nobody accepts that */
    ANNOTATION_WARNING,
    ANNOTATION_NOTE,
    ANNOTATION_UNDECIDED,
    ANNOTATION_ACCEPTED, /* fails or is undecided, and accepted */
    ANNOTATION_HOLDS,
    ANNOTATION_KIND_COUNT
};

enum { ANNOTATION_PRINT_BYTES = 17 };

struct annotation {
    enum annotation_kind kind;
    char *place;   /* "mx1.example.org 192.0.2.10 port 25" */
    char *heading; /* "The certificate has expired", "Undecided: ..." */
    const char
        *file;    /* that says what is expected, else that names the target; as typed. Borrowed; NULL: none */
    int64_t line; /* of the file; 1 for none */
    char print[ANNOTATION_PRINT_BYTES]; /* of the target and finding->key: hexadecimal digits */
};

enum annotation_kind annotation_kind_of(const struct finding *finding);

/* The texts are borrowed from `report` or owned: clear it before the report. */
struct annotation annotation_of(const struct report *report, const struct finding *finding);

void annotation_clear(struct annotation *annotation);

/* Fingerprint of any text, as above. */
void annotation_print(char print[ANNOTATION_PRINT_BYTES], const char *target, const char *key);

/* What was scanned: "example.org", "mx1.example.org:587". The caller frees. */
char *annotation_target(const struct target *target);

/* The file that a target or an input error is from; NULL for standard input and the command line. */
const char *annotation_file(const char *source);

/* Why a finding is accepted, and until when. The caller frees. */
char *annotation_acceptance(const struct acceptance *accepted);

#endif
