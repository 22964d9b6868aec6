/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How to set up a mail client: the settings of the verdict, best first. */
#include "base/list.h"
#include "report/level_words.h"
#include "report/text_sections.h"

#include <stdlib.h>

enum { NUMBER_COLUMN = 4, TEXT_COLUMN = 7 };

void text_clients(const struct page *page, const struct report *report, bool verbose)
{
    const struct verdict *verdict = &report->verdict;
    if (verdict->client_count == 0 && verdict->client_note == NULL)
        return;
    page_heading(page,
                 verdict->client_count > 1 ? "Mail client settings, best first" : "Mail client settings");
    for (size_t i = 0; i < verdict->client_count; i++) {
        const struct client_setting *client = &verdict->clients[i];
        char *line = text_format("%zu. %s  port %d  %s", i + 1, client->host == NULL ? "?" : client->host,
                                 (int)client->port, level_words_client_mode(client->mode));
        page_blank(page, NUMBER_COLUMN);
        page_paragraph(page, i == 0 ? STYLE_STRONG : STYLE_PLAIN, NUMBER_COLUMN, TEXT_COLUMN, line);
        free(line);
        if (verbose && client->because != NULL) {
            page_blank(page, TEXT_COLUMN);
            page_paragraph(page, STYLE_PLAIN, TEXT_COLUMN, TEXT_COLUMN, client->because);
        }
    }
    if (verdict->client_note != NULL && (verbose || verdict->client_count == 0)) {
        page_blank(page, NUMBER_COLUMN);
        page_paragraph(page, STYLE_PLAIN, NUMBER_COLUMN, NUMBER_COLUMN, verdict->client_note);
    }
}
