import { basename, dirname } from 'node:path';
import { templateNames } from '../../core/messages';
import { taskKindNames } from '../../nodes/shared/taskKinds';
import { filesIn, textOf } from '../support/repository';
import { starterWorkflows } from '../support/starterWorkflows';

/*
 * Nothing registers itself by being imported: what stands in a file and in no registry would never run, and nothing else
 * would say so.
 */

test('every operation is in the registry of its node', () => {
	const missing = filesIn(['nodes'], /\/operations\/.*\.ts$/).flatMap((path) => {
		const node = path.split('/').slice(0, 2).join('/');
		const registry = textOf(`${node}/operations/index.ts`);
		const made = [...textOf(path).matchAll(/export const (\w+) = operation\(/g)].map(([, name = '']) => name);
		return made.filter((name) => !new RegExp(`\\b${name}\\b`).test(registry)).map((name) => `${path}: ${name}`);
	});
	expect(missing).toEqual([]);
});

test('every template is in the registry of the messages', () => {
	const made = filesIn(['core/messages/templates'], /\.ts$/)
		.filter((path) => /= template\(/.test(textOf(path)))
		.map((path) => (basename(path) === 'index.ts' ? basename(dirname(path)) : basename(path, '.ts')));
	expect(made.sort()).toEqual([...templateNames].sort());
});

test('every kind of task is in the list of kinds', () => {
	const made = filesIn(['core'], /\.ts$/).flatMap((path) =>
		[...textOf(path).matchAll(/: TaskKind(?:<[^=]*>)? = \{[^}]*?\bname: '(\w+)'/g)].map(([, name = '']) => name),
	);
	expect(made.length).toBeGreaterThan(0);
	expect(made.filter((name) => !taskKindNames.includes(name))).toEqual([]);
});

test('a workflow that claims due work asks for kinds that there are', () => {
	const asked = starterWorkflows().flatMap(({ flow }) =>
		flow.nodes.flatMap(({ name, parameters }) => {
			const { kinds, filters } = parameters as { kinds?: string[]; filters?: { kinds?: string[] } };
			return [...(kinds ?? []), ...(filters?.kinds ?? [])].map((kind) => ({ workflow: flow.id, node: name, kind }));
		}),
	);
	expect(asked.filter(({ kind }) => !taskKindNames.includes(kind))).toEqual([]);
});
