/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long the certificates last, in HTML: a bar each on one axis, with the day of the scan and the day from
 * which renewal is due. */
#include "base/text.h"
#include "infer/certificate_path.h"
#include "infer/certificate_renewal.h"
#include "report/certificate_rows.h"
#include "report/html/blocks.h"
#include "report/html/sections.h"
#include "report/markup.h"

#include <stdlib.h>

enum { DAY_S = 86400, HEIGHT = 18, OPEN_ROWS = 6, OPEN_PLACES = 4, OPEN_NAMES = 6 };

/* The axis shows no more than a year on each side of the scan, or bars of 90 days would be lines. */
enum { SIDE_S = 366 * DAY_S };

struct axis {
    int64_t begin_s;
    int64_t end_s;
    int64_t now_s;
};

static struct axis axis_of(const struct report *report, const struct certificate_rows *rows)
{
    struct axis axis = {.now_s = report->started_at_unix_ms / 1000};
    axis.begin_s = axis.now_s - DAY_S;
    axis.end_s = axis.now_s + 31 * DAY_S;
    for (size_t i = 0; i < rows->count; i++) {
        const struct certificate *certificate = rows->rows[i].certificate;
        if (certificate->not_before_unix_s < axis.begin_s)
            axis.begin_s = certificate->not_before_unix_s;
        if (certificate->not_after_unix_s > axis.end_s)
            axis.end_s = certificate->not_after_unix_s;
    }
    if (axis.begin_s < axis.now_s - SIDE_S)
        axis.begin_s = axis.now_s - SIDE_S;
    if (axis.end_s > axis.now_s + SIDE_S)
        axis.end_s = axis.now_s + SIDE_S;
    return axis;
}

static void at(FILE *out, const char *name, const struct axis *axis, int64_t time_s)
{
    html_percent(out, name, time_s - axis->begin_s, axis->end_s - axis->begin_s);
}

static void write_line(FILE *out, const char *class, const struct axis *axis, int64_t time_s, int from,
                       int to)
{
    markup(out, "<line class=\"%s\" y1=\"%d\" y2=\"%d\"", class, from, to);
    at(out, "x1", axis, time_s);
    at(out, "x2", axis, time_s);
    markup(out, "/>");
}

static void write_axis(FILE *out, const struct axis *axis)
{
    char *begin = text_time(axis->begin_s), *end = text_time(axis->end_s);
    begin[10] = end[10] = '\0';
    markup(out, "<div class=\"axis\" aria-hidden=\"true\"><span>%s</span><span>%s</span></div>\n", begin,
           end);
    free(begin);
    free(end);
}

/* Where no more is to be said than that renewal is due, that. */
static enum mark mark_of(const struct report *report, const struct axis *axis,
                         const struct certificate *certificate, int64_t renewal_s)
{
    enum mark mark = certificate_rows_mark(report, certificate);
    if (certificate->not_before_unix_s > axis->now_s && mark != MARK_UNSURE)
        return MARK_BAD;
    return mark == MARK_GOOD && renewal_s <= axis->now_s ? MARK_FAIR : mark;
}

static void write_bar(FILE *out, const struct axis *axis, const struct certificate *certificate,
                      int64_t renewal_s, enum mark mark, const char *title)
{
    enum { TOP = 5, BAR = 9 };
    bool shown =
        certificate->not_after_unix_s > axis->begin_s && certificate->not_before_unix_s < axis->end_s;
    int64_t begin_s =
        certificate->not_before_unix_s < axis->begin_s ? axis->begin_s : certificate->not_before_unix_s;
    int64_t end_s = certificate->not_after_unix_s > axis->end_s ? axis->end_s : certificate->not_after_unix_s;
    markup(out, "<svg class=\"timeline\" role=\"img\" width=\"100%%\" height=\"%d\"><title>%s</title>",
           HEIGHT, title);
    markup(out, "<rect class=\"track\" x=\"0\" y=\"%d\" width=\"100%%\" height=\"%d\"/>", TOP + BAR / 2 - 1,
           2);
    if (shown) {
        markup(out, "<rect class=\"bar %s\" y=\"%d\" height=\"%d\"", html_mark_class(mark), TOP, BAR);
        at(out, "x", axis, begin_s);
        html_percent(out, "width", end_s - begin_s, axis->end_s - axis->begin_s);
        markup(out, "/>");
    }
    if (renewal_s > axis->begin_s && renewal_s < axis->end_s)
        write_line(out, "renewal", axis, renewal_s, TOP - 3, TOP + BAR + 3);
    write_line(out, "now", axis, axis->now_s, 0, HEIGHT);
    markup(out, "</svg>\n");
}

/* "60 of 90 days left"; days where the certificate is valid for some, else hours. */
static char *left_words(const struct axis *axis, const struct certificate *certificate)
{
    int64_t left_s = certificate->not_after_unix_s - axis->now_s;
    int64_t lifetime_s = certificate->not_after_unix_s - certificate->not_before_unix_s;
    bool in_days = lifetime_s >= 10 * (int64_t)DAY_S;
    long long unit_s = in_days ? DAY_S : 3600;
    const char *unit = in_days ? "days" : "hours";
    if (left_s < 0)
        return text_format("expired %lld %s ago", -(long long)left_s / unit_s, unit);
    if (certificate->not_before_unix_s > axis->now_s)
        return text_format("not valid yet, for %lld %s to come",
                           (long long)(certificate->not_before_unix_s - axis->now_s) / unit_s, unit);
    return text_format("%lld of %lld %s left", (long long)left_s / unit_s, (long long)lifetime_s / unit_s,
                       unit);
}

static const char *or_dash(const char *text)
{
    return text == NULL || text[0] == '\0' ? "-" : text;
}

static void write_facts(FILE *out, const struct certificate *certificate)
{
    char *names = text_list_join_first(&certificate->dns_names, OPEN_NAMES);
    markup(out, "<p class=\"facts\">%s%s<bdi>%s</bdi>%s; %s %lld bits; issued by <bdi>%s</bdi>%s</p>\n",
           names, names[0] != '\0' ? "; subject " : "subject ", or_dash(certificate->subject),
           certificate->self_signed ? " (self-signed)" : "", or_dash(key_type_name(certificate->key_type)),
           (long long)certificate->key_bits, or_dash(certificate->issuer),
           certificate->signature_is_weak ? " with a weak signature" : "");
    free(names);
}

static void write_row(FILE *out, const struct report *report, const struct axis *axis,
                      const struct certificate_row *row)
{
    const struct certificate *certificate = row->certificate;
    int64_t renewal_s =
        certificate->not_after_unix_s - certificate_renewal_ahead_s(certificate, CERTIFICATE_NOTICE_DAYS);
    char *left = left_words(axis, certificate);
    char *renewal = text_time(renewal_s);
    char *title = text_format("valid from %.10s to %.10s; renewal is due from %.10s",
                              or_dash(certificate->not_before), or_dash(certificate->not_after), renewal);
    enum mark mark = mark_of(report, axis, certificate, renewal_s);
    markup(out, "<li><p>");
    html_mark(out, mark);
    markup(out, "<strong>%s</strong>: %s</p>\n", left, title);
    write_bar(out, axis, certificate, renewal_s, mark, title);
    html_list(out, "places", &row->places, OPEN_PLACES);
    write_facts(out, certificate);
    markup(out, "</li>\n");
    free(title);
    free(renewal);
    free(left);
}

static void write_rows(FILE *out, const struct report *report, const struct axis *axis,
                       const struct certificate_rows *rows, size_t from, size_t to)
{
    markup(out, "<ul class=\"bars certificates\">\n");
    for (size_t i = from; i < to; i++)
        write_row(out, report, axis, &rows->rows[i]);
    markup(out, "</ul>\n");
}

void html_certificates(FILE *out, const struct report *report)
{
    struct certificate_rows rows = certificate_rows_of(report);
    if (rows.count > 0) {
        struct axis axis = axis_of(report, &rows);
        markup(out, "<h3>Certificates, the first to expire first</h3>\n");
        if (report->vantage.clock == ANSWER_NO)
            html_paragraph(out, "remark",
                           "This machine's clock may be wrong, and with it what is said of days.");
        write_axis(out, &axis);
        size_t open = rows.count <= OPEN_ROWS + 1 ? rows.count : OPEN_ROWS;
        write_rows(out, report, &axis, &rows, 0, open);
        if (open < rows.count) {
            markup(out, "<details><summary>%zu more certificates</summary>\n", rows.count - open);
            write_rows(out, report, &axis, &rows, open, rows.count);
            html_fold_end(out);
        }
        markup(out, "<p class=\"legend\">The bar is the time for which a certificate is valid, the long line "
                    "the day of the scan, the short line the day from which renewal is due.</p>\n");
    }
    certificate_rows_free(&rows);
}
