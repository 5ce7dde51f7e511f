#!/usr/bin/env node
import { runCommand } from './commandLine';

void runCommand(process.argv.slice(2), process.env, {
	say: (line) => process.stdout.write(`${line}\n`),
	complain: (line) => process.stderr.write(`${line}\n`),
}).then((code) => (process.exitCode = code));
