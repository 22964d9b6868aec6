/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys of findings. */
#include "assess/finding/finding_key.h"

#include "base/decimal.h"
#include "base/list.h"

#include <stdlib.h>
#include <string.h>

/* Before the number that tells apart what is said twice; no other key has it. */
enum { NUMBER_MARK = '~' };

/* DNS takes names in any case, and some resolvers return them as they were asked. */
static void lower(char *name)
{
    for (; *name != '\0'; name++)
        if (*name >= 'A' && *name <= 'Z')
            *name = (char)(*name - 'A' + 'a');
}

static void replace_mark(char *key)
{
    for (char *mark = strchr(key, NUMBER_MARK); mark != NULL; mark = strchr(mark, NUMBER_MARK))
        *mark = '_';
}

/* "mx1.example.org/[2001:db8::1]:25", the domain where it is about nothing narrower. Returns its end. */
static char *append_place(char *end, const struct subject *subject)
{
    const char *host = text_same(subject->host, subject->address) ? NULL : subject->host;
    const char *address = text_or_nothing(subject->address);
    bool narrower = host != NULL || subject->address != NULL;
    bool bracketed = subject->port != 0 && strchr(address, ':') != NULL;
    end = stpcpy(end, text_or_nothing(narrower ? host : subject->domain));
    if (host != NULL && *address != '\0')
        *end++ = '/';
    if (bracketed)
        *end++ = '[';
    end = stpcpy(end, address);
    if (bracketed)
        *end++ = ']';
    if (subject->port != 0) {
        *end++ = ':';
        end = decimal_append(end, subject->port);
    }
    *end = '\0';
    return end;
}

/* At least the bytes of the key, with its NUL. */
static size_t key_bytes(const struct subject *subject, const char *name)
{
    return strlen(name) + strlen(text_or_nothing(subject->domain)) + strlen(text_or_nothing(subject->host))
           + strlen(text_or_nothing(subject->address)) + strlen(text_or_nothing(subject->detail))
           + sizeof "@/[]:#" + DECIMAL_BYTES;
}

char *finding_key_text(const struct finding *finding)
{
    const struct subject *subject = &finding->subject;
    const char *name = finding_name(finding->id);
    char *key = allocate(key_bytes(subject, name), 1);
    char *place = stpcpy(stpcpy(key, name), "@");
    char *end = append_place(place, subject);
    lower(place);
    if (subject->detail != NULL)
        stpcpy(stpcpy(end, "#"), subject->detail);
    replace_mark(key);
    return key;
}

static int compare(const void *a, const void *b)
{
    const struct finding *one = *(struct finding *const *)a, *other = *(struct finding *const *)b;
    int order = strcmp(one->key, other->key);
    if (order == 0)
        order = (int)one->outcome - (int)other->outcome;
    if (order == 0)
        order = (int)one->severity - (int)other->severity;
    return order != 0 ? order : text_compare(one->evidence, other->evidence);
}

void finding_keys_make(struct finding *findings, size_t count)
{
    struct finding **sorted = allocate(count, sizeof(struct finding *));
    for (size_t i = 0; i < count; i++) {
        text_replace(&findings[i].key, finding_key_text(&findings[i]));
        sorted[i] = &findings[i];
    }
    if (count > 0)
        qsort(sorted, count, sizeof *sorted, compare);
    for (size_t first = 0, i = 1; i < count; i++) {
        if (strcmp(sorted[i]->key, sorted[first]->key) != 0)
            first = i;
        else
            text_replace(&sorted[i]->key,
                         text_format("%s%c%zu", sorted[first]->key, NUMBER_MARK, i - first + 1));
    }
    free(sorted);
}
