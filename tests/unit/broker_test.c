/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the broker's commands do without a broker: URLs, lines, the set of what is known, the file of results.
 */
#include "base/list.h"
#include "broker/broker_url.h"
#include "broker/collected_file.h"
#include "broker/digest_set.h"
#include "broker/queues.h"
#include "broker/report_line.h"
#include "broker/scanner.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- URLs --- */

static void expect_url(const char *text, const char *user, const char *password, const char *host, int port,
                       const char *vhost)
{
    struct broker_url url;
    char *problem = broker_url_parse(text, &url);
    cr_assert_null(problem, "%s: %s", text, problem);
    cr_expect_str_eq(url.user, user, "%s", text);
    cr_expect_str_eq(url.password, password, "%s", text);
    cr_expect_str_eq(url.host, host, "%s", text);
    cr_expect_eq(url.port, port, "%s", text);
    cr_expect_str_eq(url.vhost, vhost, "%s", text);
    broker_url_free(&url);
}

Test(broker, urls)
{
    expect_url("amqp://a.example", "guest", "guest", "a.example", 5672, "/");
    expect_url("amqps://a.example", "guest", "guest", "a.example", 5671, "/");
    expect_url("amqp://a.example/", "guest", "guest", "a.example", 5672, "/");
    expect_url("amqp://u:p@a.example:1/v", "u", "p", "a.example", 1, "v");
    expect_url("amqp://u:@a.example", "u", "", "a.example", 5672, "/");
    expect_url("amqp://u@a.example", "u", "guest", "a.example", 5672, "/");
    expect_url("amqp://u%3a:p%40%2F@[2001:db8::1]:77/%2f", "u:", "p@/", "2001:db8::1", 77, "/");
    expect_url("amqp://[::1]?heartbeat=5", "guest", "guest", "::1", 5672, "/");
    expect_url("amqp://u:p:q@h/v%2Fw", "u", "p:q", "h", 5672, "v/w");
}

Test(broker, parameters_of_a_url)
{
    struct broker_url url;
    char *problem = broker_url_parse("amqps://h/v?cacertfile=%2Fa%20b&heartbeat=0&connection_timeout=250&"
                                     "verify=verify_peer&certfile=c&keyfile=k",
                                     &url);
    cr_assert_null(problem);
    cr_expect_str_eq(url.ca_file, "/a b");
    cr_expect_str_eq(url.certificate_file, "c");
    cr_expect_str_eq(url.key_file, "k");
    cr_expect_eq(url.heartbeat_s, 0);
    cr_expect_eq(url.timeout_ms, 250);
    cr_expect_not(url.has_password);
    broker_url_free(&url);
}

Test(broker, wrong_urls_are_not_repeated)
{
    static const char *const bad[] = {"",
                                      "secret",
                                      "http://u:secret@h",
                                      "AMQP://u:secret@h",
                                      "amqp://u:secret@",
                                      "amqp://u:secret@:5672",
                                      "amqp://u:secret@h:",
                                      "amqp://u:secret@h:0",
                                      "amqp://u:secret@h:65536",
                                      "amqp://u:secret@h:12x",
                                      "amqp://u:secret%@h",
                                      "amqp://u:secret%4@h",
                                      "amqp://u:secret%zz@h",
                                      "amqp://u:secret%00@h",
                                      "amqp://u:secret@h/a/b",
                                      "amqp://u:secret@h/%",
                                      "amqp://u:secret@[::1",
                                      "amqp://u:secret@[::1]x",
                                      "amqp://u:secret@h\n",
                                      "amqp://u:secret@h #",
                                      "amqp://u:secret@h/v#x",
                                      "amqp://u:secret@h?heartbeat=-1",
                                      "amqp://u:secret@h?heartbeat=99999",
                                      "amqp://u:secret@h?connection_timeout=0",
                                      "amqp://u:secret@h?nonsense=1",
                                      "amqp://u:secret@h?cacertfile=/x",
                                      "amqps://u:secret@h?certfile=/x",
                                      "amqps://u:secret@h?cacertfile=",
                                      "amqps://u:secret@h?verify=verify_none"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct broker_url url;
        char *problem = broker_url_parse(bad[i], &url);
        cr_expect_not_null(problem, "%s", bad[i]);
        if (problem != NULL)
            cr_expect_null(strstr(problem, "secret"), "%s: %s", bad[i], problem);
        free(problem);
        broker_url_free(&url);
    }
}

static void expect_urls(const char *text, size_t count, const char *last_host)
{
    struct broker_urls urls;
    char *problem = broker_urls_parse(text, &urls);
    cr_assert_null(problem, "%s: %s", text, problem);
    cr_assert_eq(urls.count, count, "%s", text);
    cr_expect_str_eq(urls.items[count - 1].host, last_host, "%s", text);
    broker_urls_free(&urls);
}

Test(broker, nodes_of_a_broker)
{
    expect_urls("amqp://a", 1, "a");
    expect_urls(" \namqp://a\r\n", 1, "a");
    expect_urls("amqp://a,amqps://b", 2, "b");
    expect_urls("amqp://a/v, amqp://b/v,\n\tamqp://c/v", 3, "c");
    expect_urls("amqp://a amqp://b", 2, "b");
    expect_urls("amqp://a,", 1, "a");
    /* Commas that belong to a URL. */
    expect_urls("amqp://u,amqp:p,q@a/v,w,amqp://u@b/v,w", 2, "b");
}

Test(broker, wrong_nodes_of_a_broker)
{
    static const char *const bad[] = {"",
                                      ",",
                                      "amqp://a,,amqp://u:secret@h:x",
                                      "amqp://a http://u:secret@h",
                                      "amqp://a,b:secret",
                                      "amqp://a/v,amqp://u:secret@b/w",
                                      "amqp://a,amqp://u:secret@"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct broker_urls urls;
        char *problem = broker_urls_parse(bad[i], &urls);
        cr_expect_not_null(problem, "%s", bad[i]);
        if (problem != NULL)
            cr_expect_null(strstr(problem, "secret"), "%s: %s", bad[i], problem);
        free(problem);
        broker_urls_free(&urls);
    }
}

Test(broker, a_password_of_any_node_is_one)
{
    struct broker_urls urls;
    free(broker_urls_parse("amqp://u@a amqp://b amqp://u:p@c", &urls));
    cr_expect(broker_urls_have_password(&urls));
    broker_urls_free(&urls);
    free(broker_urls_parse("amqp://u@a amqp://b", &urls));
    cr_expect_not(broker_urls_have_password(&urls));
    broker_urls_free(&urls);
}

Test(broker, a_url_is_shown_without_its_password)
{
    static const struct {
        const char *text;
        const char *shown;
    } cases[] = {{"amqp://u:secret@h", "amqp://h:5672/"},
                 {"amqps://u:secret@[::1]:7/v", "amqps://[::1]:7/v"},
                 {"amqp://h/a%0Ab", "amqp://h:5672/a\\x0ab"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct broker_url url;
        free(broker_url_parse(cases[i].text, &url));
        char *shown = broker_url_shown(&url);
        cr_expect_str_eq(shown, cases[i].shown);
        free(shown);
        broker_url_free(&url);
    }
}

/* --- lines --- */

static bool part_same(struct line_part part, const char *text)
{
    return text == NULL ? part.text == NULL : line_part_is(part, text);
}

Test(broker, lines)
{
    static const struct {
        const char *line;
        const char *kind, *id, *run, *word, *target_kind, *ended;
    } cases[] = {
        {"{\"kind\":\"domain\",\"id\":\"a.example\",\"target\":{\"word\":\"a.example\",\"kind\":\"domain\"}}",
         "domain", "a.example", NULL, "a.example", "domain", NULL},
        {"{ \"run\" : \"r\" , \"kind\" : \"report\" , \"ended\" : \"interrupted\" , \"target\" : { \"name\" "
         ": "
         "\"x\" , \"word\" : \"w\" } }",
         "report", NULL, "r", "w", NULL, "interrupted"},
        {"{\"deep\":{\"kind\":\"no\",\"list\":[{\"id\":\"no\"},\"}\",\"\\\"]\"]},\"kind\":\"host\",\"id\":"
         "\"h#1\"}",
         "host", "h#1", NULL, NULL, NULL, NULL},
        {"{\"kind\":\"input_error\",\"word\":\"x\",\"line\":1,\"n\":null,\"b\":true,\"f\":-1.5e3}",
         "input_error", NULL, NULL, "x", NULL, NULL},
        {"{}", NULL, NULL, NULL, NULL, NULL, NULL},
        {"{\"kind\":7}", NULL, NULL, NULL, NULL, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct report_line read;
        cr_assert(report_line_read(cases[i].line, strlen(cases[i].line), &read), "%s", cases[i].line);
        cr_expect(part_same(read.kind, cases[i].kind), "%s", cases[i].line);
        cr_expect(part_same(read.id, cases[i].id), "%s", cases[i].line);
        cr_expect(part_same(read.run, cases[i].run), "%s", cases[i].line);
        cr_expect(part_same(read.word, cases[i].word), "%s", cases[i].line);
        cr_expect(part_same(read.target_kind, cases[i].target_kind), "%s", cases[i].line);
        cr_expect(part_same(read.ended, cases[i].ended), "%s", cases[i].line);
    }
}

Test(broker, every_beginning_of_a_line_is_refused)
{
    static const char line[] =
        "{\"kind\":\"domain\",\"list\":[1,{\"a\":\"b\\\\\"}],\"target\":{\"word\":\"a\"}}";
    struct report_line read;
    cr_assert(report_line_read(line, strlen(line), &read));
    for (size_t length = 0; length < strlen(line); length++) {
        char *part = text_copy_bytes(line, length); /* as long as it is, for a sanitizer */
        cr_expect_not(report_line_read(part, length, &read), "%s", part);
        free(part);
    }
    cr_expect_not(report_line_read("{} {}", 5, &read));
}

Test(broker, a_run_is_put_into_a_line)
{
    size_t length;
    char *line = report_line_with_run("{\"kind\":\"x\"}", 12, "r-1", &length);
    cr_expect_str_eq(line, "{\"run\":\"r-1\",\"kind\":\"x\"}");
    cr_expect_eq(length, strlen(line));
    free(line);
}

/* --- what is known --- */

Test(broker, a_set_knows_what_was_added)
{
    enum { COUNT = 20000 };
    struct digest_set set = {0};
    cr_expect_not(digest_set_has(&set, ""));
    for (int i = 0; i < COUNT; i++) {
        char *text = text_format("%d", i);
        cr_assert_not(digest_set_has(&set, text), "%s", text);
        cr_assert(digest_set_add(&set, text), "%s", text);
        cr_assert_not(digest_set_add(&set, text), "%s", text);
        free(text);
    }
    cr_expect_eq(set.count, COUNT);
    digest_set_free(&set);
}

/* Workers and those who enqueue again rely on it, in whatever version. */
/* --- scans --- */

/* What it knows keeps endpoints from being asked twice. */
Test(broker, a_scan_stays_while_more_may_come)
{
    enum { HOUR_MS = 3600 * 1000, LATER_MS = 1000 };
    struct scanner scanner = {.number = 1, .scanning = 1};
    cr_expect_not(scanner_is_over(&scanner, true, 5 * (int64_t)HOUR_MS), "it scans");
    scanner.scanning = 0;
    cr_expect_not(scanner_is_over(&scanner, true, 6 * (int64_t)HOUR_MS));
    cr_expect_not(scanner_is_over(&scanner, false, 9 * (int64_t)HOUR_MS), "the broker is away");
    cr_expect_not(scanner_is_over(&scanner, true, 9 * (int64_t)HOUR_MS + LATER_MS), "it is back");
    cr_expect(scanner_is_over(&scanner, true, 10 * (int64_t)HOUR_MS + LATER_MS));
}

Test(broker, a_target_keeps_its_queue)
{
    bool used[WORK_QUEUES] = {0};
    size_t distinct = 0;
    cr_expect_eq(work_queue_of("example.org"), work_queue_of("example.org"));
    for (int i = 0; i < 1000; i++) {
        char *text = text_format("d%d.example", i);
        size_t queue = work_queue_of(text);
        cr_assert_lt(queue, WORK_QUEUES);
        distinct += !used[queue];
        used[queue] = true;
        free(text);
    }
    cr_expect_eq(distinct, WORK_QUEUES);
}

/* --- the file --- */

struct lines {
    struct text_list list;
};

static bool take_line(void *context, const char *text, size_t length)
{
    struct lines *lines = context;
    struct report_line read;
    char *line = text_copy_bytes(text, length);
    text_list_append(&lines->list, line);
    free(line);
    return report_line_read(text, length, &read);
}

static char *folder_path(const char *name)
{
    static const char base[] = "/tmp/mailsonde-broker-test";
    char *folder = text_format("%s-%d", base, (int)getpid());
    mkdir(folder, 0700);
    char *path = text_format("%s/%s", folder, name);
    free(folder);
    unlink(path);
    return path;
}

static void remove_path(char *path)
{
    unlink(path);
    *strrchr(path, '/') = '\0';
    rmdir(path);
    free(path);
}

/* Opens the file, and expects these lines in it. */
static struct collected_file *opened(const char *path, const char *expected)
{
    struct lines lines = {{0}};
    char *problem = NULL;
    struct collected_file *file = collected_file_open(path, take_line, &lines, &problem);
    cr_assert_not_null(file, "%s", problem);
    char *joined = text_list_join(&lines.list, "|");
    cr_expect_str_eq(joined, expected);
    free(joined);
    text_list_free(&lines.list);
    return file;
}

static void add(struct collected_file *file, const char *line)
{
    char *problem = NULL;
    collected_file_add(file, line, strlen(line));
    cr_expect(collected_file_settle(file, &problem), "%s", problem);
}

static off_t size_of(const char *path)
{
    struct stat about;
    cr_assert_eq(stat(path, &about), 0);
    return about.st_size;
}

static void goes_on(const char *name)
{
    char *path = folder_path(name);
    struct collected_file *file = opened(path, "");
    add(file, "{\"a\":1}");
    add(file, "{\"a\":2}");
    off_t before = size_of(path);
    add(file, "{\"a\":3,\"text\":\"0123456789 0123456789\"}");
    collected_file_close(file);
    off_t after = size_of(path);
    /* Wherever the last one is cut off, it is gone as a whole. */
    for (off_t size = after - 1; size >= before; size--) {
        cr_assert_eq(truncate(path, size), 0);
        file = opened(path, "{\"a\":1}|{\"a\":2}");
        cr_expect_eq(size_of(path), before);
        add(file, "{\"a\":3,\"text\":\"0123456789 0123456789\"}");
        cr_expect_eq(size_of(path), after);
        collected_file_close(file);
    }
    file = opened(path, "{\"a\":1}|{\"a\":2}|{\"a\":3,\"text\":\"0123456789 0123456789\"}");
    add(file, "{\"kind\":\"summary\"}");
    collected_file_close(file);
    file = opened(path, "{\"a\":1}|{\"a\":2}|{\"a\":3,\"text\":\"0123456789 0123456789\"}");
    cr_expect_eq(size_of(path), after);
    collected_file_close(file);
    remove_path(path);
}

Test(broker, a_file_goes_on_where_it_was_cut_off)
{
    goes_on("results.jsonl");
}

Test(broker, a_compressed_file_goes_on_where_it_was_cut_off)
{
    goes_on("results.jsonl.zst");
}

Test(broker, one_file_has_one_writer)
{
    char *path = folder_path("results.jsonl");
    struct lines lines = {{0}};
    char *problem = NULL;
    struct collected_file *file = opened(path, "");
    cr_expect_null(collected_file_open(path, take_line, &lines, &problem));
    cr_expect(problem != NULL && strstr(problem, "another") != NULL);
    free(problem);
    collected_file_close(file);
    remove_path(path);
}

Test(broker, a_foreign_file_is_left_alone)
{
    static const char *const names[] = {"results.jsonl", "results.jsonl.zst"};
    static const char *const texts[] = {"dear diary\n", "dear diary", "{\"a\":1}\nmore\n{\"a\":2}\n"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        for (size_t n = 0; n < sizeof texts / sizeof texts[0]; n++) {
            char *path = folder_path(names[i]);
            struct lines lines = {{0}};
            char *problem = NULL;
            FILE *stream = fopen(path, "w");
            cr_assert_not_null(stream);
            fputs(texts[n], stream);
            fclose(stream);
            cr_expect_null(collected_file_open(path, take_line, &lines, &problem), "%s %s", names[i],
                           texts[n]);
            cr_expect_eq(size_of(path), (off_t)strlen(texts[n]));
            free(problem);
            text_list_free(&lines.list);
            remove_path(path);
        }
}
