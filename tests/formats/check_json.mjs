#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What --format json writes, slim or in full, is as data/report.schema.json says, and that is a schema. tests/validate_json.py asks
// another program the same of the stored reports; here it is also what hostile servers sent.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const schema = JSON.parse(fs.readFileSync(path.join(process.env.srcdir, "data/report.schema.json"), "utf8"));
const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false });
addFormats(ajv);
ajv.addKeyword("x-volatile");
const validate = ajv.compile(schema);
const reports = ["demo.json", "hostile.json", "attacker.json", "list.json"];
spawnSync(process.env.MAILSONDE, ["assess", "--format", "json", "--output", "slim.json", ...reports]);
for (const file of fs.readdirSync(".").filter((name) => name.endsWith(".json") && !/^(package|foreign)/.test(name))) {
    const valid = validate(JSON.parse(fs.readFileSync(file, "utf8")));
    console.log(valid ? `PASS ${file}` : `FAIL ${file}: ${ajv.errorsText(validate.errors)}`);
}
