# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/demo/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/demo/certificate_kind.c src/demo/certificate_kind.h \
	src/demo/conversation.c src/demo/conversation.h \
	src/demo/data.h \
	src/demo/journal.c src/demo/journal.h \
	src/demo/ocsp.c src/demo/ocsp.h \
	src/demo/peer.c src/demo/peer.h \
	src/demo/pki.c src/demo/pki.h \
	src/demo/script.c src/demo/script.h \
	src/demo/script_parse.c \
	src/demo/server_tls.c src/demo/server_tls.h \
	src/demo/silent_port.c src/demo/silent_port.h \
	src/demo/wire.c src/demo/wire.h \
	src/demo/world.c src/demo/world.h
