import { z } from 'zod';
import { templateNames, templates, type DataField } from '../../../../core/messages';
import { mailValue } from '../../../shared/jsonValue';
import { choice, dateTime, json, number, optional, text, toggle, type Field, type Fields } from '../../../shared/field';

/**
 * Anything, or nothing when the field is hidden: the template checks its values itself. An expression may give a date
 * object, which becomes its text.
 */
const value = optional(
	z.preprocess(
		(given) => (typeof given === 'object' ? (JSON.parse(JSON.stringify(given)) as unknown) : given),
		mailValue,
	),
);

/** Every value of the templates. A field shows for the templates that use its value. */
export const dataFields: Fields = Object.fromEntries(
	templateNames.flatMap((template) =>
		Object.entries(templates[template].data).map(([name, asked]) => {
			const askedBy = templateNames.filter((one) => name in templates[one].data);
			return [name, controlFor(asked, { show: { template: askedBy } })];
		}),
	),
);

function controlFor(
	{ label, control, options = {}, schema: _, ...words }: DataField,
	displayOptions: Field['control']['displayOptions'],
): Field {
	const more = { ...words, displayOptions };
	switch (control) {
		case 'choice':
			return { ...choice(label, options, more), schema: value };
		case 'lines':
			return text(label, value, { ...more, typeOptions: { rows: 3 } });
		case undefined:
			return text(label, value, more);
		default:
			return { number, toggle, dateTime, json }[control](label, value, more);
	}
}
