import { NodeOperationError, type INode } from 'n8n-workflow';
import { errorClasses, ExternalError, InputError, inputFaults } from '../../core/kernel/errors';
import { asNodeError } from '../../nodes/shared/nodeError';
import { problem, problemKinds, problemOf, type ProblemCode } from '../../nodes/shared/problem';
import { textOf } from '../support/repository';

const node: INode = { id: 'N', name: 'N', type: 'n', typeVersion: 1, position: [0, 0], parameters: {} };
const codes = Object.keys(problemKinds) as ProblemCode[];

test('every problem has a heading of its own on the page that its type leads to', () => {
	const page = textOf('docs/nodes/msp-api-trigger.md');
	const words = { detail: 'x', remedy: 'y' };
	const lost = codes.filter((code) => {
		const { type, status } = problem(code, words);
		const [, title = ''] = new RegExp(`^### ${code}\\n\\n(.+)`, 'm').exec(page) ?? [];
		return !type.endsWith(`/docs/nodes/msp-api-trigger.md#${code}`) || !title.startsWith(`${status}. `);
	});
	expect(lost).toEqual([]);
});

test.each([
	['invalid', 422],
	['not_found', 404],
	['conflict', 409],
] as const)('an input that is %s is answered %i with the field, and without the item of n8n', (fault, status) => {
	const shown = asNodeError(node, new InputError('taskId', 'is wrong', 'Mend it.', fault), 3);
	expect(shown.message).toBe("'taskId' is wrong [item 3]");
	const told = { status, code: fault, field: 'taskId', detail: "'taskId' is wrong", remedy: 'Mend it.' };
	expect(problemOf(shown)).toMatchObject(told);
	// As n8n writes it into an execution, and reads it from there.
	expect(problemOf(JSON.parse(JSON.stringify(shown)))).toMatchObject(told);
});

test.each(errorClasses)(
	'a failure outside of class %s: its words reach a caller who can do something about them',
	(code) => {
		const words = 'password authentication failed for user msp_app at 10.0.0.5';
		const told = problemOf(asNodeError(node, new ExternalError(code, words, 'Check the credential.'), 0));
		expect(told).toMatchObject({ code, status: problemKinds[code][0] });
		const shown = JSON.stringify(told).includes(words);
		expect(shown).toBe(told.status < 500);
		if (!shown) expect(JSON.stringify(told)).not.toContain('credential');
	},
);

test.each([
	['orderReferences.domain', 'Correct the value and run the item again.', 'invalid', 'domain'],
	['planCode', 'Take it from MSP Customers → Plan: List.', 'not_found', 'planCode'],
	['options.order', 'Look at MSP Customers → Service: List.', 'conflict', 'order'],
] as const)('a caller reads of %s what a caller has sent and can do', (field, remedy, fault, sent) => {
	const told = problemOf(asNodeError(node, new InputError(field, 'is wrong', remedy, fault), 0));
	expect(told).toMatchObject({ field: sent, detail: `'${sent}' is wrong` });
	expect(told.remedy).not.toMatch(/→|item/);
	expect(told.remedy).toMatch(/^[A-Z].+\.$/);
});

test('a reference that stands for other values already: the caller reads what to do about it', () => {
	const failure = new ExternalError('exists', 'made with other values', 'Say what this one is for in other words.');
	expect(problemOf(asNodeError(node, failure, 0)).remedy).toMatch(/values of the first time/);
});

test('what a node of n8n says stays in the execution', () => {
	const told = [new NodeOperationError(node, 'secret words'), new Error('secret words'), 'secret words', undefined];
	for (const error of told) {
		expect(problemOf(error)).toMatchObject({ status: 500, code: 'unexpected' });
		expect(JSON.stringify(problemOf(error))).not.toContain('secret');
	}
});

test('every fault and every class has its status', () => {
	const known: readonly string[] = codes;
	expect([...inputFaults, ...errorClasses].filter((code) => !known.includes(code))).toEqual([]);
});
