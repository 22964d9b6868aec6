/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words and files of words to targets. */
#include "base/list.h"
#include "discover/target.h"
#include "discover/target_source.h"
#include "facts/shapes.h"
#include "temporary_file.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void expect_target(const char *word, bool as_host, enum target_kind kind, const char *name,
                          const char *name_unicode, int64_t port)
{
    struct target target;
    char *error = target_parse(word, as_host, &target);
    cr_assert_null(error, "%s", error);
    cr_expect_str_eq(target.word, word);
    cr_expect_eq(target.kind, kind, "%s", word);
    cr_expect_str_eq(target.name, name);
    cr_expect_str_eq(target.name_unicode, name_unicode);
    cr_expect_eq(target.port, port, "%s", word);
    shape_clear(&target_shape, &target);
}

Test(target, names)
{
    expect_target("example.org", false, TARGET_DOMAIN, "example.org", "example.org", 0);
    expect_target("Example.ORG.", false, TARGET_DOMAIN, "example.org", "example.org", 0);
    expect_target("mx.example.org", true, TARGET_HOST, "mx.example.org", "mx.example.org", 0);
    expect_target("mx.example.org:587", false, TARGET_HOST, "mx.example.org", "mx.example.org", 587);
    expect_target("user@example.org", false, TARGET_EMAIL, "example.org", "example.org", 0);
    expect_target("user@example.org", true, TARGET_EMAIL, "example.org", "example.org", 0);
    expect_target("\"a@b c\"@example.org", false, TARGET_EMAIL, "example.org", "example.org", 0);
    expect_target("museum", false, TARGET_DOMAIN, "museum", "museum", 0);
    expect_target("localhost", false, TARGET_HOST, "localhost", "localhost", 0);
    expect_target("localhost:2525", false, TARGET_HOST, "localhost", "localhost", 2525);
    expect_target("r3---sn.example.org", false, TARGET_DOMAIN, "r3---sn.example.org", "r3---sn.example.org",
                  0);
    expect_target("1und1.de", false, TARGET_DOMAIN, "1und1.de", "1und1.de", 0);
}

Test(target, addresses)
{
    static const char *const words[] = {"2001:db8::1", "2001:DB8:0::1", "[2001:db8::1]",
                                        "[IPv6:2001:db8::1]"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        expect_target(words[i], false, TARGET_ADDRESS, "2001:db8::1", "2001:db8::1", 0);
    expect_target("192.0.2.1", false, TARGET_ADDRESS, "192.0.2.1", "192.0.2.1", 0);
    expect_target("[192.0.2.1]", true, TARGET_ADDRESS, "192.0.2.1", "192.0.2.1", 0);
    expect_target("192.0.2.1:25", false, TARGET_ADDRESS, "192.0.2.1", "192.0.2.1", 25);
    expect_target("[192.0.2.1]:25", false, TARGET_ADDRESS, "192.0.2.1", "192.0.2.1", 25);
    expect_target("[2001:db8::1]:465", false, TARGET_ADDRESS, "2001:db8::1", "2001:db8::1", 465);
    expect_target("user@[192.0.2.1]", false, TARGET_ADDRESS, "192.0.2.1", "192.0.2.1", 0);
}

Test(target, internationalized_names_in_both_forms)
{
    expect_target("münchen.example", false, TARGET_DOMAIN, "xn--mnchen-3ya.example", "münchen.example", 0);
    expect_target("MÜNCHEN.example", false, TARGET_DOMAIN, "xn--mnchen-3ya.example", "münchen.example", 0);
    expect_target("xn--mnchen-3ya.example", false, TARGET_DOMAIN, "xn--mnchen-3ya.example", "münchen.example",
                  0);
    /* non-transitional: the sharp s stays one */
    expect_target("straße.example", false, TARGET_DOMAIN, "xn--strae-oqa.example", "straße.example", 0);
    expect_target("postmaster@例え。テスト", false, TARGET_EMAIL, "xn--r8jz45g.xn--zckzah", "例え.テスト", 0);
    /* Emoji are none of IDNA's characters, and there are such domains. */
    expect_target("xn--53h.example", false, TARGET_DOMAIN, "xn--53h.example", "☕.example", 0);
    expect_target("XN--A.example", false, TARGET_DOMAIN, "xn--a.example", "xn--a.example", 0);
    expect_target("mx.münchen.example:25", false, TARGET_HOST, "mx.xn--mnchen-3ya.example",
                  "mx.münchen.example", 25);
}

/* The word must be named and `problem` be in the line, which has nothing that a terminal acts on. */
static void expect_error(const char *word, const char *problem)
{
    struct target target;
    char *error = target_parse(word, false, &target);
    cr_assert_not_null(error, "%s", word);
    cr_expect_not_null(strstr(error, problem), "%s", error);
    cr_expect_eq(error[0], '"');
    for (const char *c = error; *c != '\0'; c++)
        cr_expect_not((unsigned char)*c < 0x20 || *c == 0x7f, "control character in the error for %s", word);
    cr_expect_null(target.name);
    cr_expect_null(target.word);
    free(error);
}

Test(target, bad_words)
{
    char label[80];
    memset(label, 'a', sizeof label);
    label[64] = '\0';
    char long_label[100];
    snprintf(long_label, sizeof long_label, "%s.org", label);
    char long_name[400] = "";
    for (size_t i = 0; i < 7; i++)
        strcat(long_name, "a-label-of-some-length-that-counts-forty.");
    char *long_word = allocate(3000, 1);
    memset(long_word, 'x', 2999);
    expect_error("", "empty");
    expect_error(".", "empty");
    expect_error("a..b", "empty");
    expect_error(".example.org", "empty");
    expect_error("@", "before");
    expect_error("@example.org", "before");
    expect_error("user@", "empty");
    expect_error(long_label, "63");
    strcat(long_name, "org");
    expect_error(long_name, "253");
    expect_error(long_word, "too long");
    expect_error("_dmarc.example.org", "underscore");
    expect_error("exa_mple.org", "underscore");
    expect_error("a＿b.org", "underscore"); /* U+FF3F is one, too */
    expect_error("ex℀mple.org", "letters, digits");
    expect_error("１９２.0.2.1", "does not end in a number");
    expect_error("-a.example.org", "hyphen");
    expect_error("a-.example.org", "hyphen");
    expect_error("exa mple.org", "letters, digits");
    expect_error("exam!ple.org", "letters, digits");
    expect_error("example.org:0", "65535");
    expect_error("example.org:65536", "65535");
    expect_error("example.org:", "65535");
    expect_error("example.org:smtp", "65535");
    expect_error("user@example.org:25", "letters, digits");
    expect_error("192.0.2.300", "does not end in a number");
    expect_error("192.0.2.1.5", "does not end in a number");
    expect_error("[192.0.2.1", "not an IP address");
    expect_error("[example.org]", "not an IP address");
    expect_error("[192.0.2.1]:99999", "not an IP address");
    expect_error("2001:db8::1::2", "not an IP address");
    expect_error("https://example.org/", "URL");
    expect_error("exa\tmple.org", "control");
    expect_error("\033[31mexample.org", "control");
    expect_error("\xff\xfe.org", "\\xff\\xfe");
    expect_error("a\u202eb.example", "");
    free(long_word);
}

/* The target `name`, from a line of `file`; without one from the command line. */
static void expect_line(struct target_source *source, const char *name, const char *file, int64_t line)
{
    struct target target;
    struct input_error error;
    cr_assert_eq(target_source_next(source, &target, &error), TARGET_READ, "%s", error.problem);
    cr_expect_str_eq(target.name, name);
    cr_expect(text_same(target.source, file), "%s", target.source);
    cr_expect_eq(target.line, line, "%d", (int)target.line);
    cr_expect_null(error.problem);
    shape_clear(&target_shape, &target);
}

static void expect_word(struct target_source *source, const char *name)
{
    expect_line(source, name, NULL, 0);
}

static void expect_end(struct target_source *source)
{
    struct target target;
    struct input_error error;
    cr_assert_eq(target_source_next(source, &target, &error), TARGET_END, "%s", error.problem);
    cr_expect_null(target.name);
    cr_expect_null(error.problem);
}

/* An error about `word` whose problem begins like this. */
static void expect_bad(struct target_source *source, const char *file, int64_t line, const char *word,
                       const char *problem)
{
    struct target target;
    struct input_error error;
    cr_assert_eq(target_source_next(source, &target, &error), TARGET_BAD);
    if (file != NULL)
        cr_expect_str_eq(error.source, file);
    else
        cr_expect_null(error.source);
    cr_expect_eq(error.line, line, "%d", (int)error.line);
    cr_expect_eq(strncmp(error.word, word, strlen(word)), 0, "%s", error.word);
    cr_expect_eq(strncmp(error.problem, problem, strlen(problem)), 0, "%s", error.problem);
    cr_expect_null(target.name);
    shape_clear(&input_error_shape, &error);
}

Test(target_source, words_and_files)
{
    static const char text[] = "\xef\xbb\xbf# a list\n"
                               "one.example   # the first\r\n"
                               "\n"
                               "   \t\r\n"
                               "\tuser@two.example \n"
                               "bad_word.example\n"
                               "192.0.2.1\n"
                               "last.example:25";
    char *name = temporary_file(text);
    char *at_name = text_format("@%s", name);
    const char *words[] = {"first.example", at_name, "@/nonexistent/list", "end..example", "end.example"};
    struct target_source *source = target_source_new(words, 5, false);
    expect_word(source, "first.example");
    expect_line(source, "one.example", name, 2);
    expect_line(source, "two.example", name, 5);
    expect_bad(source, name, 6, "bad_word.example", "\"bad_word.example\": ");
    expect_line(source, "192.0.2.1", name, 7);
    expect_line(source, "last.example", name, 8);
    expect_bad(source, NULL, 0, "@/nonexistent/list",
               "\"@/nonexistent/list\": the file cannot be read: No such file");
    expect_bad(source, NULL, 0, "end..example", "\"end..example\": ");
    expect_word(source, "end.example");
    expect_end(source);
    expect_end(source);
    target_source_free(source);
    temporary_file_remove(name);
    free(at_name);
}

Test(target_source, standard_input)
{
    char *name = temporary_file("one.example\nbad..word\n");
    cr_assert_not_null(freopen(name, "r", stdin));
    const char *words[] = {"-", "two.example"};
    struct target_source *source = target_source_new(words, 2, false);
    expect_line(source, "one.example", "-", 1);
    expect_bad(source, "-", 2, "bad..word", "\"bad..word\": ");
    expect_word(source, "two.example");
    expect_end(source);
    target_source_free(source);
    temporary_file_remove(name);
}

Test(target_source, a_slow_pipe_is_not_waited_for)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    const char *words[] = {"-"};
    struct target_source *source = target_source_new(words, 1, false);
    struct target target;
    struct input_error error;
    cr_expect_eq(target_source_next(source, &target, &error), TARGET_WAIT);
    cr_expect_eq(target_source_descriptor(source), STDIN_FILENO);
    cr_assert_eq(write(ends[1], "one.exa", 7), 7);
    cr_expect_eq(target_source_next(source, &target, &error), TARGET_WAIT);
    cr_assert_eq(write(ends[1], "mple\ntwo.example", 16), 16);
    expect_line(source, "one.example", "-", 1);
    cr_expect_eq(target_source_next(source, &target, &error), TARGET_WAIT);
    close(ends[1]);
    expect_line(source, "two.example", "-", 2);
    expect_end(source);
    target_source_free(source);
}

Test(target_source, hostile_lines_are_bounded)
{
    size_t length = 1 << 20;
    char *text = allocate(length + 64, 1);
    memset(text, 'a', length);
    memcpy(text + length, "\nnul\0byte.example\ngood.example\n", 31);
    char *name = temporary_file_of(text, length + 31);
    char *at_name = text_format("@%s", name);
    const char *words[] = {at_name};
    struct target_source *source = target_source_new(words, 1, false);
    expect_bad(source, name, 1, "aaaa", "the line is too long");
    expect_bad(source, name, 2, "nul", "the line has a NUL byte");
    expect_line(source, "good.example", name, 3);
    expect_end(source);
    target_source_free(source);
    temporary_file_remove(name);
    free(at_name);
    free(text);
}

Test(target_source, a_line_without_end_ends_the_file)
{
    size_t length = 5 << 20;
    char *text = allocate(length, 1); /* as /dev/zero */
    char *name = temporary_file_of(text, length);
    char *at_name = text_format("@%s", name);
    const char *words[] = {at_name, "good.example"};
    struct target_source *source = target_source_new(words, 2, false);
    expect_bad(source, name, 0, name, "a line has no end");
    expect_word(source, "good.example");
    expect_end(source);
    target_source_free(source);
    temporary_file_remove(name);
    free(at_name);
    free(text);
}

Test(target_source, lines_without_a_target_let_others_go_on)
{
    char *text = allocate(4000, 1);
    memset(text, '\n', 3000);
    strcat(text, "good.example\n");
    char *name = temporary_file(text);
    char *at_name = text_format("@%s", name);
    const char *words[] = {at_name};
    struct target_source *source = target_source_new(words, 1, false);
    struct target target;
    struct input_error error;
    for (int i = 0; i < 3; i++)
        cr_expect_eq(target_source_next(source, &target, &error), TARGET_WAIT);
    expect_line(source, "good.example", name, 3001);
    expect_end(source);
    target_source_free(source);
    temporary_file_remove(name);
    free(at_name);
    free(text);
}

Test(target_source, a_directory_is_an_error)
{
    const char *words[] = {"@/tmp"};
    struct target_source *source = target_source_new(words, 1, false);
    expect_bad(source, NULL, 0, "@/tmp", "\"@/tmp\": the file cannot be read: Is a directory");
    expect_end(source);
    target_source_free(source);
}
