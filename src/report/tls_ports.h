/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TLS of all ports of a report: what each accepts, and what the policy profiles say of it. Ports that are
 * alike stand together. */
#ifndef MAILSONDE_REPORT_TLS_PORTS_H
#define MAILSONDE_REPORT_TLS_PORTS_H

#include "facts/report.h"
#include "report/marked_lines.h"

#include <stdbool.h>
#include <stddef.h>

/* One or more ports of which the same is to be said. */
struct tls_port_group {
    struct marked_lines lines;
    struct text_list places;  /* "mx1.example.org 192.0.2.10 ports 25, 587" */
    struct finding *subjects; /* the same as finding_group_subjects() takes it; their texts are borrowed */
    size_t subject_count;
};

/* By first appearance; free with tls_ports_free(). */
struct tls_ports {
    struct tls_port_group *groups;
    size_t count;
    bool only_standard; /* a port was tested at --depth standard, which leaves properties open */
};

/* Says how the open ones are tested. */
extern const char tls_ports_depth_remark[];

/* With `in_full` every suite, group, signature scheme and feature, and every item of a profile. */
struct tls_ports tls_ports_of(const struct report *report, bool in_full);

/* Whether the run was to look into TLS, by --depth deep or a --profile. */
bool tls_ports_were_asked(const struct report *report);

void tls_ports_free(struct tls_ports *ports);

#endif
