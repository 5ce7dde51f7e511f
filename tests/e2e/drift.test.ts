import { enterSharedStack, eventually, type Scene } from '../support/e2eScene';
import { findings, linkIn, offeredOn } from '../support/drift';

let scene: Scene;
beforeAll(async () => {
	scene = await enterSharedStack();
});
afterAll(async () => await scene.close());

const findingOn = async (domain: string) => (await findings(scene)).find((one) => one.domain === domain);

test('the audit finds what somebody did by hand; its mail leads to a page, and what is approved there is fixed', async () => {
	const domain = 'drifted.example';
	await scene.pay({ domain });
	const { serverCode } = await scene.taskIs(domain, 'completed');
	const server = Object.values(scene.servers).find(({ code }) => code === serverCode);
	const account = await server?.panel.findAccount({ domain });
	await server?.panel.changePackage({ username: account?.username ?? '', domain }, 'business');

	const id = await scene.n8n.run('msp-25-drift-audit', 'Every Night');
	const ended = await eventually(
		'the audit is through',
		async () => await scene.n8n.execution(id).catch(() => undefined),
		({ status }) => status !== 'running' && status !== 'new',
	);
	expect({ status: ended.status, error: ended.data?.resultData.error }).toEqual({
		status: 'success',
		error: undefined,
	});
	expect(await findingOn(domain)).toMatchObject({ kind: 'wrong_package', status: 'open' });

	const [mail] = (await scene.mails(domain)).filter(({ to }) => to[0]?.startsWith('operator@'));
	const link = linkIn(mail);
	const page = await fetch(link);
	const html = await page.text();
	const finding = (await findingOn(domain))?.findingId ?? '';
	expect(page.status).toBe(200);
	expect(offeredOn(html)).toContain(finding);

	const form = new URLSearchParams({
		ticket: new URL(link).searchParams.get('ticket') ?? '',
		by: 'Ann Operator',
		finding,
	});
	const answer = await fetch(link.replace(/\?.*$/, ''), { method: 'POST', body: form });
	expect(answer.status).toBe(200);
	await eventually(
		'it is fixed',
		async () => await findingOn(domain),
		({ status }) => status === 'fixed',
	);
	expect((await server?.panel.findAccount({ domain }))?.packageName).toBe('starter');
	expect(await findingOn(domain)).toMatchObject({ decidedBy: 'Ann Operator' });
});
