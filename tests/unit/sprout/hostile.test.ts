import { rowsOfDump } from '../../../core/sprout/sqlDump';

const read = (sql: string) => [
	...rowsOfDump(
		sql,
		(table) => table === 'wp_posts',
		() => ['ID', 'post_title'],
	),
];
const row = `INSERT INTO wp_posts VALUES (1,'a');`;

describe('a dump is read in the time of its size, whatever it holds', () => {
	test.each([
		['comments', '-- x\n'.repeat(6_000_000) + row],
		['comments of the other kind', '/* x */'.repeat(3_000_000) + row],
		['spaces', ' \n'.repeat(5_000_000) + row],
		['comments in a row', `INSERT INTO wp_posts VALUES (1,${' /**/'.repeat(3_000_000)}'a');`],
		['a text of many million characters', `INSERT INTO wp_posts VALUES (1,'${'a'.repeat(40_000_000)}');`],
		['lists of columns without an end', 'INSERT INTO x (a ;'.repeat(200_000) + row],
		[
			'empty lines where columns are',
			`CREATE TABLE \`wp_posts\` (${'\n'.repeat(100_000)}\`ID\` int,\n\`b\` text);${row}`,
		],
	])('%s', (_, sql) => {
		const began = performance.now();
		expect(read(sql)).toHaveLength(1);
		expect(performance.now() - began).toBeLessThan(10_000);
	});
});
