/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Outputs beside inputs. */
#include "command/input_guard.h"

#include "base/list.h"
#include "base/text.h"
#include "command/file_place.h"
#include "command/report_file.h"
#include "command/resume.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_file(const char *path, struct stat *about)
{
    return path != NULL && strcmp(path, "-") != 0 && stat(path, about) == 0 && S_ISREG(about->st_mode);
}

/* Whether both paths lead to one file that is there. */
static bool is_one_file(const char *path, const char *other_path)
{
    struct stat one, other;
    return is_file(path, &one) && is_file(other_path, &other) && one.st_dev == other.st_dev
           && one.st_ino == other.st_ino;
}

static bool is_any(const char *path, const struct text_list *paths)
{
    for (size_t i = 0; i < paths->count; i++)
        if (is_one_file(path, paths->items[i]))
            return true;
    return false;
}

/* Targets, some of which are lists, or saved reports. */
static bool is_operand(const char *path, const struct options *options)
{
    for (size_t i = 0; i < options->operands.count; i++) {
        const char *word = options->operands.items[i];
        if (is_one_file(path, word[0] == '@' ? word + 1 : word))
            return true;
    }
    return false;
}

/* What the file is to this run, in words; NULL for nothing. */
static const char *use_of(const char *path, const struct options *options)
{
    const struct {
        const char *path;
        const char *use;
    } inputs[] = {
        {options->records_file, "is the file of --records"},
        {options->expectations_file, "is the file of --expect"},
        {options->reports_file, "is the file of --from"},
        {options->ca_file, "is the file of --ca-file"},
        {options->trust_anchor, "is the file of --trust-anchor"},
        {options->config_file, "is the file of --config"},
    };
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++)
        if (is_one_file(path, inputs[i].path))
            return inputs[i].use;
    if (is_any(path, &options->config_files))
        return "is a file of options";
    if (is_any(path, &options->exclusion_files))
        return "is the file of --exclude";
    if (is_any(path, &options->resume_files))
        return "is the file of --resume";
    if (is_any(path, &options->profiles))
        return "is the file of --profile";
    return is_operand(path, options) ? "is read by this run" : NULL;
}

static char *refuse(const char *path, const char *use)
{
    char *shown = report_file_shown(path);
    char *problem = text_format("%s: %s, and has another use here; give another file", shown, use);
    free(shown);
    return problem;
}

/* The file of --store need not be there yet. */
static bool is_store(const struct output_choice *output, const struct options *options)
{
    return options->store != NULL
           && file_places_are_one(output->file, output_format_is_lines(output->format), options->store,
                                  false);
}

char *input_guard_problem(const struct options *options)
{
    for (size_t i = 0; i < options->outputs.count; i++) {
        const struct output_choice *output = &options->outputs.items[i];
        bool partial;
        if (resume_goes_on(options, output, &partial))
            continue;
        const char *use =
            is_store(output, options) ? "is the file of --store" : use_of(output->file, options);
        if (use != NULL)
            return refuse(output->file, use);
    }
    return is_operand(options->store, options) ? refuse(options->store, "is the file of --store") : NULL;
}
