import { join } from 'node:path';
import { inspect } from 'node:util';
import { Linter } from 'eslint';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import type {
	ICredentialType,
	INodeProperties,
	INodePropertyOptions,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { parser } from 'typescript-eslint';
import { filesIn, instanceIn, nodesOfPack, root } from '../support/repository';

let nodes: ReadonlyArray<{ path: string; node: INodeType }>;
let descriptions: INodeTypeDescription[];
let credentials: ReadonlyArray<{ path: string; type: ICredentialType }>;
beforeAll(async () => {
	nodes = await nodesOfPack();
	descriptions = nodes.map(({ node }) => node.description);
	credentials = await Promise.all(
		filesIn(['credentials'], /\.credentials\.ts$/).map(async (path) => ({
			path,
			type: await instanceIn<ICredentialType>(path),
		})),
	);
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

/** The name of the class that a file exports. */
const nameOf = (path: string) => path.replace(/^.*\/|\..*$/g, '');

type Described = Pick<INodeTypeDescription, 'name' | 'properties'>;

const problemsIn = (
	find: (property: INodeProperties, node: Described) => string[],
	among: Described[] = descriptions,
) =>
	among.flatMap((node) =>
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

test('the credentials of a node with several have names: n8n would call each Credential to connect with', () => {
	const several = descriptions.filter(({ credentials: used = [] }) => used.length > 1);
	expect(several.length).toBeGreaterThan(5);
	const problems = several.flatMap(({ name, credentials: used = [] }) => {
		const shown = used.map(({ displayName }) => displayName?.trim() ?? '');
		return [
			...used.filter((_, index) => shown[index] === '').map((one) => `${name}: ${one.name} has no name`),
			...shown.filter((one, index) => shown.indexOf(one) !== index).map((one) => `${name}: two are called '${one}'`),
		];
	});
	expect(problems).toEqual([]);
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
	const problems = problemsIn(
		({ name, type, typeOptions }) =>
			secret.test(name) && type === 'string' && !typeOptions?.password ? ['shown while it is typed'] : [],
		[...descriptions, ...credentials.map(({ type }) => type)],
	);
	expect(problems).toEqual([]);
});

test('a node has one name: in its file, its description, the list of nodes and on the canvas', () => {
	const names = nodes.map(({ path, node: { description } }) => {
		const { name, displayName, defaults } = description;
		return { file: nameOf(path), name, listed: displayName.replaceAll(' ', '').toLowerCase(), same: defaults.name };
	});
	const expected = nodes.map(({ path, node: { description } }) => {
		const file = nameOf(path);
		const name = file.charAt(0).toLowerCase() + file.slice(1);
		return { file, name, listed: file.toLowerCase(), same: description.displayName };
	});
	expect(names).toEqual(expected);
});

test('every credential is used by a node and tested by it', () => {
	const uses = nodes.flatMap(({ node: { description, methods } }) =>
		(description.credentials ?? []).map(({ name, testedBy }) => ({
			node: description.name,
			name,
			tested: typeof testedBy === 'string' && methods?.credentialTest?.[testedBy] !== undefined,
		})),
	);
	expect(uses.filter(({ tested }) => !tested)).toEqual([]);
	expect([...new Set(uses.map(({ name }) => name))].sort()).toEqual(credentials.map(({ type }) => type.name).sort());
});

test('a node with several credentials says which is which', () => {
	const unnamed = descriptions.flatMap(({ name: node, credentials: several = [] }) => {
		const labels = several.map(({ displayName }) => displayName ?? '');
		const wrong = ({ name }: { name: string }, index: number) => {
			const type = credentials.find((one) => one.type.name === name)?.type.displayName.replace(/ API$/, '');
			return type === undefined || !labels[index]?.startsWith(type);
		};
		return several.length < 2 ? [] : several.filter(wrong).map(({ name }) => `${node}: ${name}`);
	});
	expect(unnamed).toEqual([]);
});

test('the fields of an invoice line are in the order in which they are filled in', () => {
	const lines = nodes
		.flatMap(({ node }) => node.description.properties)
		.find(({ name, type }) => name === 'lineItems' && type === 'fixedCollection');
	const shown = (lines?.options ?? []).flatMap((option) => ('values' in option ? option.values : []));
	expect(shown.map(({ displayName }) => displayName)).toEqual([
		...['Product Key', 'Description', 'Quantity', 'Unit Price', 'Discount', 'Is Amount Discount'],
		...['Tax Name 1', 'Tax Rate 1', 'Tax Name 2', 'Tax Rate 2', 'Tax Name 3', 'Tax Rate 3'],
		...['Custom Value 1', 'Custom Value 2', 'Custom Value 3', 'Custom Value 4', 'Type'],
	]);
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
	/** Written out as source, since the rules read literals and ours are made by functions. */
	const asLiteral = (value: unknown) =>
		inspect(JSON.parse(JSON.stringify(value)), {
			depth: Infinity,
			maxArrayLength: Infinity,
			maxStringLength: Infinity,
			sorted: false,
			compact: false,
		});

	const nodeSource = (className: string, description: INodeTypeDescription) =>
		`class ${className} implements INodeType {\n\tdescription: INodeTypeDescription = ${asLiteral({
			...description,
			// The rules do not read an expression.
			outputs: typeof description.outputs === 'string' ? ['main'] : description.outputs,
		})};\n}\n`;

	const credentialSource = (className: string, type: ICredentialType) => {
		const { name, displayName, documentationUrl, icon, properties } = type;
		const fields = { name, displayName, documentationUrl, icon, 'properties: INodeProperties[]': properties };
		const written = Object.entries(fields).map(([field, value]) => `\t${field} = ${asLiteral(value)};\n`);
		return `class ${className} implements ICredentialType {\n${written.join('')}}\n`;
	};

	const linter = new Linter({ configType: 'flat', cwd: root });

	function problemsOf(path: string, source: string, rules: Linter.RulesRecord): string[] {
		const lines = source.split('\n');
		const messages = linter.verify(
			source,
			[{ files: ['**/*.ts'], languageOptions: { parser }, plugins: { 'n8n-nodes-base': n8nNodesBase }, rules }],
			{ filename: join(root, path) },
		);
		return messages.map(({ ruleId, message, line }) => {
			const near = lines.slice(Math.max(0, line - 4), line + 2).map((text) => text.trim());
			return `${path}: ${ruleId ?? ''}: ${message} — ${near.join(' ')}`;
		});
	}

	const rulesOf = (from: object, which: RegExp, but: RegExp): Linter.RulesRecord =>
		Object.fromEntries(
			Object.keys(from)
				.filter((rule) => which.test(rule) && !but.test(rule))
				.map((rule) => [rule, 'error'] as const),
		);

	test('hold for every node as it is made', () => {
		// Some ask for TypeScript's type assertions, which are not part of a description. While tests run, those for one
		// kind of node take every file for it. One wants the fields of a line by the alphabet: they are a form that is
		// filled in from above, and not a list to look things up in.
		const rules = rulesOf(
			n8nNodesBase.configs.nodes.rules,
			/\/node-(param|class-description)-/,
			/type-assertion|default-missing|-(trigger|regular)-node$|fixed-collection-type-unsorted/,
		);
		expect(
			nodes.flatMap(({ path, node }) => problemsOf(path, nodeSource(nameOf(path), node.description), rules)),
		).toEqual([]);
	});

	test('hold for every credential as it is made', () => {
		const rules = rulesOf(n8nNodesBase.configs.credentials.rules, /\/cred-class-/, /type-assertion|url-miscased/);
		expect(
			credentials.flatMap(({ path, type }) => problemsOf(path, credentialSource(nameOf(path), type), rules)),
		).toEqual([]);
	});
});
