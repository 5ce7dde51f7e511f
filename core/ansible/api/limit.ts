import { InputError } from '../../kernel/errors';
import { limitArgument } from '../limit';
import type { RunLimit } from '../request';

/**
 * The limit as these products keep it; null for all hosts.
 *
 * @throws InputError when nothing is chosen, or a name would be read as a pattern.
 */
export function limitText(limit: RunLimit): string | null {
	const { value, names } = limitArgument(limit);
	if (limit.kind === 'pattern' && value !== null && /\s/.test(value)) {
		throw new InputError('limit', 'is a pattern with spaces', 'Write it with commas or colons, without spaces.');
	}
	// The comma at the end keeps an IPv6 address whole. Without one it would only make the limit look odd to people.
	return names.some((name) => name.includes(':')) || value === null ? value : value.replace(/,$/, '');
}
