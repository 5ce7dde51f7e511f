import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { INodeParameters, INodeType, IWebhookDescription } from 'n8n-workflow';
import { z } from 'zod';
import { versions } from '../../../stack/n8n/versions';
import { nodesOfPack } from '../../support/repository';
import { describeWith } from '../../support/requirement';
import { starterWorkflows, suitedTo, type Workflow } from '../../../stack/parts/workflows';

/** From 2.35 on each expression of a delivery costs n8n an expression VM: see docs/webhooks.md. */
let triggers: INodeType[];
beforeAll(async () => {
	triggers = (await nodesOfPack()).map(({ node }) => node).filter(({ description }) => description.webhooks);
});

interface Resolver {
	readonly template: string;
	readonly resolve: (parameters: INodeParameters) => unknown;
}
type Resolvers = Readonly<Record<string, Resolver | undefined>>;

const resolversOf = (webhook: IWebhookDescription) =>
	(Reflect.get(webhook, Symbol.for('n8n.webhookDescriptionResolvers')) ?? {}) as Resolvers;

const isExpression = (value: unknown) => typeof value === 'string' && value.startsWith('=');

test('the triggers of the pack are these', () => {
	expect(triggers.map(({ description }) => description.name).sort()).toEqual([
		'invoiceNinjaV5Trigger',
		'mspApiTrigger',
		'paymentTrigger',
	]);
});

/** n8n evaluates an expression of its own for each delivery at a node of version 1, and none at any newer one. */
test('version 1.1 of each does without; version 1 stays the one that is placed', () => {
	// At a newer version than 1 n8n itself reads the body first, and with an unfinished XML body it never comes back: where
	// an expression VM is started before that, each such request keeps one.
	for (const { description } of triggers) {
		expect(description).toMatchObject({ version: [1, 1.1], defaultVersion: 1 });
	}
});

test('no webhook is described by an expression that n8n cannot do without', () => {
	const costly = triggers.flatMap(({ description }) =>
		(description.webhooks ?? []).flatMap((webhook) =>
			Object.entries(webhook)
				.filter(([field, value]) => isExpression(value) && resolversOf(webhook)[field]?.template !== value)
				.map(([field]) => `${description.name}: ${field}`),
		),
	);
	expect(costly).toEqual([]);
});

test('no parameter of a trigger takes an expression', () => {
	const open = triggers.flatMap(({ description }) =>
		description.properties
			.filter(({ type, noDataExpression }) => !['notice', 'hidden'].includes(type) && !noDataExpression)
			.map((property) => `${description.name}: ${property.name}`),
	);
	// The name of a reader may come from an expression, and whoever writes one there pays for it.
	expect(open).toEqual(['invoiceNinjaV5Trigger: reader']);
});

test('the starter workflows fit every n8n; where n8n starts a VM only when one is needed, they are spared one', async () => {
	const names = new Set(triggers.map(({ description }) => `n8n-nodes-msp.${description.name}`));
	const triggersIn = (workflows: readonly Workflow[]) =>
		workflows.flatMap(({ nodes }) => nodes).filter(({ type }) => names.has(type));
	const starters = await starterWorkflows();
	const lazy = starters.map((workflow) => suitedTo({ N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' }, workflow));
	expect(triggersIn(starters).length).toBeGreaterThan(5);
	expect(new Set(triggersIn(starters).map(({ typeVersion }) => typeVersion))).toEqual(new Set([1]));
	expect(new Set(triggersIn(lazy).map(({ typeVersion }) => typeVersion))).toEqual(new Set([1.1]));
	expect(starters.map((workflow) => suitedTo({}, workflow))).toEqual(starters);
	const others = (workflows: readonly Workflow[]) =>
		workflows.flatMap(({ nodes }) => nodes).filter(({ type }) => !names.has(type));
	expect(others(lazy)).toEqual(others(starters));
});

test.each(versions.map(({ version, environment }) => [version, environment] as const))(
	'n8n %s runs expressions in isolation',
	(_, environment) => expect(environment.N8N_EXPRESSION_ENGINE).toBeUndefined(),
);

for (const { version, folder, environment } of versions) {
	const installed = (file: string) => join(folder, 'node_modules', file);
	const settings = installed('@n8n/config/dist/configs/expression-engine.config.js');
	const here = existsSync(installed('n8n/package.json'));

	describeWith(`n8n ${version}`, here ? undefined : `n8n ${version} is not installed`, () => {
		test('is told to start no expression VM before an expression needs one, if it can be told', () => {
			const name = 'N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE';
			const knows = existsSync(settings) && readFileSync(settings, 'utf8').includes(`'${name}'`);
			expect(environment[name]).toBe(knows ? 'true' : undefined);
		});

		const judge = installed('n8n-workflow/dist/cjs/webhook-description-fields.js');
		if (!existsSync(judge)) return;
		test('says itself that it can read the webhooks of the pack without an expression', () => {
			const { webhookDescriptionIsNativelyResolvable: judged } = z
				.object({ webhookDescriptionIsNativelyResolvable: z.custom<(one: object) => boolean>() })
				.parse(createRequire(judge)(judge));
			const webhooks = triggers.flatMap(({ description }) => description.webhooks ?? []);
			expect(webhooks.map((one) => judged(one))).toEqual(webhooks.map(() => true));
			expect(judged({ name: 'default', httpMethod: 'POST', path: '={{ $parameter.path }}' })).toBe(false);
		});
	});
}
