/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --format cyclonedx: the cryptography of the servers as a CycloneDX 1.7 bill of materials (CBOM): servers,
 * the TLS that they accept, certificates, keys and algorithms, and who depends on whom. The serial number is
 * made of what is in the document, so the same inventory has the same. */
#include "base/fingerprint.h"
#include "report/annotation.h"
#include "report/cyclonedx/certificates.h"
#include "report/cyclonedx/inventory.h"
#include "report/cyclonedx/protocols.h"
#include "report/format.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void cyclonedx_begin(FILE *out, const struct report_options *options, const struct run *run)
{
    (void)options;
    struct json_write json = json_write_to(out);
    json_write_object(&json, NULL);
    json_write_text(&json, "$schema", "http://cyclonedx.org/schema/bom-1.7.schema.json");
    json_write_text(&json, "bomFormat", "CycloneDX");
    json_write_text(&json, "specVersion", "1.7");
    json_write_integer(&json, "version", 1);
    json_write_object(&json, "metadata");
    json_write_text(&json, "timestamp", run->started_at);
    json_write_list(&json, "lifecycles");
    json_write_object(&json, NULL);
    json_write_text(&json, "phase", "discovery");
    json_write_end(&json);
    json_write_end(&json);
    json_write_object(&json, "tools");
    json_write_list(&json, "components");
    json_write_object(&json, NULL);
    json_write_text(&json, "type", "application");
    json_write_text(&json, "name", "mailsonde");
    json_write_text(&json, "version", run->mailsonde_version);
    json_write_end(&json);
    json_write_end(&json);
    json_write_end(&json);
    json_write_end(&json);
    json_write_newline(&json);
    json_write_list(&json, "components");
}

static void cyclonedx_before(FILE *out, const struct report_options *options, bool first)
{
    (void)options;
    fputs(first ? "" : ",", out); /* each component begins a line */
}

static void write_server(struct cbom *cbom, const struct report *report, const struct endpoint *endpoint)
{
    struct json_write *json = &cbom->json;
    struct text_list refs = {0};
    protocols_of_endpoint(cbom, endpoint, &refs);
    certificates_of_endpoint(cbom, report, endpoint, &refs);
    if (refs.count == 0)
        return;
    char *port = report_port_name(endpoint);
    char *target = annotation_target(&report->target);
    const char *host = endpoint->server_name != NULL ? endpoint->server_name : endpoint->address;
    char *ref = text_format("server:%s/%s", host, port);
    char *about = text_format("SMTP server at %s", port);
    if (cbom_component(cbom, ref, "application", host)) {
        json_write_text(json, "description", about);
        json_write_list(json, "properties");
        cbom_property(json, "target", target);
        cbom_property(json, "address", endpoint->address);
        json_write_end(json);
        json_write_end(json);
        cbom_depends(cbom, ref, &refs);
    }
    free(about);
    free(ref);
    free(target);
    free(port);
    text_list_free(&refs);
}

static void cyclonedx_report(FILE *out, const struct report_options *options, const struct report *report,
                             void *inventory)
{
    (void)options;
    struct cbom cbom = {.inventory = inventory, .json = json_write_to(out)};
    for (size_t i = 0; i < report->endpoint_count; i++)
        if (!report_was_intercepted(report, &report->endpoints[i]))
            write_server(&cbom, report, &report->endpoints[i]);
}

/* A UUID of version 8 (RFC 9562 5.8). */
static void write_serial_number(struct json_write *json, const uint64_t *sum)
{
    char uuid[64];
    uint64_t begin = fingerprint_add(FINGERPRINT_BEGIN, "mailsonde"); /* of an empty document */
    uint64_t high = ((sum[0] + begin) & ~UINT64_C(0xf000)) | UINT64_C(0x8000);
    uint64_t low = ((sum[1] + begin) & ~(UINT64_C(3) << 62)) | UINT64_C(2) << 62;
    snprintf(uuid, sizeof uuid,
             "urn:uuid:%08" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%012" PRIx64, high >> 32,
             high >> 16 & 0xffff, high & 0xffff, low >> 48, low & UINT64_C(0xffffffffffff));
    json_write_text(json, "serialNumber", uuid);
}

/* The rest of the document; allocates nothing. */
static void finish(struct json_write *json, const struct inventory *inventory, const struct run *run,
                   bool broken)
{
    bool incomplete = broken || !run->summary.complete || inventory->dependencies_left_out > 0;
    json_write_reenter(json, "{[");
    plain_out_text(&json->out, "\n");
    json_write_end(json);
    json_write_newline(json);
    json_write_list(json, "dependencies");
    if (inventory->dependency_bytes > 0) /* without the first comma */
        json->out.write(json->out.context, inventory->dependencies + 1, inventory->dependency_bytes - 1);
    json_write_end(json);
    json_write_newline(json);
    json_write_list(json, "compositions");
    json_write_object(json, NULL);
    json_write_text(json, "aggregate", incomplete ? "incomplete" : "unknown");
    json_write_end(json);
    json_write_end(json);
    write_serial_number(json, inventory->sum);
    json_write_end(json);
    plain_out_text(&json->out, "\n");
}

static void cyclonedx_end(FILE *out, const struct report_options *options, const struct run *run,
                          void *inventory)
{
    (void)options;
    struct json_write json = json_write_to(out);
    finish(&json, inventory, run, false);
}

static void cyclonedx_break_off(const struct plain_out *out, const struct run *run, const void *inventory)
{
    struct json_write json = json_write_plain(out);
    finish(&json, inventory, run, true);
}

static void cyclonedx_clear(void *inventory)
{
    inventory_free(inventory);
}

static const struct report_gathering gathering = {
    .size = sizeof(struct inventory),
    .report = cyclonedx_report,
    .end = cyclonedx_end,
    .break_off = cyclonedx_break_off,
    .clear = cyclonedx_clear,
};

const struct report_format report_format_cyclonedx = {
    .gathering = &gathering,
    .begin = cyclonedx_begin,
    .before = cyclonedx_before,
};
