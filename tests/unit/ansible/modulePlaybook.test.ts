import { modulePlaybook } from '../../../core/ansible/controller/modulePlaybook';

const playbook = (module: string) =>
	modulePlaybook({ kind: 'module', module, arguments: { module: 'shell', a: '{{ b }}' } });

test.each(['action', 'local_action', 'block', 'delegate_to', 'vars', 'with_items', 'loop_control', 'become_user'])(
	'%s is a keyword of a task, and no module',
	(name) => {
		expect(() => playbook(name)).toThrow('which is no module');
	},
);

test.each(['assert', 'ping', 'user', 'debug', 'ansible.builtin.command', 'community.general.block'])(
	'%s is a module, and its arguments are data',
	(name) => {
		expect(JSON.parse(playbook(name))).toMatchObject([{ tasks: [{ [name]: { a: { __ansible_unsafe: '{{ b }}' } } }] }]);
	},
);
