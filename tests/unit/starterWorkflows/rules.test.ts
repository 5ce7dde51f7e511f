import fc from 'fast-check';
import {
	calledFirst,
	copiesAmong,
	differenceOf,
	dress,
	fingerprintOfContent,
	foundlingsAmong,
	marked,
	markOfNodes,
	namedBy,
	needsOf,
	providerNames,
	repaired,
	sharedAddresses,
	starterWorkflowOf,
	unpickedTypes,
	withoutImplied,
	withoutMark,
	withoutProviders,
	type KeptWorkflow,
	type Mark,
	type StarterWorkflow,
	type Surroundings,
	type WorkflowNode,
} from '../../../core/starterWorkflows';
import { filesIn, textOf } from '../../support/repository';

const shipped = filesIn(['workflows'], /\.json$/).map((path) => starterWorkflowOf(JSON.parse(textOf(path))));
const byNumber = (number: string): StarterWorkflow => {
	const found = shipped.find((one) => one.number === number);
	if (!found) throw new Error(`no workflow ${number}`);
	return found;
};
const anyWorkflow = fc.constantFrom(...shipped);
const mark: Mark = {
	starterId: 'msp-10-payment-received',
	version: '1.2.3-beta.1',
	fingerprint: '0123456789abcdef',
	without: [],
};

const around = (more: Partial<Surroundings> = {}): Surroundings => ({
	credentials: new Map(
		shipped.flatMap((one) => needsOf(one)).map(({ type, title }) => [type, { id: `id of ${type}`, name: title }]),
	),
	workflows: new Map(shipped.map(({ id, name }) => [id, { id: `n8n-${id}`, name }])),
	hasWorkflow: (id) => id.startsWith('n8n-'),
	...more,
});

const kept = (workflow: StarterWorkflow, more: Partial<KeptWorkflow> = {}): KeptWorkflow => ({
	...workflow,
	...{ id: `n8n-${workflow.id}`, published: false, archived: false, createdAt: '2026-01-01', raw: {} },
	...more,
});

test('each workflow comes after those that it names', () => {
	const ordered = calledFirst(shipped).map(({ id }) => id);
	for (const workflow of shipped) {
		const late = namedBy(workflow).filter((id) => ordered.indexOf(id) > ordered.indexOf(workflow.id));
		expect([workflow.number, late]).toEqual([workflow.number, []]);
	}
	expect(ordered.length).toBe(shipped.length);
});

test('a workflow that is dressed names only what is there, and wants nothing more', () => {
	fc.assert(
		fc.property(anyWorkflow, (starter) => {
			const dressed = dress(starter, around());
			expect(unpickedTypes(starter, { nodes: [...dressed.nodes] })).toEqual([]);
			const named = namedBy({ ...starter, nodes: [...dressed.nodes], settings: { ...dressed.settings } });
			expect(named.filter((id) => !id.startsWith('n8n-'))).toEqual([]);
			// Neither IDs nor picks are content: it is still the same workflow.
			expect(fingerprintOfContent({ ...starter, ...dressed, nodes: [...dressed.nodes] })).toBe(
				fingerprintOfContent(starter),
			);
		}),
	);
});

test('what the operator picked is kept, and what is gone is picked anew', () => {
	const starter = byNumber('25');
	const first = dress(starter, around());
	const picked = (id: string) =>
		first.nodes.map((node) =>
			node.name === 'Audit' ? { ...node, credentials: { mspDatabaseApi: { id, name: 'x' } } } : node,
		);
	const current = { ...starter, nodes: picked('mine'), settings: { ...first.settings, errorWorkflow: 'n8n-own' } };
	const pickOf = (nodes: readonly WorkflowNode[]) =>
		nodes.find(({ name }) => name === 'Audit')?.credentials?.mspDatabaseApi?.id;
	const again = dress(starter, around({ hasCredential: () => true }), current);
	expect([pickOf(again.nodes), again.settings.errorWorkflow]).toEqual(['mine', 'n8n-own']);
	const gone = dress(starter, around({ hasCredential: (_type, id) => id !== 'mine' }), current);
	expect(pickOf(gone.nodes)).toBe('id of mspDatabaseApi');
});

test('a webhook keeps its address when it is replaced: somebody knows it', () => {
	const starter = byNumber('16');
	const nodes = starter.nodes.map((node) => (node.webhookId ? { ...node, webhookId: 'made-by-the-editor' } : node));
	const again = dress(starter, around(), { ...starter, nodes });
	expect(again.nodes.filter(({ webhookId }) => webhookId === 'made-by-the-editor').length).toBeGreaterThan(0);
});

test('repair fills what is missing, touches nothing else, and has nothing to do the second time', () => {
	fc.assert(
		fc.property(anyWorkflow, (starter) => {
			const bare = { ...starter, nodes: starter.nodes.map(({ credentials: _, ...node }) => node), settings: {} };
			const put = repaired(starter, around(), bare);
			if (!put) throw new Error('it had something to put right');
			const after = { ...starter, ...put, nodes: [...put.nodes], settings: { ...put.settings } };
			expect(fingerprintOfContent(after)).toBe(fingerprintOfContent(bare));
			expect(unpickedTypes(starter, after)).toEqual([]);
			expect(repaired(starter, around(), after)).toBeUndefined();
		}),
	);
});

test('the mark is read as it was written, wherever it stands, and is no content', () => {
	const marks = fc.record({
		starterId: fc.constantFrom(...shipped.map(({ id }) => id)),
		version: fc.constantFrom('0.1.0', '12.0.3', '1.0.0-beta.2', 'unknown'),
		fingerprint: fc.stringMatching(/^[0-9a-f]{16}$/),
		without: fc.subarray([...providerNames]).map((names) => [...names].sort()),
	});
	fc.assert(
		fc.property(anyWorkflow, marks, marks, (starter, one, other) => {
			const nodes = marked(marked(starter.nodes, one), other);
			expect(markOfNodes(nodes)).toEqual(other);
			expect(fingerprintOfContent({ ...starter, nodes })).toBe(fingerprintOfContent(starter));
			expect(nodes.filter(({ parameters }) => /needs this line/.test(String(parameters.content))).length).toBe(1);
		}),
	);
	const nowhere = starterWorkflowOf({
		...byNumber('90'),
		nodes: byNumber('90').nodes.filter(({ name }) => name !== 'About'),
	});
	expect(markOfNodes(marked(nowhere.nodes, mark))).toEqual(mark);
	expect(withoutMark('About it.\n\nMore.')).toBe('About it.\n\nMore.');
});

test('places, IDs, sizes of notes and the order of keys are no edit; a parameter, a connection and a switch are', () => {
	const starter = withoutImplied(byNumber('11'));
	const same = fingerprintOfContent(starter);
	const touched = (change: (node: WorkflowNode) => WorkflowNode) =>
		fingerprintOfContent({ ...starter, nodes: starter.nodes.map(change) });
	expect(touched((node) => ({ ...node, id: 'other', position: [7, 7] }))).toBe(same);
	expect(
		touched(({ name, ...node }) => ({ ...Object.fromEntries(Object.entries(node).reverse()), ...node, name })),
	).toBe(same);
	expect(
		touched((node) => (node.name === 'About' ? { ...node, parameters: { ...node.parameters, height: 9 } } : node)),
	).toBe(same);
	expect(touched((node) => ({ ...node, parameters: { options: {}, ...node.parameters } }))).toBe(same);
	expect(touched((node) => (node.name === 'Claim Task' ? { ...node, disabled: true } : node))).not.toBe(same);
	expect(
		touched((node) => (node.name === 'Claim Task' ? { ...node, parameters: { leaseSeconds: 1 } } : node)),
	).not.toBe(same);
	const [from = ''] = Object.keys(starter.connections);
	expect(fingerprintOfContent({ ...starter, connections: { ...starter.connections, [from]: {} } })).not.toBe(same);
});

test('a difference is empty for the same workflow alone', () => {
	fc.assert(
		fc.property(anyWorkflow, anyWorkflow, (one, other) => {
			expect(differenceOf(one, other).length === 0).toBe(fingerprintOfContent(one) === fingerprintOfContent(other));
		}),
		{ numRuns: 30 },
	);
});

test('a difference says in words what was added, removed, renamed and changed, and never a value', () => {
	const starter = byNumber('90');
	const [trigger, note, about] = starter.nodes;
	if (!trigger || !note || !about) throw new Error('90 has three nodes');
	const secret = 'sk_live_very_secret';
	const nodes = [
		{ ...trigger, name: 'When It Fails' },
		{ ...note, parameters: { ...note.parameters, resumes: secret } },
		{ name: 'Tell Chat', type: 'n8n-nodes-base.httpRequest', typeVersion: 4, parameters: { url: secret } },
	];
	const connections = { 'When It Fails': { main: [[{ node: note.name, type: 'main', index: 0 }]] } };
	const words = differenceOf(starter, { ...starter, nodes, connections, settings: { executionTimeout: 60 } });
	expect(words).toEqual([
		'node added: Tell Chat',
		'node removed: About',
		'node renamed: A Run Stopped is now When It Fails',
		'parameters changed: Note Failed Run: resumes',
		'setting changed: executionTimeout',
	]);
	expect(words.join()).not.toContain(secret);
});

describe('without a provider', () => {
	test('its triggers are disabled, and what needs nothing else is not there', () => {
		const all = withoutProviders(shipped, ['paypal', 'ansible']);
		expect(all.map(({ number }) => number)).not.toContain('12');
		const disabled = all.flatMap(({ number, nodes }) =>
			nodes.filter((node) => node.disabled).map(({ name }) => `${number} ${name}`),
		);
		expect(disabled).toEqual(['10 PayPal Payment', '11 Run in 12']);
	});

	test.each(providerNames)('%s: no node that runs wants a credential of it', (name) => {
		const types = withoutProviders(shipped, [name]).flatMap((one) => needsOf(one).map(({ type }) => type));
		const of = { stripe: /Stripe/, paypal: /PayPal/, 'invoice-ninja': /Ninja/, ansible: /Ansible|Awx|Semaphore/ }[name];
		expect(types.filter((type) => of.test(type))).toEqual([]);
	});

	test('every workflow that is left names only what is left', () => {
		fc.assert(
			fc.property(fc.subarray([...providerNames]), (names) => {
				const all = withoutProviders(shipped, names);
				const ids = new Set(all.map(({ id }) => id));
				expect(all.flatMap(namedBy).filter((id) => !ids.has(id))).toEqual([]);
			}),
		);
	});

	test('a trigger of n8n before a node that checks goes with it', () => {
		const node = (name: string, type: string, more: object = {}) => ({ name, type, parameters: {}, ...more });
		const pick = { credentials: { mspPayPalApi: { id: 'x', name: 'x' } } };
		const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
		const workflow = starterWorkflowOf({
			id: 'msp-10-payment-received',
			name: '10',
			nodes: [
				node('Hook', 'webhook'),
				node('Check', 'check', pick),
				node('Called', 'trigger'),
				node('Apply', 'apply', pick),
			],
			connections: { Hook: to('Check'), Check: to('Apply'), Called: to('Apply') },
		});
		const [left] = withoutProviders([workflow], ['paypal']);
		expect(left?.nodes.filter(({ disabled }) => disabled).map(({ name }) => name)).toEqual(['Hook', 'Check']);
		expect(left && needsOf(left)).toEqual([]);
	});
});

test('the key of a header is a need, though no node is drawn with it', () => {
	const hook = { name: 'Hook', type: 'n8n-nodes-base.webhook', parameters: { authentication: 'headerAuth' } };
	expect(needsOf({ nodes: [hook] })).toEqual([{ type: 'httpHeaderAuth', title: 'Header Auth', nodes: ['Hook'] }]);
});

test('two workflows at one address are found, two methods of one path are none', () => {
	const hook = (path: string, httpMethod?: string) => ({
		nodes: [{ name: 'Hook', type: 'n8n-nodes-base.webhook', parameters: { path, ...(httpMethod && { httpMethod }) } }],
	});
	expect(sharedAddresses(hook('msp/import'), hook('/msp/import/'))).toEqual(['GET msp/import']);
	expect(sharedAddresses(hook('msp/import'), hook('msp/import', 'POST'))).toEqual([]);
	for (const one of shipped) {
		for (const other of shipped)
			if (one !== other)
				expect([one.number, other.number, sharedAddresses(one, other)]).toEqual([one.number, other.number, []]);
	}
});

describe('copies at an n8n', () => {
	const starter = withoutImplied(byNumber('25'));
	const own = { ...mark, starterId: starter.id, fingerprint: fingerprintOfContent(starter) };
	const nodes = marked(starter.nodes, own);

	test('the published one is the main one, the recorded one comes next, the oldest last', () => {
		const at = (id: string, more: Partial<KeptWorkflow>) => kept(starter, { nodes, id, ...more });
		const all = [
			at('new', { createdAt: '2026-03-01' }),
			at('old', {}),
			at('live', { published: true, createdAt: '2026-02-01' }),
		];
		expect(copiesAmong(all).get(starter.id)?.main.workflow.id).toBe('live');
		const idle = all.slice(0, 2);
		expect(copiesAmong(idle).get(starter.id)?.main.workflow.id).toBe('old');
		expect(copiesAmong(idle, new Map([[starter.id, 'new']])).get(starter.id)?.main.workflow.id).toBe('new');
		expect(copiesAmong([at('bin', { archived: true })]).size).toBe(0);
	});

	test('a draft that is not published is an edit, and so is a published state that the draft has left', () => {
		const off = nodes.map((node) => (node.name === 'Audit' ? { ...node, disabled: true } : node));
		const editedOf = (workflow: KeptWorkflow) => copiesAmong([workflow]).get(starter.id)?.main.edited;
		expect(editedOf(kept(starter, { nodes }))).toBe(false);
		expect(editedOf(kept(starter, { nodes: off }))).toBe(true);
		const publishedContent = { nodes: off, connections: starter.connections };
		expect(editedOf(kept(starter, { nodes, published: true, publishedContent }))).toBe(true);
	});

	test('one imported by hand is found by its ID, or by its name and nodes; a namesake is not', () => {
		const found = (workflow: KeptWorkflow) =>
			foundlingsAmong([workflow], shipped, new Map()).map((one) => one.workflow.id);
		expect(found(kept(starter, { id: starter.id, name: 'Renamed' }))).toEqual([starter.id]);
		expect(found(kept(starter, { id: 'by-editor' }))).toEqual(['by-editor']);
		expect(found(kept(starter, { id: 'namesake', nodes: starter.nodes.slice(0, 2) }))).toEqual([]);
		expect(found(kept(starter, { nodes }))).toEqual([]);
	});

	test('one that lost its note and its name is found by the ID in the record, unless it became another', () => {
		const recorded = new Map([[starter.id, 'known']]);
		const found = (workflow: KeptWorkflow) =>
			foundlingsAmong([workflow], shipped, new Map(), recorded).map((one) => one.starter.id);
		expect(found(kept(starter, { id: 'known', name: 'Renamed' }))).toEqual([starter.id]);
		expect(found(kept(starter, { id: 'other', name: 'Renamed' }))).toEqual([]);
		expect(found(kept(starter, { id: 'known', name: 'Renamed', nodes: starter.nodes.slice(0, 2) }))).toEqual([]);
	});
});
