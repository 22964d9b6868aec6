/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long each step of the main connection to a port took, in HTML. */
#include "facts/words.h"
#include "report/html/blocks.h"
#include "report/html/sections.h"
#include "report/markup.h"

#include <stdlib.h>

enum { HEIGHT = 14 };

/* Steps as a reader takes them in; the numbers of all stand beside the bar. */
static const struct phase {
    const char *class;
    const char *words;
} phases[] = {
    {"connect", "connect"}, {"greeting", "greeting"}, {"smtp", "SMTP commands"}, {"handshake", "TLS"}};

static const struct phase *phase_of(enum step step)
{
    return &phases[step == STEP_CONNECT ? 0 : step == STEP_GREETING ? 1 : step == STEP_HANDSHAKE ? 3 : 2];
}

/* The main connection that got through a step. */
static const struct session *timed_session(const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    if (session == NULL || session->timing_count == 0)
        return NULL;
    return session->stop.at == STEP_CONNECT && session->stop.reason != STOP_NONE ? NULL : session;
}

static int64_t total_ms(const struct session *session)
{
    int64_t total = 0;
    for (size_t i = 0; i < session->timing_count; i++)
        total += session->timings[i].elapsed_ms;
    return total;
}

static char *words_of(const struct session *session)
{
    struct text_list parts = {0};
    for (size_t i = 0; i < session->timing_count; i++) {
        char *part = text_format("%s %lld", words_name(&step_words, (int)session->timings[i].step),
                                 (long long)session->timings[i].elapsed_ms);
        text_list_append(&parts, part);
        free(part);
    }
    char *words = text_list_join(&parts, ", ");
    text_list_free(&parts);
    return words;
}

static void write_row(FILE *out, const struct endpoint *endpoint, const struct session *session,
                      int64_t longest_ms)
{
    char *words = words_of(session);
    int64_t before = 0;
    markup(out, "<li><p><bdi>%s</bdi> %s port %lld: <strong>%lld ms</strong></p>\n", endpoint->server_name,
           text_same(endpoint->server_name, endpoint->address) ? "" : endpoint->address,
           (long long)endpoint->port, (long long)total_ms(session));
    markup(out, "<svg class=\"timing\" role=\"img\" width=\"100%%\" height=\"%d\"><title>%s</title>", HEIGHT,
           words);
    markup(out, "<rect class=\"track\" x=\"0\" y=\"6\" width=\"100%%\" height=\"2\"/>");
    for (size_t i = 0; i < session->timing_count; i++) {
        int64_t elapsed = session->timings[i].elapsed_ms;
        markup(out, "<rect class=\"%s\" y=\"1\" height=\"%d\"", phase_of(session->timings[i].step)->class,
               HEIGHT - 2);
        html_percent(out, "x", before, longest_ms);
        html_percent(out, "width", elapsed, longest_ms);
        markup(out, "/>");
        before += elapsed;
    }
    markup(out, "</svg>\n<p class=\"facts\">%s</p></li>\n", words);
    free(words);
}

static void write_legend(FILE *out)
{
    markup(out, "<p class=\"legend\">In milliseconds, on one scale for all ports: ");
    for (size_t i = 0; i < sizeof phases / sizeof phases[0]; i++)
        markup(out,
               "<svg class=\"timing key\" width=\"12\" height=\"12\" aria-hidden=\"true\"><rect class=\"%s\" "
               "width=\"12\" height=\"12\"/></svg> %s ",
               phases[i].class, phases[i].words);
    markup(out, "</p>\n");
}

void html_timings(FILE *out, const struct report *report)
{
    int64_t longest_ms = 1;
    size_t count = 0;
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct session *session = timed_session(&report->endpoints[i]);
        if (session == NULL)
            continue;
        count++;
        longest_ms = total_ms(session) > longest_ms ? total_ms(session) : longest_ms;
    }
    if (count == 0)
        return;
    html_fold_begin(out, "Time of each step", true);
    write_legend(out);
    markup(out, "<ul class=\"bars timings\">\n");
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct session *session = timed_session(&report->endpoints[i]);
        if (session != NULL)
            write_row(out, &report->endpoints[i], session, longest_ms);
    }
    markup(out, "</ul>\n");
    html_fold_end(out);
}
