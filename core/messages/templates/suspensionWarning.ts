import { template } from '../template';
import { unpaidLetter } from './unpaidNotice';

export const suspensionWarning = template(
	unpaidLetter('Suspension Warning', ({ threats }, { words, say }) => {
		const [first] = threats;
		return say(words.unpaidNotice.suspensionWarning, { count: threats.length, domain: first?.domain ?? '' });
	}),
);
