/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What to do next in HTML, with the very lines, and how to set up a mail client. */
#include "report/html/blocks.h"
#include "report/html/sections.h"
#include "report/level_words.h"
#include "report/markup.h"

#include <stdlib.h>

static void write_part(FILE *out, const struct step_lines *part)
{
    markup(out, "<p class=\"place\">%s</p>\n<pre tabindex=\"0\">", part->place == NULL ? "?" : part->place);
    for (size_t i = 0; i < part->lines.count; i++)
        markup(out, "%s\n", part->lines.items[i]);
    markup(out, "</pre>\n");
}

/* The steps, and the lines of all but a short first one folded. */
static void write_step(FILE *out, const struct next_step *step)
{
    char *level = level_words_raised(step);
    markup(out, "<li><strong>%s</strong>%s\n", step->title == NULL ? "?" : step->title, level);
    html_paragraph(out, "why", step->why);
    if (step->part_count > 0)
        html_fold_begin(out, "Lines to paste", false);
    for (size_t i = 0; i < step->part_count; i++)
        write_part(out, &step->parts[i]);
    if (step->part_count > 0)
        html_fold_end(out);
    markup(out, "</li>\n");
    free(level);
}

void html_next_steps(FILE *out, const struct report *report)
{
    const struct verdict *verdict = &report->verdict;
    if (verdict->next_step_count == 0)
        return;
    markup(out, "<h3>%s</h3>\n<ol class=\"steps\">\n",
           verdict->next_step_count > 1 ? "Next steps, easiest first" : "Next step");
    for (size_t i = 0; i < verdict->next_step_count; i++)
        write_step(out, &verdict->next_steps[i]);
    markup(out, "</ol>\n");
}

void html_clients(FILE *out, const struct report *report)
{
    const struct verdict *verdict = &report->verdict;
    if (verdict->client_count == 0 && verdict->client_note == NULL)
        return;
    markup(out, "<h3>%s</h3>\n",
           verdict->client_count > 1 ? "Mail client settings, best first" : "Mail client settings");
    if (verdict->client_count > 0)
        markup(out, "<ol class=\"clients\">\n");
    for (size_t i = 0; i < verdict->client_count; i++) {
        const struct client_setting *client = &verdict->clients[i];
        markup(out, "<li><strong><bdi>%s</bdi> port %lld</strong>, %s",
               client->host == NULL ? "?" : client->host, (long long)client->port,
               level_words_client_mode(client->mode));
        markup(out, "<span class=\"because\">%s</span></li>\n", client->because);
    }
    if (verdict->client_count > 0)
        markup(out, "</ol>\n");
    html_paragraph(out, "why", verdict->client_note);
}
