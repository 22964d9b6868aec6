#compdef mailsonde
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Completion of mailsonde's command line for zsh, to be installed as _mailsonde
# in a folder of $fpath. mailsonde.zsh is made from mailsonde.zsh.in and the
# program's own tables by "make update-docs".

_mailsonde_words_or_file() {
    compadd -- "$@"
    _files
}

_mailsonde_word_and_file() {
    if compset -P '*='; then
        _files
    else
        compadd -q -S = -- "$@"
    fi
}

_mailsonde_operand() { # KIND COMMAND-TYPED
    local -a described
    described=(
        'scan:Scan the mail servers of each target'
        'path:Trace the network path to the mail ports of each target'\''s hosts'
        'assess:Judge saved reports (--format json or jsonl) again by the facts in them, without a network'
        'expect:Write a first file for --expect, which a saved report (--from) meets'
        'diff:Say what has changed between two files of saved reports (--format json or jsonl'
        'history:List the runs of a target in a --store file, and what changed from one to the next'
        'enqueue:Put targets into the queue of a RabbitMQ broker, for workers on any number of machines'
        'worker:Take targets from the queue, scan them, and put the lines of their reports (as of --format jsonl) into the queue of results'
        'collect:Write the results of all workers to a file, each target once, whatever the queue delivers twice'
        'demo:Scan example servers that mailsonde itself starts on this machine'
        'explain:Explain findings, and what clouds do with outgoing mail'
        'help:Show this help, or that of a command'
        'version:Show the version'
    )
    if [[ -z $2 || $1 = commands ]]; then
        _describe -t commands command described
    fi
    case $1 in
        files) _files ;;
        findings) compadd -- ${${(f)"$(_call_program findings $words[1] explain)"}%% *} ;;
        targets) [[ -z $PREFIX ]] || _hosts ;;
    esac
}

_mailsonde() {
    local commands command=scan typed kind word entry
    local -a table options
    commands='scan path assess expect diff history enqueue worker collect demo explain help version'
    for word in ${words[2,CURRENT-1]}; do
        if [[ " $commands " = *" $word "* ]]; then
            command=$word
            typed=yes
            break
        fi
    done
    case $command in
        scan | path | enqueue) kind=targets ;;
        assess | diff) kind=files ;;
        explain) kind=findings ;;
        help) kind=commands ;;
    esac
    table=(
        'scan path worker|(-p --ports)-p+[Probe these TCP ports of every address, separated by commas]:LIST: '
        'scan path worker|(-p --ports)--ports=[Probe these TCP ports of every address, separated by commas]:LIST: '
        'scan path worker|(-4 --ipv4)-4[Probe IPv4 addresses]'
        'scan path worker|(-4 --ipv4)--ipv4[Probe IPv4 addresses]'
        'scan path worker|(-6 --ipv6)-6[Probe IPv6 addresses]'
        'scan path worker|(-6 --ipv6)--ipv6[Probe IPv6 addresses]'
        'scan path enqueue worker|--host[The targets are hosts]'
        'scan path worker|*-s+[Also probe this host, which clients of the domain send through]:HOST:_hosts'
        'scan path worker|*--submission=[Also probe this host, which clients of the domain send through]:HOST:_hosts'
        'scan path worker|*--connect-to=[Connect to HOST2\:PORT2 in place of HOST\:PORT, for example to check a new server before DNS points to it]:HOST\:PORT\:HOST2\:PORT2: '
        'scan path worker|--addresses=[Which addresses from DNS mailsonde may connect to]:WHICH:(any no-local public)'
        'scan worker|--no-mta-sts[Do not look up MTA-STS, and do not connect to the policy host]'
        'scan path worker|*--exclude=[Do not connect to what this file lists, nor look it up in DNS]:FILE:_files'
        'scan path|*--resume=[Leave out the targets that this file of an earlier run, written by --format jsonl, shows to be finished]:FILE:_files'
        'scan path enqueue worker|(-r --resolver)-r+[Ask this DNS server instead of the system'\''s]:ADDRESS[\:PORT]: '
        'scan path enqueue worker|(-r --resolver)--resolver=[Ask this DNS server instead of the system'\''s]:ADDRESS[\:PORT]: '
        'scan path enqueue worker|--records=[Use the records in this zone file in place of those in DNS, to check a change before you publish it]:FILE:_files'
        'scan path enqueue worker|--offline[Ask no DNS server]'
        'scan path worker|--dnssec=[validate\: mailsonde validates the signatures itself, from the trust anchor down]:HOW:(off validate trust-ad)'
        'scan path worker|--trust-anchor=[Validate DNSSEC from the DS or DNSKEY records in this zone file instead of the system'\''s root key]:FILE:_files'
        'scan path worker|--records-signed[Treat the records of --records as signed with DNSSEC]'
        'scan path worker|--max-queries=[Send at most this many DNS queries for one target]:N: '
        'scan worker|--ca-file=[Trust the certificate authorities in this PEM file instead of the system'\''s, for mail servers and MTA-STS policy hosts]:FILE:_files'
        'scan worker|--helo=[Use this name in EHLO]:NAME: '
        'scan path worker|--contact=[How the operator of this scan is reached]:TEXT: '
        'scan path worker|--max-connections-per-address=[Keep at most this many connections to one address open at once]:N: '
        'scan worker|--connection-budget=[Make at most this many connections to one address in the whole run, traces included]:N: '
        'scan worker|--spacing=[Wait this long between the starts of two connections to one address]:SECONDS: '
        'scan path worker|--max-connections=[Keep at most this many connections open at once]:N: '
        'scan worker|--intrusive=[none\: only what every mail client does, without MAIL]:LEVEL:(none normal full)'
        'scan worker|--relay-from=[With --intrusive full and --relay-to]:ADDRESS: '
        'scan worker|--relay-to=[The recipient for --relay-from]:ADDRESS: '
        'scan worker|--depth=[How many TLS properties are tested]:DEPTH:(quick standard deep)'
        'scan path worker demo|--threads=[Use this many threads, each with an event loop, for the connections and the judgement]:N: '
        'scan path worker|--max-targets=[Scan at most this many targets at once]:N: '
        'scan path worker|--max-endpoints=[Probe at most this many endpoints (an address and a port) of one target]:N: '
        'scan path worker|--max-connections-per-target=[Make at most this many connections for one target]:N: '
        'scan worker|--no-path[Do not trace the path to ports that cannot be reached]'
        'scan path worker|--max-hops=[Trace at most this many hops]:N: '
        'scan path worker|*--control=[Also connect to this host, which is known to work]:HOST[\:PORT]: '
        'scan path worker|--cloud=[This machine is hosted by this provider]:NAME:(none aws azure cloudzy digitalocean gcp hetzner linode oracle vultr)'
        'scan worker|--max-time=[Scan one target for at most this long]:SECONDS: '
        'scan path worker|--connect-timeout=[For the TCP connection]:SECONDS: '
        'scan worker|--greeting-timeout=[For the whole greeting]:SECONDS: '
        'scan worker|--silence=[If a port that should send a greeting sends nothing for this long, a second connection tries TLS]:SECONDS: '
        'scan worker|--command-timeout=[For one command and its whole reply]:SECONDS: '
        'scan worker|--tls-timeout=[For a TLS handshake]:SECONDS: '
        'scan worker|--mta-sts-timeout=[For a whole MTA-STS policy]:SECONDS: '
        'scan path enqueue worker|--dns-timeout=[For one attempt at a DNS query]:SECONDS: '
        'scan path enqueue worker|--dns-tries=[How often a DNS query is sent before it counts as unanswered]:N: '
        'scan worker|--retry-after=[Wait this long before the one retry after a server replied 421 (service not available)]:SECONDS: '
        'scan path assess diff history demo|*-f+[What the report is written as, and to which file]:FORMAT[=FILE]: _mailsonde_word_and_file text json jsonl html markdown csv tap sarif junit github gitlab nagios prometheus checkmk cyclonedx suggest'
        'scan path assess diff history demo|*--format=[What the report is written as, and to which file]:FORMAT[=FILE]: _mailsonde_word_and_file text json jsonl html markdown csv tap sarif junit github gitlab nagios prometheus checkmk cyclonedx suggest'
        'scan assess demo|--suggest[Print only the records and settings that would raise a level, ready to paste]'
        'scan path assess expect diff history collect demo|(-o --output)-o+[Write the format that has no =FILE, or what "expect" writes, to this file instead of standard output]:FILE:_files'
        'scan path assess expect diff history collect demo|(-o --output)--output=[Write the format that has no =FILE, or what "expect" writes, to this file instead of standard output]:FILE:_files'
        'scan assess diff history worker|--store=[Keep the reports in this SQLite file too, which is made if it is not there]:FILE:_files'
        'diff history|--last[diff\: compare the last run of each target in the file of --store with the one before it, or N runs before it]'
        'scan assess diff history worker demo|--expect=[Compare what is found with this file, which says how the infrastructure should be]:FILE:_files'
        'expect|--from=[The saved reports (--format json or jsonl) to write expectations of]:FILE:_files'
        'scan assess diff history worker demo|*--ignore=[Accept this finding, everywhere or at this host (or address, or domain)]:ID[@HOST[\:PORT]]: '
        'scan assess diff worker demo|--fail-on=[Exit with status 1 if there is a problem of this severity or a higher one]:[WHAT=]SEVERITY:(info warning error never)'
        'scan assess diff history worker demo|*--profile=[Compare each port'\''s TLS with this policy profile]:NAME|FILE: _mailsonde_words_or_file bcp195 ncsc-nl-2025 bsi-tr-02102-2 nist-800-52r2 mozilla-6.0-intermediate mozilla-6.0-modern pci-dss bod-18-01'
        'scan path assess diff history demo|--color=[auto, always or never]:WHEN:(auto always never)'
        'scan path assess diff history demo|--ascii[Use only ASCII characters for symbols]'
        'scan path assess diff history demo|--width=[Wrap the text at this width]:COLUMNS: '
        'scan path assess diff history enqueue worker collect demo|(-v --verbose)-v[Show everything]'
        'scan path assess diff history enqueue worker collect demo|(-v --verbose)--verbose[Show everything]'
        'scan path assess diff history enqueue worker collect demo|(-q --quiet)-q[Show only the headline of each target]'
        'scan path assess diff history enqueue worker collect demo|(-q --quiet)--quiet[Show only the headline of each target]'
        'scan path worker demo|--ordered[Write the lines of jsonl in the order of the targets, and not as these are finished]'
        'scan path assess diff history worker demo|--full[Write all members of JSON where they belong]'
        'scan path demo|--no-progress[Show no progress line on the terminal]'
        'enqueue worker collect|--broker=[The RabbitMQ broker]:URL: '
        'enqueue worker collect|--broker-file=[Read the URL of the broker, or those of its nodes, from this file]:FILE:_files'
        'enqueue|--run=[enqueue\: the name of the run that the targets belong to]:NAME: '
        'enqueue|--by-mx[enqueue\: look up the MX records of the domains first, and have those of one mail provider wait in one queue, so that they meet at few workers]'
        'worker|--workers=[worker\: the number of workers in all]:N: '
        'worker|--until-empty[worker\: end when no target waits and no worker holds one]'
        'collect|--follow[collect\: go on when all is collected]'
        'scan path assess diff history enqueue worker collect demo|--user=[Switch to this user first (only root can)]:NAME:_files'
        'scan path assess diff history enqueue worker collect|--no-sandbox[Do not drop privileges]'
        'scan path assess diff history enqueue worker collect demo|--config=[Read options from this file instead of ~/.config/mailsonde/config and /etc/mailsonde/config]:FILE:_files'
        'scan path assess diff history enqueue worker collect demo|--no-config[Read no file of options]'
        'scan path assess expect diff history enqueue worker collect demo explain help version|(-h --help)-h[Show this help; after a command, the help of that command]'
        'scan path assess expect diff history enqueue worker collect demo explain help version|(-h --help)--help[Show this help; after a command, the help of that command]'
        'scan path assess expect diff history enqueue worker collect demo explain help version|(-V --version)-V[Show the version]'
        'scan path assess expect diff history enqueue worker collect demo explain help version|(-V --version)--version[Show the version]'
    )
    for entry in $table; do
        [[ " ${entry%%|*} " != *" $command "* ]] || options+=("${entry#*|}")
    done
    _arguments -s -S $options "*:operand: _mailsonde_operand '$kind' '$typed'"
}

_mailsonde "$@"
