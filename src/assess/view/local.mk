# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/assess/view/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/assess/view/attempt.c src/assess/view/attempt.h \
	src/assess/view/authentication.c src/assess/view/authentication.h \
	src/assess/view/certificate.c src/assess/view/certificate.h \
	src/assess/view/cipher.c src/assess/view/cipher.h \
	src/assess/view/dane.c src/assess/view/dane.h \
	src/assess/view/inbound_facts.c src/assess/view/inbound_facts.h \
	src/assess/view/intercepted.c src/assess/view/intercepted.h \
	src/assess/view/not_asked.c src/assess/view/not_asked.h \
	src/assess/view/origin.c src/assess/view/origin.h \
	src/assess/view/other_service.c src/assess/view/other_service.h \
	src/assess/view/path_hops.c src/assess/view/path_hops.h \
	src/assess/view/path_summary.c src/assess/view/path_summary.h \
	src/assess/view/port_view.c src/assess/view/port_view.h \
	src/assess/view/session_stage.c src/assess/view/session_stage.h \
	src/assess/view/session_tls.c src/assess/view/session_tls.h \
	src/assess/view/siblings.c src/assess/view/siblings.h \
	src/assess/view/tls_offer.c src/assess/view/tls_offer.h \
	src/assess/view/tlsa_anchors.c src/assess/view/tlsa_anchors.h \
	src/assess/view/turned_away.c src/assess/view/turned_away.h \
	src/assess/view/view.c src/assess/view/view.h \
	src/assess/view/view_build.c src/assess/view/view_build.h
