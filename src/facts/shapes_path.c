/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shapes of the way to an address and of what a run could reach: see base/shape.h. */
#include "base/list.h"
#include "base/shape_table.h"
#include "facts/path.h"
#include "facts/reach.h"
#include "facts/shapes.h"
#include "facts/words.h"

#include <stdlib.h>
#include <string.h>

static const struct field path_hop_fields[] = {
    VALUE(path_hop, INTEGER, hop, "Hop limit that the packet left with."),
    VALUE(path_hop, TEXT, address, "Who answered \"time exceeded\"."),
    VOLATILE_NUMBER(path_hop, elapsed_us, "Microseconds; null where the packet had to be sent again."),
};
SHAPE(path_hop, "A router that answered.");

static const struct field path_port_fields[] = {
    VALUE(path_port, INTEGER, port, "TCP port."),
    WORD(path_port, end, path_end_words, "How the path ends."),
    NUMBER(path_port, end_hop, "Smallest hop limit that reached the end; null if nothing answered."),
    VOLATILE_NUMBER(path_port, end_elapsed_us,
                    "Microseconds from that packet to its answer; null where it had to be sent again."),
    PART(path_port, OPTIONAL, icmp, icmp_error, "The ICMP error that rejected it."),
    VALUE(path_port, TEXT, system_error, "errno name."),
    VOLATILE(path_port, INTEGER, attempts, "Packets sent with a hop limit of their own."),
    VOLATILE(
        path_port, INTEGER, connections,
        "Connections that the host may have seen: accepted ones, which are closed at once; else one if it "
        "refused or packets without an answer may have reached it."),
    VALUE(path_port, TEXT, problem, "Why the port was left out."),
    VOLATILE_PART(path_port, LIST, hops, path_hop, "In order; those missing did not answer."),
};
SHAPE(path_port, "How far packets for one port get.");

static const struct field path_router_fields[] = {
    VALUE(path_router, TEXT, address, "Address."),
    VALUE(path_router, TEXT, name, "Of its PTR record."),
};
SHAPE(path_router, "A router's name.");

static const struct field path_fields[] = {
    VALUE(path, TEXT, address, "Where to."),
    VALUE(path, INTEGER, family, "4 or 6."),
    VOLATILE(path, TEXT, source_address, "Address of this machine; null without a route."),
    VALUE(path, TEXT, interface, "Network interface that packets leave by."),
    VALUE(path, TEXT, gateway, "First router; null on the link."),
    VALUE(path, INTEGER, hop_limit, "Largest hop limit tried."),
    WORD(path, tells_senders, answer_words, "Whether this system shows who sent an ICMP error."),
    VALUE(path, TEXT, problem, "Why nothing was traced."),
    PART(path, LIST, ports, path_port, "Paths of the ports."),
    VOLATILE_PART(path, LIST, routers, path_router, "Names of those that answered."),
    VOLATILE(path, INTEGER, elapsed_ms, "Time it took."),
};
SHAPE(path, "The path to an address.");

static const struct field failure_fields[] = {
    WORD(failure, reason, stop_reason_words, "Why."),
    VALUE(failure, TEXT, sender, "Of the ICMP error."),
};
SHAPE(failure, "A way in which connections fail.");

static char *write_failure(const void *object)
{
    return failure_text(object);
}

static void read_failure(void *object, const char *text)
{
    struct failure *failure = object;
    size_t length = strcspn(text, " ");
    char *word = text_copy_bytes(text, length);
    int reason = words_value(&stop_reason_words, word);
    free(word);
    if (reason < 0)
        return;
    failure->reason = (enum stop_reason)reason;
    failure->sender = text[length] != '\0' ? text_copy(text + length + 1) : NULL;
}

static const struct written failure_written = {write_failure, read_failure};

static const struct field reach_fields[] = {
    VOLATILE_COUNT(reach, networks_reached, "Networks in which a connection was made."),
    VOLATILE_COUNT(reach, networks_failed, "Networks in which none was."),
    VOLATILE_COUNT(reach, networks_blocked, "Of these, those where the same addresses answered otherwise."),
    VOLATILE_COUNT(reach, organizations_blocked,
                   "Unrelated domains with a host of their own among these, for port 25."),
    WRITTEN(reach, how, failure, failure_written,
            "How all blocked networks failed, or all failed ones if none is blocked; null if they differ or "
            "something was reached."),
};
SHAPE(reach, "What the run could reach.");

static const struct field shared_identity_fields[] = {
    VALUE(shared_identity, TEXT, identity,
          "The certificate, or the name if there is no certificate; null for neither."),
    VOLATILE_COUNT(shared_identity, organizations, "Unrelated hosts for which it was seen, by their names."),
    VOLATILE_COUNT(shared_identity, networks, "Unrelated networks in which these hosts are."),
};
SHAPE(shared_identity,
      "What every server that the run reached on port 25 shows, although it belongs to none of them.");

static const struct field control_fields[] = {
    VALUE(control, TEXT, place, "As given."),
    VALUE(control, TEXT, address, "Connected to; null when it could not be resolved."),
    VALUE(control, INTEGER, port, "TCP port."),
    WORD(control, connected, answer_words, "Whether a connection was made."),
    PART(control, STRUCT, stop, stop, "Why not."),
    VOLATILE_NUMBER(control, connect_us, "Microseconds from the first SYN to its answer."),
};
SHAPE(control, "A host given with --control.");
