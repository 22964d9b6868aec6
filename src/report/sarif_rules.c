/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rules of SARIF. What GitHub shows of them: shortDescription as the title of an alert, help.markdown beside
 * it, and security-severity as its severity. */
#include "report/sarif_rules.h"

#include "assess/finding/catalogue.h"
#include "base/list.h"
#include "facts/finding.h"
#include "facts/words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

int sarif_rules_index(enum finding_id id)
{
    return (int)id - (FINDING_NONE + 1);
}

/* The severity where it is worst. */
static enum severity severity_of(const struct catalogue_entry *entry)
{
    enum severity worst = SEVERITY_INFO;
    for (int role = 0; role < ROLE_COUNT; role++)
        if (entry->severity[role] > worst)
            worst = entry->severity[role];
    return worst;
}

/* "certificate-expired" as "CertificateExpired". */
static char *camel_case(const char *id)
{
    char *name = text_copy(id);
    size_t length = 0;
    bool begins = true;
    for (; *id != '\0'; id++) {
        if (*id != '-')
            name[length++] = begins ? (char)toupper((unsigned char)*id) : *id;
        begins = *id == '-';
    }
    name[length] = '\0';
    return name;
}

/* Plain text, which is our own, so that Markdown makes nothing else of it. */
static void write_markdown(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("\\`*_<>[]|#~$&", *text) != NULL)
            putc('\\', out);
        putc(*text, out);
    }
}

static void write_settings(FILE *out, const struct catalogue_entry *entry, bool markdown)
{
    for (int software = 0; software < SOFTWARE_COUNT; software++) {
        if (entry->settings[software] == NULL)
            continue;
        fprintf(out, markdown ? "- %s: `%s`\n" : "%s: %s\n", software_name((enum server_software)software),
                entry->settings[software]);
    }
}

static void write_part(FILE *out, const char *heading, const char *text, bool markdown)
{
    if (text == NULL || text[0] == '\0')
        return;
    fprintf(out, markdown ? "**%s** " : "%s ", heading);
    if (markdown)
        write_markdown(out, text);
    else
        fputs(text, out);
    fputs("\n\n", out);
}

/* The caller frees. */
static char *help_text(const struct catalogue_entry *entry, bool markdown)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL)
        out_of_memory();
    write_part(out, "Required:", entry->requirement, markdown);
    write_part(out, "Why:", entry->explanation, markdown);
    write_part(out, "Fix:", entry->remedy, markdown);
    write_settings(out, entry, markdown);
    fprintf(out, "\n%s\n", entry->reference);
    if (fclose(out) != 0)
        out_of_memory();
    return text;
}

static void write_message(struct json_write *json, const char *key, const char *text)
{
    json_write_object(json, key);
    json_write_text(json, "text", text);
    json_write_end(json);
}

static void write_help(struct json_write *json, const struct catalogue_entry *entry)
{
    char *text = help_text(entry, false);
    char *markdown = help_text(entry, true);
    json_write_object(json, "help");
    json_write_text(json, "text", text);
    json_write_text(json, "markdown", markdown);
    json_write_end(json);
    free(text);
    free(markdown);
}

static void write_rule(struct json_write *json, enum finding_id id)
{
    /* GitHub: from 7.0 on high, from 4.0 on medium. */
    static const char *const security_severity[] = {
        [SEVERITY_INFO] = "2.0", [SEVERITY_WARNING] = "5.0", [SEVERITY_ERROR] = "8.0"};
    static const char *const level[] = {
        [SEVERITY_INFO] = "note", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
    _Static_assert(sizeof level / sizeof level[0] == SEVERITY_COUNT, "a level for each severity");
    const struct catalogue_entry *entry = &catalogue_entries[id];
    char *name = camel_case(finding_name(id));
    json_write_newline(json);
    json_write_object(json, NULL);
    json_write_text(json, "id", finding_name(id));
    json_write_text(json, "name", name);
    write_message(json, "shortDescription", entry->title);
    write_message(json, "fullDescription", entry->explanation);
    write_help(json, entry);
    json_write_object(json, "defaultConfiguration");
    json_write_text(json, "level", level[severity_of(entry)]);
    json_write_end(json);
    json_write_object(json, "properties");
    json_write_text(json, "security-severity", security_severity[severity_of(entry)]);
    json_write_list(json, "tags");
    json_write_text(json, NULL, "security");
    json_write_end(json);
    json_write_end(json);
    json_write_end(json);
    free(name);
}

void sarif_rules_write(struct json_write *json)
{
    json_write_list(json, "rules");
    for (int id = FINDING_NONE + 1; id < FINDING_COUNT; id++)
        write_rule(json, (enum finding_id)id);
    json_write_end(json);
}
