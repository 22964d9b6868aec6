/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who said no to a connect(). */
#include "net/refusal.h"

#include "base/address.h"
#include "base/list.h"
#include "infer/icmp.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

/* As connect(2) and the kinds of routes in ip-route(8) have them. */
static const struct {
    int error;
    const char *meaning;
} local_refusals[] = {
    {ENETUNREACH, "this machine has no route to the address"},
    {EHOSTUNREACH, "a route of this machine marks the address as unreachable"},
    {EADDRNOTAVAIL, "this machine has no address or no port to send from"},
    {EAFNOSUPPORT, "this machine does not have the address family"},
    {EACCES, "this machine's firewall or routes prohibit it"},
    {EPERM, "this machine's firewall or policy forbids it"},
    {EINVAL, "this machine does not send to the address, as with a blackhole route"},
    {EMFILE, "this machine allows no more open files"},
};

const char *refusal_local_meaning(const char *system_error)
{
    for (size_t i = 0; i < sizeof local_refusals / sizeof local_refusals[0]; i++)
        if (text_same(system_error, strerrorname_np(local_refusals[i].error)))
            return local_refusals[i].meaning;
    return NULL;
}

bool refusal_at_once(struct stream *stream, int error)
{
    if (error == ECONNREFUSED)
        return stream_stop(stream, STOP_REFUSED, error, NULL);
    const char *meaning = refusal_local_meaning(strerrorname_np(error));
    return stream_stop(stream, STOP_LOCAL, error, meaning != NULL ? "%s" : NULL, meaning);
}

bool refusal_by_icmp(struct stream *stream, struct icmp_error *icmp, int error)
{
    stream_stop(stream, STOP_UNREACHABLE, error, "%s says: %s",
                icmp->sender != NULL ? icmp->sender : "an unknown sender", icmp_meaning(icmp));
    stream->session->stop.icmp = icmp;
    return false;
}

bool refusal_by_error(struct stream *stream, int error, bool tells_senders)
{
    if (error == ETIMEDOUT)
        return stream_stop(stream, STOP_TIMED_OUT, error, NULL);
    if (error == ECONNREFUSED)
        return stream_stop(
            stream, STOP_REFUSED, error,
            tells_senders ? NULL : "a RST or an ICMP port unreachable: this system does not show which");
    return stream_stop(stream, STOP_UNREACHABLE, error,
                       "an ICMP error; this system does not show its sender");
}

/* Whether an IPv6 address is good on this link at most. IPv4's link-local addresses are not asked about:
 * there are machines behind routers that translate them. */
static bool is_confined(const char *text)
{
    struct ip_address address;
    if (!address_parse(text, &address) || address.family != 6)
        return false;
    enum address_scope scope = address_scope(&address);
    return scope == SCOPE_LOOPBACK || scope == SCOPE_LINK_LOCAL;
}

bool refusal_by_silence(struct stream *stream, const struct syn_info *syn, const char *address)
{
    const char *local = stream->session->local_address;
    if (syn->unsent)
        return stream_stop(stream, STOP_LOCAL, 0, "this machine did not send the SYN");
    if (local != NULL && is_confined(local) && !is_confined(address))
        return stream_stop(stream, STOP_LOCAL, EADDRNOTAVAIL, "this machine has no source address except %s",
                           local);
    return stream_stop(stream, STOP_TIMED_OUT, 0, "no answer to the SYN");
}
