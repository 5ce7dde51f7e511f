import { z } from 'zod';
import { dnsRecordTypes, writtenRecord } from '../../../core/panels';
import { choice, json, type Field } from '../../shared/field';
import { jsonValue } from '../../shared/jsonValue';
import { mostEntries, textLimits } from '../../../core/kernel/textLimits';

const records = z.array(writtenRecord).max(mostEntries);

/** A list of records, from an expression or as JSON text. */
const listed = z.preprocess(
	(value) => (value === undefined || value === null || (typeof value === 'string' && value.trim() === '') ? [] : value),
	jsonValue(records, textLimits.json, 'must be a JSON list of records'),
);

export const recordsAsJson = (displayName: string, more: Partial<Field['control']> = {}) =>
	json(displayName, listed, {
		default: '[]',
		placeholder: 'e.g. [{"name": "www", "type": "A", "value": "192.0.2.10", "ttl": 3600}]',
		description:
			'A list of records: name (relative, @ for the zone itself, or complete), type, value as in a zone file, TTL',
		...more,
	});

const filledIn: Field<z.ZodType<z.output<typeof records>>> = {
	schema: z.preprocess(
		(value) => z.object({ record: z.array(z.unknown()) }).safeParse(value).data?.record ?? [],
		records,
	),
	control: {
		displayName: 'Records',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Record',
		default: {},
		options: [
			{
				displayName: 'Record',
				name: 'record',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '@',
						description: 'Relative to the zone, @ for the zone itself, or complete',
					},
					{
						displayName: 'Type',
						name: 'type',
						type: 'options',
						default: 'A',
						options: [...dnsRecordTypes].sort().map((type) => ({ name: type, value: type })),
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. 192.0.2.10',
						description: 'As in a zone file, such as 10 mail.example.com for MX. For TXT, the bare text of any length.',
					},
					{
						displayName: 'TTL (Seconds)',
						name: 'ttl',
						type: 'number',
						typeOptions: { minValue: 60 },
						default: 14400,
					},
				],
			},
		],
		displayOptions: { show: { specifyRecords: ['fields'] } },
	},
};

/** Records from the form or from JSON. Only the chosen one of the two has records. */
export const recordFields = {
	specifyRecords: choice('Specify Records', { fields: 'Using Fields Below', json: 'Using JSON' }),
	records: filledIn,
	recordsJson: recordsAsJson('Records', { displayOptions: { show: { specifyRecords: ['json'] } } }),
} as const;
