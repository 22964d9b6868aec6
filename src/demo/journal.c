/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a peer heard. */
#include "demo/journal.h"

#include <stdio.h>
#include <stdlib.h>

void journal_init(struct journal *journal)
{
    *journal = (struct journal){0};
    pthread_mutex_init(&journal->lock, NULL);
}

void journal_destroy(struct journal *journal)
{
    text_list_free(&journal->lines);
    pthread_mutex_destroy(&journal->lock);
}

void journal_add(struct journal *journal, long connection, enum journal_kind kind, const char *text,
                 size_t length)
{
    static const char *const kinds[] = {"clear", "tls", "-"};
    char *plain = allocate(length * 4 + 1, 1);
    char *out = plain;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        out += sprintf(out, byte >= 0x20 && byte < 0x7f ? "%c" : "\\x%02x", byte);
    }
    char *line = text_format("%ld %s %s", connection, kinds[kind], plain);
    pthread_mutex_lock(&journal->lock);
    text_list_append(&journal->lines, line);
    pthread_mutex_unlock(&journal->lock);
    free(line);
    free(plain);
}

struct text_list journal_copy(struct journal *journal)
{
    struct text_list copy = {0};
    pthread_mutex_lock(&journal->lock);
    for (size_t i = 0; i < journal->lines.count; i++)
        text_list_append(&copy, journal->lines.items[i]);
    pthread_mutex_unlock(&journal->lock);
    return copy;
}
