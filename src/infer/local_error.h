/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What it means when this machine itself refuses to connect, by the name of errno in the facts. */
#ifndef MAILSONDE_INFER_LOCAL_ERROR_H
#define MAILSONDE_INFER_LOCAL_ERROR_H

enum local_error {
    LOCAL_ERROR_OTHER,
    LOCAL_ERROR_FORBIDDEN,  /* a packet filter, a policy, or a route of the type "prohibit" */
    LOCAL_ERROR_BLACKHOLE,  /* a route of the type "blackhole" */
    LOCAL_ERROR_NO_ROUTE,   /* no route to the address */
    LOCAL_ERROR_NO_ADDRESS, /* no own address to send from */
    LOCAL_ERROR_NO_FAMILY,  /* no IPv4, or no IPv6, at all */
    LOCAL_ERROR_SHORTAGE,   /* no descriptors, buffers or memory left */
};

/* By the name of errno ("ENETUNREACH"); LOCAL_ERROR_OTHER for NULL and for any other name. */
enum local_error local_error_of(const char *system_error);

#endif
