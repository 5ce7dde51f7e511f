import type { PanelAdapter } from '../../../core/panels';
import { accountCases } from '../../support/conformance/accountCases';
import { adapterCases } from '../../support/conformance/adapterCases';
import { contentCases } from '../../support/conformance/contentCases';
import { faultCases } from '../../support/conformance/faultCases';
import type { ConformingScene } from '../../support/conformance/scene';
import { memoryPanel, type Fate } from '../../support/memoryPanel';

/** A fourth panel, plugged in as any other: nothing of the effects, the nodes or the suite knows of it. */
function openFourthScene(fates: Fate[] = []): ConformingScene {
	const { panel, ...behind } = memoryPanel(fates);
	const fourthAdapter: PanelAdapter = { label: 'Fourth Panel', open: () => panel };
	const login = { baseUrl: 'https://panel.example', username: 'admin', token: 'token' };
	return { panel: fourthAdapter.open(login), ...behind };
}

test.each([...accountCases, ...contentCases, ...adapterCases])('$name', async ({ expected, play }) => {
	expect(await play(openFourthScene())).toEqual(expected);
});

describe.each(faultCases)('when an answer to $method is lost', ({ play }) => {
	test.each<readonly [string, Fate[]]>([
		['before it was carried out', ['lost_before']],
		['after it was carried out', ['lost_after']],
		['again and again', ['lost_before', 'lost_after', 'busy', 'lost_before', 'lost_after']],
	])('%s', async (_, lost) => {
		const fates: Fate[] = [];
		const meant = await play(openFourthScene(), () => undefined);
		const became = await play(openFourthScene(fates), () => fates.push(...lost));
		expect(became).toEqual(meant);
		expect(meant.outcome).toBe('ok');
	});
});
