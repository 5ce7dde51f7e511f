import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { InputError } from '../../core/kernel/errors';
import { complaintOf } from '../../core/kernel/zodWords';
import { asInputError } from '../../nodes/shared/errorText';
import type { Resource } from '../../nodes/shared/operation';
import { filesIn, root } from '../support/repository';

const long = 'a'.repeat(1_000_000);

/** A control of an operation, and how a value of it reaches the parameter. */
interface Box {
	readonly name: string;
	readonly parameter: string;
	readonly type: string;
	readonly given: (value: unknown) => unknown;
	readonly run: (read: (name: string) => unknown) => Promise<unknown>;
}

/** The context of an operation that is never reached: the check of its parameters comes first. */
const unreachable = new Proxy({}, { get: () => fail('the text was accepted') });
function fail(why: string): never {
	throw new Error(why);
}

async function everyBox(): Promise<Box[]> {
	const registries = filesIn(['nodes'], /operations\/index\.ts$/);
	expect(registries.length).toBeGreaterThanOrEqual(7);
	const nodes = await Promise.all(
		registries.map(async (path) => {
			const { resources } = (await import(`${root}/${path}`)) as { resources: ReadonlyArray<Resource<object>> };
			return resources.flatMap((resource) =>
				resource.operations.flatMap(({ name, controls, run }) => {
					const place = `${path.split('/')[1] ?? path} ${resource.name}.${name}`;
					return controls.flatMap((control) =>
						boxesOf(control, (value) => value).map(({ inner, type, given }) => ({
							name: `${place}: ${inner}`,
							parameter: control.name,
							type,
							given,
							run: async (read: (parameter: string) => unknown) => await run(unreachable, read),
						})),
					);
				}),
			);
		}),
	);
	return nodes.flat();
}

/** The boxes of a control: of a collection, each box in it. */
function boxesOf(
	{ name, type, options = [] }: INodeProperties,
	given: Box['given'],
): Array<{ inner: string; type: string; given: Box['given'] }> {
	if (type !== 'collection' && type !== 'fixedCollection') return [{ inner: name, type, given }];
	return options
		.flatMap((option) => {
			if ('values' in option) {
				return option.values.flatMap((value) =>
					boxesOf(value, (text) => given({ [option.name]: [{ [value.name]: text }] })),
				);
			}
			return 'type' in option ? boxesOf(option, (text) => given({ [option.name]: text })) : [];
		})
		.map((box) => ({ ...box, inner: `${name}.${box.inner}` }));
}

const listed = [{ name: long, type: 'TXT', value: long }];
/** What an expression may put into a box. Such texts are made once: there are thousands of boxes. */
const values = {
	json: [JSON.stringify(long), JSON.stringify(listed), listed, { text: long }, long],
	resourceLocator: [long, { __rl: true, mode: 'id', value: long }],
	other: [long, [long]],
};

function valuesFor(type: string): readonly unknown[] {
	return type === 'json' || type === 'resourceLocator' ? values[type] : values.other;
}

test('no field of any operation takes a text of a million characters, and each says which field it is', async () => {
	const boxes = await everyBox();
	expect(boxes.filter(({ type }) => type === 'string').length).toBeGreaterThan(100);
	const taken: string[] = [];
	for (const { name, parameter, type, given, run } of boxes) {
		for (const [form, value] of valuesFor(type).entries()) {
			const error = await run((read) => (read === parameter ? given(value) : undefined)).catch(
				(failed: unknown) => failed,
			);
			const at = complaintsAt(error, parameter);
			if (at.length === 0) taken.push(`${name} (${type}, form ${form}): ${String(error).slice(0, 80)}`);
			taken.push(...at.filter((words) => zodsOwn.test(words)).map((words) => `${name}: ${words}`));
		}
	}
	expect(taken).toEqual([]);
});

test('no operation answers a missing or a wrong value in the words of Zod', async () => {
	const told: string[] = [];
	for (const { name, parameter, given, run } of await everyBox()) {
		for (const value of [undefined, null, 4711.5, true, {}, [[]], 'x']) {
			const error = await run((read) => (read === parameter ? given(value) : undefined)).catch(
				(failed: unknown) => failed,
			);
			if (!(error instanceof z.ZodError)) continue;
			const words = [...error.issues.map((issue) => complaintOf(issue).words), asInputError(error, 'x').message];
			told.push(...words.filter((one) => zodsOwn.test(one) || one.length > 500).map((one) => `${name}: ${one}`));
		}
	}
	expect(told).toEqual([]);
});

const zodsOwn = /Invalid|Too (big|small)|Unrecognized|expected|received|undefined/;

function complaintsAt(error: unknown, parameter: string): string[] {
	if (error instanceof InputError) return error.field.startsWith(parameter) ? [error.complaint] : [];
	if (!(error instanceof z.ZodError)) return [];
	return error.issues
		.map(complaintOf)
		.filter(({ path }) => path[0] === parameter)
		.map(({ words }) => words);
}
