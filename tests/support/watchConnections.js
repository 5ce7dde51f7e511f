'use strict';

// Loaded into a process before anything else (NODE_OPTIONS): writes down every host that it looks up or calls.
const dns = require('node:dns');
const { appendFileSync } = require('node:fs');
const net = require('node:net');

const file = process.env.MSP_WATCHED_CONNECTIONS;
const tell = (host) => {
	if (file && typeof host === 'string' && host !== '') appendFileSync(file, `${host}\n`);
};

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
	const [first, second] = Array.isArray(args[0]) ? args[0] : args;
	if (typeof first === 'object')
		tell(first.path === undefined || first.path === null ? (first.host ?? 'localhost') : '');
	else if (typeof second === 'string') tell(second);
	return connect.apply(this, args);
};

for (const resolver of [dns, dns.promises]) {
	for (const name of Object.keys(resolver).filter((one) => /^(lookup$|resolve)/.test(one))) {
		const original = resolver[name];
		resolver[name] = function (host, ...args) {
			tell(host);
			return original.call(this, host, ...args);
		};
	}
}
