/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words, marks and colours on a page. */
#include "report/page.h"

#include "base/address.h"
#include "base/list.h"
#include "base/text.h"
#include "report/wrap.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_COLUMNS = 80, LEAST_COLUMNS = 40 };

/* The basic eight colours alone: they follow the reader's own palette, light or dark. */
static const char *const style_codes[] = {
    [STYLE_PLAIN] = NULL,   [STYLE_STRONG] = "1", [STYLE_DIM] = "2",     [STYLE_GOOD] = "32",
    [STYLE_WARNING] = "33", [STYLE_BAD] = "31",   [STYLE_UNSURE] = "35",
};

const struct page_sign page_marks[MARK_COUNT] = {
    [MARK_NONE] = {" ", " ", STYLE_PLAIN, NULL},
    [MARK_GOOD] = {"✓", "+", STYLE_GOOD, "ok"},
    [MARK_FAIR] = {"~", "~", STYLE_PLAIN, "works, see the notes"},
    [MARK_WARNING] = {"!", "!", STYLE_WARNING, "warning"},
    [MARK_BAD] = {"✗", "x", STYLE_BAD, "error"},
    [MARK_UNSURE] = {"?", "?", STYLE_UNSURE, "undecided"},
    [MARK_ABSENT] = {"–", "-", STYLE_DIM, "not offered"},
};

struct page page_on(FILE *out, const struct report_options *options)
{
    int columns = options->columns == 0 ? DEFAULT_COLUMNS : options->columns;
    return (struct page){out, columns < LEAST_COLUMNS ? LEAST_COLUMNS : columns, options->utf8,
                         options->colour};
}

/* Whether the character at `text` of `length` bytes can be shown as it is. C1 controls are C2 80 to C2 9F. */
static bool can_show(const struct page *page, const char *text, size_t length)
{
    unsigned char lead = (unsigned char)text[0];
    if (lead < 0x80)
        return lead >= 0x20 && lead != 0x7f;
    bool is_c1 = lead == 0xc2 && (unsigned char)text[1] < 0xa0;
    return page->utf8 && length > 1 && !is_c1;
}

/* Whether an IPv6 address that is a word of its own begins at `text`, such as "::1". No runner has a command
 * with such a name. "::" alone is none. */
static bool begins_address(const char *text)
{
    enum { ADDRESS_MAX_BYTES = 45 };
    char word[ADDRESS_MAX_BYTES + 1];
    struct ip_address address;
    size_t length = strspn(text, "0123456789abcdefABCDEF:.");
    size_t kept = length > 2 && strchr(":.", text[length - 1]) != NULL ? length - 1 : length;
    if (kept == 2 || kept > ADDRESS_MAX_BYTES || strchr(" ,;)%", text[length]) == NULL)
        return false;
    memcpy(word, text, kept);
    word[kept] = '\0';
    return address_parse(word, &address);
}

/* Whether a runner takes a line that begins with `text` for a command. */
static bool begins_command(const char *text)
{
    return text[0] == ':' && text[1] == ':' && !begins_address(text);
}

/* "::" alone is a word of settings: "listen on :: port 25". It stays where no line begins. */
static bool is_any_address(const char *text)
{
    return text[0] == ':' && text[1] == ':' && (text[2] == ' ' || text[2] == '\0');
}

char *page_quote(const struct page *page, const char *text)
{
    char *quoted = allocate(strlen(text) * 4 + 1, 1);
    char *end = quoted;
    bool hash = false;  /* the second one of a command comes */
    bool begins = true; /* a line may, here */
    for (size_t length; *text != '\0'; text += length) {
        wrap_character(text, &length);
        bool shown = can_show(page, text, length) && !hash && !(begins && begins_command(text));
        hash = !hash && text_begins_command(text);
        begins = *text == ' ' && (begins || !is_any_address(text + 1));
        if (shown) {
            end = mempcpy(end, text, length);
            continue;
        }
        for (size_t i = 0; i < length; i++)
            end += sprintf(end, "\\x%02x", (unsigned char)text[i]);
    }
    return quoted;
}

static void write_styled(const struct page *page, enum style style, const char *bytes, size_t length)
{
    bool styled = page->colour && style_codes[style] != NULL && length > 0;
    if (styled)
        fprintf(page->out, "\033[%sm", style_codes[style]);
    fwrite(bytes, 1, length, page->out);
    if (styled)
        fputs("\033[0m", page->out);
}

int page_text(const struct page *page, enum style style, const char *text)
{
    char *quoted = page_quote(page, text);
    write_styled(page, style, quoted, strlen(quoted));
    int columns = wrap_columns(quoted);
    free(quoted);
    return columns;
}

void page_paragraph(const struct page *page, enum style style, int at, int indent, const char *text)
{
    /* If a page is too narrow for its indent, lines run over its edge instead of having one letter each. */
    int full = page->columns - indent < 20 ? 20 : page->columns - indent;
    int room = page->columns - at < 1 ? 1 : page->columns - at;
    char *quoted = page_quote(page, text);
    const char *rest = quoted;
    struct wrap_line line;
    for (bool first = true; *rest != '\0'; first = false) {
        int columns = first ? room : full;
        /* A word that is too wide may be broken before "::", and what is_any_address() may begin a line. */
        rest += strspn(rest, " ");
        const char *escape = begins_command(rest) ? "\\x3a" : "";
        int taken = (int)strlen(escape);
        rest += taken > 0 ? 1 : 0;
        if (!wrap_next(&rest, columns - taken, full - taken, &line))
            break;
        if (!first) {
            page_newline(page);
            page_blank(page, indent);
        }
        write_styled(page, style, escape, strlen(escape));
        write_styled(page, style, line.start, line.length);
    }
    page_newline(page);
    free(quoted);
}

void page_detail(const struct page *page, const char *label, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = text_format_list(format, arguments);
    va_end(arguments);
    page_blank(page, PAGE_LABEL_COLUMN);
    page_blank(page, PAGE_TEXT_COLUMN - PAGE_LABEL_COLUMN - page_text(page, STYLE_DIM, label));
    page_paragraph(page, STYLE_PLAIN, PAGE_TEXT_COLUMN, PAGE_TEXT_COLUMN, text);
    free(text);
}

void page_blank(const struct page *page, int columns)
{
    for (int i = 0; i < columns; i++)
        putc(' ', page->out);
}

void page_newline(const struct page *page)
{
    putc('\n', page->out);
}

void page_heading(const struct page *page, const char *text)
{
    page_newline(page);
    page_text(page, STYLE_STRONG, text);
    page_newline(page);
}

enum style page_mark_style(enum mark mark)
{
    return page_marks[mark].style;
}

void page_sign(const struct page *page, const struct page_sign *sign)
{
    const char *text = page->utf8 ? sign->utf8 : sign->ascii;
    write_styled(page, sign->style, text, strlen(text));
}

void page_mark(const struct page *page, enum mark mark)
{
    page_sign(page, &page_marks[mark]);
}
