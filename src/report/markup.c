/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing markup. */
#include "report/markup.h"

#include "base/text.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const char *escape_of(char character)
{
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* A text that begins with "::" may begin a line, and that line would be a command for GitHub's runner if the
 * document stood in a log. */
void markup_plain(const struct plain_out *out, const char *text)
{
    size_t blanks = strspn(text, " ");
    if (strncmp(text + blanks, "::", 2) == 0) {
        out->write(out->context, text, blanks);
        plain_out_text(out, "&#58;");
        text += blanks + 1;
    }
    while (*text != '\0') {
        size_t plain = strcspn(text, "&<>\"'");
        out->write(out->context, text, plain);
        text += plain;
        if (*text != '\0')
            plain_out_text(out, escape_of(*text++));
    }
}

static void write_escaped(FILE *out, const char *text)
{
    struct plain_out plain = plain_out_to(out);
    markup_plain(&plain, text);
}

void markup_text(FILE *out, const char *text)
{
    if (text == NULL)
        return;
    if (text_is_safe(text)) {
        write_escaped(out, text);
        return;
    }
    char *safe = text_from_wire(text, strlen(text), strlen(text));
    write_escaped(out, safe);
    free(safe);
}

void markup(FILE *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    while (*format != '\0') {
        size_t plain = strcspn(format, "%");
        fwrite(format, 1, plain, out);
        format += plain;
        if (*format == '\0')
            break;
        format++;
        if (*format == 's') {
            markup_text(out, va_arg(arguments, const char *));
        } else if (*format == 'd') {
            fprintf(out, "%d", va_arg(arguments, int));
        } else if (strncmp(format, "zu", 2) == 0) {
            fprintf(out, "%zu", va_arg(arguments, size_t));
            format++;
        } else if (strncmp(format, "lld", 3) == 0) {
            fprintf(out, "%lld", va_arg(arguments, long long));
            format += 2;
        } else if (*format == '%') {
            putc('%', out);
        } else {
            abort(); /* a conversion that is not known */
        }
        format++;
    }
    va_end(arguments);
}
