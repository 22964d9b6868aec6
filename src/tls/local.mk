# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/tls/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/tls/anchor_index.c src/tls/anchor_index.h \
	src/tls/anchors.c src/tls/anchors.h \
	src/tls/bare_key.c src/tls/bare_key.h \
	src/tls/certificate.c src/tls/certificate.h \
	src/tls/certificate_store.c src/tls/certificate_store.h \
	src/tls/chain.c src/tls/chain.h \
	src/tls/chain_verdict.c src/tls/chain_verdict.h \
	src/tls/codec.c src/tls/codec.h \
	src/tls/dane.c src/tls/dane.h \
	src/tls/der.c src/tls/der.h \
	src/tls/dh_prime.c src/tls/dh_prime.h \
	src/tls/hello.c src/tls/hello.h \
	src/tls/hello_facts.c src/tls/hello_facts.h \
	src/tls/hello_flight.c \
	src/tls/hello_messages.c src/tls/hello_messages.h \
	src/tls/hello_reply.c src/tls/hello_reply.h \
	src/tls/key_limits.c src/tls/key_limits.h \
	src/tls/key_share.c src/tls/key_share.h \
	src/tls/library.c src/tls/library.h \
	src/tls/certification_path.c src/tls/certification_path.h \
	src/tls/name_load.c src/tls/name_load.h \
	src/tls/path_flaws.c src/tls/path_flaws.h \
	src/tls/path_openssl.c src/tls/path_openssl.h \
	src/tls/sha256.c src/tls/sha256.h \
	src/tls/server_chain.c src/tls/server_chain.h \
	src/tls/session.c src/tls/session.h \
	src/tls/transport.c src/tls/transport.h \
	src/tls/trust.c src/tls/trust.h
