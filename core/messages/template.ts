import { z } from 'zod';
import { InputError } from '../kernel/errors';
import { writerOf, type Language, type Writer } from './language';
import type { Letter } from './letter';
import { commonWords } from './words';

/** One kind of mail: what it needs to know, and what it says in each language. */
export interface Template {
	readonly label: string;
	/** The names of the values that it can be given. */
	readonly dataNames: readonly string[];
	/** @throws InputError where the data lacks something, or holds something that this mail has no place for. */
	letter(language: Language, data: unknown): Letter;
}

interface Definition<Shape extends z.ZodRawShape, Words> {
	readonly label: string;
	readonly data: Shape;
	readonly words: Readonly<Record<Language, Words>>;
	write(words: Words, data: z.output<z.ZodObject<Shape>>, help: Help): Letter;
}

interface Help extends Writer {
	greeting(name: string | undefined): string;
}

export function template<Shape extends z.ZodRawShape, Words>(definition: Definition<Shape, Words>): Template {
	// Strict: a value that somebody adds, such as a password, is refused and not silently left out.
	const schema = z.strictObject(definition.data);
	return {
		label: definition.label,
		dataNames: Object.keys(definition.data),
		letter: (language, data) => {
			const checked = schema.safeParse(data, { reportInput: true });
			if (!checked.success) throw asInputError(checked.error);
			const help = { ...writerOf(language), greeting: commonWords[language].greeting };
			return definition.write(definition.words[language], checked.data, help);
		},
	};
}

function asInputError({ issues: [issue] }: z.ZodError): InputError {
	if (issue?.code === 'unrecognized_keys') {
		return new InputError(
			issue.keys.join(', '),
			'has no place in this mail',
			'Leave it out. E-mails carry no passwords, but a link to set one.',
		);
	}
	const missing = issue?.code === 'invalid_type' && issue.input === undefined;
	return new InputError(
		issue?.path.join('.') ?? 'data',
		missing ? 'is missing' : (issue?.message ?? 'is not valid'),
		'Give it in the data of the message.',
	);
}
