import type { Browser, FileChooser, Page } from 'playwright-core';
import { addressOf, sealDoor } from '../../core/importDesk';
import { findChromium, openChromium } from '../../stack/parts/chromium';
import { workbookOfBefore, workbookOfMonth, type DemoWorkbook } from '../../stack/parts/demoWorkbook';
import { enterSharedStack, type Scene } from '../support/e2eScene';
import { describeWith } from '../support/requirement';
import { withWorkbook } from '../support/xlsxFile';

const month = { year: 2026, month: 3 };
const lacking = findChromium() === undefined ? 'there is no Chromium' : undefined;

describeWith('a browser', lacking, () => {
	let scene: Scene;
	let browser: Browser;
	let page: Page;
	beforeAll(async () => {
		scene = await enterSharedStack();
		browser = await openChromium();
		page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
	});
	afterAll(async () => {
		await browser.close();
		await scene.close();
	});

	test('an office clerk imports a month by the keyboard, on a phone', async () => {
		const { addresses, backOffice } = scene;
		const door = sealDoor(backOffice.vault, { name: 'office', companyCode: 'main', until: null });
		const start = addressOf(`${addresses.n8n}/webhook/msp/import`, { door, lang: 'en' });

		await page.goto(start);
		await handIn(await workbookOfBefore(month));
		await shows(/which comes first/i);
		await reach('select[name="dateOrder.0"]');
		await page.keyboard.press('ArrowDown');
		expect(await page.locator('select[name="dateOrder.0"]').inputValue()).toBe('dmy');
		await press('button[value="look"]');
		await page.waitForURL((url) => url.searchParams.has('ticket'));
		await shows(/nothing is saved/i);
		expect(await page.getByText(/which comes first/i).count()).toBe(0);
		await press('button[value="import"]');
		await shows(/5 invoices imported/);

		await press('a[href*="door="]:not(.button)');
		await handIn(await workbookOfMonth(month));
		await shows(/4 rows have a problem/);
		await press('button[value="import"]');
		await shows(/248 invoices imported, 3 updated, 2 unchanged/);
		const downloading = page.waitForEvent('download');
		await press('a.button');
		const download = await downloading;
		expect(download.suggestedFilename()).toBe('facturen-2026-03.rejected.xlsx');
		const chunks: Buffer[] = [];
		for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
		const rows = await withWorkbook(Buffer.concat(chunks), async (workbook) => {
			const numbers: number[] = [];
			for await (const some of workbook.rows(0)) numbers.push(...some.map(({ number }) => number));
			return numbers;
		});
		expect(rows).toEqual([1, 2, 3, 4, 5]);
	}, 180_000);

	/** Chooses a file and sends it. */
	async function handIn({ name, bytes }: DemoWorkbook): Promise<void> {
		await page.waitForURL((url) => !url.searchParams.has('ticket'));
		await shows(/spreadsheet/i);
		await reach('input[type="file"]');
		await (await chooser()).setFiles({ name, mimeType: 'application/octet-stream', buffer: bytes });
		await reach('input[name="by"]');
		await page.keyboard.type('Ann Peeters');
		await press('button');
		await page.waitForURL((url) => url.searchParams.has('ticket'));
	}

	/** The dialog for files. A page that has just come may pass over the first key. */
	async function chooser(): Promise<FileChooser> {
		for (let tries = 1; ; tries++) {
			const opened = page.waitForEvent('filechooser', { timeout: 5_000 });
			await page.keyboard.press(tries % 2 === 1 ? 'Space' : 'Enter');
			const found = await opened.catch(() => undefined);
			if (found) return found;
			if (tries === 4) throw new Error('No key opens the dialog for files');
			await reach('input[type="file"]');
		}
	}

	/** Goes from one control to the next until it is at this one. */
	async function reach(selector: string): Promise<void> {
		await page.locator(selector).first().waitFor();
		for (let tries = 0; tries < 400; tries++) {
			if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`)) return;
			await page.keyboard.press('Tab');
		}
		throw new Error(`The keyboard does not reach ${selector}.`);
	}

	async function press(selector: string): Promise<void> {
		await reach(selector);
		await page.keyboard.press('Enter');
	}

	/** The page says this, fits on the screen, and each of its controls has a name. */
	async function shows(words: RegExp): Promise<void> {
		await page.getByText(words).first().waitFor({ timeout: 60_000 });
		expect(await page.evaluate('document.scrollingElement.scrollWidth <= window.innerWidth')).toBe(true);
		expect(await page.evaluate(nameless)).toEqual([]);
		expect(await page.evaluate('[document.title, document.documentElement.lang].every(Boolean)')).toBe(true);
	}
});

/** The controls for which a screen reader has no name. */
const nameless = `[...document.querySelectorAll('a, button, select, input:not([type=hidden])')]
	.filter((one) => !(one.getAttribute('aria-label') || [...(one.labels ?? [])].some(({ textContent }) => textContent.trim()) || one.textContent.trim()))
	.map((one) => one.outerHTML)`;
