/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finding something in the view. */
#include "assess/view/view.h"

const struct port_view *view_port(const struct view *view, const struct endpoint *endpoint)
{
    return &view->ports[endpoint - view->facts.endpoints];
}

const struct host_view *view_host(const struct view *view, const struct host *host)
{
    return &view->hosts[host - view->facts.hosts];
}

const struct family_view *view_family(const struct view *view, int64_t version)
{
    return &view->families[version == 6];
}
