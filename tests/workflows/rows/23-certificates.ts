import { openTlsHost, signed } from '../../support/tlsHosts';
import type { Arrival, WorkflowScene } from '../../support/workflowScene';
import { watchHost } from '../../../core/certificates';
import { paid } from '../orders';
import type { Row } from '../row';

/** Certificates of the played panels end in months: here people are told a year before. No name is looked up. */
const early = { probeAccounts: 'false', daysBefore: '365', renewWithin: '365' };
const night = (more: Readonly<Record<string, string>> = {}): Arrival => ({
	items: [{}],
	settings: { probeAccounts: 'false', ...more },
});
const reports = async (scene: WorkflowScene) => await scene.mails('Certificates:');
const day = 86_400_000;

/** A host of this machine whose certificate ends in some days. */
async function watchEnding(scene: WorkflowScene, days: number): Promise<void> {
	const until = new Date(Date.now() + days * day);
	const host = await openTlsHost({}, { own: await signed({ name: 'A Host', hosts: ['127.0.0.1'], until }) });
	await watchHost(scene.backOffice, { host: '127.0.0.1', port: host.port, protocol: 'tls', label: 'a host' });
	// It is closed after the night: what is not reached keeps the end that is known.
	await scene.play('msp-23-certificates', 'Every Night', night());
	await host.close();
}

/** The rows tell one story, in their order. */
export const certificates: readonly Row[] = [
	{
		title: 'a night on which nothing ends sends no mail, and asks no panel',
		start: 'Every Night',
		given: async (scene) => {
			await paid(scene, { domain: 'certified.example', plan: 'starter' });
			return night();
		},
		last: 'Mail Customers?',
		then: async (scene) => {
			expect(await reports(scene)).toEqual([]);
			expect(await scene.count(`select count(*)::int from msp.certificate where host = 'certified.example'`)).toBe(1);
		},
	},
	{
		title: 'a host that ends soon is told once, and a repeat tells nothing',
		start: 'Every Night',
		given: async (scene) => {
			await watchEnding(scene, 5.5);
			return night();
		},
		last: 'Mail Customers?',
		then: async (scene) => {
			const [mail, ...others] = await reports(scene);
			expect(others).toEqual([]);
			expect(mail?.text).toContain('ends in 5 days');
			expect(await scene.count(`select count(*)::int from msp.certificate_notice where status = 'sent'`)).toBe(1);
		},
	},
	{
		title: 'panels are asked, customers get a letter, and a panel that is not read ends nothing',
		start: 'Every Night',
		given: async (scene) => {
			const { web2 } = scene.servers;
			await web2.addFault({ path: '', kind: 'answer', status: 403, body: 'Access denied', times: 50 });
			return night({ ...early, mailCustomers: 'true' });
		},
		last: 'Record Letter',
		then: async (scene) => {
			await scene.calm();
			const [mail] = await reports(scene);
			expect(mail?.text).toContain('certified.example');
			expect(mail?.text).toContain('Server web2 could not be read to its end');
			expect((await scene.mails('certificate')).some(({ text }) => text.includes('certified.example'))).toBe(true);
			const asked = `select count(*)::int from msp.certificate where host = 'certified.example' and renewal_asked_at is not null`;
			expect(await scene.count(asked)).toBe(1);
		},
	},
	{
		title: 'what a panel refuses is kept, and a letter that nobody takes is told and tried again',
		start: 'Every Night',
		given: async (scene) => {
			await scene.change(`update msp.certificate set renewal_asked_at = null`);
			await scene.change(`delete from msp.certificate_notice where audience = 'customer'`);
			const refusal = { kind: 'answer', status: 403, body: 'Access denied', times: 50 };
			const asking = 'start_autossl_check|letsencrypt|CMD_API_SSL|CMD_SSL|utilities/extension';
			for (const server of Object.values(scene.servers)) await server.addFault({ ...refusal, path: asking });
			await scene.catcher.addFault({ kind: 'refuse', code: 550, to: 'linden-bakery' });
			return night({ ...early, mailCustomers: 'true' });
		},
		last: 'Tell a Person',
		then: async (scene) => {
			await scene.calm();
			const refused = `select count(*)::int from msp.certificate where renewal_refused <> ''`;
			expect(await scene.count(refused)).toBeGreaterThan(0);
			expect((await scene.mails('was not sent')).map(({ subject }) => subject)).toContainEqual(expect.stringContaining('certificate of'));
			const waiting = `select count(*)::int from msp.certificate_notice where audience = 'customer' and status = 'planned'`;
			expect(await scene.count(waiting)).toBeGreaterThan(0);
		},
	},
];
