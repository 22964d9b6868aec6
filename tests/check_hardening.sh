#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_hardening: the program has the protections that configure found. The
# default build of gcc on Debian has all of them.
program=${MAILSONDE:-./mailsonde}
wanted=$(sed -n 's/^HARDENING_[A-Z]* = //p' Makefile | tr '\n' ' ')
problems=0

# Sanitizers and protections do not go together.
if grep -q '^SANITIZE_CFLAGS = .*-fsanitize' Makefile; then
    [ -z "${wanted// /}" ]
    exit
fi
if [ -z "${wanted// /}" ]; then
    echo "built without protections (--disable-hardening)"
    exit 77
fi

# FLAG WHAT COMMAND...: where the program was built with FLAG, the command must succeed.
check() {
    local flag=$1 what=$2
    shift 2
    [[ " $wanted " == *" $flag"* ]] || return 0
    "$@" >/dev/null || {
        echo "$program was built with $flag, and is not: $what"
        problems=$((problems + 1))
    }
}

has() { # PATTERN READELF-OPTIONS...
    local pattern=$1
    shift
    LC_ALL=C readelf -W "$@" "$program" | grep -E "$pattern"
}

no_segment_is_written_and_executed() {
    ! has '^ +(LOAD|GNU_STACK) .* RWE ' -l
}

has_landing_pad() {
    LC_ALL=C objdump -d --disassemble=main "$program" | grep -E 'endbr(64|32)'
}

check -pie "position independent" has 'Type: +DYN' -h
check -Wl,-z,relro "with sections that are read-only after relocation" has ' GNU_RELRO ' -l
check -Wl,-z,now "bound before it starts" has '(BIND_NOW|FLAGS_1.* NOW)' -d
check -Wl,-z,noexecstack "without code on the stack" no_segment_is_written_and_executed
check -fstack-protector-strong "with guarded stacks" has ' __stack_chk_fail' --dyn-syms
check -D_FORTIFY_SOURCE "with bounded calls of the C library" has ' __[a-z]+_chk(@| |$)' --dyn-syms
check -fcf-protection=branch "with landing pads of indirect branches" has_landing_pad

# What gcc for Debian has; another compiler may have less.
if "${CC:-gcc}" --version 2>/dev/null | grep -q Debian; then
    for flag in -fPIE -pie -fstack-protector-strong -fstack-clash-protection -D_FORTIFY_SOURCE -Wl,-z,relro \
        -Wl,-z,now -Wl,-z,noexecstack; do
        [[ " $wanted " == *" $flag"* ]] || {
            echo "configure did not find that the compiler has $flag"
            problems=$((problems + 1))
        }
    done
fi
[ "$problems" = 0 ]
