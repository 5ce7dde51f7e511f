import { z } from 'zod';
import { InputError } from '../kernel/errors';
import { complaintOf, fieldAt } from '../kernel/zodWords';
import type { Language } from '../kernel/languages';
import type { DataField } from './dataField';
import type { Letter } from './letter';
import { writerOf, type Writer } from './writer';

type DataFields = Readonly<Record<string, DataField>>;

/** One kind of mail. */
export interface Template {
	readonly label: string;
	/** A letter to a customer is signed and says where to turn; one to the operator's own staff is not. */
	readonly to: 'customer' | 'staff';
	/** The values that it is given, by name. */
	readonly data: DataFields;
	/** @throws InputError when the data lacks a value, or holds one that this mail has no place for. */
	letter(language: Language, data: unknown): Letter;
}

interface Definition<Data extends DataFields> extends Pick<Template, 'label' | 'to'> {
	readonly data: Data;
	write(data: Values<Data>, writer: Writer): Omit<Letter, 'to'>;
}

type Values<Data extends DataFields> = { readonly [Name in keyof Data]: z.output<Data[Name]['schema']> };

export function template<const Data extends DataFields>({ write, ...about }: Definition<Data>): Template {
	// Strict, so that a value which somebody adds, such as a password, is refused and not silently left out.
	const schema = z.strictObject(
		Object.fromEntries(Object.entries(about.data).map(([name, field]) => [name, field.schema])),
	);
	return {
		...about,
		letter: (language, data) => {
			const checked = schema.safeParse(data);
			if (!checked.success) throw asInputError(checked.error);
			return { ...write(checked.data as Values<Data>, writerOf(language)), to: about.to };
		},
	};
}

function asInputError({ issues: [issue] }: z.ZodError): InputError {
	if (issue?.code === 'unrecognized_keys') {
		return new InputError(
			fieldAt(issue.keys) ?? 'data',
			'has no place in this mail',
			'Leave it out. E-mails carry no passwords, but a link to set one.',
		);
	}
	const complaint = issue && complaintOf(issue);
	return new InputError(
		fieldAt(complaint?.path ?? []) ?? 'data',
		complaint?.words ?? 'is not valid',
		'Give it in the data of the message.',
	);
}
