/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server said, without what is another in each run. Pure. */
#ifndef MAILSONDE_INFER_SERVER_TEXT_H
#define MAILSONDE_INFER_SERVER_TEXT_H

/* A copy of the text in which dates and times are "(date)" and words that look like the id of a session
 * "(id)", since these are others in each run; the caller frees. The facts have the text as it came. */
char *server_text_lasting(const char *text);

#endif
