# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/smtp/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/smtp/ehlo.c src/smtp/ehlo.h \
	src/smtp/reply.c src/smtp/reply.h \
	src/smtp/verbs.c src/smtp/verbs.h
