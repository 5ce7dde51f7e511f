import { inspect } from 'node:util';
import { Linter } from 'eslint';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { parser } from 'typescript-eslint';
import { nodesOfPack } from '../support/repository';

let descriptions: INodeTypeDescription[];
beforeAll(async () => {
	descriptions = (await nodesOfPack()).map(({ node }) => node.description);
});

/** Every property, those inside collections and fixed collections too. */
function everyProperty(properties: readonly INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => {
		const inner = (property.options ?? []).flatMap((option) => {
			if ('values' in option) return option.values;
			return 'type' in option ? [option] : [];
		});
		return [property, ...everyProperty(inner)];
	});
}

const problemsIn = (find: (property: INodeProperties, node: INodeTypeDescription) => string[]) =>
	descriptions.flatMap((node) =>
		everyProperty(node.properties).flatMap((property) =>
			find(property, node).map((problem) => `${node.name}: ${shownAt(property)}${property.name}: ${problem}`),
		),
	);

function shownAt({ displayOptions }: INodeProperties): string {
	return displayOptions?.show ? `${JSON.stringify(displayOptions.show)} ` : '';
}

const optionsOf = (property: INodeProperties) => (property.options ?? []) as INodePropertyOptions[];

test('every operation says what it does', () => {
	const problems = problemsIn((property) => {
		if (property.name !== 'operation') return [];
		return optionsOf(property).flatMap(({ name, action, description }) => [
			...(action && /^[A-Z][^A-Z]*/.test(action) && !/\b(a|an|the)\b/i.test(action)
				? []
				: [`${name}: action '${action ?? ''}'`]),
			...(description && description !== name ? [] : [`${name}: no description`]),
		]);
	});
	expect(problems).toEqual([]);
	expect(descriptions.flatMap(({ properties }) => properties).filter(({ name }) => name === 'operation')).not.toEqual(
		[],
	);
});

test('no two fields are shown under the same name at the same time', () => {
	const problems = descriptions.flatMap(({ name, properties }) => {
		const seen = properties.map((property) => `${property.name} ${JSON.stringify(property.displayOptions)}`);
		return seen.filter((field, index) => seen.indexOf(field) !== index).map((field) => `${name}: ${field}`);
	});
	expect(problems).toEqual([]);
});

test('what is secret is hidden while it is typed', () => {
	const secret = /password|secret|token$|privateKey|apiKey/i;
	const problems = problemsIn(({ name, type, typeOptions }) =>
		secret.test(name) && type === 'string' && !typeOptions?.password ? ['shown while it is typed'] : [],
	);
	expect(problems).toEqual([]);
});

test('every list search and option list that a field asks for is there', async () => {
	const problems = (await nodesOfPack()).flatMap(({ node }) =>
		everyProperty(node.description.properties).flatMap(({ name, typeOptions, modes = [] }) => {
			const searches = modes.flatMap((mode) => mode.typeOptions?.searchListMethod ?? []);
			const loads = typeOptions?.loadOptionsMethod ?? [];
			return [
				...searches.filter((method) => !node.methods?.listSearch?.[method]),
				...[loads].flat().filter((method) => !node.methods?.loadOptions?.[method]),
			].map((method) => `${node.description.name}: ${name}: ${method}`);
		}),
	);
	expect(problems).toEqual([]);
});

describe("n8n's own rules", () => {
	/** Written out as a node's source, since the rules read literals and ours are made by functions. */
	const asSource = (description: INodeTypeDescription) => {
		const written = inspect(JSON.parse(JSON.stringify({ ...description, outputs: [] })), {
			depth: Infinity,
			maxArrayLength: Infinity,
			maxStringLength: Infinity,
			sorted: false,
			compact: false,
		});
		return `class Written implements INodeType {\n\tdescription: INodeTypeDescription = ${written};\n}\n`;
	};

	/** The rules for fields; those for classes and files are held against the sources, by `npm run lint`. */
	const rules = Object.fromEntries(
		Object.keys(n8nNodesBase.configs.nodes.rules)
			.filter((rule) => rule.startsWith('n8n-nodes-base/node-param-'))
			// They ask for TypeScript's type assertions, which are not part of a description.
			.filter((rule) => !/type-assertion|default-missing/.test(rule))
			.map((rule) => [rule, 'error' as const]),
	);

	test('hold for every field of every node', () => {
		const linter = new Linter({ configType: 'flat' });
		const problems = descriptions.flatMap((description) => {
			const source = asSource(description);
			const lines = source.split('\n');
			const messages = linter.verify(
				source,
				[{ files: ['**/*.ts'], languageOptions: { parser }, plugins: { 'n8n-nodes-base': n8nNodesBase }, rules }],
				{ filename: `nodes/${description.name}/Written.node.ts` },
			);
			return messages.map(({ ruleId, message, line }) => {
				const near = lines.slice(Math.max(0, line - 4), line + 2).map((text) => text.trim());
				return `${description.name}: ${ruleId ?? ''}: ${message} — ${near.join(' ')}`;
			});
		});
		expect(problems).toEqual([]);
	});
});
