/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One node after the other. */
#include "broker/nodes.h"

#include "base/list.h"

#include <stdlib.h>

struct broker_connection *nodes_try(struct nodes *nodes, struct broker_failure *failure)
{
    const struct broker_url *url = &nodes->urls->items[nodes->next];
    struct broker_connection *connection = broker_connect(url, failure);
    nodes->next = (nodes->next + 1) % nodes->urls->count;
    nodes->tried++;
    if (connection != NULL && !nodes->prepare(connection)) {
        *failure = (struct broker_failure){.problem = text_copy(broker_problem(connection)),
                                           .is_refusal = broker_has_refused(connection)};
        broker_close(connection);
        return NULL;
    }
    if (connection != NULL) {
        nodes->tried = 0;
        nodes->back_off = (struct back_off){0};
    }
    return connection;
}

struct broker_connection *nodes_connect(struct nodes *nodes, struct broker_failure *failure)
{
    struct broker_connection *connection = NULL;
    char *problems = NULL;
    *failure = (struct broker_failure){0};
    for (size_t i = 0; i < nodes->urls->count && connection == NULL && !failure->is_refusal; i++) {
        connection = nodes_try(nodes, failure);
        if (connection != NULL)
            break;
        if (problems == NULL || failure->is_refusal)
            text_replace(&problems, text_copy(failure->problem));
        else
            text_replace(&problems, text_format("%s; %s", problems, failure->problem));
        text_replace(&failure->problem, NULL);
    }
    if (connection == NULL)
        failure->problem = problems;
    else
        free(problems);
    return connection;
}

int nodes_pause_ms(struct nodes *nodes)
{
    if (nodes->tried % nodes->urls->count != 0)
        return 0;
    return back_off_next(&nodes->back_off);
}
