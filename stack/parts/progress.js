'use strict';

// It stands on Node alone: the command shows its progress before any package is installed.
const { spawn } = require('node:child_process');
const { closeSync, mkdirSync, openSync, readFileSync, writeSync } = require('node:fs');
const { dirname } = require('node:path');

/** Such as `41 s` or `3 min 41 s`. */
function elapsed(milliseconds) {
	const seconds = Math.floor(milliseconds / 1000);
	return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * Shows what takes long: on a terminal in one line that is written over, elsewhere a line when it begins, a sign of life
 * now and then, and a line when it ends.
 */
function openProgress({ stream = process.stdout, signEveryMs = 20_000 } = {}) {
	const live = stream.isTTY === true && process.env.TERM !== 'dumb' && !process.env.CI;
	const running = new Set();
	let drawn = false;
	let timer;

	const clear = () => {
		if (drawn) stream.write('\r\u001b[2K');
		drawn = false;
	};
	const print = (line) => {
		clear();
		stream.write(`${line}\n`);
		if (live) draw();
	};
	const draw = () => {
		clear();
		if (running.size === 0) return;
		const now = Date.now();
		const line = [...running].map(({ title, begun }) => `${title} … ${elapsed(now - begun)}`).join(' · ');
		const width = (stream.columns ?? 80) - 1;
		stream.write(line.length > width ? `${line.slice(0, width - 1)}…` : line);
		drawn = true;
	};
	const tick = () => {
		if (live) return draw();
		const now = Date.now();
		for (const one of running) {
			if (now - one.sign < signEveryMs) continue;
			one.sign = now;
			print(`  ${one.title} … ${elapsed(now - one.begun)}`);
		}
	};
	const begin = (title) => {
		const one = { title, begun: Date.now(), sign: Date.now() };
		running.add(one);
		timer ??= setInterval(tick, 1000);
		timer.unref();
		if (live) draw();
		else print(`  ${title} …`);
		return one;
	};
	const end = (one, mark, what) => {
		running.delete(one);
		if (running.size === 0) {
			clearInterval(timer);
			timer = undefined;
		}
		print(`  ${mark} ${one.title}: ${what} ${elapsed(Date.now() - one.begun)}`);
	};

	return {
		/** Says something beside what goes on. */
		note: (text) => print(`  ${text}`),
		/** Does a piece of work, shows that it goes on, and tells how long it took. */
		during: async (title, work) => {
			const one = begin(title);
			try {
				const result = await work();
				end(one, '✓', 'done after');
				return result;
			} catch (error) {
				end(one, '✗', 'failed after');
				throw error;
			}
		},
	};
}

/** The last lines of a log that say something, each indented. */
function endOf(logFile, lines = 12) {
	let text = '';
	try {
		text = readFileSync(logFile, 'utf8');
	} catch {
		return '    (nothing)';
	}
	const said = text.split('\n').filter((line) => line.trim() !== '');
	return said
		.slice(-lines)
		.map((line) => `    ${line}`)
		.join('\n');
}

/**
 * Runs a program to its end, and adds what it says to a log. Gives its exit code, or the error with which it could not be
 * started.
 */
async function runLogged([program, ...args], { folder, logFile, environment = process.env, shell = false, signal }) {
	mkdirSync(dirname(logFile), { recursive: true });
	const log = openSync(logFile, 'a', 0o600);
	writeSync(log, `\n${new Date().toISOString()} ${[program, ...args].join(' ')}\n`);
	try {
		return await new Promise((resolve) => {
			const child = spawn(program, args, { cwd: folder, env: environment, stdio: ['ignore', log, log], shell, signal });
			child.once('error', (error) => resolve({ error }));
			child.once('close', (code, ended) => resolve({ code: code ?? 1, ended: ended ?? undefined }));
		});
	} finally {
		closeSync(log);
	}
}

module.exports = { elapsed, endOf, openProgress, runLogged };
