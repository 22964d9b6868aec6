/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where documents go. */
#include "command/document_output.h"

#include "base/list.h"
#include "command/command_table.h"
#include "command/output.h"
#include "command/report_file.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

struct place {
    enum output_format format;
    struct report_file *file;
    struct report_options look;
};

struct document_output {
    const struct document_kind *kind;
    struct place *places;
    size_t count;
};

/* NULL, or what is wrong. */
static char *check(const struct options *options, const struct document_kind *kind)
{
    struct text_list known = {0};
    char *problem = NULL;
    for (int format = 0; format < OUTPUT_FORMAT_COUNT; format++)
        if (command_writes(options->command, (enum output_format)format))
            text_list_append(&known, words_name(&output_format_words, format));
    for (size_t i = 0; i < options->outputs.count && problem == NULL; i++) {
        enum output_format format = options->outputs.items[i].format;
        if (command_writes(options->command, format))
            continue;
        char *list = text_list_join(&known, ", ");
        problem = text_format("%s are not written as %s; choose one of %s", kind->what,
                              words_name(&output_format_words, (int)format), list);
        free(list);
    }
    text_list_free(&known);
    return problem != NULL ? problem : output_clash(&options->outputs);
}

struct document_output *document_output_open(const struct options *options, const struct document_kind *kind,
                                             char **problem)
{
    *problem = check(options, kind);
    if (*problem != NULL)
        return NULL;
    struct document_output *output = allocate(1, sizeof *output);
    output->kind = kind;
    output->places = allocate(options->outputs.count, sizeof *output->places);
    for (size_t i = 0; i < options->outputs.count; i++) {
        struct place *place = &output->places[output->count];
        place->format = options->outputs.items[i].format;
        place->file = report_file_open(options->outputs.items[i].file, false, problem);
        if (place->file == NULL) {
            document_output_close(output);
            return NULL;
        }
        place->look = output_look(options, true, report_file_descriptor(place->file));
        output->count++;
    }
    return output;
}

struct text_list document_output_folders(const struct document_output *output)
{
    struct text_list folders = {0};
    for (size_t i = 0; i < output->count; i++) {
        char *folder = report_file_folder(output->places[i].file);
        if (folder != NULL)
            text_list_append(&folders, folder);
        free(folder);
    }
    return folders;
}

/* The text, which is written in one piece: the file has no buffer. */
static char *text_of(const struct document_output *output, const struct place *place, const void *document,
                     size_t *length)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, length);
    if (out == NULL)
        out_of_memory();
    output->kind->write(out, place->format, &place->look, document);
    if (fclose(out) != 0)
        out_of_memory();
    return text;
}

static enum exit_status write_place(const struct document_output *output, const struct place *place,
                                    const void *document)
{
    size_t length = 0;
    char *text = text_of(output, place, document, &length);
    report_file_write(place->file, text, length);
    free(text);
    if (report_file_error(place->file) == 0 && report_file_commit(place->file))
        return EXIT_STATUS_CLEAN;
    if (report_file_error(place->file) == EPIPE)
        return exit_status_of_signal(SIGPIPE);
    char *problem = report_file_problem(place->file);
    output_complain(problem);
    free(problem);
    return EXIT_STATUS_USAGE;
}

enum exit_status document_output_write(struct document_output *output, const void *document)
{
    enum exit_status status = EXIT_STATUS_CLEAN;
    for (size_t i = 0; i < output->count; i++) {
        enum exit_status one = write_place(output, &output->places[i], document);
        status = one == EXIT_STATUS_CLEAN || status == EXIT_STATUS_USAGE ? status : one;
    }
    return status;
}

void document_output_close(struct document_output *output)
{
    if (output == NULL)
        return;
    for (size_t i = 0; i < output->count; i++)
        report_file_close(output->places[i].file);
    free(output->places);
    free(output);
}
