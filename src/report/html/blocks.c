/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parts of sections. */
#include "report/html/blocks.h"

#include "report/markup.h"

const char *html_mark_class(enum mark mark)
{
    static const char *const classes[MARK_COUNT] = {
        [MARK_NONE] = "none", [MARK_GOOD] = "good",     [MARK_FAIR] = "fair",    [MARK_WARNING] = "warning",
        [MARK_BAD] = "bad",   [MARK_UNSURE] = "unsure", [MARK_ABSENT] = "absent"};
    return classes[mark];
}

const char *html_style_class(enum style style)
{
    static const char *const classes[] = {
        [STYLE_PLAIN] = "",          [STYLE_STRONG] = "", [STYLE_DIM] = "absent",    [STYLE_GOOD] = "good",
        [STYLE_WARNING] = "warning", [STYLE_BAD] = "bad", [STYLE_UNSURE] = "unsure",
    };
    return classes[style];
}

void html_mark(FILE *out, enum mark mark)
{
    if (mark == MARK_NONE)
        return;
    markup(out,
           "<span class=\"mark %s\"><span aria-hidden=\"true\">%s</span><span class=\"unseen\">%s: "
           "</span></span> ",
           html_mark_class(mark), page_marks[mark].utf8, page_marks[mark].meaning);
}

void html_inline(FILE *out, const char *text)
{
    markup(out, "<bdi>%s</bdi>", text);
}

void html_paragraph(FILE *out, const char *class, const char *text)
{
    if (text != NULL && text[0] != '\0')
        markup(out, "<p class=\"%s\">%s</p>\n", class, text);
}

void html_lines(FILE *out, const char *class, const struct marked_lines *lines)
{
    if (lines->count == 0)
        return;
    markup(out, "<dl class=\"lines %s\">\n", class);
    for (size_t i = 0; i < lines->count; i++) {
        const struct marked_line *line = &lines->lines[i];
        bool labelled = line->label[0] != '\0';
        if (labelled)
            markup(out, "<dt>%s</dt>", line->label);
        markup(out, "<dd class=\"%s\">", html_mark_class(line->mark));
        html_mark(out, line->mark);
        markup(out, "%s</dd>\n", line->text);
    }
    markup(out, "</dl>\n");
}

void html_list(FILE *out, const char *class, const struct text_list *items, size_t shown)
{
    if (items->count == 0)
        return;
    /* One more line is no more than the line that says so. */
    size_t open = items->count <= shown + 1 ? items->count : shown;
    markup(out, "<ul class=\"%s\">\n", class);
    for (size_t i = 0; i < open; i++)
        markup(out, "<li>%s</li>\n", items->items[i]);
    markup(out, "</ul>\n");
    if (open == items->count)
        return;
    markup(out, "<details><summary>and %zu more</summary>\n<ul class=\"%s\">\n", items->count - open, class);
    for (size_t i = open; i < items->count; i++)
        markup(out, "<li>%s</li>\n", items->items[i]);
    markup(out, "</ul>\n</details>\n");
}

void html_fold_begin(FILE *out, const char *summary, bool heading)
{
    if (heading)
        markup(out, "<details class=\"section\"><summary><h3>%s</h3></summary>\n", summary);
    else
        markup(out, "<details class=\"aside\"><summary>%s</summary>\n", summary);
}

void html_fold_begin_open(FILE *out, const char *summary)
{
    markup(out, "<details class=\"section\" open><summary><h3>%s</h3></summary>\n", summary);
}

void html_fold_end(FILE *out)
{
    markup(out, "</details>\n");
}

void html_scroll_begin(FILE *out, const char *label)
{
    markup(out, "<div class=\"scroll\" role=\"group\" aria-label=\"%s\" tabindex=\"0\">\n", label);
}

void html_scroll_end(FILE *out)
{
    markup(out, "</div>\n");
}

void html_percent(FILE *out, const char *name, int64_t part, int64_t whole)
{
    int64_t kept = part < 0 ? 0 : part > whole ? whole : part;
    int hundredths = whole <= 0 ? 0 : (int)((double)kept / (double)whole * 10000 + 0.5);
    markup(out, " %s=\"%d.%d%d%%\"", name, hundredths / 100, hundredths / 10 % 10, hundredths % 10);
}
