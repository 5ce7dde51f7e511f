'use strict';

const { default: Sequencer } = require('@jest/test-sequencer');

/** Each of these has files that take minutes: what begins last would be waited for alone. */
const longest = ['workflows', 'machines', 'nodes', 'store'];

/** On a machine that has run no test yet, Jest knows only the sizes of the files. */
module.exports = class LongSuitesFirst extends Sequencer {
	sort(tests) {
		const rank = ({ context }) => {
			const place = longest.indexOf(context.config.displayName?.name ?? '');
			return place === -1 ? longest.length : place;
		};
		return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
	}
};
