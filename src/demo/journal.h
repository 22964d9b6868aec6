/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a peer heard: lines that its threads write and a test reads. */
#ifndef MAILSONDE_DEMO_JOURNAL_H
#define MAILSONDE_DEMO_JOURNAL_H

#include "base/list.h"

#include <pthread.h>
#include <stdbool.h>

struct journal {
    pthread_mutex_t lock;
    struct text_list lines;
};

/* Who is writing. */
enum journal_kind { JOURNAL_CLEAR, JOURNAL_TLS, JOURNAL_EVENT };

void journal_init(struct journal *journal);
void journal_destroy(struct journal *journal);

/* Adds "CONNECTION clear|tls|- TEXT"; bytes that are not plain ASCII become \xNN. */
void journal_add(struct journal *journal, long connection, enum journal_kind kind, const char *text,
                 size_t length);

/* A copy of the lines, which the caller frees. */
struct text_list journal_copy(struct journal *journal);

#endif
