# SPDX-License-Identifier: GPL-3.0-or-later
#
# Completion of mailsonde's command line for fish. mailsonde.fish is made from
# mailsonde.fish.in and the program's own tables by "make update-docs".

function __mailsonde_command -d 'The command that was typed'
    set -g __mailsonde_commands scan path assess expect diff history enqueue worker collect demo explain help version
    for word in (commandline -opc)[2..-1]
        if contains -- $word $__mailsonde_commands
            echo $word
            return 0
        end
    end
    return 1
end

function __mailsonde_runs -d 'Whether the command, scan if none was typed, is among the arguments'
    set -l command (__mailsonde_command)
    or set command scan
    contains -- $command $argv
end

function __mailsonde_kind -d 'What the operands of the command are'
    set -l command (__mailsonde_command)
    or set command scan
    switch $command
        case scan path enqueue
            echo targets
        case assess diff
            echo files
        case explain
            echo findings
        case help
            echo commands
    end
end

function __mailsonde_takes -d 'Whether the operands are of this kind'
    contains -- $argv[1] (__mailsonde_kind)
end

function __mailsonde_offers_commands -d 'Whether a command may come next'
    not __mailsonde_command >/dev/null
    or __mailsonde_takes commands
end

function __mailsonde_word_and_file -d 'The arguments, or with a word and a =, files'
    set -l parts (commandline -ct | string replace -r -- '^(--[^=]*=|-.)' '' | string split -m 1 =)
    if set -q parts[2]
        printf $parts[1]'=%s\n' (__fish_complete_path $parts[2])
    else
        printf '%s\n' $argv
    end
end

complete -c mailsonde -f
complete -c mailsonde -n __mailsonde_offers_commands -a scan -d 'Scan the mail servers of each target'
complete -c mailsonde -n __mailsonde_offers_commands -a path -d 'Trace the network path to the mail ports of each target\'s hosts'
complete -c mailsonde -n __mailsonde_offers_commands -a assess -d 'Judge saved reports (--format json or jsonl) again by the facts in them, without a network'
complete -c mailsonde -n __mailsonde_offers_commands -a expect -d 'Write a first file for --expect, which a saved report (--from) meets'
complete -c mailsonde -n __mailsonde_offers_commands -a diff -d 'Say what has changed between two files of saved reports (--format json or jsonl'
complete -c mailsonde -n __mailsonde_offers_commands -a history -d 'List the runs of a target in a --store file, and what changed from one to the next'
complete -c mailsonde -n __mailsonde_offers_commands -a enqueue -d 'Put targets into the queue of a RabbitMQ broker, for workers on any number of machines'
complete -c mailsonde -n __mailsonde_offers_commands -a worker -d 'Take targets from the queue, scan them, and put the lines of their reports (as of --format jsonl) into the queue of results'
complete -c mailsonde -n __mailsonde_offers_commands -a collect -d 'Write the results of all workers to a file, each target once, whatever the queue delivers twice'
complete -c mailsonde -n __mailsonde_offers_commands -a demo -d 'Scan example servers that mailsonde itself starts on this machine'
complete -c mailsonde -n __mailsonde_offers_commands -a explain -d 'Explain findings, and what clouds do with outgoing mail'
complete -c mailsonde -n __mailsonde_offers_commands -a help -d 'Show this help, or that of a command'
complete -c mailsonde -n __mailsonde_offers_commands -a version -d 'Show the version'
complete -c mailsonde -n '__mailsonde_takes files' -F
complete -c mailsonde -n '__mailsonde_takes findings' -a '(mailsonde explain 2>/dev/null | string replace -r " .*" "")'
complete -c mailsonde -n '__mailsonde_runs scan path worker' -s p -l ports -x -d 'Probe these TCP ports of every address, separated by commas'
complete -c mailsonde -n '__mailsonde_runs scan path worker' -s 4 -l ipv4 -d 'Probe IPv4 addresses'
complete -c mailsonde -n '__mailsonde_runs scan path worker' -s 6 -l ipv6 -d 'Probe IPv6 addresses'
complete -c mailsonde -n '__mailsonde_runs scan path enqueue worker' -l host -d 'The targets are hosts'
complete -c mailsonde -n '__mailsonde_runs scan path worker' -s s -l submission -x -a '(__fish_print_hostnames)' -d 'Also probe this host, which clients of the domain send through'
complete -c mailsonde -n '__mailsonde_runs scan path worker' -l connect-to -x -d 'Connect to HOST2:PORT2 in place of HOST:PORT, for example to check a new server before DNS points to it'
complete -c mailsonde -n '__mailsonde_runs scan path worker' -l addresses -x -a 'any no-local public' -d 'Which addresses from DNS mailsonde may connect to'
complete -c mailsonde -n '__mailsonde_runs scan worker' -l no-mta-sts -d 'Do not look up MTA-STS, and do not connect to the policy host'
complete -c mailsonde -n '__mailsonde_runs scan path worker' -l exclude -r -F -d 'Do not connect to what this file lists, nor look it up in DNS'
complete -c mailsonde -n '__mailsonde_runs scan path' -l resume -r -F -d 'Leave out the targets that this file of an earlier run, written by --format jsonl, shows to be finished'
complete -c mailsonde -n '__mailsonde_runs scan path enqueue worker' -s r -l resolver -x -d 'Ask this DNS server instead of the system\'s'
complete -c mailsonde -n '__mailsonde_runs scan path enqueue worker' -l records -r -F -d 'Use the records in this zone file in place of those in DNS, to check a change before you publish it'
complete -c mailsonde -n '__mailsonde_runs scan path enqueue worker' -l offline -d 'Ask no DNS server'
complete -c mailsonde -n '__mailsonde_runs scan path worker' -l dnssec -x -a 'off validate trust-ad' -d 'validate: mailsonde validates the signatures itself, from the trust anchor down'
complete -c mailsonde -n '__mailsonde_runs scan path worker' -l trust-anchor -r -F -d 'Validate DNSSEC from the DS or DNSKEY records in this zone file instead of the system\'s root key'
complete -c mailsonde -n '__mailsonde_runs scan path worker' -l records-signed -d 'Treat the records of --records as signed with DNSSEC'
complete -c mailsonde -n '__mailsonde_runs scan path worker' -l max-queries -x -d 'Send at most this many DNS queries for one target'
complete -c mailsonde -n '__mailsonde_runs scan worker' -l ca-file -r -F -d 'Trust the certificate authorities in this PEM file instead of the system\'s, for mail servers and MTA-STS policy hosts'
complete -c mailsonde -n '__mailsonde_runs scan worker' -l helo -x -d 'Use this name in EHLO'
complete -c mailsonde -n '__mailsonde_runs scan path worker' -l contact -x -d 'How the operator of this scan is reached'
complete -c mailsonde -n '__mailsonde_runs scan path worker' -l max-connections-per-address -x -d 'Keep at most this many connections to one address open at once'
complete -c mailsonde -n '__mailsonde_runs scan worker' -l connection-budget -x -d 'Make at most this many connections to one address in the whole run, traces included'
complete -c mailsonde -n '__mailsonde_runs scan worker' -l spacing -x -d 'Wait this long between the starts of two connections to one address'
complete -c mailsonde -n '__mailsonde_runs scan path worker' -l max-connections -x -d 'Keep at most this many connections open at once'
complete -c mailsonde -n '__mailsonde_runs scan worker' -l intrusive -x -a 'none normal full' -d 'none: only what every mail client does, without MAIL'
complete -c mailsonde -n '__mailsonde_runs scan worker' -l relay-from -x -d 'With --intrusive full and --relay-to'
complete -c mailsonde -n '__mailsonde_runs scan worker' -l relay-to -x -d 'The recipient for --relay-from'
complete -c mailsonde -n '__mailsonde_runs scan worker' -l depth -x -a 'quick standard deep' -d 'How many TLS properties are tested'
complete -c mailsonde -n '__mailsonde_runs scan path worker demo' -l threads -x -d 'Use this many threads, each with an event loop, for the connections and the judgement'
complete -c mailsonde -n '__mailsonde_runs scan path worker' -l max-targets -x -d 'Scan at most this many targets at once'
complete -c mailsonde -n '__mailsonde_runs scan path worker' -l max-endpoints -x -d 'Probe at most this many endpoints (an address and a port) of one target'
complete -c mailsonde -n '__mailsonde_runs scan path worker' -l max-connections-per-target -x -d 'Make at most this many connections for one target'
complete -c mailsonde -n '__mailsonde_runs scan worker' -l no-path -d 'Do not trace the path to ports that cannot be reached'
complete -c mailsonde -n '__mailsonde_runs scan path worker' -l max-hops -x -d 'Trace at most this many hops'
complete -c mailsonde -n '__mailsonde_runs scan path worker' -l control -x -d 'Also connect to this host, which is known to work'
complete -c mailsonde -n '__mailsonde_runs scan path worker' -l cloud -x -a 'none aws azure cloudzy digitalocean gcp hetzner linode oracle vultr' -d 'This machine is hosted by this provider'
complete -c mailsonde -n '__mailsonde_runs scan worker' -l max-time -x -d 'Scan one target for at most this long'
complete -c mailsonde -n '__mailsonde_runs scan path worker' -l connect-timeout -x -d 'For the TCP connection'
complete -c mailsonde -n '__mailsonde_runs scan worker' -l greeting-timeout -x -d 'For the whole greeting'
complete -c mailsonde -n '__mailsonde_runs scan worker' -l silence -x -d 'If a port that should send a greeting sends nothing for this long, a second connection tries TLS'
complete -c mailsonde -n '__mailsonde_runs scan worker' -l command-timeout -x -d 'For one command and its whole reply'
complete -c mailsonde -n '__mailsonde_runs scan worker' -l tls-timeout -x -d 'For a TLS handshake'
complete -c mailsonde -n '__mailsonde_runs scan worker' -l mta-sts-timeout -x -d 'For a whole MTA-STS policy'
complete -c mailsonde -n '__mailsonde_runs scan path enqueue worker' -l dns-timeout -x -d 'For one attempt at a DNS query'
complete -c mailsonde -n '__mailsonde_runs scan path enqueue worker' -l dns-tries -x -d 'How often a DNS query is sent before it counts as unanswered'
complete -c mailsonde -n '__mailsonde_runs scan worker' -l retry-after -x -d 'Wait this long before the one retry after a server replied 421 (service not available)'
complete -c mailsonde -n '__mailsonde_runs scan path assess diff history demo' -s f -l format -x -a '(__mailsonde_word_and_file text json jsonl html markdown csv tap sarif junit github gitlab nagios prometheus checkmk cyclonedx suggest)' -d 'What the report is written as, and to which file'
complete -c mailsonde -n '__mailsonde_runs scan assess demo' -l suggest -d 'Print only the records and settings that would raise a level, ready to paste'
complete -c mailsonde -n '__mailsonde_runs scan path assess expect diff history collect demo' -s o -l output -r -F -d 'Write the format that has no =FILE, or what "expect" writes, to this file instead of standard output'
complete -c mailsonde -n '__mailsonde_runs scan assess diff history worker' -l store -r -F -d 'Keep the reports in this SQLite file too, which is made if it is not there'
complete -c mailsonde -n '__mailsonde_runs diff history' -l last -d 'diff: compare the last run of each target in the file of --store with the one before it, or N runs before it'
complete -c mailsonde -n '__mailsonde_runs scan assess diff history worker demo' -l expect -r -F -d 'Compare what is found with this file, which says how the infrastructure should be'
complete -c mailsonde -n '__mailsonde_runs expect' -l from -r -F -d 'The saved reports (--format json or jsonl) to write expectations of'
complete -c mailsonde -n '__mailsonde_runs scan assess diff history worker demo' -l ignore -x -d 'Accept this finding, everywhere or at this host (or address, or domain)'
complete -c mailsonde -n '__mailsonde_runs scan assess diff worker demo' -l fail-on -x -a 'info warning error never' -d 'Exit with status 1 if there is a problem of this severity or a higher one'
complete -c mailsonde -n '__mailsonde_runs scan assess diff history worker demo' -l profile -r -F -a 'bcp195 ncsc-nl-2025 bsi-tr-02102-2 nist-800-52r2 mozilla-6.0-intermediate mozilla-6.0-modern pci-dss bod-18-01' -d 'Compare each port\'s TLS with this policy profile'
complete -c mailsonde -n '__mailsonde_runs scan path assess diff history demo' -l color -x -a 'auto always never' -d 'auto, always or never'
complete -c mailsonde -n '__mailsonde_runs scan path assess diff history demo' -l ascii -d 'Use only ASCII characters for symbols'
complete -c mailsonde -n '__mailsonde_runs scan path assess diff history demo' -l width -x -d 'Wrap the text at this width'
complete -c mailsonde -n '__mailsonde_runs scan path assess diff history enqueue worker collect demo' -s v -l verbose -d 'Show everything'
complete -c mailsonde -n '__mailsonde_runs scan path assess diff history enqueue worker collect demo' -s q -l quiet -d 'Show only the headline of each target'
complete -c mailsonde -n '__mailsonde_runs scan path worker demo' -l ordered -d 'Write the lines of jsonl in the order of the targets, and not as these are finished'
complete -c mailsonde -n '__mailsonde_runs scan path assess diff history worker demo' -l full -d 'Write all members of JSON where they belong'
complete -c mailsonde -n '__mailsonde_runs scan path demo' -l no-progress -d 'Show no progress line on the terminal'
complete -c mailsonde -n '__mailsonde_runs enqueue worker collect' -l broker -x -d 'The RabbitMQ broker'
complete -c mailsonde -n '__mailsonde_runs enqueue worker collect' -l broker-file -r -F -d 'Read the URL of the broker, or those of its nodes, from this file'
complete -c mailsonde -n '__mailsonde_runs enqueue' -l run -x -d 'enqueue: the name of the run that the targets belong to'
complete -c mailsonde -n '__mailsonde_runs enqueue' -l by-mx -d 'enqueue: look up the MX records of the domains first, and have those of one mail provider wait in one queue, so that they meet at few workers'
complete -c mailsonde -n '__mailsonde_runs worker' -l workers -x -d 'worker: the number of workers in all'
complete -c mailsonde -n '__mailsonde_runs worker' -l until-empty -d 'worker: end when no target waits and no worker holds one'
complete -c mailsonde -n '__mailsonde_runs collect' -l follow -d 'collect: go on when all is collected'
complete -c mailsonde -n '__mailsonde_runs scan path assess diff history enqueue worker collect demo' -l user -r -F -d 'Switch to this user first (only root can)'
complete -c mailsonde -n '__mailsonde_runs scan path assess diff history enqueue worker collect' -l no-sandbox -d 'Do not drop privileges'
complete -c mailsonde -n '__mailsonde_runs scan path assess diff history enqueue worker collect demo' -l config -r -F -d 'Read options from this file instead of ~/.config/mailsonde/config and /etc/mailsonde/config'
complete -c mailsonde -n '__mailsonde_runs scan path assess diff history enqueue worker collect demo' -l no-config -d 'Read no file of options'
complete -c mailsonde -n '__mailsonde_runs scan path assess expect diff history enqueue worker collect demo explain help version' -s h -l help -d 'Show this help; after a command, the help of that command'
complete -c mailsonde -n '__mailsonde_runs scan path assess expect diff history enqueue worker collect demo explain help version' -s V -l version -d 'Show the version'
