/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "expect": saved reports in, a first file for --expect out. */
#include "command/expect.h"

#include "base/list.h"
#include "command/document_output.h"
#include "command/expectation_write.h"
#include "command/option_value.h"
#include "command/output.h"
#include "command/saved_file.h"
#include "facts/shapes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* The sections: hosts that were targets stand before the first domain. */
struct sections {
    struct text_list hosts;
    struct text_list domains;
    struct text_list names; /* of targets that have one */
    char *started_at;       /* of the first report */
    enum exit_status status;
};

/* Of several reports about one target the first one counts. */
static void take_report(struct sections *sections, struct report *report)
{
    const char *name = report->domain != NULL ? report->domain->name : report->target.name;
    if (name != NULL && text_list_has(&sections->names, name))
        return;
    text_list_append(&sections->names, name != NULL ? name : "");
    char *text = expectation_section_of(report);
    text_list_append(report->domain != NULL ? &sections->domains : &sections->hosts, text);
    free(text);
    if (sections->started_at == NULL)
        sections->started_at = text_copy(report->started_at);
}

static void complain(struct sections *sections, const char *name, int64_t line, const char *problem)
{
    char *quoted = option_value_quote(name);
    char *text = line > 0 ? text_format("%s, line %" PRId64 ": %s", quoted, line, problem)
                          : text_format("%s: %s", quoted, problem);
    output_complain(text);
    free(text);
    free(quoted);
    sections->status = EXIT_STATUS_USAGE;
}

static void read_reports(struct sections *sections, const char *name)
{
    struct saved_file *file = saved_file_open(name);
    enum saved_item item = SAVED_VALUE;
    while (item != SAVED_END) {
        struct json_saved saved;
        struct input_error error;
        item = saved_file_next(file, &saved, &error);
        for (size_t i = 0; item == SAVED_VALUE && i < saved.run.report_count; i++)
            take_report(sections, &saved.run.reports[i]);
        if (item == SAVED_BAD || item == SAVED_CUT)
            complain(sections, name, error.line, error.problem);
        json_saved_clear(&saved);
        shape_clear(&input_error_shape, &error);
    }
    saved_file_close(file);
    if (sections->names.count == 0 && sections->status == EXIT_STATUS_CLEAN)
        complain(sections, name, 0,
                 "there is no report in it; give a file that --format json or jsonl wrote");
}

static void write_sections(FILE *out, const struct text_list *sections)
{
    for (size_t i = 0; i < sections->count; i++)
        fprintf(out, "\n%s\n", sections->items[i][0] == '\n' ? sections->items[i] + 1 : sections->items[i]);
}

static void write_all(FILE *out, enum output_format format, const struct report_options *look,
                      const void *document)
{
    const struct sections *sections = document;
    (void)format;
    (void)look;
    fprintf(out,
            "# What mailsonde found at %s. Read it, and change what is not as it should be;\n"
            "# doc/expectations.md says what each line means. To be used as: mailsonde --expect FILE ...\n",
            sections->started_at != NULL ? sections->started_at : "an unknown time");
    write_sections(out, &sections->hosts);
    write_sections(out, &sections->domains);
}

static const struct document_kind expectations_kind = {.what = "expectations", .write = write_all};

/* The file is opened before a long report is read. */
static void run(struct sections *sections, const struct options *options)
{
    char *problem = NULL;
    struct document_output *output = document_output_open(options, &expectations_kind, &problem);
    if (output == NULL) {
        output_complain(problem);
        free(problem);
        sections->status = EXIT_STATUS_USAGE;
        return;
    }
    read_reports(sections, options->reports_file);
    enum exit_status written = EXIT_STATUS_CLEAN;
    if (sections->names.count > 0)
        written = document_output_write(output, sections);
    if (written != EXIT_STATUS_CLEAN)
        sections->status = written;
    document_output_close(output);
}

enum exit_status expect_command(const struct options *options)
{
    struct sections sections = {.status = EXIT_STATUS_CLEAN};
    if (options->reports_file == NULL) {
        output_complain("expect: give a saved report: mailsonde expect --from report.json");
        return EXIT_STATUS_USAGE;
    }
    run(&sections, options);
    text_list_free(&sections.hosts);
    text_list_free(&sections.domains);
    text_list_free(&sections.names);
    free(sections.started_at);
    return sections.status;
}
