#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
//
// CycloneDX: its own library finds the documents valid; what they refer to is there, once; the certificates are those
// of the reports, as node's crypto reads them; and the same inventory has the same serial number.
import { spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import fs from "node:fs";
import CDX from "@cyclonedx/cyclonedx-library";

const validator = new CDX.Validation.JsonStrictValidator(CDX.Spec.Version.v1dot7);

function check(name, problems) {
    console.log(problems.length === 0 ? `PASS ${name}` : `FAIL ${name}: ${problems.slice(0, 3).join("; ")}`);
}

function read(file) {
    return JSON.parse(fs.readFileSync(file, "utf8"));
}

// What a component refers to.
function references(component) {
    const properties = component.cryptoProperties ?? {};
    const related = [properties.certificateProperties, properties.relatedCryptoMaterialProperties, properties.protocolProperties]
        .flatMap((each) => each?.relatedCryptographicAssets ?? []);
    const suites = properties.protocolProperties?.cipherSuites ?? [];
    return [...related.map((asset) => asset.ref), ...suites.flatMap((suite) => suite.algorithms)];
}

function inconsistencies(bom) {
    const refs = bom.components.map((component) => component["bom-ref"]);
    const known = new Set(refs);
    const nodes = bom.dependencies.map((dependency) => dependency.ref);
    const used = [...nodes, ...bom.dependencies.flatMap((dependency) => dependency.dependsOn), ...bom.components.flatMap(references)];
    return [
        ...(known.size === refs.length ? [] : ["a bom-ref comes twice"]),
        ...(new Set(nodes).size === nodes.length ? [] : ["a dependency comes twice"]),
        ...used.filter((ref) => !known.has(ref)).map((ref) => `there is no ${ref}`),
    ];
}

const files = fs.readdirSync(".").filter((name) => name.endsWith(".cyclonedx"));
for (const file of files) {
    const problem = await validator.validate(fs.readFileSync(file, "utf8"));
    check(file, problem === null ? inconsistencies(read(file)) : problem.map((each) => `${each.instancePath} ${each.message}`));
}

const components = (file, type) => read(file).components.filter((component) => component.cryptoProperties?.assetType === type);

// Each certificate that a server of the demo sent, and no other.
const sent = new Set(read("demo.json").reports.flatMap((report) => report.endpoints).flatMap((endpoint) =>
    endpoint.sessions.flatMap((session) => session.tls?.chain ?? [])).map((certificate) => certificate.sha256));
const listed = components("demo.cyclonedx", "certificate").map((component) => component.cryptoProperties.certificateProperties.fingerprint.content);
check("the certificates are those that were sent", sent.size > 2 && sent.size === listed.length ? listed.filter((each) => !sent.has(each))
    : [`${listed.length} of ${sent.size}`]);

const hostile = new X509Certificate(fs.readFileSync("attacker.crt"));
const properties = components("attacker.cyclonedx", "certificate")[0].cryptoProperties.certificateProperties;
check("a certificate is as node reads it", [
    ...(properties.fingerprint.content === hostile.fingerprint256.replaceAll(":", "").toLowerCase() ? [] : ["fingerprint"]),
    ...(BigInt(`0x${properties.serialNumber}`) === BigInt(`0x${hostile.serialNumber}`) ? [] : [properties.serialNumber]),
    ...(Date.parse(properties.notValidAfter) === Date.parse(hostile.validTo) ? [] : [properties.notValidAfter]),
    ...(properties.subjectName.includes("mailsonde-was-here") ? [] : [properties.subjectName]),
    ...(properties.certificateState[0].state === "active" ? [] : [properties.certificateState[0].state])]);
const states = new Set(components("demo.cyclonedx", "certificate").map((component) =>
    component.cryptoProperties.certificateProperties.certificateState[0].state));
check("one that has expired is not active", ["active", "deactivated"].filter((state) => !states.has(state)));

// At --depth deep: suites with their groups and schemes; only TLS 1.3 has post-quantum groups.
const protocols = components("stored-deep-tls.cyclonedx", "protocol").map((component) => component.cryptoProperties.protocolProperties);
const suites = protocols.flatMap((protocol) => protocol.cipherSuites);
check("protocols have suites, groups and schemes", [
    ...(protocols.length > 1 && suites.length > 3 ? [] : [`${protocols.length} protocols, ${suites.length} suites`]),
    ...(suites.some((suite) => suite.tlsGroups.length > 0) ? [] : ["no groups"]),
    ...(suites.some((suite) => suite.tlsSignatureSchemes.length > 0) ? [] : ["no schemes"]),
    ...protocols.filter((protocol) => protocol.version !== "1.3").flatMap((protocol) => protocol.cipherSuites)
        .filter((suite) => suite.tlsGroups.some((group) => group.includes("MLKEM"))).map((suite) => suite.name)]);

// Categories that NIST's documents name themselves.
const expected = { "AES-128-GCM": 1, "AES-256-GCM": 5, x25519: 0, "SHA-256": 2, "SHA-384": 4, X25519MLKEM768: 3, ecdsa_secp256r1_sha256: 0 };
const levels = new Map(components("all.cyclonedx", "algorithm").map((component) =>
    [component.name, component.cryptoProperties.algorithmProperties.nistQuantumSecurityLevel]));
check("algorithms have the category of NIST", Object.entries(expected).filter(([name, level]) =>
    levels.has(name) && levels.get(name) !== level).map(([name]) => `${name} ${levels.get(name)}`));
check("most of them occur", Object.keys(expected).filter((name) => levels.has(name)).length >= 5 ? [] : [[...levels.keys()].join()]);

// The hostile report is the demo's, but for the names.
const serial = (file) => read(file).serialNumber;
spawnSync(process.env.MAILSONDE, ["assess", "-f", "cyclonedx=again.out", "demo.json"]);
check("a serial number is that of an inventory", [
    ...(serial("again.out") === serial("demo.cyclonedx") ? [] : ["the same inventory has two"]),
    ...(new Set(["demo", "hostile", "attacker", "all", "nothing"].map((name) => serial(`${name}.cyclonedx`))).size === 5 ? []
        : ["two inventories have the same"])]);
