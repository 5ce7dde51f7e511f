import { template } from '../template';
import { unpaidLetter } from './unpaidNotice';

export const terminationWarning = template(
	unpaidLetter('Termination Warning', ({ threats }, { words, say }) => {
		const ends = threats.filter(({ what }) => what === 'terminate');
		const [first] = ends;
		return say(words.unpaidNotice.terminationWarning, { count: ends.length, domain: first?.domain ?? '' });
	}),
);
