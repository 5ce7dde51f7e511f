'use strict';

const { default: Sequencer } = require('@jest/test-sequencer');

/** What begins last is waited for alone: the suites whose files take long, and such files of the others, come first. */
const longest = [
	'workflows/',
	'machines/',
	'store/lifecycle.',
	'store/ninjaLives.',
	'store/paymentLives.',
	'store/sproutMigration.',
	'contract/conformance.',
	'contract/faults.',
	'nodes/invoiceNinjaTrigger.',
	'nodes/',
	'store/',
	'contract/',
];

/** On a machine that has run no test yet, Jest knows only the sizes of the files. */
module.exports = class LongSuitesFirst extends Sequencer {
	sort(tests) {
		const rank = ({ path }) => {
			const place = longest.findIndex((begin) => path.replaceAll('\\', '/').includes(`/tests/${begin}`));
			return place === -1 ? longest.length : place;
		};
		return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
	}
};
