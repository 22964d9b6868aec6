#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What DuckDB makes of lines, plain and compressed: contrib/sql/duckdb.sql loads them, and the questions of
// doc/at-scale.md have the answers of analysis-answers.txt, which check_postgresql.py wants of PostgreSQL, too.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";

const tests = `${process.env.srcdir}/tests/formats`;
const load = fs.readFileSync(`${process.env.srcdir}/contrib/sql/duckdb.sql`, "utf8");
execFileSync(`${tests}/analysis.py`);
// One compressed file of two, as --resume leaves it.
const lines = fs.readFileSync("earlier.jsonl", "utf8").split(/(?<=\n)/);
for (const [place, part] of [["first", lines.slice(0, 40)], ["second", lines.slice(40)]])
    fs.writeFileSync(place, part.join(""));
execFileSync("sh", ["-c", "{ zstd -qc first && zstd -qc second; } >earlier.jsonl.zst"]);

const database = await DuckDBInstance.create(":memory:", { threads: "2" });
const connection = await database.connect();
await connection.run("SET TimeZone = 'UTC'");
// As psql has it.
const word = (value) => (value === null ? "" : value === true ? "t" : value === false ? "f" : String(value));
const answer = async (sql) => {
    try {
        const reader = await connection.runAndReadAll(sql);
        return reader.getRowsJson().map((row) => row.map(word).join("\t") + "\n").join("");
    } catch (error) {
        return `failed: ${error.message}\n`;
    }
};
const loaded = async (run, file) => {
    await connection.run(`SET VARIABLE run = '${run}'`);
    await connection.run(`SET VARIABLE file = '${file}'`);
    return answer(load);
};
const say = (name, expected, actual) =>
    console.log(expected === actual ? `PASS ${name}` : `FAIL ${name}: ${JSON.stringify(actual)} and not ${JSON.stringify(expected)}`);

const tables = ["domains", "domain_hosts", "findings", "hosts", "endpoints", "host_endpoints", "certificates"];
const counts = `SELECT ${tables.map((table) => `(SELECT count(*) FROM ${table})`).join(", ")}`;
say("the earlier run, compressed", "21\t2\n", await loaded("2026-11", "earlier.jsonl.zst"));
say("the later run", "22\t1\n", await loaded("2026-12", "later.jsonl"));
const before = await answer(counts);
await loaded("2026-12", "later.jsonl");
say("a run that is loaded twice", before, await answer(counts));
const stored = fs.readFileSync(`${tests}/analysis-answers.txt`, "utf8");
for (const [title, question] of JSON.parse(fs.readFileSync("questions.list", "utf8"))) {
    const [, expected] = stored.match(new RegExp(`^## ${title.replace(/[^\w ]/g, "\\$&")}\n((?:(?!##).*\n)*)`, "m")) ?? [, "none"];
    say(title, expected, await answer(question));
}
// It has no half of a surrogate pair, and leaves out the line.
say("odd lines", "6\t0\n", await loaded("odd", "odd.jsonl"));
say("odd names", "\\u0000\nback\\slash\nbücher\nit's $1 \\N\nnul \0\0.\ntab\t, \"quoted\"\n",
    await answer("SELECT domain FROM domains WHERE run = 'odd' ORDER BY domain"));
