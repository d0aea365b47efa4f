// Runs scripts of the site, named as arguments, and writes the value of the expression on standard input as JSON.

"use strict";

const fs = require("node:fs");
const vm = require("node:vm");

for (const path of process.argv.slice(2)) vm.runInThisContext(fs.readFileSync(path, "utf8"), { filename: path });
process.stdout.write(JSON.stringify(vm.runInThisContext(fs.readFileSync(0, "utf8"))));
